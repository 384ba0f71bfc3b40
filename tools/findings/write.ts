import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explains } from './explanation';
import { areas, explanations } from './explanations';
import { tables, writeTables } from './page';
import { inspectStrictExample } from './strict';
import { surveyAll } from './survey';
import { ROOT } from '../sources';

process.env.CDK_VALIDATION ??= 'false'; // the built-in validator is no rule pack
const file = join(ROOT, 'docs', 'evidence', 'rule-packs.md');
const surveys = surveyAll();
const findings = surveys.flatMap((survey) => survey.findings);
writeFileSync(file, writeTables(readFileSync(file, 'utf8'), tables(surveys, areas, inspectStrictExample())));
console.log(`docs/evidence/rule-packs.md: ${findings.length} findings in ${surveys.length} templates, and those of examples/strict`);

const unexplained = findings.filter((finding) => !explanations.some((each) => explains(each, finding)));
for (const { rule, pack, path } of unexplained) {
  console.error(`no explanation in tools/findings/explanations.ts: ${rule} (${pack}) on ${path}`);
}
if (unexplained.length > 0) {
  process.exitCode = 1;
}
