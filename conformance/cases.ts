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
];
