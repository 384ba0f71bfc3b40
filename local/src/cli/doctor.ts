import { Arguments } from './arguments';
import { Terminal } from './terminal';
import { examine } from '../doctor/examine';
import { Finding } from '../doctor/finding';

const MARKS: Record<Finding['state'], string> = { ok: '', note: 'note: ', problem: 'MISSING: ' };

/** Says what is missing here; exit code 1 if something is. */
export async function doctor({ json, ...options }: Arguments): Promise<void> {
  const { port, dynamodbPort, alongside = [] } = options;
  const ports = [port, dynamodbPort, ...alongside.map((each) => each.port)].filter((each) => each !== undefined);
  const findings = await examine({ ...options, ports });
  const problems = findings.filter(({ state }) => state === 'problem').length;
  if (json) {
    process.stdout.write(`${JSON.stringify({ ok: problems === 0, findings }, undefined, 2)}\n`);
  } else {
    const title = problems === 0 ? 'Nothing is missing' : `${problems} ${problems === 1 ? 'thing is' : 'things are'} missing`;
    const rows = findings.map(({ name, state, text }) => [name, `${MARKS[state]}${text}`] as const);
    new Terminal(process.stdout, process.env).printSections([{ title, rows }]);
  }
  process.exitCode = problems === 0 ? 0 : 1;
}
