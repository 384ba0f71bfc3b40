import * as http from 'node:http';
import {
  AttributeValue, BatchWriteItemCommand, ConditionalCheckFailedException, DeleteItemCommand, GetItemCommand, PutItemCommand, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { AccessRecord } from '../../src/iam/access-record';
import { caller, post, sessions, SESSIONS, startEngine } from '../helpers/engine';
import { ask } from '../helpers/http';

const TableName = 'Sessions';
const id = (S = 'a'): Record<string, AttributeValue> => ({ id: { S } });
const invalid = (message: string) => ({ name: 'ValidationException', message: expect.stringContaining(message) });

describe('where the caller calls', () => {
  test('a client of another region is denied, with both regions in the reason', async () => {
    const records: AccessRecord[] = [];
    const statements = [{ effect: 'Allow' as const, actions: ['dynamodb:PutItem'], resources: [SESSIONS] }];
    const who = caller({ role: { ...caller().role, statements } });
    const { client } = await startEngine({ onAccess: (record) => records.push(record) }, who, 'us-east-1');
    await expect(client.send(new PutItemCommand({ TableName, Item: id() }))).rejects.toMatchObject({
      name: 'AccessDeniedException', message: expect.stringContaining(SESSIONS.replace('eu-west-1', 'us-east-1')),
    });
    expect(records[0].reason).toMatch(/^the client calls us-east-1, the table is in eu-west-1: /);
  });

  test('a client of another region that may do everything finds no table there', async () => {
    const records: AccessRecord[] = [];
    const { client } = await startEngine({ onAccess: (record) => records.push(record) }, caller(), 'mars-north-9');
    await expect(client.send(new PutItemCommand({ TableName, Item: id() }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(records).toMatchObject([{ allowed: true, outcome: 'ResourceNotFoundException', reason: 'the client calls mars-north-9, the table is in eu-west-1' }]);
  });

  test('any region is right where the assembly says none', async () => {
    const { client } = await startEngine({ tables: [sessions({ regionIsAssumed: true })] }, caller(), 'us-east-1');
    await client.send(new PutItemCommand({ TableName, Item: id() }));
  });

  test('credentials that have ended are refused', async () => {
    const { client } = await startEngine({}, caller({ expires: new Date(Date.now() - 1000) }));
    await expect(client.send(new PutItemCommand({ TableName, Item: id() }))).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });

  test.each<[string, http.RequestOptions]>([
    ['another name than this computer\'s', { headers: { host: 'attacker.example' } }],
    ['a page of another site', { headers: { origin: 'https://attacker.example' } }],
  ])('a request of %s gets nothing', async (_title, options) => {
    const { engine } = await startEngine();
    expect((await ask(engine.url, { method: 'POST', ...options }, '{}')).status).toBe(403);
    expect((await ask(engine.url, { method: 'GET', ...options })).status).toBe(403);
  });
});

// "Item size … 400 KB, which includes both attribute name binary length (UTF-8 length) and attribute value lengths" (DynamoDB, service quotas)
describe('sizes', () => {
  const bytes = 400 * 1024 - 'id'.length - 'a'.length - 'v'.length;

  test.each<[string, AttributeValue, boolean]>([
    ['text of one byte a character', { S: 'a'.repeat(bytes) }, true],
    ['one byte more', { S: 'a'.repeat(bytes + 1) }, false],
    ['text of three bytes a character', { S: '世'.repeat(Math.floor(bytes / 3)) }, true],
    ['three bytes more', { S: '世'.repeat(Math.floor(bytes / 3) + 1) }, false],
    ['text in lists of maps', { L: [{ M: { deep: { S: '世'.repeat(150_000) } } }] }, false],
    ['text in sets', { SS: ['世'.repeat(70_000), `${'世'.repeat(70_000)}.`] }, false],
  ])('an item with %s', async (_title, v, fits) => {
    const { client } = await startEngine();
    const put = client.send(new PutItemCommand({ TableName, Item: { ...id(), v } }));
    await (fits ? put : expect(put).rejects.toMatchObject(invalid('Item size')));
  });

  test('a key is counted in bytes, at most 2,048', async () => {
    const { client } = await startEngine();
    await client.send(new PutItemCommand({ TableName, Item: id('é'.repeat(1024)) }));
    for (const key of ['é'.repeat(1025)]) {
      await expect(client.send(new PutItemCommand({ TableName, Item: id(key) }))).rejects.toMatchObject(invalid('maximum size limit of2048 bytes'));
      await expect(client.send(new GetItemCommand({ TableName, Key: id(key) }))).rejects.toMatchObject(invalid('maximum size limit of2048 bytes'));
    }
  });

  const nested = (levels: number): AttributeValue => levels === 0 ? { S: 'x' } : { M: { a: nested(levels - 1) } };

  test('32 levels are allowed, more are not', async () => {
    const { client } = await startEngine();
    await client.send(new PutItemCommand({ TableName, Item: { ...id(), v: nested(32) } }));
    await expect(client.send(new PutItemCommand({ TableName, Item: { ...id(), v: nested(33) } }))).rejects.toMatchObject(invalid('Nesting Levels'));
    await expect(client.send(new UpdateItemCommand({
      TableName, Key: id(), UpdateExpression: 'SET v = :v', ExpressionAttributeValues: { ':v': nested(33) },
    }))).rejects.toMatchObject(invalid('Nesting Levels'));
  });

  test.each([5_000, 200_000])('%i levels are an error of DynamoDB\'s', async (levels) => {
    const { engine } = await startEngine();
    const v = `${'{"M":{"a":'.repeat(levels)}{"S":"x"}${'}}'.repeat(levels)}`;
    expect(await post(engine, 'PutItem', `{"TableName":"Sessions","Item":{"id":{"S":"a"},"v":${v}}}`))
      .toMatchObject({ status: 400, body: expect.stringContaining('Nesting Levels') });
  });

  test('a batch writes 25 items at most, of all tables together', async () => {
    const other = sessions({ path: 'Demo/Other', name: 'Other', arns: [SESSIONS.replace('Sessions', 'Other')] });
    const { client } = await startEngine({ tables: [sessions(), other] });
    const puts = (count: number) => Array.from({ length: count }, (_, index) => ({ PutRequest: { Item: id(`${index}`) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { Sessions: puts(13), Other: puts(12) } }));
    await expect(client.send(new BatchWriteItemCommand({ RequestItems: { Sessions: puts(13), Other: puts(13) } })))
      .rejects.toMatchObject(invalid('Too many items requested'));
  });
});

describe('values', () => {
  test('the item that a condition failed on is told when it is asked for', async () => {
    const { client } = await startEngine();
    await client.send(new PutItemCommand({ TableName, Item: { ...id(), v: { N: '1' } } }));
    const input = { TableName, ConditionExpression: 'attribute_not_exists(id)' };
    const asked = { ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
    const failures = [
      new PutItemCommand({ ...asked, Item: id() }),
      new DeleteItemCommand({ ...asked, Key: id() }),
      new UpdateItemCommand({ ...asked, Key: id(), UpdateExpression: 'SET w = :w', ExpressionAttributeValues: { ':w': { N: '2' } } }),
    ].map((command) => client.send(command as PutItemCommand).catch((error: ConditionalCheckFailedException) => error.Item));
    expect(await Promise.all(failures)).toEqual(Array(3).fill({ ...id(), v: { N: '1' } }));
    await expect(client.send(new PutItemCommand({ ...input, Item: id() }))).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: undefined });
  });

  test('the key of an index is never empty', async () => {
    const { client } = await startEngine();
    const message = 'cannot contain an empty string value. IndexName: byUser, IndexKey: user';
    await expect(client.send(new PutItemCommand({ TableName, Item: { ...id(), user: { S: '' } } }))).rejects.toMatchObject(invalid(message));
    await expect(client.send(new UpdateItemCommand({
      TableName, Key: id(), UpdateExpression: 'SET #u = :u', ExpressionAttributeNames: { '#u': 'user' }, ExpressionAttributeValues: { ':u': { S: '' } },
    }))).rejects.toMatchObject(invalid(message));
    await client.send(new PutItemCommand({ TableName, Item: { ...id(), v: { S: '' } } }));
  });

  test('an attribute may be named __proto__', async () => {
    const { engine } = await startEngine();
    const item = '{"id":{"S":"a"},"__proto__":{"S":"kept"},"text":{"S":"say \\"__proto__\\""}}';
    expect(await post(engine, 'PutItem', `{"TableName":"Sessions","Item":${item}}`)).toMatchObject({ status: 200, body: '{}' });
    const found = await post(engine, 'GetItem', '{"TableName":"Sessions","Key":{"id":{"S":"a"}}}');
    expect([...found.body.matchAll(/"(\w+|say [^}]*)"/g)].map(([, text]) => text).sort())
      .toEqual(['Item', 'S', 'S', 'S', '__proto__', 'a', 'id', 'kept', 'say \\"__proto__\\"', 'text']);
  });
});

describe('a malformed request', () => {
  test.each(['', '[]', 'null', '1', '{', '{"TableName":1}', '{"TableName":"Sessions","Item":1}', '{"TableName":"Sessions","Item":{"id":[]}}', '\u0000'])(
    '%j gets an error of DynamoDB\'s', async (body) => {
      const { engine } = await startEngine();
      for (const operation of ['PutItem', 'BatchWriteItem', 'Query', 'ExecuteStatement', 'TransactWriteItems', 'Nonsense']) {
        const answer = await post(engine, operation, body);
        expect([operation, answer.status, JSON.parse(answer.body)])
          .toEqual([operation, 400, expect.objectContaining({ __type: expect.stringMatching(/#\w+$/) })]);
      }
    });
});
