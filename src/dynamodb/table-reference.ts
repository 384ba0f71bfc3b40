import { CfnResource, Tokenization, Token, Reference, Stack } from 'aws-cdk-lib/core';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { CfnGlobalTable, ITableRef } from 'aws-cdk-lib/aws-dynamodb';
import { IConstruct } from 'constructs';
import { areKnownToDiffer } from '../validation/environments';

const TYPES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];

/** The table of this app to which a name or an ARN refers. */
export function tableBehind(nameOrArn: string | undefined): IConstruct | undefined {
  if (!Token.isUnresolved(nameOrArn)) {
    return undefined;
  }
  return Tokenization.reverseString(`${nameOrArn}`).tokens.filter(Reference.isReference).map(({ target }) => target).find(isTable);
}

export function isTable(part: IConstruct | undefined): part is dynamodb.CfnTable | dynamodb.CfnGlobalTable {
  return part !== undefined && CfnResource.isCfnResource(part) && TYPES.includes(part.cfnResourceType);
}

/** Whether the table is known to be in another account than the construct's stack. */
export function isInAnotherAccount(scope: IConstruct, table: ITableRef): boolean {
  return areKnownToDiffer(Stack.of(scope).account, table.env.account);
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
  if (areKnownToDiffer(own.account, theirs.account)) {
    return 'account';
  }
  return areKnownToDiffer(own.region, theirs.region) && !(carriesReferences(own) && carriesReferences(theirs)) ? 'region' : undefined;
}

/** With the stack's prop `crossRegionReferences` CDK carries the name itself. */
function carriesReferences(stack: Stack): boolean {
  return (stack as { _crossRegionReferences?: boolean })._crossRegionReferences === true;
}
