import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { examples } from './servers';
import { Example } from '../demo/example';
import { gone } from '../../local/test/helpers/process';
import { commandLine } from '../demo/show-example';

const example: Example = {
  name: 'shop',
  directory: '/shop',
  assembly: '/shop/cdk.out',
  command: ['php', '-S', '127.0.0.1:{port}', '-t', 'public'],
  environment: { SECRET: 'for $HOME "only" \\ `here`', PLAIN: '1' },
};

test('the command that the demo shows is what a shell makes of it, variables included', () => {
  const line = commandLine(example, { port: '8080', servers: '2' });
  expect(line).toContain('--app cdk.out --servers 2 --port 8080 --env ');
  expect(line).toContain(' --env PLAIN=1 -- php -S 127.0.0.1:{port} -t public');
  const { stdout } = spawnSync('sh', ['-c', line.replace('npx cdk-dynamodb-sessions-local', "printf '%s\\n'")], { encoding: 'utf8' });
  expect(stdout.trim().split('\n')).toEqual([
    '--app', 'cdk.out', '--servers', '2', '--port', '8080', '--env', `SECRET=${example.environment.SECRET}`, '--env', 'PLAIN=1', '--', ...example.command,
  ]);
});

test.each([
  [['--port', 'abc'], 'error: --port must be a whole number between 0 and 65535, got: abc\n'],
  [['--servers', '0'], 'error: --servers must be a whole number between 1 and 100, got: 0\n'],
  [['--exmaple', 'php'], "error: Unknown option '--exmaple'; write npm run demo [-- --check] [--example NAME] [--port N] [--servers N]\n"],
])('the demo says nothing else when it is started with %j', (args, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', path.join(examples, 'demo.ts'), ...args], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: message });
});

const onPosix = process.platform === 'win32' ? test.skip : test;

const started: ChildProcess[] = [];

afterEach(() => {
  for (const { pid } of started.splice(0)) {
    try {
      process.kill(-pid!, 'SIGKILL');
    } catch {
      // it has ended as it should
    }
  }
});

/** `npm run demo` in a process group of its own. */
function spawnDemo(): ChildProcess {
  const npm = spawn('npm', ['run', 'demo', '--', '--port', '0'], { cwd: path.join(examples, '..'), detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(npm);
  return npm;
}

/** The demo once its servers run. */
async function startDemo(): Promise<{ npm: ChildProcess; url: string; pids: number[] }> {
  const npm = spawnDemo();
  let out = '';
  npm.stdout!.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  while (!/reload: the session lives in the table\.\s+Ctrl-C ends everything\./.test(out)) {
    await Promise.race([once(npm.stdout!, 'data'), once(npm, 'exit').then(() => Promise.reject(new Error(out)))]);
  }
  const [, url] = /open +(http:\S+)/.exec(out)!;
  return { npm, url, pids: [...out.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid)) };
}

describe('`npm run demo`', () => {
  onPosix.each<[string, (npm: ChildProcess) => void]>([
    ['npm alone gets SIGTERM', (npm) => npm.kill('SIGTERM')],
    ['npm alone is killed', (npm) => npm.kill('SIGKILL')],
    ['Ctrl-C goes to the whole group', ({ pid }) => process.kill(-pid!, 'SIGINT')],
    ['its terminal is closed', ({ pid }) => process.kill(-pid!, 'SIGHUP')],
    ['everything of it is killed', ({ pid }) => process.kill(-pid!, 'SIGKILL')],
  ])('leaves neither port nor server when %s', async (_title, end) => {
    const { npm, url, pids } = await startDemo();
    expect(pids).toHaveLength(2);
    end(npm);
    await Promise.all(pids.map(gone));
    await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  }, 60_000);

  // only there a process can be seen from outside
  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('leaves nothing when npm alone gets SIGTERM while the app is synthesized', async () => {
    const npm = spawnDemo();
    while (!groupOf(npm.pid!).some((command) => command.includes('app.ts'))) {
      await sleep(20);
    }
    npm.kill('SIGTERM');
    while (groupOf(npm.pid!).length > 0) {
      await sleep(20);
    }
  }, 60_000);
});

/** The command lines of a process group's members that run. */
function groupOf(group: number): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const [, state, , found] = / ([A-Z]) (\d+) (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))!;
      return Number(found) === group && state !== 'Z' ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
    } catch {
      // it has ended meanwhile
      return [];
    }
  });
}
