/**
 * `npm run conformance [-- --only laravel,express] [-- --json FILE] [-- --write-docs]` runs the session clients through one
 * script under the synthesized policy; exit code 0 only if no client failed.
 */
import * as fs from 'node:fs';
import { parseArgs } from 'node:util';
import { cases } from './cases';
import { runClient } from './client-run';
import { ClientResult } from './client-result';
import { ConformanceCase } from './conformance-case';
import { header, row, summary } from './terminal-table';
import { writeDocs } from './write-docs';

/** What PHP's own web server says of each connection and health check. */
const isConnection = /\d (Accepted|Closing|Closed .*|\[200\]: GET \/ping\.html)$/;

class UsageError extends Error {}

// a line about Node versions, of no use here
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

async function main(): Promise<void> {
  const options = readOptions();
  const selected = select(options.only);
  const results: ClientResult[] = [];
  process.stdout.write(`${header()}\n`);
  for (const testCase of selected) {
    const output: string[] = [];
    const result = await runClient(testCase, { log: (line) => isConnection.test(line) || output.push(line) });
    results.push(result);
    if (result.status === 'failed') {
      process.stdout.write(`${output.slice(-30).join('\n')}\n`);
    }
    process.stdout.write(`${row(result)}\n`);
    if (result.status === 'skipped') {
      recordSkipped(result);
    }
  }
  process.stdout.write(`${summary(results)}\n`);
  if (options.json !== undefined) {
    fs.writeFileSync(options.json, `${JSON.stringify(results, undefined, 2)}\n`);
  }
  const failed = results.some(({ status }) => status === 'failed');
  process.exitCode = failed ? 1 : 0;
  if (options['write-docs']) {
    if (failed) {
      throw new UsageError('docs/evidence/conformance.md is written only of a run without failures, got: a failure; it is left as it was');
    }
    writeDocs(results, cases.map(({ name }) => name));
  }
}

function readOptions() {
  try {
    return parseArgs({
      options: { 'only': { type: 'string' }, 'json': { type: 'string' }, 'write-docs': { type: 'boolean', default: false } },
    }).values;
  } catch (error) {
    const [problem] = (error as Error).message.split('. ');
    throw new UsageError(`${problem}; write npm run conformance [-- --only NAME,NAME] [-- --json FILE] [-- --write-docs]`);
  }
}

function select(only: string | undefined): readonly ConformanceCase[] {
  if (only === undefined) {
    return cases;
  }
  const names = only.split(',').map((name) => name.trim());
  const known = cases.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`--only must name clients (${known.join(', ')}), got: ${unknown.join(', ')}`);
  }
  return cases.filter(({ name }) => names.includes(name));
}

function recordSkipped({ client, reason }: ClientResult): void {
  process.stdout.write(`skipped: ${client}: ${reason}\n`);
  if (process.env.SKIPPED_LOG) {
    fs.appendFileSync(process.env.SKIPPED_LOG, `conformance of ${client}: ${reason}\n`);
  }
}

main().catch((error) => {
  process.stderr.write(error instanceof UsageError ? `error: ${error.message}\n` : `${error.stack}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
