import { ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

// runs on its own: ends the process groups that it was told of once the kit's end of the pipe is closed
const SCRIPT = `
  const groups = new Set();
  const end = (pid) => process.platform === 'win32'
    ? require('node:child_process').spawnSync('taskkill', ['/pid', pid, '/T', '/F'], { stdio: 'ignore', windowsHide: true })
    : process.kill(-pid, 'SIGKILL');
  require('node:readline').createInterface({ input: process.stdin })
    .on('line', (line) => groups[line[0] === '+' ? 'add' : 'delete'](line.slice(1)))
    .on('close', () => groups.forEach((pid) => {
      try {
        end(pid);
      } catch {}
    }));
`;

/** A process that ends the servers when this one was killed and could not do it itself. */
export class OrphanGuard {
  private child?: ChildProcess;
  private readonly pids = new Set<number>();

  public watch(pid: number): void {
    this.pids.add(pid);
    this.child ??= start();
    this.tell(`+${pid}`);
  }

  /** Must be called as soon as a process has ended: its number may soon be another's. */
  public forget(pid: number): void {
    this.pids.delete(pid);
    this.tell(`-${pid}`);
    if (this.pids.size === 0) {
      this.child?.stdin?.end();
      this.child = undefined;
    }
  }

  private tell(line: string): void {
    this.child?.stdin?.write(`${line}\n`);
  }
}

function start(): ChildProcess {
  // a session of its own: what ends the kit's terminal must not end its guard
  const child = spawn(process.execPath, ['-e', SCRIPT], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
    detached: true,
    windowsHide: true,
  });
  child.on('error', () => undefined);
  child.stdin!.on('error', () => undefined);
  child.unref();
  (child.stdin as Socket).unref();
  return child;
}
