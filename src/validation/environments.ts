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
