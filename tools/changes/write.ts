// writes what is generated of docs/changes.md: npm run changes
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../sources';
import { allChanges } from './changes';
import { fillIn, tableOfChanges } from './changes-page';

const file = join(ROOT, 'docs', 'changes.md');
writeFileSync(file, allChanges.reduce((page, changes) => fillIn(page, changes.name, tableOfChanges(changes)), readFileSync(file, 'utf8')));
console.log('docs/changes.md');
