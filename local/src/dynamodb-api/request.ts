import { PolicyStatement, TableBlueprint } from '../blueprint/blueprint';
import { Access, contextOf, Json } from './call-context';
import { DynamodbError, validationError } from './error';
import { partiqlTarget } from './partiql';
import { PolicyRequest } from '../iam/policy';
import { addressOf, CallOrigin, TableAddress } from './table-address';

/** A request, and the calls that IAM sees in it. */
export interface DynamodbRequest {
  readonly operation: string;
  readonly calls: readonly Call[];
  /** The request for the engine, which knows tables by name only. */
  readonly body: string;
}

/** One call that the policy must allow. */
export interface Call {
  /** `GetItem`, …; the items of a transaction have the names of their own actions. */
  readonly operation: string;
  readonly table?: string;
  readonly index?: string;
  readonly policyRequest: PolicyRequest;
  /** The table's own policy, which covers its indexes too. */
  readonly resourcePolicy: readonly PolicyStatement[];
  /** Where the table is, if not where the client calls: not found there, whatever the policy says. */
  readonly misplaced?: string;
  readonly isProvisioned?: boolean;
  /** Why no policy can be evaluated for this call; it is refused. */
  readonly undecidable?: string;
}

const TABLE_OPERATIONS: readonly string[] = [
  'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan',
  'CreateTable', 'DeleteTable', 'DescribeTable', 'UpdateTable', 'DescribeTimeToLive', 'UpdateTimeToLive',
  'DescribeContinuousBackups', 'UpdateContinuousBackups',
];
const RESOURCE_OPERATIONS: readonly string[] = [
  'TagResource', 'UntagResource', 'ListTagsOfResource', 'GetResourcePolicy', 'PutResourcePolicy', 'DeleteResourcePolicy',
];
const ACCOUNT_OPERATIONS: readonly string[] = [
  'ListTables', 'DescribeLimits', 'DescribeEndpoints', 'ListBackups', 'ListGlobalTables', 'ListExports', 'ListImports',
];
const PARTIQL_OPERATIONS: readonly string[] = ['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'];
const TRANSACTION_ITEMS: Readonly<Record<string, string>> = {
  Get: 'GetItem', Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', ConditionCheck: 'ConditionCheckItem',
};

/** Reads a request in DynamoDB's JSON protocol. */
export function parseRequest(
  operation: string,
  body: string,
  tables: readonly TableBlueprint[],
  origin: CallOrigin,
): DynamodbRequest {
  const input = parseBody(body);
  const replaced = new Map<string, string>();
  const address = (nameOrArn: unknown): TableAddress => {
    if (typeof nameOrArn !== 'string' || nameOrArn === '') {
      throw validationError(missingTable(operation, nameOrArn));
    }
    const found = addressOf(nameOrArn, tables, origin);
    if (found.table && found.name !== nameOrArn) {
      replaced.set(nameOrArn, found.name);
    }
    return found;
  };
  const calls = callsOf(operation, input, address, origin);
  return { operation, calls, body: replaced.size > 0 ? JSON.stringify(renameTables(input, replaced)) : body };
}

function missingTable(operation: string, given: unknown): string {
  if (given === '') {
    return '1 validation error detected: Value \'\' at \'tableName\' failed to satisfy constraint: Member must have length greater than or equal to 1';
  }
  return operation === 'CreateTable' ? 'The parameter \'TableName\' is required but was not present in the request'
    : '1 validation error detected: Value null at \'tableName\' failed to satisfy constraint: Member must not be null';
}

type Resolve = (nameOrArn: unknown) => TableAddress;

function callsOf(operation: string, input: Json, address: Resolve, origin: CallOrigin): Call[] {
  const call = (access: Access) => toCall(access, origin);
  const account = (undecidable?: string): Call =>
    ({ ...call({ operation, address: { name: '', arn: '*' }, parts: [] }), table: undefined, undecidable });
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    return entriesOf(input.RequestItems, `The requestItems parameter is required for ${operation}`).map(([name, request]) =>
      call({ operation, address: address(name), parts: batchParts(request) }));
  }
  if (operation === 'TransactGetItems' || operation === 'TransactWriteItems') {
    return listOf(input.TransactItems, 'transactItems').flatMap((item) => entriesOf(item).map(([kind, part]) => {
      const own = Object.hasOwn(TRANSACTION_ITEMS, kind) ? TRANSACTION_ITEMS[kind] : invalidItem(kind);
      return call({ operation: own, address: address(objectOf(part).TableName), parts: [objectOf(part)], enclosingOperation: operation });
    }));
  }
  if (TABLE_OPERATIONS.includes(operation)) {
    const index = operation === 'Query' || operation === 'Scan' ? input.IndexName : undefined;
    return [call({ operation, address: address(input.TableName), index: index === undefined ? index : String(index), parts: [input] })];
  }
  if (RESOURCE_OPERATIONS.includes(operation)) {
    return [call({ operation, address: address(resourceArnOf(input)), parts: [] })];
  }
  if (ACCOUNT_OPERATIONS.includes(operation)) {
    return [account()];
  }
  if (PARTIQL_OPERATIONS.includes(operation)) {
    return statementsOf(input).map((statement) => {
      const target = partiqlTarget(statement);
      return target === undefined
        ? account('this kit cannot judge a PartiQL statement that names no table, so the call is refused')
        : call({ operation: target.action, address: address(target.table), index: target.index, parts: [] });
    });
  }
  return [account(`this kit cannot judge the operation ${operation}, so the call is refused`)];
}

