import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  BatchGetItemCommand, BatchWriteItemCommand, CreateTableCommand, DeleteItemCommand, DeleteTableCommand, DescribeTableCommand,
  DescribeTimeToLiveCommand, DynamoDBClient, ExecuteStatementCommand, GetItemCommand, ListTablesCommand, PutItemCommand, QueryCommand,
  ScanCommand, TransactWriteItemsCommand, UpdateItemCommand, UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { PolicyStatement, TableBlueprint } from '../../src/blueprint/blueprint';
import { AccessRecord } from '../../src/iam/access-record';
import { Identity } from '../../src/iam/identity';
import { TableEngine, TableEngineOptions } from '../../src/tables/table-engine';

const ACCOUNT = '111122223333';
const arnOf = (name: string) => `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/${name}`;
const table = (name: string, over: Partial<TableBlueprint> = {}): TableBlueprint => ({
  path: `Demo/${name}`,
  name,
  arns: [arnOf(name)],
  createTable: {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }, { AttributeName: 'user', AttributeType: 'S' }],
    GlobalSecondaryIndexes: [
      { IndexName: 'byUser', KeySchema: [{ AttributeName: 'user', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
    ],
  },
  timeToLiveAttribute: 'expires',
  resourcePolicy: [],
  ...over,
});
const allow = (actions: string[], resources: string[] = [arnOf('Sessions')], over: Partial<PolicyStatement> = {}): PolicyStatement =>
  ({ effect: 'Allow', actions: actions.map((action) => `dynamodb:${action}`), resources, ...over });
const EVERYTHING = allow(['*'], ['*']);
const identity = (server: string, ...statements: PolicyStatement[]): Identity => ({
  server,
  role: { name: 'WebRole', arn: `arn:aws:iam::${ACCOUNT}:role/WebRole`, statements },
  accessKeyId: `ASIA${server}`,
  secretAccessKey: `secret of ${server}`,
  sessionToken: `token of ${server}`,
});
const id = (value: string) => ({ id: { S: value } });

describe('the table engine', () => {
  const engines: TableEngine[] = [];
  const clients: DynamoDBClient[] = [];
  let identities: Identity[] = [];
  let records: AccessRecord[] = [];

  afterEach(async () => {
    clients.splice(0).forEach((client) => client.destroy());
    await Promise.all(engines.splice(0).map((engine) => engine.stop()));
    identities = [];
    records = [];
  });

  async function start(over: Partial<TableEngineOptions> = {}): Promise<TableEngine> {
    const engine = await TableEngine.start({
      tables: [table('Sessions')],
      identify: (key) => identities.find(({ accessKeyId }) => accessKeyId === key),
      onAccess: (record) => records.push(record),
      timeToLiveIntervalMilliseconds: 3_600_000,
      ...over,
    });
    engines.push(engine);
    return engine;
  }

  function clientOf(engine: TableEngine, who: Identity, known = true, maxAttempts = 3): DynamoDBClient {
    if (known) {
      identities.push(who);
    }
    const client = new DynamoDBClient({ region: 'eu-west-1', endpoint: engine.url, credentials: who, maxAttempts });
    clients.push(client);
    return client;
  }

  const denied = (action: string, resource: string, clause = `because no identity-based policy allows the dynamodb:${action} action`) => ({
    name: 'AccessDeniedException',
    $metadata: expect.objectContaining({ httpStatusCode: 400 }),
    message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/WebRole/i-1 is not authorized to perform: dynamodb:${action} on resource: ${resource} ${clause}`,
  });

  test('listens on the loopback interface only, and its tables are ready', async () => {
    const engine = await start({ tables: [table('Sessions'), table('Other')] });
    expect(engine.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const client = clientOf(engine, identity('i-1', EVERYTHING));
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['Other', 'Sessions']);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Sessions' }));
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', TableArn: arnOf('Sessions') });
  });

  describe('and the policy', () => {
    test('lets allowed calls through and denies the others as DynamoDB does', async () => {
      const client = clientOf(await start(), identity('i-1', allow(['GetItem', 'UpdateItem'])));
      await client.send(new UpdateItemCommand({
        TableName: 'Sessions', Key: id('a'), UpdateExpression: 'SET v = :v', ExpressionAttributeValues: { ':v': { N: '1' } },
      }));
      expect((await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('a') }))).Item).toEqual({ ...id('a'), v: { N: '1' } });
      await expect(client.send(new PutItemCommand({ TableName: 'Sessions', Item: id('a') })))
        .rejects.toMatchObject(denied('PutItem', arnOf('Sessions')));
      await expect(client.send(new DeleteTableCommand({ TableName: 'Sessions' })))
        .rejects.toMatchObject(denied('DeleteTable', arnOf('Sessions')));
      expect((await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('a') }))).Item).toBeDefined();
    });

    test('denies what the permissions boundary does not allow as well', async () => {
      const who = identity('i-1', EVERYTHING);
      const limited = { ...who, role: { ...who.role, boundary: [allow(['GetItem'])] } };
      const client = clientOf(await start(), limited);
      await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('a') }));
      await expect(client.send(new DeleteItemCommand({ TableName: 'Sessions', Key: id('a') })))
        .rejects.toMatchObject(denied('DeleteItem', arnOf('Sessions'), 'because no permissions boundary allows the dynamodb:DeleteItem action'));
    });

    test('records who did what and why not', async () => {
      const client = clientOf(await start(), identity('i-1', allow(['GetItem'])));
      await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('a') }));
      await client.send(new ScanCommand({ TableName: 'Sessions' })).catch(() => undefined);
      expect(records).toMatchObject([
        { time: expect.any(Date), server: 'i-1', role: 'WebRole', operation: 'GetItem', table: 'Sessions', allowed: true },
        {
          time: expect.any(Date), server: 'i-1', role: 'WebRole', operation: 'Scan', table: 'Sessions', allowed: false,
          reason: `no statement of the role allows dynamodb:Scan on ${arnOf('Sessions')}`,
        },
      ]);
    });

    test('refuses a whole batch for one forbidden table', async () => {
      const engine = await start({ tables: [table('Sessions'), table('Secrets')] });
      const web = clientOf(engine, identity('i-1', allow(['BatchGetItem', 'BatchWriteItem', 'GetItem'])));
      const put = (value: string) => [{ PutRequest: { Item: id(value) } }];
      await expect(web.send(new BatchWriteItemCommand({ RequestItems: { Sessions: put('a'), Secrets: put('b') } })))
        .rejects.toMatchObject(denied('BatchWriteItem', arnOf('Secrets')));
      expect((await web.send(new GetItemCommand({ TableName: 'Sessions', Key: id('a') }))).Item).toBeUndefined();
      await expect(web.send(new BatchGetItemCommand({ RequestItems: { Secrets: { Keys: [id('b')] }, Sessions: { Keys: [id('a')] } } })))
        .rejects.toMatchObject(denied('BatchGetItem', arnOf('Secrets')));
      await web.send(new BatchWriteItemCommand({ RequestItems: { Sessions: put('a') } }));
      expect((await web.send(new BatchGetItemCommand({ RequestItems: { Sessions: { Keys: [id('a')] } } }))).Responses).toEqual({ Sessions: [id('a')] });
    });

    test('knows an index from its table', async () => {
      const engine = await start();
      const query = new QueryCommand({
        TableName: 'Sessions', IndexName: 'byUser', KeyConditionExpression: '#u = :u',
        ExpressionAttributeNames: { '#u': 'user' }, ExpressionAttributeValues: { ':u': { S: 'ann' } },
      });
      await expect(clientOf(engine, identity('i-1', allow(['Query']))).send(query))
        .rejects.toMatchObject(denied('Query', `${arnOf('Sessions')}/index/byUser`));
      const client = clientOf(engine, identity('i-2', allow(['Query'], [`${arnOf('Sessions')}/index/*`]), allow(['PutItem'])));
      await client.send(new PutItemCommand({ TableName: 'Sessions', Item: { ...id('a'), user: { S: 'ann' } } }));
      expect((await client.send(query)).Count).toBe(1);
      expect(records.at(-1)).toMatchObject({ operation: 'Query', table: 'Sessions', index: 'byUser', allowed: true });
    });

    test('keeps a role to its leading keys', async () => {
      const conditions = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['sess:*'] } };
      const client = clientOf(await start(), identity('i-1', allow(['*'], undefined, { conditions })));
      await client.send(new PutItemCommand({ TableName: 'Sessions', Item: id('sess:1') }));
      await expect(client.send(new PutItemCommand({ TableName: 'Sessions', Item: id('admin:1') })))
        .rejects.toMatchObject(denied('PutItem', arnOf('Sessions')));
      await expect(client.send(new BatchGetItemCommand({ RequestItems: { Sessions: { Keys: [id('sess:1'), id('admin:1')] } } })))
        .rejects.toMatchObject(denied('BatchGetItem', arnOf('Sessions')));
      expect(records.at(-1)?.reason).toContain('its condition on dynamodb:LeadingKeys is not met');
      expect((await client.send(new ScanCommand({ TableName: 'Sessions' }))).Count).toBe(1);
    });

    test('lets an explicit Deny win and says whose it is', async () => {
      const deny: PolicyStatement = { ...allow(['Scan']), effect: 'Deny', principals: ['*'] };
      const client = clientOf(await start({ tables: [table('Sessions', { resourcePolicy: [deny] })] }), identity('i-1', EVERYTHING));
      await expect(client.send(new ScanCommand({ TableName: 'Sessions' })))
        .rejects.toMatchObject(denied('Scan', arnOf('Sessions'), 'with an explicit deny in a resource-based policy'));
    });

    test('lets the table\'s own policy allow a role', async () => {
      const own = allow(['GetItem'], ['*'], { principals: [identity('i-1').role.arn] });
      const client = clientOf(await start({ tables: [table('Sessions', { resourcePolicy: [own] })] }), identity('i-1'));
      expect((await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('a') }))).Item).toBeUndefined();
    });

    test('refuses and names what it cannot judge', async () => {
      const client = clientOf(await start(), identity('i-1', EVERYTHING));
      await expect(client.send(new ExecuteStatementCommand({ Statement: 'MERGE' }))).rejects.toMatchObject({
        name: 'AccessDeniedException', message: expect.stringContaining('this kit cannot judge a PartiQL statement that names no table'),
      });
      expect(records).toMatchObject([{ operation: 'ExecuteStatement', allowed: false }]);
    });

    test('judges PartiQL by its own actions, and says which engine has it', async () => {
      const engine = await start();
      const select = new ExecuteStatementCommand({ Statement: 'SELECT * FROM Sessions' });
      await expect(clientOf(engine, identity('i-1', allow(['GetItem']))).send(select)).rejects.toMatchObject(denied('PartiQLSelect', arnOf('Sessions')));
      await expect(clientOf(engine, identity('i-2', allow(['PartiQLSelect']))).send(select))
        .rejects.toMatchObject({ name: 'UnknownOperationException', message: expect.stringContaining('give its address with --endpoint') });
    });

    test('comes before the question whether a table exists', async () => {
      const engine = await start();
      const missing = new GetItemCommand({ TableName: 'Missing', Key: id('a') });
      await expect(clientOf(engine, identity('i-1', allow(['GetItem']))).send(missing)).rejects.toMatchObject(denied('GetItem', arnOf('Missing')));
      await expect(clientOf(engine, identity('i-2', EVERYTHING)).send(missing)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    });

    test('takes a table by its ARN as well', async () => {
      const client = clientOf(await start(), identity('i-1', allow(['PutItem', 'GetItem'])));
      await client.send(new PutItemCommand({ TableName: arnOf('Sessions'), Item: id('a') }));
      expect((await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('a') }))).Item).toEqual(id('a'));
    });

    test('judges the items of a transaction', async () => {
      const client = clientOf(await start(), identity('i-1', allow(['PutItem'])));
      const item = (kind: 'Put' | 'Delete') => ({ [kind]: { TableName: 'Sessions', ...kind === 'Put' ? { Item: id('a') } : { Key: id('b') } } });
      await expect(client.send(new TransactWriteItemsCommand({ TransactItems: [item('Put'), item('Delete')] as never })))
        .rejects.toMatchObject(denied('DeleteItem', arnOf('Sessions')));
      await client.send(new TransactWriteItemsCommand({ TransactItems: [item('Put')] as never }));
    });
  });

  describe('and the caller', () => {
    test('fails if the kit did not hand out the access key', async () => {
      const client = clientOf(await start(), identity('stranger', EVERYTHING), false);
      await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({
        name: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.',
      });
      expect(records).toEqual([{
        time: expect.any(Date), operation: 'ListTables', allowed: false, outcome: 'UnrecognizedClientException',
        reason: 'access key ASIAstranger was not handed out by this kit, so the call is refused',
      }]);
    });

    test('fails if the secret is wrong', async () => {
      const engine = await start();
      const who = identity('i-1', EVERYTHING);
      identities.push(who);
      await expect(clientOf(engine, { ...who, secretAccessKey: 'guess' }, false).send(new ListTablesCommand({})))
        .rejects.toMatchObject({ name: 'InvalidSignatureException' });
    });

    const post = (engine: TableEngine, headers: Record<string, string>, method = 'POST', path = '/') =>
      new Promise<{ status?: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
        httpRequest(`${engine.url}${path}`, { method, headers, agent: false }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
        }).on('error', reject).end(method === 'GET' ? undefined : '{}');
      });

    test('fails if nothing is signed, with the checksum and request id of DynamoDB', async () => {
      const answer = await post(await start(), { 'x-amz-target': 'DynamoDB_20120810.ListTables' });
      const body = { __type: 'com.amazon.coral.service#MissingAuthenticationTokenException', message: 'Request is missing Authentication Token' };
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body.toString())).toEqual(body);
      expect(answer.headers).toMatchObject({
        'x-amz-crc32': String(crc32(answer.body)), 'x-amzn-requestid': expect.stringMatching(/^[0-9A-Z]{20,}$/), 'content-type': 'application/x-amz-json-1.0',
      });
    });

    test('fails if the protocol is CBOR, in words that a client of that protocol can read', async () => {
      const path = '/service/DynamoDB_20120810/operation/ListTables';
      const answer = await post(await start(), { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' }, 'POST', path);
      expect(answer).toMatchObject({ status: 400, headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' } });
      expect(answer.body.toString()).toContain('speaks only the JSON protocol of DynamoDB');
    });

    test('fails if there is no operation', async () => {
      expect((await post(await start(), {})).body.toString()).toContain('UnknownOperationException');
    });

    test('may ask for its health unsigned', async () => {
      expect(await post(await start(), {}, 'GET')).toMatchObject({ status: 200 });
    });
  });

  describe('and time to live', () => {
    test('deletes what is over, in its own time', async () => {
      const expired: unknown[] = [];
      const engine = await start({ onExpired: (...args) => expired.push(args) });
      const client = clientOf(engine, identity('i-1', EVERYTHING));
      const now = Date.now() / 1000;
      const put = (key: string, expires: { N: string } | { S: string }) =>
        client.send(new PutItemCommand({ TableName: 'Sessions', Item: { ...id(key), expires } }));
      await put('fractional', { N: String(now - 0.5) });
      await put('whole', { N: String(Math.floor(now) - 1) });
      await put('later', { N: String(now + 600) });
      await put('text', { S: '2020-01-01' });
      await put('ancient', { N: String(now - 6 * 365 * 24 * 3600) });
      expect((await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('whole') }))).Item).toBeDefined();

      expect(await engine.expireNow()).toBe(2);

      const { Items } = await client.send(new ScanCommand({ TableName: 'Sessions' }));
      expect(Items?.map((item) => item.id.S).sort()).toEqual(['ancient', 'later', 'text']);
      expect(expired).toEqual(expect.arrayContaining([['Sessions', id('fractional')], ['Sessions', id('whole')]]));
    });

    test('answers its two operations, each under the policy', async () => {
      const client = clientOf(await start(), identity('i-1', allow(['DescribeTimeToLive'])));
      expect((await client.send(new DescribeTimeToLiveCommand({ TableName: 'Sessions' }))).TimeToLiveDescription)
        .toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
      const update = new UpdateTimeToLiveCommand({ TableName: 'Sessions', TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } });
      await expect(client.send(update)).rejects.toMatchObject(denied('UpdateTimeToLive', arnOf('Sessions')));
      identities[0] = identity('i-1', EVERYTHING);
      await expect(client.send(update)).rejects.toMatchObject({ name: 'ValidationException', message: 'TimeToLive is already enabled' });
    });

    test('is off for a table that is deleted and made again', async () => {
      const client = clientOf(await start(), identity('i-1', EVERYTHING));
      await client.send(new DeleteTableCommand({ TableName: 'Sessions' }));
      while ((await client.send(new ListTablesCommand({}))).TableNames?.length) {
        // deleting takes a turn of the event loop
      }
      await client.send(new CreateTableCommand({
        TableName: 'Sessions', BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      }));
      expect((await client.send(new DescribeTimeToLiveCommand({ TableName: 'Sessions' }))).TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
    });
  });

  describe('and trouble on demand', () => {
    test('throttling makes the SDK try again', async () => {
      const asked: string[] = [];
      const throttle = (operation: string, name: string) => asked.push(`${operation} ${name}`) === 1;
      const client = clientOf(await start({ throttle }), identity('i-1', EVERYTHING));
      const output = await client.send(new PutItemCommand({ TableName: 'Sessions', Item: id('a') }));
      expect(output.$metadata.attempts).toBe(2);
      expect(asked).toEqual(['PutItem Sessions', 'PutItem Sessions']);
    });

    test('throttling without end reaches the application', async () => {
      const client = clientOf(await start({ throttle: () => true }), identity('i-1', EVERYTHING), true, 1);
      await expect(client.send(new DeleteItemCommand({ TableName: 'Sessions', Key: id('a') })))
        .rejects.toMatchObject({ name: 'ThrottlingException' });
    });

    test('a delayed call is answered when the engine stops', async () => {
      let arrived: () => void;
      const arrival = new Promise<void>((resolve) => arrived = resolve);
      const who = identity('i-1', EVERYTHING);
      const identify = () => {
        setImmediate(arrived);
        return who;
      };
      const engine = await start({ faults: { latencyMilliseconds: 3_600_000 }, identify });
      const answer = clientOf(engine, who).send(new ListTablesCommand({}));
      await arrival;
      await engine.stop();
      expect((await answer).TableNames).toEqual(['Sessions']);
    });
  });

  describe('and what keeps the tables', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'table-engine-'));
    });
    afterEach(async () => {
      await Promise.all(engines.splice(0).map((engine) => engine.stop()));
      await rm(folder, { recursive: true });
    });

    test('a folder survives a restart', async () => {
      const directory = join(folder, 'new', 'tables');
      const first = await start({ directory });
      await clientOf(first, identity('i-1', EVERYTHING)).send(new PutItemCommand({ TableName: 'Sessions', Item: id('kept') }));
      await first.stop();
      const second = await start({ directory, tables: [table('Sessions'), table('Added')] });
      const client = clientOf(second, identity('i-1', EVERYTHING));
      expect((await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('kept') }))).Item).toEqual(id('kept'));
      expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['Added', 'Sessions']);
    });

    test.each([
      ['it is a file', 'file'],
      ['ENOTDIR', 'file/tables'],
      ...(process.platform === 'linux' ? [['ENOENT', '/proc/tables/of/mine']] : []),
    ])('fails if the tables cannot be there: %s', async (problem, place) => {
      await writeFile(join(folder, 'file'), '');
      const directory = isAbsolute(place) ? place : join(folder, place);
      await expect(start({ directory })).rejects.toMatchObject({
        name: 'KitError', message: expect.stringMatching(RegExp(`^cannot open the tables in /.*: ${problem}; choose another folder$`)),
      });
    });

    test('fails if another engine uses the folder', async () => {
      await start({ directory: folder });
      await expect(start({ directory: folder })).rejects.toMatchObject({
        name: 'KitError', message: `cannot open the tables in ${folder}: another process uses it; choose another folder or end the other process`,
      });
    });

    test('fails if the kept table has another key', async () => {
      await (await start({ directory: folder })).stop();
      const renamed = table('Sessions', { createTable: { KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }] } });
      await expect(start({ directory: folder, tables: [renamed] })).rejects.toMatchObject({
        name: 'KitError', message: expect.stringContaining('exists already with the key id (HASH), the template wants key (HASH)'),
      });
    });

    test('an endpoint that runs already gets the missing tables and the calls', async () => {
      const upstreamRecords: AccessRecord[] = [];
      const local = { ...identity('upstream', EVERYTHING), accessKeyId: 'local', secretAccessKey: 'local', sessionToken: '' };
      const upstream = await start({ tables: [table('Old')], identify: () => local, onAccess: (record) => upstreamRecords.push(record) });
      const engine = await start({ upstream: upstream.url });
      const client = clientOf(engine, identity('i-1', allow(['PutItem', 'GetItem'])));
      await client.send(new PutItemCommand({ TableName: 'Sessions', Item: { ...id('a'), expires: { N: String(Date.now() / 1000 - 1) } } }));
      await expect(client.send(new ScanCommand({ TableName: 'Sessions' }))).rejects.toMatchObject(denied('Scan', arnOf('Sessions')));
      expect(await engine.expireNow()).toBe(1);
      expect((await client.send(new GetItemCommand({ TableName: 'Sessions', Key: id('a') }))).Item).toBeUndefined();
      expect(upstreamRecords.map(({ operation }) => operation).filter((name) => /CreateTable|PutItem/.test(name))).toEqual(['CreateTable', 'PutItem']);
    });

    test.each([
      ['is not on this computer', 'http://dynamodb.eu-west-1.amazonaws.com', 'the endpoint must be on this computer'],
      ['only looks like this computer', 'http://127.0.0.1.example.com:8000', 'the endpoint must be on this computer'],
      ['is no URL', 'localhost:8000', 'the endpoint must be a URL like http://127.0.0.1:8000, got localhost:8000'],
      ['holds a password', 'http://me:pw@127.0.0.1:8000', 'the endpoint must be a URL like http://127.0.0.1:8000, got http://me:pw@127.0.0.1:8000'],
    ])('fails if the endpoint %s', async (_, upstream, message) => {
      await expect(start({ upstream })).rejects.toMatchObject({ name: 'KitError', message: expect.stringContaining(message) });
    });

    test('fails if nothing answers at the endpoint', async () => {
      const gone = await start();
      const { url } = gone;
      await gone.stop();
      await expect(start({ upstream: url })).rejects.toMatchObject({ name: 'KitError', message: expect.stringContaining(`no DynamoDB answers at ${url}`) });
    });

    test('fails if what listens at the endpoint never answers', async () => {
      const silent = createServer(() => undefined).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const timeout = AbortSignal.timeout.bind(AbortSignal);
      const clock = jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => timeout(milliseconds / 100));
      const upstream = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      try {
        await expect(start({ upstream })).rejects.toMatchObject({
          name: 'KitError', message: `no DynamoDB answers at ${upstream}: nothing within 10 s; start it or leave the endpoint out`,
        });
      } finally {
        clock.mockRestore();
        silent.closeAllConnections();
        await new Promise((closed) => silent.close(closed));
      }
    });

    test('fails if both a folder and an endpoint are given', async () => {
      await expect(start({ directory: folder, upstream: 'http://127.0.0.1:1' })).rejects.toMatchObject({ name: 'KitError' });
    });

    test('fails if the template\'s table cannot be created', async () => {
      const broken = table('Sessions', { createTable: { BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [] } });
      await expect(start({ tables: [broken] })).rejects.toMatchObject({
        name: 'KitError', message: expect.stringMatching(/^cannot create table Sessions \(Demo\/Sessions\): /),
      });
    });

    test('fails if the port is taken', async () => {
      const port = Number(new URL((await start()).url).port);
      await expect(start({ port })).rejects.toMatchObject({
        name: 'KitError',
        message: `port ${port} is taken by another program; choose another one with --dynamodb-port, or --dynamodb-port 0 for any free one`,
      });
    });
  });
});
