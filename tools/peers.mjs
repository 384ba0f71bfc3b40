// which versions of packages the repository allows and has
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Oldest version that package.json's peerDependencies allow. */
export function lowerBound(root, name) {
  const range = readJson(join(root, 'package.json')).peerDependencies[name];
  const version = /^[\^~>=\s]*(\d+\.\d+\.\d+)/.exec(range)?.[1];
  if (version === undefined) throw new Error(`package.json must allow ${name} from a version on, got: '${range}'`);
  return version;
}

export function installedVersion(folder, name) {
  return readJson(join(folder, 'node_modules', name, 'package.json')).version;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
