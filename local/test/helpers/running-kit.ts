import * as path from 'node:path';
import { ask, atTestEnd } from './http';
import { DEMO_SERVER, writeDemo } from './kit';
import { Kit } from '../../src/kit/kit';
import { KitOptions } from '../../src/kit/kit-options';

export const DEMO_COMMAND = [process.execPath, '-e', DEMO_SERVER, '{port}'];

/** A kit that ends with the test, by default with the demo and its server, and what it has told. */
export async function startKit(options: Partial<KitOptions> = {}, lines: string[] = []) {
  const kit = await Kit.start({
    app: options.app ?? writeDemo(),
    command: DEMO_COMMAND,
    // where the servers find the AWS SDK
    workingDirectory: path.join(__dirname, '..', '..'),
    ...options,
    log: (line) => lines.push(line),
  });
  atTestEnd(() => kit.stop());
  const read = async (route = '/', url = kit.url) => (await ask(url + route)).body;
  const call = (operation: string, input: object, url = kit.url) =>
    read(`/call?operation=${operation}&input=${encodeURIComponent(JSON.stringify(input))}`, url);
  return { kit, lines, read, call };
}
