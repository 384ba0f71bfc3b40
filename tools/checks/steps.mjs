// runs the steps of `npm test` and of `npm run verify`, two at a time, and tells at the end what passed and what was skipped
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const AT_A_TIME = 2;

export const tool = (name) => path.join('node_modules', name);
export const tsx = (...args) => [tool('tsx/dist/cli.mjs'), ...args];
/** One process for its test files, since another step runs beside it. */
export const jest = (...args) => [tool('jest/bin/jest.js'), '--ci', '--runInBand', ...args];

/**
 * A step is { name, args, after, statuses }: arguments for Node; the name of the step that must have passed before; the
 * exit codes that count as passed, 0 unless told otherwise.
 */
export async function runSteps(runner, steps, skipped = []) {
  const log = openLog(runner, skipped);
  const results = new Map();
  const waiting = [...steps];
  const running = new Set();
  while (waiting.length > 0 || running.size > 0) {
    for (const step of waiting.filter(({ after }) => !after || results.has(after)).slice(0, AT_A_TIME - running.size)) {
      waiting.splice(waiting.indexOf(step), 1);
      const promise = resultOf(step, results).then((result) => {
        results.set(step.name, result);
        running.delete(promise);
      });
      running.add(promise);
    }
    await Promise.race(running);
  }
  tell(results, log);
}

export function commandIsThere(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
}

async function resultOf(step, results) {
  if (step.after && !results.get(step.after).passed) {
    console.log(`\n=== ${step.name}: not run, since this did not pass: ${step.after}`);
    return { passed: false, seconds: 0 };
  }
  const start = Date.now();
  const { status, output } = await run(step.args);
  console.log(`\n=== ${step.name}\n${output.trimEnd()}`);
  return { passed: (step.statuses ?? [0]).includes(status), seconds: Math.round((Date.now() - start) / 1000) };
}

/** The output is kept until the end: two steps would speak at the same time. */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('close', (status) => resolve({ status, output: Buffer.concat(chunks).toString() }));
  });
}

/** Whoever skips something writes a line there; see examples/test/commands.ts. */
function openLog(runner, skipped) {
  const reports = path.join(ROOT, 'test-reports');
  const log = path.join(reports, `skipped-${runner}.txt`);
  mkdirSync(reports, { recursive: true });
  rmSync(log, { force: true });
  skipped.forEach((line) => appendFileSync(log, `${line}\n`));
  process.env.SKIPPED_LOG = log;
  process.env.ESLINT_USE_FLAT_CONFIG = 'false'; // projen writes the older format
  return log;
}

function tell(results, log) {
  console.log('\n=== result');
  for (const [name, { passed, seconds }] of results) {
    console.log(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`);
  }
  const skipped = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  console.log(skipped.length === 0 ? 'nothing was skipped' : skipped.map((line) => `skipped ${line}`).join('\n'));
  const failed = [...results.values()].filter(({ passed }) => !passed).length;
  console.log(`steps: ${results.size - failed} passed, ${failed} failed, ${skipped.length} skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
}
