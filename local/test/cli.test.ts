import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { temporaryFolder } from './assembly-helpers';
import { ask, atTestEnd, startServer } from './http-helpers';
import { demoServer, writeDemo } from './kit-helpers';
import { gone, isRunning } from './process-helpers';
import { parseArguments } from '../src/arguments';

jest.setTimeout(30_000);

const local = path.join(__dirname, '..');
const server = [process.execPath, '-e', demoServer, '{port}'];

interface Cli {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves with what matches on standard output. */
  until(pattern: RegExp): Promise<string>;
  exited(): Promise<{ code: number | null; signal: string | null }>;
}

function startCli(args: string[], environment: NodeJS.ProcessEnv = {}): Cli {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join('src', 'cli.ts'), ...args], {
    cwd: local,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  atTestEnd(() => child.kill('SIGKILL'));
  const closed = once(child, 'close');
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text;
  });
  return {
    child,
    out: () => out,
    err: () => err,
    until: async (pattern) => {
      for (;;) {
        const found = pattern.exec(out);
        if (found !== null) {
          return found[1] ?? found[0];
        }
        if (child.exitCode !== null) {
          throw new Error(`ended with ${child.exitCode}: ${err}`);
        }
        await Promise.race([once(child.stdout!, 'data'), closed]);
      }
    },
    exited: async () => {
      const [code, signal] = await closed;
      return { code, signal };
    },
  };
}

const pidsOf = (out: string) => [...out.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));

async function startReady(args: string[] = [], environment: NodeJS.ProcessEnv = {}, app = writeDemo()) {
  const cli = startCli(['--app', app, '--port', '0', ...args, '--', ...server], environment);
  const url = await cli.until(/open +(http:\S+)/);
  await cli.until(/Ctrl-C ends everything/);
  return { cli, url };
}

describe('a mistake at the keyboard', () => {
  const app = () => ['--app', writeDemo()];
  const command = ['--', 'node', 'server.js', '{port}'];

  test.each<[string, () => string[], RegExp]>([
    ['an unknown option', () => ['--sevrers', '2', ...command], /^error: unknown option, got: --sevrers; did you mean --servers\?$/],
    ['a strange option', () => ['--xyzzy-plugh', ...command], /^error: unknown option, got: --xyzzy-plugh; see --help$/],
    ['no command', () => [], /^error: no command to start a server with; write it at the end, such as: -- php/],
    ['a command before --', () => ['node', 'server.js'], /^error: unexpected argument, got: node; write the command of a server behind --$/],
    ['a command without {port}', () => ['--', 'node', 'server.js'], /^error: the command has no \{port\}, got: node server\.js; write \{port\} where/],
    ['letters for a number', () => ['--port', 'abc', ...command], /^error: --port must be a whole number between 0 and 65535, got: abc$/],
    ['no servers', () => ['--servers', '0', ...command], /^error: --servers must be a whole number between 1 and 100, got: 0$/],
    ['half a server', () => ['--servers', '1.5', ...command], /^error: --servers must be a whole number between 1 and 100, got: 1\.5$/],
    ['too much throttling', () => ['--throttle', '101', ...command], /^error: --throttle must be a number between 0 and 100, got: 101$/],
    ['an option without its value', () => ['--service', '--port', '0', ...command], /^error: --service needs a value, got: --port$/],
    ['a last option without its value', () => ['--app'], /^error: --app needs a value, got: nothing$/],
    ['a value for a switch', () => ['--help=yes'], /^error: --help takes no value, got: yes$/],
    ['a variable without =', () => ['--env', 'PATH', ...command], /^error: --env must be NAME=VALUE, got: PATH$/],
    ['a folder that is not there', () => ['--app', 'no/such/folder', ...command], /^error: there is no folder "no\/such\/folder"; run "cdk synth" first/],
    ['a parameter that is not there', () => [...app(), '--parameter', 'A=b', ...command], /^error: no stack has a parameter "A"/],
    ['an endpoint that does not answer', () => [...app(), '--port', '0', '--endpoint', 'http://127.0.0.1:1', ...command], /^error: no DynamoDB answers at/],
    ['an endpoint far away', () => [...app(), '--port', '0', '--endpoint', 'http://db.example', ...command], /^error: the endpoint must be on this computer/],
    ['an access log that cannot be', () => [...app(), '--access-log', '/no/such/folder/log', ...command], /^error: --access-log cannot be written, got: /],
    ['a command that is not there', () => [...app(), '--port', '0', '--', 'no-such-command', '{port}'], /^error: command not found, got: no-such-command; install it/],
    ['a command that ends', () => [...app(), '--port', '0', '--', 'node', '-e', 'process.exit(3)', '{port}'], /^error: the command ended \(exit code 3\) before/],
    ['several services', () => ['--app', writeDemo({ services: ['Web', 'Admin'] }), ...command], /^error: the assembly has 2 services; choose one with --service: Demo\/Web, Demo\/Admin$/],
  ])('%s fails with one line and exit code 2', async (_mistake, args, message) => {
    const cli = startCli(args());
    expect(await cli.exited()).toEqual({ code: 2, signal: null });
    expect(cli.err().trimEnd()).toMatch(message);
    expect(cli.err().trimEnd()).not.toContain('\n');
  });

  test('a port that is taken fails with one line and exit code 2', async () => {
    const { port } = await startServer(() => undefined);
    const cli = startCli([...app(), '--port', `${port}`, ...command]);
    expect(await cli.exited()).toEqual({ code: 2, signal: null });
    expect(cli.err()).toBe(`error: port ${port} is taken by another program; choose another one with --port, or --port 0 for any free one\n`);
  });
});

