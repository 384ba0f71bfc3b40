import * as fs from 'node:fs';

/** Signals by which terminals, shells and service managers ask a process to end. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'] as const;

/**
 * Calls `stop` when this process is asked to end, and `kill` when it is asked once more.
 *
 * Package managers pass on the Ctrl-C that the terminal has sent to everybody already: a second signal counts
 * only some time after the first.
 */
export function onStopSignals(stop: () => void, kill: () => void): void {
  let first: number | undefined;
  for (const signal of SIGNALS) {
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

/** Taken as soon as this file is loaded: a parent that ends while the kit still starts must be missed as well. */
const ANCESTORS = ancestors();

/**
 * Calls `stop` when the process that has started this one is gone: a package manager that was killed passes on no signal,
 * and a kit that nobody sees must not hold its port.
 */
export function onParentGone(stop: () => void, intervalMilliseconds = 1000): void {
  const timer = setInterval(() => {
    if (process.ppid !== ANCESTORS[0] || ancestors().join() !== ANCESTORS.join()) {
      clearInterval(timer);
      stop();
    }
  }, intervalMilliseconds);
  timer.unref();
}

/** The parent, and behind a shell that runs nothing but this command (`sh -c`, as package managers start it) its parent. */
function ancestors(): number[] {
  const parent = process.ppid;
  try {
    const [name, option] = fs.readFileSync(`/proc/${parent}/cmdline`, 'utf8').split('\0');
    const isWrapper = /(^|\/)(sh|dash|bash|ash)$/.test(name) && /^-\w*c/.test(option);
    // the name in brackets may hold anything, the fields behind it are plain
    const grandparent = Number(fs.readFileSync(`/proc/${parent}/stat`, 'utf8').split(') ').pop()?.split(' ')[1]);
    return isWrapper ? [parent, grandparent] : [parent];
  } catch {
    // no such folder on this system, where shells become the command that they run
    return [parent];
  }
}
