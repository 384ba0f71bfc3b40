import * as path from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { commands, describeExample } from './commands';
import { examples, ExampleServer, startRoundRobin, Table, tableName } from './servers';
import { walkProfileApp } from '../../conformance/profile-walk';
import { Visitor } from '../../conformance/visitor';

Object.keys(commands).forEach((example) => describeExample(example, () => {
  let table: Table;
  let servers: ExampleServer[];
  let balancer: Awaited<ReturnType<typeof startRoundRobin>>;

  beforeAll(async () => {
    table = await Table.start();
    servers = await Promise.all(['server-1', 'server-2'].map((name) => ExampleServer.start(
      commands[example], path.join(examples, example), {
        SERVER_NAME_TAG: name,
        AWS_ENDPOINT_URL_DYNAMODB: table.url,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        DYNAMODB_SESSION_LIFETIME: '120',
      })));
    balancer = await startRoundRobin(servers.map(({ url }) => url));
  });

  afterAll(async () => {
    await balancer?.stop();
    await Promise.all((servers ?? []).map((server) => server.stop()));
    await table?.stop();
  });

  async function items() {
    return (await table.client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))).Items ?? [];
  }

  test('makes no item for health checks, anonymous visitors and invented ids, one at login, and none is left after log-out', async () => {
    const visitor = new Visitor(balancer.url, { sid: 'invented', PHPSESSID: 'invented0123456789abcdef0123' });
    for (const page of ['/ping.html', '/', '/session.json', '/ping.html', '/', '/session.json']) {
      await visitor.get(page);
    }
    await visitor.post('/logout');
    expect(await items()).toEqual([]);

    const before = Date.now() / 1000;
    await visitor.post('/login', { name: 'Ada' });
    const [item, ...others] = await items();
    expect(others).toEqual([]);
    expect(Number(item.expires.N)).toBeGreaterThanOrEqual(before + 118);
    expect(Number(item.expires.N)).toBeLessThanOrEqual(Date.now() / 1000 + 121);

    await visitor.post('/login', { name: 'Grace' });
    expect(await items()).toHaveLength(1);
    await visitor.post('/logout');
    expect(await items()).toEqual([]);
  });

  test('behaves as designed on two servers behind a load balancer', async () => {
    const report = await walkProfileApp({ baseUrl: balancer.url });
    expect([...report.servers].sort()).toEqual(['server-1', 'server-2']);
  });

  test('behaves as designed on a single server', async () => {
    const report = await walkProfileApp({ baseUrl: servers[0].url, servers: 1 });
    expect(report.servers).toEqual(['server-1']);
  });

  test('tells the visitor no details when DynamoDB cannot be reached', async () => {
    const server = await ExampleServer.start(commands[example], path.join(examples, example), {
      SERVER_NAME_TAG: 'cut-off',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
    try {
      const visitor = new Visitor(server.url);
      const page = await visitor.post('/login', { name: 'Ada' });
      expect(page.status).toBe(500);
      expect(page.body).toContain('Something went wrong');
      expect(page.body).not.toMatch(/127\.0\.0\.1|Error|\.js|\.php|node_modules|vendor/);
      expect(visitor.cookies).toEqual({});
      expect((await visitor.get('/ping.html')).status).toBe(200);
    } finally {
      await server.stop();
    }
  });

  if (example === 'express') {
    test('finishes its work and ends when systemd or the load balancer says so', async () => {
      const server = await ExampleServer.start(commands[example], path.join(examples, example), {
        SERVER_NAME_TAG: 'leaving', AWS_ENDPOINT_URL_DYNAMODB: table.url, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test',
      });
      await new Visitor(server.url).get('/');
      expect(await server.stop('SIGTERM')).toBe(0);
    });
  }
}));
