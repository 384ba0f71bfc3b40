import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** How two accounts, or two regions, compare: `unclear` where one alone is known, which aws-cdk-lib takes for different. */
type Comparison = 'same' | 'different' | 'unclear';

/** Two that are not known count as one, as for aws-cdk-lib. */
export function compareEnvironments(one: string | undefined, other: string | undefined): Comparison {
  if (one === undefined || other === undefined) {
    return 'unclear';
  }
  const [isOneKnown, isOtherKnown] = [one, other].map((each) => !Token.isUnresolved(each));
  if (isOneKnown !== isOtherKnown) {
    return 'unclear';
  }
  return isOneKnown && one !== other ? 'different' : 'same';
}

/** Whether two accounts, or two regions, are known and not the same. */
export function areKnownToDiffer(one: string | undefined, other: string | undefined): boolean {
  return compareEnvironments(one, other) === 'different';
}

/** A stack and what it knows of its account and region. */
export function describeEnvironment(scope: IConstruct): string {
  const { node, account, region } = Stack.of(scope);
  const known = Object.entries({ account, region }).filter(([, value]) => !Token.isUnresolved(value)).map(([name, value]) => `${name} ${value}`);
  return `'${node.path}' with ${known.join(' and ') || 'neither account nor region'}`;
}

/** Whether two values of a stack come out the same, as far as the stack knows its account, region and partition. */
export function areSameValues(scope: IConstruct, one: unknown, other: unknown): boolean {
  return resolvedIn(scope, one) === resolvedIn(scope, other);
}

function resolvedIn(scope: IConstruct, value: unknown): string {
  const stack = Stack.of(scope);
  const known = Object.entries({ 'AWS::Region': stack.region, 'AWS::AccountId': stack.account, 'AWS::Partition': stack.partition })
    .filter(([, each]) => !Token.isUnresolved(each));
  const replaced = JSON.stringify(stack.resolve(value), (_, each) => known.find(([name]) => isReferenceTo(each, name))?.[1] ?? each);
  // a second time, since a text of texts is a text
  return JSON.stringify(replaced && JSON.parse(replaced, (_, each) => joined(each)));
}

function isReferenceTo(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 1 && (value as { Ref?: unknown }).Ref === name;
}

/** As aws-cdk-lib joins texts where it knows them all. */
function joined(value: unknown): unknown {
  const [glue, parts] = (value as { 'Fn::Join'?: [string, unknown] } | null)?.['Fn::Join'] ?? [];
  return Array.isArray(parts) && parts.every((each) => typeof each === 'string') ? parts.join(glue) : value;
}
