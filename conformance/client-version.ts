import * as fs from 'node:fs';
import * as path from 'node:path';
import { ClientPackage } from './conformance-case';

/** Version of the package as it is installed for an example. */
export function clientVersion({ manager, name }: ClientPackage, directory: string): string {
  const version = manager === 'npm' ? npmVersion(name, directory) : manager === 'composer' ? composerVersion(name, directory) : undefined;
  if (version === undefined) throw new Error(`package ${name} is not installed for ${directory}`);
  return version;
}

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
  return packages.find(each => each.name === name)?.version;
}
