// what services refuse of templates that CloudFormation takes: over the matrix and a sample of the fuzz; the examples ask the same rules
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as fc from 'fast-check';
import { appIn } from '../../tools/app';
import { Template, TemplateJson } from '../../tools/template';
import { Subject } from '../fuzz/case';
import { subjectNamed } from '../fuzz/subjects';
import { World } from '../fuzz/world';
import { judge, SERVICE_RULES } from './service-rules';
import { Resources } from './service-rules/rule';
import { matrix, synthesize } from './templates';

const SEED = 20_261;
/** Sets of props by subject; more than a third of each gives a template. */
const SAMPLE: Record<string, number> = {
  LoadBalancedSessionService: 200, LoadBalancedFargateSessionService: 200, attachTo: 300, SessionTableGrants: 300, SessionTable: 300,
};

const { templates } = synthesize(matrix());
let judged = 0;

afterAll(() => console.log(`${judged} templates judged by ${SERVICE_RULES.length} rules of services`));

/** What is refused, by name of the template. */
function refused(all: Record<string, TemplateJson>): Record<string, string[]> {
  judged += Object.keys(all).length;
  return Object.fromEntries(Object.entries(all).map(([name, template]): [string, string[]] => [name, judge(template)])
    .filter(([, found]) => found.length > 0));
}

describe('the rules', () => {
  test('have identifiers, each once, and pages of AWS', () => {
    expect(new Set(SERVICE_RULES.map(({ id }) => id)).size).toBe(SERVICE_RULES.length);
    expect(SERVICE_RULES.filter(({ id, page, text }) =>
      !/^[a-z0-9-]+$/.test(id) || !/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/.test(page) || !text)).toEqual([]);
    expect(SERVICE_RULES.length).toBeGreaterThan(90);
  });

  test.each(SERVICE_RULES)('$id finds the mistake that is made for it', ({ id, base, mistake, offenders }) => {
    expect(Object.keys(templates)).toContain(base);
    const json = structuredClone(templates[base]);
    mistake(new Resources(json));
    expect(offenders(new Template(json))).not.toEqual([]);
    expect(judge(json).join('\n')).toContain(`${id}: `);
  });
});

describe('no service refuses', () => {
  test('a template of the matrix', () => {
    expect(refused(templates)).toEqual({});
  });

  test.each(Object.entries(SAMPLE))('what any set of props gives: %s', (name, runs) => {
    const sample = sampleOf(subjectNamed(name), runs);
    expect(refused(sample)).toEqual({});
    expect(Object.keys(sample).length).toBeGreaterThan(runs / 3);
  });

  test('any of more than a thousand templates', () => expect(judged).toBeGreaterThan(1000));
});

/** Templates of what the library takes, by the program that gives them. Only a synthesis writes what waits for what. */
function sampleOf(subject: Subject, runs: number): Record<string, TemplateJson> {
  const outdir = mkdtempSync(join(tmpdir(), 'service-rules-'));
  try {
    return Object.fromEntries(fc.sample(subject.cases, { seed: SEED, numRuns: runs }).flatMap((each, index) => {
      const app = appIn(outdir);
      try {
        each.define(new World(app, each.env));
        return app.synth().stacks.map(({ id, template }): [string, TemplateJson] => [`${index}: ${each.text} (${id})`, template]);
      } catch {
        return [];
      }
    }));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
