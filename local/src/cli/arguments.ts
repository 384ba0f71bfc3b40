import { OptionName, readOptions } from './options';
import { number, pairs, resolved } from './values';
import { takeVerb, Verb } from './verbs';
import { KitError } from '../foundation/error';
import { KitOptions } from '../kit/kit-options';

export interface Arguments extends KitOptions {
  readonly verb: Verb;
  /** Whether a program reads what the command writes. */
  readonly json: boolean;
  /** File that gets one JSON object for each call to a table. */
  readonly accessLog?: string;
}

/** These do without the command of a server. */
const STARTS_NOTHING: readonly Verb[] = ['explain', 'doctor'];

/** What the person asked for. */
type Request = 'help' | 'version' | Arguments;

/** @throws KitError when something is not as it must be */
export function parseArguments(args: readonly string[]): Request {
  const separator = args.indexOf('--');
  const { verb, rest } = takeVerb(separator === -1 ? args : args.slice(0, separator));
  const values = readOptions(verb, rest);
  if (values.has('help')) {
    return 'help';
  }
  if (values.has('version')) {
    return 'version';
  }
  const text = (name: OptionName) => values.get(name)?.at(-1);
  const environment = pairs('env', values.get('env'));
  return {
    verb,
    json: values.has('json'),
    app: text('app') ?? 'cdk.out',
    command: checkCommand(verb, separator === -1 ? [] : args.slice(separator + 1), environment),
    service: text('service'),
    servers: number('servers', text('servers'), { minimum: 1, maximum: 100, whole: true }),
    port: number('port', text('port') ?? '8080', { minimum: 0, maximum: 65535, whole: true }),
    parameters: pairs('parameter', values.get('parameter')),
    environment,
    directory: resolved(text('data')),
    endpoint: text('endpoint'),
    timeScale: number('time-scale', text('time-scale'), { minimum: 0.01, maximum: 1000 }),
    credentialsLifetimeMinutes: number('credentials-lifetime', text('credentials-lifetime'), { minimum: 1, maximum: 720 }),
    faults: {
      latencyMilliseconds: number('latency', text('latency'), { minimum: 0, maximum: 60_000 }),
      throttlePercent: number('throttle', text('throttle'), { minimum: 0, maximum: 100 }),
      staleMilliseconds: number('stale', text('stale'), { minimum: 0, maximum: 60_000 }),
      errorPercent: number('errors', text('errors'), { minimum: 0, maximum: 100 }),
      resetPercent: number('resets', text('resets'), { minimum: 0, maximum: 100 }),
    },
    accessLog: resolved(text('access-log')),
  };
}

function checkCommand(verb: Verb, command: readonly string[], environment: Readonly<Record<string, string>>): readonly string[] {
  if (command.length === 0 && STARTS_NOTHING.includes(verb)) {
    return command;
  }
  const example = 'php -S 127.0.0.1:{port} -t public';
  if (command.length === 0 || command[0] === '') {
    throw new KitError(`no command to start a server with; write it at the end, such as: -- ${example}`);
  }
  if (![...command, ...Object.values(environment)].some((part) => part.includes('{port}'))) {
    const advice = `write {port} where it takes its port, such as: -- ${example}, or pass --env PORT={port}`;
    throw new KitError(`the command has no {port}, got: ${command.join(' ')}; ${advice}`);
  }
  return command;
}
