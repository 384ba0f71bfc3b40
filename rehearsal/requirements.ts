import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { makeGroups, removeGroups } from './cgroups';

const commands: Readonly<Record<string, string>> = {
  'debootstrap': 'debootstrap',
  'systemd-nspawn': 'systemd-container',
  'ip': 'iproute2',
  'unshare': 'util-linux',
  'nsenter': 'util-linux',
};
/** Debian's keys, without which debootstrap on another distribution trusts nothing. */
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const composerCommands: Readonly<Record<string, string>> = { php: 'php-cli php-xml php-mbstring', composer: 'composer' };
const example = path.join(__dirname, '..', 'examples', 'php');

/** Makes ready what the rehearsal needs of this computer; the reason where that cannot be. */
export function reasonToSkip(install: boolean): string | undefined {
  if (process.platform !== 'linux') {
    return 'needs Linux';
  }
  if (process.getuid?.() !== 0) {
    return 'needs root, which boots machines';
  }
  const missing = missingPackages();
  if (missing.length > 0 && !(install && installPackages(missing))) {
    return `needs the Debian packages ${missing.join(' ')}; --install installs them`;
  }
  return prepareExample(install) ?? refusedNamespaces() ?? refusedGroups();
}

function missingPackages(): string[] {
  const packages = [
    ...Object.keys(commands).filter((command) => !has(command)).map((command) => commands[command]),
    ...(fs.existsSync(keyring) ? [] : ['debian-archive-keyring']),
  ];
  return [...new Set(packages)];
}

function prepareExample(install: boolean): string | undefined {
  if (fs.existsSync(path.join(example, 'vendor', 'autoload.php'))) {
    return undefined;
  }
  const missing = Object.keys(composerCommands).filter((command) => !has(command)).flatMap((command) => composerCommands[command].split(' '));
  if (missing.length > 0 && !(install && installPackages(missing))) {
    return `needs examples/php/vendor, made by composer install; --install installs ${missing.join(' ')} for it`;
  }
  const { status } = spawnSync('composer', ['install', '--no-interaction', '--no-progress', '--quiet'], {
    cwd: example, stdio: ['ignore', 'ignore', 'inherit'], env: { COMPOSER_ALLOW_SUPERUSER: '1', ...process.env },
  });
  return status === 0 ? undefined : 'composer install failed in examples/php';
}

/** Containers without privileges look like root until they try. */
function refusedNamespaces(): string | undefined {
  const { status, stderr } = spawnSync('unshare', [
    '--mount', '--propagation', 'private', '--net', '--pid', '--fork', '--mount-proc', 'sh', '-ec',
    'mount -t tmpfs none /mnt && mkdir /mnt/u /mnt/w /mnt/m && mount -t overlay none -o lowerdir=/etc,upperdir=/mnt/u,workdir=/mnt/w /mnt/m',
  ], { encoding: 'utf8' });
  return status === 0 ? undefined : `may not make namespaces and mounts here: ${stderr.trim().split('\n')[0]}`;
}

function refusedGroups(): string | undefined {
  const name = `rehearsal-${process.pid}`;
  try {
    const groups = makeGroups(name);
    removeGroups(name);
    return groups.length > 0 ? undefined : 'finds no control groups here';
  } catch (error) {
    return `may not make control groups here: ${(error as Error).message}`;
  }
}

function installPackages(packages: string[]): boolean {
  if (!has('apt-get')) {
    return false;
  }
  const apt = (...args: string[]) => spawnSync('apt-get', ['-qq', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;
  const get = () => apt('install', '--yes', '--no-install-recommends', ...packages);
  return get() || (apt('update') && get());
}

function has(command: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => fs.existsSync(path.join(folder, command)));
}
