import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib/core';
import { SessionCapacity, SessionExpiry, SessionStore, SessionTableProps } from '../../src';
import { Change } from './change';
import { ACCOUNT } from './template';

const { onDemand, autoscaled } = SessionCapacity;
const store = (value: SessionStore) => () => ({ sessionStore: value });
const key = (stack: Stack, id = 'key') => kms.Key.fromKeyArn(stack, id, `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${id}`);
const UNPROTECT = 'on the way back give the replica `deletionProtection: false`, deploy, then remove it; its items are deleted';
const policy = (...actions: string[]) => new iam.PolicyDocument({
  statements: [new iam.PolicyStatement({ principals: [new iam.AccountPrincipal('444455556666')], actions, resources: ['*'] })],
});
const withIndex = (...indexNames: string[]) => SessionStore.of({
  clientName: 'my client',
  expiry: SessionExpiry.timeToLive('expires'),
  requestActions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  globalSecondaryIndexes: indexNames.map((indexName) => ({ indexName, partitionKey: { name: indexName, type: dynamodb.AttributeType.STRING } })),
});

export const tableChanges: Change<SessionTableProps>[] = [
  { what: '`capacity`: on demand → limits', after: () => ({ capacity: onDemand({ maxReadRequestUnits: 100, maxWriteRequestUnits: 50 }) }) },
  {
    what: '`capacity`: limits → other limits',
    before: () => ({ capacity: onDemand({ maxReadRequestUnits: 100, maxWriteRequestUnits: 50 }) }),
    after: () => ({ capacity: onDemand({ maxReadRequestUnits: 200 }) }),
  },
  {
    what: '`capacity`: on demand → autoscaled with `seedCapacity`',
    after: () => ({ capacity: autoscaled({ maxCapacity: 100, seedCapacity: 20 }) }),
    note: 'without `seedCapacity` AWS refuses',
  },
  {
    what: '`capacity`: on demand → autoscaled without `seedCapacity`',
    after: () => ({ capacity: autoscaled({ maxCapacity: 100 }) }),
    refused: ['Resource: its first capacity is not known'],
    note: 'give `seedCapacity`',
  },
  {
    what: '`capacity`: autoscaled → other limits',
    before: () => ({ capacity: autoscaled({ maxCapacity: 100 }) }),
    after: () => ({ capacity: autoscaled({ minCapacity: 5, maxCapacity: 200, targetUtilizationPercent: 50, write: { maxCapacity: 400 } }) }),
  },
  {
    what: '`replicas`: none → one',
    after: () => ({ replicas: [{ region: 'us-east-1' }] }),
    refusedBack: ['Resource: the replica in us-east-1 is protected against deletion'],
    note: UNPROTECT,
  },
  {
    what: '`replicas`: none → one with `deletionProtection: false`',
    after: () => ({ replicas: [{ region: 'us-east-1', deletionProtection: false }] }),
    note: 'on the way back its items are deleted, whatever `removalPolicy` says',
  },
  {
    what: '`replicas`: one → another one more',
    before: () => ({ replicas: [{ region: 'us-east-1' }] }),
    after: () => ({ replicas: [{ region: 'us-east-1' }, { region: 'eu-central-1' }] }),
    refusedBack: ['Resource: the replica in eu-central-1 is protected against deletion'],
    note: UNPROTECT,
  },
  {
    what: '`replicas`: none → two',
    after: () => ({ replicas: [{ region: 'us-east-1' }, { region: 'eu-central-1' }] }),
    refused: ['Resource: one replica can be added or removed at a time'],
    refusedBack: [
      'Resource: one replica can be added or removed at a time', 'Resource: the replica in eu-central-1 is protected against deletion',
      'Resource: the replica in us-east-1 is protected against deletion',
    ],
    note: 'one replica per deployment; a new table may begin with several',
  },
  { what: '`tags`: none → some', after: () => ({ tags: { team: 'web' } }) },
  { what: '`tags`: some → others', before: () => ({ tags: { team: 'web' } }), after: () => ({ tags: { team: 'shop', stage: 'prod' } }) },
  {
    what: 'tags of the stack: none → some',
    after: (stack) => {
      Tags.of(stack).add('team', 'web');
      return {};
    },
  },
  { what: '`pointInTimeRecovery`: on → off', after: () => ({ pointInTimeRecovery: false }) },
  { what: '`recoveryPeriodInDays`: 35 → 7', after: () => ({ recoveryPeriodInDays: 7 }) },
  { what: '`deletionProtection`: on → off', after: () => ({ deletionProtection: false }) },
  { what: '`removalPolicy`: RETAIN → DESTROY', after: () => ({ removalPolicy: RemovalPolicy.DESTROY }) },
  { what: '`removalPolicy`: RETAIN → RETAIN_ON_UPDATE_OR_DELETE', after: () => ({ removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE }) },
  { what: '`tableClass`: STANDARD → STANDARD_INFREQUENT_ACCESS', after: () => ({ tableClass: dynamodb.TableClass.STANDARD_INFREQUENT_ACCESS }) },
  { what: '`encryption`: DynamoDB\'s key → AWS managed key', after: () => ({ encryption: dynamodb.TableEncryptionV2.awsManagedKey() }) },
  {
    what: '`encryption`: DynamoDB\'s key → customer-managed key',
    after: (stack) => ({ encryption: dynamodb.TableEncryptionV2.customerManagedKey(key(stack)) }),
  },
  {
    what: '`encryption`: customer-managed key → another one',
    before: (stack) => ({ encryption: dynamodb.TableEncryptionV2.customerManagedKey(key(stack)) }),
    after: (stack) => ({ encryption: dynamodb.TableEncryptionV2.customerManagedKey(key(stack, 'other')) }),
  },
  { what: '`contributorInsightsSpecification`: off → on', after: () => ({ contributorInsightsSpecification: { enabled: true } }) },
  {
    what: '`warmThroughput`: none → some',
    after: () => ({ warmThroughput: { readUnitsPerSecond: 13000, writeUnitsPerSecond: 5000 } }),
    note: 'charged once; on the way back the table stays warm',
  },
  {
    what: '`warmThroughput`: more → less',
    before: () => ({ warmThroughput: { readUnitsPerSecond: 20000, writeUnitsPerSecond: 5000 } }),
    after: () => ({ warmThroughput: { readUnitsPerSecond: 13000, writeUnitsPerSecond: 5000 } }),
    refused: ['Resource: warm throughput never goes down'],
    note: 'leave the value, or remove the prop: the table stays as warm as it is',
  },
  {
    what: '`dynamoStream`: none → one',
    after: () => ({ dynamoStream: dynamodb.StreamViewType.OLD_IMAGE }),
    note: 'the stream has another ARN each time that it is switched on',
  },
  { what: '`resourcePolicy`: none → one', after: () => ({ resourcePolicy: policy('dynamodb:GetItem') }) },
  {
    what: '`resourcePolicy`: one → another one',
    before: () => ({ resourcePolicy: policy('dynamodb:GetItem') }),
    after: () => ({ resourcePolicy: policy('dynamodb:GetItem', 'dynamodb:Query') }),
  },
  { what: '`sessionStore`: phpSdk() → phpSdk({ lifetime })', after: store(SessionStore.phpSdk({ lifetime: Duration.hours(1) })) },
  { what: '`sessionStore`: phpSdk() → express(), the same keys and time to live', after: store(SessionStore.express()) },
  { what: '`sessionStore`: phpSdk() → symfony(), the same keys and time to live', after: store(SessionStore.symfony()) },
  { what: '`sessionStore`: laravel() → laravel({ cache: true })', before: store(SessionStore.laravel()), after: store(SessionStore.laravel({ cache: true })) },
  {
    what: '`sessionStore`: phpSdk() → flaskSession(), another time to live',
    after: store(SessionStore.flaskSession()),
    refused: ["Resource: time to live must be off before it moves from 'expires' to 'expiration'"],
    refusedBack: ["Resource: time to live must be off before it moves from 'expiration' to 'expires'"],
    note: 'in two deployments, [below](#another-time-to-live-on-the-same-keys)',
  },
  {
    what: '`sessionStore`: a time to live → SessionExpiry.never',
    after: store(SessionStore.of({
      clientName: 'AWS SDK for PHP', expiry: SessionExpiry.never('moves to another attribute'), requestActions: ['dynamodb:GetItem'],
    })),
    note: 'CloudFormation does not switch off what is no longer in the template: [below](#another-time-to-live-on-the-same-keys)',
  },
  { what: '`sessionStore`: no index → one', before: store(withIndex()), after: store(withIndex('user')) },
  {
    what: '`sessionStore`: no index → two',
    before: store(withIndex()), after: store(withIndex('user', 'device')),
    refused: ['Resource: one index can be added or removed at a time'],
    refusedBack: ['Resource: one index can be added or removed at a time'],
    note: 'one index per deployment',
  },
  {
    what: '`sessionStore`: phpSdk() → laravel(), other keys',
    after: store(SessionStore.laravel()),
    replaces: ['Resource'],
    keeps: ['Resource'], keepsBack: ['Resource'],
    note: 'everybody is logged out: [below](#other-keys)',
  },
  {
    what: '`sessionStore`: no sort key → one',
    before: store(SessionStore.towerSessions()), after: store(SessionStore.towerSessions({ sortKey: 'part' })),
    replaces: ['Resource'],
    keeps: ['Resource'], keepsBack: ['Resource'],
    note: 'everybody is logged out: [below](#other-keys)',
  },
  {
    what: '`tableName`: none → one',
    after: () => ({ tableName: 'sessions' }),
    replaces: ['Resource'],
    keeps: ['Resource'], keepsBack: ['Resource'],
    note: 'everybody is logged out, as with [other keys](#other-keys)',
  },
  {
    what: '`tableName`: one → another one',
    before: () => ({ tableName: 'sessions' }), after: () => ({ tableName: 'sessions2' }),
    replaces: ['Resource'],
    keeps: ['Resource'], keepsBack: ['Resource'],
    note: 'everybody is logged out, as with [other keys](#other-keys)',
  },
  {
    what: '`sessionStore` with other keys, under a fixed `tableName`',
    before: () => ({ tableName: 'sessions' }),
    after: () => ({ tableName: 'sessions', sessionStore: SessionStore.laravel() }),
    replaces: ['Resource'],
    keeps: ['Resource'], keepsBack: ['Resource'],
    refused: ['Resource: Resource is still in its place'],
    refusedBack: ['Resource: Resource is still in its place'],
    note: 'nothing happens to the table; change `tableName` too, or take it out',
  },
  {
    what: '`sessionStore` with other keys, and another `tableName`',
    before: () => ({ tableName: 'sessions' }),
    after: () => ({ tableName: 'sessions2', sessionStore: SessionStore.laravel() }),
    replaces: ['Resource'],
    keeps: ['Resource'], keepsBack: ['Resource'],
    note: 'everybody is logged out: [below](#other-keys)',
  },
];
