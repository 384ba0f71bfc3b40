import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { draw, pictures } from './pictures';
import { ROOT } from '../sources';

for (const picture of pictures()) {
  writeFileSync(join(ROOT, 'docs', 'images', picture.file), draw(picture));
  console.log(`docs/images/${picture.file}`);
}
