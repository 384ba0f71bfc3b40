import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { CfnParameter, Duration, Stack } from 'aws-cdk-lib/core';
import { SessionExpiry, SessionStore, SessionStoreProps } from '../../src';

const { STRING } = dynamodb.AttributeType;
const table = 'sessions';
const region = 'eu-west-1';

describe('the preset for the AWS SDK for PHP', () => {
  const store = SessionStore.phpSdk();

  test('is named for people', () => expect(store.clientName).toBe('AWS SDK for PHP'));
  test('keeps sessions under id, a string', () => expect(store.partitionKey).toEqual({ name: 'id', type: STRING }));
  test('has no sort key', () => expect(store.sortKey).toBeUndefined());
  test('has no index', () => expect(store.globalSecondaryIndexes).toEqual([]));
  test('writes its expiry into expires', () => expect(store.expiry.timeToLiveAttribute).toBe('expires'));
  test('serves requests with GetItem, UpdateItem and DeleteItem', () => {
    expect(store.requestActions).toEqual(['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem']);
  });
  test('cleans up with Scan and BatchWriteItem', () => {
    expect(store.garbageCollectionActions).toEqual(['dynamodb:BatchWriteItem', 'dynamodb:Scan']);
  });
  test('calls nothing when it starts', () => expect(store.startUpActions).toEqual([]));
  test('finds the table by one variable', () => {
    expect(store._environment(table, region)).toEqual({ DYNAMODB_SESSION_TABLE_NAME: table });
  });
  test('leaves the health check path to the service', () => expect(store.healthCheckPath).toBeUndefined());

  test('takes the names that the handler was given', () => {
    const renamed = SessionStore.phpSdk({ hashKey: 'sid', sessionLifetimeAttribute: 'ttl' });
    expect(renamed.partitionKey).toEqual({ name: 'sid', type: STRING });
    expect(renamed.expiry.timeToLiveAttribute).toBe('ttl');
  });

  test('tells the lifetime in seconds', () => {
    expect(SessionStore.phpSdk({ lifetime: Duration.hours(2) })._environment(table, region))
      .toEqual({ DYNAMODB_SESSION_TABLE_NAME: table, DYNAMODB_SESSION_LIFETIME: '7200' });
  });

  test.each([
    ['the key is empty', { hashKey: '' }, "`hashKey` must be an attribute name of 1 to 255 characters, got: ''"],
    ['the expiry attribute is empty', { sessionLifetimeAttribute: '' },
      "`sessionLifetimeAttribute` must be an attribute name of 1 to 255 characters, got: ''"],
    ['the key is the expiry attribute', { hashKey: 'expires' },
      "`hashKey` must differ from `sessionLifetimeAttribute`, got: 'expires' for both"],
    ['the expiry attribute is the key', { sessionLifetimeAttribute: 'id' },
      "`hashKey` must differ from `sessionLifetimeAttribute`, got: 'id' for both"],
    ['the lifetime is zero', { lifetime: Duration.seconds(0) },
      '`lifetime` must be whole seconds and at least one, got: 0 ms'],
  ])('fails when %s', (_, options, message) => {
    expect(() => SessionStore.phpSdk(options)).toThrow(new Error(message));
  });
});

