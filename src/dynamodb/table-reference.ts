import { CfnResource, Tokenization, Token, Reference, Stack } from 'aws-cdk-lib/core';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { CfnGlobalTable, ITableRef } from 'aws-cdk-lib/aws-dynamodb';
import { IConstruct } from 'constructs';
import { areKnownToDiffer, compareEnvironments } from '../validation/environments';

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

/** From where a table without a name is referred to. */
interface ForeignReference {
  readonly from: 'account' | 'region';
  /** Whether both sides know it. Where one alone does, aws-cdk-lib takes them for different, though they may be the same. */
  readonly isCertain: boolean;
  /** Whether aws-cdk-lib can make up a name, for which it must know where the table stands. */
  readonly canBeNamed: boolean;
}

/**
 * Whether a table of this app that has no name is referred to from elsewhere; undefined where CloudFormation's own name will do.
 *
 * For a reference from another account or region CDK names the table, and a table that is deployed already is replaced.
 */
export function foreignReference(scope: IConstruct, table: ITableRef): ForeignReference | undefined {
  const resource = (table.node.defaultChild ?? tableBehind(table.tableRef.tableArn)) as CfnGlobalTable | undefined;
  const [own, theirs] = [Stack.of(scope), Stack.of(table)];
  const canBeNamed = ![theirs.account, theirs.region].some((each) => Token.isUnresolved(each));
  if (!resource || isNamed(resource, canBeNamed)) {
    return undefined;
  }
  const [account, region] = [compareEnvironments(own.account, theirs.account), compareEnvironments(own.region, theirs.region)];
  if (account !== 'same') {
    return { from: 'account', isCertain: account === 'different', canBeNamed };
  }
  return region === 'same' || (carriesReferences(own) && carriesReferences(theirs)) ? undefined
    : { from: 'region', isCertain: region === 'different', canBeNamed };
}

const NAMED_BY_CDK = Symbol.for('cdk-dynamodb-sessions.namedByCdk');

/** The user asks for the name that aws-cdk-lib makes where one is needed; until then the table has none. */
export function noteGeneratedName(table: IConstruct): void {
  (table as unknown as Record<symbol, boolean>)[NAMED_BY_CDK] = true;
}

function isNamed(resource: CfnGlobalTable, canBeNamed: boolean): boolean {
  return (canBeNamed && NAMED_BY_CDK in resource) || Stack.of(resource).resolve(resource.tableName) !== undefined;
}

/** With the stack's prop `crossRegionReferences` CDK carries the name itself. */
function carriesReferences(stack: Stack): boolean {
  return (stack as { _crossRegionReferences?: boolean })._crossRegionReferences === true;
}
