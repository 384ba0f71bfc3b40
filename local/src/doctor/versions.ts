import * as fs from 'node:fs';
import * as path from 'node:path';
import { Finding, note, ok, problem } from './finding';

interface Manifest {
  readonly version?: string;
  readonly engines?: { readonly node?: string };
}

const KIT_FOLDER = path.join(__dirname, '..', '..');

export function checkNode(version = process.versions.node): Finding {
  const needed = /\d+(\.\d+)*/.exec(readManifest(KIT_FOLDER)?.engines?.node ?? '')?.[0] ?? '0';
  return isAtLeast(version, needed)
    ? ok('Node.js', version)
    : problem('Node.js', `${version} is older than ${needed}; install a newer one`);
}

/** The kit beside the library that it comes with; apps in other languages have the library elsewhere. */
export function checkPackages(folder: string): Finding[] {
  const kit = readManifest(KIT_FOLDER)?.version ?? 'unknown';
  const library = installed(folder, 'cdk-dynamodb-sessions');
  return [
    ok('local kit', kit),
    library === undefined
      ? note('library', 'cdk-dynamodb-sessions is not among the npm packages of this folder; the kit needs the cloud assembly alone')
      : compare(library, kit),
  ];
}

function compare(library: string, kit: string): Finding {
  return minorOf(library) === minorOf(kit)
    ? ok('library', library)
    : note('library', `cdk-dynamodb-sessions ${library} and the kit ${kit} were not made together; install the same version of both`);
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** The version of a package as an app in this folder would load it. */
function installed(folder: string, name: string): string | undefined {
  const found = readManifest(path.join(folder, 'node_modules', name))?.version;
  const parent = path.dirname(folder);
  return found ?? (parent === folder ? undefined : installed(parent, name));
}

function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

function isAtLeast(version: string, needed: string): boolean {
  const [have, want] = [version, needed].map((text) => text.split('.').map(Number));
  const index = want.findIndex((part, i) => (have[i] ?? 0) !== part);
  return index === -1 || (have[index] ?? 0) > want[index];
}
