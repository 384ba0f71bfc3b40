import { BatchWriteItemCommand, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { caller, post, SESSIONS, startEngine } from '../helpers/engine';
import { AccessRecord } from '../../src/iam/access-record';

async function start() {
  const records: AccessRecord[] = [];
  const started = await startEngine({ onAccess: (record) => records.push(record) });
  return { ...started, records };
}

const id = (value: string) => ({ id: { S: value } });

describe('the record of a call', () => {
  test('has the capacity units that DynamoDB would count, although the caller did not ask', async () => {
    const { client, records } = await start();
    await client.send(new PutItemCommand({ TableName: 'Sessions', Item: { ...id('a'), data: { S: 'x'.repeat(1500) } } }));
    await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('a') }));
    const answer = await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('a'), ConsistentRead: true }));
    expect(records.map(({ units }) => units)).toEqual([2, 0.5, 1]);
    expect(answer.ConsumedCapacity).toBeUndefined();
  });

  test('leaves the capacity in the answer where the caller asks for it', async () => {
    const { client, records } = await start();
    const { ConsumedCapacity } = await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('a'), ReturnConsumedCapacity: 'TOTAL' }));
    expect(ConsumedCapacity?.CapacityUnits).toBe(0.5);
    expect(records[0].units).toBe(0.5);
  });

  test('tells whether a read has found its item', async () => {
    const { client, records } = await start();
    const query = (value: string) => new QueryCommand({
      TableName: 'Sessions', KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': { S: value } },
    });
    await client.send(new PutItemCommand({ TableName: 'Sessions', Item: id('a') }));
    await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('a') }));
    await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('b') }));
    await client.send(query('a'));
    await client.send(query('b'));
    expect(records.map(({ found }) => found)).toEqual([undefined, true, false, true, false]);
  });

  test('names the resource, every key of a batch, and the statements that allow the call', async () => {
    const { client, records } = await start();
    const puts = ['a', 'b'].map((value) => ({ PutRequest: { Item: id(value) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { Sessions: puts } }));
    expect(records).toMatchObject([{ operation: 'BatchWriteItem', resource: SESSIONS, keys: ['a', 'b'], units: 2, statements: [0] }]);
  });

  test('has no units where the policy refuses the call', async () => {
    const records: AccessRecord[] = [];
    const who = caller({ role: { ...caller().role, statements: [] } });
    const { engine } = await startEngine({ onAccess: (record) => records.push(record) }, who);
    await post(engine, 'GetItem', JSON.stringify({ TableName: 'Sessions', Key: id('a') }), who);
    expect(records).toMatchObject([{ allowed: false, outcome: 'AccessDeniedException' }]);
    expect(Object.keys(records[0])).not.toEqual(expect.arrayContaining([expect.stringMatching(/units|found/)]));
  });
});

test('a call of the kit itself passes the policies', async () => {
  const { engine, records } = await start();
  await engine.call('PutItem', { TableName: 'Sessions', Item: id('a') });
  expect(await engine.call('GetItem', { TableName: 'Sessions', Key: id('a') })).toEqual({ Item: id('a') });
  expect(records).toEqual([]);
});
