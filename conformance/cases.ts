import * as path from 'node:path';
import { ClientPackage, ConformanceCase } from './conformance-case';
import { otherLanguages } from './other-languages';
import { SessionStore } from '../src';

const AWS_SDK_PHP: ClientPackage = { manager: 'composer', name: 'aws/aws-sdk-php' };
const COLLECT_GARBAGE_PHP = ['php', '-S', '127.0.0.1:{port}', path.join(__dirname, 'jobs', 'collect-garbage.php')];

const DELETE_USER = 'deletion of a user, for which the profile app has no page';

/** Every session client, one entry each; those of other languages in a file of their own. */
export const cases: readonly ConformanceCase[] = [
  {
    name: 'express',
    preset: 'express',
    store: () => SessionStore.express({ initialized: true }),
    client: { manager: 'npm', name: 'connect-dynamodb' },
  },
  {
    name: 'express-pwrdrvr',
    preset: 'expressPwrdrvr',
    store: () => SessionStore.expressPwrdrvr(),
    client: { manager: 'npm', name: '@pwrdrvr/dynamodb-session-store' },
  },
  {
    name: 'fastify',
    preset: 'express',
    store: () => SessionStore.express({ initialized: true }),
    client: { manager: 'npm', name: 'connect-dynamodb' },
  },
  {
    name: 'koa',
    preset: 'koa',
    store: () => SessionStore.koa(),
    client: { manager: 'npm', name: 'koa-session-dynamodb-store' },
    graceSeconds: 12, // koa-session adds ten seconds to what it tells the store, and looks at its own expiry
  },
  {
    name: 'auth-js',
    preset: 'authJs',
    store: () => SessionStore.authJs(),
    client: { manager: 'npm', name: '@auth/dynamodb-adapter' },
    unused: { 'BatchWriteItem': DELETE_USER, 'Query': DELETE_USER },
    isSession: ({ type }) => type?.S === 'SESSION', // users live in the table too
  },
  {
    name: 'react-router',
    preset: 'reactRouterArc',
    store: () => SessionStore.reactRouterArc(),
    client: { manager: 'npm', name: '@react-router/architect' },
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
  ...otherLanguages,
];
