import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { Example } from './example';

/** Runs the example as its reader would, through the command line of the local kit, until Ctrl-C. */
export async function showExample(example: Example, port: string): Promise<void> {
  process.stdout.write([
    `This is what runs, in ${path.relative(path.join(__dirname, '..', '..'), example.directory)}:`,
    `  ${commandLine(example, port)}`,
    '',
    'Once it is ready, open the page and',
    '  1. choose a user name and store something: each page says which server answered',
    '  2. reload: the servers take turns, and both know you',
    '  3. kill one (the list below has the process ids): you stay logged in, and a new one takes its place',
    'Ctrl-C ends everything.',
    '', '',
  ].join('\n'));
  const cli = path.join(__dirname, '..', '..', 'local', 'src', 'cli.ts');
  const kit = spawn(process.execPath, ['--import', 'tsx', cli, ...kitArguments(example, port)], { cwd: example.directory, stdio: 'inherit' });
  // the terminal sends Ctrl-C to the kit as well; anything else is passed on
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => kit.kill('SIGTERM'));
  await new Promise<void>((resolve) => kit.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0);
    resolve();
  }));
}

/** What a reader types in the example's folder for the same. */
export function commandLine(example: Example, port: string): string {
  return ['npx', 'cdk-dynamodb-sessions-local', ...kitArguments(example, port)].map(quoted).join(' ');
}

function kitArguments({ assembly, directory, environment, command }: Example, port: string): string[] {
  const variables = Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  return ['--app', path.relative(directory, assembly), '--servers', '2', '--port', port, ...variables, '--', ...command];
}

/** In double quotes, which every shell knows. */
function quoted(text: string): string {
  return /^[\w@%+=:,./{}-]+$/.test(text) ? text : `"${text.replace(/["$`\\]/g, '\\$&')}"`;
}
