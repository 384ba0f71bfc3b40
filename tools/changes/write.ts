// writes what is generated of docs/reference/what-a-change-replaces.md: npm run changes
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../sources';
import { allChanges } from './changes';
import { fillIn, tableOfChanges } from './changes-page';

const file = join(ROOT, 'docs', 'reference', 'what-a-change-replaces.md');
writeFileSync(file, allChanges.reduce((page, changes) => fillIn(page, changes.name, tableOfChanges(changes)), readFileSync(file, 'utf8')));
console.log('docs/reference/what-a-change-replaces.md');