describe('a running kit', () => {
  test('says where everything is and answers there', async () => {
    const { cli, url } = await startReady();
    expect(cli.out()).toContain('Demo/Web is ready');
    expect(cli.out()).toContain('Demo-Table');
    expect(cli.out()).not.toContain('\u001b');
    expect(pidsOf(cli.out())).toHaveLength(2);
    expect((await ask(url)).body).toMatch(/^i-0/);
    expect(cli.err()).toBe('');
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends every server on %s, with exit code 0', async (signal) => {
    const { cli } = await startReady();
    const pids = pidsOf(cli.out());
    expect(pids.map(isRunning)).toEqual([true, true]);
    // package managers send a terminal's Ctrl-C a second time
    cli.child.kill(signal);
    cli.child.kill(signal);
    expect(await cli.exited()).toEqual({ code: 0, signal: null });
    expect(pids.map(isRunning)).toEqual([false, false]);
    expect(cli.err()).toBe('');
  });

  test('ends while it is still starting', async () => {
    const waiting = ['node', '-e', 'console.log("up " + process.pid); setInterval(() => {}, 1000)', '{port}'];
    const cli = startCli(['--app', writeDemo(), '--servers', '1', '--port', '0', '--', ...waiting]);
    const pid = Number(await cli.until(/up (\d+)/));
    cli.child.kill('SIGTERM');
    expect(await cli.exited()).toEqual({ code: 0, signal: null });
    expect(isRunning(pid)).toBe(false);
  });

  test('ends at once when it is asked a second time', async () => {
    const stubborn = `process.on('SIGTERM', () => console.log('no')); ${demoServer}`;
    const cli = startCli(['--app', writeDemo(), '--servers', '1', '--port', '0', '--', 'node', '-e', stubborn, '{port}']);
    await cli.until(/Ctrl-C ends everything/);
    const [pid] = pidsOf(cli.out());
    cli.child.kill('SIGINT');
    await cli.until(/\| no/);
    // the second one counts after half a second
    const again = setInterval(() => cli.child.kill('SIGINT'), 200);
    expect(await cli.exited()).toEqual({ code: 130, signal: null });
    clearInterval(again);
    await gone(pid);
  });

  test('ends its servers when the reader of its output goes away', async () => {
    const { cli, url } = await startReady(['--servers', '1']);
    const [pid] = pidsOf(cli.out());
    cli.child.stdout!.destroy();
    await ask(`${url}/crash`).catch(() => undefined);
    expect(await cli.exited()).toEqual({ code: 0, signal: null });
    expect(isRunning(pid)).toBe(false);
  });

  test('writes one JSON object for each call into the access log', async () => {
    const file = path.join(temporaryFolder(), 'access.jsonl');
    const { cli, url } = await startReady(['--servers', '1', '--access-log', file]);
    const input = encodeURIComponent(JSON.stringify({ Key: { id: { S: 'a' } } }));
    await ask(`${url}/call?operation=GetItem&input=${input}`);
    await ask(`${url}/call?operation=DeleteItem&input=${input}`);
    await cli.until(/denied: Demo\/Web may not dynamodb:DeleteItem/);
    cli.child.kill('SIGTERM');
    await cli.exited();
    expect(fs.readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line))).toMatchObject([
      { operation: 'GetItem', allowed: true, table: 'Demo-Table', server: expect.stringMatching(/^i-0/), time: expect.stringMatching(/Z$/) },
      { operation: 'DeleteItem', allowed: false },
    ]);
  });
});

describe('without a kit', () => {
  test('--help names every option', async () => {
    const cli = startCli(['--help']);
    expect(await cli.exited()).toEqual({ code: 0, signal: null });
    for (const option of ['app', 'service', 'servers', 'port', 'parameter', 'env', 'data', 'endpoint', 'time-scale', 'latency', 'throttle', 'access-log']) {
      expect(cli.out()).toContain(`--${option} `);
    }
  });

  test('--version is the package\'s', async () => {
    const cli = startCli(['--version', '--', 'ignored']);
    await cli.exited();
    expect(cli.out().trim()).toBe(JSON.parse(fs.readFileSync(path.join(local, 'package.json'), 'utf8')).version);
  });

  test('arguments become options', () => {
    expect(parseArguments([
      '--app', 'out', '--service=Demo/Web', '--servers', '3', '--port', '0', '--env', 'A=b=c', '--env', 'PORT={port}', '--parameter', 'P=1',
      '--data', '/data', '--endpoint', 'http://127.0.0.1:8000', '--time-scale', '0.5', '--latency', '20', '--throttle', '2.5', '--', 'npm', 'start', '--', '--port',
    ])).toEqual({
      app: 'out',
      service: 'Demo/Web',
      servers: 3,
      port: 0,
      environment: { A: 'b=c', PORT: '{port}' },
      parameters: { P: '1' },
      directory: path.resolve('/data'),
      endpoint: 'http://127.0.0.1:8000',
      timeScale: 0.5,
      latencyMilliseconds: 20,
      throttlePercent: 2.5,
      accessLog: undefined,
      command: ['npm', 'start', '--', '--port'],
    });
  });

  test('what is not given has a default', () => {
    expect(parseArguments(['--', 'serve', '{port}'])).toMatchObject({ app: 'cdk.out', port: 8080, servers: undefined, timeScale: undefined });
  });
});
