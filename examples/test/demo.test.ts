import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { examples } from './servers';
import { Example } from '../demo/example';
import { commandLine } from '../demo/show-example';

const example: Example = {
  name: 'shop',
  directory: '/shop',
  assembly: '/shop/cdk.out',
  command: ['php', '-S', '127.0.0.1:{port}', '-t', 'public'],
  environment: { SECRET: 'for $HOME "only" \\ `here`', PLAIN: '1' },
};

test('the command that the demo shows is what a shell makes of it, variables included', () => {
  const line = commandLine(example, '8080');
  expect(line).toContain('--app cdk.out --servers 2 --port 8080 --env ');
  expect(line).toContain(' --env PLAIN=1 -- php -S 127.0.0.1:{port} -t public');
  const { stdout } = spawnSync('sh', ['-c', line.replace('npx cdk-dynamodb-sessions-local', "printf '%s\\n'")], { encoding: 'utf8' });
  expect(stdout.trim().split('\n')).toEqual([
    '--app', 'cdk.out', '--servers', '2', '--port', '8080', '--env', `SECRET=${example.environment.SECRET}`, '--env', 'PLAIN=1', '--', ...example.command,
  ]);
});

test.each([
  [['--port', 'abc'], 'error: --port must be a whole number between 0 and 65535, got: abc\n'],
  [['--exmaple', 'php'], "error: Unknown option '--exmaple'; write npm run demo [-- --check] [--example NAME] [--port N]\n"],
])('the demo says nothing else when it is started with %j', (args, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [require.resolve('tsx/cli'), path.join(examples, 'demo.ts'), ...args], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: message });
});
