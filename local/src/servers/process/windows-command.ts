import * as fs from 'node:fs';
import * as path from 'node:path';

interface SpawnableCommand {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly windowsVerbatimArguments?: boolean;
}

/**
 * What to spawn on Windows, where `npx`, `npm` and `composer` are batch files: only the command interpreter can start
 * those. Programs (`php.exe`, `node.exe`) are started directly.
 */
export function windowsCommand(
  [file, ...rest]: readonly string[],
  environment: NodeJS.ProcessEnv,
  exists: (file: string) => boolean = fs.existsSync,
): SpawnableCommand {
  const found = findProgram(file, environment, exists);
  if (found === undefined || !/\.(cmd|bat)$/i.test(found)) {
    return { file: found ?? file, arguments: rest };
  }
  const line = [`"${found}"`, ...rest.map(quoteForBatch)].join(' ');
  return {
    file: variable(environment, 'ComSpec') ?? 'cmd.exe',
    arguments: ['/d', '/s', '/c', `"${line}"`],
    windowsVerbatimArguments: true,
  };
}

function findProgram(file: string, environment: NodeJS.ProcessEnv, exists: (file: string) => boolean): string | undefined {
  const extensions = (variable(environment, 'PATHEXT') ?? '.COM;.EXE;.BAT;.CMD').split(';');
  const names = path.win32.extname(file) === '' ? extensions.map((extension) => file + extension) : [file];
  const folders = /[\\/]/.test(file) ? [''] : (variable(environment, 'PATH') ?? '').split(';').filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => path.win32.join(folder, name))).find(exists);
}

/** Variables of Windows have no case, those of a copied environment do. */
function variable(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const key = Object.keys(environment).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : environment[key];
}

function quoteForBatch(argument: string): string {
  const quoted = `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`;
  // a batch file hands its arguments to another program, so the interpreter reads them twice
  const escape = (text: string) => text.replace(/[()\][%!^"`<>&|;, *?]/g, '^$&');
  return escape(escape(quoted));
}
