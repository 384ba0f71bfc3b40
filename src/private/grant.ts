import * as iam from 'aws-cdk-lib/aws-iam';
import { Resource, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';

/** Adds a statement to the principal, or to the table's resource policy where the principal belongs to another account. */
export function grantWithPolicy(table: IConstruct, options: iam.GrantOnPrincipalOptions): iam.Grant {
  if (isResourceWithPolicy(table)) {
    // a table's policy that names the table's own ARN would depend on itself
    return iam.Grant.addToPrincipalOrResource({ ...options, resource: table, resourceSelfArns: ['*'] });
  }
  return iam.Grant.addToPrincipal(options);
}

/** Why a policy that is added to this grantee changes nothing; undefined when it reaches the role. */
export function ignoresPolicies(grantee: iam.IGrantable, table: IConstruct): string | undefined {
  const principal = grantee.grantPrincipal;
  // aws-cdk-lib pretends that a statement was added to a role imported as immutable
  const immutable = (principal as { addGrantsToResources?: boolean }).addGrantsToResources === false;
  if (!immutable && isOwned(principal)) return undefined;
  const account = principal.principalAccount;
  const tableAccount = Stack.of(table).account;
  if (account !== undefined && !Token.isUnresolved(account) && !Token.isUnresolved(tableAccount) && account !== tableAccount) {
    return `it belongs to account ${account}, whose own policy decides as well`;
  }
  return immutable ? 'it takes no policies (`mutable: false` or `withoutPolicyUpdates()`)' : undefined;
}

/** What a message calls the grantee. */
export function nameOf(grantee: iam.IGrantable): string {
  const principal = grantee.grantPrincipal;
  return Construct.isConstruct(principal) ? `'${principal.node.path}'` : `${principal}`;
}

/** Whether a policy can be put on the table: an imported one has its policy elsewhere. */
function isResourceWithPolicy(table: IConstruct): table is IConstruct & iam.IResourceWithPolicyV2 {
  return isOwned(table) && typeof (table as Partial<iam.IResourceWithPolicyV2>).addToResourcePolicy === 'function';
}

function isOwned(part: unknown): boolean {
  return Construct.isConstruct(part) && Resource.isOwnedResource(part);
}
