import { Arguments } from './arguments';
import { Terminal } from './terminal';
import { surveyAssembly } from '../blueprint/read-blueprint';
import { explain as explainSurvey } from '../explain/explanation';
import { explanationInWords } from '../explain/explanation-in-words';
import { KitError } from '../foundation/error';

/** Says what the assembly says, and starts nothing. */
export async function explain({ app, service, parameters, json }: Arguments): Promise<void> {
  const explanation = explainSurvey(surveyAssembly(app, { parameters }));
  const callers = [...explanation.services, ...explanation.functions].map(({ path }) => path);
  if (service !== undefined && !callers.includes(service)) {
    throw new KitError(`the assembly has no service ${service}; it has ${callers.join(', ') || 'none'}`);
  }
  const isWanted = ({ path }: { readonly path: string }) => service === undefined || path === service;
  const wanted = { ...explanation, services: explanation.services.filter(isWanted), functions: explanation.functions.filter(isWanted) };
  if (json) {
    process.stdout.write(`${JSON.stringify(wanted, undefined, 2)}\n`);
  } else {
    new Terminal(process.stdout, process.env).printSections(explanationInWords(wanted));
  }
}
