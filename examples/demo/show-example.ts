import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { Example } from './example';

/** Runs the example as its reader would, through the command line of the local kit, until Ctrl-C. */
export async function showExample(example: Example, port: string): Promise<void> {
  process.stdout.write([
    `This is what runs, in examples/${example.name}:`,
    `  npx cdk-dynamodb-sessions-local --app cdk.out --servers 2 --port ${port} -- ${example.command.join(' ')}`,
    '',
    'Once it is ready, open the page and',
    '  1. choose a user name and store something: each page says which server answered',
    '  2. reload: the servers take turns, and both know you',
    '  3. kill one (the list below has the process ids): you stay logged in, and a new one takes its place',
    'Ctrl-C ends everything.',
    '', '',
  ].join('\n'));
  const cli = path.join(__dirname, '..', '..', 'local', 'src', 'cli.ts');
  const variables = Object.entries(example.environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const kit = spawn(process.execPath, [
    '--import', 'tsx', cli, '--app', example.assembly, '--servers', '2', '--port', port, ...variables, '--', ...example.command,
  ], { cwd: example.directory, stdio: 'inherit' });
  // the terminal sends Ctrl-C to the kit as well; anything else is passed on
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => kit.kill('SIGTERM'));
  await new Promise<void>((resolve) => kit.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0);
    resolve();
  }));
}
