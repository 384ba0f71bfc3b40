import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { KitError } from '../../local/src';
import { requireCommand } from './command';

const REDUCED = 'composer.reduced.json';
/** Composer's exit code when the packages that composer.json asks for cannot be had together. */
const UNRESOLVABLE = 2;

/**
 * Installs what composer.json says. Where the registry of this computer lacks a part of it, composer.reduced.json takes
 * its place, if there is one: without the part that the example does not use, or with a checkout that a variable names.
 */
export function installComposerPackages(directory: string): void {
  requireCommand('php', 'PHP 8.2 or later');
  if (isInstalled(path.join(directory, 'vendor'))) {
    return;
  }
  requireCommand('composer', 'Composer, the package manager of PHP');
  say('installing the Composer packages of the example');
  const { status, problem } = composer(directory, 'composer.json');
  if (status === 0) {
    return;
  }
  if (status !== UNRESOLVABLE || !fs.existsSync(path.join(directory, REDUCED))) {
    throw new KitError(`composer install failed in ${directory}: ${problem}`);
  }
  requireCheckouts(directory, problem);
  say(`composer.json does not resolve here (${problem}): installing ${REDUCED} instead`);
  const reduced = composer(directory, REDUCED);
  if (reduced.status !== 0) {
    throw new KitError(`composer install failed in ${directory} with ${REDUCED}: ${reduced.problem}`);
  }
}

/** Packages from a checkout are links: they dangle when that has gone. */
function isInstalled(vendor: string): boolean {
  return fs.existsSync(path.join(vendor, 'autoload.php')) && fs.readdirSync(vendor, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => fs.readdirSync(path.join(vendor, name)).map((each) => path.join(vendor, name, each)))
    .every((entry) => fs.existsSync(entry));
}

/** The packages of composer.reduced.json that are not in the registry come from folders such as `$YII2_PATH/framework`. */
function requireCheckouts(directory: string, problem: string): void {
  const text = fs.readFileSync(path.join(directory, REDUCED), 'utf8');
  for (const [, variable, within] of text.matchAll(/"url": "\$([A-Z0-9_]+)([^"]*)"/g)) {
    const value = process.env[variable];
    if (!value) {
      throw new KitError(`not in the registry: ${problem}; set ${variable} to a checkout to run the example`);
    }
    if (!fs.existsSync(path.join(value, within, 'composer.json'))) {
      throw new KitError(`${variable} must be a folder with ${path.join(within, 'composer.json').replace(/^\//, '')} in it, received ${value}`);
    }
  }
}

function composer(directory: string, file: string): { status: number | null; problem: string } {
  const { status, stderr } = spawnSync('composer', ['install', '--no-interaction', '--no-progress'], {
    cwd: directory,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, COMPOSER: file },
  });
  const missing = [...(stderr ?? '').matchAll(/requires ([^\s,]+).*could not be found/g)].map(([, name]) => name);
  const lines = (stderr ?? '').split('\n').map((line) => line.trim()).filter(Boolean);
  const reason = lines.find((line) => /could not|failed|error/i.test(line)) ?? lines[0] ?? 'no reason given';
  return { status, problem: missing.length > 0 ? `${[...new Set(missing)].join(', ')} could not be found` : reason };
}

/** An example with the files of one of its variants over it, in a folder that git does not see. */
export function assembleVariant(example: string, variant: string): string {
  const source = path.join(__dirname, '..', example);
  const directory = path.join(source, 'var', variant);
  const fixed = new Set(['vendor', 'var', 'cdk.out', 'node_modules', variant]);
  fs.mkdirSync(directory, { recursive: true });
  for (const name of fs.readdirSync(directory)) {
    if (name !== 'vendor') {
      fs.rmSync(path.join(directory, name), { recursive: true });
    }
  }
  for (const name of fs.readdirSync(source)) {
    if (!fixed.has(name)) {
      fs.cpSync(path.join(source, name), path.join(directory, name), { recursive: true });
    }
  }
  fs.cpSync(path.join(source, variant), directory, { recursive: true });
  return directory;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
