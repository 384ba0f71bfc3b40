import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { draw, pictures } from './drawing/pictures';

for (const picture of pictures()) {
  writeFileSync(join(__dirname, picture.file), draw(picture));
  console.log(`docs/${picture.file}`);
}
