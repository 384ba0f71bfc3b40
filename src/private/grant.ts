import { Stack, Token } from 'aws-cdk-lib/core';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';

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
  const account = principal.principalAccount;
  const tableAccount = Stack.of(table).account;
  if (account !== undefined && !Token.isUnresolved(account) && !Token.isUnresolved(tableAccount) && account !== tableAccount) {
    return `it belongs to account ${account}, whose own policy decides as well`;
  }
  // aws-cdk-lib pretends that a statement was added to a role imported as immutable
  if ((principal as { addGrantsToResources?: boolean }).addGrantsToResources === false) {
    return 'it was imported with `mutable: false`';
  }
  return undefined;
}

function isResourceWithPolicy(table: IConstruct): table is IConstruct & iam.IResourceWithPolicyV2 {
  return typeof (table as Partial<iam.IResourceWithPolicyV2>).addToResourcePolicy === 'function';
}
