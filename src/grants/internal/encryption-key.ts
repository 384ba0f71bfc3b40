import * as kms from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib/core';

/** How a policy names a key. */
interface KeyResource {
  readonly key: kms.IKey;
  readonly resourceArns: string[];
  readonly conditions?: Record<string, Record<string, string[]>>;
}

/**
 * An alias is no resource that a policy could allow to use: its key is named where it is known, and otherwise the keys
 * of the account that have the alias.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html
 */
export function keyResource(key: kms.IKey): KeyResource {
  const { aliasName } = key as Partial<kms.IAlias>;
  if (aliasName === undefined) {
    return { key, resourceArns: [key.keyArn] };
  }
  const target = targetOf(key as kms.IAlias);
  if (target) {
    return keyResource(target);
  }
  return {
    key,
    resourceArns: [Stack.of(key).formatArn({ service: 'kms', resource: 'key', resourceName: '*' })],
    conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [aliasName] } },
  };
}

function targetOf(alias: kms.IAlias): kms.IKey | undefined {
  try {
    return alias.aliasTargetKey;
  } catch {
    // imported by its name alone
    return undefined;
  }
}
