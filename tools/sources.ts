import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(__dirname, '..');

/** A TypeScript file, by its path from the root. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Every TypeScript file of a house, wherever it stands. */
export function sourcesOf(house: string): Source[] {
  return readdirSync(join(ROOT, house), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts')).sort()
    .map((name) => `${house}/${name.replaceAll('\\', '/')}`)
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** Those whose names `index.ts` hands on. */
export function publicSourcesOf(house: string): Source[] {
  const index = readFileSync(join(ROOT, house, 'index.ts'), 'utf8');
  return sourcesOf(house).filter(({ path }) => index.includes(`'./${relative(house, path).replace(/\.ts$/, '')}'`));
}
