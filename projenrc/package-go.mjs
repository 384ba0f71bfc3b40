// node projenrc/package-go.mjs [OPTION…]: the Go package in dist/go, by jsii-pacmak with these options. Go takes the versions in go.mod for the
// oldest that will do, and jsii-pacmak writes those that it finds installed: so it runs where the oldest are (docs/decisions/0008)
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lowerBound } from '../tools/peers.mjs';
import { runNode, runNpm } from '../tools/run.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'package-go-')));
try {
  const dependencies = Object.fromEntries(['aws-cdk-lib', 'constructs'].map((name) => [name, lowerBound(ROOT, name)]));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  // beside the library, not in it: that would install its development tools
  if (!runNpm(folder, 'install', '--no-package-lock')) throw new Error('the oldest aws-cdk-lib cannot be installed');
  const library = join(folder, 'library');
  mkdirSync(library);
  for (const name of ['.jsii', '.jsii.gz', '.jsii.tabl.json', '.npmignore', 'lib', 'rosetta', 'package.json', 'README.md', 'LICENSE']) {
    cpSync(join(ROOT, name), join(library, name), { recursive: true });
  }
  const pacmak = join(ROOT, 'node_modules', 'jsii-pacmak', 'bin', 'jsii-pacmak');
  if (!runNode(library, pacmak, '--target', 'go', '--outdir', join(ROOT, 'dist'), '--force', ...process.argv.slice(2))) {
    throw new Error('jsii-pacmak did not succeed');
  }
} catch (error) {
  console.error(`package-go: FAILED: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
