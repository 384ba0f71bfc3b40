import { Build } from './build';
import { fitLine, Parabola } from './fit';
import { sample } from './sample';
import { printGoal, withRetry } from './statistics';

interface Series {
  readonly title: string;
  readonly app: string;
  readonly kind?: string;
  /** Numbers of constructs, the same step apart; from where Node has compiled what runs often. */
  readonly sizes: number[];
}

const SERIES: Series[] = [
  { title: 'tables in one stack', app: 'tables-library', sizes: [100, 200, 300, 400] },
  { title: 'services on EC2, a stack each', app: 'services-library', kind: 'ec2', sizes: [10, 20, 30, 40, 50] },
  { title: 'services on Fargate, a stack each', app: 'services-library', kind: 'fargate', sizes: [10, 20, 30, 40, 50] },
];

/** Cost of one more construct when there are many already: it must not rise. */
export function growth(build: Build, count: number): boolean {
  return SERIES.map((series) => {
    console.log(`  ${series.title}:`);
    const counted = compareCounts(build, series);
    // half as many runs, since there are many sizes and each of them confirms the others
    const least = series.sizes.map(() => Infinity);
    return withRetry(Math.ceil(count / 2), (runs) => compareCpu(build, runs, series, least)) && counted;
  }).every(Boolean);
}

/** Constructs and resources are numbers without noise: each step must add what the one before has added. */
function compareCounts(build: Build, { app, kind, sizes }: Series): boolean {
  const counts = sizes.map((size) => JSON.parse(sample(build, app, ...args(size, kind), 'count').stdout) as Record<string, number>);
  return Object.keys(counts[0]).map((what) => {
    const steps = counts.slice(1).map((count, i) => (count[what] - counts[i][what]) / (sizes[i + 1] - sizes[i]));
    console.log(`  ${what} for each: ${[...new Set(steps)].join(', ')}`);
    return printGoal(`${what}, largest step / smallest`, Math.max(...steps) / Math.min(...steps), 1);
  }).every(Boolean);
}

/** @param least the least CPU of each size so far: a second attempt adds to the first */
function compareCpu(build: Build, runs: number, { app, kind, sizes }: Series, least: number[]): boolean {
  measure(build, runs, app, sizes.map((size) => args(size, kind)), least);
  sizes.forEach((size, i) => {
    const each = i === 0 ? '' : `, ${((least[i] - least[i - 1]) / (size - sizes[i - 1])).toFixed(2)} ms each since ${sizes[i - 1]}`;
    console.log(`  ${size}: CPU ${least[i].toFixed(0)} ms${each}`);
  });
  const { intercept, slope, determination } = fitLine(sizes, least);
  console.log(`  line: ${intercept.toFixed(0)} ms + ${slope.toFixed(2)} ms each, R² ${determination.toFixed(4)}`);
  const parabola = new Parabola(sizes, least);
  const [smallest, largest] = [sizes[0], sizes[sizes.length - 1]];
  const isStraight = printGoal(`ms each at ${largest} / at ${smallest}, by a fit that may bend`, parabola.bend(smallest, largest), 1.1, 2);
  // points that scatter prove nothing; that the next ones cost less, as Node compiles what runs often, is no scatter
  return printGoal('what that fit leaves unexplained, 1 - R²', 1 - parabola.determination, 0.02) && isStraight;
}

/** Keeps the least CPU for each size, since noise only adds; the sizes take turns. */
function measure(build: Build, runs: number, app: string, sizes: string[][], least: number[]): void {
  for (let run = 0; run < runs; run++) {
    sizes.forEach((size, i) => least[i] = Math.min(least[i], sample(build, app, ...size).cpuMs));
  }
}

function args(size: number, kind?: string): string[] {
  return kind === undefined ? [`${size}`] : [`${size}`, kind];
}
