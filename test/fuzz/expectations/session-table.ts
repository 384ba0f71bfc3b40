import { RemovalPolicy } from 'aws-cdk-lib/core';
import { CapacityFacts } from '../arbitraries/session-capacity';
import { DEFAULT_STORE, StoreFacts } from '../arbitraries/session-store';
import { replicaRegions, TableFacts } from '../arbitraries/session-table';
import { settled } from '../given';
import { Resource } from '../../../tools/template';
import { expectSame } from '../template';

const POLICIES: Record<string, string> = {
  [RemovalPolicy.DESTROY]: 'Delete', [RemovalPolicy.RETAIN]: 'Retain', [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE]: 'RetainExceptOnCreate',
};

/** What is wrong with a session table that was made of these props. */
export function tableFaults(table: Resource, facts: TableFacts): string[] {
  const { props, env } = facts;
  const store: StoreFacts = props.sessionStore ?? DEFAULT_STORE;
  const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
  const replicas: any[] = table.Properties.Replicas;
  const own = replicas.find(({ Region }) => Region === env?.region || Region.Ref === 'AWS::Region');
  return [
    ...schemaFaults(table, store),
    ...billingFaults(table, props.capacity ?? { onDemand: {} }),
    ...expectSame('TableName', table.Properties.TableName, props.tableName),
    ...expectSame('DeletionPolicy', table.DeletionPolicy, POLICIES[removalPolicy]),
    ...expectSame('UpdateReplacePolicy', table.UpdateReplacePolicy, removalPolicy === RemovalPolicy.DESTROY ? 'Delete' : 'Retain'),
    ...expectSame('replicas', replicas.map(({ Region }) => Region).sort(), [...replicaRegions(facts), own?.Region].sort()),
    ...expectSame('deletion protection', own?.DeletionProtectionEnabled, props.deletionProtection ?? removalPolicy !== RemovalPolicy.DESTROY),
    ...expectSame('point-in-time recovery', own?.PointInTimeRecoverySpecification, {
      PointInTimeRecoveryEnabled: props.pointInTimeRecovery ?? true,
      ...props.recoveryPeriodInDays === undefined ? {} : { RecoveryPeriodInDays: settled(props.recoveryPeriodInDays) },
    }),
    ...expectSame('table class', own?.TableClass, props.tableClass),
    ...expectSame('tags', own?.Tags?.sort(byKey), props.tags === undefined || Object.keys(props.tags).length === 0 ? undefined
      : Object.entries(props.tags).map(([Key, value]) => ({ Key, Value: settled(value) })).sort(byKey)),
    ...expectSame('encryption', table.Properties.SSESpecification?.SSEEnabled ?? false, props.encryption?.sse ?? false),
    ...(props.encryption?.sse && props.encryption.key === undefined ? expectSame('SSE type', table.Properties.SSESpecification.SSEType, 'KMS') : []),
    ...expectSame('stream', table.Properties.StreamSpecification?.StreamViewType,
      props.dynamoStream ?? (replicaRegions(facts).length > 0 ? 'NEW_AND_OLD_IMAGES' : undefined)),
    ...expectSame('contributor insights', own?.ContributorInsightsSpecification?.Enabled ?? false, props.contributorInsightsSpecification?.enabled ?? false),
    ...expectSame('warm throughput', [table.Properties.WarmThroughput?.ReadUnitsPerSecond, table.Properties.WarmThroughput?.WriteUnitsPerSecond],
      [props.warmThroughput?.readUnitsPerSecond, props.warmThroughput?.writeUnitsPerSecond]),
    ...expectSame('resource policy', own?.ResourcePolicy !== undefined, props.resourcePolicy !== undefined),
  ];
}

function byKey(a: { Key: string }, b: { Key: string }): number {
  return a.Key < b.Key ? -1 : 1;
}

const keys = (hash: unknown, range: unknown) => [
  { AttributeName: settled(hash), KeyType: 'HASH' }, ...range === undefined ? [] : [{ AttributeName: settled(range), KeyType: 'RANGE' }],
];

function schemaFaults({ Properties }: Resource, store: StoreFacts): string[] {
  const typeOf = (name: unknown) => Properties.AttributeDefinitions
    .find(({ AttributeName }: any) => JSON.stringify(AttributeName) === JSON.stringify(settled(name)))?.AttributeType;
  return [
    ...expectSame('time to live', Properties.TimeToLiveSpecification, store.ttl === undefined
      ? undefined : { AttributeName: settled(store.ttl), Enabled: true }),
    ...expectSame('key schema', Properties.KeySchema, keys(store.key, store.sort)),
    ...expectSame('partition key type', typeOf(store.key), store.keyType ?? 'S'),
    ...(store.sort === undefined ? [] : expectSame('sort key type', typeOf(store.sort), store.sortType ?? 'S')),
    ...expectSame('indexes', (Properties.GlobalSecondaryIndexes ?? []).map((index: any) => ({
      name: index.IndexName, keys: index.KeySchema, projection: index.Projection.ProjectionType, attributes: index.Projection.NonKeyAttributes,
    })), (store.indexes ?? []).map((index) => ({
      name: index.name, keys: keys(index.key, index.sort), projection: index.projection ?? 'ALL', attributes: index.attributes,
    }))),
  ];
}

function billingFaults({ Properties }: Resource, { onDemand, provisioned }: CapacityFacts): string[] {
  const limits = [Properties.WriteOnDemandThroughputSettings?.MaxWriteRequestUnits,
    Properties.Replicas[0].ReadOnDemandThroughputSettings?.MaxReadRequestUnits];
  if (onDemand) {
    const shared = [Properties.ReadOnDemandThroughputSettings?.MaxReadRequestUnits];
    return [
      ...expectSame('billing mode', Properties.BillingMode, 'PAY_PER_REQUEST'),
      ...expectSame('most write units', limits[0], onDemand.write),
      ...expectSame('most read units', shared[0] ?? limits[1], onDemand.read),
    ];
  }
  const scaling = (settings: any) => settings && {
    ...settings, TargetTrackingScalingPolicyConfiguration: undefined, TargetValue: settings.TargetTrackingScalingPolicyConfiguration.TargetValue,
  };
  const wanted = (units: any) => Object.fromEntries(Object.entries(units).map(([name, value]) => [name, settled(value)]));
  return [
    ...expectSame('billing mode', Properties.BillingMode, 'PROVISIONED'),
    ...sameUnits('write capacity', scaling(Properties.WriteProvisionedThroughputSettings?.WriteCapacityAutoScalingSettings), wanted(provisioned!.write)),
    ...Properties.Replicas.flatMap((replica: any) => sameUnits(
      `read capacity in ${JSON.stringify(replica.Region)}`,
      scaling(replica.ReadProvisionedThroughputSettings?.ReadCapacityAutoScalingSettings), wanted(provisioned!.read))),
  ];
}

function sameUnits(what: string, actual: any = {}, wanted: Record<string, unknown>): string[] {
  return ['MinCapacity', 'MaxCapacity', 'TargetValue', 'SeedCapacity'].flatMap((name) => expectSame(`${what} ${name}`, actual[name], wanted[name]));
}
