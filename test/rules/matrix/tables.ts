import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { ISessionTable, SessionCapacity, SessionExpiry, SessionStore, SessionTable, SessionTableGrants, SessionTableProps } from '../../../src';
import { account, newRole } from '../../helpers';
import { Define, Place, Placed, Specifications } from './specification';

const theirs = '444455556666';
const { STRING } = dynamodb.AttributeType;

/** Every preset, as it comes. */
export const presets: Record<string, () => SessionStore> = {
  phpSdk: () => SessionStore.phpSdk(),
  symfony: () => SessionStore.symfony(),
  silverStripe: () => SessionStore.silverStripe(),
  laravel: () => SessionStore.laravel(),
  jamLaravel: () => SessionStore.jamLaravel(),
  express: () => SessionStore.express(),
  expressPwrdrvr: () => SessionStore.expressPwrdrvr(),
  koa: () => SessionStore.koa(),
  authJs: () => SessionStore.authJs(),
  reactRouterArc: () => SessionStore.reactRouterArc(),
  shopify: () => SessionStore.shopify(),
  adonis: () => SessionStore.adonis(),
  flaskSession: () => SessionStore.flaskSession(),
  rails: () => SessionStore.rails(),
  aspNetCore: () => SessionStore.aspNetCore(),
  springSession: () => SessionStore.springSession(),
  towerSessions: () => SessionStore.towerSessions(),
  fiber: () => SessionStore.fiber(),
};

const lifetime = Duration.hours(1);

/** Presets with other names than their own, where the client lets its users choose. */
const presetsWithOptions: Record<string, () => SessionStore> = {
  phpSdk: () => SessionStore.phpSdk({ lifetime, hashKey: 'pk', sessionLifetimeAttribute: 'ttl' }),
  symfony: () => SessionStore.symfony({ lifetime, hashKey: 'pk', sessionLifetimeAttribute: 'ttl' }),
  laravel: () => SessionStore.laravel({ lifetime, cache: true, keyAttribute: 'id', expirationAttribute: 'ttl' }),
  jamLaravel: () => SessionStore.jamLaravel({ lifetime }),
  express: () => SessionStore.express({ lifetime, hashKey: 'pk', initialized: true, touch: false }),
  expressPwrdrvr: () => SessionStore.expressPwrdrvr({ lifetime, hashKey: 'pk', touch: false }),
  koa: () => SessionStore.koa({ lifetime, hashKey: 'pk', ttlKey: 'ttl' }),
  reactRouterArc: () => SessionStore.reactRouterArc({ lifetime, idx: 'pk', ttl: 'ttl' }),
  adonis: () => SessionStore.adonis({ lifetime, keyAttribute: 'pk' }),
  rails: () => SessionStore.rails({ lifetime, tableKey: 'pk' }),
  aspNetCore: () => SessionStore.aspNetCore({ lifetime, partitionKeyName: 'pk', ttlAttributeName: 'ttl', namesConfigured: true }),
  towerSessions: () => SessionStore.towerSessions({ lifetime, partitionKey: 'pk', sortKey: 'sk' }),
};

/** A client with everything that a store can have. */
export function ownStore(): SessionStore {
  return SessionStore.of({
    clientName: 'my client',
    partitionKey: { name: 'pk', type: STRING },
    sortKey: { name: 'sk', type: STRING },
    expiry: SessionExpiry.timeToLive('ttl'),
    globalSecondaryIndexes: [{ indexName: 'byUser', partitionKey: { name: 'user', type: STRING } }],
    requestActions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    lockingActions: ['dynamodb:UpdateItem'],
    garbageCollectionActions: ['dynamodb:Scan', 'dynamodb:BatchWriteItem'],
    startUpActions: ['dynamodb:DescribeTable'],
    tableNameVariables: ['MY_TABLE'],
    regionVariables: ['MY_REGION'],
    variables: { SESSIONS: 'dynamodb' },
    lifetime,
    healthCheckPath: '/up',
    refusesExpired: false,
    warnings: [{ id: 'slow', text: 'it asks twice' }],
  });
}

/** Every grant that the table's store knows, each to a role of its own. */
function grantAll(stack: Stack, table: ISessionTable, prefix = 'sess:'): void {
  table.grantSessionAccess(newRole(stack, 'SessionAccess'));
  table.grants.requests(newRole(stack, 'Requests'));
  if (table.sessionStore.garbageCollectionActions.length > 0) {
    table.grants.garbageCollection(newRole(stack, 'GarbageCollection'));
  }
  table.grantSessionAccess(newRole(stack, 'OnPrefix'), { keyPrefix: prefix });
}

const table = (props: SessionTableProps): Define => (stack) => grantAll(stack, new SessionTable(stack, 'Sessions', props));

function newKey(stack: Stack): kms.Key {
  return new kms.Key(stack, 'Key', { enableKeyRotation: true });
}

