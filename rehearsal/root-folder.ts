import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runIsolated } from './isolation';

const suite = 'bookworm';
const packages = [
  'systemd', 'systemd-sysv', 'dbus', 'procps', 'iproute2', 'login', 'cron', 'libfaketime', 'curl', 'ca-certificates',
  'cloud-init', 'python3-cffi-backend', // debootstrap does not see that the one needs the other
  'apache2', 'libapache2-mod-php8.2', 'nginx-light', 'php8.2-fpm', 'php8.2-cli',
  'php8.2-curl', 'php8.2-xml', 'php8.2-mbstring', 'php8.2-apcu',
];

const script = path.join(__dirname, 'image', 'debootstrap.sh');
/** What a temporary file system must find free to hold a root folder. */
const neededBytes = 3 * 1024 ** 3;

/** The packages cannot be had here, which says nothing about the user data. */
export class OutOfReach extends Error {}

/** A Debian with the web servers, made once and kept in the user's cache. */
export async function rootFolder(say: (text: string) => void): Promise<string> {
  const hash = createHash('sha256').update(fs.readFileSync(script)).update([suite, process.arch, ...packages].join()).digest('hex');
  const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'cdk-dynamodb-sessions');
  const folder = path.join(cache, `rehearsal-${hash.slice(0, 12)}`);
  if (fs.existsSync(folder)) {
    return folder;
  }
  say(`building a root folder with debootstrap: ${packages.join(' ')}`);
  fs.mkdirSync(cache, { recursive: true });
  const building = fs.mkdtempSync(`${folder}.building-`);
  try {
    // in memory, where the package manager's many syncs cost nothing
    const inMemory = os.freemem() > neededBytes ? 'yes' : 'no';
    await runIsolated(['sh', script, suite, building, packages.join(), inMemory], { network: 'host' });
    fs.renameSync(path.join(building, 'root'), folder);
  } catch (error) {
    if (/Failed getting release file|Couldn't (download|retrieve)/.test((error as Error).message)) {
      throw new OutOfReach();
    }
    throw error;
  } finally {
    fs.rmSync(building, { recursive: true, force: true });
  }
  return folder;
}
