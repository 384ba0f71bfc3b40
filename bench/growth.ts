import { Build } from './build';
import { sample } from './sample';
import { printGoal, withRetry } from './statistics';

/** Cost of one more construct when there are many already: it must not rise. */
export function growth(build: Build, count: number): boolean {
  return [
    withRetry(count, (runs) => compare(build, runs, 'tables-library', [10, 50, 100, 300], [10, 100, 300])),
    withRetry(count, (runs) => compare(build, runs, 'services-library', [1, 10, 25, 50], [1, 10, 50])),
  ].every(Boolean);
}

function compare(build: Build, runs: number, app: string, sizes: number[], [small, middle, large]: number[]): boolean {
  const cpuMs = measure(build, runs, app, sizes);
  sizes.forEach((size, i) => {
    const before = sizes[i - 1];
    const each = before === undefined ? '' : `, ${((cpuMs[size] - cpuMs[before]) / (size - before)).toFixed(2)} ms each since ${before}`;
    console.log(`  ${app} ${size}: CPU ${cpuMs[size].toFixed(0)} ms${each}`);
  });
  const early = (cpuMs[middle] - cpuMs[small]) / (middle - small);
  const late = (cpuMs[large] - cpuMs[middle]) / (large - middle);
  return printGoal(`ms each, (${middle} to ${large}) / (${small} to ${middle})`, late / early, 1.1, 2);
}

/** Least CPU by number of constructs, since noise only adds; the sizes take turns. */
function measure(build: Build, runs: number, app: string, sizes: number[]): Record<number, number> {
  const samples = sizes.map((): number[] => []);
  sample(build, app, `${sizes[0]}`);
  for (let run = 0; run < runs; run++) {
    sizes.forEach((size, i) => samples[i].push(sample(build, app, `${size}`).cpuMs));
  }
  return Object.fromEntries(sizes.map((size, i) => [size, Math.min(...samples[i])]));
}
