// the order of both houses, beside the floors and circles that lint holds (projenrc/floors.ts)
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { propsOf } from '../tools/props';
import { publicSourcesOf, ROOT, sourcesOf } from '../tools/sources';

const HOUSES = [['src', 'test'], ['local/src', 'local/test']];
const MOST_FILES = 12;
const MOST_LINES = 5;

const folders = (house: string): string[] => [house, ...readdirSync(join(ROOT, house), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isDirectory()).map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))];
const filesIn = (folder: string): string[] => readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.ts'));

describe.each(HOUSES)('%s', (house, tests) => {
  const sources = sourcesOf(house);
  const users = [...sources, ...sourcesOf(tests)];
  const known = publicSourcesOf(house).map(({ path }) => path);

  test('the files are found', () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(known.length).toBeGreaterThan(6);
  });

  test('fails if something is exported for nobody', () => {
    const dead = sources.filter((source) => !known.includes(source.path) && !source.path.endsWith('.d.ts')).flatMap(({ path, text }) =>
      [...text.matchAll(/^export (?:abstract |async )?(?:function|class|const|interface|type|enum) (\w+)/gm)].map(([, name]) => name)
        .filter((name) => !users.some((other) => other.path !== path && RegExp(`\\b${name}\\b`).test(other.text)))
        .map((name) => `${path}: ${name}`));
    expect(dead).toEqual([]);
  });

  test('fails if a folder holds more than a dozen files', () => {
    const crowded = folders(house).filter((folder) => filesIn(folder).length > MOST_FILES);
    expect(crowded).toEqual([]);
  });

  test('fails if a room does not say in five lines what lives in it', () => {
    const rooms = folders(house).filter((folder) => folder.split('/').length === house.split('/').length + 1);
    const silent = rooms.filter((room) => {
      const readme = join(ROOT, room, 'README.md');
      return !existsSync(readme) || readFileSync(readme, 'utf8').trimEnd().split('\n').length > MOST_LINES;
    });
    expect(rooms.length).toBeGreaterThan(5);
    expect(silent).toEqual([]);
  });

  test('fails if two files of a room have one name', () => {
    const names = sources.map(({ path }) => `${path.split('/').slice(0, house.split('/').length + 1).join('/')}: ${basename(path)}`);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});

describe('src', () => {
  const sources = sourcesOf('src');

  test('fails if two functions share a name', () => {
    const names = sources.flatMap(({ text }) => [...text.matchAll(/^(?:export )?function (\w+)/gm)].map(([, name]) => name));
    expect(names.length).toBeGreaterThan(200);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  test.each([
    'capacityOf', 'clusterVpcOf', 'defineSession', 'givenOf', 'healthCheckOf', 'portsOf',
  ])('fails if a service resolves what %s says anywhere but once in its constructor', (topic) => {
    const uses = sources.flatMap(({ path, text }) =>
      [...text.matchAll(RegExp(`(?<!function )\\b${topic}\\(`, 'g'))].map(() => path));
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((path, at) => uses.indexOf(path) !== at || !/^src\/service\/load-balanced-\w*-?session-service\.ts$/.test(path))).toEqual([]);
  });
});

test.each(['LoadBalancedSessionService', 'LoadBalancedFargateSessionService'])('fails if %s has more than 50 props', (service) => {
  const names = propsOf(`${service}Props`).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(40);
  expect(names.length).toBeLessThanOrEqual(50);
});
