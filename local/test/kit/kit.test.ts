import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { temporaryFolder } from '../helpers/assembly';
import { ask, atTestEnd, startServer } from '../helpers/http';
import { DEMO_SERVER, writeDemo } from '../helpers/kit';
import { startKit } from '../helpers/running-kit';
import { isRunning } from '../helpers/process';
import * as healthCheckModule from '../../src/load-balancer/health-check';
import { Kit } from '../../src/kit/kit';
import { KitError } from '../../src/foundation/error';
import { KitOptions } from '../../src/kit/kit-options';
import { LoadBalancer } from '../../src/load-balancer/load-balancer';
import * as serverIdentity from '../../src/servers/server-identity';
import { ServerPorts } from '../../src/servers/server-ports';
import { ServerProcess } from '../../src/servers/process/server-process';

describe('a started kit', () => {
  test('runs as many servers as the template asks for, spread over zones, and each knows its own name', async () => {
    const { kit, read } = await startKit();
    const names = kit.servers.map(({ name }) => name);
    expect(new Set(names).size).toBe(2);
    expect(kit.servers.map(({ zone }) => zone)).toEqual(['us-east-1a', 'us-east-1b']);
    expect(kit.servers.map(({ state }) => state)).toEqual(['healthy', 'healthy']);
    const answers = [await read(), await read(), await read(), await read()];
    expect(new Set(answers)).toEqual(new Set(names));
    expect(answers[0]).toBe(answers[2]);
    expect(answers[0]).not.toBe(answers[1]);
  });

  test('makes the load balancer ten times as fast as the template says', async () => {
    const start = jest.spyOn(LoadBalancer, 'start');
    atTestEnd(() => start.mockRestore());
    const { kit } = await startKit({ servers: 1 });
    const { healthCheck, deregistrationDelaySeconds } = kit.service;
    expect(start.mock.calls).toMatchObject([[{ healthCheck, deregistrationDelaySeconds, timeScale: 10 }]]);
  });

  test('gives the servers the environment of the service and the person\'s variables with the port', async () => {
    const { kit, read } = await startKit({ servers: 1, environment: { LISTEN: 'port {port}', AWS_REGION: 'eu-west-1' } });
    const environment = JSON.parse(await read('/environment'));
    expect(environment).toMatchObject({
      DYNAMODB_SESSION_TABLE_NAME: kit.tables[0],
      DYNAMODB_ENDPOINT_URL: kit.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: kit.endpoint,
      LISTEN: `port ${kit.servers[0].port}`,
      AWS_REGION: 'eu-west-1',
    });
    expect(environment.SERVER_NAME_TAG).toBeUndefined();
    expect(environment.AWS_ACCESS_KEY_ID).toBeUndefined();
  });

  test('drops the headers that the template\'s load balancer drops, and says why it answers itself', async () => {
    const { kit, lines, read } = await startKit({ servers: 1, idleTimeoutMilliseconds: 300 });
    expect(kit.service.loadBalancer).toEqual({ dropInvalidHeaderFields: true });
    expect(JSON.parse((await ask(`${kit.url}/headers`, { headers: { x_user: '1', x: '2' } })).body)).toMatchObject({ x: '2' });
    expect((await ask(`${kit.url}/headers`, { headers: { x_user: '1' } })).body).not.toContain('x_user');
    await read('/silence');
    expect(lines).toContain(`load balancer: 504 for GET /silence: server ${kit.servers[0].name} was silent for 0.3 s`);
  });

  test('passes on what a server writes, behind its name', async () => {
    const { kit, lines } = await startKit({ servers: 1 });
    expect(lines).toContain(`${kit.servers[0].name} | listens`);
  });

  test('lets a server do what its role may and denies the rest, told once', async () => {
    const records: unknown[] = [];
    const { kit, lines, call } = await startKit({ onAccess: (record) => records.push(record) });
    const denied = jest.fn();
    kit.on('denied', denied);
    const item = { id: { S: 'a' } };
    expect(await call('GetItem', { Key: item })).toBe('done');
    expect(await call('PutItem', { Item: item })).toBe('AccessDeniedException');
    expect(await call('PutItem', { Item: item })).toBe('AccessDeniedException');
    expect(denied).toHaveBeenCalledTimes(2);
    expect(lines.filter((line) => line.startsWith('denied'))).toEqual([
      expect.stringMatching(new RegExp('^denied: Demo/Web may not dynamodb:PutItem on table \\S+: .*; ' +
        'grant it to role Demo/WebRole on table Demo/Sessions, or leave the call out$')),
    ]);
    expect(records).toMatchObject([
      { operation: 'GetItem', allowed: true, table: kit.tables[0] }, { operation: 'PutItem', allowed: false }, { operation: 'PutItem', allowed: false },
    ]);
    const servers = new Set(kit.servers.map(({ name }) => name));
    records.forEach((record) => expect(servers).toContain((record as { server: string }).server));
  });

  test('deletes expired items and says how many', async () => {
    const { kit, lines, call } = await startKit({ servers: 1 });
    const expired: string[] = [];
    kit.on('expired', (table) => expired.push(table));
    const past = `${Math.floor(Date.now() / 1000) - 60}`;
    for (const id of ['one', 'two']) {
      await call('UpdateItem', { Key: { id: { S: id } }, AttributeUpdates: { expires: { Action: 'PUT', Value: { N: past } } } });
    }
    expect(await kit.expireNow()).toBe(2);
    expect(expired).toEqual([kit.tables[0], kit.tables[0]]);
    await new Promise<void>((resolve) => {
      const push = lines.push.bind(lines);
      lines.push = (...more) => {
        resolve();
        return push(...more);
      };
    });
    expect(lines.at(-1)).toBe(`expired: 2 items of table ${kit.tables[0]}`);
  });

  test('ends every server when it is stopped, twice too', async () => {
    const { kit } = await startKit();
    const { servers, url, endpoint } = kit;
    await Promise.all([kit.stop(), kit.stop()]);
    expect(servers.map(({ pid }) => isRunning(pid))).toEqual([false, false]);
    await expect(ask(url)).rejects.toThrow('ECONNREFUSED');
    await expect(ask(endpoint)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('servers that end', () => {
  test('a killed server is replaced by one with another name while the rest go on answering', async () => {
    const { kit, lines, read } = await startKit();
    const [victim, survivor] = kit.servers;
    const died = once(kit, 'server-died');
    const replaced = once(kit, 'server-replaced');
    kit.killServer(victim.name);
    expect((await died).slice(1)).toEqual(['signal SIGKILL', 0]);
    expect([await read(), await read()]).toEqual([survivor.name, survivor.name]);
    const [old, replacement] = await replaced;
    expect(old.name).toBe(victim.name);
    expect(replacement).toMatchObject({ zone: victim.zone, state: 'healthy' });
    expect(new Set([await read(), await read()])).toEqual(new Set([survivor.name, replacement.name]));
    expect(lines).toEqual(expect.arrayContaining([
      `server ${victim.name} died (signal SIGKILL), a new one starts at once`,
      `server ${replacement.name} has replaced ${victim.name}`,
    ]));
  });

  test('a crash is survived', async () => {
    const { kit } = await startKit({ servers: 1 });
    const died = once(kit, 'server-died');
    const replaced = once(kit, 'server-replaced');
    expect((await ask(`${kit.url}/crash`)).status).toBe(502);
    // a server that ends seconds after its start is not replaced at once
    expect((await died).slice(1)).toEqual(['exit code 7', 500]);
    await replaced;
    expect((await ask(kit.url)).status).toBe(200);
  });

  test('the credentials of a server that is gone are refused', async () => {
    const { kit, read } = await startKit({ servers: 1 });
    const { accessKeyId, secretAccessKey, sessionToken } = JSON.parse(await read('/credentials'));
    const client = new DynamoDBClient({
      endpoint: kit.endpoint, region: kit.service.region, credentials: { accessKeyId, secretAccessKey, sessionToken },
    });
    atTestEnd(() => client.destroy());
    const get = () => client.send(new GetItemCommand({ TableName: kit.tables[0], Key: { id: { S: 'a' } } }));
    expect((await get()).Item).toBeUndefined();
    const replaced = once(kit, 'server-replaced');
    kit.killServer(kit.servers[0].name);
    await replaced;
    await expect(get()).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });

  test('credentials end as it says: old ones are refused, and the server has new ones before', async () => {
    const { kit, read } = await startKit({ servers: 1, credentialsLifetimeMinutes: 1 });
    const began = Date.now();
    const clock = jest.spyOn(Date, 'now');
    atTestEnd(() => clock.mockRestore());
    const call = async () => {
      const credentials = { ...JSON.parse(await read('/credentials')), expiration: undefined };
      const client = new DynamoDBClient({ endpoint: kit.endpoint, region: kit.service.region, credentials });
      atTestEnd(() => client.destroy());
      return { credentials, get: () => client.send(new GetItemCommand({ TableName: kit.tables[0], Key: { id: { S: 'a' } } })) };
    };
    const old = await call();
    clock.mockReturnValue(began + 40_000);
    const current = await call();
    clock.mockRestore();
    expect(current.credentials.accessKeyId).not.toBe(old.credentials.accessKeyId);
    expect((await old.get()).Item).toBeUndefined();
    // only the tables' clock: 61 s later the old ones have ended, those of 40 s later have not
    kit.faults.clockSkewMilliseconds = 61_000;
    await expect(old.get()).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    expect((await current.get()).Item).toBeUndefined();
  });

  test('replacements that fail come slower and slower, until one succeeds', async () => {
    const workingDirectory = temporaryFolder();
    const { kit, lines } = await startKit({ servers: 1, workingDirectory });
    const broken = path.join(workingDirectory, 'broken');
    fs.writeFileSync(broken, '');
    kit.killServer(kit.servers[0].name);
    expect(await once(kit, 'replacement-failed')).toEqual(['the command ended (exit code 9) before the server was healthy', 500]);
    expect((await once(kit, 'replacement-failed'))[1]).toBe(1000);
    expect((await ask(kit.url)).status).toBe(503);
    fs.rmSync(broken);
    await once(kit, 'server-replaced');
    expect((await ask(kit.url)).status).toBe(200);
    expect(lines).toContain('no replacement yet: the command ended (exit code 9) before the server was healthy; trying again in 0.5 s');
  });

  test('a server can be replaced without a request being lost', async () => {
    const { kit, read } = await startKit({ servers: 1 });
    const [old] = kit.servers;
    const died = jest.fn();
    kit.on('server-died', died);
    let replacing = true;
    const replaced = kit.replaceServer(old.name).finally(() => {
      replacing = false;
    });
    const answers = new Set<string>();
    while (replacing) {
      answers.add(await read());
    }
    const replacement = await replaced;
    answers.add(await read());
    expect([...answers]).toEqual([old.name, replacement.name]);
    expect(kit.servers.map(({ name }) => name)).toEqual([replacement.name]);
    expect(isRunning(old.pid)).toBe(false);
    expect(died).not.toHaveBeenCalled();
  });

  test('a server that dies while it is being replaced is replaced once', async () => {
    const { kit } = await startKit();
    const [victim] = kit.servers;
    const started = jest.fn();
    kit.on('server-started', started);
    const replaced = kit.replaceServer(victim.name);
    kit.killServer(victim.name);
    const replacement = await replaced;
    expect(kit.servers.map(({ name }) => name)).toHaveLength(2);
    expect(kit.servers.map(({ name }) => name)).toContain(replacement.name);
    // whatever has been started by now has been told when this ends
    await kit.stop();
    expect(started).toHaveBeenCalledTimes(1);
  });

  test('a server whose replacement fails stays, and is replaced like any other later', async () => {
    const workingDirectory = temporaryFolder();
    const { kit } = await startKit({ servers: 1, workingDirectory });
    const [{ name }] = kit.servers;
    const broken = path.join(workingDirectory, 'broken');
    fs.writeFileSync(broken, '');
    await expect(kit.replaceServer(name)).rejects.toThrow('the command ended (exit code 9) before the server was healthy');
    expect(kit.servers).toMatchObject([{ name, state: 'healthy' }]);
    fs.rmSync(broken);
    const { name: second } = await kit.replaceServer(name);
    const replaced = once(kit, 'server-replaced');
    kit.killServer(second);
    expect(await replaced).toMatchObject([{ name: second }, kit.servers[0]]);
  });

  test('a server that dies while its replacement fails is replaced nevertheless', async () => {
    const workingDirectory = temporaryFolder();
    const { kit } = await startKit({ servers: 1, workingDirectory });
    const [{ name }] = kit.servers;
    fs.writeFileSync(path.join(workingDirectory, 'broken'), '');
    const died = once(kit, 'server-died');
    const replaced = once(kit, 'server-replaced');
    const failed = expect(kit.replaceServer(name)).rejects.toThrow('exit code 9');
    kit.killServer(name);
    await failed;
    fs.rmSync(path.join(workingDirectory, 'broken'));
    expect(await died).toMatchObject([{ name }, 'signal SIGKILL', 0]);
    const [old, replacement] = await replaced;
    expect(old.name).toBe(name);
    expect(kit.servers.map((server) => server.name)).toEqual([replacement.name]);
  });

  test('a replacement that is replaced before it is healthy leaves no server too many', async () => {
    const { kit } = await startKit({ servers: 1 });
    const [{ name }] = kit.servers;
    const started = once(kit, 'server-started');
    const first = kit.replaceServer(name);
    const [{ name: middle }] = await started;
    const last = await kit.replaceServer(middle);
    expect((await first).name).toBe(middle);
    expect(kit.servers.map((server) => server.name)).toEqual([last.name]);
  });

  test('fails if a server is to be replaced twice', async () => {
    const { kit } = await startKit({ servers: 1 });
    const [{ name }] = kit.servers;
    const replaced = kit.replaceServer(name);
    await expect(kit.replaceServer(name)).rejects.toThrow(
      `server ${name} is being replaced already; wait for the event \`server-replaced\``);
    await replaced;
    expect(kit.servers).toHaveLength(1);
  });

  test('a start that fails keeps neither its port nor its identity', async () => {
    const { kit } = await startKit({ servers: 1 });
    const [{ name }] = kit.servers;
    const broken = jest.spyOn(ServerProcess, 'start').mockRejectedValue(new KitError('command not found'));
    const onlyPort = await new ServerPorts().take();
    const random = jest.spyOn(Math, 'random').mockReturnValue((onlyPort % 10_000) / 10_000 + 1e-9);
    const identities = jest.spyOn(serverIdentity, 'createIdentity');
    atTestEnd(() => [broken, random, identities].forEach((spy) => spy.mockRestore()));
    for (let i = 0; i < 2; i++) {
      await expect(kit.replaceServer(name)).rejects.toThrow('command not found');
    }
    expect(identities).toHaveBeenCalledTimes(2);
    for (const { value: credentials } of identities.mock.results) {
      const client = new DynamoDBClient({ endpoint: kit.endpoint, region: kit.service.region, credentials });
      atTestEnd(() => client.destroy());
      const get = client.send(new GetItemCommand({ TableName: kit.tables[0], Key: { id: { S: 'a' } } }));
      await expect(get).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    }
  });

  test('fails if a server to kill or replace is unknown', async () => {
    const { kit } = await startKit({ servers: 1 });
    const message = `there is no server nobody; the servers are ${kit.servers[0].name}`;
    expect(() => kit.killServer('nobody')).toThrow(message);
    await expect(kit.replaceServer('nobody')).rejects.toThrow(message);
  });
});

describe('a kit that cannot start', () => {
  const alive = () => fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
    try {
      return fs.readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`KIT_TEST=${process.pid}`);
    } catch {
      return false;
    }
  });

  async function failure(options: Partial<KitOptions>): Promise<string> {
    const error = await startKit({ environment: { KIT_TEST: `${process.pid}` }, ...options }).then(() => undefined, (reason) => reason);
    expect(error?.name).toBe('KitError');
    if (process.platform === 'linux') {
      expect(alive()).toEqual([]);
    }
    return error.message;
  }

  const script = (text: string) => ({ command: [process.execPath, '-e', text, '{port}'] });
  const listening = 'const server = require("node:http").createServer((_, response) => response.writeHead(500).end()); server.listen(process.argv[1])';

  /** How the kit fails whose minute for the start is over when a health check has found that the server listens, or does not. */
  async function lateFailure(listens: boolean, options: Partial<KitOptions>): Promise<string> {
    const { setTimeout } = globalThis;
    let minuteIsOver: () => void;
    const timer = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: () => void, milliseconds: number) => {
      if (milliseconds === 60_000) {
        minuteIsOver = callback;
      }
      return setTimeout(callback, milliseconds);
    }) as typeof setTimeout);
    const { checkHealth } = healthCheckModule;
    let isFound = false;
    const check = jest.spyOn(healthCheckModule, 'checkHealth').mockImplementation(async (...parameters) => {
      // a check begins when the result of the one before has been noted
      if (isFound) {
        minuteIsOver();
      }
      const result = await checkHealth(...parameters);
      isFound ||= !result.healthy && result.listening === listens;
      return result;
    });
    atTestEnd(() => [timer, check].forEach((spy) => spy.mockRestore()));
    return failure({ servers: 1, ...options });
  }

  test('fails if the command does not exist', async () => {
    expect(await failure({ command: ['no-such-command', '{port}'] })).toMatch(/^command not found, got: no-such-command/);
  });

  test('fails if a server ends at once', async () => {
    expect(await failure(script('process.exit(4)'))).toBe('the command ended (exit code 4) before the server was healthy');
  });

  test('fails if one server is well and the other one is not', async () => {
    const folder = temporaryFolder();
    const onlyOnce = 'try { require("node:fs").mkdirSync("first") } catch { process.exit(5) }';
    expect(await failure({ ...script(`${onlyOnce}; ${DEMO_SERVER}`), workingDirectory: folder })).toMatch(/exit code 5/);
  });

  test('fails if the health check is not passed', async () => {
    const message = await failure({ ...script(listening), timeScale: 1000, servers: 1 });
    expect(message).toMatch(/^server i-0[\da-f]+ is unhealthy: GET \/ping\.html answered 500, expected 200$/);
  });

  test('fails if the health check is not passed, as soon as the time scale says', async () => {
    const app = writeDemo({ intervalSeconds: 20_000 });
    expect(await failure({ ...script(listening), app, timeScale: 1e6, servers: 1 })).toMatch(/ is unhealthy: /);
  });

  test('fails if nothing listens in time', async () => {
    const message = await lateFailure(false, script('setInterval(() => {}, 1000)'));
    expect(message).toMatch(/^no server listened on its port within 60 s, waited for port \d+ of 127\.0\.0\.1; write \{port\}/);
  });

  test('fails if a server listens but is not healthy in time', async () => {
    const app = writeDemo({ unhealthyThreshold: 1_000_000 });
    const message = await lateFailure(true, { ...script(listening), app, timeScale: 1000 });
    expect(message).toMatch(/^server i-0[\da-f]+ is not healthy after 60 s: GET \/ping\.html answered 500, expected 200$/);
  });

  test('fails if the port is taken', async () => {
    const { port } = await startServer(() => undefined);
    expect(await failure({ port })).toBe(`port ${port} is taken by another program; choose another one with --port, or --port 0 for any free one`);
  });

  test('fails if the service is not named although there are several', async () => {
    const app = writeDemo({ services: ['Web', 'Admin'] });
    expect(await failure({ app })).toBe('the assembly has 2 services; choose one with --service: Demo/Web, Demo/Admin');
    expect(await failure({ app, service: 'Demo/Shop' })).toBe('the assembly has no service Demo/Shop; it has Demo/Web, Demo/Admin');
    const { kit } = await startKit({ app, service: 'Demo/Admin', servers: 1 });
    expect(kit.service.path).toBe('Demo/Admin');
  });

  test('ends what has been started when it is called off', async () => {
    const calledOff = new AbortController();
    const lines: string[] = [];
    const started = Kit.start({
      app: writeDemo(),
      ...script('console.log("up"); setInterval(() => {}, 1000)'),
      environment: { KIT_TEST: `${process.pid}` },
      signal: calledOff.signal,
      log: (line) => {
        lines.push(line);
        if (line.endsWith('| up')) {
          calledOff.abort();
        }
      },
    });
    await expect(started).rejects.toThrow('the kit was stopped');
    expect(lines.some((line) => line.includes('died'))).toBe(false);
    expect(process.platform === 'linux' ? alive() : []).toEqual([]);
  });
});
