import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { DeleteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import connectDynamodb from 'connect-dynamodb';
import { caller, sessions, SESSIONS, startEngine } from '../helpers/engine';

// the recipe "Log out everywhere", with the index and permissions that it adds to the preset
test('all sessions of one user are found by the index and ended, and nobody else\'s', async () => {
  const actions = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'].map((name) => `dynamodb:${name}`);
  const statements = [{ effect: 'Allow' as const, actions, resources: [SESSIONS, `${SESSIONS}/index/*`] }];
  const { client } = await startEngine({ tables: [sessions()] }, caller({ role: { ...caller().role, statements } }));
  const store = new (connectDynamodb({ Store: EventEmitter } as never))({
    table: 'Sessions', client, initialized: true, specialKeys: [{ name: 'user', type: 'S' }], skipThrowMissingSpecialKeys: true,
  });
  const save = async (user?: string) => {
    const id = randomUUID();
    await new Promise<void>((resolve, reject) =>
      store.set(id, { cookie: { maxAge: 60_000 }, user } as never, (error?: unknown) => error ? reject(error) : resolve()));
    return id;
  };
  const isThere = (id: string) =>
    new Promise((resolve) => store.get(id, (_error: unknown, found: unknown) => resolve(found !== undefined && found !== null)));
  const [ada1, ada2, bob, visitor] = [await save('ada'), await save('ada'), await save('bob'), await save()];
  const { Items = [] } = await client.send(new QueryCommand({
    TableName: 'Sessions', IndexName: 'byUser', KeyConditionExpression: '#u = :user',
    ExpressionAttributeNames: { '#u': 'user' }, ExpressionAttributeValues: { ':user': { S: 'ada' } },
  }));
  await Promise.all(Items.map(({ id }) => client.send(new DeleteItemCommand({ TableName: 'Sessions', Key: { id } }))));
  expect(await Promise.all([ada1, ada2, bob, visitor].map(isThere))).toEqual([false, false, true, true]);
});
