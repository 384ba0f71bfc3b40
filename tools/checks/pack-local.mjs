// packs the local kit, installs it in an empty folder and runs its command as a stranger would
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runNode, runNpm } from '../run.mjs';
import { readTarball } from '../tarball.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const SERVER = "require('http').createServer((q, r) => r.end(process.env.DYNAMODB_SESSION_TABLE_NAME)).listen(process.argv[1], '127.0.0.1')";
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pack-local-')));

try {
  if (!runNode(ROOT, join('projenrc', 'package-local.mjs'), folder)) throw new Error('the kit cannot be packed');
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app', 'package.json'), '{ "private": true }');
  checkContent(join(folder, 'local.tgz'));
  if (!runNpm(join(folder, 'app'), 'install', join(folder, 'local.tgz'))) throw new Error('local.tgz cannot be installed');
  synthesizeExample(join(folder, 'cdk.out'));
  await runKit(join(folder, 'app', 'node_modules', 'cdk-dynamodb-sessions-local', 'lib', 'cli.js'));
  console.log('pack-local: local.tgz is installed and runs');
} catch (error) {
  console.error(`pack-local: FAILED: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function checkContent(tarball) {
  const files = readTarball(readFileSync(tarball));
  const { name, version } = JSON.parse(files.get('package.json'));
  const library = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  if (name !== 'cdk-dynamodb-sessions-local' || version !== library.version) {
    throw new Error(`expected the kit in the library's version ${library.version}, got: ${name} ${version}`);
  }
  for (const path of ['LICENSE', 'README.md', 'lib/cli.js', 'lib/index.d.ts']) if (!files.has(path)) throw new Error(`${path} is missing`);
}

function synthesizeExample(outdir) {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs'), 'app.ts'], {
    cwd: join(ROOT, 'examples', 'express'), encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'false', CDK_OUTDIR: outdir },
  });
  if (status !== 0) throw new Error(stderr);
}

async function runKit(cli) {
  const kit = spawn(process.execPath, [cli, '--app', join(folder, 'cdk.out'), '--port', '0', '--', process.execPath, '-e', SERVER, '{port}']);
  const ended = new Promise((resolve) => kit.on('exit', resolve));
  kit.stderr.pipe(process.stderr);
  let address;
  for await (const line of createInterface({ input: kit.stdout })) {
    address = /open\s+(http:\S+)/.exec(line)?.[1];
    if (address) break;
  }
  if (!address) throw new Error('the kit ended before it was ready');
  const answer = await (await fetch(address)).text();
  kit.kill('SIGTERM');
  const code = await ended;
  if (!answer.startsWith('ProfileAppExpress-')) throw new Error(`expected a server to know its table, got: ${answer}`);
  if (code !== 0 && process.platform !== 'win32') throw new Error(`expected exit code 0 after SIGTERM, got: ${code}`);
}
