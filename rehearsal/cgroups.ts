import * as fs from 'node:fs';
import * as path from 'node:path';

/** Hierarchies in which systemd keeps its units; machines that shared a group there would see each other's services. */
function hierarchies(): string[] {
  const mounts = fs.readFileSync('/proc/self/mounts', 'utf8').split('\n').map((line) => line.split(' '));
  return fs.readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n').flatMap((line) => {
    const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line)!;
    if (controllers !== '' && controllers !== 'name=systemd') {
      return [];
    }
    const mount = mounts.find(([, , type, options]) => controllers === '' ? type === 'cgroup2' : type === 'cgroup' && options?.split(',').includes(controllers));
    return mount === undefined ? [] : [path.join(mount[1], group)];
  });
}

/** Makes a control group below our own in each hierarchy, and answers their folders. */
export function makeGroups(name: string): string[] {
  return hierarchies().map((hierarchy) => {
    const folder = path.join(hierarchy, name);
    fs.mkdirSync(folder, { recursive: true });
    return folder;
  });
}

/** Removes the groups whose names begin so; what machines have made in them is empty once they have ended. */
export function removeGroups(prefix: string): void {
  for (const hierarchy of hierarchies()) {
    for (const name of fs.readdirSync(hierarchy).filter((entry) => entry.startsWith(prefix))) {
      removeGroup(path.join(hierarchy, name));
    }
  }
}

function removeGroup(folder: string): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      removeGroup(path.join(folder, entry.name));
    }
  }
  fs.rmdirSync(folder);
}
