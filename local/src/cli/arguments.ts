import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { KitError } from '../foundation/error';
import { KitOptions } from '../kit/kit-options';

export interface Arguments extends KitOptions {
  /** File that gets one JSON object for each call to a table. */
  readonly accessLog?: string;
}

/** What the person asked for. */
type Request = 'help' | 'version' | Arguments;

const OPTIONS = {
  'app': { type: 'string' },
  'service': { type: 'string' },
  'servers': { type: 'string' },
  'port': { type: 'string' },
  'parameter': { type: 'string', multiple: true },
  'env': { type: 'string', multiple: true },
  'data': { type: 'string' },
  'endpoint': { type: 'string' },
  'time-scale': { type: 'string' },
  'credentials-lifetime': { type: 'string' },
  'latency': { type: 'string' },
  'throttle': { type: 'string' },
  'stale': { type: 'string' },
  'errors': { type: 'string' },
  'resets': { type: 'string' },
  'access-log': { type: 'string' },
  'help': { type: 'boolean', short: 'h' },
  'version': { type: 'boolean', short: 'v' },
} as const;

type Name = keyof typeof OPTIONS;

/** @throws KitError when something is not as it must be */
export function parseArguments(args: readonly string[]): Request {
  const separator = args.indexOf('--');
  const values = readOptions(separator === -1 ? args : args.slice(0, separator));
  if (values.has('help')) {
    return 'help';
  }
  if (values.has('version')) {
    return 'version';
  }
  const text = (name: Name) => values.get(name)?.at(-1);
  const environment = pairs('env', values.get('env'));
  return {
    app: text('app') ?? 'cdk.out',
    command: checkCommand(separator === -1 ? [] : args.slice(separator + 1), environment),
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

function readOptions(args: readonly string[]): Map<Name, string[]> {
  const values = new Map<Name, string[]>();
  // not strict: node's own words for mistakes are several lines long
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') {
      throw new KitError(`unexpected argument, got: ${token.value}; write the command of a server behind --`);
    }
    if (token.kind === 'option') {
      const name = knownName(token.name, token.rawName);
      values.set(name, [...values.get(name) ?? [], checkValue(name, token)]);
    }
  }
  return values;
}

function knownName(name: string, rawName: string): Name {
  if (Object.hasOwn(OPTIONS, name)) {
    return name as Name;
  }
  const nearest = Object.keys(OPTIONS)
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .sort((one, other) => one.distance - other.distance)[0];
  const isNear = nearest.distance <= Math.min(3, name.length / 2);
  const advice = isNear ? `did you mean --${nearest.candidate}?` : 'see --help';
  throw new KitError(`unknown option, got: ${rawName}; ${advice}`);
}

function checkValue(name: Name, { value, inlineValue }: { value?: string; inlineValue?: boolean }): string {
  if (OPTIONS[name].type === 'boolean') {
    if (value !== undefined) {
      throw new KitError(`--${name} takes no value, got: ${value}`);
    }
    return '';
  }
  if (value === undefined || value === '' || (inlineValue !== true && isOption(value))) {
    throw new KitError(`--${name} needs a value, got: ${value ? value : 'nothing'}`);
  }
  return value;
}

/** A negative number is a wrong value and no option. */
function isOption(text: string): boolean {
  return text.startsWith('-') && !/^-\d/.test(text);
}

interface Limits {
  readonly minimum: number;
  readonly maximum: number;
  readonly whole?: boolean;
}

function number(name: Name, text: string | undefined, { minimum, maximum, whole = false }: Limits): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (!(value >= minimum && value <= maximum) || (whole && !Number.isInteger(value))) {
    throw new KitError(`--${name} must be a ${whole ? 'whole ' : ''}number between ${minimum} and ${maximum}, got: ${text}`);
  }
  return value;
}

function pairs(name: Name, texts: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(texts.map((text) => {
    const equals = text.indexOf('=');
    if (!/^[^\s=]+=/.test(text)) {
      throw new KitError(`--${name} must be NAME=VALUE, got: ${text}`);
    }
    return [text.slice(0, equals), text.slice(equals + 1)];
  }));
}

function checkCommand(command: readonly string[], environment: Readonly<Record<string, string>>): readonly string[] {
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

function resolved(file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(file);
}

/** How many letters must be added, removed or changed to make one word of the other. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[other.length];
}
