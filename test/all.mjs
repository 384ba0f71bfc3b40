// `npm test`: everything that this computer can run, step by step, and at the end what was skipped and why
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from './run.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => path.join(root, 'node_modules', name);
const reports = path.join(root, 'test-reports');
const skippedLog = path.join(reports, 'skipped.txt');

mkdirSync(reports, { recursive: true });
rmSync(skippedLog, { force: true });
// whoever skips something writes a line there; see examples/test/commands.ts
process.env.SKIPPED_LOG = skippedLog;
process.env.ESLINT_USE_FLAT_CONFIG = 'false'; // projen writes the older format

const php = commandIsThere('php') && commandIsThere('composer');
const steps = [
  ['types', bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.dev.json'],
  ['lint', bin('eslint/bin/eslint.js'), '--ext', '.ts', '--max-warnings', '0', 'src', 'test', 'local', 'examples', 'conformance', 'rehearsal', 'bench', 'docs', 'projenrc', '.projenrc.ts'],
  ['compile, API.md, snippets of the documentation', path.join(root, 'test', 'build-is-current.mjs')],
  ['API compared with the version that others have', path.join(root, 'test', 'compat.mjs')],
  ...(php ? [['demo with PHP', bin('tsx/dist/cli.mjs'), 'examples/demo.ts', '--check', '--example', 'php']] : []),
  ['demo with Express', bin('tsx/dist/cli.mjs'), 'examples/demo.ts', '--check'],
  ['tests of the library, the local kit and the examples', bin('jest/bin/jest.js')],
  ['conformance of the session clients', bin('tsx/dist/cli.mjs'), 'conformance/run.ts'],
  ['user data on machines that boot', bin('tsx/dist/cli.mjs'), 'rehearsal/ec2.ts'],
  ['oldest aws-cdk-lib', path.join(root, 'test', 'floor.mjs')],
];
if (!php) skip('demo with PHP', 'the commands php and composer are not on this computer');

const results = steps.map(([name, ...args]) => {
  console.log(`\n=== ${name}`);
  const start = Date.now();
  return { name, passed: runNode(root, ...args), seconds: Math.round((Date.now() - start) / 1000) };
});

console.log('\n=== result');
for (const { name, passed, seconds } of results) console.log(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`);
const skipped = existsSync(skippedLog) ? readFileSync(skippedLog, 'utf8').trim().split('\n') : [];
console.log(skipped.length === 0 ? 'nothing was skipped' : skipped.map((line) => `skipped ${line}`).join('\n'));
const failed = results.filter(({ passed }) => !passed).length;
console.log(`steps: ${results.length - failed} passed, ${failed} failed, ${skipped.length} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

function commandIsThere(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
}

function skip(what, why) {
  appendFileSync(skippedLog, `${what}: ${why}\n`);
}
