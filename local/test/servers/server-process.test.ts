import { ServerProcess, ServerProcessOptions } from '../../src/servers/process/server-process';
import { windowsCommand } from '../../src/servers/process/windows-command';
import { atTestEnd } from '../helpers/http';
import { gone } from '../helpers/process';

/** A process of node with this script; `until` resolves with the first line that matches. */
async function startScript(script: string, options: Partial<ServerProcessOptions> = {}) {
  const lines: string[] = [];
  let onLine: () => void = () => undefined;
  const server = await ServerProcess.start({
    command: [process.execPath, '-e', script],
    environment: { PATH: process.env.PATH ?? '' },
    ...options,
    onLine: (line) => {
      lines.push(line);
      onLine();
    },
  });
  atTestEnd(() => server.kill());
  const until = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = lines.find((line) => pattern.test(line));
      if (found !== undefined) {
        return found;
      }
      await new Promise<void>((resolve) => {
        onLine = resolve;
      });
    }
  };
  return { server, lines, until };
}

const ignoresTerm = 'process.on("SIGTERM", () => console.log("ignored")); setInterval(() => {}, 1000);';
/** A parent with a child that ignores SIGTERM, as a server with stubborn workers. */
const forks = (parent: string) => `
  const child = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(`${ignoresTerm} console.log("child " + process.pid)`)}], {
    stdio: "inherit",
  });
  ${parent}
`;

test('lines of both outputs are passed on, the last one without its end too', async () => {
  const { server, lines } = await startScript('console.log("out"); console.error("err"); process.stdout.write("rest")');
  await server.exited;
  await server.outputEnded;
  expect(lines.sort()).toEqual(['err', 'out', 'rest']);
});

test('the environment is exactly the given one', async () => {
  const { until } = await startScript('console.log("env " + JSON.stringify(process.env))', { environment: { ONLY: 'this' } });
  expect(JSON.parse((await until(/^env /)).slice(4))).toEqual({ ONLY: 'this' });
});

test('an end is told with its code or signal', async () => {
  expect(await (await startScript('process.exit(3)')).server.exited).toEqual({ code: 3, signal: null });
  const { server } = await startScript('setInterval(() => {}, 1000)');
  server.kill();
  expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a server that ends when asked is not killed', async () => {
  const { server, until } = await startScript('process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000); console.log("up")');
  await until(/up/);
  expect(await server.stop()).toEqual({ code: 0, signal: null });
});

test('a server that ignores SIGTERM is killed after the grace, with its children', async () => {
  const { server, until } = await startScript(forks(ignoresTerm), { graceMilliseconds: 200 });
  const child = Number((await until(/^child /)).slice(6));
  expect(await server.stop()).toEqual({ code: null, signal: 'SIGKILL' });
  await gone(child);
});

test('a child that ignores SIGTERM ends although its parent has ended properly', async () => {
  const { server, until } = await startScript(forks('process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000)'));
  const child = Number((await until(/^child /)).slice(6));
  expect(await server.stop()).toEqual({ code: 0, signal: null });
  await gone(child);
});

test('children end when their parent dies by itself', async () => {
  const { server, until } = await startScript(forks(''));
  const child = Number((await until(/^child /)).slice(6));
  process.kill(server.pid, 'SIGKILL');
  await server.exited;
  await gone(child);
});

test('stopping twice and killing afterwards are harmless', async () => {
  const { server } = await startScript('setInterval(() => {}, 1000)');
  const [one, other] = await Promise.all([server.stop(), server.stop()]);
  expect(one).toBe(other);
  server.kill();
  expect(await server.stop()).toBe(one);
});

describe('the process that has started servers', () => {
  const starter = (then: string) => `
    const { ServerProcess } = require(${JSON.stringify(require.resolve('../../src/servers/process/server-process'))});
    const script = "setInterval(() => {}, 1000)";
    ServerProcess.start({ command: [process.execPath, "-e", script], environment: {} }).then(async (server) => {
      console.log("server " + server.pid);
      ${then}
    });
  `;
  const startStarter = (then: string) => startScript('', {
    command: [process.execPath, '--import', 'tsx', '-e', starter(then)], environment: { PATH: process.env.PATH ?? '' },
  });

  test('ends them when it crashes', async () => {
    const { server, until } = await startStarter('setImmediate(() => { throw new Error("crash") })');
    const pid = Number((await until(/^server /)).slice(7));
    expect(await server.exited).toEqual({ code: 1, signal: null });
    await gone(pid);
  });

  test('leaves none behind when it is killed itself', async () => {
    const { server, until } = await startStarter('');
    const pid = Number((await until(/^server /)).slice(7));
    process.kill(server.pid, 'SIGKILL');
    await gone(pid);
  });

  test('can end by itself after their end', async () => {
    const { server } = await startStarter('await server.stop()');
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });
});

test.each([
  ['no-such-command-at-all', 'command not found, got: no-such-command-at-all; install it or write its path'],
  [__filename, `command is not executable, got: ${__filename}; start it with its interpreter, such as \`node ${__filename}\``],
])('fails if the command cannot be started: %s', async (file, message) => {
  await expect(ServerProcess.start({ command: [file], environment: { PATH: process.env.PATH ?? '' } }))
    .rejects.toMatchObject({ name: 'KitError', message });
});

test('fails if the working folder does not exist', async () => {
  const options = { command: [process.execPath], environment: {}, workingDirectory: '/no/such/folder' };
  await expect(ServerProcess.start(options)).rejects.toMatchObject({
    name: 'KitError', message: 'working folder not found, got: /no/such/folder',
  });
});

describe('on Windows', () => {
  const environment = { Path: 'C:\\Windows;C:\\nodejs', PATHEXT: '.COM;.EXE;.BAT;.CMD', ComSpec: 'C:\\Windows\\cmd.exe' };
  const files = ['C:\\nodejs\\node.EXE', 'C:\\nodejs\\npx.CMD'];
  const resolve = (...command: string[]) => windowsCommand(command, environment, (file) => files.includes(file));

  test('programs are started directly', () => {
    expect(resolve('node', 'server.js', 'a b')).toEqual({ file: 'C:\\nodejs\\node.EXE', arguments: ['server.js', 'a b'] });
    expect(resolve('unknown', 'x')).toEqual({ file: 'unknown', arguments: ['x'] });
  });

  test('batch files are started by the command interpreter, arguments unable to become commands', () => {
    expect(resolve('npx', 'serve', '--title', 'a & b')).toEqual({
      file: 'C:\\Windows\\cmd.exe',
      arguments: ['/d', '/s', '/c', expect.stringMatching(/^""C:\\nodejs\\npx\.CMD" .*serve.*\^\^\^&.*"$/)],
      windowsVerbatimArguments: true,
    });
  });
});
