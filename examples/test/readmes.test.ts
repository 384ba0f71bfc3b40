import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { examples } from './servers';
import { exampleNames } from '../demo/example';

const read = (...parts: string[]) => readFileSync(path.join(examples, ...parts), 'utf8');
const folders = readdirSync(examples).filter((name) => existsSync(path.join(examples, name, 'app.ts')));

/** Without comments, and in one line. */
const bare = (code: string) => code.replace(/(^|\s)\/\/.*$/gm, '').replace(/\s+/g, ' ').trim();

/** The lines that a README quotes from its files, `…` for what is left out, which are not there. */
function misquoted(readme: string, file: (name: string) => string): string[] {
  return [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].flatMap(([, block]) => {
    let code = '';
    return block.split('\n').filter((line) => {
      const name = /^\/\/ (\S+)$/.exec(line)?.[1];
      if (name !== undefined) {
        code = bare(file(name));
        return false;
      }
      let from = 0;
      return line.replace(/ \/\/ .*$/, '').split('…').map(bare).some((part) => {
        from = code.indexOf(part, from);
        return from === -1;
      });
    });
  });
}

test.each(folders)('what the README of examples/%s quotes stands in the named files', (folder) => {
  expect(misquoted(read(folder, 'README.md'), (name) => read(folder, name))).toEqual([]);
});

test('fails if a quoted line is not there, or its parts in another order', () => {
  const readme = '```ts\n// app.ts\na({ b, … d }); // says why\na({ d, … b });\na({ c });\n```\n';
  expect(misquoted(readme, () => 'a({\n  b, // for this\n  c,\n  d });\n')).toEqual(['a({ d, … b });', 'a({ c });']);
});

test.each([...folders, 'symfony/async-aws'])('examples/README.md has a row for %s', (folder) => {
  expect(read('README.md')).toContain(`| [${folder}](${folder}) |`);
});

test('examples/README.md has the command of every example that the demo knows', () => {
  const commands = [...read('README.md').matchAll(/`npm run demo(?: -- --example (\S+))?`/g)].map(([, name]) => name ?? 'express');
  expect(commands.sort()).toEqual([...exampleNames].sort());
});
