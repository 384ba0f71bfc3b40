import * as path from 'node:path';
import { once } from 'node:events';
import { walkProfileApp } from '../../conformance/profile-walk';
import { SessionView, Visitor } from '../../conformance/visitor';
import { AccessRecord, Kit, KitOptions } from '../../local/src';
import { Example } from './example';

const PATIENCE_MILLISECONDS = 20_000;

/** The story of the demo without a person; throws at the first thing that is not as promised. */
export async function checkStory(example: Example): Promise<void> {
  await withKit(example, {}, async (kit) => {
    await walkTheApp(kit);
    await loseAServer(kit);
  });
  if (example.countsInMinutes) {
    process.stdout.write('skipped: expiry, which takes this framework a minute at least; npm run conformance looks at it\n');
  } else {
    await withKit(example, { environment: { ...example.environment, DYNAMODB_SESSION_LIFETIME: '2' } }, expire);
  }
  await withKit(example, { command: ['node', path.join(__dirname, 'forbidden-call.js'), '{port}'], servers: 1 }, refuseAndName, true);
  say(`all of it holds for examples/${example.name}`);
}

async function walkTheApp(kit: Kit): Promise<void> {
  const { servers } = await walkProfileApp({ baseUrl: kit.url, directUrl: kit.servers[0].url, step: say });
  expect(servers.length === 2, 'both servers answer', `they were ${servers.join(', ')}`);
}

async function loseAServer(kit: Kit): Promise<void> {
  const visitor = new Visitor(kit.url);
  await visitor.submit('/login', { name: 'Grace' });
  await visitor.submit('/profile', { key: 'ship', value: 'Hopper' });
  const victim = (await session(visitor)).server;
  const replaced = once(kit, 'server-replaced', { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
  const died = once(kit, 'server-died', { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
  kit.killServer(victim);
  await died;
  for (let request = 0; request < 4; request++) {
    const { name, profile, server } = await session(visitor);
    expect(name === 'Grace' && profile.ship === 'Hopper' && server !== victim, `${victim} is killed, and Grace is still logged in on ${server}`,
      `got ${JSON.stringify({ name, profile, server })}`, request > 0);
  }
  const [, replacement] = await replaced;
  const answered = new Set<string>();
  for (let request = 0; request < 8; request++) {
    answered.add((await session(visitor)).server);
  }
  expect(answered.has(replacement.name), `${replacement.name} takes its place and knows the session too`, `only ${[...answered].join(', ')} answered`);
}

async function expire(kit: Kit): Promise<void> {
  const visitor = new Visitor(kit.url);
  await visitor.submit('/login', { name: 'Ephemera' });
  expect((await session(visitor)).name === 'Ephemera', 'log in to a session that lives two seconds', 'nobody is logged in');
  await once(kit, 'expired', { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) }).catch(() => {
    throw new Error('expected time to live to delete the expired session from the table, but it did not');
  });
  expect((await session(visitor)).name === null, 'it expires: the visitor is logged out, and the table has deleted the item', 'still logged in');
}

async function refuseAndName(kit: Kit): Promise<void> {
  const denied = once(kit, 'denied', { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
  const answer = await (await fetch(`${kit.url}/`)).text();
  const [record] = await denied as [AccessRecord];
  expect(answer === 'AccessDeniedException' && record.operation === 'DeleteTable',
    `${record.operation} with the server's own role is refused (${answer}) and named`, `the answer was ${answer} to ${record.operation}`);
}

async function session(visitor: Visitor): Promise<SessionView> {
  return JSON.parse((await visitor.get('/session.json')).body);
}

async function withKit(example: Example, options: Partial<KitOptions>, story: (kit: Kit) => Promise<void>, denials = false): Promise<void> {
  const denied: string[] = [];
  const output: string[] = [];
  const kit = await Kit.start({
    app: example.assembly,
    command: example.command,
    workingDirectory: example.directory,
    environment: example.environment,
    servers: 2,
    timeToLiveIntervalMilliseconds: 250,
    log: (line) => output.push(line),
    onAccess: ({ allowed, operation, reason }) => allowed || denied.push(`${operation}: ${reason}`),
    ...options,
  });
  try {
    await story(kit);
    if (!denials && denied.length > 0) {
      throw new Error(`expected no call to be denied, got ${denied.join('; ')}`);
    }
  } catch (error) {
    process.stderr.write(`${output.join('\n')}\n`);
    throw error;
  } finally {
    await kit.stop();
  }
}

function expect(holds: boolean, promise: string, otherwise: string, quiet = false): void {
  if (!holds) {
    throw new Error(`not so: ${promise}; ${otherwise}`);
  }
  if (!quiet) {
    say(promise);
  }
}

function say(text: string): void {
  process.stdout.write(`ok  ${text}\n`);
}
