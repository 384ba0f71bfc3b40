import * as fc from 'fast-check';
import { bad, good, isKnown, lazyText, made, oneOf, parameter, settled } from '../given';
import { choice, Choice, Rule } from '../props';
import { DEFAULT_STORE, environmentOf, StoreFacts } from './session-store';
import { variables } from './session-store-props';

/** Variables of the application's own. */
export const environment: Choice = choice(
  fc.oneof(
    { weight: 5, arbitrary: variables(['STAGE', 'LOG_LEVEL', '_private', 'SESSIONS']).legal },
    {
      weight: 1, arbitrary: oneOf(lazyText('x'), parameter('environment')).map((value) => (
        made(`{ STAGE: ${value.text} }`, (world) => ({ STAGE: value.make(world) }), { STAGE: value.facts }))),
    },
  ),
  fc.oneof(
    variables().odd!,
    // wrong unless ours are renamed, which a rule says
    good<Record<string, string>>({ AWS_REGION: 'x' }, { DYNAMODB_SESSION_TABLE_NAME: 'mine' }),
    bad<Record<string, string>>({ AWS_REGION: 'eu-west-1\nX=1' }),
    bad<Record<string, string>>({ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' }, { 'a b': '1', 'STAGE': 'x' }),
  ),
);

export const variableNames: Choice = choice(
  good<Record<string, string>>({}, { DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' }, { AWS_REGION: 'SESSION_REGION' },
    { DYNAMODB_SESSION_TABLE_NAME: 'A', AWS_REGION: '_b' }, { AWS_REGION: 'AWS_REGION' }),
  bad<Record<string, string>>({ SESSION_TABEL: 'X' }, { 'AWS\nREGION': 'X' }, { AWS_REGION: 'A\nB' }, { DYNAMODB_SESSION_TABLE_NAME: '' }, { DYNAMODB_SESSION_TABLE_NAME: 'AWS_REGION' },
    { AWS_REGION: '1A' }, { AWS_REGION: 'A-B' }, { DYNAMODB_SESSION_TABLE_NAME: 'X', AWS_REGION: 'X' }),
);

export function storeOf(facts: Record<string, any>): StoreFacts {
  return facts.sessionTable?.store ?? facts.sessionStore ?? DEFAULT_STORE;
}

/** Names of the variables for the sessions, under the names that the user wants. */
export function renamed(names: string[], given: Record<string, string> = {}): string[] {
  return names.map((name) => given[name] ?? name);
}

/** Values that only the template knows stand for themselves. */
const LATE = {};

export function sessionVariables(facts: Record<string, any>): Record<string, any> {
  const session = environmentOf(storeOf(facts), LATE, LATE);
  return Object.fromEntries(Object.entries(session).map(([name, value]) => [facts.variableNames?.[name] ?? name, value]));
}

export const environmentRules: Rule[] = [
  {
    props: ['variableNames'],
    broken: (facts) => {
      const names = renamed(Object.keys(environmentOf(storeOf(facts), LATE, LATE)), facts.variableNames);
      // a clash of two names that nobody renamed cannot be
      return new Set(names).size < names.length;
    },
  },
  {
    props: ['environment'],
    broken: (facts) => {
      const session = sessionVariables(facts);
      const isOther = ([name, value]: [string, unknown]) => name in session && !(isKnown(value) && settled(session[name]) === value);
      return Object.entries(facts.environment ?? {}).some(isOther);
    },
  },
];
