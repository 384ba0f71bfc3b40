import { Resource, Template } from '../../../tools/template';
import { listIn } from './network';
import { BASES, hasTwice, idsOf, isAbove, isOutside, numberOf, ServiceRule } from './rule';

const GLOBAL = 'AWS::DynamoDB::GlobalTable';
const GUIDE = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide';
const API = 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference';
const REFERENCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide';

/** Amazon DynamoDB. */
export const DYNAMODB_RULES: ServiceRule[] = [
  {
    id: 'dynamodb-keys-are-attributes',
    page: `${API}/API_CreateTable.html`,
    text: 'exactly the keys of the table and of its indexes are defined as attributes, each once',
    offenders: tables(({ Properties }) => {
      const defined = listIn(Properties.AttributeDefinitions).map(({ AttributeName }) => AttributeName);
      const keys = [Properties.KeySchema, ...indexesOf(Properties).map(({ KeySchema }) => KeySchema)].flatMap(keysOf);
      return hasTwice(defined) || [...defined].sort().join() !== [...new Set(keys)].sort().join();
    }),
    base: BASES.INDEXED,
    mistake: (it) => it.first(GLOBAL).AttributeDefinitions.push({ AttributeName: 'unused', AttributeType: 'S' }),
  },
  {
    id: 'dynamodb-key-schema',
    page: `${API}/API_KeySchemaElement.html`,
    text: 'a key has a partition key and at most one sort key of another name',
    offenders: tables(({ Properties }) => [Properties.KeySchema].some((schema) => listIn(schema).length > 2 || listIn(schema)[0]?.KeyType !== 'HASH' ||
      listIn(schema).slice(1).some(({ KeyType }) => KeyType !== 'RANGE') || hasTwice(keysOf(schema)))),
    base: BASES.INDEXED,
    mistake: (it) => it.first(GLOBAL).KeySchema.reverse(),
  },
  {
    id: 'dynamodb-time-to-live-is-no-key',
    page: `${API}/API_TimeToLiveSpecification.html`,
    text: 'the attribute for time to live is no key of the table',
    offenders: tables(({ Properties }) => keysOf(Properties.KeySchema).includes(Properties.TimeToLiveSpecification?.AttributeName)),
    base: BASES.TABLE,
    mistake: (it) => it.first(GLOBAL).TimeToLiveSpecification.AttributeName = 'id',
  },
  {
    id: 'dynamodb-indexes',
    page: `${GUIDE}/ServiceQuotas.html`,
    text: 'a table has at most 20 global secondary indexes with names of their own',
    offenders: tables(({ Properties }) => indexesOf(Properties).length > 20 || hasTwice(indexesOf(Properties).map(({ IndexName }) => IndexName))),
    base: BASES.INDEXED,
    mistake: (it) => it.first(GLOBAL).GlobalSecondaryIndexes.push(it.first(GLOBAL).GlobalSecondaryIndexes[0]),
  },
  {
    id: 'dynamodb-projections',
    page: `${API}/API_Projection.html`,
    text: 'an index names attributes when its projection is INCLUDE, and only then',
    offenders: tables(({ Properties }) => indexesOf(Properties).some(({ Projection }) =>
      (Projection?.ProjectionType === 'INCLUDE') !== (listIn(Projection?.NonKeyAttributes).length > 0))),
    base: BASES.INDEXED,
    mistake: (it) => it.first(GLOBAL).GlobalSecondaryIndexes[0].Projection.NonKeyAttributes = ['name'],
  },
  {
    id: 'dynamodb-capacity-of-the-billing-mode',
    page: `${REFERENCE}/aws-resource-dynamodb-globaltable.html`,
    text: 'a table that is provisioned says how, one on demand does not, and its indexes and replicas follow',
    offenders: tables(({ Properties, Type }) => {
      const isOnDemand = Properties.BillingMode === 'PAY_PER_REQUEST';
      const has = (what: string) => JSON.stringify(Properties).includes(what);
      return isOnDemand ? has('"WriteProvisionedThroughputSettings"') || has('"ReadProvisionedThroughputSettings"') || has('"ProvisionedThroughput"')
        : has('OnDemandThroughputSettings"') || (Type === GLOBAL ? !Properties.WriteProvisionedThroughputSettings ||
          !listIn(Properties.Replicas).every(({ ReadProvisionedThroughputSettings }) => ReadProvisionedThroughputSettings) : !has('"ProvisionedThroughput"'));
    }),
    base: BASES.AUTOSCALED,
    mistake: (it) => it.first(GLOBAL).BillingMode = 'PAY_PER_REQUEST',
  },
  {
    id: 'dynamodb-autoscaling-range',
    page: `${REFERENCE}/aws-properties-dynamodb-globaltable-capacityautoscalingsettings.html`,
    text: 'the least capacity is not above the largest one, and the first one is in between',
    offenders: tables(({ Properties }) => settingsIn(Properties, 'MinCapacity').some(({ MinCapacity, MaxCapacity, SeedCapacity }) =>
      isAbove(MinCapacity, MaxCapacity) || isAbove(SeedCapacity, MaxCapacity) || isAbove(MinCapacity, SeedCapacity))),
    base: BASES.AUTOSCALED,
    mistake: (it) => it.first(GLOBAL).WriteProvisionedThroughputSettings.WriteCapacityAutoScalingSettings.MinCapacity = 101,
  },
  {
    id: 'dynamodb-autoscaling-target',
    page: `${REFERENCE}/aws-properties-dynamodb-globaltable-targettrackingscalingpolicyconfiguration.html`,
    text: 'autoscaled capacity is used to 20 to 90 percent',
    offenders: tables(({ Properties }) => settingsIn(Properties, 'TargetValue').some(({ TargetValue }) => isOutside(TargetValue, 20, 90))),
    base: BASES.AUTOSCALED,
    mistake: (it) => settingsIn(it.first(GLOBAL), 'TargetValue')[0].TargetValue = 95,
  },
  {
    id: 'dynamodb-replicas-need-a-stream',
    page: `${REFERENCE}/aws-resource-dynamodb-globaltable.html`,
    text: 'a table with replicas has a stream of new and old images',
    offenders: tables(({ Properties }) => listIn(Properties.Replicas).length > 1 && Properties.StreamSpecification?.StreamViewType !== 'NEW_AND_OLD_IMAGES'),
    base: BASES.REPLICAS,
    mistake: (it) => delete it.first(GLOBAL).StreamSpecification,
  },
  {
    id: 'dynamodb-one-replica-per-region',
    page: `${REFERENCE}/aws-resource-dynamodb-globaltable.html`,
    text: 'a Region has one replica',
    offenders: tables(({ Properties }) => hasTwice(listIn(Properties.Replicas).map(({ Region }) => Region))),
    base: BASES.REPLICAS,
    mistake: (it) => it.first(GLOBAL).Replicas.push(it.first(GLOBAL).Replicas[0]),
  },
  {
    id: 'dynamodb-replica-and-policy-in-one-update',
    page: `${GUIDE}/rbac-considerations.html`,
    text: 'a replica in another Region than that of the stack is not created together with its resource policy',
    // a stack's own replica is the last one that CDK writes
    offenders: tables(({ Properties }) => listIn(Properties.Replicas).slice(0, -1).some(({ ResourcePolicy }) => ResourcePolicy)),
    warned: 'replicaPolicyInOneUpdate',
    base: BASES.REPLICAS,
    mistake: (it) => it.first(GLOBAL).Replicas[0].ResourcePolicy = { PolicyDocument: { Version: '2012-10-17', Statement: [] } },
  },
  {
    id: 'dynamodb-policy-size',
    page: `${GUIDE}/rbac-considerations.html`,
    text: 'a resource policy has at most 20 KB',
    offenders: tables(({ Properties }) => [Properties, ...listIn(Properties.Replicas)].some(({ ResourcePolicy }) => JSON.stringify(ResourcePolicy ?? '').length > 20_480)),
    base: BASES.TABLE,
    mistake: (it) => it.first(GLOBAL).Replicas[0].ResourcePolicy = { PolicyDocument: { Statement: [{ Sid: 'x'.repeat(20_480) }] } },
  },
  {
    id: 'dynamodb-keys-of-replicas',
    page: `${REFERENCE}/aws-properties-dynamodb-globaltable-replicassespecification.html`,
    text: 'all replicas name an encryption key or none does, and those that do need encryption by KMS',
    offenders: tables(({ Properties }) => {
      const replicas = listIn(Properties.Replicas);
      const keyed = replicas.filter(({ SSESpecification }) => SSESpecification?.KMSMasterKeyId).length;
      return ![0, replicas.length].includes(keyed) || (keyed > 0 && Properties.SSESpecification?.SSEType !== 'KMS');
    }),
    base: BASES.REPLICA_KEYS,
    mistake: (it) => delete it.first(GLOBAL).Replicas[0].SSESpecification,
  },
  {
    id: 'dynamodb-indexes-of-replicas',
    page: `${REFERENCE}/aws-properties-dynamodb-globaltable-replicaglobalsecondaryindexspecification.html`,
    text: 'a replica speaks of indexes that the table has',
    offenders: tables(({ Properties }) => listIn(Properties.Replicas).flatMap(indexesOf)
      .some(({ IndexName }) => !indexesOf(Properties).some((index) => index.IndexName === IndexName))),
    base: BASES.AUTOSCALED,
    mistake: (it) => it.first(GLOBAL).Replicas[0].GlobalSecondaryIndexes[0].IndexName = 'other',
  },
  {
    id: 'dynamodb-warm-throughput',
    page: `${GUIDE}/warm-throughput.html`,
    text: 'warm throughput is not below the 12,000 reads and 4,000 writes that a table on demand has anyway',
    offenders: tables(({ Properties }) => Properties.BillingMode === 'PAY_PER_REQUEST' &&
      ((numberOf(Properties.WarmThroughput?.ReadUnitsPerSecond) ?? 12_000) < 12_000 ||
        (numberOf(Properties.WarmThroughput?.WriteUnitsPerSecond) ?? 4000) < 4000)),
    base: BASES.TABLE,
    mistake: (it) => it.first(GLOBAL).WarmThroughput = { ReadUnitsPerSecond: 11_999 },
  },
];

function tables(isWrong: (resource: Resource) => unknown): ServiceRule['offenders'] {
  return (template: Template) => idsOf([...template.all(GLOBAL), ...template.all('AWS::DynamoDB::Table')], isWrong);
}

function keysOf(schema: unknown): string[] {
  return listIn(schema).map(({ AttributeName }) => AttributeName);
}

function indexesOf(properties: any): any[] {
  return [...listIn(properties.GlobalSecondaryIndexes), ...listIn(properties.LocalSecondaryIndexes)];
}

/** Every object in a value that has the property. */
function settingsIn(value: unknown, property: string): any[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return [...property in value ? [value] : [], ...Object.values(value).flatMap((each) => settingsIn(each, property))];
}