function resourceArnOf({ ResourceArn }: Json): unknown {
  if (typeof ResourceArn === 'string' && !/^arn:[^:]+:dynamodb:[^:]+:\d+:table\/.+$/.test(ResourceArn)) {
    throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${ResourceArn}`);
  }
  return ResourceArn;
}

/** The statements of ExecuteStatement, BatchExecuteStatement and ExecuteTransaction. */
function statementsOf({ Statement, Statements, TransactStatements }: Json): string[] {
  const texts = Statement === undefined
    ? listOf(Statements ?? TransactStatements, 'statements').map((each) => objectOf(each).Statement)
    : [Statement];
  return texts.map((text) => typeof text === 'string' ? text : invalidStatement());
}

function invalidStatement(): never {
  throw validationError('1 validation error detected: Value null at \'statement\' failed to satisfy constraint: Member must not be null');
}

function toCall(access: Access, origin: CallOrigin): Call {
  const { operation, address, index } = access;
  return {
    operation,
    index,
    table: address.name,
    policyRequest: {
      action: `dynamodb:${operation}`,
      resource: index === undefined ? address.arn : `${address.arn}/index/${index}`,
      principal: origin.roleArn,
      context: contextOf(access, origin),
    },
    resourcePolicy: address.table?.resourcePolicy ?? [],
    misplaced: address.misplaced,
    isProvisioned: address.table?.isProvisioned,
  };
}

/** Puts the keys or items of a batch where those of a single call are. */
function batchParts(request: unknown): Json[] {
  if (Array.isArray(request)) {
    return request.flatMap((write) => Object.values(objectOf(write)).map(objectOf));
  }
  const { Keys, ...rest } = objectOf(request);
  return listOf(Keys, 'keys').map((key) => ({ ...rest, Key: key }));
}

/** Replaces ARNs by names wherever a request names a table. */
function renameTables(input: Json, names: ReadonlyMap<string, string>): Json {
  const named = (value: unknown) => typeof value === 'string' ? names.get(value) ?? value : value;
  const renamed: Record<string, unknown> = { ...input };
  if (input.TableName !== undefined) {
    renamed.TableName = named(input.TableName);
  }
  if (input.RequestItems !== undefined) {
    renamed.RequestItems = Object.fromEntries(entriesOf(input.RequestItems).map(([name, value]) => [named(name), value]));
  }
  if (input.TransactItems !== undefined) {
    renamed.TransactItems = listOf(input.TransactItems, 'transactItems').map((item) => Object.fromEntries(
      entriesOf(item).map(([kind, part]) => [kind, { ...objectOf(part), TableName: named(objectOf(part).TableName) }])));
  }
  return renamed;
}

function parseBody(body: string): Json {
  try {
    return objectOf(JSON.parse(body));
  } catch (error) {
    throw error instanceof DynamodbError ? error : new DynamodbError('SerializationException', 'the request is not JSON');
  }
}

function objectOf(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DynamodbError('SerializationException', 'Unexpected token received from parser');
  }
  return value as Json;
}

function entriesOf(value: unknown, problem = '1 validation error detected: a transaction needs at least one item'): Array<[string, unknown]> {
  const entries = Object.entries(objectOf(value ?? {})).filter(([, entry]) => entry !== null);
  if (entries.length === 0) {
    throw validationError(problem);
  }
  return entries;
}

function listOf(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw validationError(`1 validation error detected: Value '[]' at '${name}' failed to satisfy constraint: Member must have length greater than or equal to 1`);
  }
  return value;
}

function invalidItem(kind: string): never {
  throw validationError(`TransactItems can only contain one of Check, Put, Update or Delete, got ${kind}`);
}
