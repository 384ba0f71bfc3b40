import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explains } from './findings/explanation';
import { areas, explanations } from './findings/explanations';
import { tables, writeTables } from './findings/page';
import { inspectStrictExample } from './findings/strict';
import { surveyAll } from './findings/survey';

const file = join(__dirname, 'security.md');
const surveys = surveyAll();
const findings = surveys.flatMap((survey) => survey.findings);
writeFileSync(file, writeTables(readFileSync(file, 'utf8'), tables(surveys, areas, inspectStrictExample())));
console.log(`docs/security.md: ${findings.length} findings in ${surveys.length} templates, and those of examples/strict`);

const unexplained = findings.filter((finding) => !explanations.some((each) => explains(each, finding)));
for (const { rule, pack, path } of unexplained) {
  console.error(`no explanation in docs/findings/explanations.ts: ${rule} (${pack}) on ${path}`);
}
if (unexplained.length > 0) {
  process.exitCode = 1;
}
