// every way in which a person, npm, a terminal or the system ends the kit: neither server nor port is left
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { temporaryFolder } from '../helpers/assembly';
import { Cli, cliFile, startProgram } from '../helpers/cli';
import { DEMO_SERVER, writeDemo } from '../helpers/kit';
import { gone, isRunning } from '../helpers/process';

/** The kit with a server that has started a process of its own. */
function kitCommand(): string[] {
  const server = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']); ${DEMO_SERVER}`;
  fs.writeFileSync(path.join(folder, 'server.js'), server.replace('process.argv.slice(1)', 'process.argv.slice(2)'));
  return [process.execPath, cliFile(), '--app', writeDemo(), '--port', '0', '--', 'node', path.join(folder, 'server.js'), '{port}'];
}

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

/** Every process of the kit: the tree below the given one, as the system tells it. */
function treeOf(root: number): number[] {
  const all = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout.trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const below = (pid: number): number[] => all.filter(([, parent]) => parent === pid).flatMap(([child]) => [child, ...below(child)]);
  return [root, ...below(root)];
}

interface Way {
  /** What is started: the kit itself, or something that starts it. */
  readonly program: (kit: string[]) => string[];
  readonly end: (cli: Cli) => unknown;
  /** Exit code where it is the kit's own. */
  readonly code?: number;
}

const itself = (kit: string[]) => kit;

function npmOf(kit: string[]): string[] {
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'shop', scripts: { local: kit.map((word) => JSON.stringify(word)).join(' ') } }));
  return ['npm', 'run', 'local', '--prefix', folder];
}

/** `script` gives its program a terminal of its own and passes on what it reads. */
function terminalOf(kit: string[]): string[] {
  const file = path.join(folder, 'start.sh');
  fs.writeFileSync(file, `exec ${kit.map((word) => `'${word}'`).join(' ')}\n`);
  return ['script', '--quiet', '--flush', '--command', `sh ${file}`, '/dev/null'];
}

const WAYS: Record<string, Way> = {
  'SIGTERM to the kit': { program: itself, end: ({ child }) => child.kill('SIGTERM'), code: 0 },
  'SIGINT to the kit': { program: itself, end: ({ child }) => child.kill('SIGINT'), code: 0 },
  'kill -9 of the kit': { program: itself, end: ({ child }) => child.kill('SIGKILL') },
  'SIGTERM to npm': { program: npmOf, end: ({ child }) => child.kill('SIGTERM') },
  'kill -9 of npm': { program: npmOf, end: ({ child }) => child.kill('SIGKILL') },
  'Ctrl-C in a terminal': { program: terminalOf, end: ({ child }) => child.stdin.write('\u0003') },
  'Ctrl-\\ in a terminal': { program: terminalOf, end: ({ child }) => child.stdin.write('\u001c') },
  'a terminal that is closed': { program: terminalOf, end: ({ child }) => child.kill('SIGKILL') },
};

const lacks = (program: string) => spawnSync(program, ['--version']).error !== undefined;
const missing = ['ps', 'script'].filter(lacks);
if (missing.length > 0) {
  process.stderr.write(`skipped: local/test/cli/ends: ${missing.join(' and ')} is missing\n`);
}

(missing.length === 0 ? test : test.skip).each(Object.keys(WAYS))('%s leaves nothing running', async (name) => {
  const { program, end, code } = WAYS[name];
  const cli = startProgram(program(kitCommand()), { keepsInput: true });
  await cli.until(/Ctrl-C ends everything/);
  const servers = [...cli.out().matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));
  const tree = treeOf(cli.child.pid!);
  const all = [...tree, ...servers.flatMap(treeOf)];
  expect(servers).toHaveLength(2);
  expect(all.filter(isRunning).length).toBeGreaterThanOrEqual(5);
  end(cli);
  await Promise.all(all.map(gone));
  if (code !== undefined) {
    expect(await cli.exited()).toEqual({ code, signal: null });
  }
}, 30_000);
