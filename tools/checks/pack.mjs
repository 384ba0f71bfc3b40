// checks the packed library, then uses it in a fresh CDK app outside the repository, with the oldest and the newest aws-cdk-lib:
//   node tools/checks/pack.mjs [TARBALL…] [--oldest VERSION] [--newest VERSION]
// without arguments: every tarball of the library in dist/js, the lower bound of package.json's peers and what this repository develops against
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { APP_TSCONFIG, appSource, BUNDLER_TSCONFIG, DEEP_IMPORT, MISTAKE, MISTAKE_MESSAGE, REACH, templateProblems } from './pack-app.mjs';
import { installedVersion, lowerBound } from '../peers.mjs';
import { runNode, runNpm } from '../run.mjs';
import { libraryTarballs, readTarball } from '../tarball.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const KB = 1000;
/** docs/decisions/0015 and 0023 */
const LIMITS = { packedKb: 160, unpackedKb: 480, files: 80, columns: 500, mistakeBytes: 2048 };
const NAME = 'cdk-dynamodb-sessions';

const { positionals, values } = parseArgs({
  allowPositionals: true, options: { oldest: { type: 'string' }, newest: { type: 'string' } },
});

try {
  const tarballs = positionals.length > 0 ? positionals.map((path) => resolve(path)) : packed();
  for (const tarball of tarballs) {
    const files = checkContent(tarball);
    checkApp(tarball, appSource(`${files.get('README.md')}`));
  }
  console.log('pack: ok');
} catch (error) {
  console.error(`pack: FAILED: ${error.message}`);
  process.exitCode = 1;
}

function packed() {
  const found = libraryTarballs(join(ROOT, 'dist', 'js'));
  if (found.length === 0) throw new Error('no tarball in dist/js; run `npx projen package:js` first or name one');
  return found;
}

function checkContent(tarball) {
  const bytes = readFileSync(tarball);
  const files = readTarball(bytes);
  const unpacked = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  console.log(`pack: ${basename(tarball)}: ${kb(bytes.length)} KB packed, ${kb(unpacked)} KB unpacked, ${files.size} files`);
  const problems = contentProblems(files, bytes.length, unpacked);
  if (problems.length > 0) throw new Error(`${basename(tarball)}:\n  ${problems.join('\n  ')}`);
  return files;
}

function contentProblems(files, packedBytes, unpackedBytes) {
  const problems = [];
  const atMost = (what, value, limit) => value > limit && problems.push(`${what} must be at most ${limit}, got: ${value}`);
  atMost('KB packed', kb(packedBytes), LIMITS.packedKb);
  atMost('KB unpacked', kb(unpackedBytes), LIMITS.unpackedKb);
  atMost('number of files', files.size, LIMITS.files);
  for (const path of ['package.json', '.jsii', '.jsii.gz', 'README.md', 'LICENSE', 'lib/index.js', 'lib/index.d.ts']) {
    if (!files.has(path)) problems.push(`${path} is missing`);
  }
  for (const [path, content] of files) {
    const reason = unwanted(path, content);
    if (reason) problems.push(`${path} must not be packed: ${reason}`);
    if (!path.endsWith('.gz')) atMost(`characters of the longest line of ${path}`, longestLine(`${content}`), LIMITS.columns);
  }
  const manifest = JSON.parse(files.get('package.json') ?? '{}');
  for (const field of ['dependencies', 'optionalDependencies', 'bundledDependencies', 'bundleDependencies']) {
    const names = Object.values(manifest[field] ?? {}).length;
    if (names > 0) problems.push(`package.json must have no ${field}, got: ${names}`);
  }
  if (manifest.name !== NAME) problems.push(`the package must be ${NAME}, got: '${manifest.name}'`);
  return problems;
}

function longestLine(text) {
  return text.split('\n').reduce((longest, { length }) => Math.max(longest, length), 0);
}

