// each kind of bad input: one line that says what to do, exit code 2, and nothing left behind
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { temporaryFolder, writeAssembly } from '../helpers/assembly';
import { Cli, cliFile, startCli, startProgram } from '../helpers/cli';
import { ask } from '../helpers/http';
import { DEMO_SERVER, writeDemo } from '../helpers/kit';
import { gone } from '../helpers/process';

const COMMAND = ['--port', '0', '--servers', '1', '--', process.execPath, '-e', DEMO_SERVER, '{port}'];
const templateOf = (folder: string) => path.join(folder, 'Demo.template.json');

interface Template {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown>; Metadata?: Record<string, unknown> }>;
}

/** The demo with its template changed. */
function demoWith(change: (template: Template) => void): string {
  const folder = writeDemo();
  const template = JSON.parse(fs.readFileSync(templateOf(folder), 'utf8'));
  change(template);
  fs.writeFileSync(templateOf(folder), JSON.stringify(template));
  return folder;
}

function demoWithManifest(text: string): string {
  const folder = writeDemo();
  fs.writeFileSync(path.join(folder, 'manifest.json'), text);
  return folder;
}

async function expectOneLine(cli: Cli, message: string): Promise<void> {
  expect(await cli.exited()).toEqual({ code: 2, signal: null });
  expect(cli.err()).toBe(`error: ${message}\n`);
}

describe('an assembly', () => {
  const lists = 'lists no artifacts, so "FOLDER" is not a cloud assembly; give the folder that "cdk synth" writes';

  test.each<[string, () => string, string]>([
    ['half written', () => {
      const folder = writeDemo();
      fs.truncateSync(templateOf(folder), 500);
      return folder;
    }, '"FOLDER/Demo.template.json" is not a JSON object; run "cdk synth" again'],
    ['of a web app', () => demoWithManifest('{"name":"Shop","start_url":"/","icons":[]}'), `"FOLDER/manifest.json" ${lists}`],
    ['of the future', () => demoWithManifest('{"version":"999.0.0","artifacts":{"Demo":{"type":"aws:stack:v2"}}}'),
      '"FOLDER" is a cloud assembly of version 999.0.0, in which this kit finds no stack; update cdk-dynamodb-sessions-local'],
    ['with a broken artifact', () => demoWithManifest('{"artifacts":{"Demo":null}}'),
      'artifact "Demo" in "FOLDER/manifest.json" is not as cdk synth writes it; run "cdk synth" again'],
    ['that holds itself', () => demoWithManifest('{"artifacts":{"Demo":{"type":"cdk:cloud-assembly","properties":{"directoryName":"."}}}}'),
      'artifact "Demo" in "FOLDER/manifest.json" is not as cdk synth writes it; run "cdk synth" again'],
    ['without a table', () => demoWith(({ Resources }) => delete Resources.Table),
      '"FOLDER" holds no DynamoDB table; add a SessionTable to a stack, also where your own is imported and thus defined elsewhere, and run "cdk synth" again'],
    ['without anything to run', () => demoWith(({ Resources }) => delete Resources.WebGroup),
      '"FOLDER" holds no service that uses a table; add a LoadBalancedSessionService to a stack and run "cdk synth" again'],
    ['with a reference that nobody can resolve', () => demoWith(({ Resources }) => Object.assign(Resources.WebGroup.Properties!, { MinSize: { Ref: 'Size' }, DesiredCapacity: undefined })),
      'Demo/Web: cannot resolve MinSize: stack Demo has no parameter or resource "Size"; correct the reference and run "cdk synth" again'],
  ])('%s fails with one line', async (_kind, prepare, message) => {
    const folder = prepare();
    await expectOneLine(startCli(['--app', folder, ...COMMAND]), message.replaceAll('FOLDER', folder));
  });

  test.each<[string, unknown]>([
    ['a template file that is no text', { type: 'aws:cloudformation:stack', properties: { templateFile: 5 } }],
    ['an environment that is no text', { type: 'aws:cloudformation:stack', environment: 5 }],
    ['a text for an artifact', 'stack'],
    ['the folder above as a stage', { type: 'cdk:cloud-assembly', properties: { directoryName: '..' } }],
  ])('with %s fails with one line', async (_kind, artifact) => {
    const folder = demoWithManifest(JSON.stringify({ artifacts: { Demo: artifact } }));
    await expectOneLine(startCli(['explain', '--app', folder]), `artifact "Demo" in "${folder}/manifest.json" is not as cdk synth writes it; run "cdk synth" again`);
  });

  test('with two tables and 500 resources starts like a small one', async () => {
    const app = demoWith(({ Resources }) => {
      Resources.Audit = { ...Resources.Table, Metadata: {} };
      for (let index = Object.keys(Resources).length; index < 500; index++) {
        Resources[`Topic${index}`] = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { 'Fn::GetAtt': ['Table', 'Arn'] } } };
      }
    });
    const cli = startCli(['--app', app, ...COMMAND]);
    await cli.until(/Ctrl-C ends everything/);
    expect(cli.out()).toMatch(/ table +Demo-Table\n +table +Demo-Audit\n/);
    expect(cli.out()).not.toContain('note: ');
    cli.child.kill('SIGTERM');
    expect(await cli.exited()).toEqual({ code: 0, signal: null });
  });
});

