/**
 * `npm run demo [-- --example NAME] [--port N] [--servers N]` runs an example on this computer until Ctrl-C;
 * `npm run demo -- --check` walks the same story without a person, exit code 0 only if all of it holds.
 */
import { parseArgs } from 'node:util';
// before all others: npm may be gone by the time the app is synthesized
import { onParentGone } from '../local/src/cli/stop-signals';
import { KitError } from '../local/src';
import { parseArguments } from '../local/src/cli/arguments';
import { checkStory } from './demo/check-story';
import { prepareExample } from './demo/example';
import { showExample } from './demo/show-example';

async function main(): Promise<void> {
  const options = parseOptions();
  const example = await prepareExample(options.example);
  if (options.check) {
    onParentGone(() => process.exit(1));
    await checkStory(example);
  } else {
    showExample(example, options);
  }
}

/** Port and servers are checked as the kit does it, which is asked only when the example is ready. */
function parseOptions(): { example: string; check: boolean; port: string; servers: string } {
  const values = readOptions();
  parseArguments(['--port', values.port, '--servers', values.servers, '--', '{port}']);
  return values;
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        example: { type: 'string', default: 'express' },
        check: { type: 'boolean', default: false },
        port: { type: 'string', default: '8080' },
        servers: { type: 'string', default: '2' },
      },
    }).values;
  } catch (error) {
    throw new KitError(`${(error as Error).message.split('. ')[0]}; write npm run demo [-- --check] [--example NAME] [--port N] [--servers N]`);
  }
}

main().catch((error) => {
  process.stderr.write(error instanceof KitError ? `error: ${error.message}\n` : `${error.stack}\n`);
  process.exitCode = error instanceof KitError ? 2 : 1;
});
