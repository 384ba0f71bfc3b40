import * as fs from 'node:fs';
import * as path from 'node:path';
import { Finding, note, ok, problem } from './finding';

const NAME = 'command';

/** Whether the program that starts a server is on this computer. */
export function checkCommand(command: readonly string[], environment: NodeJS.ProcessEnv = process.env): Finding {
  const [program] = command;
  if (program === undefined) {
    return note(NAME, 'none given; write it at the end to have it checked, such as: -- php -S 127.0.0.1:{port} -t public');
  }
  const candidates = candidatesOf(program, environment);
  const files = candidates.filter((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile());
  const executable = files.find(isExecutable);
  if (executable !== undefined) {
    return ok(NAME, executable);
  }
  return files.length > 0
    ? problem(NAME, `${files[0]} is not executable; start it with its interpreter, such as \`node ${program}\``)
    : problem(NAME, `${program} is not on this computer; install it or write its path`);
}

/** The files that the system would try, in its order. */
function candidatesOf(program: string, environment: NodeJS.ProcessEnv): string[] {
  const isPath = program.includes('/') || program.includes(path.sep);
  const folders = isPath ? [''] : (environment.PATH ?? environment.Path ?? '').split(path.delimiter);
  const endings = process.platform === 'win32' ? ['', ...(environment.PATHEXT ?? '.COM;.EXE;.BAT;.CMD').split(';')] : [''];
  return folders.flatMap((folder) => endings.map((ending) => path.resolve(folder, `${program}${ending}`)));
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
