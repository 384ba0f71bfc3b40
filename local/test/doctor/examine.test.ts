import * as fs from 'node:fs';
import * as path from 'node:path';
import { temporaryFolder } from '../helpers/assembly';
import { startServer } from '../helpers/http';
import { writeDemo } from '../helpers/kit';
import { checkAssembly } from '../../src/doctor/assembly';
import { checkCommand } from '../../src/doctor/command';
import { checkData, checkEndpoint, checkPort } from '../../src/doctor/places';
import { checkNode, checkPackages } from '../../src/doctor/versions';

test('a Node.js that is too old is a problem', () => {
  expect(checkNode('20.16.0')).toEqual({ name: 'Node.js', state: 'ok', text: '20.16.0' });
  expect(checkNode('22.1.0').state).toBe('ok');
  expect(checkNode('20.15.9')).toEqual({ name: 'Node.js', state: 'problem', text: '20.15.9 is older than 20.16.0; install a newer one' });
});

describe('packages', () => {
  function folderWithLibrary(version: string): string {
    const folder = temporaryFolder();
    fs.mkdirSync(path.join(folder, 'node_modules/cdk-dynamodb-sessions'), { recursive: true });
    fs.mkdirSync(path.join(folder, 'bin'));
    fs.writeFileSync(path.join(folder, 'node_modules/cdk-dynamodb-sessions/package.json'), JSON.stringify({ version }));
    return path.join(folder, 'bin');
  }

  test('are found as the app finds them, in a folder above', () => {
    expect(checkPackages(folderWithLibrary('0.0.9'))).toEqual([
      { name: 'local kit', state: 'ok', text: '0.0.0' }, { name: 'library', state: 'ok', text: '0.0.9' },
    ]);
  });

  test('of different versions are told, and so is a library that is not there', () => {
    expect(checkPackages(folderWithLibrary('1.4.0'))[1]).toMatchObject({ state: 'note', text: expect.stringContaining('1.4.0 and the kit 0.0.0') });
    expect(checkPackages(temporaryFolder())[1]).toMatchObject({ state: 'note', text: expect.stringContaining('not among the npm packages') });
  });
});

describe('the assembly', () => {
  test('is told with its age, service and tables', () => {
    const app = writeDemo();
    expect(checkAssembly({ app }, new Date(Date.now() + 3 * 3_600_000))).toEqual([
      { name: 'assembly', state: 'ok', text: `${app}, synthesized 3 hours ago` },
      { name: 'service', state: 'ok', text: 'Demo/Web, 2 servers' },
      { name: 'tables', state: 'ok', text: 'Demo/Sessions' },
    ]);
  });

  test('that is not there is a problem, and so is one of several services', () => {
    expect(checkAssembly({ app: 'no/such' })).toMatchObject([{ state: 'problem', text: expect.stringContaining('run "cdk synth" first') }]);
    expect(checkAssembly({ app: writeDemo({ services: ['Web', 'Admin'] }) })).toMatchObject([{ state: 'problem', text: expect.stringContaining('--service') }]);
  });
});

describe('the command', () => {
  const PATH = temporaryFolderPath();

  function temporaryFolderPath(): string {
    const folder = temporaryFolder();
    fs.writeFileSync(path.join(folder, 'serve'), '#!/bin/sh\n', { mode: 0o755 });
    fs.writeFileSync(path.join(folder, 'script.js'), '', { mode: 0o644 });
    return folder;
  }

  test('is found on the path', () => {
    expect(checkCommand(['serve', '{port}'], { PATH })).toEqual({ name: 'command', state: 'ok', text: path.join(PATH, 'serve') });
    expect(checkCommand([path.join(PATH, 'serve')], {}).state).toBe('ok');
  });

  test('that is not there, or nobody can start, is a problem', () => {
    expect(checkCommand(['nope', '{port}'], { PATH })).toEqual({ name: 'command', state: 'problem', text: 'nope is not on this computer; install it or write its path' });
    expect(checkCommand([path.join(PATH, 'script.js')], { PATH })).toMatchObject({ state: 'problem', text: expect.stringContaining('is not executable') });
  });

  test('that nobody gave is told', () => {
    expect(checkCommand([]).state).toBe('note');
  });
});

describe('places', () => {
  test('a free port is fine, a taken one is a problem', async () => {
    const { port, server } = await startServer(() => undefined);
    expect(await checkPort(port)).toEqual({ name: `port ${port}`, state: 'problem', text: 'is taken by another program; end that one, or choose another port' });
    await new Promise((resolve) => server.close(resolve));
    expect(await checkPort(port)).toEqual({ name: `port ${port}`, state: 'ok', text: 'free' });
    // looking leaves it free
    expect((await checkPort(port)).state).toBe('ok');
    expect((await checkPort(0)).text).toBe('any free one');
  });

  test('an endpoint that does not answer is a problem', async () => {
    const { port } = await startServer((_request, response) => response.writeHead(400).end());
    expect((await checkEndpoint(`http://127.0.0.1:${port}`)).state).toBe('ok');
    expect(await checkEndpoint('http://127.0.0.1:1')).toMatchObject({ state: 'problem', text: expect.stringContaining('nothing answers') });
  });

  test('a folder for the tables may be new, but no file', () => {
    const folder = temporaryFolder();
    expect(checkData(folder)).toEqual({ name: 'data', state: 'ok', text: folder });
    expect(checkData(path.join(folder, 'a', 'b')).text).toMatch(/will be created$/);
    fs.writeFileSync(path.join(folder, 'file'), '');
    expect(checkData(path.join(folder, 'file')).state).toBe('problem');
  });
});
