// writes what is generated of docs/changes.md, and docs/every-prop/*.md: npx tsx docs/write-every-prop.ts
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allChanges } from './templates/changes';
import { fillIn, tableOfChanges } from './templates/changes-page';
import { everyPropPages } from './templates/every-prop-pages';

const write = (file: string, text: string) => {
  writeFileSync(join(__dirname, file), text);
  console.log(`docs/${file}`);
};

write('changes.md', allChanges.reduce(
  (page, changes) => fillIn(page, changes.name, tableOfChanges(changes)), readFileSync(join(__dirname, 'changes.md'), 'utf8'),
));
mkdirSync(join(__dirname, 'every-prop'), { recursive: true });
for (const { file, text } of everyPropPages()) {
  write(`every-prop/${file}`, text);
}