describe('a command', () => {
  const start = (...words: string[]) => startCli(['--app', writeDemo({ servers: 1 }), '--port', '0', ...words]);

  test('that ignores its port fails with one line that names the port, and is ended', async () => {
    const cli = start('--start-timeout', '1', '--', 'node', '-e', 'console.log("pid " + process.pid); setInterval(() => {}, 1000)', '{port}');
    expect(await cli.exited()).toEqual({ code: 2, signal: null });
    const waited = /^error: no server listened on its port within 1 s, waited for port \d+ of 127\.0\.0\.1; write \{port\} where the command takes/;
    expect(cli.err()).toMatch(waited);
    expect(cli.err().trim()).not.toContain('\n');
    await gone(Number(/pid (\d+)/.exec(cli.out())?.[1]));
  });

  test('that ends at once fails with one line behind its own words', async () => {
    const cli = start('--', 'node', '-e', 'console.error("no database"); process.exit(3)', '{port}');
    await expectOneLine(cli, 'the command ended (exit code 3) before the server was healthy');
    expect(cli.out()).toMatch(/^i-0\w+ \| no database$/m);
  });

  test('that listens for somebody else fails with the line of its health check', async () => {
    const rude = 'require("node:http").createServer((q, r) => r.writeHead(404).end()).listen(process.argv[1], "127.0.0.1")';
    const cli = start('--', 'node', '-e', rude, '{port}');
    expect(await cli.exited()).toEqual({ code: 2, signal: null });
    expect(cli.err()).toMatch(/^error: server i-0\w+ is unhealthy: GET \/ping\.html answered 404, expected 200\n$/);
  });
});

describe('a stack trace', () => {
  test('is shown with --verbose alone', async () => {
    const cli = startCli(['--verbose', '--app', 'no/such', ...COMMAND]);
    expect(await cli.exited()).toEqual({ code: 2, signal: null });
    expect(cli.err()).toMatch(/^error: there is no folder "no\/such"; .*\nKitError: there is no folder .*\n +at /);
  });

  test('is kept back for a fault of the kit as well, which asks for a report', async () => {
    const breaker = path.join(temporaryFolder(), 'break.js');
    fs.writeFileSync(breaker, 'require("node:os").tmpdir = () => { throw new TypeError("broken\\non purpose"); };');
    const run = (...words: string[]) => startCli([...words, '--app', writeDemo(), ...COMMAND], { environment: { NODE_OPTIONS: `--require ${breaker}` } });
    const quiet = run();
    expect(await quiet.exited()).toEqual({ code: 1, signal: null });
    expect(quiet.err()).toBe('error: broken on purpose; this is a fault of the kit: run it again with --verbose and report what it shows\n');
    const verbose = run('--verbose');
    await verbose.exited();
    expect(verbose.err()).toMatch(/\n +at /);
  });
});

/** A folder of a disk of its own, which exists for one program alone. */
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
if (!canMount) {
  process.stderr.write('skipped: local/test/cli/bad-input: disks, for want of unshare and mount\n');
}
(canMount ? describe : describe.skip)('a disk', () => {
  function startOn(options: string, prepare: string, args: string[]): Cli {
    const disk = temporaryFolder();
    const script = `mount -t tmpfs -o ${options} tmpfs "$0" && ${prepare} && exec "$@"`;
    return startProgram(['unshare', '-rm', 'sh', '-c', script, disk, process.execPath, cliFile(), '--app', writeDemo(), '--data', `${disk}/tables`, ...args]);
  }

  test.each([
    ['read-only', 'ro', 'true', 'EROFS'],
    ['full', 'size=64k', '{ cat /dev/zero > "$0/fill" 2> /dev/null || true; }', 'No space left on device'],
  ])('that is %s fails with one line', async (_kind, options, prepare, problem) => {
    const cli = startOn(options, prepare, COMMAND);
    expect(await cli.exited()).toEqual({ code: 2, signal: null });
    expect(cli.err()).toMatch(RegExp(`^error: cannot open the tables in \\S+/tables: .*${problem}; choose another folder\\n$`));
  });

  test('that becomes full is told once, and the kit lives', async () => {
    const cli = startOn('size=100k', 'true', COMMAND);
    const url = await cli.until(/open +(http:\S+)/);
    const write = async (id: number) => {
      const input = { Key: { id: { S: `${id}` } }, UpdateExpression: 'SET a = :a', ExpressionAttributeValues: { ':a': { S: 'x'.repeat(6000) } } };
      return (await ask(`${url}/call?operation=UpdateItem&input=${encodeURIComponent(JSON.stringify(input))}`)).body;
    };
    let outcome = 'done';
    for (let id = 0; outcome === 'done'; id++) {
      outcome = await write(id);
    }
    expect(outcome).toBe('InternalServerError');
    await write(0);
    const failure = /^failed: dynamodb:UpdateItem on table Demo-Table: .*No space left on device; look at the disk that keeps the tables \(--data\)/;
    expect(cli.out().match(/^failed: .*/gm)).toEqual([expect.stringMatching(failure)]);
    cli.child.kill('SIGTERM');
    expect(await cli.exited()).toEqual({ code: 0, signal: null });
  });
});

test('an assembly without a stack keeps its own words', async () => {
  const folder = writeAssembly({});
  await expectOneLine(startCli(['--app', folder, ...COMMAND]), `"${folder}" holds no stack; add a stack to the app and run "cdk synth" again`);
});
