// the presets as a table: what each client needs, read from its source or seen when it ran; adding a client is adding a row
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Annotations as AssertedAnnotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Annotations, CfnParameter, Duration } from 'aws-cdk-lib/core';
import { SessionStore, SessionTable } from '../../src';
import { ROOT } from '../../tools/sources';
import { newRole, newStack } from '../helpers';

interface Specification {
  readonly make: (options?: { lifetime?: Duration }) => SessionStore;
  readonly client: string;
  /** Partition key and, if any, sort key; all are strings. */
  readonly keys: string[];
  /** The attribute for time to live, or why there is none. */
  readonly expiry: { ttl: string } | { reason: string };
  readonly refusesExpired: boolean;
  readonly indexes?: object[];
  readonly requests: string[];
  readonly startUp?: string[];
  readonly garbageCollection?: string[];
  /** Variables for the table `sessions` in `eu-west-1` besides DYNAMODB_SESSION_TABLE_NAME, without options. */
  readonly variables?: Record<string, string>;
  /** What a lifetime of two hours adds besides DYNAMODB_SESSION_LIFETIME. */
  readonly twoHours?: Record<string, string>;
  readonly healthCheckPath?: string;
  readonly warnings?: string[];
}

const SDK_REQUESTS = ['DeleteItem', 'GetItem', 'UpdateItem'];

