import { spawnSync } from 'node:child_process';
import { KitError } from '../../local/src';

/** Fails in words for people when a command is not on this computer. */
export function requireCommand(command: string, what: string): void {
  const { error, status } = spawnSync(command, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' });
  if (error || status !== 0) {
    throw new KitError(`the example needs the command '${command}' (${what}), which is not on this computer; ` +
      'install it, or run npm run demo without --example');
  }
}
