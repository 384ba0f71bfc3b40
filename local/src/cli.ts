#!/usr/bin/env node
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Arguments, parseArguments } from './cli/arguments';
import { HELP } from './cli/help';
import { Kit } from './kit/kit';
import { KitError } from './foundation/error';
import { onParentGone, onStopSignals } from './cli/stop-signals';
import { Terminal } from './cli/terminal';

void main();

async function main(): Promise<void> {
  try {
    const request = parseArguments(process.argv.slice(2));
    if (request === 'help') {
      process.stdout.write(HELP);
    } else if (request === 'version') {
      process.stdout.write(`${version()}\n`);
    } else {
      await run(request);
    }
  } catch (error) {
    if (!isForPeople(error)) {
      throw error;
    }
    process.stderr.write(`error: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
    process.exitCode = 2;
  }
}

/** Anything else is a fault of the kit, whose stack trace belongs into a bug report. */
function isForPeople(error: unknown): error is Error {
  return error instanceof KitError || (error instanceof Error && 'syscall' in error);
}

async function run({ accessLog, ...options }: Arguments): Promise<void> {
  const terminal = new Terminal(process.stdout, process.env);
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  onStopSignals(() => {
    terminal.print('ending the servers');
    stop();
  }, () => process.exit(130));
  onParentGone(stop);
  // the reader of a pipe is gone: nobody can see what happens any more
  process.stdout.on('error', stop);

  const log = accessLog === undefined ? undefined : openLog(accessLog);
  let logError: KitError | undefined;
  log?.on('error', (error) => {
    logError ??= logProblem(accessLog!, error);
    stop();
  });
  try {
    const kit = await Kit.start({
      ...options,
      signal: stopping.signal,
      log: (line, server) => terminal.print(line, server),
      onAccess: (record) => log?.write(`${JSON.stringify(record)}\n`),
    });
    terminal.printReady(kit);
    await aborted(stopping.signal);
    await kit.stop();
    if (logError !== undefined) {
      throw logError;
    }
  } catch (error) {
    if (!stopping.signal.aborted || logError !== undefined) {
      throw logError ?? error;
    }
  } finally {
    log?.end();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve());
  });
}

function openLog(file: string): fs.WriteStream {
  try {
    return fs.createWriteStream(file, { fd: fs.openSync(file, 'a') });
  } catch (error) {
    throw logProblem(file, error as NodeJS.ErrnoException);
  }
}

function logProblem(file: string, { code, message }: NodeJS.ErrnoException): KitError {
  return new KitError(`--access-log cannot be written, got: ${file} (${code ?? message}); choose a file in an existing folder`);
}

function version(): string {
  return JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8')).version;
}
