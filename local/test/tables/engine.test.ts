import {
  AttributeValue, BatchWriteItemCommand, CreateTableCommand, DeleteItemCommand, DescribeTableCommand, GetItemCommand, PutItemCommand, QueryCommand,
  ScanCommand, UpdateItemCommand, UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { sessions, startEngine } from '../helpers/engine';

// each answer is that of AWS, from the page that stands above it
const TableName = 'Sessions';
const id = (S = 'a'): Record<string, AttributeValue> => ({ id: { S } });
const invalid = (message: string) => ({ name: 'ValidationException', message: expect.stringContaining(message) });
const PROJECTION = { ProjectionType: 'ALL' } as const;

function carts() {
  const KeySchema = [{ AttributeName: 'user', KeyType: 'HASH' as const }, { AttributeName: 'id', KeyType: 'RANGE' as const }];
  return {
    TableName: 'Carts',
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: ['user', 'id', 'day'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
    KeySchema,
    LocalSecondaryIndexes: [
      { IndexName: 'byDay', KeySchema: [KeySchema[0], { AttributeName: 'day', KeyType: 'RANGE' as const }], Projection: PROJECTION },
    ],
  };
}

// "39 digits": a number has 38 digits at most (Developer Guide, data types); for arithmetics test_update_expression_plus_imprecise
// in test_number.py of ScyllaDB's Alternator, which is run against AWS
describe('numbers', () => {
  const largest = '9'.repeat(38);

  test.each<[string, string, Record<string, AttributeValue>]>([
    ['ADD', 'ADD v :n', { ':n': { N: '0.1' } }],
    ['SET with +', 'SET v = v + :n', { ':n': { N: '0.1' } }],
    ['SET with -', 'SET v = v - :n', { ':n': { N: '0.1' } }],
    ['SET in a list', 'SET deep[0] = v + :n', { ':n': { N: '0.1' } }],
  ])('%s with a result of more than 38 digits fails, and changes nothing', async (_title, UpdateExpression, ExpressionAttributeValues) => {
    const { client } = await startEngine();
    const item = { ...id(), v: { N: largest }, deep: { L: [{ N: '1' }] } };
    await client.send(new PutItemCommand({ TableName, Item: item }));
    await expect(client.send(new UpdateItemCommand({ TableName, Key: id(), UpdateExpression, ExpressionAttributeValues })))
      .rejects.toMatchObject(invalid('Number overflow. Attempting to store a number with magnitude larger than supported range'));
    expect((await client.send(new GetItemCommand({ TableName, Key: id() }))).Item).toEqual(item);
  });

  test('a sum that needs fewer digits than its parts is kept', async () => {
    const { client } = await startEngine();
    await client.send(new PutItemCommand({ TableName, Item: { ...id(), v: { N: largest } } }));
    const { Attributes } = await client.send(new UpdateItemCommand({
      TableName, Key: id(), UpdateExpression: 'ADD v :n', ExpressionAttributeValues: { ':n': { N: '1' } }, ReturnValues: 'ALL_NEW',
    }));
    expect(Attributes?.v.N).toBe(`1${'0'.repeat(38)}`);
  });
});

// Developer Guide, "Item collections" of local secondary indexes: told for tables with one, on SIZE
describe('item collections', () => {
  test('each write tells the collection that it changed', async () => {
    const { client } = await startEngine();
    await client.send(new CreateTableCommand(carts()));
    const Key = { user: { S: 'u' }, id: { S: '1' } };
    const asked = { TableName: 'Carts', ReturnItemCollectionMetrics: 'SIZE' } as const;
    const expected = { ItemCollectionMetrics: { ItemCollectionKey: { user: { S: 'u' } }, SizeEstimateRangeGB: [0, 1] } };
    expect(await client.send(new PutItemCommand({ ...asked, Item: Key }))).toMatchObject(expected);
    expect(await client.send(new UpdateItemCommand({ ...asked, Key, UpdateExpression: 'REMOVE v' }))).toMatchObject(expected);
    expect(await client.send(new DeleteItemCommand({ ...asked, Key }))).toMatchObject(expected);
    const batch = await client.send(new BatchWriteItemCommand({
      ReturnItemCollectionMetrics: 'SIZE', RequestItems: { Carts: ['1', '2'].map((S) => ({ PutRequest: { Item: { ...Key, id: { S } } } })) },
    }));
    expect(batch.ItemCollectionMetrics).toEqual({ Carts: [expected.ItemCollectionMetrics] });
  });

  test('none is told without a local secondary index, or when nobody asks', async () => {
    const { client } = await startEngine();
    await client.send(new CreateTableCommand(carts()));
    for (const input of [
      { TableName, Item: id(), ReturnItemCollectionMetrics: 'SIZE' as const },
      { TableName: 'Carts', Item: { user: { S: 'u' }, id: { S: '1' } }, ReturnItemCollectionMetrics: 'NONE' as const },
    ]) {
      expect((await client.send(new PutItemCommand(input))).ItemCollectionMetrics).toBeUndefined();
    }
  });
});

// Developer Guide, "Write capacity units" of global secondary indexes: put 1, changed key 2, other projected attribute 1, nothing projected 0
describe('consumed capacity', () => {
  test('a write takes the units of the indexes that it changes', async () => {
    const { client } = await startEngine();
    const asked = { TableName, Key: id(), ReturnConsumedCapacity: 'INDEXES', ExpressionAttributeNames: { '#u': 'user' } } as const;
    const write = async (UpdateExpression: string, ExpressionAttributeValues: Record<string, AttributeValue>) =>
      (await client.send(new UpdateItemCommand({ ...asked, UpdateExpression, ExpressionAttributeValues }))).ConsumedCapacity;
    const capacity = (units: number) => ({
      TableName,
      CapacityUnits: 1 + units,
      Table: { CapacityUnits: 1 },
      ...units > 0 ? { GlobalSecondaryIndexes: { byUser: { CapacityUnits: units } } } : {},
    });
    await client.send(new PutItemCommand({ TableName, Item: id() }));
    expect(await write('SET #u = :a', { ':a': { S: 'a' } })).toEqual(capacity(1));
    expect(await write('SET #u = :b', { ':b': { S: 'b' } })).toEqual(capacity(2));
    expect(await write('SET #u = :b', { ':b': { S: 'b' } })).toEqual(capacity(0));
    expect(await write('SET #u = :b, v = :v', { ':b': { S: 'b' }, ':v': { S: 'x'.repeat(1500) } }))
      .toEqual({ ...capacity(2), CapacityUnits: 4, Table: { CapacityUnits: 2 } });
    const total = await client.send(new DeleteItemCommand({ TableName, Key: id(), ReturnConsumedCapacity: 'TOTAL' }));
    expect(total.ConsumedCapacity).toEqual({ TableName, CapacityUnits: 4 });
  });
});

// API_Query, "Select"
describe('Select', () => {
  test.each<[object, string]>([
    [{ Select: 'SPECIFIC_ATTRIBUTES' }, 'Must specify the AttributesToGet or ProjectionExpression'],
    [{ Select: 'COUNT', ProjectionExpression: 'id' }, 'Cannot specify the ProjectionExpression when choosing to get only the Count'],
    [{ Select: 'ALL_ATTRIBUTES', AttributesToGet: ['id'] }, 'Cannot specify the AttributesToGet when choosing to get ALL_ATTRIBUTES'],
    [{ Select: 'ALL_PROJECTED_ATTRIBUTES' }, 'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName'],
  ])('%j is refused', async (input, message) => {
    const { client } = await startEngine();
    await expect(client.send(new ScanCommand({ TableName, ...input }))).rejects.toMatchObject(invalid(message));
    const query = { KeyConditions: { id: { AttributeValueList: [{ S: 'a' }], ComparisonOperator: 'EQ' as const } } };
    const expression = { KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': { S: 'a' } } };
    const keys = 'AttributesToGet' in input ? query : expression;
    await expect(client.send(new QueryCommand({ TableName, ...keys, ...input }))).rejects.toMatchObject(invalid(message));
  });
});

test('a table has an id as others have, a UUID', async () => {
  const { client } = await startEngine();
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  expect(Table?.TableId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

// Developer Guide, "Managing global secondary indexes"
describe('an index that is created later', () => {
  const create = (IndexName: string, AttributeName: string) => new UpdateTableCommand({
    TableName,
    AttributeDefinitions: [{ AttributeName: 'device', AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [{ Create: { IndexName, KeySchema: [{ AttributeName, KeyType: 'HASH' }], Projection: PROJECTION } }],
  });
  const remove = (...names: string[]) =>
    new UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates: names.map((IndexName) => ({ Delete: { IndexName } })) });
  const query = new QueryCommand({
    TableName, IndexName: 'byDevice', KeyConditionExpression: 'device = :d', ExpressionAttributeValues: { ':d': { S: 'phone' } },
  });

  test('has the items that were there before it, and those that come', async () => {
    const { client } = await startEngine();
    await client.send(new PutItemCommand({ TableName, Item: { ...id('before'), device: { S: 'phone' } } }));
    await client.send(create('byDevice', 'device'));
    await client.send(new PutItemCommand({ TableName, Item: { ...id('after'), device: { S: 'phone' } } }));
    expect((await client.send(query)).Items?.map((item) => item.id.S).sort()).toEqual(['after', 'before']);
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName, IndexStatus }) => [IndexName, IndexStatus]))
      .toEqual([['byUser', 'ACTIVE'], ['byDevice', 'ACTIVE']]);
  });

  test('is gone when it is deleted', async () => {
    const { client } = await startEngine({ tables: [sessions()] });
    await client.send(create('byDevice', 'device'));
    await client.send(remove('byDevice'));
    await expect(client.send(query)).rejects.toMatchObject(invalid('does not have the specified index'));
    expect((await client.send(new DescribeTableCommand({ TableName }))).Table?.GlobalSecondaryIndexes).toHaveLength(1);
  });

  test.each<[string, UpdateTableCommand, string]>([
    ['it exists', create('byUser', 'device'), 'ValidationException'],
    ['its key is not defined', create('byShop', 'shop'), 'ValidationException'],
    ['there is none to delete', remove('byShop'), 'ResourceNotFoundException'],
    ['two are changed at once', remove('byUser', 'byShop'), 'LimitExceededException'],
  ])('fails if %s', async (_title, command, name) => {
    const { client } = await startEngine();
    await expect(client.send(command)).rejects.toMatchObject({ name });
  });
});
