import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { KitError } from '../../foundation/error';
import { OrphanGuard } from './orphan-guard';
import { windowsCommand } from './windows-command';

export interface ServerProcessOptions {
  /** The person's command, `{port}` replaced already. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** @default - the kit's own */
  readonly workingDirectory?: string;
  /** How long a server may take to end by itself. */
  readonly graceMilliseconds?: number;
  onLine?(line: string): void;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const IS_WINDOWS = process.platform === 'win32';
const RUNNING = new Set<ServerProcess>();
let guard: OrphanGuard | undefined;

/** One server's process with everything that it starts, ended together. */
export class ServerProcess {
  /** @throws KitError when the command cannot be started */
  public static start(options: ServerProcessOptions): Promise<ServerProcess> {
    return new Promise((resolve, reject) => {
      const child = spawnGroup(options);
      child.once('error', (error: NodeJS.ErrnoException) => reject(new KitError(startFailure(options, error))));
      child.once('spawn', () => resolve(new ServerProcess(child, options)));
    });
  }

  public readonly pid: number;
  /** Resolves when the process has ended, for whatever reason; what it had started is ended then too. */
  public readonly exited: Promise<ProcessExit>;
  /** Resolves when the last line of output has been passed on. */
  public readonly outputEnded: Promise<void>;
  private hasEnded = false;

  private constructor(child: ChildProcess, private readonly options: ServerProcessOptions) {
    this.pid = child.pid!;
    remember(this);
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        // workers that outlive their parent would go on serving with its old settings
        if (!IS_WINDOWS) {
          this.kill();
        }
        this.hasEnded = true;
        RUNNING.delete(this);
        guard?.forget(this.pid);
        resolve({ code, signal });
      });
    });
    this.outputEnded = new Promise((resolve) => {
      child.once('close', () => resolve());
      // a daemon in a session of its own may hold the output open for ever
      child.once('exit', () => setTimeout(resolve, 500).unref());
    });
    child.on('error', () => undefined);
    this.passOn(child.stdout!);
    this.passOn(child.stderr!);
  }

  /** Asks the whole group to end and ends it after the grace. */
  public async stop(): Promise<ProcessExit> {
    if (this.hasEnded) {
      return this.exited;
    }
    if (IS_WINDOWS) {
      this.kill();
    } else {
      signalGroup(this.pid, 'SIGTERM');
    }
    const timer = setTimeout(() => this.kill(), this.options.graceMilliseconds ?? 5000);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  /** Ends the whole group at once. */
  public kill(): void {
    if (this.hasEnded) {
      return;
    }
    if (IS_WINDOWS) {
      spawnSync('taskkill', ['/pid', `${this.pid}`, '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    } else {
      signalGroup(this.pid, 'SIGKILL');
    }
  }

  private passOn(output: Readable): void {
    const lines = createInterface({ input: output, crlfDelay: Infinity });
    lines.on('line', (line) => this.options.onLine?.(line));
  }
}

/** Ends every server at once: for the last moment of this process, when nothing asynchronous runs any more. */
function killAllServers(): void {
  for (const server of RUNNING) {
    server.kill();
  }
}

function remember(server: ServerProcess): void {
  if (RUNNING.size === 0 && !process.listeners('exit').includes(killAllServers)) {
    process.on('exit', killAllServers);
  }
  RUNNING.add(server);
  guard ??= new OrphanGuard();
  guard.watch(server.pid);
}

function spawnGroup(options: ServerProcessOptions): ChildProcess {
  const [file, ...rest] = options.command;
  const spawnable = IS_WINDOWS ? windowsCommand(options.command, options.environment) : { file, arguments: rest };
  return spawn(spawnable.file, [...spawnable.arguments], {
    cwd: options.workingDirectory,
    env: { ...options.environment },
    // a group of its own, so that a signal reaches forked workers and Ctrl-C does not reach the servers first
    detached: !IS_WINDOWS,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    windowsVerbatimArguments: 'windowsVerbatimArguments' in spawnable && spawnable.windowsVerbatimArguments,
  });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // the group has ended already
  }
}

function startFailure({ command: [file], workingDirectory }: ServerProcessOptions, error: NodeJS.ErrnoException): string {
  if (workingDirectory !== undefined && !fs.existsSync(workingDirectory)) {
    return `working folder not found, got: ${workingDirectory}`;
  }
  switch (error.code) {
    case 'ENOENT':
      return `command not found, got: ${file}; install it or write its path`;
    case 'EACCES':
      return `command is not executable, got: ${file}; start it with its interpreter, such as \`node ${file}\``;
    default:
      return `command cannot be started, got: ${file}: ${error.message}`;
  }
}
