import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Environment, RemovalPolicy } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { bad, good, Later, literal, lazyText, made, oneOf, parameter, settled } from '../given';
import { choice, Choice, flag, oneOfValues, PropsModel, texts, wholeNumber } from '../props';
import { sessionCapacity } from './session-capacity';
import { sessionStore } from './session-store';

const { DESTROY, RETAIN, RETAIN_ON_UPDATE_OR_DELETE, SNAPSHOT } = RemovalPolicy;
const KEY_ARN = (region: string) => `arn:aws:kms:${region}:111122223333:key/11111111-2222-3333-4444-555555555555`;

const isTableName = (text: string) => /^[A-Za-z0-9_.-]{3,255}$/.test(text) ? 'good' : 'bad';

export const tableName: Choice = texts('tableName', ['abc', 'sessions', 'My_sessions-1.2', 'x'.repeat(255)],
  ['', 'ab', 'x'.repeat(256), 'my sessions', 'sessions/1', 'таблица', 'sess\nions', 'a*c', '${table}'], { judge: isTableName });

const encryption: Choice = choice(
  oneOf(
    made('TableEncryptionV2.dynamoOwnedKey()', () => dynamodb.TableEncryptionV2.dynamoOwnedKey(), { sse: false }),
    made('TableEncryptionV2.awsManagedKey()', () => dynamodb.TableEncryptionV2.awsManagedKey(), { sse: true }),
    made("TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'Key'))",
      ({ stack }) => dynamodb.TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'Key')), { sse: true, key: 'own', replicaKeys: [] }),
    made(`TableEncryptionV2.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', '${KEY_ARN('eu-west-1')}'), { 'us-west-2': … })`,
      ({ stack }) => dynamodb.TableEncryptionV2.customerManagedKey(
        kms.Key.fromKeyArn(stack, 'Key', KEY_ARN('eu-west-1')), { 'us-west-2': KEY_ARN('us-west-2') }),
      { sse: true, key: KEY_ARN('eu-west-1'), replicaKeys: ['us-west-2'] }),
  ),
);

const replica = (region: string, more: object = {}) => ({ region, ...more });
const replicas: Choice = choice(
  good<dynamodb.ReplicaTableProps[]>([], [replica('us-west-2')], [replica('us-west-2'), replica('eu-central-1')],
    [replica('us-west-2', { deletionProtection: false, tableClass: dynamodb.TableClass.STANDARD_INFREQUENT_ACCESS })],
    [replica('ap-southeast-2', { contributorInsightsSpecification: { enabled: true }, tags: [{ key: 'copy', value: 'yes' }] })]),
  fc.oneof(
    bad<dynamodb.ReplicaTableProps[]>([replica('us-west-2'), replica('us-west-2')], [replica('')], [replica('cn-north-1')]),
    oneOf(
      made("[{ region: new CfnParameter(stack, 'ParameterRegion').valueAsString }]", (world) => [replica(world.parameter('ParameterRegion').valueAsString)],
        [{ region: new Later({ Ref: 'ParameterRegion' }) }], 'bad'),
      literal<dynamodb.ReplicaTableProps[]>([replica('mars-1')], 'unknown'),
    ),
  ),
);

const TAGS = { 'team': 'web', 'Кто': 'мы', 'a:b/c=d+e-@.': '' };
export const tags: Choice = choice(
  fc.oneof(
    good<Record<string, string>>({}, { team: 'web' }, TAGS, { k: 'v'.repeat(256) }, { ['k'.repeat(128)]: 'v' }),
    oneOf(lazyText('web'), parameter('tags')).map((value) => made(`{ team: ${value.text} }`, (world) => ({ team: value.make(world) }), { team: value.facts })),
  ),
  bad<Record<string, string>>({ '': 'x' }, { 'aws:team': 'web' }, { ['k'.repeat(129)]: 'v' }, { k: 'v'.repeat(257) },
    Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`tag${i}`, 'x']))),
);

const units = (readUnitsPerSecond?: number, writeUnitsPerSecond?: number) => ({ readUnitsPerSecond, writeUnitsPerSecond });
const warmThroughput: Choice = choice(
  good<dynamodb.WarmThroughput>(units(12_000, 4_000), { readUnitsPerSecond: 15_000 }, { writeUnitsPerSecond: 5_000 }, units(40_000, 40_000)),
  bad<dynamodb.WarmThroughput>(units(0, 4_000), units(12_000, -1), units(12_000.5, 4_000), units(NaN, 4_000), {}),
);

const contributorInsights: Choice = choice(good<dynamodb.ContributorInsightsSpecification>({ enabled: true }, { enabled: false }));

const resourcePolicy: Choice = choice(oneOf(
  made('new iam.PolicyDocument({ statements: [ReadFromAnotherAccount] })', () => new iam.PolicyDocument({
    statements: [new iam.PolicyStatement({
      actions: ['dynamodb:GetItem'], resources: ['*'], principals: [new iam.AccountPrincipal('444455556666')],
    })],
  }), 'given'),
));

/** What `SessionTable` takes in a stack of this environment. */
export function tableModel(env: Environment | undefined): PropsModel {
  const wanted = (facts: Record<string, any>) => facts.replicas?.length > 0;
  return {
    props: {
      sessionStore,
      tableName,
      capacity: sessionCapacity,
      encryption,
      pointInTimeRecovery: flag,
      recoveryPeriodInDays: wholeNumber('recoveryPeriodInDays', 1, 35, { tokens: 'unknown' }),
      removalPolicy: choice(
        oneOfValues('RemovalPolicy', { DESTROY, RETAIN, RETAIN_ON_UPDATE_OR_DELETE }).legal,
        oneOf(made('RemovalPolicy.SNAPSHOT', () => SNAPSHOT, SNAPSHOT, 'bad')),
      ),
      deletionProtection: flag,
      tableClass: oneOfValues('TableClass', dynamodb.TableClass),
      replicas,
      dynamoStream: oneOfValues('StreamViewType', dynamodb.StreamViewType),
      contributorInsightsSpecification: contributorInsights,
      warmThroughput,
      resourcePolicy,
      tags,
    },
    oneIn: 4,
    rules: [
      {
        props: ['recoveryPeriodInDays'],
        broken: ({ recoveryPeriodInDays, pointInTimeRecovery }) => recoveryPeriodInDays !== undefined && pointInTimeRecovery === false,
      },
      { props: ['replicas'], broken: (facts) => wanted(facts) && env?.region === undefined },
      { props: ['dynamoStream'], broken: (facts) => wanted(facts) && ![undefined, 'NEW_AND_OLD_IMAGES'].includes(facts.dynamoStream) },
      // which key belongs to which region must be known
      { props: ['encryption'], broken: ({ encryption: given }) => given?.key !== undefined && env?.region === undefined },
      { props: ['encryption'], broken: ({ encryption: given }) => env?.region !== undefined && ![undefined, 'own', KEY_ARN(env.region)].includes(given?.key) },
      {
        props: ['replicaKeyArns', 'encryption', 'replicas'],
        broken: (facts) => wanted(facts) && facts.encryption?.key !== undefined && env?.region !== undefined &&
          facts.replicas.some(({ region }: any) => !facts.encryption.replicaKeys.includes(region)),
      },
    ],
  };
}

export interface TableFacts {
  readonly props: Record<string, any>;
  readonly env?: Environment;
}

/** Regions with a copy of the table. */
export function replicaRegions({ props }: TableFacts): string[] {
  return (settled(props.replicas) ?? []).map(({ region }: any) => region);
}
