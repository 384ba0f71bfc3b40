// three apps of people who have never read a word of this project, and who forgot one permission each
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { App } from 'aws-cdk-lib';
import { GuestbookStack } from './guestbook/stack';
import { JobsStack } from './jobs/stack';
import { ShopStack } from './shop/stack';
import { synthesize } from '../helpers/assembly';
import { ask } from '../helpers/http';
import { startKit } from '../helpers/running-kit';
import { KitOptions } from '../../src/kit/kit-options';

const VENDOR = path.join(__dirname, '..', '..', '..', 'examples', 'php', 'vendor');

/** Runs a test, or says aloud what it lacks. */
function testWith(missing: string | undefined): jest.It {
  if (missing !== undefined) {
    process.stderr.write(`skipped: local/test/strangers: ${missing}\n`);
    if (process.env.SKIPPED_LOG) {
      fs.appendFileSync(process.env.SKIPPED_LOG, `strangers of the local kit: ${missing}\n`);
    }
    return test.skip as jest.It;
  }
  return test;
}

const testWithPhp = testWith(spawnSync('php', ['--version']).error ? 'the command php is missing (Debian packages php-cli and php-xml)'
  : fs.existsSync(path.join(VENDOR, 'autoload.php')) ? undefined : 'examples/php/vendor is missing (run there: composer install)');
const testWithBoto = testWith(spawnSync('python3', ['-c', 'import boto3']).status === 0 ? undefined : 'boto3 is missing (Debian package python3-boto3)');

async function run(build: (app: App) => void, folder: string, options: Partial<KitOptions>) {
  const { kit, lines } = await startKit({ app: synthesize(build), workingDirectory: path.join(__dirname, folder), ...options });
  let cookie = '';
  const request = async (method: string, route: string) => {
    const answer = await ask(kit.url + route, { method, headers: { cookie } });
    cookie = answer.headers['set-cookie']?.[0].split(';')[0] ?? cookie;
    return answer;
  };
  return { kit, lines, request };
}

const denials = (lines: readonly string[]) => lines.filter((line) => line.startsWith('denied: '));

const denialOf = (service: string, operation: string, role: string, table: string) =>
  expect.stringMatching(RegExp(`^denied: ${service} may not dynamodb:${operation} on table .*; grant it to role ${role} on table ${table}`));

test('a shop of ecs-patterns and Express runs, and the permission to empty a cart is missed', async () => {
  const { kit, lines, request } = await run((app) => new ShopStack(app, 'Shop'), 'shop',
    { command: [process.execPath, 'server.js'], environment: { PORT: '{port}' } });
  expect(kit.servers).toHaveLength(2);
  for (const [item, cart] of [['tea', ['tea']], ['cup', ['tea', 'cup']], ['pot', ['tea', 'cup', 'pot']]] as const) {
    expect(JSON.parse((await request('POST', `/cart/${item}`)).body)).toEqual(cart);
  }
  expect(denials(lines)).toEqual([]);
  expect(await request('DELETE', '/cart')).toMatchObject({ status: 500, body: '{"error":"AccessDeniedException"}' });
  expect(denials(lines)).toEqual([denialOf('Shop/Web', 'DeleteItem', 'Shop/Web/TaskDef/TaskRole', 'Shop/Carts')]);
});

testWithPhp('a guestbook on a hand-made Auto Scaling group with PHP runs, and the permission to log out is missed', async () => {
  const { kit, lines, request } = await run((app) => new GuestbookStack(app, 'Guestbook'), 'guestbook', {
    command: ['php', '-S', '127.0.0.1:{port}', '-t', 'public'],
    // what the user data writes for Apache
    environment: { SESSIONS_TABLE: 'guestbook-sessions', AWS_REGION: 'us-east-1', VENDOR },
  });
  expect(lines)
    .toContain('note: Guestbook/ASG: its user data is not run here: give each variable that it sets for the application with --env NAME=VALUE');
  expect(kit.servers).toHaveLength(2);
  for (const visits of ['1', '2', '3']) {
    expect((await request('GET', '/')).body).toBe(visits);
  }
  expect(denials(lines)).toEqual([]);
  await request('GET', '/?action=logout');
  // what PHP says about each connection: two lines for the first health check of each server, and no more
  expect(lines.filter((line) => /(Accepted|Closing)$/.test(line)).length).toBeLessThanOrEqual(4);
  expect(lines.filter((line) => line.endsWith(': GET /'))).toHaveLength(3);
  expect(denials(lines)).toEqual([denialOf('Guestbook/ASG', 'DeleteItem', 'Guestbook/InstanceRole', 'Guestbook/SessionsTable')]);
});

testWithPhp('the same guestbook without the region that its user data writes fails as there, and the kit says why', async () => {
  const { lines, request } = await run((app) => new GuestbookStack(app, 'Guestbook'), 'guestbook', {
    servers: 1, command: ['php', '-S', '127.0.0.1:{port}', '-t', 'public'], environment: { SESSIONS_TABLE: 'guestbook-sessions', VENDOR },
  });
  await request('GET', '/');
  expect(lines).toContainEqual(expect.stringMatching(/^no region: an EC2 instance has no AWS_REGION/));
});

testWithBoto('a container with boto3 and no load balancer runs without a region of its own, and the permission to write is missed', async () => {
  const { lines, request } = await run((app) => new JobsStack(app, 'Jobs'), 'jobs', { command: ['python3', 'app.py', '{port}'] });
  expect((await request('GET', '/')).body).toBe('{"jobs": 0}');
  expect(denials(lines)).toEqual([]);
  expect((await request('POST', '/first')).status).toBe(500);
  expect(denials(lines)).toEqual([denialOf('Jobs/Api', 'PutItem', 'Jobs/Task/TaskRole', 'Jobs/Jobs')]);
});

testWithBoto('boto3 on an instance finds no region, as there, and the kit says why', async () => {
  const build = (app: App) => new GuestbookStack(app, 'Guestbook');
  const lines: string[] = [];
  await expect(startKit({
    app: synthesize(build), workingDirectory: path.join(__dirname, 'jobs'), servers: 1, command: ['python3', 'app.py', '{port}'],
    environment: { TABLE_NAME: 'guestbook-sessions' },
  }, lines)).rejects.toThrow('the command ended (exit code 1) before the server was healthy');
  expect(lines).toContainEqual(
    expect.stringMatching(/^no region: an EC2 instance has no AWS_REGION and no AWS_DEFAULT_REGION unless you set it, so this fails in the cloud/));
});
