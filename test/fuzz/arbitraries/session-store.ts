import * as fc from 'fast-check';
import { SessionStore } from '../../../src';
import { Arbitrary, duration, Given, isKnown, Later, settled } from '../given';
import { choice, Choice, factsOf, flag, makeProps, Props, PropsModel, Rule, legalSetOf, wildSetOf, seconds, textOf, verdictOf } from '../props';
import { attributeName } from './attribute-name';
import { storeProps } from './session-store-props';

/** What a store must give to a table, to a policy and to an application. */
export interface StoreFacts {
  readonly clientName: any;
  readonly key: any;
  readonly keyType?: any;
  readonly sort?: any;
  readonly sortType?: any;
  readonly ttl?: any;
  readonly refusesExpired?: boolean;
  readonly indexes?: { name: string; key: any; sort?: any; projection?: string; attributes?: string[] }[];
  readonly requests: string[];
  readonly locking?: string[];
  readonly garbageCollection?: string[];
  readonly startUp?: string[];
  readonly tableNameVariables?: string[];
  readonly regionVariables?: string[];
  readonly variables?: Record<string, any>;
  /** In seconds. */
  readonly lifetime?: any;
  readonly healthCheckPath?: any;
  readonly warnings?: string[];
}

interface Preset {
  readonly props: Record<string, Choice>;
  readonly rules?: Rule[];
  readonly facts: (options: Record<string, any>) => StoreFacts;
}

const dynamo = (...calls: string[]) => calls.map((call) => `dynamodb:${call}`);
const LIFETIME = seconds('lifetime', 1);
/** Clients that count in minutes need to know the number. */
const MINUTES: Choice = choice(
  fc.oneof(
    fc.constantFrom(60, 7200, 31_536_000).map((each) => duration(each * 1000)),
    fc.integer({ min: 1, max: 525_600 }).map((each) => duration(each * 60_000)),
  ),
  fc.oneof(
    fc.constantFrom(0, 59_000, 61_000, 90_000, 60_001, NaN, Infinity).map((each) => duration(each, 'bad')),
    LIFETIME.legal.filter(({ facts }) => facts instanceof Later).map((given): Given => ({ ...given, verdict: 'bad' })),
  ),
);

function sameName(key: string, keyDefault: string, expiry: string | undefined, expiryDefault: string): Rule {
  return {
    props: expiry ? [key, expiry] : [key],
    broken: (facts) => {
      const names = [facts[key] ?? keyDefault, (expiry === undefined ? undefined : facts[expiry]) ?? expiryDefault];
      return names.every(isKnown) && names[0] === names[1];
    },
  };
}

