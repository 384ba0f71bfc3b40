/**
 * Runs CDK apps in one process, each as `cdk synth` would: `tsx synthesize-all.ts '[{"app": …, "outdir": …, "environment": …}]'`.
 * CloudFormation Validate takes seconds to start and a fraction of one for a template.
 */
import { createRequire } from 'node:module';
import * as path from 'node:path';

export interface Run {
  readonly app: string;
  /** Where its cloud assembly goes, with the report of the validator. */
  readonly outdir: string;
  /** What the command line would tell it. */
  readonly environment: Record<string, string>;
}

const load = createRequire(__filename);
// each app synthesizes when the process ends
process.setMaxListeners(0);
for (const { app, outdir, environment } of JSON.parse(process.argv[2]) as Run[]) {
  for (const name of ['CDK_DEFAULT_ACCOUNT', 'CDK_DEFAULT_REGION']) {
    delete process.env[name];
  }
  Object.assign(process.env, environment, { CDK_OUTDIR: outdir });
  process.chdir(path.dirname(app));
  delete load.cache[load.resolve(app)];
  load(app);
}
