import { PolicyStatement } from '../blueprint/blueprint';
import { matchesWildcard } from '../foundation/wildcard';

/** What a call tells the conditions of a policy. */
export interface ConditionContext {
  /** Values of the condition keys that the call carries; a known key that is missing here is absent from the call. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** Condition keys that the call carries but that the kit could not read, each with the reason. */
  readonly unreadable?: Readonly<Record<string, string>>;
}

/** Whether something in a statement holds for a call. */
export type Judgement =
  | { readonly outcome: 'met' }
  | { readonly outcome: 'unmet' | 'undecidable'; readonly because: string };

type Comparison = (value: string, pattern: string) => boolean;

const MET: Judgement = { outcome: 'met' };

// names of condition keys are not case-sensitive
const KNOWN_KEYS: readonly string[] = [
  'dynamodb:leadingkeys',
  'dynamodb:attributes',
  'dynamodb:select',
  'dynamodb:returnvalues',
  'dynamodb:returnconsumedcapacity',
  'dynamodb:enclosingoperation',
  'dynamodb:fulltablescan',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:principalarn',
];

const equals: Comparison = (value, pattern) => value === pattern;
const equalsIgnoringCase: Comparison = (value, pattern) => value.toLowerCase() === pattern.toLowerCase();
const isLike: Comparison = (value, pattern) => matchesWildcard(pattern, value);

const OPERATORS: ReadonlyMap<string, { readonly compare: Comparison; readonly negated: boolean }> = new Map([
  ['StringEquals', { compare: equals, negated: false }],
  ['StringNotEquals', { compare: equals, negated: true }],
  ['StringEqualsIgnoreCase', { compare: equalsIgnoringCase, negated: false }],
  ['StringNotEqualsIgnoreCase', { compare: equalsIgnoringCase, negated: true }],
  ['StringLike', { compare: isLike, negated: false }],
  ['StringNotLike', { compare: isLike, negated: true }],
  ['ArnEquals', { compare: isArnLike, negated: false }],
  ['ArnNotEquals', { compare: isArnLike, negated: true }],
  ['ArnLike', { compare: isArnLike, negated: false }],
  ['ArnNotLike', { compare: isArnLike, negated: true }],
  ['Bool', { compare: equalsIgnoringCase, negated: false }],
]);

/** Judges the whole `Condition` of a statement: every operator and every key must be met. */
export function judgeConditions(conditions: PolicyStatement['conditions'], context: ConditionContext): Judgement {
  const judgements = Object.entries(conditions ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, patterns]) => judgeCondition(operator, key, patterns, context)));
  // one condition that is not met settles the statement, whatever the others are
  return judgements.find(({ outcome }) => outcome === 'unmet') ??
    judgements.find(({ outcome }) => outcome === 'undecidable') ??
    MET;
}

/** Why text with a policy variable cannot be judged; undefined when it has none. */
export function undecidableVariable(text: string): string | undefined {
  const variable = /\$\{[^}]*\}?/.exec(text);
  return variable ? `policy variable ${variable[0]} is not known to this kit, so the call is refused` : undefined;
}

function judgeCondition(operator: string, key: string, patterns: readonly string[], context: ConditionContext): Judgement {
  const [, quantifier, name, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const comparison = OPERATORS.get(name);
  const isNullCheck = operator === 'Null';
  if (!isNullCheck && !comparison) {
    return undecidable(`condition operator ${operator} is not known to this kit, so the call is refused`);
  }
  if (!KNOWN_KEYS.includes(key.toLowerCase())) {
    return undecidable(`condition key ${key} is not known to this kit, so the call is refused`);
  }
  const obstacle = lookUp(context.unreadable, key) ?? patterns.map(undecidableVariable).find((text) => text);
  if (obstacle) {
    return undecidable(obstacle);
  }
  const values = lookUp(context.values, key) ?? [];
  if (isNullCheck || !comparison) {
    return verdict(patterns.some((pattern) => equalsIgnoringCase(String(values.length === 0), pattern)), key);
  }
  const matches = (value: string) =>
    patterns.some((pattern) => comparison.compare(value, pattern)) !== comparison.negated;
  if (quantifier === 'ForAllValues') {
    // true for an absent key, as in the cloud: such a condition alone does not restrict a Scan, which has no leading keys
    return verdict(values.every(matches), key);
  }
  if (quantifier === 'ForAnyValue') {
    // false for an absent key, even with IfExists: that is how IAM behaves
    return verdict(values.some(matches), key);
  }
  if (values.length > 1) {
    return undecidable(`condition key ${key} has ${values.length} values in this call and ${operator} is for one,` +
      ` so the call is refused: write ForAllValues:${operator}`);
  }
  return verdict(values.length === 0 ? ifExists !== undefined || comparison.negated : matches(values[0]), key);
}

function verdict(met: boolean, key: string): Judgement {
  return met ? MET : { outcome: 'unmet', because: `its condition on ${key} is not met` };
}

function undecidable(because: string): Judgement {
  return { outcome: 'undecidable', because };
}

function lookUp<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return Object.entries(record ?? {}).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

function isArnLike(value: string, pattern: string): boolean {
  const parts = arnParts(value);
  const patterns = arnParts(pattern);
  return parts.length === patterns.length && patterns.every((part, i) => matchesWildcard(part, parts[i]));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
