/**
 * Calls `stop` when this process is asked to end, and `kill` when it is asked once more.
 *
 * Package managers pass on the Ctrl-C that the terminal has sent to everybody already: a second signal counts
 * only some time after the first.
 */
export function onStopSignals(stop: () => void, kill: () => void): void {
  let first: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (first === undefined) {
        first = performance.now();
        stop();
      } else if (performance.now() - first > 500) {
        kill();
      }
    });
  }
}
