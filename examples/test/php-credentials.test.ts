import { readdirSync, readFileSync, statSync, unlinkSync } from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { commands, describeExample } from './commands';
import { examples, ExampleServer, listen, stopServer, Table } from './servers';
import { Visitor } from '../../conformance/visitor';
import { serverEnvironment } from '../../local/src/servers/server-environment';

const credentialsPath = '/latest/meta-data/iam/security-credentials/';
/** A computer may have APCu; these tests are about the files. */
const withoutSharedMemory = (port: number) => ['php', '-d', 'apc.enabled=0', ...commands.php(port).slice(1)];
const cache = path.join(examples, 'php/var/cache');

describeExample('php', () => {
  let table: Table;
  let before: Set<string>;
  const stop: Array<() => Promise<unknown>> = [];

  beforeAll(async () => {
    table = await Table.start();
    before = new Set(cached());
  });

  afterEach(async () => {
    await Promise.all(stop.splice(0).map((end) => end()));
    for (const file of cached().filter((name) => !before.has(name))) {
      unlinkSync(path.join(cache, file));
    }
  });

  afterAll(() => table.stop());

  /** A server with a metadata service of its own, and the paths that it was asked for. */
  async function start(secondsToExpiry: number, port = 0): Promise<{ visitor: Visitor; asked: string[]; port: number }> {
    const asked: string[] = [];
    const metadata = http.createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end(answer(request.url ?? '', secondsToExpiry));
    });
    const url = await listen(metadata, port);
    stop.push(() => stopServer(metadata));
    const server = await ExampleServer.start(withoutSharedMemory, path.join(examples, 'php'), {
      ...serverEnvironment({ person: {}, service: {}, endpoint: table.url, credentials: { AWS_EC2_METADATA_SERVICE_ENDPOINT: url } }),
    });
    stop.push(() => server.stop());
    return { visitor: new Visitor(server.url), asked, port: Number(new URL(url).port) };
  }

  test('asks the metadata service once for all requests, and keeps the answers where only its owner can read them', async () => {
    const { visitor, asked } = await start(3600);
    expect((await visitor.post('/login', { name: 'Ada' })).status).toBe(303);
    const first = [...asked];
    for (let request = 0; request < 5; request++) {
      expect((await visitor.get('/')).body).toContain('i-0123456789abcdef0');
    }

    expect(first).toEqual(['PUT /latest/api/token', `GET ${credentialsPath}`, `GET ${credentialsPath}role`]);
    expect(asked.slice(3)).toEqual(['PUT /latest/api/token', 'GET /latest/meta-data/instance-id']);
    const files = cached().filter((name) => !before.has(name));
    expect(files).toHaveLength(2);
    for (const file of files) {
      expect(permissions(path.join(cache, file))).toBe('600');
    }
    expect(permissions(cache)).toBe('700');
  });

  test('keeps no credentials that expire within a minute', async () => {
    const { visitor, asked } = await start(50);
    await visitor.post('/login', { name: 'Ada' });
    expect(visitor.cookies).not.toEqual({});
    const first = asked.length;
    await visitor.get('/session.json');
    expect(asked.slice(first)).toContain(`GET ${credentialsPath}role`);
  });

  test('mixes no credentials of servers that share the folder', async () => {
    const [one, two] = [await start(3600), await start(3600)];
    for (const { visitor, asked } of [one, two]) {
      await visitor.post('/login', { name: 'Ada' });
      expect(asked).toContain(`GET ${credentialsPath}role`);
    }
  });

  test('takes no credentials of an earlier server whose metadata service had the same port', async () => {
    const { visitor, port } = await start(3600);
    await visitor.post('/login', { name: 'Ada' });
    await visitor.get('/');
    const kept = cached().length;
    await Promise.all(stop.splice(0).map((end) => end()));
    expect(cached()).toHaveLength(kept);

    const later = await start(3600, port);
    await later.visitor.post('/login', { name: 'Ada' });
    await later.visitor.get('/');
    expect(later.asked).toContain(`GET ${credentialsPath}role`);
    expect(later.asked).toContain('GET /latest/meta-data/instance-id');
  });

  test('keeps them as examples/php-locking does', () => {
    const [one, other] = ['php', 'php-locking'].map((name) => readFileSync(path.join(examples, name, 'src/SharedCache.php'), 'utf8'));
    expect(other).toBe(one);
  });
});

function permissions(file: string): string {
  return statSync(file).mode.toString(8).slice(-3);
}

function answer(asked: string, secondsToExpiry: number): string {
  if (asked === credentialsPath) {
    return 'role';
  }
  if (asked === `${credentialsPath}role`) {
    return JSON.stringify({
      Code: 'Success',
      AccessKeyId: 'ASIATEST',
      SecretAccessKey: 'secret',
      Token: 'token',
      Expiration: new Date(Date.now() + secondsToExpiry * 1000).toISOString(),
    });
  }
  return asked.endsWith('/instance-id') ? 'i-0123456789abcdef0' : 'token';
}

function cached(): string[] {
  try {
    return readdirSync(cache);
  } catch {
    return [];
  }
}
