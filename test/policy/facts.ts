// what the proof takes as given, written down here and not taken from the sources: clients with their calls, and what else DynamoDB and KMS can do
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import { SessionExpiry, SessionStore } from '../../src';

/** What a session client calls, by purpose, and which indexes it has. */
export interface Client {
  readonly store: SessionStore;
  readonly requests: string[];
  readonly startUp: string[];
  readonly cleanUp: string[];
  readonly indexes: string[];
}

const words = (text = '') => text.split(' ').filter(Boolean).map((name) => `dynamodb:${name}`);

type Besides = Partial<Record<'startUp' | 'cleanUp', string> & Pick<Client, 'indexes'>>;

function client(store: SessionStore, requests: string, { startUp, cleanUp, indexes = [] }: Besides = {}): Client {
  return { store, requests: words(requests), startUp: words(startUp), cleanUp: words(cleanUp), indexes };
}

const SDK = 'GetItem UpdateItem DeleteItem';
const ALL_FOUR = 'GetItem PutItem UpdateItem DeleteItem';
const index = (indexName: string) => ({ indexName, partitionKey: { name: indexName, type: AttributeType.STRING } });
const actions = (text: string) => words(text);

/** A client of which this library knows nothing: with locking, several indexes, one of them named like the beginning of another. */
const indexed = SessionStore.of({
  clientName: 'indexed',
  expiry: SessionExpiry.timeToLive('expires'),
  requestActions: actions('GetItem PutItem Query'),
  lockingActions: actions('UpdateItem'),
  startUpActions: actions('DescribeTable DescribeTimeToLive'),
  garbageCollectionActions: actions('Scan DeleteItem'),
  globalSecondaryIndexes: [index('byUser'), index('byUserAndDay')],
});

const statements = SessionStore.of({
  clientName: 'statements',
  expiry: SessionExpiry.timeToLive('expires'),
  requestActions: actions('GetItem BatchGetItem ConditionCheckItem PartiQLInsert PartiQLSelect'),
  globalSecondaryIndexes: [index('byUser')],
});

export const CLIENTS: Record<string, Client> = {
  phpSdk: client(SessionStore.phpSdk(), SDK, { cleanUp: 'Scan BatchWriteItem' }),
  symfony: client(SessionStore.symfony(), SDK),
  silverStripe: client(SessionStore.silverStripe(), SDK),
  laravel: client(SessionStore.laravel(), 'GetItem PutItem DeleteItem'),
  jamLaravel: client(SessionStore.jamLaravel(), SDK, { cleanUp: 'Scan BatchWriteItem' }),
  express: client(SessionStore.express(), ALL_FOUR, { startUp: 'DescribeTable' }),
  expressPwrdrvr: client(SessionStore.expressPwrdrvr(), ALL_FOUR),
  koa: client(SessionStore.koa(), 'GetItem PutItem DeleteItem'),
  authJs: client(SessionStore.authJs(), `${ALL_FOUR} Query BatchWriteItem`, { indexes: ['GSI1'] }),
  reactRouterArc: client(SessionStore.reactRouterArc(), 'GetItem PutItem DeleteItem'),
  shopify: client(SessionStore.shopify(), 'GetItem PutItem DeleteItem Query', { indexes: ['shop_index'] }),
  adonis: client(SessionStore.adonis(), ALL_FOUR),
  flaskSession: client(SessionStore.flaskSession(), SDK, { startUp: 'CreateTable' }),
  rails: client(SessionStore.rails(), SDK, { cleanUp: 'Scan BatchWriteItem' }),
  aspNetCore: client(SessionStore.aspNetCore(), ALL_FOUR, { startUp: 'DescribeTable DescribeTimeToLive' }),
  springSession: client(SessionStore.springSession(), 'GetItem PutItem DeleteItem'),
  towerSessions: client(SessionStore.towerSessions(), 'Query PutItem DeleteItem', { cleanUp: 'Scan BatchWriteItem' }),
  fiber: client(SessionStore.fiber(), 'GetItem PutItem DeleteItem', { startUp: 'DescribeTable' }),
  // besides the presets
  laravelWithCache: client(SessionStore.laravel({ cache: true }), `${ALL_FOUR} BatchGetItem BatchWriteItem`),
  expressInitialized: client(SessionStore.express({ initialized: true }), ALL_FOUR),
  indexed: client(indexed, 'GetItem PutItem Query UpdateItem', {
    startUp: 'DescribeTable DescribeTimeToLive', cleanUp: 'Scan DeleteItem', indexes: ['byUser', 'byUserAndDay'],
  }),
  statements: client(statements, 'GetItem BatchGetItem ConditionCheckItem PartiQLInsert PartiQLSelect', { indexes: ['byUser'] }),
};

/** Those that differ most: with every kind of table. The others meet the most common kinds. */
export const VARIED_CLIENTS = ['phpSdk', 'laravel', 'express', 'authJs', 'flaskSession', 'towerSessions', 'indexed'];

/** Calls that name partition keys: `dynamodb:LeadingKeys` of the IAM reference, PartiQL aside. */
export const KEYED = words('BatchGetItem BatchWriteItem ConditionCheckItem DeleteItem GetItem PutItem Query UpdateItem');

