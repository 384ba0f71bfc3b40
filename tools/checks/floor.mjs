// compiles and tests the library against the oldest aws-cdk-lib that package.json allows, in a folder of its own:
//   node tools/checks/floor.mjs [AWS_CDK_LIB_VERSION [CONSTRUCTS_VERSION]]
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedVersion, lowerBound } from '../peers.mjs';
import { runNode, runNpm } from '../run.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** These test documents, or against rules of the newest versions, not the library's use of the API. */
const LEFT_OUT = ['rules', 'docs', 'house.test.ts'];
/** What the tests read besides the library; the matcher of policies of the local kit needs nothing else of it. */
const READ_BY_TESTS = [
  ...['foundation/arn', 'foundation/wildcard', 'blueprint/blueprint', 'iam/policy', 'iam/policy-condition'].map((name) => `local/src/${name}.ts`),
  ...readdirSync(join(ROOT, 'tools')).filter((name) => name.endsWith('.ts')).map((name) => `tools/${name}`), 'tools/jest', 'tools/findings/nag.ts', 'docs/reference/session-libraries', 'docs/reference/warnings.md', 'README.md',
];

const versions = {
  'aws-cdk-lib': process.argv[2] ?? lowerBound(ROOT, 'aws-cdk-lib'),
  'constructs': process.argv[3] ?? lowerBound(ROOT, 'constructs'),
};
const title = Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ');

// old versions of aws-cdk-lib call deprecated parts of themselves and say so at each table
process.env.JSII_DEPRECATED ??= 'quiet';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'floor-')));
try {
  check(join(folder, 'project'));
  console.log(`floor: ok with ${title}`);
} catch (error) {
  console.error(`floor: FAILED with ${title}: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function check(project) {
  mkdirSync(project);
  // the development tools are found one level up, the peers under test in the project itself
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  // rule packs read the templates of the version under test, and so they must not find the newest one
  const dependencies = { ...versions, 'cdk-nag': installedVersion(ROOT, 'cdk-nag') };
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, dependencies }));
  // cdk-nag asks for a constructs that is a patch newer than ours
  step('install', () => runNpm(project, 'install', '--no-package-lock', '--legacy-peer-deps'));
  for (const [name, version] of Object.entries(versions)) {
    const installed = installedVersion(project, name);
    if (installed !== version) throw new Error(`${name} ${version} was asked for, got: ${installed}`);
  }
  copySources(project);
  const tool = (path, ...args) => runNode(project, join(ROOT, 'node_modules', path), ...args);
  step('compile src', () => tool('typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit'));
  step('type-check the tests', () => tool('typescript/bin/tsc', '-p', 'tsconfig.dev.json'));
  step('unit tests', () => tool('jest/bin/jest.js', '--rootDir', project, '--roots', 'test', '--ci'));
}

function copySources(project) {
  for (const name of ['src', ...READ_BY_TESTS, 'tsconfig.json', 'tsconfig.dev.json', 'package.json']) {
    cpSync(join(ROOT, name), join(project, name), { recursive: true });
  }
  const wanted = (file) => !LEFT_OUT.includes(basename(file));
  cpSync(join(ROOT, 'test'), join(project, 'test'), { recursive: true, filter: wanted });
  const count = readdirSync(join(project, 'test'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts')).length;
  console.log(`floor: ${count} test files; left out: ${LEFT_OUT.join(', ')}`);
}

function step(name, run) {
  console.log(`floor: ${name} (${title})`);
  if (!run()) throw new Error(`${name} did not succeed`);
}
