import { Machine } from './machine';

export type Environment = Readonly<Record<string, string>>;

/** Environment of a running service's main process. */
export async function ofUnit(machine: Machine, unit: string): Promise<Environment> {
  return parse(await machine.shell(`cat "/proc/$(systemctl show --property=MainPID --value ${unit})/environ"`));
}

/** Environment that a command sees which writes its own to its output, as `cat /proc/self/environ` does. */
export async function ofCommand(machine: Machine, ...command: string[]): Promise<Environment> {
  const [program, ...args] = command;
  return parse(await machine.exec(program, ...args));
}

/** What `getenv()` answers in a PHP page of the machine's web server. */
export async function ofPage(machine: Machine): Promise<Environment> {
  const response = await fetch(`${machine.url}/rehearsal/environment.php`, { signal: AbortSignal.timeout(10_000) });
  if (response.status !== 200) {
    throw new Error(`expected a page, got status ${response.status}`);
  }
  return await response.json() as Environment;
}

/** Throws unless all of the expected variables are there with exactly these values. */
export function expectAll(expected: Environment, actual: Environment): void {
  const wrong = differences(expected, actual);
  if (wrong.length === 0) {
    return;
  }
  const [first] = wrong;
  const got = actual[first] === undefined ? 'nothing' : shown(actual[first]);
  const total = Object.keys(expected).length;
  const which = wrong.length === total ? `all ${total} variables are wrong` : `wrong: ${wrong.join(', ')}`;
  throw new Error(`${which}; expected ${first} to be ${shown(expected[first])}, got ${got}`);
}

/** Names of the variables that are absent or wrong. */
export function differences(expected: Environment, actual: Environment): string[] {
  return Object.keys(expected).filter((name) => actual[name] !== expected[name]);
}

function parse(text: string): Environment {
  return Object.fromEntries(text.split('\0').filter((entry) => entry.includes('=')).map((entry) => {
    const index = entry.indexOf('=');
    return [entry.slice(0, index), entry.slice(index + 1)];
  }));
}

function shown(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
