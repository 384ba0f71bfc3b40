import { Build } from './build';
import { sample } from './sample';
import { compareCpu } from './statistics';
import { assertSameResources, summarize } from './template-summary';

/** Both services against the same resources written by hand. */
export function overhead(build: Build, count: number): boolean {
  return ['service', 'fargate'].map((name) => {
    console.log(`  ${name}:`);
    return overheadOf(build, name, count);
  }).every(Boolean);
}

function overheadOf(build: Build, name: string, count: number): boolean {
  const library = () => sample(build, `${name}-library`);
  const byHand = () => sample(build, `${name}-by-hand`);
  compareTemplates(build, library, byHand);
  return compareCpu(count, 1.02, library, byHand);
}

function compareTemplates(build: Build, library: () => unknown, byHand: () => unknown): void {
  library();
  const a = summarize(build.output);
  byHand();
  const b = summarize(build.output);
  assertSameResources(a, b);
  const bytes = (what: string, left: number, right: number) =>
    console.log(`  template bytes, ${what}: ${left} / ${right} = ${(left / right).toFixed(3)}`);
  bytes('all', a.bytes, b.bytes);
  bytes('without user data and metadata', a.bytesWithoutScripts, b.bytesWithoutScripts);
}
