import { ITable, ITableRef } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Annotations, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { areKnownToDiffer, compareEnvironments } from '../../validation/environments';
import { keyResource } from './encryption-key';
import { accountOf, granteeName, isDefinedInApp, isImmutable } from './principal';
import { ValidationErrors } from '../../validation/validation-errors';

/**
 * Adds a statement to the principal, and to the resource's own policy where the principal belongs to another account.
 *
 * In the resource's policy the resource is `*`: a policy that named its own table's ARN would depend on itself.
 *
 * @param resourcePolicyActions actions that the resource's own policy may name; all of them where none are given
 */
export function grantOnResource(
  resource: unknown, options: iam.GrantOnPrincipalOptions, resourcePolicyActions: string[] = options.actions,
): iam.Grant {
  const grant = iam.Grant.addToPrincipal(options);
  if (!isResourceWithPolicy(resource) || (grant.success && sameAccount(resource, options.grantee))) {
    return grant;
  }
  if (resourcePolicyActions.length === 0) {
    return grant;
  }
  // not Grant.addToPrincipalOrResource: before aws-cdk-lib 2.276 it forgets the conditions here
  const statement = new iam.PolicyStatement({
    principals: [principalOf(options.grantee)],
    actions: resourcePolicyActions,
    resources: ['*'],
    conditions: options.conditions,
  });
  return grant.combine(iam.Grant.addStatementToResourcePolicy({ ...options, resource: withPolicyDependable(resource), statement }));
}

/** aws-cdk-lib says to wait for the policy document, which is no part of a template; the resource has its policy from the start. */
function withPolicyDependable(resource: iam.IResourceWithPolicyV2): iam.IResourceWithPolicyV2 {
  const addToResourcePolicy = (statement: iam.PolicyStatement) => ({ ...resource.addToResourcePolicy(statement), policyDependable: resource });
  return Object.create(resource, { addToResourcePolicy: { value: addToResourcePolicy } });
}

/**
 * A role that the app makes is named by its account and its ARN: a policy that named it as the principal could only be
 * deployed after the role, whose own policy may have to wait for the ARN of the table or key.
 */
function principalOf({ grantPrincipal }: iam.IGrantable): iam.IPrincipal {
  const { roleArn } = grantPrincipal as Partial<iam.IRole>;
  const { principalAccount } = grantPrincipal;
  if (!isDefinedInApp(grantPrincipal) || roleArn === undefined || principalAccount === undefined) {
    return grantPrincipal;
  }
  return new iam.AccountPrincipal(principalAccount).withConditions({ ArnEquals: { 'aws:PrincipalArn': roleArn } });
}

/**
 * A role of the app that the policy of a table or key must name, and that has no name: aws-cdk-lib refuses it at synthesis.
 *
 * @param prop how the role was given
 */
export function validateRoleName(errors: ValidationErrors, prop: string, grantee: iam.IGrantable, table: ITableRef, needs = 'a `roleName`'): void {
  const { roleArn } = grantee.grantPrincipal as Partial<iam.IRole>;
  const { encryptionKey } = table as Partial<ITable>;
  if (!roleArn || !isDefinedInApp(grantee.grantPrincipal)) {
    return;
  }
  const isUnnamed = [table, encryptionKey && keyResource(encryptionKey).key].some((resource) =>
    isResourceWithPolicy(resource) && !sameAccount(resource, grantee) && !isKnownIn(Stack.of(resource), roleArn));
  if (isUnnamed) {
    errors.add(`\`${prop}\` must have ${needs} to be named in the policy of a table of another account, got: ${granteeName(grantee)} without; give it one`);
  }
}

/** As at synthesis, so that a name which aws-cdk-lib can make is one. */
function isKnownIn(stack: Stack, arn: string): boolean {
  try {
    stack.resolve(arn);
    return true;
  } catch {
    return false;
  }
}

function sameAccount(resource: iam.IResourceWithPolicyV2, grantee: iam.IGrantable): boolean {
  const account = grantee.grantPrincipal.principalAccount;
  // a principal that takes policies and tells no account is a role that nobody knows; aws-cdk-lib warns about it
  if (account === undefined) {
    return true;
  }
  const comparison = compareEnvironments(resource.env.account, account);
  // a role of the app stands where the table is used, and that is refused, or named, before a grant from there
  return comparison === 'same' || (comparison === 'unclear' && isDefinedInApp(grantee.grantPrincipal));
}

/** Why a policy that is added to this grantee changes nothing; undefined when it reaches the role. */
export function ignoresPolicies(grantee: iam.IGrantable, table: IConstruct): string | undefined {
  const principal = grantee.grantPrincipal;
  const immutable = isImmutable(principal, true);
  if (!immutable && isDefinedInApp(principal)) {
    return undefined;
  }
  const account = accountOf(grantee);
  if (areKnownToDiffer(account, Stack.of(table).account)) {
    return `it belongs to account ${account}, whose own policy decides as well`;
  }
  return immutable ? 'it takes no policies (`mutable: false` or `withoutPolicyUpdates()`)' : undefined;
}

/**
 * aws-cdk-lib pretends that rights were added to a role that takes no policies.
 *
 * @param rights what each prop needs
 */
export function warnOfIneffectiveGrants(scope: IConstruct, role: iam.IRole | undefined, rights: Record<string, string[]>): void {
  if (!role || !isImmutable(role)) {
    return;
  }
  for (const [prop, actions] of Object.entries(rights).filter(([, { length }]) => length > 0)) {
    Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:rightsNotAdded', `\`${prop}\` does not work unless ${granteeName(role)}, ` +
      `which takes no policies, may ${actions.join(', ')}; allow them where it is defined`);
  }
}

/** What a shell through Session Manager takes on instances and in containers; AWS allows it for `*` only. */
export const SHELL_ACTIONS = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map((name) => `ssmmessages:${name}`);

/** Whether a policy can be put on the resource: an imported one has its policy elsewhere. */
function isResourceWithPolicy(resource: unknown): resource is iam.IResourceWithPolicyV2 {
  return isDefinedInApp(resource) && typeof (resource as Partial<iam.IResourceWithPolicyV2>).addToResourcePolicy === 'function';
}
