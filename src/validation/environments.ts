import { CfnGlobalTable, ITableRef } from 'aws-cdk-lib/aws-dynamodb';
import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { tableBehind } from '../store/internal/table-requirements';

/** Whether two accounts, or two regions, are known and not the same. */
export function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}

/** Whether the table is known to be in another account than the construct's stack. */
export function isInAnotherAccount(scope: IConstruct, table: ITableRef): boolean {
  return differ(Stack.of(scope).account, table.env.account);
}

/**
 * From where a table of this app that has no name is referred to; undefined where CloudFormation's own name will do.
 *
 * For a reference from another account or region CDK names the table, and a table that is deployed already is replaced.
 */
export function needsNameFor(scope: IConstruct, table: ITableRef): 'account' | 'region' | undefined {
  const resource = (table.node.defaultChild ?? tableBehind(table.tableRef.tableArn)) as CfnGlobalTable | undefined;
  if (!resource || Stack.of(resource).resolve(resource.tableName) !== undefined) {
    return undefined;
  }
  const [own, theirs] = [Stack.of(scope), Stack.of(table)];
  if (differ(own.account, theirs.account)) {
    return 'account';
  }
  return differ(own.region, theirs.region) && !(carriesReferences(own) && carriesReferences(theirs)) ? 'region' : undefined;
}

/** With the stack's prop `crossRegionReferences` CDK carries the name itself. */
function carriesReferences(stack: Stack): boolean {
  return (stack as { _crossRegionReferences?: boolean })._crossRegionReferences === true;
}
