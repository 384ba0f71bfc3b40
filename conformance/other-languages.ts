import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { Example, synthesize } from '../examples/demo/example';
import { SessionStore } from '../src';
import { ConformanceCase } from './conformance-case';

const FLASK = path.join(__dirname, 'clients', 'flask');
/** The newest Flask-Session for which the preset is written. */
const FLASK_SESSION_MODULES = ['flask', 'flask_session.dynamodb', 'boto3'];

/** Clients outside of Node.js and PHP: each runs where its toolchain and packages are, and says so where they are not. */
export const otherLanguages: readonly ConformanceCase[] = [
  {
    name: 'flask',
    preset: 'flaskSession',
    store: () => SessionStore.flaskSession(),
    client: { manager: 'python', name: 'flask_session' },
    skip: () => missingPythonModule(FLASK_SESSION_MODULES),
    prepare: async (): Promise<Example> => ({
      name: 'flask',
      directory: FLASK,
      command: ['python3', '-W', 'ignore', 'server.py', '{port}'],
      environment: { TZ: 'UTC', PYTHONDONTWRITEBYTECODE: '1' }, // anywhere else it writes another expiry
      assembly: synthesize(FLASK),
    }),
  },
  notWritten('rails', 'rails', 'aws-sessionstore-dynamodb', () => SessionStore.rails(), 'Ruby with the gems rack 3 and aws-sdk-dynamodb'),
  notWritten('asp-net-core', 'aspNetCore', 'AWS.AspNetCore.DistributedCacheProvider', () => SessionStore.aspNetCore(), '.NET SDK 8 and NuGet'),
  notWritten('spring-session', 'springSession', 'spring-session-dynamodb', () => SessionStore.springSession(), 'a JDK and Maven Central'),
  notWritten('tower-sessions', 'towerSessions', 'tower-sessions-dynamodb-store', () => SessionStore.towerSessions(), 'Rust and crates.io'),
  notWritten('fiber', 'fiber', 'gofiber/storage/dynamodb', () => SessionStore.fiber(), 'Go and its module proxy'),
];

/** A preset that follows the client's source, without an example that could be run. */
export function notWritten(name: string, preset: string, client: string, store: () => SessionStore, needs: string): ConformanceCase {
  return { name, preset, store, client: { manager: 'other', name: client }, skip: () => `it has no example yet; one needs ${needs}` };
}

function missingPythonModule(modules: readonly string[]): string | undefined {
  if (spawnSync('python3', ['--version']).error) return 'the command python3 is missing';
  const absent = modules.find(name => spawnSync('python3', ['-W', 'ignore', '-c', `import ${name}`], { stdio: 'ignore' }).status !== 0);
  return absent && `Python cannot import ${absent}; install conformance/clients/flask/requirements.txt`;
}
