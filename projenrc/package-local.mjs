// node projenrc/package-local.mjs [FOLDER]: packs the local kit as local.tgz, beside the library in dist/js unless told otherwise, with the version
// that the library has there and then
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode, runNpm } from '../tools/run.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const KIT = join(ROOT, 'local');
const target = resolve(process.argv[2] ?? join(ROOT, 'dist', 'js'));
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'package-local-')));
try {
  // a copy, so that a release leaves no file of the repository changed
  const copy = join(folder, 'kit');
  mkdirSync(copy);
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!runNode(KIT, tsc, '-p', 'tsconfig.json', '--outDir', join(copy, 'lib'))) throw new Error('the kit does not compile');
  const { version } = readJson(join(ROOT, 'package.json'));
  for (const path of [join(KIT, 'README.md'), join(ROOT, 'LICENSE')]) cpSync(path, join(copy, basename(path)));
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...readJson(join(KIT, 'package.json')), version }, undefined, 2));
  if (!runNpm(copy, 'pack', '--pack-destination', folder)) throw new Error('npm pack failed');
  mkdirSync(target, { recursive: true });
  // after the library in the alphabet, which is the order of publishing: a kit that is refused stops nothing
  const tarball = join(target, 'local.tgz');
  cpSync(join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))), tarball);
  console.log(`package-local: version ${version} in ${tarball}`);
} catch (error) {
  console.error(`package-local: FAILED: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
