// docs/evidence/rule-packs.md: every finding of four rule packs has an explanation, and every explanation is proven
import { readFileSync } from 'fs';
import { join } from 'path';
import { Stack, Validations } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { explains, Explanation } from '../../tools/findings/explanation';
import { areas, explanations } from '../../tools/findings/explanations';
import { tables, writeTables } from '../../tools/findings/page';
import { Setup } from '../../tools/findings/setups';
import { inspectStrictExample } from '../../tools/findings/strict';
import { Survey, surveyAll } from '../../tools/findings/survey';
import { Finding, idOf, inspect, packs } from '../../tools/findings/nag';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'evidence', 'rule-packs.md'), 'utf8');
const surveys = surveyAll();
const strict = inspectStrictExample();
let templates = surveys.length + 1;

const seen = explanations.flatMap((explanation) => surveys
  .filter(({ findings }) => findings.some((finding) => explains(explanation, finding)))
  .map((survey) => [explanation.id, survey.setup.construct, survey.setup.name, explanation, survey] as const));

const text = ({ rule, pack, path }: Finding) => `${rule} (${pack}) on ${path}`;

/** What another synthesis still says of the explained kind, wherever it says so. */
function leftOf(explanation: Explanation, survey: Survey, findings: readonly Finding[]): string[] {
  const before = survey.findings.map(text);
  return findings.filter((finding) => explanation.rules.includes(finding.rule))
    .filter((finding) => explains(explanation, finding) || !before.includes(text(finding))).map(text);
}

