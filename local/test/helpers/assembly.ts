import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { appIn } from '../../../tools/app';

const FOLDERS: string[] = [];

afterAll(() => {
  for (const folder of FOLDERS.splice(0)) {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'assembly-'));
  FOLDERS.push(folder);
  return folder;
}

/** Synthesizes an app into a folder that the end of the test file removes. */
export function synthesize(build: (app: App) => void, context: Record<string, unknown> = {}): string {
  const outdir = temporaryFolder();
  const app = appIn(outdir, { context });
  build(app);
  app.synth();
  return outdir;
}

/** Writes an assembly by hand: templates by stack name, or with account and region by `NAME@aws://ACCOUNT/REGION`. */
export function writeAssembly(templates: Record<string, object>): string {
  const folder = temporaryFolder();
  const artifacts: Record<string, object> = {};
  for (const [key, template] of Object.entries(templates)) {
    const [name, environment] = key.split('@');
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: environment ?? 'aws://unknown-account/unknown-region',
      properties: { templateFile: `${name}.template.json` },
    };
    fs.writeFileSync(path.join(folder, `${name}.template.json`), JSON.stringify(template));
  }
  fs.writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ version: '55.0.0', artifacts }));
  return folder;
}

/** What the function throws, as its class and whole message. */
export function thrownBy(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'nothing';
}
