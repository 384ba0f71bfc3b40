// compares the API of the compiled library with the last version that others have, and fails when a program that uses it would no longer compile:
//   node tools/checks/compat.mjs [OLD [NEW]]
// OLD is a tarball or a folder with .jsii; without it the newest version in the package registry, else the newest tarball in dist/js, else the newest tag.
// NEW is this folder. What is broken on purpose stands in tools/checks/compat-allowed.txt, one key of jsii-diff a line; see docs/decisions/0016
import { spawnSync } from 'node:child_process';
import {
  appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from '../run.mjs';
import { libraryTarballs, readTarball } from '../tarball.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const NAME = 'cdk-dynamodb-sessions';
const bin = (path) => join(ROOT, 'node_modules', path);

process.env.JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION ??= '1';
process.env.JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION ??= '1';

const [given, current = ROOT] = process.argv.slice(2);
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'compat-')));
try {
  // assemblies find what they depend on one level up
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  compare(resolve(current));
} catch (error) {
  console.error(`compat: FAILED: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function compare(updated) {
  if (!hasAssembly(updated)) throw new Error('the library is not compiled; run `npx projen compile` first');
  const { what, path } = given ? { what: given, path: unpacked(resolve(given)) } : published() ?? packed() ?? tagged() ?? {};
  if (!path) {
    skip('nothing to compare with: no version in the package registry, no tarball in dist/js, no tag');
    return;
  }
  if (!hasAssembly(path)) throw new Error(`there must be a compiled library to compare with, got: '${what}' without .jsii`);
  console.log(`compat: this version against ${what}`);
  // everything is marked experimental until 1.0, and still a promise
  const passed = runNode(ROOT, bin('jsii-diff/bin/jsii-diff'), path, updated, '--error-on', 'all', '--keys',
    '--ignore-file', join(ROOT, 'tools', 'checks', 'compat-allowed.txt'));
  if (!passed) throw new Error('a program that uses the old API would not compile; keep the API, or read docs/decisions/0016-what-counts-as-breaking.md');
  console.log('compat: ok');
}

function hasAssembly(path) {
  const file = join(path, '.jsii');
  if (!existsSync(file)) return false;
  const { schema, filename } = JSON.parse(readFileSync(file, 'utf8'));
  return schema !== 'jsii/file-redirect' || existsSync(join(path, filename));
}

function published() {
  const { status, stdout, stderr } = npm('view', NAME, 'version', '--json');
  if (status !== 0) {
    if (!`${stdout}${stderr}`.includes('E404')) console.log('compat: the package registry does not answer');
    return undefined;
  }
  const version = JSON.parse(stdout);
  const { status: failed } = npm('pack', `${NAME}@${version}`, '--pack-destination', folder);
  if (failed) throw new Error(`version ${version} cannot be had from the package registry`);
  return { what: `version ${version} of the package registry`, path: unpacked(newestTarball(folder)) };
}

function packed() {
  const tarball = newestTarball(join(ROOT, 'dist', 'js'));
  return tarball && { what: tarball, path: unpacked(tarball) };
}

function tagged() {
  const tag = git('describe', '--tags', '--abbrev=0', '--match', 'v*').toString().trim();
  if (!tag) return undefined;
  const path = join(folder, 'tagged');
  mkdirSync(path);
  const files = git('archive', '--format=tar.gz', `--prefix=${NAME}/`, tag, 'src', 'tsconfig.json', 'package.json', 'README.md', 'LICENSE');
  write(readTarball(files), path);
  console.log(`compat: compiling ${tag}`);
  if (!runNode(path, bin('jsii/bin/jsii'), '--silence-warnings=reserved-word')) throw new Error(`the sources of ${tag} do not compile`);
  return { what: `tag ${tag}`, path };
}

/** The folder of an assembly; a tarball is unpacked. */
function unpacked(path) {
  if (!existsSync(path)) throw new Error(`there must be a tarball or a folder to compare with, got: '${path}', which is not there`);
  if (statSync(path).isDirectory()) return path;
  const target = join(folder, 'packed');
  write(readTarball(readFileSync(path)), target);
  return target;
}

function write(files, target) {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), content);
  }
}

function newestTarball(path) {
  return libraryTarballs(path).sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs)[0];
}

function git(...args) {
  return spawnSync('git', args, { cwd: ROOT, maxBuffer: 2 ** 28 }).stdout ?? '';
}

function npm(...args) {
  const options = { cwd: folder, encoding: 'utf8' };
  const cli = process.env.npm_execpath;
  return cli?.endsWith('npm-cli.js')
    ? spawnSync(process.execPath, [cli, ...args], options)
    // npm is a script that Windows runs through a shell only
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

function skip(why) {
  console.log(`compat: skipped: ${why}`);
  if (process.env.SKIPPED_LOG) appendFileSync(process.env.SKIPPED_LOG, `compat: ${why}\n`);
}