/** Rules that found nothing before, without what stands in brackets. */
function rulesBrought(survey: Survey, findings: readonly Finding[]): string[] {
  const rules = (each: readonly Finding[]) => each.map(({ rule }) => rule.replace(/\[.*/, ''));
  return [...new Set(rules(findings))].filter((rule) => !rules(survey.findings).includes(rule)).sort();
}

const remedied = new Map<string, Finding[]>();

function findingsWith({ id, remedy: { props } }: Pick<Explanation, 'id' | 'remedy'>, setup: Setup): Finding[] {
  const key = `${id} ${setup.construct} ${setup.name}`;
  if (!remedied.has(key)) {
    templates += 1;
    remedied.set(key, inspect((stack) => {
      setup.define(stack, props?.(stack));
    }).findings);
  }
  return remedied.get(key)!;
}

/** Evaluates what the page says about where to sign. */
function partOf(service: IConstruct, expression: string): IConstruct {
  return new Function('service', `return ${expression};`)(service) as IConstruct;
}

function findingsSigned(acknowledgeOn: string, setup: Setup, findings: readonly Finding[]): Finding[] {
  templates += 1;
  return inspect((stack: Stack) => {
    const part = partOf(setup.define(stack), acknowledgeOn);
    Validations.of(part).acknowledge(...[...new Set(findings.map(idOf))].map((id) => ({ id, reason: 'a test' })));
  }).findings;
}

afterAll(() => {
  const found = surveys.reduce((sum, { findings }) => sum + findings.length, 0);
  console.log(`findings: ${found} in ${surveys.length} templates and ${strict.acknowledged.length} signed in examples/strict, by ${packs.length} packs; ` +
    `${explanations.length} explanations, proven by ${templates} templates in all`);
});

describe('every finding', () => {
  const unexplained = (known: readonly Explanation[]) => surveys.flatMap(({ findings }) => findings)
    .filter((finding) => known.filter((each) => explains(each, finding)).length !== 1).map(text);

  test('has exactly one explanation', () => expect(unexplained(explanations)).toEqual([]));

  test('is missed if its explanation goes', () => {
    for (const { id } of explanations) {
      expect({ id, unexplained: unexplained(explanations.filter((each) => each.id !== id)) }).not.toEqual({ id, unexplained: [] });
    }
  });
});

describe('every explanation', () => {
  test.each(explanations.map((each) => [each.id, each] as const))('%s has a finding of each of its rules', (_, explanation) => {
    for (const rule of explanation.rules) {
      const found = surveys.some(({ findings }) => findings.some((finding) => finding.rule === rule && explains(explanation, finding)));
      expect({ rule, found }).toEqual({ rule, found: true });
    }
  });

  test('has a name of its own', () => expect(new Set(explanations.map(({ id }) => id)).size).toBe(explanations.length));

  test('fits the cell of a table: one line, without a full stop', () => {
    for (const end of explanations.flatMap(({ why, remedy }) => [why, remedy.text])) {
      expect(end).not.toMatch(/\n|\.$/);
    }
  });
});

describe('what is said to remove a finding removes it', () => {
  test.each(seen)('%s, %s: %s', (_id, _construct, _name, explanation, survey) => {
    expect(leftOf(explanation, survey, findingsWith(explanation, survey.setup))).toEqual([]);
  });

  test.each(explanations.map((each) => [each.id, each] as const))('%s: and brings no other than is said', (_, explanation) => {
    const surveysOfIt = surveys.filter(({ findings }) => findings.some((finding) => explains(explanation, finding)));
    const brought = surveysOfIt.flatMap((survey) => rulesBrought(survey, findingsWith(explanation, survey.setup)));
    expect([...new Set(brought)].sort()).toEqual(explanation.remedy.brings ?? []);
  });

  test('fails if a prop does not', () => {
    const [, , , explanation, survey] = seen.find(([id]) => id === 'no-web-acl')!;
    const wrong = { id: 'wrong', remedy: { text: '', props: () => ({ loadBalancerOptions: { deletionProtection: true } }) } };
    expect(leftOf(explanation, survey, findingsWith(wrong, survey.setup))).toEqual([
      'ALBWAFEnabled (NIST.800.53.R5) on Stack/Web/LoadBalancer/Resource', 'ALBWAFEnabled (PCI.DSS.321) on Stack/Web/LoadBalancer/Resource',
    ]);
  });
});

describe('who signs where the page says hears of it no more', () => {
  test.each(seen)('%s, %s: %s', (_id, _construct, _name, explanation, survey) => {
    const found = survey.findings.filter((finding) => explains(explanation, finding));
    expect(findingsSigned(explanation.acknowledgeOn, survey.setup, found).filter((finding) => explains(explanation, finding))).toEqual([]);
  });

  test('fails if it is signed elsewhere', () => {
    const [, , , explanation, survey] = seen.find(([id]) => id === 'public-ingress')!;
    const found = survey.findings.filter((finding) => explains(explanation, finding));
    expect(findingsSigned('service.targetGroup', survey.setup, found)).toEqual(survey.findings);
  });
});

describe('the library itself', () => {
  const signed = surveys.flatMap(({ acknowledged }) => acknowledged);

  test('signs for nothing but its own bucket for logs', () => {
    expect(signed).not.toEqual([]);
    expect(signed.filter(({ acknowledgedAt }) => acknowledgedAt !== 'Stack/Web/AccessLogs')).toEqual([]);
  });

  test('gives a reason each time', () => expect(signed.map(({ reason }) => reason.length).filter((length) => length < 20)).toEqual([]));
});

describe('examples/strict', () => {
  test('has no finding that it does not sign', () => expect(strict.findings).toEqual([]));

  test('signs no more than this, in all packs together', () => {
    expect([...new Set(strict.acknowledged.map(({ rule }) => rule))].sort()).toEqual([
      'IAM5[Resource::*]', 'IAMNoInlinePolicy', 'S1', 'S3BucketLoggingEnabled', 'S3BucketReplicationEnabled', 'S3DefaultEncryptionKMS',
    ]);
  });

  test('lists in its README what it signs', () => {
    const readme = readFileSync(join(__dirname, '..', '..', 'examples', 'strict', 'README.md'), 'utf8');
    for (const { rule } of strict.acknowledged) {
      expect(readme).toContain(`\`${rule}\``);
    }
  });
});

describe('docs/evidence/rule-packs.md', () => {
  const written = (text_: string) => writeTables(text_, tables(surveys, areas, strict));

  test('is what the findings of today say; if not: npm run findings', () => expect(page).toBe(written(page)));

  test('fails if an explanation changes and the page does not', () => {
    const [title, [first, ...others]] = Object.entries(areas)[0];
    expect(page).not.toBe(writeTables(page, tables(surveys, { ...areas, [title]: [{ ...first, why: 'because' }, ...others] }, strict)));
  });

  test('fails if a finding comes or goes', () => {
    const fewer = surveys.map((survey) => ({ ...survey, findings: survey.findings.slice(1) }));
    expect(page).not.toBe(writeTables(page, tables(fewer, areas, strict)));
  });

  test('fails if a marker is gone', () => {
    expect(() => written(page.replace('<!-- findings: strict -->', ''))).toThrow(
      "docs/evidence/rule-packs.md must have the line '<!-- findings: strict -->', got: none; put it back where the table belongs");
  });
});
