import * as http from 'node:http';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commands, describeExample } from './commands';
import { examples, ExampleServer, listen, stopServer, Table } from './servers';
import { SessionView, Visitor } from '../../conformance/visitor';

const delayMilliseconds = 60;
const rounds = 8;

/** The examples whose forms carry no token. */
const raced = {
  ...commands,
  ...Object.fromEntries(['express-pwrdrvr', 'fastify', 'koa'].map((example) => [example, commands.express])),
  'php-locking': commands.php,
};

Object.entries(raced).forEach(([example, command]) => describeExample(example, () => {
  let table: Table;
  let slowTable: http.Server;
  let slow: ExampleServer;
  let fast: ExampleServer;

  beforeAll(async () => {
    table = await Table.start(example === 'koa' ? 'sessionId' : 'id');
    slowTable = delayed(table.url);
    [slow, fast] = await Promise.all([await listen(slowTable), table.url].map((url) => ExampleServer.start(
      command, path.join(examples, example), {
        SERVER_NAME_TAG: url, AWS_ENDPOINT_URL_DYNAMODB: url, DYNAMODB_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test',
      })));
  });

  afterAll(async () => {
    await Promise.all([slow, fast].map((server) => server?.stop()));
    await stopServer(slowTable);
    await table?.stop();
  });

  /** The same browser at one of the servers. */
  const at = (server: ExampleServer, { cookies }: Visitor) => new Visitor(server.url, cookies);
  const session = async (visitor: Visitor): Promise<SessionView> => JSON.parse((await visitor.get('/session.json')).body);

  async function loggedIn(): Promise<Visitor> {
    const visitor = new Visitor(slow.url);
    expect((await visitor.post('/login', { name: 'Ada' })).status).toBe(303);
    return visitor;
  }

  // each visitor goes on as soon as the headers of the redirect are there, at a server whose table answers at once
  const visitors = async (story: () => Promise<unknown>) => {
    for (let round = 0; round < rounds; round++) {
      await story();
    }
  };

  test('knows on the other server who has just logged in', () => visitors(async () => {
    expect((await session(at(fast, await loggedIn()))).name).toBe('Ada');
  }));

  test('loses nothing that is stored on the other server right after the log-in', () => visitors(async () => {
    const visitor = await loggedIn();
    expect((await at(fast, visitor).post('/profile', { key: 'city', value: 'Paris' })).status).toBe(303);
    await sleep(2 * delayMilliseconds); // whatever the log-in had still to write is written then
    expect((await session(at(fast, visitor))).profile).toEqual({ city: 'Paris' });
  }));

  test('shows on the other server what has just been stored', () => visitors(async () => {
    const visitor = await loggedIn();
    expect((await visitor.post('/profile', { key: 'city', value: 'Paris' })).status).toBe(303);
    expect((await session(at(fast, visitor))).profile).toEqual({ city: 'Paris' });
  }));

  test('knows nobody on the other server who has just logged out, nor later', () => visitors(async () => {
    const visitor = await loggedIn();
    const before = at(fast, visitor);
    expect((await visitor.post('/logout')).status).toBe(303);
    expect((await session(before)).name).toBeNull();
    await sleep(2 * delayMilliseconds);
    expect((await session(before)).name).toBeNull();
  }));
}));

/** The table as a server sees it whose way there is long: each call arrives late. */
function delayed(url: string): http.Server {
  return http.createServer((request, response) => void sleep(delayMilliseconds).then(() => {
    const forwarded = http.request(url, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  }));
}