const SPECIFICATIONS: Record<string, Specification> = {
  phpSdk: {
    make: (options) => SessionStore.phpSdk(options),
    client: 'AWS SDK for PHP',
    keys: ['id'],
    expiry: { ttl: 'expires' },
    refusesExpired: true,
    requests: SDK_REQUESTS,
    garbageCollection: ['BatchWriteItem', 'Scan'],
  },
  symfony: {
    make: (options) => SessionStore.symfony(options),
    client: 'async-aws/dynamo-db-session',
    keys: ['id'],
    expiry: { ttl: 'expires' },
    refusesExpired: true,
    requests: SDK_REQUESTS,
  },
  silverStripe: {
    make: (options) => SessionStore.silverStripe(options),
    client: 'silverstripe/dynamodb',
    keys: ['id'],
    expiry: { ttl: 'expires' },
    refusesExpired: true,
    requests: SDK_REQUESTS,
    variables: { AWS_DYNAMODB_SESSION_TABLE: 'sessions', AWS_REGION_NAME: 'eu-west-1' },
    twoHours: { AWS_DYNAMODB_SESSION_LIFETIME: '7200' },
  },
  laravel: {
    make: (options) => SessionStore.laravel(options),
    client: 'Laravel',
    keys: ['key'],
    expiry: { ttl: 'expires_at' },
    refusesExpired: true,
    requests: ['DeleteItem', 'GetItem', 'PutItem'],
    variables: { AWS_DEFAULT_REGION: 'eu-west-1', DYNAMODB_CACHE_TABLE: 'sessions', SESSION_DRIVER: 'dynamodb' },
    twoHours: { SESSION_LIFETIME: '120' },
    healthCheckPath: '/up',
  },
  jamLaravel: {
    make: (options) => SessionStore.jamLaravel(options),
    client: 'fivesqrd/jam-laravel',
    keys: ['id'],
    expiry: { ttl: 'expires' },
    refusesExpired: true,
    requests: SDK_REQUESTS,
    garbageCollection: ['BatchWriteItem', 'Scan'],
    variables: {
      AWS_DEFAULT_REGION: 'eu-west-1',
      DYNAMODB_SESSION_LIFETIME: '7200',
      SESSION_DRIVER: 'dynamodb',
      SESSION_LIFETIME: '120',
      SESSION_TABLE: 'sessions',
    },
    twoHours: { SESSION_LIFETIME: '120' },
    warnings: ['ignoresRoles'],
  },
  express: {
    make: (options) => SessionStore.express(options),
    client: 'connect-dynamodb',
    keys: ['id'],
    expiry: { ttl: 'expires' },
    refusesExpired: true,
    requests: ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
    startUp: ['DescribeTable'],
  },
  expressPwrdrvr: {
    make: (options) => SessionStore.expressPwrdrvr(options),
    client: '@pwrdrvr/dynamodb-session-store',
    keys: ['id'],
    expiry: { ttl: 'expires' },
    refusesExpired: true,
    requests: ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
  },
  koa: {
    make: (options) => SessionStore.koa(options),
    client: 'koa-session-dynamodb-store',
    keys: ['sessionId'],
    expiry: { ttl: 'expires' },
    refusesExpired: true, // koa-session does, the store does not
    requests: ['DeleteItem', 'GetItem', 'PutItem'],
  },
  authJs: {
    make: (options) => SessionStore.authJs(options),
    client: '@auth/dynamodb-adapter',
    keys: ['pk', 'sk'],
    expiry: { ttl: 'expires' },
    refusesExpired: true,
    indexes: [{ indexName: 'GSI1', partitionKey: { name: 'GSI1PK', type: 'S' }, sortKey: { name: 'GSI1SK', type: 'S' } }],
    requests: ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
  },
  reactRouterArc: {
    make: (options) => SessionStore.reactRouterArc(options),
    client: '@react-router/architect',
    keys: ['_idx'],
    expiry: { ttl: '_ttl' },
    refusesExpired: false,
    requests: ['DeleteItem', 'GetItem', 'PutItem'],
    warnings: ['expiredReadable'],
  },
  shopify: {
    make: () => SessionStore.shopify(),
    client: '@shopify/shopify-app-session-storage-dynamodb',
    keys: ['id'],
    expiry: { reason: '`expires` is an ISO string, and offline sessions have none' },
    refusesExpired: true,
    indexes: [{ indexName: 'shop_index', partitionKey: { name: 'shop', type: 'S' }, projectionType: 'KEYS_ONLY' }],
    requests: ['DeleteItem', 'GetItem', 'PutItem', 'Query'],
    warnings: ['neverExpires'],
  },
  adonis: {
    make: (options) => SessionStore.adonis(options),
    client: '@adonisjs/session',
    keys: ['key'],
    expiry: { reason: '`expires_at` is in milliseconds' },
    refusesExpired: true,
    requests: ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
    variables: { SESSION_DRIVER: 'dynamodb' },
    warnings: ['neverExpires'],
  },
  flaskSession: {
    make: (options) => SessionStore.flaskSession(options),
    client: 'Flask-Session',
    keys: ['id'],
    expiry: { ttl: 'expiration' },
    refusesExpired: false,
    requests: SDK_REQUESTS,
    startUp: ['CreateTable'],
    variables: { AWS_DEFAULT_REGION: 'eu-west-1' }, // boto3 does not read AWS_REGION
    warnings: ['expiredReadable', 'createsTable'],
  },
  rails: {
    make: (options) => SessionStore.rails(options),
    client: 'aws-sessionstore-dynamodb',
    keys: ['session_id'],
    expiry: { ttl: 'expire_at' },
    refusesExpired: false,
    requests: SDK_REQUESTS,
    garbageCollection: ['BatchWriteItem', 'Scan'],
    variables: {
      AWS_DYNAMO_DB_SESSION_MAX_STALE: '18000', // without it every session dies at once
      AWS_DYNAMO_DB_SESSION_TABLE_KEY: 'session_id',
      AWS_DYNAMO_DB_SESSION_TABLE_NAME: 'sessions',
      DYNAMODB_SESSION_LIFETIME: '18000',
    },
    twoHours: { AWS_DYNAMO_DB_SESSION_MAX_STALE: '7200' },
    healthCheckPath: '/up',
    warnings: ['expiredReadable'],
  },
  aspNetCore: {
    make: (options) => SessionStore.aspNetCore(options),
    client: 'AWS.AspNetCore.DistributedCacheProvider',
    keys: ['id'],
    expiry: { ttl: 'ttl_date' },
    refusesExpired: true,
    requests: ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
    startUp: ['DescribeTable', 'DescribeTimeToLive'],
  },
  springSession: {
    make: (options) => SessionStore.springSession(options),
    client: 'spring-session-dynamodb',
    keys: ['SessionID'],
    expiry: { ttl: 'SessionExpirationTime' },
    refusesExpired: true,
    requests: ['DeleteItem', 'GetItem', 'PutItem'],
    variables: { SPRING_SESSION_DYNAMODB_TABLENAME: 'sessions' },
    twoHours: { SPRING_SESSION_DYNAMODB_MAXINACTIVEINTERVALINSECONDS: '7200' },
  },
  towerSessions: {
    make: (options) => SessionStore.towerSessions(options),
    client: 'tower-sessions-dynamodb-store',
    keys: ['session_id'],
    expiry: { ttl: 'expire_at' },
    refusesExpired: true,
    requests: ['DeleteItem', 'PutItem', 'Query'],
    garbageCollection: ['BatchWriteItem', 'Scan'],
  },
  fiber: {
    make: (options) => SessionStore.fiber(options),
    client: 'gofiber/storage/dynamodb',
    keys: ['k'],
    expiry: { reason: 'the storage drops the expiry that it is given' },
    refusesExpired: false,
    requests: ['DeleteItem', 'GetItem', 'PutItem'],
    startUp: ['DescribeTable'],
    warnings: ['neverExpires', 'expiredReadable'],
  },
};

