import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ClientPackage } from './conformance-case';

/** Version of the package as it is installed for an example. */
export function clientVersion({ manager, name }: ClientPackage, directory: string): string {
  const version = readVersion[manager](name, directory);
  if (version === undefined) throw new Error(`expected the package ${name} to be installed for ${directory}, but it is not`);
  return version;
}

const readVersion: Readonly<Record<ClientPackage['manager'], (name: string, directory: string) => string | undefined>> = {
  npm: npmVersion,
  composer: composerVersion,
  python: pythonVersion,
  other: () => undefined,
};

function npmVersion(name: string, directory: string): string | undefined {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'node_modules', name, 'package.json');
    if (fs.existsSync(manifest)) return JSON.parse(fs.readFileSync(manifest, 'utf8')).version;
    if (folder === path.dirname(folder)) return undefined;
  }
}

function composerVersion(name: string, directory: string): string | undefined {
  const installed = path.join(directory, 'vendor', 'composer', 'installed.json');
  if (!fs.existsSync(installed)) return undefined;
  const { packages }: { packages: Array<{ name: string; version: string }> } = JSON.parse(fs.readFileSync(installed, 'utf8'));
  return packages.find(each => each.name === name)?.version.replace(/^v/, '');
}

function pythonVersion(name: string): string | undefined {
  const ask = (script: string) => spawnSync('python3', ['-W', 'ignore', '-c', script], { encoding: 'utf8' });
  const outcomes = [`from importlib.metadata import version; print(version('${name}'))`, `import ${name}; print(${name}.__version__)`].map(ask);
  return outcomes.find(({ status }) => status === 0)?.stdout.trim();
}
