import { createRequire } from 'node:module';
import * as path from 'node:path';
import { Example } from './example';

export interface ShowOptions {
  readonly port: string;
  readonly servers: string;
}

/** Runs the example as its reader would, through the command line of the local kit, until Ctrl-C. */
export function showExample(example: Example, options: ShowOptions): void {
  process.stdout.write([
    `This is what runs, in ${path.relative(path.join(__dirname, '..', '..'), example.directory)}:`,
    `  ${commandLine(example, options)}`,
    '',
    'Once it is ready, open the page and',
    '  1. choose a user name and store something: each page says which server answered',
    '  2. reload: the servers take turns, and both know you',
    '  3. kill one (the list below has the process ids): you stay logged in, and a new one takes its place',
    'Ctrl-C ends everything.',
    '', '',
  ].join('\n'));
  // the kit runs in this very process: a wrapper around it would have to pass on every signal
  process.chdir(example.directory);
  process.argv.splice(2, Infinity, ...kitArguments(example, options));
  createRequire(__filename)('../../local/src/cli');
}

/** What a reader types in the example's folder for the same. */
export function commandLine(example: Example, options: ShowOptions): string {
  return ['npx', 'cdk-dynamodb-sessions-local', ...kitArguments(example, options)].map(quoted).join(' ');
}

function kitArguments({ assembly, directory, environment, command }: Example, { port, servers }: ShowOptions): string[] {
  const variables = Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  return ['--app', path.relative(directory, assembly), '--servers', servers, '--port', port, ...variables, '--', ...command];
}

/** In double quotes, which every shell knows. */
function quoted(text: string): string {
  return /^[\w@%+=:,./{}-]+$/.test(text) ? text : `"${text.replace(/["$`\\]/g, '\\$&')}"`;
}
