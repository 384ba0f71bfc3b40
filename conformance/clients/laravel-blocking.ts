import * as fs from 'node:fs';
import * as path from 'node:path';
import { Example, prepareExample } from '../../examples/demo/example';

/** The Laravel example with session blocking on the route that changes the profile: requests of one visitor wait for each other. */
export async function prepareLaravelBlocking(): Promise<Example> {
  const example = await prepareExample('laravel');
  const directory = path.join(example.directory, 'cdk.out', 'blocking');
  fs.rmSync(directory, { recursive: true, force: true });
  for (const name of fs.readdirSync(example.directory)) {
    if (name === 'vendor') {
      fs.symlinkSync(path.join(example.directory, name), mkdir(directory, name), 'junction');
    } else if (name !== 'cdk.out') {
      fs.cpSync(path.join(example.directory, name), path.join(directory, name), { recursive: true });
    }
  }
  const routes = path.join(directory, 'routes', 'web.php');
  const before = fs.readFileSync(routes, 'utf8');
  const after = before.replace("Route::post('/profile', 'store')", '$&->block(10, 10)');
  if (after === before) {
    throw new Error(`expected ${routes} to have the route /profile, so that it can block`);
  }
  fs.writeFileSync(routes, after);
  return { ...example, directory };
}

function mkdir(directory: string, name: string): string {
  fs.mkdirSync(directory, { recursive: true });
  return path.join(directory, name);
}
