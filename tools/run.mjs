// child processes of the checks in this folder, without a shell where the system allows it
import { spawnSync } from 'node:child_process';

/** Runs a script with this Node; its output goes to the terminal. Returns whether it succeeded. */
export function runNode(cwd, ...args) {
  return succeeded(spawnSync(process.execPath, args, { cwd, stdio: 'inherit' }));
}

/** Runs npm in `cwd`, from the cache where it can, without running anybody's install scripts. Arguments need no quoting. */
export function runNpm(cwd, ...args) {
  const all = [...args, '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  const cli = process.env.npm_execpath;
  const env = { ...process.env };
  // set when npm itself started us: it would install into the repository
  delete env.npm_config_local_prefix;
  if (cli?.endsWith('npm-cli.js')) return succeeded(spawnSync(process.execPath, [cli, ...all], { cwd, env, stdio: 'inherit' }));
  // npm is a script that Windows runs through a shell only
  return succeeded(spawnSync('npm', all, { cwd, env, stdio: 'inherit', shell: process.platform === 'win32' }));
}

function succeeded({ status, error }) {
  if (error) console.error(error.message);
  return status === 0;
}
