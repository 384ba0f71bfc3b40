import * as path from 'node:path';
import { prepareLaravelBlocking } from './clients/laravel-blocking';
import { ClientPackage, ConformanceCase, Lifetime } from './conformance-case';
import { otherLanguages } from './other-languages';
import { SessionStore } from '../src';

const AWS_SDK_PHP: ClientPackage = { manager: 'composer', name: 'aws/aws-sdk-php' };
const COLLECT_GARBAGE_PHP = ['php', '-S', '127.0.0.1:{port}', path.join(__dirname, 'jobs', 'collect-garbage.php')];

/** PHP's own web server takes one request after the other anyway, unless it is told otherwise. */
const FOUR_AT_ONCE = { PHP_CLI_SERVER_WORKERS: '4' };
const MINUTES: Lifetime = { variable: 'SESSION_LIFETIME', unit: 'minutes' };
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
    unused: { BatchWriteItem: DELETE_USER, Query: DELETE_USER },
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
    environment: FOUR_AT_ONCE,
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
  {
    name: 'laravel',
    preset: 'laravel',
    store: () => SessionStore.laravel(),
    client: { manager: 'composer', name: 'laravel/framework' },
    lifetime: MINUTES,
    switches: { SESSION_DRIVER: 'array' },
  },
  {
    name: 'laravel-blocking',
    preset: 'laravel',
    store: () => SessionStore.laravel(),
    client: { manager: 'composer', name: 'laravel/framework' },
    prepare: prepareLaravelBlocking,
    locks: true,
    environment: { CACHE_STORE: 'dynamodb', ...FOUR_AT_ONCE }, // locks live in the cache: here in the sessions' table
    lifetime: MINUTES,
    switches: { SESSION_DRIVER: 'array' },
  },
  {
    name: 'jam',
    preset: 'jamLaravel',
    store: () => SessionStore.jamLaravel(),
    client: { manager: 'composer', name: 'fivesqrd/jam-laravel' },
    lifetime: MINUTES,
    switches: { SESSION_DRIVER: 'array' },
    garbageCollection: COLLECT_GARBAGE_PHP,
  },
  ...otherLanguages,
];
