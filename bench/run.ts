import { parseArgs } from 'node:util';
import { build } from './build';
import { growth } from './growth';
import { importTime } from './import';
import { overhead } from './overhead';
import { table } from './table';

const BENCHES = { overhead, table, growth, import: importTime };

function main(): boolean {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { pairs: { type: 'string', default: '11' } } });
  const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
  const unknown = names.filter((name) => !Object.keys(BENCHES).includes(name));
  if (unknown.length > 0) {
    throw new Error(`no bench of that name, got: '${unknown[0]}'; choose of ${Object.keys(BENCHES).join(', ')}`);
  }
  const count = Number(values.pairs);
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(`\`--pairs\` must be a whole number of at least 1, got: '${values.pairs}'`);
  }

  const compiled = build();
  try {
    return names.map((name) => {
      console.log(`${name}:`);
      return BENCHES[name as keyof typeof BENCHES](compiled, count);
    }).every(Boolean);
  } finally {
    compiled.remove();
  }
}

try {
  process.exitCode = main() ? 0 : 1;
} catch (error) {
  console.error(`bench: ${(error as Error).message}`);
  process.exitCode = 2;
}
