import {
  AttributeValue, DescribeTableCommand, GetItemCommand, PutItemCommand, TransactGetItemsCommand, TransactWriteItem, TransactWriteItemsCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { caller, sessions, SESSIONS, startEngine } from '../helpers/engine';

// what AWS answers: API_TransactWriteItems and API_TransactGetItems of the DynamoDB API Reference
const TableName = 'Sessions';
const key = (S: string): Record<string, AttributeValue> => ({ id: { S } });
const put = (id: string, v = '1'): TransactWriteItem => ({ Put: { TableName, Item: { ...key(id), v: { N: v } } } });
const missing = { ConditionExpression: 'attribute_not_exists(id)' };

async function withItems(...ids: string[]) {
  const { client } = await startEngine();
  for (const id of ids) {
    await client.send(new PutItemCommand({ TableName, Item: { ...key(id), v: { N: '1' } } }));
  }
  return {
    client,
    write: (TransactItems: TransactWriteItem[], more = {}) => client.send(new TransactWriteItemsCommand({ TransactItems, ...more })),
    read: async (id: string) => (await client.send(new GetItemCommand({ TableName, Key: key(id), ConsistentRead: true }))).Item,
  };
}

test('a transaction writes, changes, deletes and checks at once', async () => {
  const { write, read } = await withItems('changed', 'deleted', 'checked');
  await write([
    put('new'),
    { Update: { TableName, Key: key('changed'), UpdateExpression: 'ADD v :one', ExpressionAttributeValues: { ':one': { N: '1' } } } },
    { Delete: { TableName, Key: key('deleted') } },
    { ConditionCheck: { TableName, Key: key('checked'), ConditionExpression: 'attribute_exists(id)' } },
  ]);
  expect(await Promise.all(['new', 'changed', 'deleted', 'checked'].map(read))).toEqual([
    { ...key('new'), v: { N: '1' } }, { ...key('changed'), v: { N: '2' } }, undefined, { ...key('checked'), v: { N: '1' } },
  ]);
});

test('a failed condition cancels all of it and says which, with the item if asked', async () => {
  const { write, read } = await withItems('changed', 'deleted', 'there');
  const error = await write([
    put('new'),
    { Update: { TableName, Key: key('changed'), UpdateExpression: 'REMOVE v' } },
    { Delete: { TableName, Key: key('deleted') } },
    { Put: { TableName, Item: key('there'), ...missing, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
    { ConditionCheck: { TableName, Key: key('nobody'), ConditionExpression: 'attribute_exists(id)' } },
  ]).catch((each: TransactionCanceledException) => each);
  const failed = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
  expect(error).toMatchObject({
    name: 'TransactionCanceledException',
    message: 'Transaction cancelled, please refer cancellation reasons for specific reasons [None, None, None, ConditionalCheckFailed, ConditionalCheckFailed]',
    CancellationReasons: [
      { Code: 'None' }, { Code: 'None' }, { Code: 'None' }, { ...failed, Item: { ...key('there'), v: { N: '1' } } }, failed,
    ],
  });
  const before = (id: string) => ({ ...key(id), v: { N: '1' } });
  expect(await Promise.all(['new', 'changed', 'deleted', 'there'].map(read))).toEqual([undefined, before('changed'), before('deleted'), before('there')]);
});

test('nobody sees half of a transaction, and no increment is lost', async () => {
  const { client, write } = await withItems('a', 'b');
  const add = (id: string): TransactWriteItem =>
    ({ Update: { TableName, Key: key(id), UpdateExpression: 'ADD v :one', ExpressionAttributeValues: { ':one': { N: '1' } } } });
  const get = async () => {
    const { Responses = [] } = await client.send(new TransactGetItemsCommand({
      TransactItems: ['a', 'b'].map((id) => ({ Get: { TableName, Key: key(id) } })),
    }));
    return Responses.map(({ Item }) => Item?.v.N);
  };
  const [, ...seen] = await Promise.all([Promise.all(Array.from({ length: 20 }, () => write([add('a'), add('b')]))), ...Array.from({ length: 20 }, get)]);
  expect(seen.filter(([a, b]) => a !== b)).toEqual([]);
  expect(await get()).toEqual(['21', '21']);
});

test('a repeated token does it once, and never for something else', async () => {
  const { write, read } = await withItems();
  const add: TransactWriteItem = { Update: { TableName, Key: key('a'), UpdateExpression: 'ADD v :one', ExpressionAttributeValues: { ':one': { N: '1' } } } };
  await write([add], { ClientRequestToken: 'token' });
  await write([add], { ClientRequestToken: 'token' });
  expect(await read('a')).toEqual({ ...key('a'), v: { N: '1' } });
  await expect(write([put('b')], { ClientRequestToken: 'token' })).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
});

test.each<[string, TransactWriteItem[], string, RegExp]>([
  ['an item twice', [put('a'), { Delete: { TableName, Key: key('a') } }], 'ValidationException', /multiple operations on one item/],
  ['more than 100 items', Array.from({ length: 101 }, (_, index) => put(`${index}`)), 'ValidationException', /less than or equal to 100/],
  ['more than 4 MB', Array.from({ length: 11 }, (_, index): TransactWriteItem =>
    ({ Put: { TableName, Item: { ...key(`${index}`), v: { S: 'x'.repeat(400_000) } } } })), 'ValidationException', /4 MB/],
  ['a syntax error', [{ Delete: { TableName, Key: key('a'), ConditionExpression: '!' } }], 'ValidationException', /Syntax error/],
  ['a key of another type', [{ Put: { TableName, Item: { id: { N: '1' } } } }, put('b')], 'TransactionCanceledException', /\[ValidationError, None\]/],
])('fails with %s, and writes nothing', async (_title, items, name, message) => {
  const { write, read } = await withItems();
  await expect(write(items)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  expect(await read('b')).toBeUndefined();
});

test('each item takes its unit twice', async () => {
  const { write } = await withItems();
  const { ConsumedCapacity } = await write([put('a'), put('b')], { ReturnConsumedCapacity: 'TOTAL' });
  expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 4, WriteCapacityUnits: 4 }]);
});

test('the role needs the permission of each action in it', async () => {
  const statements = [{ effect: 'Allow' as const, actions: ['dynamodb:PutItem'], resources: [SESSIONS] }];
  const { client } = await startEngine({ tables: [sessions()] }, caller({ role: { ...caller().role, statements } }));
  await client.send(new TransactWriteItemsCommand({ TransactItems: [put('a')] }));
  await expect(client.send(new TransactWriteItemsCommand({ TransactItems: [put('b'), { Delete: { TableName, Key: key('a') } }] })))
    .rejects.toMatchObject({ name: 'AccessDeniedException', message: expect.stringContaining('dynamodb:DeleteItem') });
  await expect(client.send(new DescribeTableCommand({ TableName }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
