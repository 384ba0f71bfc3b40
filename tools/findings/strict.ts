import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../sources';
import { readReport, Report } from './nag';

const folder = join(ROOT, 'examples', 'strict');

/** What the packs say about examples/strict, which brings them itself. */
export function inspectStrictExample(): Report {
  const outdir = mkdtempSync(join(tmpdir(), 'session-strict-'));
  try {
    // findings are read from the report, so they need not fail the synthesis
    const CDK_CONTEXT_JSON = JSON.stringify({ '@aws-cdk/core:failSynthOnValidationErrors': false });
    const { status, stdout, stderr } = spawnSync(process.execPath, [require.resolve('tsx/cli'), 'app.ts'], {
      cwd: folder, encoding: 'utf8', env: { ...process.env, CDK_CONTEXT_JSON, CDK_OUTDIR: outdir, CDK_VALIDATION: 'false' },
    });
    if (status !== 0) {
      throw new Error(`examples/strict cannot be synthesized, so nobody knows its findings; mend it first:\n${stdout}${stderr}`);
    }
    return readReport(outdir);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
