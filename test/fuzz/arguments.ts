import { SUBJECT_NAMES, subjectNamed } from './subjects';

export interface Arguments {
  readonly runs: number;
  readonly seed: number;
  readonly only: string[];
  /** Replays one set of props. */
  readonly path?: string;
  /** Whether all kinds of messages are printed. */
  readonly kinds: boolean;
}

const NAMES = ['--runs', '--seed', '--only', '--path', '--kinds'];

/** @throws one line that says which argument is wrong */
export function parseArguments(argv: string[], newSeed: () => number = () => Math.floor(Math.random() * 2 ** 30)): Arguments {
  const given = pairs(argv);
  const only = given.get('--only')?.split(',') ?? SUBJECT_NAMES;
  only.forEach(subjectNamed);
  const path = given.get('--path');
  const seed = given.has('--seed') ? wholeNumber('--seed', given.get('--seed')!, -(2 ** 31), 2 ** 31 - 1) : newSeed();
  if (path !== undefined && !/^\d+(:\d+)*$/.test(path)) {
    throw new Error(`--path must be numbers such as '12:0:3', as a failure prints it, got: '${path}'`);
  }
  if (path !== undefined && !(given.has('--seed') && only.length === 1)) {
    throw new Error('--path needs --seed and --only with one name, as a failure prints them');
  }
  return { runs: wholeNumber('--runs', given.get('--runs') ?? '10000', 1, 10_000_000), seed, only, path, kinds: given.has('--kinds') };
}

function pairs(argv: string[]): Map<string, string> {
  const given = new Map<string, string>();
  for (let rest = argv; rest.length > 0;) {
    const [name, value, ...others] = rest;
    if (!NAMES.includes(name)) {
      throw new Error(`arguments are ${NAMES.join(', ')}, got: '${name}'`);
    }
    if (name !== '--kinds' && (value === undefined || value.startsWith('--'))) {
      throw new Error(`${name} needs a value, got: none`);
    }
    given.set(name, name === '--kinds' ? '' : value);
    rest = name === '--kinds' ? rest.slice(1) : others;
  }
  return given;
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < min || value > max) {
    throw new Error(`${name} must be a whole number from ${min} to ${max}, got: '${text}'`);
  }
  return value;
}
