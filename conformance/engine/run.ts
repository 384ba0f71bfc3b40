import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { TableEngine } from '../../local/src/tables/table-engine';
import { enginePage, SuiteReport } from './page';

const ARN = 'arn:aws:dynamodb:us-east-1:111122223333:table/Unused';
const KEYS = { accessKeyId: 'ASIACONFORMANCE', secretAccessKey: 'secret', sessionToken: 'token' };

/** Runs the public suite of engine tests, from a checkout with its packages, against the kit's tables; writes the figures. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { suite: { type: 'string' } } });
  if (values.suite === undefined) {
    throw new Error('`--suite` must be a checkout of the suite in which its packages are installed, got: nothing');
  }
  const engine = await TableEngine.start({
    tables: [{ path: 'Unused', name: 'Unused', arns: [ARN], resourcePolicy: [], createTable: table('Unused') }],
    identify: () => ({
      ...KEYS,
      server: 'suite',
      role: {
        name: 'suite', arn: 'arn:aws:iam::111122223333:role/suite', statements: [{ effect: 'Allow', actions: ['dynamodb:*'], resources: ['*'] }],
      },
    }),
  });
  const folder = mkdtempSync(join(tmpdir(), 'engine-suite-'));
  try {
    writeFileSync('docs/evidence/engine.md', enginePage(await run(values.suite, engine.url, join(folder, 'report.json'))));
  } finally {
    rmSync(folder, { recursive: true });
    await engine.stop();
  }
}

/** In a child that is waited for without blocking: the tables live in this process. */
async function run(suite: string, endpoint: string, report: string): Promise<SuiteReport> {
  const child = spawn('npx', ['vitest', 'run', '--reporter=json', `--outputFile=${report}`], {
    cwd: resolve(suite),
    stdio: 'ignore',
    env: {
      ...process.env,
      DYNAMODB_ENDPOINT: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      AWS_SESSION_TOKEN: KEYS.sessionToken,
    },
  });
  await new Promise<void>((resolvePromise, reject) => child.on('error', reject).on('close', () => resolvePromise()));
  return JSON.parse(readFileSync(report, 'utf8')) as SuiteReport;
}

function table(TableName: string): Record<string, unknown> {
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  };
}

main().catch((error: Error) => {
  console.error(`engine: ${error.message}`);
  process.exitCode = 2;
});