const inAllRegions: dynamodb.ReplicaTableProps[] = [{ region: 'us-east-1' }, { region: 'eu-central-1' }];

const anywhere = (): Specifications => ({
  'a table': (stack) => new SessionTable(stack, 'Sessions'),
  ...Object.fromEntries(Object.entries(presets).map(([name, store]) => [`a table for ${name}`, (stack) =>
    grantAll(stack, new SessionTable(stack, 'Sessions', { sessionStore: store() }))])),
  'tables for all presets that take names': (stack) => Object.entries(presetsWithOptions).forEach(([name, store]) =>
    new SessionTable(stack, name, { sessionStore: store() }).grantSessionAccess(newRole(stack, `Role-${name}`))),
  'a table for a client of one\'s own': (stack) => grantAll(stack, new SessionTable(stack, 'Sessions', { sessionStore: ownStore() })),
  'a table for a client whose sessions never expire': table({
    sessionStore: SessionStore.of({ clientName: 'mine', expiry: SessionExpiry.never('it writes milliseconds'), requestActions: ['dynamodb:GetItem'] }),
  }),
  'a table with on-demand limits': table({ capacity: SessionCapacity.onDemand({ maxReadRequestUnits: 100, maxWriteRequestUnits: 50 }) }),
  'a table with autoscaled capacity': table({ capacity: SessionCapacity.autoscaled({ maxCapacity: 100 }) }),
  'a table with autoscaled capacity for reads and writes apart': table({
    capacity: SessionCapacity.autoscaled({
      minCapacity: 5, maxCapacity: 100, seedCapacity: 20, targetUtilizationPercent: 60,
      read: { targetUtilizationPercent: 80 }, write: { minCapacity: 10, maxCapacity: 400 },
    }),
  }),
  'a table with fixed reads': table({
    capacity: SessionCapacity.of(dynamodb.Billing.provisioned({
      readCapacity: dynamodb.Capacity.fixed(10), writeCapacity: dynamodb.Capacity.autoscaled({ maxCapacity: 100 }),
    })),
  }),
  'a table with the key of DynamoDB': table({ encryption: dynamodb.TableEncryptionV2.dynamoOwnedKey() }),
  'a table with the key of AWS': table({ encryption: dynamodb.TableEncryptionV2.awsManagedKey() }),
  'a table with a name and tags': table({ tableName: 'my-sessions', tags: { team: 'web' } }),
  'a table in infrequent access': table({ tableClass: dynamodb.TableClass.STANDARD_INFREQUENT_ACCESS }),
  'a table with contributor insights': table({
    contributorInsightsSpecification: { enabled: true, mode: dynamodb.ContributorInsightsMode.THROTTLED_KEYS },
  }),
  'a table that is warm': table({ warmThroughput: { readUnitsPerSecond: 13000, writeUnitsPerSecond: 5000 } }),
  'a table with a stream': table({ dynamoStream: dynamodb.StreamViewType.OLD_IMAGE }),
  'a table with a week to recover': table({ recoveryPeriodInDays: 7 }),
  'a table without recovery': table({ pointInTimeRecovery: false }),
  'a table for development': table({ removalPolicy: RemovalPolicy.DESTROY }),
  'a table for development that is protected': table({ removalPolicy: RemovalPolicy.DESTROY, deletionProtection: true }),
  'a table that is retained but not protected': table({ deletionProtection: false }),
  'a table that is retained once it is made': table({ removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE }),
  'a table with a policy of its own': (stack) => new SessionTable(stack, 'Sessions', {
    resourcePolicy: new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({
        actions: ['dynamodb:GetItem'], principals: [new iam.ArnPrincipal(`arn:aws:iam::${theirs}:role/reader`)], resources: ['*'],
      })],
    }),
  }).grantSessionAccess(newRole(stack)),
  'a table imported by name': (stack) => grantAll(stack, SessionTable.fromSessionTableName(stack, 'Sessions', 'theirs', ownStore())),
  'a table imported by ARN': (stack) => grantAll(stack, SessionTable.fromSessionTableArn(
    stack, 'Sessions', `arn:aws:dynamodb:eu-west-1:${account}:table/theirs`, SessionStore.express())),
  'a table imported by attributes, with its key': (stack) => grantAll(stack, SessionTable.fromSessionTableAttributes(stack, 'Sessions', {
    tableArn: `arn:aws:dynamodb:eu-west-1:${account}:table/theirs`, encryptionKey: newKey(stack), sessionStore: ownStore(),
  })),
  'a table imported from another region, with its key': (stack) => grantAll(stack, SessionTable.fromSessionTableAttributes(stack, 'Sessions', {
    tableName: 'theirs', region: 'us-east-1', sessionStore: ownStore(),
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:us-east-1:${account}:key/11111111-2222-3333-4444-555555555555`),
  })),
  'a table imported without its indexes': (stack) => grantAll(stack, SessionTable.fromSessionTableAttributes(stack, 'Sessions', {
    tableName: 'theirs', sessionStore: ownStore(), grantIndexPermissions: false,
  })),
  'grants on tables of every other kind': (stack) => {
    const l1 = new dynamodb.CfnTable(stack, 'L1', {
      keySchema: [{ attributeName: 'id', keyType: 'HASH' }], attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
      billingMode: 'PAY_PER_REQUEST',
    });
    const l2 = new dynamodb.Table(stack, 'L2', {
      partitionKey: { name: 'id', type: STRING }, timeToLiveAttribute: 'expires', encryptionKey: newKey(stack),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    });
    const imported = dynamodb.Table.fromTableName(stack, 'Imported', 'theirs');
    [l1, l2, imported].forEach((each, index) => SessionTableGrants.fromTable(each).sessionAccess(newRole(stack, `Role${index}`)));
  },
  'a table in another stack': (stack) => {
    const other = new Stack(stack.node.scope!, 'Tables', { env: { account: stack.account, region: stack.region } });
    new SessionTable(other, 'Sessions').grantSessionAccess(newRole(stack));
  },
});

const fixed = (): Specifications => ({
  'a table with a key of one\'s own': (stack) => grantAll(stack, new SessionTable(stack, 'Sessions', {
    sessionStore: ownStore(), encryption: dynamodb.TableEncryptionV2.customerManagedKey(newKey(stack)),
  })),
  'a table with an imported key': (stack) => grantAll(stack, new SessionTable(stack, 'Sessions', {
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(
      kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:${account}:key/11111111-2222-3333-4444-555555555555`)),
  })),
  'a table with replicas': table({ replicas: inAllRegions }),
  'a replica of a table': (stack) => grantAll(stack, new SessionTable(stack, 'Sessions', { sessionStore: ownStore(), replicas: inAllRegions }).replica('us-east-1')),
  'a table whose replica is used in its region': (stack) => {
    const sessions = new SessionTable(stack, 'Sessions', { tableName: 'shared', replicas: inAllRegions });
    const virginia = new Stack(stack.node.scope!, 'Virginia', { env: { account, region: 'us-east-1' } });
    grantAll(virginia, sessions.replica('us-east-1'));
  },
  'a table with replicas, an index and autoscaled capacity': table({
    sessionStore: ownStore(), replicas: inAllRegions, capacity: SessionCapacity.autoscaled({ maxCapacity: 100, seedCapacity: 5 }),
  }),
  'a table with replicas and keys of one\'s own': (stack) => grantAll(stack, new SessionTable(stack, 'Sessions', {
    replicas: [{ region: 'us-east-1' }],
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(newKey(stack), {
      'us-east-1': `arn:aws:kms:us-east-1:${account}:key/11111111-2222-3333-4444-555555555555`,
    }),
  })),
  'a table with everything set': (stack) => grantAll(stack, new SessionTable(stack, 'Sessions', {
    sessionStore: ownStore(),
    tableName: 'my-sessions',
    capacity: SessionCapacity.autoscaled({ minCapacity: 5, maxCapacity: 100, seedCapacity: 10 }),
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(newKey(stack)),
    recoveryPeriodInDays: 7,
    removalPolicy: RemovalPolicy.DESTROY,
    tableClass: dynamodb.TableClass.STANDARD_INFREQUENT_ACCESS,
    contributorInsightsSpecification: { enabled: true },
    warmThroughput: { readUnitsPerSecond: 13000, writeUnitsPerSecond: 5000 },
    tags: { team: 'web' },
  })),
  'a table with replicas and a grant to another account': (stack) => new SessionTable(stack, 'Sessions', { replicas: inAllRegions })
    .grantSessionAccess(iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${theirs}:role/app`)),
  'a table imported from another account': (stack) => grantAll(stack, SessionTable.fromSessionTableArn(
    stack, 'Sessions', `arn:aws:dynamodb:eu-west-1:${theirs}:table/theirs`)),
  'a table with a key of one\'s own in another stack': (stack) => {
    const other = new Stack(stack.node.scope!, 'Tables', { env: { account: stack.account, region: stack.region } });
    new SessionTable(other, 'Sessions', { encryption: dynamodb.TableEncryptionV2.customerManagedKey(newKey(other)) })
      .grantSessionAccess(newRole(stack));
  },
  'a table by its name in another region': (stack) => {
    const virginia = new Stack(stack.node.scope!, 'Virginia', { env: { account, region: 'us-east-1' } });
    new SessionTable(virginia, 'Sessions', { tableName: 'virginia' }).grantSessionAccess(newRole(stack));
  },
});

export const tables = (): Placed[] => [
  { places: [Place.ANYWHERE, Place.FIXED], specifications: anywhere() },
  { places: [Place.FIXED], specifications: fixed() },
];