describe('the preset for connect-dynamodb', () => {
  const store = SessionStore.express();

  test('is named as its package', () => expect(store.clientName).toBe('connect-dynamodb'));
  test('keeps sessions under id, a string', () => expect(store.partitionKey).toEqual({ name: 'id', type: STRING }));
  test('has no sort key and no index', () => {
    expect(store.sortKey).toBeUndefined();
    expect(store.globalSecondaryIndexes).toEqual([]);
  });
  test('writes its expiry into expires', () => expect(store.expiry.timeToLiveAttribute).toBe('expires'));
  test('serves requests with GetItem, PutItem, UpdateItem and DeleteItem', () => {
    expect(store.requestActions)
      .toEqual(['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
  });
  test('has no clean-up of its own, so nobody may list the sessions', () => {
    expect(store.garbageCollectionActions).toEqual([]);
  });
  test('calls DescribeTable when it starts', () => expect(store.startUpActions).toEqual(['dynamodb:DescribeTable']));
  test('calls nothing at start with `initialized: true`', () => {
    expect(SessionStore.express({ initialized: true }).startUpActions).toEqual([]);
    expect(SessionStore.express({ initialized: false }).startUpActions).toEqual(['dynamodb:DescribeTable']);
  });
  test('takes the key that the store was given', () => {
    expect(SessionStore.express({ hashKey: 'sid' }).partitionKey).toEqual({ name: 'sid', type: STRING });
  });
  test('finds the table and the lifetime by variables', () => {
    expect(SessionStore.express({ lifetime: Duration.minutes(30) })._environment(table, region))
      .toEqual({ DYNAMODB_SESSION_TABLE_NAME: table, DYNAMODB_SESSION_LIFETIME: '1800' });
  });

  test.each([
    ['the key is empty', { hashKey: '' }, "`hashKey` must be an attribute name of 1 to 255 characters, got: ''"],
    ['the key is the expiry attribute', { hashKey: 'expires' },
      "`hashKey` must differ from the attribute of the expiry, got: 'expires' for both"],
    ['the lifetime has fractions', { lifetime: Duration.millis(1500) },
      '`lifetime` must be whole seconds and at least one, got: 1500 ms'],
  ])('fails when %s', (_, options, message) => {
    expect(() => SessionStore.express(options)).toThrow(new Error(message));
  });
});

describe('a client described by hand', () => {
  const least: SessionStoreProps = {
    clientName: 'my client', expiry: SessionExpiry.timeToLive('expires'), requestActions: ['dynamodb:GetItem'],
  };

  test('needs a name, an expiry and its calls; the rest is as with most clients', () => {
    const store = SessionStore.of(least);
    expect(store.partitionKey).toEqual({ name: 'id', type: STRING });
    expect(store.requestActions).toEqual(['dynamodb:GetItem']);
    expect(store.refusesExpired).toBe(true);
    expect(store.lockingActions).toEqual([]);
    expect(store.garbageCollectionActions).toEqual([]);
    expect(store.warnings).toEqual([]);
    expect(store.startUpActions).toEqual([]);
    expect(store._environment(table, region)).toEqual({ DYNAMODB_SESSION_TABLE_NAME: table });
  });

  test('may differ in everything', () => {
    const store = SessionStore.of({
      clientName: 'Auth.js',
      partitionKey: { name: 'pk', type: STRING },
      sortKey: { name: 'sk', type: STRING },
      expiry: SessionExpiry.timeToLive('ttl'),
      globalSecondaryIndexes: [{ indexName: 'GSI1', partitionKey: { name: 'GSI1PK', type: STRING } }],
      requestActions: ['dynamodb:Query', 'dynamodb:GetItem'],
      lockingActions: ['dynamodb:UpdateItem', 'dynamodb:PutItem'],
      garbageCollectionActions: ['dynamodb:Scan'],
      startUpActions: ['dynamodb:DescribeTimeToLive'],
      refusesExpired: true,
      warnings: [{ id: 'countsInMoons', text: 'the client counts in moons; convert' }],
      tableNameVariables: ['DYNAMODB_CACHE_TABLE'],
      regionVariables: ['AWS_DEFAULT_REGION'],
      variables: { SESSION_DRIVER: 'dynamodb' },
      lifetime: Duration.days(30),
      healthCheckPath: '/up',
    });
    expect(store).toMatchObject({
      clientName: 'Auth.js',
      partitionKey: { name: 'pk' },
      sortKey: { name: 'sk' },
      expiry: { timeToLiveAttribute: 'ttl' },
      globalSecondaryIndexes: [{ indexName: 'GSI1', partitionKey: { name: 'GSI1PK', type: STRING } }],
      requestActions: ['dynamodb:GetItem', 'dynamodb:Query'],
      lockingActions: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
      refusesExpired: true,
      warnings: [{ id: 'countsInMoons', text: 'the client counts in moons; convert' }],
      garbageCollectionActions: ['dynamodb:Scan'],
      startUpActions: ['dynamodb:DescribeTimeToLive'],
      healthCheckPath: '/up',
    });
    expect(store._environment(table, region)).toEqual({
      DYNAMODB_SESSION_TABLE_NAME: table,
      DYNAMODB_CACHE_TABLE: table,
      AWS_DEFAULT_REGION: region,
      SESSION_DRIVER: 'dynamodb',
      DYNAMODB_SESSION_LIFETIME: '2592000',
    });
  });

  test('may never expire, with a reason', () => {
    expect(SessionStore.of({ ...least, expiry: SessionExpiry.never('expires is an ISO string') }).expiry.reason)
      .toBe('expires is an ISO string');
  });

  test('warns by itself when items never expire, ended sessions can be read or the client creates tables', () => {
    const dangers = (props: Partial<SessionStoreProps>) => SessionStore.of({ ...least, ...props }).warnings.map(({ id }) => id);
    expect(dangers({ expiry: SessionExpiry.never('it has none') })).toEqual(['neverExpires']);
    expect(dangers({ refusesExpired: false })).toEqual(['expiredReadable']);
    expect(dangers({ startUpActions: ['dynamodb:CreateTable'] })).toEqual(['createsTable']);
    expect(dangers({ requestActions: ['dynamodb:CreateTable'] })).toEqual(['createsTable']);
  });

  test('may say a danger in words of its own, instead of ours', () => {
    const warning = { id: 'expiredReadable', text: 'sessions last until the moon is new' };
    expect(SessionStore.of({ ...least, refusesExpired: false, warnings: [warning] }).warnings).toEqual([warning]);
  });

  test('holds each action once and in order', () => {
    const store = SessionStore.of({ ...least, requestActions: ['dynamodb:UpdateItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'] });
    expect(store.requestActions).toEqual(['dynamodb:GetItem', 'dynamodb:UpdateItem']);
  });

  test('takes an action that this library does not know', () => {
    expect(SessionStore.of({ ...least, requestActions: ['dynamodb:ReadTheFuture'] }).requestActions)
      .toEqual(['dynamodb:ReadTheFuture']);
  });

  test('may repeat the usual variables where they mean the same', () => {
    const store = SessionStore.of({ ...least, tableNameVariables: ['DYNAMODB_SESSION_TABLE_NAME'], regionVariables: ['AWS_REGION'] });
    expect(store._environment(table, region)).toEqual({ DYNAMODB_SESSION_TABLE_NAME: table, AWS_REGION: region });
  });

  test('passes on a lifetime that is known only at deployment', () => {
    const stack = new Stack();
    const seconds = new CfnParameter(stack, 'Seconds', { type: 'Number' });
    const store = SessionStore.of({ ...least, lifetime: Duration.seconds(seconds.valueAsNumber) });
    expect(stack.resolve(store._environment(table, region)).DYNAMODB_SESSION_LIFETIME).toEqual({ Ref: 'Seconds' });
  });

  test('passes on a variable that is known only at deployment', () => {
    const stack = new Stack();
    const store = SessionStore.of({ ...least, variables: { STAGE: new CfnParameter(stack, 'Stage').valueAsString } });
    expect(stack.resolve(store._environment(table, region)).STAGE).toEqual({ Ref: 'Stage' });
  });

  describe('never changes', () => {
    const given = {
      ...least,
      partitionKey: { name: 'pk', type: STRING },
      sortKey: { name: 'sk', type: STRING },
      requestActions: ['dynamodb:GetItem'],
      garbageCollectionActions: ['dynamodb:Scan'],
      lockingActions: ['dynamodb:UpdateItem'],
      startUpActions: ['dynamodb:DescribeTable'],
      warnings: [{ id: 'beCareful', text: 'be careful' }],
      globalSecondaryIndexes: [{
        indexName: 'byUser', partitionKey: { name: 'user', type: STRING }, projectionType: dynamodb.ProjectionType.INCLUDE, nonKeyAttributes: ['a'],
      }],
      tableNameVariables: ['TABLE'],
      regionVariables: ['REGION'],
      variables: { DRIVER: 'dynamodb' } as Record<string, string>,
    };
    const facts = (store: SessionStore) => ({
      keys: [store.partitionKey, store.sortKey],
      actions: [store.requestActions, store.lockingActions, store.garbageCollectionActions, store.startUpActions],
      warnings: store.warnings,
      indexes: store.globalSecondaryIndexes,
      environment: store._environment(table, region),
    });
    const store = SessionStore.of(given);
    const before = JSON.stringify(facts(store));

    test('when what it was made of changes', () => {
      given.partitionKey.name = given.sortKey.name = 'changed';
      given.requestActions.push('dynamodb:PutItem');
      given.warnings[0].text = 'changed';
      given.lockingActions.length = given.garbageCollectionActions.length = given.startUpActions.length = 0;
      given.globalSecondaryIndexes[0].indexName = given.globalSecondaryIndexes[0].partitionKey.name = 'changed';
      given.globalSecondaryIndexes[0].nonKeyAttributes.push('b');
      given.tableNameVariables[0] = given.regionVariables[0] = 'CHANGED';
      given.variables.DRIVER = 'changed';
      expect(JSON.stringify(facts(store))).toBe(before);
    });

    test('when somebody changes what it returns', () => {
      store.requestActions.push('dynamodb:PutItem');
      store.lockingActions.pop();
      (store.warnings as any[])[0].text = 'changed';
      store.garbageCollectionActions.pop();
      store.startUpActions.pop();
      const indexes = store.globalSecondaryIndexes as any[];
      indexes[0].partitionKey.name = 'changed';
      indexes[0].nonKeyAttributes.push('b');
      indexes.pop();
      store._environment(table, region).DRIVER = 'changed';
      expect(JSON.stringify(facts(store))).toBe(before);
    });

    test('when somebody tries to change its keys', () => {
      expect(() => {
        (store.partitionKey as any).name = 'changed';
      }).toThrow(TypeError);
      expect(() => {
        (store.sortKey as any).name = 'changed';
      }).toThrow(TypeError);
    });
  });

  test('keeps what an index is made of, values of classes included', () => {
    const readCapacity = dynamodb.Capacity.fixed(5);
    const index = { indexName: 'byUser', partitionKey: { name: 'user', type: STRING }, readCapacity };
    const store = SessionStore.of({ ...least, globalSecondaryIndexes: [index] });
    expect(store.globalSecondaryIndexes[0].readCapacity).toBe(readCapacity);
  });

  test.each<[string, Partial<SessionStoreProps>, string]>([
    ['the name is blank', { clientName: ' ' }, "`clientName` must be the name of the client, got: ' '"],
    ['the partition key has no name', { partitionKey: { name: '', type: STRING } },
      "`partitionKey.name` must be an attribute name of 1 to 255 characters, got: ''"],
    ['the partition key has a name of 256 characters', { partitionKey: { name: 'x'.repeat(256), type: STRING } },
      `\`partitionKey.name\` must be an attribute name of 1 to 255 characters, got: '${'x'.repeat(256)}'`],
    ['the sort key has no name', { sortKey: { name: '', type: STRING } },
      "`sortKey.name` must be an attribute name of 1 to 255 characters, got: ''"],
    ['both keys have the same name', { sortKey: { name: 'id', type: STRING } },
      "`sortKey.name` must differ from the partition key's name, got: 'id' for both"],
    ['the expiry is the partition key', { partitionKey: { name: 'expires', type: STRING } },
      "`expiry` must use an attribute that is no key, got: 'expires'"],
    ['the expiry is the sort key', { sortKey: { name: 'expires', type: STRING } },
      "`expiry` must use an attribute that is no key, got: 'expires'"],
    ['no call serves requests', { requestActions: [] },
      "`requestActions` must hold at least one action such as 'dynamodb:GetItem', got: none"],
    ['an action has no service', { requestActions: ['GetItem'] },
      "`requestActions` must hold IAM actions as AWS spells them, got: 'GetItem'; write 'dynamodb:GetItem'"],
    ['an action is spelt in another case', { garbageCollectionActions: ['dynamodb:scan'] },
      "`garbageCollectionActions` must hold IAM actions as AWS spells them, got: 'dynamodb:scan'; write 'dynamodb:Scan'"],
    ['an action is a wildcard', { requestActions: ['dynamodb:*'] },
      "`requestActions` must hold exact DynamoDB actions such as 'dynamodb:GetItem', without wildcards, got: 'dynamodb:*'"],
    ['an action holds a wildcard', { startUpActions: ['dynamodb:Describe*'] },
      "`startUpActions` must hold exact DynamoDB actions such as 'dynamodb:GetItem', without wildcards, got: 'dynamodb:Describe*'"],
    ['an action belongs to another service', { startUpActions: ['s3:GetObject'] },
      "`startUpActions` must hold exact DynamoDB actions such as 'dynamodb:GetItem', without wildcards, got: 's3:GetObject'"],
    ['an action of locking is a wildcard', { lockingActions: ['dynamodb:*'] },
      "`lockingActions` must hold exact DynamoDB actions such as 'dynamodb:GetItem', without wildcards, got: 'dynamodb:*'"],
    ['a warning has no name', { warnings: [{ id: '', text: 'x' }] }, "`warnings.id` must be a name in camel case such as 'ignoresRoles', got: ''"],
    ['a warning has a name with a space', { warnings: [{ id: 'be careful', text: 'x' }] },
      "`warnings.id` must be a name in camel case such as 'ignoresRoles', got: 'be careful'"],
    ['a warning says nothing', { warnings: [{ id: 'beCareful', text: ' ' }] },
      "`warnings.text` must be what happens and what to do about it, on one line, got: ' '"],
    ['a variable for the table begins with a digit', { tableNameVariables: ['1TABLE'] },
      "`tableNameVariables` must use names of letters, digits and underscores that begin with no digit, got: '1TABLE'"],
    ['a variable for the region has a hyphen', { regionVariables: ['MY-REGION'] },
      "`regionVariables` must use names of letters, digits and underscores that begin with no digit, got: 'MY-REGION'"],
    ['a fixed variable has no name', { variables: { '': 'x' } },
      "`variables` must use names of letters, digits and underscores that begin with no digit, got: ''"],
    ['a fixed variable has two lines', { variables: { MOTD: 'one\ntwo' } },
      "`variables` must hold values of one line, got: a line break in 'MOTD'; remove it"],
    ['a fixed variable displaces the table\'s name', { variables: { DYNAMODB_SESSION_TABLE_NAME: 'mine' } },
      "`variables` must not use the variable that holds the table's name, got: 'DYNAMODB_SESSION_TABLE_NAME'; remove it"],
    ['a fixed variable displaces one of the client for the table', { tableNameVariables: ['TABLE'], variables: { TABLE: 'mine' } },
      "`variables` must not use the variable that holds the table's name, got: 'TABLE'; remove it"],
    ['a fixed variable displaces the region', { variables: { AWS_REGION: 'eu-west-1' } },
      "`variables` must not use the variable that holds the region, got: 'AWS_REGION'; remove it"],
    ['a fixed variable displaces the lifetime', { lifetime: Duration.hours(1), variables: { DYNAMODB_SESSION_LIFETIME: '1' } },
      "`variables` must not use the variable that holds the lifetime, got: 'DYNAMODB_SESSION_LIFETIME'; remove it"],
    ['the table\'s name goes where the region is', { tableNameVariables: ['AWS_REGION'] },
      "`tableNameVariables` must not use the variable that holds the region, got: 'AWS_REGION'; remove it"],
    ['the region goes where the table\'s name is', { tableNameVariables: ['SESSIONS'], regionVariables: ['SESSIONS'] },
      "`regionVariables` must not use the variable that holds the table's name, got: 'SESSIONS'; remove it"],
    ['the lifetime is below a second', { lifetime: Duration.millis(999) },
      '`lifetime` must be whole seconds and at least one, got: 999 ms'],
    ['the lifetime has fractions', { lifetime: Duration.millis(1001) },
      '`lifetime` must be whole seconds and at least one, got: 1001 ms'],
    ['the health check path is relative', { healthCheckPath: 'up' },
      "`healthCheckPath` must be a path of up to 1024 characters that begins with '/', without spaces and '#', got: 'up'"],
    ['several things are wrong, and names all', { clientName: '', lifetime: Duration.seconds(0), healthCheckPath: '' },
      "`clientName` must be the name of the client, got: ''; `lifetime` must be whole seconds and at least one, got: 0 ms; " +
      "`healthCheckPath` must be a path of up to 1024 characters that begins with '/', without spaces and '#', got: ''"],
  ])('fails when %s', (_, wrong, message) => {
    expect(() => SessionStore.of({ ...least, ...wrong })).toThrow(new Error(message));
  });

  test.each<[string, Partial<SessionStoreProps>]>([
    ['a lifetime of one second', { lifetime: Duration.seconds(1) }],
    ['a lifetime of a thousand milliseconds', { lifetime: Duration.millis(1000) }],
    ['an attribute name of one character', { partitionKey: { name: 'k', type: STRING } }],
    ['an attribute name of 255 characters', { sortKey: { name: 'x'.repeat(255), type: STRING } }],
    ['a lifetime variable of its own when no lifetime is given', { variables: { DYNAMODB_SESSION_LIFETIME: '60' } }],
    ['an empty value', { variables: { EMPTY: '' } }],
    ['the path /', { healthCheckPath: '/' }],
  ])('accepts %s', (_, edge) => {
    expect(() => SessionStore.of({ ...least, ...edge })).not.toThrow();
  });
});
