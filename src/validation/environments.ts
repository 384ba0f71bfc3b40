import { Token } from 'aws-cdk-lib/core';

/** Whether two accounts, or two regions, are known and not the same. */
export function areKnownToDiffer(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}

