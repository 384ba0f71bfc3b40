import * as path from 'node:path';
import { prepareLaravelBlocking } from './clients/laravel-blocking';
import { preparePlainPhp } from './clients/plain-php';
import { ClientPackage, ConformanceCase, Lifetime } from './conformance-case';
import { otherClients } from './other-clients';
import { SessionStore } from '../src';

const AWS_SDK_PHP: ClientPackage = { manager: 'composer', name: 'aws/aws-sdk-php' };
const COLLECT_GARBAGE_PHP = ['php', '-S', '127.0.0.1:{port}', job('collect-garbage.php')];

/** PHP's own web server takes one request after the other anyway, unless it is told otherwise. */
const FOUR_AT_ONCE = { PHP_CLI_SERVER_WORKERS: '4' };
const MINUTES: Lifetime = { variable: 'SESSION_LIFETIME', unit: 'minutes' };

/** Every session client, one entry each; clients of other languages in a file of their own. */
export const cases: readonly ConformanceCase[] = [
  {
    name: 'express',
    preset: 'express',
    presetOptions: '{ initialized: true }',
    store: () => SessionStore.express({ initialized: true }),
    client: { manager: 'npm', name: 'connect-dynamodb' },
    framework: { manager: 'npm', name: 'express' },
  },
  {
    name: 'express-pwrdrvr',
    preset: 'expressPwrdrvr',
    store: () => SessionStore.expressPwrdrvr(),
    client: { manager: 'npm', name: '@pwrdrvr/dynamodb-session-store' },
    framework: { manager: 'npm', name: 'express' },
  },
  {
    name: 'fastify',
    preset: 'express',
    presetOptions: '{ initialized: true, touch: false }',
    store: () => SessionStore.express({ initialized: true, touch: false }),
    client: { manager: 'npm', name: 'connect-dynamodb' },
    framework: { manager: 'npm', name: 'fastify' },
  },
  {
    name: 'koa',
    preset: 'koa',
    store: () => SessionStore.koa(),
    client: { manager: 'npm', name: 'koa-session-dynamodb-store' },
    framework: { manager: 'npm', name: 'koa' },
    graceSeconds: 12, // koa-session adds ten seconds to what it tells the store, and looks at its own expiry
  },
  {
    name: 'auth-js',
    preset: 'authJs',
    store: () => SessionStore.authJs(),
    client: { manager: 'npm', name: '@auth/dynamodb-adapter' },
    framework: { manager: 'npm', name: 'express' },
    moreCalls: ['node', job('delete-auth-js-user.mjs'), '{port}'],
    isSession: ({ type }) => type?.S === 'SESSION', // users live in the table too
  },
  {
    name: 'react-router',
    preset: 'reactRouterArc',
    store: () => SessionStore.reactRouterArc(),
    client: { manager: 'npm', name: '@react-router/architect' },
    framework: { manager: 'npm', name: 'react-router' },
  },
  {
    name: 'php',
    preset: 'phpSdk',
    store: () => SessionStore.phpSdk(),
    client: AWS_SDK_PHP,
    prepare: () => preparePlainPhp('php'),
    environment: FOUR_AT_ONCE,
    garbageCollection: COLLECT_GARBAGE_PHP,
  },
  {
    name: 'php-requests',
    preset: 'phpSdk',
    store: () => SessionStore.phpSdk(),
    client: AWS_SDK_PHP,
    prepare: () => preparePlainPhp('php'),
    environment: FOUR_AT_ONCE,
    grant: 'requests',
    garbageCollection: COLLECT_GARBAGE_PHP,
  },
  {
    name: 'php-locking',
    preset: 'phpSdk',
    store: () => SessionStore.phpSdk(),
    client: AWS_SDK_PHP,
    locks: true,
    prepare: () => preparePlainPhp('php-locking'),
    environment: FOUR_AT_ONCE,
    garbageCollection: COLLECT_GARBAGE_PHP,
  },
  {
    name: 'symfony',
    preset: 'phpSdk',
    store: () => SessionStore.phpSdk(),
    client: AWS_SDK_PHP,
    framework: { manager: 'composer', name: 'symfony/framework-bundle' },
    environment: FOUR_AT_ONCE,
    garbageCollection: COLLECT_GARBAGE_PHP,
  },
  {
    name: 'symfony-async-aws',
    preset: 'symfony',
    store: () => SessionStore.symfony(),
    client: { manager: 'composer', name: 'async-aws/dynamo-db-session' },
    framework: { manager: 'composer', name: 'symfony/framework-bundle' },
  },
  {
    name: 'laravel',
    preset: 'laravel',
    store: () => SessionStore.laravel(),
    client: { manager: 'composer', name: 'laravel/framework' },
    environment: FOUR_AT_ONCE,
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
    name: 'yii2',
    preset: 'phpSdk',
    store: () => SessionStore.phpSdk(),
    client: AWS_SDK_PHP,
    framework: { manager: 'composer', name: 'yiisoft/yii2' },
    environment: FOUR_AT_ONCE,
    garbageCollection: COLLECT_GARBAGE_PHP,
  },
  {
    name: 'cakephp',
    preset: 'phpSdk',
    store: () => SessionStore.phpSdk(),
    client: AWS_SDK_PHP,
    framework: { manager: 'composer', name: 'cakephp/cakephp' },
    environment: FOUR_AT_ONCE,
    garbageCollection: COLLECT_GARBAGE_PHP,
  },
  {
    name: 'jam',
    preset: 'jamLaravel',
    store: () => SessionStore.jamLaravel(),
    client: { manager: 'composer', name: 'fivesqrd/jam-laravel' },
    framework: { manager: 'composer', name: 'laravel/framework' },
    environment: FOUR_AT_ONCE,
    lifetime: MINUTES,
    switches: { SESSION_DRIVER: 'array' },
    garbageCollection: COLLECT_GARBAGE_PHP,
  },
  ...otherClients,
];

function job(file: string): string {
  return path.join(__dirname, 'jobs', file);
}
