import * as fs from 'node:fs';
import * as path from 'node:path';
import { ClientPackage } from './conformance-case';
import { askPython, composerPackages, pythonPackageVersion } from './installation';

/** Version of the package as it is installed for an example. */
export function clientVersion({ manager, name }: ClientPackage, directory: string): string {
  const version = readVersion[manager](name, directory);
  if (version === undefined) {
    throw new Error(`expected the package ${name} to be installed for ${directory}, but it is not`);
  }
  return version;
}

const readVersion: Readonly<Record<ClientPackage['manager'], (name: string, directory: string) => string | undefined>> = {
  npm: npmVersion,
  composer: (name, directory) => composerPackages(directory).find((each) => each.name === name)?.version.replace(/^v/, ''),
  python: (name) => pythonPackageVersion(name) ?? askPython(`import ${name}; print(${name}.__version__)`),
  other: () => undefined,
};

function npmVersion(name: string, directory: string): string | undefined {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'node_modules', name, 'package.json');
    if (fs.existsSync(manifest)) {
      return JSON.parse(fs.readFileSync(manifest, 'utf8')).version;
    }
    if (folder === path.dirname(folder)) {
      return undefined;
    }
  }
}
