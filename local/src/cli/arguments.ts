import * as fs from 'node:fs';
import { OptionName, OptionValues, readOptions } from './options';
import { number, pairs, resolved } from './values';
import { takeVerb, Verb } from './verbs';
import { KitError } from '../foundation/error';
import { KitOptions, ServiceOptions } from '../kit/kit-options';

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

/** Between the command of one service and the options of the next one. */
const AND = '--and';

/** The options of one service among several; the others hold for all of them. */
const OF_EACH_SERVICE: readonly OptionName[] = ['service', 'container', 'servers', 'port', 'env'];

/** @throws KitError when something is not as it must be */
export function parseArguments(args: readonly string[]): Request {
  const [first, ...further] = splitAtAnd(args);
  const { verb, rest } = takeVerb(first.options);
  const values = readOptions(verb, rest);
  if (values.has('help')) {
    return 'help';
  }
  if (values.has('version')) {
    return 'version';
  }
  const text = (name: OptionName) => values.get(name)?.at(-1);
  const service = serviceOptions(verb, values, { command: first.command, defaultPort: 8080 });
  const alongside = further.map(({ options, command }, index) => {
    const own = readOptions(verb, options);
    const common = [...own.keys()].find((name) => !OF_EACH_SERVICE.includes(name));
    if (common !== undefined) {
      throw new KitError(`--${common} holds for all services, got it behind ${AND}; write it before the first command`);
    }
    // one port after the other, unless any free one will do
    return serviceOptions(verb, own, { command, defaultPort: service.port === 0 ? 0 : (service.port ?? 0) + index + 1 });
  });
  const startSeconds = number('start-timeout', text('start-timeout'), { minimum: 1, maximum: 3600 });
  return {
    verb,
    json: values.has('json'),
    app: text('app') ?? 'cdk.out',
    ...service,
    ...(alongside.length === 0 ? {} : { alongside }),
    parameters: pairs('parameter', values.get('parameter')),
    directory: resolved(text('data')),
    endpoint: text('endpoint'),
    dynamodbPort: number('dynamodb-port', text('dynamodb-port'), { minimum: 0, maximum: 65535, whole: true }),
    startTimeoutMilliseconds: startSeconds === undefined ? undefined : startSeconds * 1000,
    timeScale: number('time-scale', text('time-scale'), { minimum: 0.01, maximum: 1000 }),
    credentialsLifetimeMinutes: number('credentials-lifetime', text('credentials-lifetime'), { minimum: 1, maximum: 720 }),
    faults: {
      latencyMilliseconds: number('latency', text('latency'), { minimum: 0, maximum: 60_000 }),
      throttlePercent: number('throttle', text('throttle'), { minimum: 0, maximum: 100 }),
      staleMilliseconds: number('stale', text('stale'), { minimum: 0, maximum: 60_000 }),
      errorPercent: number('errors', text('errors'), { minimum: 0, maximum: 100 }),
      resetPercent: number('resets', text('resets'), { minimum: 0, maximum: 100 }),
    },
    ...(values.has('verbose') ? { showsEverything: true } : {}),
    accessLog: resolved(text('access-log')),
  };
}

interface Words {
  readonly options: readonly string[];
  readonly command: readonly string[];
}

/** `OPTIONS -- COMMAND --and OPTIONS -- COMMAND`: a command may have its own `--`, but no `--and`. */
function splitAtAnd(args: readonly string[]): Words[] {
  const end = args.indexOf(AND);
  const words = end === -1 ? args : args.slice(0, end);
  const separator = words.indexOf('--');
  const one = separator === -1 ? { options: words, command: [] } : { options: words.slice(0, separator), command: words.slice(separator + 1) };
  return end === -1 ? [one] : [one, ...splitAtAnd(args.slice(end + 1))];
}

function serviceOptions(
  verb: Verb, values: OptionValues, { command, defaultPort }: { readonly command: readonly string[]; readonly defaultPort: number },
): ServiceOptions {
  const text = (name: OptionName) => values.get(name)?.at(-1);
  return {
    command: checkCommand(verb, command),
    service: text('service'),
    container: text('container'),
    servers: number('servers', text('servers'), { minimum: 1, maximum: 100, whole: true }),
    port: number('port', text('port') ?? `${defaultPort}`, { minimum: 0, maximum: 65535, whole: true }),
    environment: pairs('env', values.get('env')),
  };
}

function checkCommand(verb: Verb, command: readonly string[]): readonly string[] {
  if (command.length === 0 && STARTS_NOTHING.includes(verb)) {
    return command;
  }
  if (command.length === 0 || command[0] === '') {
    throw new KitError('no command to start a server with; write it at the end, such as: -- php -S 127.0.0.1:{port} -t public');
  }
  if (command.length === 1 && /\s/.test(command[0]) && !fs.existsSync(command[0])) {
    throw new KitError(`the command is a single quoted text, got: "${command[0]}"; write it without the quotes`);
  }
  return command;
}
