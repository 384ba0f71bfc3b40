import * as path from 'node:path';
import { ClientPackage, ConformanceCase } from './conformance-case';
import { SessionStore } from '../src';

const AWS_SDK_PHP: ClientPackage = { manager: 'composer', name: 'aws/aws-sdk-php' };
const COLLECT_GARBAGE_PHP = ['php', '-S', '127.0.0.1:{port}', path.join(__dirname, 'jobs', 'collect-garbage.php')];

/** Every session client, one entry each. */
export const cases: readonly ConformanceCase[] = [
  {
    name: 'express',
    preset: 'express',
    store: () => SessionStore.express({ initialized: true }),
    client: { manager: 'npm', name: 'connect-dynamodb' },
  },
  {
    name: 'php',
    preset: 'phpSdk',
    store: () => SessionStore.phpSdk(),
    client: AWS_SDK_PHP,
    garbageCollection: COLLECT_GARBAGE_PHP,
  },
  {
    name: 'php-requests',
    example: 'php',
    preset: 'phpSdk',
    store: () => SessionStore.phpSdk(),
    client: AWS_SDK_PHP,
    grant: 'requests',
    garbageCollection: COLLECT_GARBAGE_PHP,
  },
  {
    name: 'php-locking',
    preset: 'phpSdk',
    store: () => SessionStore.phpSdk(),
    client: AWS_SDK_PHP,
    locks: true,
    environment: { PHP_CLI_SERVER_WORKERS: '4' }, // or each server would take one request after the other anyway
    garbageCollection: COLLECT_GARBAGE_PHP,
  },
  {
    name: 'symfony',
    preset: 'phpSdk',
    store: () => SessionStore.phpSdk(),
    client: AWS_SDK_PHP,
    garbageCollection: COLLECT_GARBAGE_PHP,
  },
  {
    name: 'symfony-async-aws',
    preset: 'symfony',
    store: () => SessionStore.symfony(),
    client: { manager: 'composer', name: 'async-aws/dynamo-db-session' },
  },
];
