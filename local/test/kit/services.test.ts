// what runs in the place of services that nobody made for sessions, and several services at once
import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IRELAND, sessionTable } from '../helpers/blueprint';
import { synthesize, temporaryFolder } from '../helpers/assembly';
import { atTestEnd } from '../helpers/http';
import { writeDemo } from '../helpers/kit';
import { gone } from '../helpers/process';
import { DEMO_COMMAND, startKit } from '../helpers/running-kit';
import { Kit } from '../../src/kit/kit';

function assemblyWith(build: (stack: Stack, table: dynamodb.TableV2) => void): string {
  return synthesize((app: App) => {
    const stack = new Stack(app, 'Shop', IRELAND);
    build(stack, sessionTable(stack, { tableName: 'sessions' }));
  });
}

function roleOf(principal: string): string {
  return assemblyWith((stack, table) => table.grant(
    new iam.Role(stack, 'Worker', { assumedBy: new iam.ServicePrincipal(principal) }), 'dynamodb:GetItem', 'dynamodb:UpdateItem'));
}

describe('several services', () => {
  const start = () => startKit({
    app: writeDemo({ services: ['Web', 'Admin'], servers: 1 }), service: 'Demo/Web', alongside: [{ service: 'Demo/Admin', command: DEMO_COMMAND, servers: 2 }],
  });

  test('run on the same tables, each behind its own load balancer', async () => {
    const { kit, call, read } = await start();
    const [web, admin] = kit.services;
    expect(kit.services.map(({ path: name }) => name)).toEqual(['Demo/Web', 'Demo/Admin']);
    expect([web.servers.length, admin.servers.length]).toEqual([1, 2]);
    expect(kit.servers.map(({ service }) => service)).toEqual(['Demo/Web', 'Demo/Admin', 'Demo/Admin']);
    expect(kit.url).toBe(web.url);
    const key = { Key: { id: { S: 'a' } } };
    expect(await call('UpdateItem', key, web.url)).toBe('done');
    expect(await call('GetItem', key, admin.url)).toBe('done');
    const names = new Set([await read('/', admin.url), await read('/', admin.url)]);
    expect(names).toEqual(new Set(admin.servers.map(({ name }) => name)));
  });

  test('are told apart where a permission is missing', async () => {
    const { kit, call, lines } = await start();
    expect(await call('DeleteItem', { Key: { id: { S: 'a' } } }, kit.services[1].url)).toBe('AccessDeniedException');
    expect(lines.filter((line) => line.startsWith('denied: '))).toEqual([
      expect.stringMatching(/^denied: Demo\/Admin may not dynamodb:DeleteItem .* grant it to role Demo\/AdminRole on table Demo\/Sessions/),
    ]);
  });

  test('end together, and a dead server of the second one is replaced', async () => {
    const { kit } = await start();
    const dead = kit.services[1].servers[0];
    kit.killServer(dead.name);
    const [, replacement] = await new Promise<unknown[]>((resolve) => kit.once('server-replaced', (...all) => resolve(all)));
    expect(replacement).toMatchObject({ service: 'Demo/Admin' });
    const pids = kit.servers.map(({ pid }) => pid);
    expect(pids).toHaveLength(3);
    await kit.stop();
    await Promise.all(pids.map(gone));
  });

  test('leave nothing behind when the second one cannot start', async () => {
    const pids = path.join(temporaryFolder(), 'pids');
    const tell = `require('node:fs').appendFileSync(${JSON.stringify(pids)}, process.pid + ' '); ${DEMO_COMMAND[2]}`;
    await expect(startKit({
      app: writeDemo({ services: ['Web', 'Admin'], servers: 1 }),
      service: 'Demo/Web',
      command: ['node', '-e', tell, '{port}'],
      alongside: [{ service: 'Demo/Admin', command: ['node', '-e', 'setTimeout(() => process.exit(5), 1000)', '{port}'] }],
    })).rejects.toThrow('the command ended (exit code 5) before the server was healthy');
    const found = fs.readFileSync(pids, 'utf8').trim().split(' ').map(Number);
    expect(found).toHaveLength(1);
    await Promise.all(found.map(gone));
  });
});

