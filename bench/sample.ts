import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Build } from './build';

/** One run of an app in a process of its own. */
export interface Sample {
  /** User and system time of all threads, from the start of Node to the exit event. */
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly stdout: string;
}

/** Variables that change what an app or Node does, and that only one machine may have. */
const FOREIGN = /^(CDK_|NODE_OPTIONS$|NODE_COMPILE_CACHE$|NODE_V8_COVERAGE$|TESTING_CDK$)/;

/** Runs a compiled app of `bench/apps` with an empty output folder and without CDK's template validation. */
export function sample(build: Build, app: string, ...args: string[]): Sample {
  const report = join(build.folder, 'report.json');
  rmSync(build.output, { recursive: true, force: true });
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  const run = spawnSync(process.execPath, ['--require', build.app('report'), build.app(app), ...args], {
    env: { ...env, CDK_VALIDATION: 'false', CDK_OUTDIR: build.output, BENCH_REPORT: report },
    encoding: 'utf8',
  });
  if (run.status !== 0) {
    throw new Error(`app '${app}' failed: ${run.stderr}`);
  }
  return { ...JSON.parse(readFileSync(report, 'utf8')), stdout: run.stdout };
}
