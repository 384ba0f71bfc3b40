// each example stands alone, so that it can be copied as a folder; what several of them share is kept the same here
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { examples } from './servers';

/** Files that are the same in every example that has one of this name. */
const EVERYWHERE = ['cdk.json', 'page', 'ping.html', 'server-name', 'style.css'];
const PLACE = ['README.md', 'app.ts'];
/** Two examples of one framework: all files that both have are the same, but for these. */
const TWINS: [string, string, string[]][] = [
  ['php', 'php-locking', [...PLACE, 'composer.json', 'public/index.php', 'src/Session.php', 'src/StrictSessionHandler.php']],
  ['laravel', 'jam', [...PLACE, 'app/Providers/AppServiceProvider.php', 'bootstrap/app.php', 'composer.json', 'composer.reduced.json']],
  ['express', 'express-pwrdrvr', [...PLACE, 'package.json', 'server.js']],
  ['express', 'fastify', [...PLACE, 'package.json', 'server.js']],
  ['express', 'koa', [...PLACE, 'package.json', 'server.js']],
  ['auth-js', 'react-router', [...PLACE, 'install.sh', 'package.json', 'server.mjs']],
];
/** What an installation or a run leaves behind. */
const LEFTOVERS = ['cache', 'cdk.out', 'composer.lock', 'node_modules', 'package-lock.json', 'runtime', 'storage', 'tmp', 'var', 'vendor'];

const files = filesIn('').filter((file) => file.includes('/') && !file.startsWith('demo/') && !file.startsWith('test/'));
const texts = new Map(files.map((file) => [file, readFileSync(path.join(examples, file), 'utf8')]));

test.each(EVERYWHERE)('%s is the same in every example that has it', (name) => {
  const copies = files.filter((file) => nameOf(file) === name);
  expect(copies.length).toBeGreaterThan(1);
  expect(copies.filter((file) => asModule(texts.get(file)!) !== asModule(texts.get(copies[0])!))).toEqual([]);
});

test.each(TWINS)('examples/%s and examples/%s differ where they must and nowhere else', (one, other, different) => {
  expect(shared(one, other).filter((file) => texts.get(`${one}/${file}`) !== texts.get(`${other}/${file}`)).sort()).toEqual([...different].sort());
});

test('fails if a copy is in neither list', () => {
  const listed = new Set(TWINS.flatMap(([one, other]) => shared(one, other).flatMap((file) => [`${one}/${file}`, `${other}/${file}`])));
  const isCopy = (file: string) => files.some((other) => other !== file && texts.get(other) === texts.get(file));
  expect(files.filter((file) => isCopy(file) && !listed.has(file) && !EVERYWHERE.includes(nameOf(file)))).toEqual([]);
});

/** Paths relative to the examples. */
function filesIn(folder: string): string[] {
  return readdirSync(path.join(examples, folder), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !LEFTOVERS.includes(name))
    .flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      return entry.isDirectory() ? filesIn(file) : [file];
    });
}

/** What both examples have. */
function shared(one: string, other: string): string[] {
  return files.filter((file) => file.startsWith(`${one}/`)).map((file) => file.slice(one.length + 1))
    .filter((file) => texts.has(`${other}/${file}`));
}

/** `page` for `page.js` and for `page.mjs`. */
function nameOf(file: string): string {
  return path.basename(file).replace(/\.m?js$/, '');
}

/** The text whether it is a script of CommonJS or a module. */
function asModule(text: string): string {
  return text.replace("'use strict';\n\n", '')
    .replace(/^const (\w+) = require\('(.*)'\);$/gm, "import * as $1 from '$2';")
    .replace(/^export /gm, '')
    .replace(/\nmodule\.exports = .*\n$/, '');
}
