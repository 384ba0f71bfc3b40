import { Build } from './build';
import { sample } from './sample';
import { compareCpu } from './statistics';
import { assertSameResources, summarize } from './template-summary';

/** SessionTable against dynamodb.TableV2, once and a hundred times. */
export function table(build: Build, count: number): boolean {
  return [1, 100].map((tables) => compare(build, count, tables)).every(Boolean);
}

function compare(build: Build, count: number, tables: number): boolean {
  console.log(`  tables: ${tables}`);
  const library = () => sample(build, 'tables-library', `${tables}`);
  const byHand = () => sample(build, 'tables-by-hand', `${tables}`);
  library();
  const summary = summarize(build.output);
  byHand();
  assertSameResources(summary, summarize(build.output));
  return compareCpu(count, 1.05, library, byHand);
}
