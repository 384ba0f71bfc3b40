import { nearest } from './nearest';
import { KitError } from '../foundation/error';

/** What the command can do; without a word it is the first one. */
const VERBS = ['up', 'explain', 'doctor'] as const;

export type Verb = typeof VERBS[number];

/** Takes the word off the arguments: `explain --app cdk.out`. */
export function takeVerb(args: readonly string[]): { verb: Verb; rest: readonly string[] } {
  const [word, ...rest] = args;
  if (word === undefined || word.startsWith('-')) {
    return { verb: 'up', rest: args };
  }
  const verb = VERBS.find((each) => each === word);
  if (verb !== undefined) {
    return { verb, rest };
  }
  const near = nearest(word, VERBS);
  if (near !== undefined) {
    throw new KitError(`unknown command, got: ${word}; did you mean ${near}?`);
  }
  return { verb: 'up', rest: args };
}