describe('a service without a load balancer', () => {
  test('has servers that are healthy when they take connections, whatever they answer', async () => {
    const rude = 'require("node:net").createServer((socket) => socket.end("no HTTP")).listen(process.argv[1], "127.0.0.1")';
    const { kit } = await startKit({ app: roleOf('ec2.amazonaws.com'), service: 'Shop/Worker', command: ['node', '-e', rude, '{port}'] });
    expect(kit.servers.map(({ state }) => state)).toEqual(['healthy']);
  });

  test('needs no port, and has no address then', async () => {
    const { kit } = await startKit({ app: roleOf('ec2.amazonaws.com'), service: 'Shop/Worker', command: ['node', '-e', 'setInterval(() => {}, 1000)'] });
    expect(kit.servers.map(({ state }) => state)).toEqual(['healthy']);
    expect(() => kit.url).toThrow('Shop/Worker has no address: its command takes no {port}');
    const [{ name, pid }] = kit.servers;
    kit.killServer(name);
    await new Promise((resolve) => kit.once('server-replaced', resolve));
    await gone(pid);
    expect(kit.servers.map(({ state }) => state)).toEqual(['healthy']);
  });

  test('fails if its command ends at once', async () => {
    await expect(startKit({ app: roleOf('ec2.amazonaws.com'), service: 'Shop/Worker', command: ['node', '-e', 'process.exit(3)'] }))
      .rejects.toThrow('the command ended (exit code 3) before the server was healthy');
  });
});

test('a command in the place of a Lambda function finds its region and credentials where Lambda has them', async () => {
  const app = assemblyWith((stack, table) => table.grant(new lambda.Function(stack, 'Login', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('0'),
    environment: { DYNAMODB_SESSION_TABLE_NAME: table.tableName },
  }), 'dynamodb:UpdateItem'));
  const { call, read, lines } = await startKit({ app });
  expect(await call('UpdateItem', { Key: { id: { S: 'a' } } })).toBe('done');
  expect(await call('GetItem', { Key: { id: { S: 'a' } } })).toBe('AccessDeniedException');
  expect(lines).toContainEqual(expect.stringMatching(/grant it to role Shop\/Login\/ServiceRole on table Shop\/Sessions/));
  expect(JSON.parse(await read('/environment'))).toMatchObject({
    AWS_REGION: 'eu-west-1', AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x', AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
    AWS_SESSION_TOKEN: expect.any(String), _HANDLER: 'index.handler',
  });
});

test.each([
  // the SDK for JavaScript asks instance metadata; for clients that do not see strangers/boto3-on-an-instance.test.ts
  ['on EC2 from instance metadata alone', 'ec2.amazonaws.com', {}],
  ['on Fargate from its variables', 'ecs-tasks.amazonaws.com', { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' }],
  ['on Lambda from its variables', 'lambda.amazonaws.com', { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' }],
])('an application that names no region finds it %s', async (_where, principal, variables) => {
  const { call, read } = await startKit({ app: roleOf(principal), service: 'Shop/Worker', environment: { DYNAMODB_SESSION_TABLE_NAME: 'sessions' } });
  expect(await call('GetItem', { Key: { id: { S: 'a' } } })).toBe('done');
  const { AWS_REGION, AWS_DEFAULT_REGION } = JSON.parse(await read('/environment'));
  expect({ ...AWS_REGION && { AWS_REGION }, ...AWS_DEFAULT_REGION && { AWS_DEFAULT_REGION } }).toEqual(variables);
});

test('a server that does not end when asked is told of', async () => {
  const stubborn = `process.on('SIGTERM', () => undefined); ${DEMO_COMMAND[2]}`;
  const { kit, lines } = await startKit({ app: writeDemo({ servers: 1 }), command: ['node', '-e', stubborn, '{port}'], graceMilliseconds: 1500 });
  const [{ name }] = kit.servers;
  await kit.stop();
  expect(lines).toContain(`server ${name} has not ended yet: it is killed 1.5 s after SIGTERM`);
});

const onLinux = process.platform === 'linux' ? test : test.skip;
onLinux('fails if a server opens another port, and says which', async () => {
  const other = 'const server = require("node:http").createServer().listen(0, "127.0.0.1", () => console.log("PORT " + server.address().port))';
  const lines: string[] = [];
  const started = Kit.start({
    app: writeDemo({ servers: 1 }), command: ['node', '-e', other, '{port}'], startTimeoutMilliseconds: 1000, log: (line) => lines.push(line),
  });
  atTestEnd(() => started.then((kit) => kit.stop(), () => undefined));
  const error = await started.then(() => undefined, ({ message }: Error) => message);
  const port = /PORT (\d+)/.exec(lines.join('\n'))?.[1];
  expect(error).toMatch(/^no server listened on its port within 1 s, waited for port \d+ of 127\.0\.0\.1, while it listens on \d+; write \{port\}/);
  expect(error).toContain(`while it listens on ${port};`);
});
