import { ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';

export interface IsolationOptions {
  /** `none`: a network namespace of its own, with no way out. */
  readonly network: 'host' | 'none';
  /** Takes the command's output as it comes; without it the output is told only when the command fails. */
  readonly onOutput?: (text: string) => void;
}

let running: ChildProcess | undefined;
let ended = false;

/**
 * Runs a command in namespaces of its own for mounts, processes and network: with its last process everything that it
 * made is gone, however it ends.
 */
export function runIsolated(command: readonly string[], options: IsolationOptions): Promise<void> {
  if (ended) {
    return Promise.reject(new Error('ended before it began'));
  }
  const namespaces = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc', ...(options.network === 'none' ? ['--net'] : [])];
  const child = spawn('unshare', [...namespaces, ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  running = child;
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    options.onOutput?.(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    // when it is ended, unshare complains of that
    if (options.onOutput && !ended) {
      process.stderr.write(text);
    }
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      running = undefined;
      if (code === 0) {
        return resolve();
      }
      return reject(new Error(`${path.basename(command[1])} ended with ${code ?? signal}: ${output.trim().split('\n').slice(-5).join('\n')}`));
    });
  });
}

/** Ends what is running, and lets nothing more begin: the first process of its namespace, and so all others before it. */
export function endIsolated(): void {
  ended = true;
  if (running === undefined) {
    return;
  }
  const [first] = readFileSync(`/proc/${running.pid}/task/${running.pid}/children`, 'utf8').trim().split(' ');
  if (first !== '') {
    process.kill(Number(first), 'SIGKILL');
  } else {
    running.kill('SIGKILL');
  }
}
