import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { appIn } from '../../tools/app';
import { Case, Outcome, outcomeOf, programOf, Subject } from './case';
import { Candidate, findingsIn } from './validation';

export interface JobOptions {
  readonly seed: number;
  readonly runs: number;
  /** One of how many good templates CloudFormation Validate sees; none by default. */
  readonly validateOneIn?: number;
  /** How long to look for a smaller set of props for each failure; 20 s by default, and 0 takes the first one. */
  readonly shrinkingMs?: number;
}

/** A way in which the property failed: one set of props for all that failed so. */
export interface Failure {
  /** The same for all that failed so. */
  readonly signature: string;
  readonly what: string;
  readonly count: number;
  readonly seed: number;
  readonly path: string;
  /** The smallest set of props that was found, as TypeScript. */
  readonly program: string;
}

export interface JobReport {
  readonly runs: number;
  readonly thrown: number;
  readonly synthesized: number;
  readonly validated: number;
  /** How often messages were about what. */
  readonly kinds: Record<string, number>;
  readonly failures: Failure[];
}

const MOST_FAILURES = 5;

/** Runs many sets of props, to the end even when some fail, and shrinks one set for each kind of failure. */
export function runJob(subject: Subject, { seed, runs, validateOneIn, shrinkingMs = 20_000 }: JobOptions): JobReport {
  return withApps((newApp) => {
    const report = { runs, thrown: 0, synthesized: 0, validated: 0 };
    const kinds: Record<string, number> = {};
    const failed = new Map<string, { index: number; what: string; count: number }>();
    const candidates: Candidate[] = [];
    const note = (index: number, failures: string[]) => failures.forEach((what) => {
      const { count = 0, ...first } = failed.get(signatureOf(what)) ?? { index, what };
      failed.set(signatureOf(what), { ...first, count: count + 1 });
    });

    let index = 0;
    fc.assert(fc.property(subject.cases, (each) => {
      const outcome = outcomeOf(each, newApp());
      report[outcome.result]++;
      outcome.kinds.forEach((kind) => kinds[kind] = (kinds[kind] ?? 0) + 1);
      note(index, outcome.failures);
      const isGood = outcome.result === 'synthesized' && outcome.failures.length === 0;
      if (isGood && validateOneIn && report.synthesized % validateOneIn === 0) {
        candidates.push({ index, each });
      }
      index++;
    }), { seed, numRuns: runs });

    report.validated = candidates.length;
    findingsIn(candidates).forEach((findings, of) => note(of, findings));
    const failures = [...failed].slice(0, MOST_FAILURES).map(([signature, found]) => ({
      signature, ...shrunk(subject, { seed, index: found.index, signature, shrinkingMs }, newApp), what: found.what, count: found.count,
    }));
    return { ...report, kinds, failures };
  });
}

/** What is wrong with each of these cases. */
export function failuresOf(cases: Case[]): string[] {
  return withApps((newApp) => cases.flatMap((each) => outcomeOf(each, newApp()).failures.map((what) => `${what}\n${programOf(each)}`)));
}

/** Runs one set of props again: what a failure says by its seed and path. */
export function replay(subject: Subject, seed: number, path: string): { program: string; outcome: Outcome } {
  return withApps((newApp) => {
    let result: { program: string; outcome: Outcome } | undefined;
    fc.assert(fc.property(subject.cases, (each) => {
      // fast-check goes on with the neighbours of the one that was asked for
      result ??= { program: programOf(each), outcome: withFindings(each, outcomeOf(each, newApp())) };
    }), { seed, path, numRuns: 1 });
    if (!result) {
      throw new Error(`\`path\` must be one that a failure with this seed printed, got: '${path}'`);
    }
    return result;
  });
}

/** Failures are of one kind whatever values they name. */
export function signatureOf(what: string): string {
  const [kind] = what.split(': ', 1);
  const isWhole = /^(taken|refused|no |CloudFormation|it )/.test(what);
  return (isWhole ? what : kind).replace(/'(\\.|[^'\\])*'/g, "'…'").replace(/-?\d[\d.]*(e\+\d+)?/g, '#').slice(0, 150);
}

interface First {
  readonly seed: number;
  readonly index: number;
  readonly signature: string;
  readonly shrinkingMs: number;
}

function shrunk(subject: Subject, { seed, index, signature, shrinkingMs }: First, newApp: () => App): Pick<Failure, 'seed' | 'path' | 'program'> {
  const needsValidator = signature.startsWith('CloudFormation') || signature.startsWith('no assembly');
  let smallest: Case | undefined;
  const details = fc.check(fc.property(subject.cases, (each) => {
    const outcome = outcomeOf(each, newApp());
    const { failures } = needsValidator ? withFindings(each, outcome) : outcome;
    const isSame = failures.some((what) => signatureOf(what) === signature);
    if (isSame) {
      smallest = each;
    }
    return !isSame;
  }), { seed, path: `${index}`, numRuns: 1, ...shrinkingMs > 0 ? { interruptAfterTimeLimit: shrinkingMs } : { endOnFailure: true } });
  return { seed, path: details.counterexamplePath ?? `${index}`, program: smallest ? programOf(smallest) : '(it did not fail a second time)' };
}

function withFindings(each: Case, outcome: Outcome): Outcome {
  if (outcome.result === 'thrown' || outcome.failures.length > 0) {
    return outcome;
  }
  return { ...outcome, failures: findingsIn([{ index: 0, each }]).get(0) ?? [] };
}

/** An app makes its output folder at once, so that all share one. */
function withApps<T>(run: (newApp: () => App) => T): T {
  const outdir = mkdtempSync(join(tmpdir(), 'fuzz-'));
  try {
    return run(() => appIn(outdir));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
