import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import * as path from 'node:path';
import { examples } from './servers';

/** How each example's server starts. */
export const commands: Readonly<Record<string, (port: number) => string[]>> = {
  express: (port) => [process.execPath, 'server.js', String(port)],
  php: (port) => ['php', '-S', `127.0.0.1:${port}`, '-t', 'public', 'public/index.php'],
};

/** Runs the tests of an example, or says aloud why this computer cannot. */
export function describeExample(example: string, tests: () => void): void {
  const reason = reasonToSkip(example);
  describe(`profile app in examples/${example}`, () => {
    if (reason === undefined) {
      return tests();
    }
    process.stderr.write(`skipped: examples/${example}: ${reason}\n`);
    if (process.env.SKIPPED_LOG) {
      appendFileSync(process.env.SKIPPED_LOG, `tests of examples/${example}: ${reason}\n`);
    }
    return test.skip(`skipped: ${reason}`, () => undefined);
  });
}

function reasonToSkip(example: string): string | undefined {
  if (!example.startsWith('php')) {
    return undefined;
  }
  if (spawnSync('php', ['--version']).error) {
    return 'the command php is missing (Debian packages php-cli and php-xml)';
  }
  if (!existsSync(path.join(examples, example, 'vendor/autoload.php'))) {
    return `examples/${example}/vendor is missing (run there: composer install)`;
  }
  return undefined;
}
