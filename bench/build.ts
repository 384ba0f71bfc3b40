import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = dirname(__dirname);

/** The library and the apps as plain JavaScript in a temporary folder, so that no measured process compiles anything. */
export interface Build {
  readonly folder: string;
  /** Compiled `src/index.ts`. */
  readonly library: string;
  /** Where CDK apps may write. */
  readonly output: string;
  app(name: string): string;
  remove(): void;
}

export function build(): Build {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bench-')));
  const compiled = spawnSync(process.execPath, [
    require.resolve('typescript/bin/tsc'), '-p', join(__dirname, 'tsconfig.json'), '--outDir', folder,
  ], { stdio: 'inherit' });
  if (compiled.status !== 0) {
    rmSync(folder, { recursive: true });
    throw new Error('the library or an app in bench/apps does not compile');
  }
  // a junction needs no privilege on Windows; elsewhere the type is ignored
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  // what the package's own build does after compiling
  const bundled = spawnSync(process.execPath, [join(ROOT, 'projenrc', 'bundle.mjs'), join(folder, 'src')], { stdio: 'inherit' });
  if (bundled.status !== 0) {
    throw new Error('the compiled library could not be bundled');
  }
  return {
    folder,
    library: join(folder, 'src', 'index.js'),
    output: join(folder, 'output'),
    app: (name) => join(folder, 'bench', 'apps', `${name}.js`),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
