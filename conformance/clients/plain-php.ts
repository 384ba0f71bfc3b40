import * as fs from 'node:fs';
import * as path from 'node:path';
import { Example, prepareExample } from '../../examples/demo/example';

/**
 * The example without what former runs have left in its cache: credentials by the port of their metadata service, which a
 * new server may be given again while they have hours to live.
 */
export async function preparePlainPhp(name: string): Promise<Example> {
  const example = await prepareExample(name);
  const cache = path.join(example.directory, 'var', 'cache');
  for (const file of fs.existsSync(cache) ? fs.readdirSync(cache) : []) {
    if (file.startsWith('profile-app-')) {
      fs.rmSync(path.join(cache, file), { force: true });
    }
  }
  return example;
}