const iamActions = (names: string[] = []) => names.map((name) => `dynamodb:${name}`);
const environmentOf = (store: SessionStore) => store._environment('sessions', 'eu-west-1');
const presets = Object.getOwnPropertyNames(SessionStore)
  .filter((name) => typeof (SessionStore as any)[name] === 'function' && name !== 'of');

test('each preset has a row in the table of this test', () => {
  expect(Object.keys(SPECIFICATIONS)).toEqual(presets);
});

describe.each(Object.entries(SPECIFICATIONS))('the preset %s', (name, spec) => {
  const store = spec.make();

  test(`is named ${spec.client} in messages`, () => expect(store.clientName).toBe(spec.client));

  test(`keeps sessions under ${spec.keys.join(' and ')}`, () => {
    const keys = [store.partitionKey, ...(store.sortKey ? [store.sortKey] : [])];
    expect(keys).toEqual(spec.keys.map((key) => ({ name: key, type: dynamodb.AttributeType.STRING })));
  });

  test('writes its expiry into the attribute for time to live, or says why not', () => {
    expect({ ttl: store.expiry.timeToLiveAttribute, reason: store.expiry.reason }).toEqual({ ttl: undefined, reason: undefined, ...spec.expiry });
  });

  test(`${spec.refusesExpired ? 'refuses' : 'accepts'} an expired session`, () => expect(store.refusesExpired).toBe(spec.refusesExpired));

  test(`has ${spec.indexes?.length ?? 'no'} index`, () => expect(store.globalSecondaryIndexes).toEqual(spec.indexes ?? []));

  test(`serves requests with ${spec.requests.join(', ')}`, () => {
    expect(store.requestActions).toEqual(iamActions(spec.requests));
    expect(store.lockingActions).toEqual([]);
  });

  test(`calls ${spec.startUp?.join(', ') ?? 'nothing'} when it starts`, () => expect(store.startUpActions).toEqual(iamActions(spec.startUp)));

  test(`cleans up with ${spec.garbageCollection?.join(', ') ?? 'nothing'}`, () => {
    expect(store.garbageCollectionActions).toEqual(iamActions(spec.garbageCollection));
  });

  test('finds table and region by these variables', () => {
    expect(environmentOf(store)).toEqual({ DYNAMODB_SESSION_TABLE_NAME: 'sessions', ...spec.variables });
  });

  // Shopify decides how long its tokens live
  if (name !== 'shopify') {
    test('tells a lifetime in seconds and in its own unit', () => {
      expect(environmentOf(spec.make({ lifetime: Duration.hours(2) }))).toEqual({
        DYNAMODB_SESSION_TABLE_NAME: 'sessions', ...spec.variables, DYNAMODB_SESSION_LIFETIME: '7200', ...spec.twoHours,
      });
    });

    test('fails if the lifetime has fractions of a second', () => {
      expect(() => spec.make({ lifetime: Duration.millis(1500) }))
        .toThrow(/^`lifetime` must be whole (seconds|minutes) and at least one, got: 1500 ms$/);
    });
  }

  test(`is checked for health at ${spec.healthCheckPath ?? "the service's own path"}`, () => {
    expect(store.healthCheckPath).toBe(spec.healthCheckPath);
  });

  test(`warns of ${spec.warnings?.join(', ') ?? 'nothing'}, once per table`, () => {
    const stack = newStack();
    new SessionTable(stack, 'Sessions', { sessionStore: store });
    const warnings = AssertedAnnotations.fromStack(stack).findWarning('/Stack/Sessions', Match.anyValue());
    expect(warnings.map(({ entry }) => /\[ack: (.*)\]$/.exec(`${entry.data}`)?.[1]))
      .toEqual((spec.warnings ?? []).map((id) => `cdk-dynamodb-sessions:${id}`));
  });

  test('makes a table with these keys and this time to live', () => {
    const stack = newStack();
    new SessionTable(stack, 'Sessions', { sessionStore: store });
    Template.fromStack(stack).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: spec.keys.map((key, i) => ({ AttributeName: key, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
      TimeToLiveSpecification: 'ttl' in spec.expiry ? { AttributeName: spec.expiry.ttl, Enabled: true } : Match.absent(),
    });
  });

  describe('has a page', () => {
    const docs = join(ROOT, 'docs/reference/session-libraries');
    const path = join(docs, `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.md`);
    const page = existsSync(path) ? readFileSync(path, 'utf8') : '';

    test('which names the preset and every granted call', () => {
      expect(page).toContain(`SessionStore.${name}(`);
      for (const action of [...spec.requests, ...spec.startUp ?? [], ...spec.garbageCollection ?? []]) {
        expect(page).toContain(`\`${action}\``);
      }
    });

    test('which names every warning', () => {
      for (const id of spec.warnings ?? []) {
        expect(page).toContain(`\`${id}\``);
      }
    });

    test('which fits on one screen', () => expect(page.split('\n').length).toBeLessThanOrEqual(70));

    test.each(['README.md', 'docs/reference/session-libraries/README.md'])('and a row in %s', (file) => {
      expect(readFileSync(join(ROOT, file), 'utf8')).toContain(`SessionStore.${name}()`);
    });
  });
});

describe('options of presets', () => {
  const key = (store: SessionStore) => [store.partitionKey.name, store.expiry.timeToLiveAttribute];

  test.each<[string, SessionStore, [string, string | undefined]]>([
    ['symfony', SessionStore.symfony({ hashKey: 'sid', sessionLifetimeAttribute: 'ttl' }), ['sid', 'ttl']],
    ['laravel', SessionStore.laravel({ keyAttribute: 'id', expirationAttribute: 'ttl' }), ['id', 'ttl']],
    ['expressPwrdrvr', SessionStore.expressPwrdrvr({ hashKey: 'sid' }), ['sid', 'expires']],
    ['koa', SessionStore.koa({ hashKey: 'sid', ttlKey: 'ttl' }), ['sid', 'ttl']],
    ['reactRouterArc', SessionStore.reactRouterArc({ idx: 'id', ttl: 'ttl' }), ['id', 'ttl']],
    ['adonis', SessionStore.adonis({ keyAttribute: 'id' }), ['id', undefined]],
    ['aspNetCore', SessionStore.aspNetCore({ partitionKeyName: 'pk', ttlAttributeName: 'ttl' }), ['pk', 'ttl']],
    ['towerSessions', SessionStore.towerSessions({ partitionKey: 'pk' }), ['pk', 'expire_at']],
  ])('rename the attributes of %s', (_, store, expected) => expect(key(store)).toEqual(expected));

  test('let the Rack store read the name of its key', () => {
    const store = SessionStore.rails({ tableKey: 'sid' });
    expect(store.partitionKey.name).toBe('sid');
    expect(environmentOf(store).AWS_DYNAMO_DB_SESSION_TABLE_KEY).toBe('sid');
  });

  test('give tower a sort key', () => {
    expect(SessionStore.towerSessions({ sortKey: 'sk' }).sortKey).toEqual({ name: 'sk', type: dynamodb.AttributeType.STRING });
  });

  test("let Laravel's cache into the table", () => {
    expect(SessionStore.laravel({ cache: true }).requestActions)
      .toEqual(iamActions(['BatchGetItem', 'BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem']));
  });

  test.each([
    ['express', SessionStore.express({ touch: false })],
    ['expressPwrdrvr', SessionStore.expressPwrdrvr({ touch: false })],
  ])('spare Fastify the touch of %s, which it never calls', (_, store) => {
    expect(store.requestActions).toEqual(iamActions(['DeleteItem', 'GetItem', 'PutItem']));
  });

  test('spare ASP.NET Core the look at the table', () => {
    expect(SessionStore.aspNetCore({ namesConfigured: true }).startUpActions).toEqual([]);
  });

  test.each<[string, () => SessionStore, string]>([
    ['a key of koa is empty', () => SessionStore.koa({ hashKey: '' }), "`hashKey` must be an attribute name of 1 to 255 characters, got: ''"],
    ['both attributes of koa are the same', () => SessionStore.koa({ ttlKey: 'sessionId' }), "`hashKey` must differ from `ttlKey`, got: 'sessionId' for both"],
    ["Laravel's key is its expiry", () => SessionStore.laravel({ keyAttribute: 'expires_at' }),
      "`keyAttribute` must differ from `expirationAttribute`, got: 'expires_at' for both"],
    ["the Rack store's key is its expiry", () => SessionStore.rails({ tableKey: 'expire_at' }),
      "`tableKey` must differ from the attribute of the expiry, got: 'expire_at' for both"],
    ['Adonis is told to use its expiry as the key', () => SessionStore.adonis({ keyAttribute: 'expires_at' }),
      "`keyAttribute` must differ from the attribute of the expiry, got: 'expires_at' for both"],
    ['a lifetime of Laravel is not whole minutes', () => SessionStore.laravel({ lifetime: Duration.seconds(90) }),
      '`lifetime` must be whole minutes and at least one, got: 90000 ms'],
    ['a lifetime of Jam is not whole minutes', () => SessionStore.jamLaravel({ lifetime: Duration.seconds(30) }),
      '`lifetime` must be whole minutes and at least one, got: 30000 ms'],
    ['a lifetime in minutes is known only at deployment',
      () => SessionStore.laravel({ lifetime: Duration.minutes(new CfnParameter(newStack(), 'Minutes', { type: 'Number' }).valueAsNumber) }),
      '`lifetime` must be known when the app is synthesized, since this client counts in minutes, got: a token'],
  ])('fail if %s', (_, make, message) => expect(make).toThrow(new Error(message)));

  test('take a lifetime in seconds that is known only at deployment', () => {
    const stack = newStack();
    const seconds = new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber;
    const environment = stack.resolve(environmentOf(SessionStore.rails({ lifetime: Duration.seconds(seconds) })));
    expect(environment).toMatchObject({ AWS_DYNAMO_DB_SESSION_MAX_STALE: { Ref: 'Seconds' }, DYNAMODB_SESSION_LIFETIME: { Ref: 'Seconds' } });
  });
});

describe('what a preset grants', () => {
  const granted = (grant: (table: SessionTable, role: ReturnType<typeof newRole>) => void, store: SessionStore) => {
    const stack = newStack();
    grant(new SessionTable(stack, 'Sessions', { sessionStore: store }), newRole(stack));
    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    return policy.Properties.PolicyDocument.Statement.map(({ Action, Resource }: any) => ({ Action, Resource }));
  };
  const arn = { 'Fn::GetAtt': [expect.stringContaining('Sessions'), 'Arn'] };

  test('is for the AWS SDK for PHP exactly the five published actions', () => {
    expect(granted((table, role) => table.grantSessionAccess(role), SessionStore.phpSdk()))
      .toEqual([{ Action: iamActions(['BatchWriteItem', 'DeleteItem', 'GetItem', 'Scan', 'UpdateItem']), Resource: arn }]);
  });

  test('is for Auth.js also Query on the index', () => {
    expect(granted((table, role) => table.grants.requests(role), SessionStore.authJs())).toEqual([
      { Action: iamActions(['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem']), Resource: arn },
      { Action: 'dynamodb:Query', Resource: { 'Fn::Join': ['', [arn, '/index/GSI1']] } },
    ]);
  });

  test('includes what locking takes besides, with the requests', () => {
    const store = SessionStore.of({
      clientName: 'locker', expiry: SessionStore.phpSdk().expiry, requestActions: ['dynamodb:GetItem'], lockingActions: ['dynamodb:PutItem'],
    });
    expect(granted((table, role) => table.grants.requests(role), store)).toEqual([{ Action: iamActions(['GetItem', 'PutItem']), Resource: arn }]);
    expect(granted((table, role) => table.grantSessionAccess(role), store)).toEqual([{ Action: iamActions(['GetItem', 'PutItem']), Resource: arn }]);
  });
});

describe('a warning about a client', () => {
  const acknowledgement = 'cdk-dynamodb-sessions:neverExpires';

  test('says what happens and what to do', () => {
    const texts = Object.fromEntries([SessionStore.fiber(), SessionStore.flaskSession(), SessionStore.jamLaravel()]
      .flatMap((store) => store.warnings).map(({ id, text }) => [id, text]));
    expect(texts).toEqual({
      neverExpires: 'items of gofiber/storage/dynamodb never expire (the storage drops the expiry that it is given), so the table grows for ever; ' +
        'delete old ones with a job of your own',
      expiredReadable: 'Flask-Session accepts an expired session until its item is gone, and time to live may take days; ' +
        'keep a time in the session and check it',
      createsTable: 'Flask-Session calls CreateTable at each start and fails without the right, so it is granted on this table; ' +
        'a table that it makes anew lacks time to live, backup and protection',
      ignoresRoles: "jam-laravel's configuration passes static keys and ignores the role; remove 'credentials' from config/jam.php, " +
        "or use Laravel's own driver with SessionStore.laravel()",
    });
  });

  test('can be acknowledged', () => {
    const stack = newStack();
    const table = new SessionTable(stack, 'Sessions', { sessionStore: SessionStore.adonis() });
    Annotations.of(table).acknowledgeWarning(acknowledgement, 'a job deletes them');
    AssertedAnnotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('is said of an imported table too', () => {
    const stack = newStack();
    SessionTable.fromSessionTableName(stack, 'Sessions', 'theirs', SessionStore.adonis());
    AssertedAnnotations.fromStack(stack).hasWarning('/Stack/Sessions', Match.stringLikeRegexp('`expires_at` is in milliseconds'));
  });
});
