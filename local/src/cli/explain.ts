import { Arguments } from './arguments';
import { Terminal } from './terminal';
import { surveyAssembly } from '../blueprint/read-blueprint';
import { explain as explainSurvey } from '../explain/explanation';
import { explanationInWords } from '../explain/explanation-in-words';

/** Says what the assembly says, and starts nothing. */
export async function explain({ app, service, parameters, json }: Arguments): Promise<void> {
  const survey = explainSurvey(surveyAssembly(app, { parameters }));
  const isTold = service === undefined || [...survey.services, ...survey.functions].some(({ path }) => path === service);
  // what runs only when it is named, such as a role
  const explanation = isTold ? survey : explainSurvey(surveyAssembly(app, { parameters, services: [{ service }] }));
  const isWanted = ({ path }: { readonly path: string }) => service === undefined || path === service;
  const wanted = { ...explanation, services: explanation.services.filter(isWanted), functions: explanation.functions.filter(isWanted) };
  if (json) {
    process.stdout.write(`${JSON.stringify(wanted, undefined, 2)}\n`);
  } else {
    new Terminal(process.stdout, process.env).printSections(explanationInWords(wanted));
  }
}
