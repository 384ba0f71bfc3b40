import { spawnSync } from 'child_process';
import { join } from 'path';
import { sourcesOf } from '../tools/sources';

const root = join(__dirname, '..');

/** The modules that a fresh process has loaded after these statements, relative to this repository. */
function modulesAfter(...statements: string[]): string[] {
  const print = 'process.stdout.write(JSON.stringify(Object.keys(require.cache)));';
  const { stdout, stderr } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', [...statements, print].join('\n')], {
    cwd: root, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' },
  });
  if (stderr) {
    throw new Error(stderr);
  }
  const files = (JSON.parse(stdout) as string[]).map((file) => file.replaceAll('\\', '/'));
  // node_modules may be a link to somewhere else
  return files.map((file) => file.includes('/node_modules/') ? file.replace(/^.*\/node_modules\//, 'node_modules/') : file.slice(root.length + 1));
}

/** Files of aws-cdk-lib that do something; its `*\/index.js` only name what they would load. */
function implementationFiles(modules: string[]): string[] {
  const index = /^node_modules\/aws-cdk-lib\/[a-z0-9-]+\/index\.js$/;
  return modules.filter((file) => file.startsWith('node_modules/aws-cdk-lib/') && !index.test(file));
}

describe('importing the library', () => {
  const modules = modulesAfter("require('./src/index.ts');");

  // a file of types alone is nothing that could be loaded
  test('loads its own files', () => {
    const files = sourcesOf('src').filter(({ text }) => /^export (?!interface |type )/m.test(text)).map(({ path }) => path);
    expect(files.length).toBeGreaterThan(70);
    expect(files.filter((file) => !modules.includes(file))).toEqual([]);
  });

  test('loads no implementation file of aws-cdk-lib', () => {
    expect(implementationFiles(modules)).toEqual([]);
  });

  test('loads nothing else but indexes of aws-cdk-lib, and constructs', () => {
    // esbuild is how tsx runs TypeScript here
    expect(modules.filter((file) => !/^(src|node_modules\/(aws-cdk-lib|constructs|tsx|esbuild))\//.test(file)))
      .toEqual([]);
  });
});

test('using the library loads implementation files, which the check above would see', () => {
  expect(implementationFiles(modulesAfter("require('./src/index.ts').SessionStore.phpSdk();"))).not.toEqual([]);
});
