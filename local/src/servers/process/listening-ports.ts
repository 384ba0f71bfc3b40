import * as fs from 'node:fs';

const LISTENS = '0A';

/** The ports on which the processes of a group listen; none on systems that do not tell. */
export function listeningPorts(group: number): number[] {
  try {
    const sockets = new Set(fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name) && groupOf(name) === group).flatMap(socketsOf));
    return [...new Set(['tcp', 'tcp6'].flatMap((table) => fs.readFileSync(`/proc/net/${table}`, 'utf8').trim().split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === LISTENS && sockets.has(inode))
      .map(([, address]) => parseInt(address.split(':')[1], 16)))];
  } catch {
    return [];
  }
}

function groupOf(pid: string): number | undefined {
  try {
    // the name in brackets may hold anything, the fields behind it are plain: state, parent, group
    return Number(fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ')[2]);
  } catch {
    return undefined;
  }
}

function socketsOf(pid: string): string[] {
  try {
    return fs.readdirSync(`/proc/${pid}/fd`).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(fs.readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []);
  } catch {
    // it has ended meanwhile, or a file of it has
    return [];
  }
}
