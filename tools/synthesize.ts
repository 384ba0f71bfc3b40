import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, AppProps, Environment, Stack } from 'aws-cdk-lib/core';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { appIn } from './app';
import { TemplateJson } from './template';

/**
 * Synthesizes an app into a folder of its own, which is gone afterwards.
 *
 * @param define what stands in the app
 * @param read what is wanted of the cloud assembly, while it is there
 */
export function synthesize<T, D = void>(define: (app: App) => D, read: (assembly: CloudAssembly, defined: D) => T, props: AppProps = {}): T {
  const outdir = mkdtempSync(join(tmpdir(), 'assembly-'));
  try {
    const app = appIn(outdir, props);
    const defined = define(app);
    return read(app.synth(), defined);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The template of one stack. */
export function templateOf(stackName: string, env: Environment, define: (stack: Stack) => void, props: AppProps = {}): TemplateJson {
  return synthesize((app) => define(new Stack(app, stackName, { env })), (assembly) => assembly.getStackByName(stackName).template, props);
}