/** Calls that reach all items of a table or that may: no prefix can limit them, so a grant with one leaves them out. */
export const ON_ALL_ITEMS = words('Scan PartiQLDelete PartiQLInsert PartiQLSelect PartiQLUpdate');

/** Calls that an index takes: the resource types of the IAM reference; SELECT alone of the statements names an index. */
export const ON_INDEXES = words('PartiQLSelect Query Scan');

/** Calls about a table that change nothing and reach no item. */
export const LOOKS_AT_TABLE = words(
  'DescribeContinuousBackups DescribeContributorInsights DescribeKinesisStreamingDestination DescribeTable DescribeTableReplicaAutoScaling DescribeTimeToLive ' +
  'GetResourcePolicy ListExports ListImports ListTagsOfResource');

/** Calls with which somebody deletes a table, weakens it, hands it on or copies what is in it. CreateTable is told apart. */
export const ADMINISTERS_TABLE = words(
  'AssociateTableReplica CreateBackup CreateGlobalTableWitness CreateTableReplica DeleteGlobalTableWitness DeleteResourcePolicy DeleteTable DeleteTableReplica ' +
  'DisableKinesisStreamingDestination EnableKinesisStreamingDestination ExportTableToPointInTime ImportTable PutResourcePolicy ReadDataForReplication ' +
  'ReplicateSettings RestoreTableFromAwsBackup RestoreTableToPointInTime StartAwsBackupJob TagResource UntagResource UpdateContinuousBackups ' +
  'UpdateContributorInsights UpdateKinesisStreamingDestination UpdateTable UpdateTableReplicaAutoScaling UpdateTimeToLive WriteDataForReplication');

/** Of these the IAM reference names no table, or another resource besides. */
export const NOT_ON_TABLES = words(
  'CreateGlobalTable DeleteBackup DescribeBackup DescribeEndpoints DescribeExport DescribeGlobalTable DescribeGlobalTableSettings DescribeImport DescribeLimits ' +
  'DescribeReservedCapacity DescribeReservedCapacityOfferings DescribeStream GetAbacStatus GetRecords GetShardIterator InjectError ListBackups ' +
  'ListContributorInsights ListGlobalTables ListStreams ListTables PurchaseReservedCapacityOfferings RestoreTableFromBackup UpdateAbacStatus ' +
  'UpdateGlobalTable UpdateGlobalTableSettings UpdateGlobalTableVersion');

/** What a table's own policy may allow to other accounts: rbac-iam-actions.html, which speaks of TransactWriteItems for ConditionCheckItem. */
export const ACROSS_ACCOUNTS = [...KEYED, ...words('DeleteTable DescribeTable ListTagsOfResource Scan TagResource UntagResource UpdateTable')];

/** What a table's own policy may allow at all, on the same page. */
export const IN_POLICIES_OF_TABLES = [...ACROSS_ACCOUNTS, ...words(
  'CreateBackup DeleteResourcePolicy DescribeContinuousBackups DescribeContributorInsights DescribeKinesisStreamingDestination ' +
  'DescribeTableReplicaAutoScaling DescribeTimeToLive DisableKinesisStreamingDestination EnableKinesisStreamingDestination ExportTableToPointInTime ' +
  'GetResourcePolicy PartiQLDelete PartiQLInsert PartiQLSelect PartiQLUpdate PutResourcePolicy RestoreTableToPointInTime UpdateContinuousBackups ' +
  'UpdateContributorInsights UpdateKinesisStreamingDestination UpdateTableReplicaAutoScaling UpdateTimeToLive')];

/** All that DynamoDB can do; `Transact…` are no actions of IAM, but somebody may think so. */
export const DYNAMODB_ACTIONS = [
  ...KEYED, ...ON_ALL_ITEMS, ...LOOKS_AT_TABLE, ...ADMINISTERS_TABLE, ...NOT_ON_TABLES, ...words('CreateTable TransactGetItems TransactWriteItems'),
];

/** Some of them, for copies of a table whose original met all. */
export const SOME_NEIGHBOURS = words('BatchGetItem CreateBackup DeleteTable DescribeTable GetItem PartiQLSelect PutItem Query Scan TransactWriteItems UpdateTable');

/** What DynamoDB needs on a customer-managed key on behalf of whoever reads and writes the table. */
export const KEY_USE = [
  'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo',
];

/** What else can be done with a key. CreateGrant belongs to whoever creates the table. */
export const KEY_NEIGHBOURS = [
  'CancelKeyDeletion', 'CreateAlias', 'CreateGrant', 'DeleteAlias', 'DisableKey', 'DisableKeyRotation', 'EnableKey', 'GenerateDataKeyPair', 'GenerateRandom',
  'GetKeyPolicy', 'ListGrants', 'ListKeys', 'PutKeyPolicy', 'ReplicateKey', 'RetireGrant', 'RevokeGrant', 'ScheduleKeyDeletion', 'Sign', 'TagResource',
  'UpdateAlias', 'UpdateKeyDescription',
].map((name) => `kms:${name}`);
