import { Sample } from './sample';

/** Samples of two sides, taken one after the other so that a noisy moment hits both. */
export interface Pair {
  readonly a: Sample;
  readonly b: Sample;
}

/** A B A B …, after one run of each side that fills the page cache and is not counted. */
export function pairs(count: number, a: () => Sample, b: () => Sample): Pair[] {
  a();
  b();
  return Array.from({ length: count }, () => ({ a: a(), b: b() }));
}

export function median(values: number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Prints smallest, median and largest value; returns the median. */
export function printSpread(title: string, values: number[], digits = 3): number {
  const [min, mid, max] = [Math.min(...values), median(values), Math.max(...values)].map((value) => value.toFixed(digits));
  console.log(`  ${title}: median ${mid} (min ${min}, max ${max}, n = ${values.length})`);
  return median(values);
}

export function printGoal(what: string, value: number, goal: number, digits = 3): boolean {
  const holds = value <= goal;
  console.log(`  ${holds ? 'ok' : 'NOT REACHED'}: ${what} ${value.toFixed(digits)}, goal at most ${goal}`);
  return holds;
}

/** Measures; when the goal is missed, which one noisy neighbour can cause, measures once more with more runs. */
export function withRetry(count: number, measure: (count: number) => boolean): boolean {
  if (measure(count)) {
    return true;
  }
  console.log('  once more, with more runs');
  return measure(count * 2);
}

/** Compares the CPU of two sides; a second attempt is judged together with the first, so that luck does not decide. */
export function compareCpu(count: number, goal: number, library: () => Sample, byHand: () => Sample): boolean {
  const measured: Pair[] = [];
  return withRetry(count, (runs) => {
    measured.push(...pairs(runs, library, byHand));
    printSpread('CPU of the library side, ms', measured.map(({ a }) => a.cpuMs), 0);
    printSpread('CPU of the hand-written side, ms', measured.map(({ b }) => b.cpuMs), 0);
    printSpread('peak memory, library / by hand', measured.map(({ a, b }) => a.peakMiB / b.peakMiB));
    const ratio = printSpread('CPU, library / by hand', measured.map(({ a, b }) => a.cpuMs / b.cpuMs));
    return printGoal('median CPU ratio', ratio, goal);
  });
}