function unwanted(path, content) {
  if (/(^|\/)tests?\/|\.test\.|__tests__/.test(path)) return 'a test';
  if (path.endsWith('.tsbuildinfo')) return 'a build cache';
  if (path.endsWith('.map')) return 'a source map';
  if (/\.[cm]?js$/.test(path) && content.includes('//# sourceMappingURL=')) return 'it holds or names a source map';
  if (/\.tsx?$/.test(path) && !path.endsWith('.d.ts')) return 'a TypeScript source';
  if (/\.(png|gif|jpe?g|svg|webp|tgz)$/.test(path)) return 'an image or an archive';
  return undefined;
}

function checkApp(tarball, source) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pack-')));
  try {
    cpSync(tarball, join(folder, 'library.tgz'));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(APP_TSCONFIG));
    writeFileSync(join(folder, 'tsconfig.bundler.json'), JSON.stringify(BUNDLER_TSCONFIG));
    writeFileSync(join(folder, 'app.ts'), source);
    writeFileSync(join(folder, 'deep.ts'), DEEP_IMPORT);
    writeFileSync(join(folder, 'reach.cjs'), REACH);
    writeFileSync(join(folder, 'mistake.cjs'), MISTAKE);
    const oldest = values.oldest ?? lowerBound(ROOT, 'aws-cdk-lib');
    const newest = values.newest ?? installedVersion(ROOT, 'aws-cdk-lib');
    useWith(folder, oldest, lowerBound(ROOT, 'constructs'));
    useWith(folder, newest, installedVersion(ROOT, 'constructs'));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function useWith(folder, cdk, constructs) {
  const title = `aws-cdk-lib ${cdk}, constructs ${constructs}`;
  const step = (name, run) => {
    console.log(`pack: ${name} (${title})`);
    if (!run()) throw new Error(`${name} did not succeed with ${title}`);
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({
    private: true,
    dependencies: { [NAME]: 'file:library.tgz', 'aws-cdk-lib': cdk, constructs },
    devDependencies: { 'typescript': installedVersion(ROOT, 'typescript'), '@types/node': installedVersion(ROOT, '@types/node') },
  }));
  rmSync(join(folder, 'cdk.out'), { recursive: true, force: true });
  step('install', () => runNpm(folder, 'install', '--no-package-lock'));
  const got = installedVersion(folder, 'aws-cdk-lib');
  if (got !== cdk) throw new Error(`aws-cdk-lib ${cdk} was asked for, got: ${got}`);
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  step('type-check and compile', () => runNode(folder, tsc));
  step('type-check as a bundler resolves', () => runNode(folder, tsc, '-p', 'tsconfig.bundler.json'));
  step('reach the root by require and import, and nothing below it', () => runNode(folder, 'reach.cjs'));
  checkMistake(folder, title);
  // as the CDK CLI does it: the app synthesizes by itself into the folder that it is told
  process.env.CDK_OUTDIR = join(folder, 'cdk.out');
  step('synthesize', () => runNode(folder, 'app.js'));
  const [file] = readdirSync(process.env.CDK_OUTDIR).filter((name) => name.endsWith('.template.json'));
  const template = JSON.parse(readFileSync(join(process.env.CDK_OUTDIR, file), 'utf8'));
  const problems = templateProblems(template);
  if (problems.length > 0) throw new Error(`template with ${title}:\n  ${problems.join('\n  ')}`);
  console.log(`pack: template holds what it must, ${Object.keys(template.Resources).length} resources (${title})`);
}

/** Node prints the line that threw, the message and the stack: all of it together must stay readable. */
function checkMistake(folder, title) {
  const { status, stderr } = spawnSync(process.execPath, ['mistake.cjs'], { cwd: folder, encoding: 'utf8' });
  const bytes = Buffer.byteLength(stderr);
  console.log(`pack: one wrong prop prints ${bytes} bytes (${title})`);
  if (status === 0 || !stderr.includes(MISTAKE_MESSAGE)) throw new Error(`a wrong prop must print "${MISTAKE_MESSAGE}", got: ${stderr.slice(0, 2000)}`);
  if (bytes > LIMITS.mistakeBytes) throw new Error(`a wrong prop must print at most ${LIMITS.mistakeBytes} bytes, got: ${bytes}`);
}

function kb(bytes) {
  return Math.round(bytes / KB * 10) / 10;
}
