import {
  BatchGetItemCommand, BatchWriteItemCommand, DeleteItemCommand, GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { FaultSettings } from '../../src/tables/faults';
import { sessions, SESSIONS, startEngine } from '../helpers/engine';

const TableName = 'Sessions';
const id = (S = 'a') => ({ id: { S } });
const get = new GetItemCommand({ TableName, Key: id() });

describe('a table short of capacity', () => {
  test.each<[string, boolean, object]>([
    ['on demand', false, { name: 'ThrottlingException', throttlingReasons: [{ reason: 'TableReadKeyRangeThroughputExceeded', resource: SESSIONS }] }],
    ['with provisioned capacity', true,
      { name: 'ProvisionedThroughputExceededException', ThrottlingReasons: [{ reason: 'TableReadProvisionedThroughputExceeded', resource: SESSIONS }] }],
  ])('%s throttles with the exception of its billing mode', async (_title, isProvisioned, error) => {
    const { client } = await startEngine({ tables: [sessions({ isProvisioned })], faults: { throttlePercent: 100 } });
    await expect(client.send(get)).rejects.toMatchObject(error);
  });

  test('names the index, and whether it reads or writes', async () => {
    const { client } = await startEngine({ throttle: () => true });
    await expect(client.send(new QueryCommand({
      TableName, IndexName: 'byUser', KeyConditionExpression: '#u = :u', ExpressionAttributeNames: { '#u': 'user' }, ExpressionAttributeValues: { ':u': { S: 'a' } },
    }))).rejects.toMatchObject({ throttlingReasons: [{ reason: 'IndexReadKeyRangeThroughputExceeded', resource: `${SESSIONS}/index/byUser` }] });
    await expect(client.send(new DeleteItemCommand({ TableName, Key: id() })))
      .rejects.toMatchObject({ throttlingReasons: [{ reason: 'TableWriteKeyRangeThroughputExceeded' }] });
  });

  test('gives back some items of a batch, and refuses it only when all of them are', async () => {
    let count = 0;
    const settings = { refuses: (_: number): boolean => false };
    const { client } = await startEngine({ throttle: () => settings.refuses(count++) });
    const put = (S: string) => ({ PutRequest: { Item: id(S) } });
    settings.refuses = (n) => n % 2 === 1;
    const written = await client.send(new BatchWriteItemCommand({ RequestItems: { Sessions: [put('a'), put('b'), put('c')] } }));
    expect(written.UnprocessedItems).toEqual({ Sessions: [put('b')] });
    count = 0;
    const read = await client.send(new BatchGetItemCommand({ RequestItems: { Sessions: { Keys: [id('a'), id('c')], ConsistentRead: true } } }));
    expect([read.Responses, read.UnprocessedKeys]).toEqual([{ Sessions: [id('a')] }, { Sessions: { Keys: [id('c')], ConsistentRead: true } }]);
    settings.refuses = () => true;
    await expect(client.send(new BatchWriteItemCommand({ RequestItems: { Sessions: [put('d')] } }))).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});

describe('a fault', () => {
  test.each<[string, FaultSettings, object]>([
    ['errors', { errorPercent: 100 }, { name: 'InternalServerError', $metadata: expect.objectContaining({ httpStatusCode: 500 }) }],
    ['resets', { resetPercent: 100 }, { message: expect.stringContaining('socket hang up') }],
    ['expired credentials', { credentialsExpired: true }, { name: 'ExpiredTokenException' }],
    ['a clock that is wrong', { clockSkewMilliseconds: 3_600_000 }, { name: 'InvalidSignatureException' }],
    ['a table that is gone', { tablesGone: true }, { name: 'ResourceNotFoundException' }],
  ])('of %s reaches a real client, and ends when it is taken away', async (_title, fault, error) => {
    const faults: FaultSettings = { ...fault };
    const { client } = await startEngine({ faults });
    await expect(client.send(get)).rejects.toMatchObject(error);
    for (const name of Object.keys(faults) as Array<keyof FaultSettings>) {
      delete faults[name];
    }
    // the client has learnt from a wrong clock, and learns again
    await client.send(get).catch(() => client.send(get));
  });
});

describe('stale reads', () => {
  const query = new QueryCommand({
    TableName, IndexName: 'byUser', KeyConditionExpression: '#u = :u', ExpressionAttributeNames: { '#u': 'user' }, ExpressionAttributeValues: { ':u': { S: 'ann' } },
  });
  const item = (v: string) => ({ ...id(), user: { S: 'ann' }, v: { S: v } });

  test('show the item as it was until the time is over, strongly consistent ones as it is', async () => {
    const faults: FaultSettings = {};
    const { client } = await startEngine({ faults });
    const consistent = new GetItemCommand({ TableName, Key: id(), ConsistentRead: true });
    await client.send(new PutItemCommand({ TableName, Item: item('old') }));
    expect((await client.send(get)).Item).toEqual(item('old'));
    faults.staleMilliseconds = 60_000;
    await client.send(new UpdateItemCommand({ TableName, Key: id(), UpdateExpression: 'SET v = :v', ExpressionAttributeValues: { ':v': { S: 'new' } } }));
    expect((await client.send(get)).Item).toEqual(item('old'));
    expect((await client.send(query)).Items).toEqual([item('old')]);
    expect((await client.send(consistent)).Item).toEqual(item('new'));
    await client.send(new DeleteItemCommand({ TableName, Key: id() }));
    expect((await client.send(get)).Item).toEqual(item('old'));
    faults.staleMilliseconds = 0;
    expect((await client.send(get)).Item).toBeUndefined();
  });

  test('follow after the time', async () => {
    const { client } = await startEngine({ faults: { staleMilliseconds: 50 } });
    const written = performance.now();
    await client.send(new PutItemCommand({ TableName, Item: item('one') }));
    while ((await client.send(get)).Item === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(performance.now() - written).toBeGreaterThanOrEqual(50);
    expect((await client.send(query)).Items).toEqual([item('one')]);
  });
});
