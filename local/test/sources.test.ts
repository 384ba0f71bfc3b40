import * as fs from 'node:fs';
import * as path from 'node:path';
import * as kit from '../src';

const folder = path.join(__dirname, '..', 'src');
const sources = new Map(fs.readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => [path.basename(file, '.ts'), fs.readFileSync(path.join(folder, file), 'utf8')]));

/** The modules that must be there before this one can run; types are gone by then. */
function needs(module: string): string[] {
  return [...sources.get(module)!.matchAll(/^(?:import(?! type)|export) [^;]*? from '\.\/([\w-]+)';$/gm)].map(([, other]) => other);
}

/** The first way from a module back to itself. */
function cycle(module: string, way: string[] = [], done = new Set<string>()): string[] | undefined {
  if (way.includes(module)) {
    return [...way.slice(way.indexOf(module)), module];
  }
  if (done.has(module)) {
    return undefined;
  }
  const found = needs(module).map((other) => cycle(other, [...way, module], done)).find((each) => each !== undefined);
  done.add(module);
  return found;
}

test('the imports are found', () => {
  expect(needs('cli')).toEqual(expect.arrayContaining(['arguments', 'kit', 'terminal']));
  expect(needs('index')).toContain('kit');
});

test('fails if a module needs itself by way of others', () => {
  expect([...sources.keys()].map((module) => cycle(module)).find((way) => way !== undefined)).toBeUndefined();
});

test('fails if something is exported for nobody', () => {
  const unused = [...sources].flatMap(([module, text]) => [...text.matchAll(/^export (?:async )?(?:function|class|const) (\w+)/gm)]
    .map(([, name]) => name)
    .filter((name) => !(name in kit) && ![...sources].some(([other, source]) => other !== module && RegExp(`\\b${name}\\b`).test(source)))
    .map((name) => `${module}: ${name}`));
  expect(unused).toEqual([]);
});

test('a program gets the kit, its parts and its error', () => {
  expect(Object.keys(kit).sort()).toEqual(['Kit', 'KitError', 'LoadBalancer', 'TableEngine', 'readBlueprint']);
});
