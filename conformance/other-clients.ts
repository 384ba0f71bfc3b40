import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { Example, synthesize } from '../examples/demo/example';
import { SessionStore } from '../src';
import { ConformanceCase } from './conformance-case';

const FLASK = path.join(__dirname, 'clients', 'flask');
const FLASK_SESSION_MODULES = ['flask', 'flask_session.dynamodb', 'boto3'];

/** Clients of other languages, which run where their toolchain and packages are, and those that have no example yet. */
export const otherClients: readonly ConformanceCase[] = [
  {
    name: 'flask',
    preset: 'flaskSession',
    store: () => SessionStore.flaskSession(),
    client: { manager: 'python', name: 'flask_session' },
    framework: { manager: 'python', name: 'flask' },
    skip: () => missingPythonModule(FLASK_SESSION_MODULES),
    prepare: async (): Promise<Example> => ({
      name: 'flask',
      directory: FLASK,
      command: ['python3', '-W', 'ignore', 'server.py', '{port}'],
      environment: { TZ: 'UTC', PYTHONDONTWRITEBYTECODE: '1' }, // anywhere else it writes another expiry
      assembly: synthesize(FLASK),
    }),
  },
  notWritten('silver-stripe', 'silverStripe', 'silverstripe/dynamodb', () => SessionStore.silverStripe(), 'SilverStripe CMS, which gives the handler of php a binary attribute'),
  notWritten('adonis', 'adonis', '@adonisjs/session', () => SessionStore.adonis(), 'an AdonisJS application'),
  notWritten('shopify', 'shopify', '@shopify/shopify-app-session-storage-dynamodb', () => SessionStore.shopify(), 'a shop: its items are tokens of shops'),
  notWritten('rails', 'rails', 'aws-sessionstore-dynamodb', () => SessionStore.rails(), 'Ruby with the gems rack 3 and aws-sdk-dynamodb'),
  notWritten('asp-net-core', 'aspNetCore', 'AWS.AspNetCore.DistributedCacheProvider', () => SessionStore.aspNetCore(), '.NET SDK 8 and NuGet'),
  notWritten('spring-session', 'springSession', 'spring-session-dynamodb', () => SessionStore.springSession(), 'a JDK and Maven Central'),
  notWritten('tower-sessions', 'towerSessions', 'tower-sessions-dynamodb-store', () => SessionStore.towerSessions(), 'Rust and its packages'),
  notWritten('fiber', 'fiber', 'gofiber/storage/dynamodb', () => SessionStore.fiber(), 'Go and its module proxy'),
];

/** A preset that follows the client's source, without an example that could be run. */
function notWritten(name: string, preset: string, client: string, store: () => SessionStore, needs: string): ConformanceCase {
  return { name, preset, store, client: { manager: 'other', name: client }, skip: () => `it has no example yet; one needs ${needs}` };
}

function missingPythonModule(modules: readonly string[]): string | undefined {
  if (spawnSync('python3', ['--version']).error) {
    return 'the command python3 is missing';
  }
  const absent = modules.find((name) => spawnSync('python3', ['-W', 'ignore', '-c', `import ${name}`], { stdio: 'ignore' }).status !== 0);
  return absent && `Python cannot import ${absent}; install conformance/clients/flask/requirements.txt`;
}
