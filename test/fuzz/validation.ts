import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'aws-cdk-lib/core';
import { Case } from './case';
import { World } from './world';

/** A case that gave a template, with its place in the run. */
export interface Candidate {
  readonly index: number;
  readonly each: Case;
}

const STRICT = { '@aws-cdk/core:validateAgainstDefaultRules': true, '@aws-cdk/core:strictCfnValidateErrors': true };

/** What CloudFormation Validate finds, strict, by the index of the case: many stacks in one app, since starting it costs a second. */
export function findingsIn(candidates: Candidate[]): Map<number, string[]> {
  if (candidates.length === 0) {
    return new Map();
  }
  try {
    return validated(candidates);
  } catch (error) {
    // not even a report: one of them cannot be synthesized, and none says which
    if (candidates.length === 1) {
      return new Map([[candidates[0].index, [`no assembly: ${(error as Error).message.split('\n', 1)[0]}`]]]);
    }
    const middle = Math.ceil(candidates.length / 2);
    return new Map([...findingsIn(candidates.slice(0, middle)), ...findingsIn(candidates.slice(middle))]);
  }
}

function validated(candidates: Candidate[]): Map<number, string[]> {
  const outdir = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const before = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'true';
  try {
    const app = new App({ outdir, context: STRICT, analyticsReporting: false, treeMetadata: false });
    candidates.forEach(({ index, each }) => each.define(new World(app, each.env, `Case${index}`)));
    const problem = silently(() => app.synth());
    return findings(outdir, problem);
  } finally {
    if (before === undefined) {
      delete process.env.CDK_VALIDATION;
    } else {
      process.env.CDK_VALIDATION = before;
    }
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The validator prints what it finds, and throws when that is bad. */
function silently(synth: () => unknown): Error | undefined {
  const { error, warn } = console;
  console.error = console.warn = () => {};
  try {
    synth();
    return undefined;
  } catch (problem) {
    return problem as Error;
  } finally {
    Object.assign(console, { error, warn });
  }
}

function findings(outdir: string, problem: Error | undefined): Map<number, string[]> {
  const found = new Map<number, string[]>();
  for (const { ruleName, description, violatingConstructs } of violationsIn(outdir, problem)) {
    // a parameter was the value of something that no template shows, such as a reason in words
    if (ruleName === 'W2001' && description.startsWith('Parameters/Parameter')) {
      continue;
    }
    // a grant that adds nothing to a table that exists
    if (ruleName === 'F0001') {
      continue;
    }
    for (const { constructPath } of violatingConstructs) {
      const index = Number(/^Case(\d+)/.exec(constructPath)?.[1]);
      found.set(index, [...found.get(index) ?? [], `CloudFormation Validate: ${ruleName} ${description}`]);
    }
  }
  return found;
}

function violationsIn(outdir: string, problem: Error | undefined): any[] {
  try {
    return JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')).pluginReports.flatMap(({ violations }: any) => violations);
  } catch {
    if (problem) {
      throw problem;
    }
    // with nothing to say there may be no report
    return [];
  }
}
