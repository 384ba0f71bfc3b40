import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

interface ComposerPackage {
  readonly name: string;
  readonly version: string;
  readonly dist?: { readonly type: string };
}

/** What Composer has installed; nothing where it has not run. */
export function composerPackages(directory: string): readonly ComposerPackage[] {
  const installed = path.join(directory, 'vendor', 'composer', 'installed.json');
  return fs.existsSync(installed) ? JSON.parse(fs.readFileSync(installed, 'utf8')).packages : [];
}

/** How the packages of an example differ from what its user would install; undefined where they do not. */
export function departures(directory: string): string | undefined {
  const notes = [...checkouts(directory), ...leftOut(directory), ...standIns(directory)];
  return notes.length > 0 ? notes.join('; ') : undefined;
}

function checkouts(directory: string): string[] {
  const names = composerPackages(directory).filter(({ dist }) => dist?.type === 'path').map(({ name }) => name);
  return names.length > 0 ? [`${names.join(', ')} from a checkout`] : [];
}

/** What composer.reduced.json says is there although it is not, where that file was taken. */
function leftOut(directory: string): string[] {
  const file = path.join(directory, 'composer.reduced.json');
  if (!fs.existsSync(file)) {
    return [];
  }
  const installed = composerPackages(directory).map(({ name }) => name);
  const { replace = {} }: { replace?: Record<string, string> } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const names = Object.keys(replace).filter((name) => !installed.includes(name));
  return names.length > 0 ? [`${names.join(', ')} replaced in composer.reduced.json`] : [];
}

/** What requirements.txt names and pip has not installed: it was found on PYTHONPATH. */
function standIns(directory: string): string[] {
  const file = path.join(directory, 'requirements.txt');
  if (!fs.existsSync(file)) {
    return [];
  }
  const names = fs.readFileSync(file, 'utf8').split('\n').map((line) => line.split('==')[0].trim()).filter(Boolean);
  const absent = names.filter((name) => pythonPackageVersion(name) === undefined);
  return absent.length > 0 ? [`${absent.join(', ')} from a checkout or a stand-in on PYTHONPATH`] : [];
}

export function pythonPackageVersion(name: string): string | undefined {
  return askPython(`from importlib.metadata import version; print(version('${name}'))`);
}

export function askPython(script: string): string | undefined {
  const { status, stdout } = spawnSync('python3', ['-W', 'ignore', '-c', script], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
