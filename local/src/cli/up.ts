import { AccessLog } from './access-log';
import { Arguments } from './arguments';
import { onParentGone, onStopSignals } from './stop-signals';
import { Terminal } from './terminal';
import { Kit } from '../kit/kit';

/** Runs the service until somebody ends it. */
export async function up({ accessLog, ...options }: Arguments): Promise<void> {
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

  const log = accessLog === undefined ? undefined : new AccessLog(accessLog, stop);
  try {
    const kit = await Kit.start({
      ...options,
      signal: stopping.signal,
      log: (line, server) => terminal.print(line, server),
      onAccess: (record) => log?.write(record),
    });
    terminal.printReady(kit);
    await aborted(stopping.signal);
    await kit.stop();
  } catch (error) {
    if (!stopping.signal.aborted) {
      throw error;
    }
  } finally {
    log?.end();
  }
  if (log?.error !== undefined) {
    throw log.error;
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
