import { execFile, ExecFileOptions } from 'node:child_process';

/** Runs a command to its end and resolves with its output; rejects with its last words. */
export function run(command: string, args: readonly string[], options: ExecFileOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { maxBuffer: 64 * 1024 * 1024, ...options, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) {
        return resolve(stdout);
      }
      const said = [...stdout.split('\n'), ...stderr.split('\n')].map((line) => line.trim()).filter((line) => line !== '');
      return reject(new Error(`${command} ${args.join(' ').slice(0, 200)} failed (${error.code ?? error.signal}): ${said.slice(-3).join(' | ')}`));
    });
  });
}

/** Asks until `poll` answers something, for what tells nobody when it happens. */
export async function until<T>(what: string, seconds: number, poll: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await poll();
    if (answer !== undefined) {
      return answer;
    }
    if (performance.now() > end) {
      throw new Error(`expected ${what} within ${seconds} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
