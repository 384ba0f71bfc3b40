import { parseArgs } from 'node:util';
import { nearest } from './nearest';
import { Verb } from './verbs';
import { KitError } from '../foundation/error';

interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly short?: string;
  /** The commands that know it; all of them by default. */
  readonly of?: readonly Verb[];
}

const RUNS: readonly Verb[] = ['up'];
const RUNS_OR_LOOKS: readonly Verb[] = ['up', 'doctor'];

const OPTIONS = {
  'app': { type: 'string' },
  'service': { type: 'string' },
  'container': { type: 'string', of: RUNS_OR_LOOKS },
  'servers': { type: 'string', of: RUNS_OR_LOOKS },
  'port': { type: 'string', of: RUNS_OR_LOOKS },
  'parameter': { type: 'string', multiple: true },
  'env': { type: 'string', multiple: true, of: RUNS_OR_LOOKS },
  'data': { type: 'string', of: RUNS_OR_LOOKS },
  'endpoint': { type: 'string', of: RUNS_OR_LOOKS },
  'dynamodb-port': { type: 'string', of: RUNS_OR_LOOKS },
  'start-timeout': { type: 'string', of: RUNS },
  'time-scale': { type: 'string', of: RUNS },
  'credentials-lifetime': { type: 'string', of: RUNS },
  'latency': { type: 'string', of: RUNS },
  'throttle': { type: 'string', of: RUNS },
  'stale': { type: 'string', of: RUNS },
  'errors': { type: 'string', of: RUNS },
  'resets': { type: 'string', of: RUNS },
  'access-log': { type: 'string', of: RUNS },
  'json': { type: 'boolean', of: ['explain', 'doctor'] },
  'verbose': { type: 'boolean' },
  'help': { type: 'boolean', short: 'h' },
  'version': { type: 'boolean', short: 'v' },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

/** The options as they were written, each with all its values. */
export type OptionValues = ReadonlyMap<OptionName, readonly string[]>;

export function readOptions(verb: Verb, args: readonly string[]): OptionValues {
  const values = new Map<OptionName, string[]>();
  // not strict: node's own words for mistakes are several lines long
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') {
      throw new KitError(`unexpected argument, got: ${token.value}; write the command of a server behind --`);
    }
    if (token.kind === 'option') {
      const name = knownName(verb, token.name, token.rawName);
      values.set(name, [...values.get(name) ?? [], checkValue(name, token)]);
    }
  }
  return values;
}

function knownName(verb: Verb, name: string, rawName: string): OptionName {
  if (!Object.hasOwn(OPTIONS, name)) {
    const near = nearest(name, Object.keys(OPTIONS));
    throw new KitError(`unknown option, got: ${rawName}; ${near === undefined ? 'see --help' : `did you mean --${near}?`}`);
  }
  const { of }: Option = OPTIONS[name as OptionName];
  if (of !== undefined && !of.includes(verb)) {
    throw new KitError(`${verb} has no option --${name}, which is for ${of.join(' and ')}; leave it out`);
  }
  return name as OptionName;
}

function checkValue(name: OptionName, { value, inlineValue }: { value?: string; inlineValue?: boolean }): string {
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
