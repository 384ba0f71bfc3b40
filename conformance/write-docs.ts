import * as fs from 'node:fs';
import * as path from 'node:path';
import { ClientResult } from './client-result';
import { docsPage } from './docs-page';
import { ClientRecord, merge } from './records';

const DOCS = path.join(__dirname, '..', 'docs', 'evidence');
const RECORDS = path.join(__dirname, 'records.json');

/** Brings docs/evidence/conformance.md up to date; clients that did not run now keep what their last run found. */
export function writeDocs(results: readonly ClientResult[], order: readonly string[]): void {
  const former: ClientRecord[] = fs.existsSync(RECORDS) ? JSON.parse(fs.readFileSync(RECORDS, 'utf8')) : [];
  const records = merge(former, results, order, new Date().toISOString().slice(0, 10));
  fs.writeFileSync(RECORDS, `${JSON.stringify(records, undefined, 2)}\n`);
  fs.writeFileSync(path.join(DOCS, 'conformance.md'), docsPage(records));
}
