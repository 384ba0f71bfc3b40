import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { KitError } from '../../local/src';
import { assembleVariant, installComposerPackages } from './composer';

/** An example that is ready to run: packages installed, template synthesized. */
export interface Example {
  readonly name: string;
  readonly directory: string;
  /** Starts one server. */
  readonly command: string[];
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  /** Variables that the example's server takes from its installation and not from the template. */
  readonly environment: Record<string, string>;
  /** Whether its sessions live for whole minutes, told by a variable of its own. */
  readonly countsInMinutes?: boolean;
}

interface Known extends Pick<Example, 'command' | 'environment' | 'countsInMinutes'> {
  /** The example whose files these are, when they are a variant of another one's. */
  readonly variantOf?: [example: string, variant: string];
  readonly prepare?: (directory: string) => void;
}

const EXAMPLES: Record<string, Known> = {
  'express': {
    command: ['node', 'server.js', '{port}'],
    environment: {
      SESSION_SECRET: 'for the demo on this computer only',
      // a line in each server's output about Node versions, of no use here
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  },
  'express-pwrdrvr': {
    command: ['node', 'server.js', '{port}'],
    environment: {
      SESSION_SECRET: 'for the demo on this computer only',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  },
  'fastify': {
    command: ['node', 'server.js', '{port}'],
    environment: {
      SESSION_SECRET: 'for the demo on this computer only',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  },
  'koa': {
    command: ['node', 'server.js', '{port}'],
    environment: {
      SESSION_SECRET: 'for the demo on this computer only',
      // lines in each server's output about the end of the SDK's version 2; the README says it
      AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
    },
  },
  'auth-js': {
    command: ['node', 'server.mjs', '{port}'],
    environment: {
      AUTH_SECRET: 'for the demo on this computer only',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  },
  'react-router': {
    command: ['node', 'server.mjs', '{port}'],
    environment: {
      SESSION_SECRET: 'for the demo on this computer only',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  },
  'php': {
    command: ['php', '-S', '127.0.0.1:{port}', '-t', 'public', 'public/index.php'],
    environment: {},
    prepare: installComposerPackages,
  },
  'php-locking': {
    command: ['php', '-S', '127.0.0.1:{port}', '-t', 'public', 'public/index.php'],
    environment: {},
    prepare: installComposerPackages,
  },
  'cakephp': {
    command: ['php', '-S', '127.0.0.1:{port}', '-t', 'webroot', 'router.php'],
    environment: { SECURITY_SALT: 'for the demo on this computer only' },
    prepare: installComposerPackages,
  },
  'jam': {
    command: ['php', '-S', '127.0.0.1:{port}', '-t', 'public', 'router.php'],
    environment: { APP_KEY: 'for-this-computer-only-32-chars!', LOG_CHANNEL: 'stderr' },
    countsInMinutes: true,
    prepare: installComposerPackages,
  },
  'laravel': {
    command: ['php', '-S', '127.0.0.1:{port}', '-t', 'public', 'router.php'],
    environment: { APP_KEY: 'for-this-computer-only-32-chars!', LOG_CHANNEL: 'stderr' },
    countsInMinutes: true,
    prepare: installComposerPackages,
  },
  'symfony': {
    command: ['php', '-S', '127.0.0.1:{port}', '-t', 'public', 'router.php'],
    environment: {},
    prepare: installComposerPackages,
  },
  'symfony-async-aws': {
    variantOf: ['symfony', 'async-aws'],
    command: ['php', '-S', '127.0.0.1:{port}', '-t', 'public', 'router.php'],
    environment: {},
    prepare: installComposerPackages,
  },
  'yii2': {
    command: ['php', '-S', '127.0.0.1:{port}', '-t', 'web', 'router.php'],
    environment: { COOKIE_VALIDATION_KEY: 'for the demo on this computer only' },
    prepare: installComposerPackages,
  },
};

export const exampleNames: readonly string[] = Object.keys(EXAMPLES);

export async function prepareExample(name: string): Promise<Example> {
  const known = EXAMPLES[name];
  if (!known) {
    throw new KitError(`there is no example '${name}'; choose one of ${exampleNames.join(', ')}`);
  }
  const directory = known.variantOf ? assembleVariant(...known.variantOf) : path.join(__dirname, '..', name);
  known.prepare?.(directory);
  const { command, environment, countsInMinutes } = known;
  return { name, directory, command, environment, countsInMinutes, assembly: synthesize(directory) };
}

/** What `cdk synth` does, without the CLI: runs the CDK app. */
export function synthesize(directory: string): string {
  const assembly = path.join(directory, 'cdk.out');
  // in the same process: tsx's own command would start another one
  const tsx = pathToFileURL(require.resolve('tsx')).href;
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', tsx, 'app.ts'], {
    cwd: directory,
    encoding: 'utf8',
    // the validator costs two seconds; the tests run it
    env: { CDK_VALIDATION: 'false', ...process.env, CDK_OUTDIR: assembly },
  });
  if (status !== 0) {
    throw new Error(`app.ts of ${directory} failed:\n${stdout}${stderr}`);
  }
  return assembly;
}
