import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { temporaryFolder, thrownBy } from '../helpers/assembly';
import { cliFile, KIT_FOLDER, startCli } from '../helpers/cli';
import { ask, atTestEnd, startServer } from '../helpers/http';
import { DEMO_SERVER, writeDemo } from '../helpers/kit';
import { gone, isRunning } from '../helpers/process';
import { parseArguments } from '../../src/cli/arguments';
import { HELP } from '../../src/cli/help';

const SERVER = [process.execPath, '-e', DEMO_SERVER, '{port}'];

const pidsOf = (out: string) => [...out.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));

async function startReady(args: string[] = [], environment: NodeJS.ProcessEnv = {}, app = writeDemo()) {
  const cli = startCli(['--app', app, '--port', '0', ...args, '--', ...SERVER], { environment });
  const url = await cli.until(/open +(http:\S+)/);
  await cli.until(/Ctrl-C ends everything/);
  return { cli, url };
}

describe('a mistake at the keyboard', () => {
  const app = () => ['--app', writeDemo()];
  const command = ['--', 'node', 'server.js', '{port}'];
  const example = 'php -S 127.0.0.1:{port} -t public';
  const noCommand = `no command to start a server with; write it at the end, such as: -- ${example}`;

  test.each<[string, string[], string]>([
    ['an unknown option', ['--sevrers', '2'], 'unknown option, got: --sevrers; did you mean --servers?'],
    ['a strange option', ['--xyzzy-plugh'], 'unknown option, got: --xyzzy-plugh; see --help'],
    ['an option of one letter', ['-p', '80'], 'unknown option, got: -p; see --help'],
    ['a switch turned off', ['--no-help'], 'unknown option, got: --no-help; did you mean --help?'],
    ['a name that every object has', ['--toString', 'x'], 'unknown option, got: --toString; see --help'],
    ['an argument that is no option', ['cdk.out'], 'unexpected argument, got: cdk.out; write the command of a server behind --'],
    ['a command that is not there', ['upp'], 'unknown command, got: upp; did you mean up?'],
    ['an option of another command', ['explain', '--throttle', '5'], 'explain has no option --throttle, which is for up; leave it out'],
    ['a value for --help', ['--help=yes'], '--help takes no value, got: yes'],
    ['a value for --version', ['--version=2'], '--version takes no value, got: 2'],
    ...['app', 'service', 'servers', 'port', 'parameter', 'env', 'data', 'endpoint', 'time-scale', 'credentials-lifetime', 'latency', 'throttle', 'stale', 'errors', 'resets',
      'access-log', 'container', 'dynamodb-port', 'start-timeout']
      .flatMap((name): Array<[string, string[], string]> => [
        [`--${name} at the end`, [`--${name}`], `--${name} needs a value, got: nothing`],
        [`nothing for --${name}`, [`--${name}=`], `--${name} needs a value, got: nothing`],
        [`another option for --${name}`, [`--${name}`, '--help'], `--${name} needs a value, got: --help`],
      ]),
    ...['abc', '0', '-1', '1.5', '101', '1e1', '0x2', ' 2', 'Infinity'].map((value): [string, string[], string] =>
      [`--servers ${value}`, ['--servers', value], `--servers must be a whole number between 1 and 100, got: ${value}`]),
    ...['http', '-1', '65536', '80.5', '8080 '].map((value): [string, string[], string] =>
      [`--port ${value}`, ['--port', value], `--port must be a whole number between 0 and 65535, got: ${value}`]),
    ...['0', '0.001', '-10', '1001', 'fast'].map((value): [string, string[], string] =>
      [`--time-scale ${value}`, ['--time-scale', value], `--time-scale must be a number between 0.01 and 1000, got: ${value}`]),
    ...['0', '721', 'short'].map((value): [string, string[], string] =>
      [`--credentials-lifetime ${value}`, ['--credentials-lifetime', value], `--credentials-lifetime must be a number between 1 and 720, got: ${value}`]),
    ...['-1', '60001', '20ms'].map((value): [string, string[], string] =>
      [`--latency ${value}`, ['--latency', value], `--latency must be a number between 0 and 60000, got: ${value}`]),
    ...['-0.5', '100.1', '5%'].map((value): [string, string[], string] =>
      [`--throttle ${value}`, ['--throttle', value], `--throttle must be a number between 0 and 100, got: ${value}`]),
    ...['env', 'parameter'].flatMap((name) => ['NAME', '=value', 'MY NAME=value', ' NAME=value'].map((value): [string, string[], string] =>
      [`--${name} '${value}'`, [`--${name}`, value], `--${name} must be NAME=VALUE, got: ${value}`])),
  ])('%s fails with a line that says what to write', (_mistake, args, message) => {
    expect(thrownBy(() => parseArguments([...args, ...command]))).toBe(`KitError: ${message}`);
  });

  test.each<[string, string[], string]>([
    ['no arguments', [], noCommand],
    ['nothing behind --', ['--'], noCommand],
    ['an empty command', ['--', ''], noCommand],
    ['a command in quotes', ['--', 'php -S 127.0.0.1:{port} -t public'],
      'the command is a single quoted text, got: "php -S 127.0.0.1:{port} -t public"; write it without the quotes'],
    ['nothing behind --and', ['--', 'node', '{port}', '--and', '--service', 'Demo/Admin'], noCommand],
    ['what holds for all services behind --and', ['--', 'node', '{port}', '--and', '--data', 'x', '--', 'node', '{port}'],
      '--data holds for all services, got it behind --and; write it before the first command'],
  ])('%s fails with a line that says what to write', (_mistake, args, message) => {
    expect(thrownBy(() => parseArguments(args))).toBe(`KitError: ${message}`);
  });

  /** A folder with a file in it. */
  function folderWith(file: string, text: string): string {
    const folder = temporaryFolder();
    fs.writeFileSync(path.join(folder, file), text);
    return folder;
  }

  const broken = (manifest: string) => {
    const folder = folderWith('manifest.json', manifest);
    return { args: ['--app', folder, ...command], folder };
  };
  const kit = (...args: string[]) => ({ args: [...app(), '--port', '0', ...args] });

  test.each<[string, () => { args: string[]; folder?: string }, string]>([
    ['an unknown option', () => ({ args: ['--sevrers', '2', ...command] }), 'unknown option, got: --sevrers; did you mean --servers?'],
    ['a folder that is not there', () => ({ args: ['--app', 'no/such/folder', ...command] }),
      'there is no folder "no/such/folder"; run "cdk synth" first, or give the folder that it writes'],
    ['a folder of something else', () => ({ args: ['--app', 'src', ...command] }),
      '"src" holds no manifest.json, so it is not a cloud assembly; run "cdk synth" first'],
    ['a file for a folder', () => ({ args: ['--app', 'package.json', ...command] }),
      '"package.json" is not a folder; give the folder that "cdk synth" writes, usually cdk.out'],
    ['an assembly cut off', () => broken('{"artifacts":'), '"FOLDER/manifest.json" is not a JSON object; run "cdk synth" again'],
    ['an assembly without stacks', () => broken('{"artifacts":{}}'), '"FOLDER" holds no stack; add a stack to the app and run "cdk synth" again'],
    ['a stack without its template', () => broken(JSON.stringify({ artifacts: { Demo: { type: 'aws:cloudformation:stack' } } })),
      'there is no file "FOLDER/Demo.template.json" although the manifest names it; run "cdk synth" again'],
    ['a service that is not there', () => kit('--service', 'Demo/Nope', ...command), 'the assembly has no service Demo/Nope; it has Demo/Web'],
    ['several services', () => ({ args: ['--app', writeDemo({ services: ['Web', 'Admin'] }), ...command] }),
      'the assembly has 2 services; choose one with --service: Demo/Web, Demo/Admin'],
    ['a parameter that is not there', () => kit('--parameter', 'A=b', ...command), 'no stack has a parameter "A"; they have none'],
    ['an endpoint that is no URL', () => kit('--endpoint', 'nonsense', ...command), 'the endpoint must be a URL like http://127.0.0.1:8000, got nonsense'],
    ['an endpoint far away', () => kit('--endpoint', 'http://db.example', ...command),
      'the endpoint must be on this computer, like http://127.0.0.1:8000, got http://db.example'],
    ['an endpoint that does not answer', () => kit('--endpoint', 'http://127.0.0.1:1', ...command),
      'no DynamoDB answers at http://127.0.0.1:1: bad port; start it or leave the endpoint out'],
    ['an endpoint and a folder', () => kit('--endpoint', 'http://127.0.0.1:8000', '--data', '/tables', ...command),
      'tables are kept either in a folder or by the endpoint, got both /tables and http://127.0.0.1:8000'],
    ['a file for the tables', () => kit('--data', 'package.json', ...command),
      `cannot open the tables in ${path.join(KIT_FOLDER, 'package.json')}: it is a file; choose another folder`],
    ['an access log in a folder that is not there', () => kit('--access-log', '/no/such/folder/log', ...command),
      '--access-log cannot be written, got: /no/such/folder/log (ENOENT); choose a file in an existing folder'],
    ['a folder as access log', () => kit('--access-log', 'src', ...command),
      `--access-log cannot be written, got: ${path.join(KIT_FOLDER, 'src')} (EISDIR); choose a file in an existing folder`],
    ['a command without {port}', () => kit('--', 'node', 'server.js'),
      `the command has no {port}, got: node server.js; write {port} where it takes its port, such as: -- ${example}, or pass --env PORT={port}`],
    ['a port for tools that is no port', () => kit('--dynamodb-port', '70000', ...command), '--dynamodb-port must be a whole number between 0 and 65535, got: 70000'],
    ['a command that is not there', () => kit('--', 'no-such-command', '{port}'), 'command not found, got: no-such-command; install it or write its path'],
    ['a folder as command', () => kit('--', './src', '{port}'), 'command is not executable, got: ./src; start it with its interpreter, such as `node ./src`'],
    ['a command that ends', () => kit('--', 'node', '-e', 'process.exit(3)', '{port}'),
      'the command ended (exit code 3) before the server was healthy'],
  ])('%s fails with one line and exit code 2', async (_mistake, prepare, message) => {
    const { args, folder } = prepare();
    const cli = startCli(args);
    expect(await cli.exited()).toEqual({ code: 2, signal: null });
    expect(cli.err()).toBe(`error: ${message.replace('FOLDER', folder ?? '')}\n`);
  });

  test('no server outlives a start that failed', async () => {
    const folder = temporaryFolder();
    // the first one never listens, the second one ends; both have started a process of their own
    const script = `
      try { require('node:fs').mkdirSync(${JSON.stringify(path.join(folder, 'first'))}); } catch { setTimeout(() => process.exit(4), 500); }
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      console.log('pids ' + process.pid + ' ' + child.pid + ' ');
    `;
    const cli = startCli([...app(), '--port', '0', '--servers', '2', '--', 'node', '-e', script, '{port}']);
    expect(await cli.exited()).toEqual({ code: 2, signal: null });
    expect(cli.err()).toBe('error: the command ended (exit code 4) before the server was healthy\n');
    const pids = [...cli.out().matchAll(/pids (\d+) (\d+) /g)].flatMap(([, ...found]) => found.map(Number));
    expect(pids).toHaveLength(4);
    await Promise.all(pids.map(gone));
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('an access log that takes no more fails with one line and exit code 2, and ends the servers', async () => {
    const { cli, url } = await startReady(['--servers', '1', '--access-log', '/dev/full']);
    const [pid] = pidsOf(cli.out());
    await ask(`${url}/call?operation=GetItem&input=${encodeURIComponent(JSON.stringify({ Key: { id: { S: 'a' } } }))}`).catch(() => undefined);
    expect(await cli.exited()).toEqual({ code: 2, signal: null });
    expect(cli.err()).toBe('error: --access-log cannot be written, got: /dev/full (ENOSPC); choose a file in an existing folder\n');
    expect(isRunning(pid)).toBe(false);
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

  test('says where each of several services is, and runs a worker beside them', async () => {
    const cli = startCli(['--app', writeDemo({ services: ['Web', 'Admin'], servers: 1 }), '--port', '0', '--dynamodb-port', '0', '--service', 'Demo/Web', '--', ...SERVER,
      '--and', '--service', 'Demo/Admin', '--', ...SERVER,
      '--and', '--service', 'Demo/AdminRole', '--', process.execPath, '-e', 'console.log("works"); setInterval(() => {}, 1000)']);
    await cli.until(/Ctrl-C ends everything/);
    expect(cli.out()).toContain('Demo/Web and Demo/Admin and Demo/AdminRole are ready');
    const urls = [...cli.out().matchAll(/open +(\S+) \(Demo\/(?:Web|Admin)\)/g)].map(([, url]) => url);
    expect(await Promise.all(urls.map(async (url) => (await ask(url)).body))).toEqual([expect.stringMatching(/^i-0/), expect.stringMatching(/^i-0/)]);
    expect(cli.out()).toMatch(/^i-0\w+ \| works$/m);
    expect(cli.out()).toMatch(/ tools +http:\S+ \(DynamoDB, for your own tools: any key, no policy\)/);
    expect(cli.out()).not.toContain('another server answers');
    const pids = pidsOf(cli.out());
    expect(pids).toHaveLength(3);
    cli.child.kill('SIGTERM');
    expect(await cli.exited()).toEqual({ code: 0, signal: null });
    expect(pids.map(isRunning)).toEqual([false, false, false]);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)('ends every server on %s, with exit code 0', async (signal) => {
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
    const stubborn = `process.on('SIGTERM', () => console.log('no')); ${DEMO_SERVER}`;
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

  test('ends when the process that has started it is gone, however quiet it is', async () => {
    const args = [cliFile(), '--app', writeDemo(), '--port', '0', '--servers', '1', '--', ...SERVER];
    const script = `require('node:child_process').spawn(process.execPath, ${JSON.stringify(args)}, { stdio: 'inherit' }).on('spawn', function () {
      console.log('kit ' + this.pid);
    })`;
    const parent = spawn(process.execPath, ['-e', script], { cwd: KIT_FOLDER, stdio: ['ignore', 'pipe', 'inherit'] });
    atTestEnd(() => parent.kill('SIGKILL'));
    let out = '';
    parent.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    while (!out.includes('Ctrl-C ends everything') || !out.includes('kit ')) {
      await once(parent.stdout, 'data');
    }
    parent.kill('SIGKILL');
    await Promise.all([...pidsOf(out), Number(/kit (\d+)/.exec(out)?.[1])].map(gone));
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

describe('commands that start nothing', () => {
  test('explain says what the assembly says, in words and as JSON', async () => {
    const app = writeDemo();
    const cli = startCli(['explain', '--app', app]);
    expect(await cli.exited()).toEqual({ code: 0, signal: null });
    expect(cli.out()).toContain('Service Demo/Web\n');
    expect(cli.out()).toMatch(/ permissions +Demo\/Sessions: GetItem, UpdateItem\n/);
    expect(cli.out()).not.toContain('\u001b');
    const json = startCli(['explain', '--app', app, '--json']);
    await json.exited();
    expect(JSON.parse(json.out())).toMatchObject({ tables: [{ path: 'Demo/Sessions' }], services: [{ path: 'Demo/Web', servers: 2 }], functions: [] });
  });

  test('explain shows one of several services, and fails with one line for one that is not there', async () => {
    const app = writeDemo({ services: ['Web', 'Admin'] });
    const one = startCli(['explain', '--app', app, '--service', 'Demo/Admin']);
    await one.exited();
    expect(one.out()).toContain('Service Demo/Admin');
    expect(one.out()).not.toContain('Service Demo/Web');
    const none = startCli(['explain', '--app', app, '--service', 'Demo/Nope']);
    expect(await none.exited()).toEqual({ code: 2, signal: null });
    expect(none.err()).toBe('error: the assembly has no service Demo/Nope; it has Demo/Web, Demo/Admin\n');
  });

  test('explain shows what runs only when it is named', async () => {
    const cli = startCli(['explain', '--app', writeDemo(), '--service', 'Demo/WebRole']);
    expect(await cli.exited()).toEqual({ code: 0, signal: null });
    expect(cli.out()).toContain('Service Demo/WebRole');
    expect(cli.out()).toMatch(/ permissions +Demo\/Sessions: GetItem, UpdateItem\n/);
    expect(cli.out()).toMatch(/ requests +no load balancer sends it any\n/);
  });

  test('doctor ends with 0 when nothing is missing and with 1 when something is', async () => {
    const well = startCli(['doctor', '--app', writeDemo(), '--port', '0', '--', 'node', 'server.js', '{port}']);
    expect(await well.exited()).toEqual({ code: 0, signal: null });
    expect(well.out()).toMatch(/^Nothing is missing\n/);
    const ill = startCli(['doctor', '--app', 'no/such', '--port', '0', '--json', '--', 'no-such-command', '{port}']);
    expect(await ill.exited()).toEqual({ code: 1, signal: null });
    const { ok, findings } = JSON.parse(ill.out());
    expect(ok).toBe(false);
    expect(findings.filter(({ state }: { state: string }) => state === 'problem').map(({ name }: { name: string }) => name)).toEqual(['assembly', 'command']);
  });
});

describe('without a kit', () => {
  test('--help names every option', async () => {
    const cli = startCli(['--help']);
    expect(await cli.exited()).toEqual({ code: 0, signal: null });
    for (const option of ['app', 'service', 'servers', 'port', 'parameter', 'env', 'data', 'endpoint', 'time-scale', 'credentials-lifetime', 'latency', 'throttle', 'stale', 'errors', 'resets',
      'access-log']) {
      expect(cli.out()).toContain(`--${option} `);
    }
  });

  test('--help and the README name the same options', () => {
    const readme = fs.readFileSync(path.join(KIT_FOLDER, 'README.md'), 'utf8');
    const told = [...readme.matchAll(/^\| `(--[a-z-]+)\b/gm)].map(([, option]) => option);
    const helped = [...HELP.matchAll(/^  (--[a-z-]+)\b/gm)].map(([, option]) => option);
    expect([...readme.matchAll(/^\| `([a-z]+)` /gm)].map(([, verb]) => verb)).toEqual([...HELP.matchAll(/^  ([a-z]+) /gm)].map(([, verb]) => verb));
    expect(told).toEqual(helped);
    expect(told).toContain('--app');
  });

  test('--version is the package\'s', async () => {
    const cli = startCli(['--version', '--', 'ignored']);
    await cli.exited();
    expect(cli.out().trim()).toBe(JSON.parse(fs.readFileSync(path.join(KIT_FOLDER, 'package.json'), 'utf8')).version);
  });

  test('arguments become options', () => {
    expect(parseArguments([
      '--app', 'out', '--service=Demo/Web', '--servers', '3', '--port', '0', '--env', 'A=b=c', '--env', 'PORT={port}', '--parameter', 'P=1',
      '--data', '/data', '--endpoint', 'http://127.0.0.1:8000', '--time-scale', '0.5', '--latency', '20', '--throttle', '2.5', '--stale', '500',
      '--errors', '1', '--', 'npm', 'start', '--', '--port',
    ])).toEqual({
      verb: 'up',
      json: false,
      app: 'out',
      service: 'Demo/Web',
      container: undefined,
      dynamodbPort: undefined,
      startTimeoutMilliseconds: undefined,
      servers: 3,
      port: 0,
      environment: { A: 'b=c', PORT: '{port}' },
      parameters: { P: '1' },
      directory: path.resolve('/data'),
      endpoint: 'http://127.0.0.1:8000',
      timeScale: 0.5,
      faults: { latencyMilliseconds: 20, throttlePercent: 2.5, staleMilliseconds: 500, errorPercent: 1, resetPercent: undefined },
      accessLog: undefined,
      command: ['npm', 'start', '--', '--port'],
    });
  });

  test('several services have each their own options and command, and one port after the other', () => {
    expect(parseArguments([
      '--data', '/data', '--service', 'Demo/Web', '--port', '9000', '--', 'npm', 'start', '--', '{port}',
      '--and', '--service', 'Demo/Admin', '--container', 'app', '--servers', '2', '--env', 'A=b', '--', 'php', '-S', '127.0.0.1:{port}',
      '--and', '--service', 'Demo/Worker', '--', 'work',
    ])).toMatchObject({
      directory: path.resolve('/data'),
      service: 'Demo/Web',
      port: 9000,
      command: ['npm', 'start', '--', '{port}'],
      alongside: [
        { service: 'Demo/Admin', container: 'app', servers: 2, environment: { A: 'b' }, port: 9001, command: ['php', '-S', '127.0.0.1:{port}'] },
        { service: 'Demo/Worker', environment: {}, port: 9002, command: ['work'] },
      ],
    });
  });

  test('`up` is what is done without a word', () => {
    const command = ['--port', '0', '--', 'serve', '{port}'];
    expect(parseArguments(['up', ...command])).toEqual(parseArguments(command));
  });

  test('what is not given has a default', () => {
    expect(parseArguments(['--', 'serve', '{port}'])).toMatchObject({ app: 'cdk.out', port: 8080, servers: undefined, timeScale: undefined });
  });
});
