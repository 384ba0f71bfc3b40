// npm run fuzz -- [--runs 10000] [--seed N] [--only SessionTable,attachTo] [--path 12:0:3] [--kinds]
import { fork } from 'child_process';
import { availableParallelism } from 'os';
import { join } from 'path';
import { Arguments, parseArguments } from './arguments';
import { Failure, failuresOf, JobOptions, JobReport, replay } from './job';
import { subjectNamed } from './subjects';

/** Sets of props in one process, which then uses about half a gibibyte. */
const SETS_PER_PROCESS = 2500;
const VALIDATE_ONE_IN = 100;
const KINDS_SHOWN = 6;

interface Part extends JobOptions {
  readonly subject: string;
}

interface Report extends JobReport {
  readonly cpuSeconds: number;
}

void main();

async function main(): Promise<void> {
  let args: Arguments;
  try {
    args = parseArguments(process.argv.slice(2));
  } catch (error) {
    console.error(`fuzz: ${(error as Error).message}`);
    process.exitCode = 2;
    return;
  }
  try {
    const failed = args.path === undefined ? await runAll(args) : replayed(args.only[0], args.seed, args.path);
    if (failed) {
      process.exitCode = 1;
    }
  } catch (error) {
    console.error(`fuzz: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}

function replayed(subject: string, seed: number, path: string): boolean {
  const { program, outcome } = replay(subjectNamed(subject), seed, path);
  console.log(program);
  console.log(outcome.failures.length > 0 ? outcome.failures.map((each) => `FAILED ${each}`).join('\n') : `fuzz: ok, ${outcome.result}`);
  return outcome.failures.length > 0;
}

async function runAll(args: Arguments): Promise<boolean> {
  const { runs, seed, only } = args;
  const start = Date.now();
  const atEnds = tryEnds(only);
  console.log(`fuzz: seed ${seed}, ${runs} sets of props for each of ${only.join(', ')}`);
  const waiting = only.flatMap((subject) => partsOf(subject, args));
  const reports = new Map<string, Report[]>(only.map((subject) => [subject, []]));
  const work = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const done = reports.get(part.subject)!;
      done.push(await inChild(part));
      if (done.length === partsOf(part.subject, args).length) {
        print(part.subject, done, args);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), waiting.length) }, work));
  const failures = atEnds + [...reports.values()].flatMap(waysOf).length;
  const seconds = Math.round((Date.now() - start) / 1000);
  console.log(`fuzz: ${failures > 0 ? `FAILED in ${failures} ways` : 'ok'}, ${runs * only.length} sets of props in ${seconds} s, seed ${seed}`);
  return failures > 0;
}

/** Random values seldom meet the end of a range, so each is tried by itself; tells how many are not where they should be. */
function tryEnds(only: string[]): number {
  const ends = only.flatMap((subject) => subjectNamed(subject).edges ?? []);
  if (ends.length === 0) {
    return 0;
  }
  const failures = failuresOf(ends);
  console.log(`${ends.length} ends of ranges: ${failures.length > 0 ? `${failures.length} wrong` : 'ok'}`);
  failures.forEach((what) => console.log(`FAILED ${what}`));
  return failures.length;
}

/** The first part has the seed itself, so that a failure is repeated by the seed that it prints. */
function partsOf(subject: string, { runs, seed }: Arguments): Part[] {
  return Array.from({ length: Math.ceil(runs / SETS_PER_PROCESS) }, (_, part) => ({
    subject, seed: seed + part, runs: Math.min(SETS_PER_PROCESS, runs - part * SETS_PER_PROCESS), validateOneIn: VALIDATE_ONE_IN,
  }));
}

function inChild(part: Part): Promise<Report> {
  return new Promise((resolve, reject) => {
    const child = fork(join(__dirname, 'worker.ts'), { env: { ...process.env, CDK_VALIDATION: 'false', JSII_DEPRECATED: 'quiet' } });
    let report: Report | undefined;
    child.once('message', (message) => report = message as Report);
    child.once('error', reject);
    child.once('exit', (code, signal) => report ? resolve(report)
      : reject(new Error(`the part of ${part.subject} with seed ${part.seed} ended without a report (${signal ?? code})`)));
    child.send(part);
  });
}

/** In how many ways it failed: the parts may have failed in the same way. */
function waysOf(reports: Report[]): Failure[] {
  const ways = new Map<string, Failure>();
  for (const failure of reports.flatMap(({ failures }) => failures)) {
    const first = ways.get(failure.signature);
    ways.set(failure.signature, first ? { ...first, count: first.count + failure.count } : failure);
  }
  return [...ways.values()];
}

function print(subject: string, reports: Report[], { kinds: allKinds }: Arguments): void {
  const sum = (of: (report: Report) => number) => reports.reduce((total, report) => total + of(report), 0);
  const kinds = new Map<string, number>();
  reports.forEach((report) => Object.entries(report.kinds).forEach(([kind, count]) => kinds.set(kind, (kinds.get(kind) ?? 0) + count)));
  const sorted = [...kinds].sort(([, a], [, b]) => b - a);
  const [runs, thrown, synthesized, validated] = (['runs', 'thrown', 'synthesized', 'validated'] as const).map((name) => sum((report) => report[name]));
  console.log(`${subject}: ${runs} sets, ${thrown} thrown with ${kinds.size} kinds of messages, ${synthesized} synthesized, ` +
    `${validated} validated, ${sum(({ cpuSeconds }) => cpuSeconds).toFixed(0)} s of CPU`);
  sorted.slice(0, allKinds ? undefined : KINDS_SHOWN).forEach(([kind, count]) => console.log(`  ${`${count}`.padStart(6)} ${kind}`));
  if (!allKinds && sorted.length > KINDS_SHOWN) {
    console.log(`         and ${sorted.length - KINDS_SHOWN} more kinds, all with --kinds`);
  }
  for (const { what, count, seed, path, program } of waysOf(reports)) {
    console.log(`FAILED ${subject} (${count} times): ${what}\n${program.replace(/^/gm, '    ')}`);
    console.log(`    npm run fuzz -- --only ${subject} --seed ${seed} --path ${path}`);
  }
}
