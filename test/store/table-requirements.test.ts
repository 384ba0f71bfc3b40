import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { CfnParameter, Fn, IResolvable, Lazy, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { SessionExpiry, SessionStore } from '../../src';
import { checkTable } from '../../src/store/internal/table-requirements';
import { tableBehind } from '../../src/dynamodb/table-reference';
import { newStack, warningsOf } from '../helpers';

const { STRING, NUMBER } = dynamodb.AttributeType;
const id = { name: 'id', type: STRING };

/** What is said of a table: the error, or the ids of the warnings. */
function saidOf(make: (stack: Stack) => IConstruct | undefined, store = SessionStore.phpSdk()): string[] {
  const stack = newStack();
  const table = make(stack);
  try {
    checkTable(stack, 'table', table, store);
  } catch (error) {
    return [(error as Error).message];
  }
  return warningsOf(stack).map((warning) => /\[ack: cdk-dynamodb-sessions:(.*)\]$/.exec(warning)![1]);
}

const resource = (change: Partial<dynamodb.CfnTableProps> = {}) => (stack: Stack) => new dynamodb.CfnTable(stack, 'Theirs', {
  keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
  attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
  timeToLiveSpecification: { attributeName: 'expires', enabled: true },
  ...change,
});
const globalResource = (keyName: string) => (stack: Stack) => new dynamodb.CfnGlobalTable(stack, 'Theirs', {
  keySchema: [{ attributeName: keyName, keyType: 'HASH' }], attributeDefinitions: [{ attributeName: keyName, attributeType: 'S' }],
  replicas: [{ region: 'eu-west-1' }], timeToLiveSpecification: { attributeName: 'expires', enabled: true },
});
const refusal = (what: string, received: string, option = 'partitionKey') => [
  `\`table\` must be a table with ${what}, as AWS SDK for PHP needs it, got: ${received}; ` +
  `change the table, or say its ${option} where the store is made (in Stack)`,
];
const needsId = (received: string) => refusal("the partition key 'id' (S)", received);

describe('a table of this app', () => {
  test.each<[string, (stack: Stack) => IConstruct]>([
    ['a Table', (stack) => new dynamodb.Table(stack, 'Theirs', { partitionKey: id, timeToLiveAttribute: 'expires' })],
    ['a TableV2', (stack) => new dynamodb.TableV2(stack, 'Theirs', { partitionKey: id, timeToLiveAttribute: 'expires' })],
    ['a CfnTable', resource()],
    ['a CfnGlobalTable', globalResource('id')],
  ])('passes as %s that fits', (_, make) => expect(saidOf(make)).toEqual([]));

  test.each<[string, (stack: Stack) => IConstruct, string[]]>([
    ['a Table with another key', (stack) => new dynamodb.Table(stack, 'Theirs', { partitionKey: { name: 'pk', type: STRING } }), needsId("'pk' (S)")],
    ['a TableV2 with another type', (stack) => new dynamodb.TableV2(stack, 'Theirs', { partitionKey: { name: 'id', type: NUMBER } }), needsId("'id' (N)")],
    ['a CfnGlobalTable with another key', globalResource('pk'), needsId("'pk' (S)")],
    ['a CfnTable that says no types', resource({ keySchema: [{ attributeName: 'pk', keyType: 'HASH' }], attributeDefinitions: undefined }), needsId("'pk'")],
    ['a Table with a sort key', (stack) => new dynamodb.Table(stack, 'Theirs', { partitionKey: id, sortKey: { name: 'at', type: NUMBER } }),
      refusal('no sort key', "'at' (N)", 'sortKey')],
  ])('fails as %s', (_, make, said) => expect(saidOf(make)).toEqual(said));

  test('warns when time to live is off or missing', () => {
    expect(saidOf(resource({ timeToLiveSpecification: { attributeName: 'expires', enabled: false } }))).toEqual(['timeToLiveMissing']);
    expect(saidOf(resource({ timeToLiveSpecification: undefined }))).toEqual(['timeToLiveMissing']);
  });

  test('passes without time to live when the client writes no expiry', () => {
    expect(saidOf(resource({ timeToLiveSpecification: undefined }), SessionStore.of({
      clientName: 'c', expiry: SessionStore.fiber().expiry, requestActions: ['dynamodb:GetItem'],
    }))).toEqual([]);
  });
});

describe('what is known only at deployment passes', () => {
  const later = (stack: Stack) => new CfnParameter(stack, 'Text').valueAsString;

  test.each<[string, (stack: Stack) => Partial<dynamodb.CfnTableProps>]>([
    ['the name of a key', (stack) => ({ keySchema: [{ attributeName: later(stack), keyType: 'HASH' }] })],
    ['the attribute for time to live', (stack) => ({ timeToLiveSpecification: { attributeName: later(stack), enabled: true } })],
    ['a whole list of keys', () => ({ keySchema: Fn.conditionIf('C', [], []) as unknown as dynamodb.CfnTable.KeySchemaProperty[] })],
    ['a whole list of indexes', () => ({ globalSecondaryIndexes: Fn.conditionIf('C', [], []) as unknown as IResolvable })],
    ['whether there is time to live', (stack) => ({ timeToLiveSpecification: { attributeName: 'other', enabled: stack.resolve(later(stack)) } })],
  ])('%s', (_, change) => expect(saidOf((stack) => resource(change(stack))(stack))).toEqual([]));

  test('the names of the store', () => {
    const index = (indexName: string) => ({ indexName, partitionKey: { name: 'user', type: STRING } });
    const named = (text: string) => SessionStore.of({
      clientName: 'c', partitionKey: { name: text, type: STRING }, expiry: SessionExpiry.timeToLive(`${text}-ttl`),
      requestActions: ['dynamodb:Query'], globalSecondaryIndexes: [index(text)],
    });
    const stack = newStack();
    expect(saidOf(resource(), named(later(stack)))).toEqual([]);
    expect(saidOf(resource(), named(Lazy.string({ produce: () => 'id' })))).toEqual(['timeToLiveDiffers', 'indexMissing']);
    expect(saidOf(resource(), named(Lazy.string({ produce: () => 'pk' })))).toHaveLength(1);
  });

  test('the name of an index', () => {
    const index = (stack: Stack) => ({ indexName: later(stack), keySchema: [], projection: {} });
    const shopify = SessionStore.shopify();
    expect(saidOf((stack) => resource({ timeToLiveSpecification: undefined, globalSecondaryIndexes: [index(stack)] })(stack), shopify)).toEqual([]);
    expect(saidOf(resource({ timeToLiveSpecification: undefined }), shopify)).toEqual(['indexMissing']);
  });
});

test('nothing is known of an imported table, or of none', () => {
  expect(saidOf((stack) => dynamodb.Table.fromTableName(stack, 'Theirs', 'theirs'))).toEqual([]);
  expect(saidOf(() => undefined)).toEqual([]);
});

describe('the table behind a text', () => {
  const stack = newStack();
  const table = new dynamodb.TableV2(stack, 'Theirs', { partitionKey: id });

  test.each([['its name', table.tableName], ['its ARN', table.tableArn], ['an ARN made of its name', stack.formatArn({
    service: 'dynamodb', resource: 'table', resourceName: table.tableName,
  })]])('is found by %s', (_, text) => expect(tableBehind(text)).toBe(table.node.defaultChild));

  test.each([['a text', 'theirs'], ['nothing', undefined], ['something else', new CfnParameter(stack, 'Name').valueAsString]])('is none for %s', (_, text) => {
    expect(tableBehind(text)).toBeUndefined();
  });
});