const phpShape = {
  props: { hashKey: attributeName('hashKey'), sessionLifetimeAttribute: attributeName('sessionLifetimeAttribute'), lifetime: LIFETIME },
  rules: [sameName('hashKey', 'id', 'sessionLifetimeAttribute', 'expires')],
};
const phpFacts = (clientName: string, { hashKey = 'id', sessionLifetimeAttribute = 'expires', lifetime }: Record<string, any>): StoreFacts => ({
  clientName, key: hashKey, ttl: sessionLifetimeAttribute, lifetime, requests: dynamo('GetItem', 'UpdateItem', 'DeleteItem'),
});
const CLEAN_UP = dynamo('Scan', 'BatchWriteItem');
const NODE_CALLS = dynamo('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
const withoutOptions = { props: { lifetime: LIFETIME } };

/** What docs/reference/session-libraries says of each client, written a second time on purpose. */
const PRESETS: Record<string, Preset> = {
  phpSdk: { ...phpShape, facts: (options) => ({ ...phpFacts('AWS SDK for PHP', options), garbageCollection: CLEAN_UP }) },
  symfony: { ...phpShape, facts: (options) => phpFacts('async-aws/dynamo-db-session', options) },
  silverStripe: {
    ...withoutOptions,
    facts: ({ lifetime }) => ({
      ...phpFacts('silverstripe/dynamodb', { lifetime }),
      tableNameVariables: ['AWS_DYNAMODB_SESSION_TABLE'], regionVariables: ['AWS_REGION_NAME'],
      variables: lifetime === undefined ? {} : { AWS_DYNAMODB_SESSION_LIFETIME: lifetime },
    }),
  },
  laravel: {
    props: { cache: flag, keyAttribute: attributeName('keyAttribute'), expirationAttribute: attributeName('expirationAttribute'), lifetime: MINUTES },
    rules: [sameName('keyAttribute', 'key', 'expirationAttribute', 'expires_at')],
    facts: ({ cache, keyAttribute = 'key', expirationAttribute = 'expires_at', lifetime }) => ({
      clientName: 'Laravel', key: keyAttribute, ttl: expirationAttribute, lifetime, healthCheckPath: '/up',
      requests: dynamo('GetItem', 'PutItem', 'DeleteItem', ...cache ? ['BatchGetItem', 'BatchWriteItem', 'UpdateItem'] : []),
      tableNameVariables: ['DYNAMODB_CACHE_TABLE'], regionVariables: ['AWS_DEFAULT_REGION'],
      variables: { SESSION_DRIVER: 'dynamodb', ...lifetime === undefined ? {} : { SESSION_LIFETIME: lifetime / 60 } },
    }),
  },
  jamLaravel: {
    props: { lifetime: MINUTES },
    facts: ({ lifetime = 7200 }) => ({
      ...phpFacts('fivesqrd/jam-laravel', { lifetime }), garbageCollection: CLEAN_UP, warnings: ['ignoresRoles'],
      tableNameVariables: ['SESSION_TABLE'], regionVariables: ['AWS_DEFAULT_REGION'],
      variables: { SESSION_DRIVER: 'dynamodb', SESSION_LIFETIME: lifetime / 60 },
    }),
  },
  express: {
    props: { hashKey: attributeName('hashKey'), initialized: flag, lifetime: LIFETIME },
    rules: [sameName('hashKey', 'id', undefined, 'expires')],
    facts: ({ hashKey = 'id', initialized, lifetime }) => ({
      clientName: 'connect-dynamodb', key: hashKey, ttl: 'expires', requests: NODE_CALLS, startUp: initialized ? [] : dynamo('DescribeTable'), lifetime,
    }),
  },
  expressPwrdrvr: {
    props: { hashKey: attributeName('hashKey'), lifetime: LIFETIME },
    rules: [sameName('hashKey', 'id', undefined, 'expires')],
    facts: ({ hashKey = 'id', lifetime }) => ({
      clientName: '@pwrdrvr/dynamodb-session-store', key: hashKey, ttl: 'expires', requests: NODE_CALLS, lifetime,
    }),
  },
  koa: {
    props: { hashKey: attributeName('hashKey'), ttlKey: attributeName('ttlKey'), lifetime: LIFETIME },
    rules: [sameName('hashKey', 'sessionId', 'ttlKey', 'expires')],
    facts: ({ hashKey = 'sessionId', ttlKey = 'expires', lifetime }) => ({
      clientName: 'koa-session-dynamodb-store', key: hashKey, ttl: ttlKey, requests: dynamo('GetItem', 'PutItem', 'DeleteItem'), lifetime,
    }),
  },
  authJs: {
    ...withoutOptions,
    facts: ({ lifetime }) => ({
      clientName: '@auth/dynamodb-adapter', key: 'pk', sort: 'sk', ttl: 'expires', requests: [...NODE_CALLS, ...dynamo('Query', 'BatchWriteItem')],
      indexes: [{ name: 'GSI1', key: 'GSI1PK', sort: 'GSI1SK' }], lifetime,
    }),
  },
  reactRouterArc: {
    props: { idx: attributeName('idx'), ttl: attributeName('ttl'), lifetime: LIFETIME },
    rules: [sameName('idx', '_idx', 'ttl', '_ttl')],
    facts: ({ idx = '_idx', ttl = '_ttl', lifetime }) => ({
      clientName: '@react-router/architect', key: idx, ttl, refusesExpired: false, requests: dynamo('GetItem', 'PutItem', 'DeleteItem'), lifetime,
      warnings: ['expiredReadable'],
    }),
  },
  shopify: {
    props: {},
    facts: () => ({
      clientName: '@shopify/shopify-app-session-storage-dynamodb', key: 'id', requests: dynamo('GetItem', 'PutItem', 'DeleteItem', 'Query'),
      indexes: [{ name: 'shop_index', key: 'shop', projection: 'KEYS_ONLY' }], warnings: ['neverExpires'],
    }),
  },
  adonis: {
    props: { keyAttribute: attributeName('keyAttribute'), lifetime: LIFETIME },
    rules: [sameName('keyAttribute', 'key', undefined, 'expires_at')],
    facts: ({ keyAttribute = 'key', lifetime }) => ({
      clientName: '@adonisjs/session', key: keyAttribute, requests: NODE_CALLS, variables: { SESSION_DRIVER: 'dynamodb' }, lifetime,
      warnings: ['neverExpires'],
    }),
  },
  flaskSession: {
    ...withoutOptions,
    facts: ({ lifetime }) => ({
      clientName: 'Flask-Session', key: 'id', ttl: 'expiration', refusesExpired: false, requests: dynamo('GetItem', 'UpdateItem', 'DeleteItem'),
      startUp: dynamo('CreateTable'), regionVariables: ['AWS_DEFAULT_REGION'], lifetime, warnings: ['expiredReadable', 'createsTable'],
    }),
  },
  rails: {
    props: { tableKey: attributeName('tableKey'), lifetime: LIFETIME },
    rules: [sameName('tableKey', 'session_id', undefined, 'expire_at')],
    facts: ({ tableKey = 'session_id', lifetime = 18_000 }) => ({
      clientName: 'aws-sessionstore-dynamodb', key: tableKey, ttl: 'expire_at', refusesExpired: false, healthCheckPath: '/up', lifetime,
      requests: dynamo('GetItem', 'UpdateItem', 'DeleteItem'), garbageCollection: CLEAN_UP, warnings: ['expiredReadable'],
      tableNameVariables: ['AWS_DYNAMO_DB_SESSION_TABLE_NAME'],
      variables: { AWS_DYNAMO_DB_SESSION_TABLE_KEY: tableKey, AWS_DYNAMO_DB_SESSION_MAX_STALE: lifetime },
    }),
  },
  aspNetCore: {
    props: {
      partitionKeyName: attributeName('partitionKeyName'), ttlAttributeName: attributeName('ttlAttributeName'), namesConfigured: flag, lifetime: LIFETIME,
    },
    rules: [sameName('partitionKeyName', 'id', 'ttlAttributeName', 'ttl_date')],
    facts: ({ partitionKeyName = 'id', ttlAttributeName = 'ttl_date', namesConfigured, lifetime }) => ({
      clientName: 'AWS.AspNetCore.DistributedCacheProvider', key: partitionKeyName, ttl: ttlAttributeName, requests: NODE_CALLS,
      startUp: namesConfigured ? [] : dynamo('DescribeTable', 'DescribeTimeToLive'), lifetime,
    }),
  },
  springSession: {
    ...withoutOptions,
    facts: ({ lifetime }) => ({
      clientName: 'spring-session-dynamodb', key: 'SessionID', ttl: 'SessionExpirationTime', requests: dynamo('GetItem', 'PutItem', 'DeleteItem'),
      tableNameVariables: ['SPRING_SESSION_DYNAMODB_TABLENAME'], lifetime,
      variables: lifetime === undefined ? {} : { SPRING_SESSION_DYNAMODB_MAXINACTIVEINTERVALINSECONDS: lifetime },
    }),
  },
  towerSessions: {
    props: { partitionKey: attributeName('partitionKey'), sortKey: attributeName('sortKey'), lifetime: LIFETIME },
    rules: [
      sameName('partitionKey', 'session_id', undefined, 'expire_at'),
      { props: ['sortKey', 'expiry'], broken: ({ sortKey }) => sortKey === 'expire_at' },
      { props: ['sortKey'], broken: ({ partitionKey = 'session_id', sortKey }) => isKnown(sortKey) && sortKey === partitionKey },
    ],
    facts: ({ partitionKey = 'session_id', sortKey, lifetime }) => ({
      clientName: 'tower-sessions-dynamodb-store', key: partitionKey, sort: sortKey, ttl: 'expire_at', requests: dynamo('Query', 'PutItem', 'DeleteItem'),
      garbageCollection: CLEAN_UP, lifetime,
    }),
  },
  fiber: {
    ...withoutOptions,
    facts: ({ lifetime }) => ({
      clientName: 'gofiber/storage/dynamodb', key: 'k', refusesExpired: false, requests: dynamo('GetItem', 'PutItem', 'DeleteItem'),
      startUp: dynamo('DescribeTable'), lifetime, warnings: ['neverExpires', 'expiredReadable', ...lifetime === undefined ? [] : ['lifetimeNotKept']],
    }),
  },
};

function storeOf(name: string, rules: Rule[], facts: Preset['facts']): (options: Props) => Given<SessionStore> {
  return (options) => {
    const { faults, verdict } = verdictOf(options, rules);
    const isBare = Object.keys(options).length === 0;
    return {
      text: `SessionStore.${name}(${isBare ? '' : textOf(options)})`,
      verdict,
      faults: faults.map((fault) => ({ ...fault, early: true })),
      early: true,
      facts: facts(factsOf(options)),
      make: (world) => (SessionStore as any)[name](...isBare ? [] : [makeProps(options, world)]),
    };
  };
}

function stores(sets: (model: PropsModel) => fc.Arbitrary<Props>): Arbitrary<SessionStore>[] {
  return Object.entries(PRESETS).map(([name, { props, rules, facts }]) => sets({ props, rules, oneIn: 2 }).map(storeOf(name, rules ?? [], facts)));
}

function anyStore(sets: (model: PropsModel) => fc.Arbitrary<Props>): Arbitrary<SessionStore> {
  const { model, facts } = storeProps();
  return fc.oneof(
    { weight: 2, arbitrary: fc.oneof(...stores(sets)) },
    { weight: 1, arbitrary: sets(model).map(storeOf('of', model.rules ?? [], facts)) },
  );
}

export const sessionStore: Choice = { legal: anyStore(legalSetOf), odd: anyStore((model) => wildSetOf({ ...model, oddOneIn: 2 })) };

/** The store where none is given. */
export const DEFAULT_STORE: StoreFacts = PRESETS.phpSdk.facts({});

/** Variables that an application of this store must have. */
export function environmentOf(store: StoreFacts, tableName: unknown, region: unknown): Record<string, any> {
  const each = (names: string[] = [], value: unknown) => Object.fromEntries(names.map((name) => [name, value]));
  const text = (value: unknown) => typeof value === 'number' ? `${value}` : settled(value);
  return {
    AWS_REGION: region,
    DYNAMODB_SESSION_TABLE_NAME: tableName,
    ...each(store.tableNameVariables, tableName),
    ...each(store.regionVariables, region),
    ...store.lifetime === undefined ? {} : { DYNAMODB_SESSION_LIFETIME: text(store.lifetime) },
    ...Object.fromEntries(Object.entries(store.variables ?? {}).map(([name, value]) => [name, text(value)])),
  };
}

export function actionsOf(store: StoreFacts, access: 'sessionAccess' | 'requests' | 'garbageCollection' = 'sessionAccess'): string[] {
  const { requests, locking = [], startUp = [], garbageCollection = [] } = store;
  const serving = [requests, locking, startUp];
  const lists = { sessionAccess: [...serving, garbageCollection], requests: serving, garbageCollection: [garbageCollection] };
  return [...new Set(lists[access].flat())].sort();
}

