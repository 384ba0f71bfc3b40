import { ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { temporaryFolder } from './assembly';
import { atTestEnd } from './http';

/** Folder of the kit's package. */
export const KIT_FOLDER = path.join(__dirname, '..', '..');

export interface Cli {
  readonly child: ChildProcessWithoutNullStreams;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves with what matches on standard output. */
  until(pattern: RegExp): Promise<string>;
  exited(): Promise<{ code: number | null; signal: string | null }>;
}

export interface CliOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** Where the command is started; by default in the kit's folder. */
  readonly folder?: string;
  /** A process group of its own, which can be ended as a whole. */
  readonly detached?: boolean;
  /** Whether the test writes to it; otherwise it can read nothing. */
  readonly keepsInput?: boolean;
}

/** Starts the kit's command line, ended with the test at the latest. */
export function startCli(args: string[], options: CliOptions = {}): Cli {
  return startProgram([process.execPath, cliFile(), ...args], options);
}

/** Starts any program, ended with the test at the latest. */
export function startProgram([file, ...args]: string[], options: CliOptions = {}): Cli {
  const { environment, folder = KIT_FOLDER, detached = false, keepsInput = false } = options;
  const child = spawn(file, args, { cwd: folder, env: { ...process.env, ...environment }, stdio: 'pipe', detached });
  if (!keepsInput) {
    child.stdin.end();
  }
  atTestEnd(() => child.kill('SIGKILL'));
  const closed = once(child, 'close');
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text;
  });
  return {
    child,
    out: () => out,
    err: () => err,
    until: async (pattern) => {
      for (;;) {
        const found = pattern.exec(out);
        if (found !== null) {
          return found[1] ?? found[0];
        }
        if (child.exitCode !== null) {
          throw new Error(`ended with ${child.exitCode}: ${err}`);
        }
        await Promise.race([once(child.stdout, 'data'), closed]);
      }
    },
    exited: async () => {
      const [code, signal] = await closed;
      return { code, signal };
    },
  };
}

let compiled: string | undefined;

/** The command line as the package has it: compiled once, as compiling anew takes each start a second. */
export function cliFile(): string {
  compiled ??= compile();
  return path.join(compiled, 'lib', 'cli.js');
}

function compile(): string {
  const folder = temporaryFolder();
  const sources = path.join(KIT_FOLDER, 'src');
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(path.join(KIT_FOLDER, 'tsconfig.json'), ts.sys.readFile).config, ts.sys, KIT_FOLDER);
  for (const file of fs.readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))) {
    const target = path.join(folder, 'lib', file.replace(/\.ts$/, '.js'));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    const text = fs.readFileSync(path.join(sources, file), 'utf8');
    fs.writeFileSync(target, ts.transpileModule(text, { compilerOptions: options, fileName: path.join(sources, file) }).outputText);
  }
  fs.copyFileSync(path.join(KIT_FOLDER, 'package.json'), path.join(folder, 'package.json'));
  fs.symlinkSync(path.join(KIT_FOLDER, '..', 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  return folder;
}
