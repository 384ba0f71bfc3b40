import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Aws, CfnParameter, Lazy, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib/core';
import { SessionCapacity, SessionStore, SessionTable, SessionTableAttributes, SessionTableProps } from '../../src';
import { account, europe, newStack } from '../helpers';
import { BadInput, TokenInput } from './bad-input';

const { STRING } = dynamodb.AttributeType;
const { fixed, autoscaled } = dynamodb.Capacity;
const NAME_RULE = 'must be 3 to 255 letters, digits, underscores, hyphens and dots';
const REGION_RULE = "must be the code of a region such as 'eu-west-1'";
const ARN = `arn:aws:dynamodb:eu-west-1:${account}:table/theirs`;
const ARN_RULE = "`tableArn` must be the ARN of a table such as 'arn:aws:dynamodb:eu-west-1:111122223333:table/sessions'";
const KEY_RULE = '`tags` must have keys of 1 to 128 letters, digits, spaces and + - = . _ : / @ that do not begin with \'aws:\'';
const VALUE_RULE = '`tags` must have values of up to 256 letters, digits, spaces and + - = . _ : / @';
const PROVISIONED = SessionCapacity.autoscaled({ maxCapacity: 10 });

type Props = SessionTableProps | ((stack: Stack) => SessionTableProps);

function define(stack: Stack, props: Props): SessionTable {
  return new SessionTable(stack, 'Sessions', typeof props === 'function' ? props(stack) : props);
}

type Row = [what: string, wrong: Props, message: string, right: Props];
const bad = ([what, wrong, message, right]: Row, stack: () => Stack): BadInput => ({
  what, bad: () => define(stack(), wrong), message: `${message} (in Stack/Sessions)`, good: () => define(stack(), right),
});

const WITHOUT_REGION: Row[] = [
  ['a table name has two characters', { tableName: 'ab' }, `\`tableName\` ${NAME_RULE}, got: 'ab'`, { tableName: 'abc' }],
  ['a table name has 256 characters', { tableName: 'x'.repeat(256) }, `\`tableName\` ${NAME_RULE}, got: '${'x'.repeat(256)}'`, { tableName: 'x'.repeat(255) }],
  ['a table name has a slash', { tableName: 'shop/sessions' }, `\`tableName\` ${NAME_RULE}, got: 'shop/sessions'`, { tableName: 'shop.sessions' }],
  ['a table name has a space', { tableName: 'shop sessions' }, `\`tableName\` ${NAME_RULE}, got: 'shop sessions'`, { tableName: 'shop_sessions' }],
  ['a table name is empty', { tableName: '' }, `\`tableName\` ${NAME_RULE}, got: ''`, { tableName: undefined }],
  ['a table name has two lines', { tableName: 'sessions\n' }, `\`tableName\` ${NAME_RULE}, got: 'sessions\\n'`, { tableName: 'sessions' }],
  ['a table name is an ARN', { tableName: ARN },
    `\`tableName\` ${NAME_RULE}, got: '${ARN}'; an ARN goes to \`SessionTable.fromSessionTableArn\` or \`tableArn\``, { tableName: 'theirs' }],
  ['the recovery period is no day', { recoveryPeriodInDays: 0 }, '`recoveryPeriodInDays` must be a whole number from 1 to 35, got: 0', { recoveryPeriodInDays: 1 }],
  ['the recovery period is too long', { recoveryPeriodInDays: 36 }, '`recoveryPeriodInDays` must be a whole number from 1 to 35, got: 36', { recoveryPeriodInDays: 35 }],
  ['the recovery period has fractions', { recoveryPeriodInDays: 1.5 }, '`recoveryPeriodInDays` must be a whole number from 1 to 35, got: 1.5', { recoveryPeriodInDays: 2 }],
  ['the recovery period is no number', { recoveryPeriodInDays: NaN }, '`recoveryPeriodInDays` must be a whole number from 1 to 35, got: NaN', { recoveryPeriodInDays: 7 }],
  ['the recovery period stands without recovery', { recoveryPeriodInDays: 7, pointInTimeRecovery: false },
    '`recoveryPeriodInDays` needs point-in-time recovery, got: `pointInTimeRecovery: false`; remove one of them', { pointInTimeRecovery: false }],
  ['the recovery period is known only at deployment', { recoveryPeriodInDays: Lazy.number({ produce: () => 7 }) },
    '`recoveryPeriodInDays` must be known when the app is synthesized, got: a token; give a value', { recoveryPeriodInDays: 7 }],
  ['the table is to leave a snapshot', { removalPolicy: RemovalPolicy.SNAPSHOT },
    '`removalPolicy` must be RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY, since DynamoDB makes no snapshots, got: SNAPSHOT; use RemovalPolicy.RETAIN',
    { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE }],
  ['a customer-managed key is given without a region', (stack) => ({ encryption: dynamodb.TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'Key')) }),
    "`encryption` with a customer-managed key needs a stack with a fixed region, got: none; give the stack `env: { region: 'eu-west-1' }` or yours",
    { encryption: dynamodb.TableEncryptionV2.awsManagedKey() }],
  ['replicas are given without a region', { replicas: [{ region: 'us-east-1' }] },
    "`replicas` need a stack with a fixed region, got: none; give the stack `env: { region: 'eu-west-1' }` or yours", { replicas: [] }],
  ['an on-demand table is to be warm for fewer reads than it starts with', { warmThroughput: { readUnitsPerSecond: 11_999 } },
    '`warmThroughput.readUnitsPerSecond` must be a whole number of at least 12000, got: 11999', { warmThroughput: { readUnitsPerSecond: 12_000 } }],
  ['an on-demand table is to be warm for fewer writes than it starts with', { warmThroughput: { writeUnitsPerSecond: 3999 } },
    '`warmThroughput.writeUnitsPerSecond` must be a whole number of at least 4000, got: 3999', { warmThroughput: { writeUnitsPerSecond: 4000 } }],
  ['a provisioned table is to be warm for no read', { capacity: PROVISIONED, warmThroughput: { readUnitsPerSecond: 0 } },
    '`warmThroughput.readUnitsPerSecond` must be a whole number of at least 1, got: 0', { capacity: PROVISIONED, warmThroughput: { readUnitsPerSecond: 1 } }],
  ['a provisioned table is to be warm for half a write', { capacity: PROVISIONED, warmThroughput: { writeUnitsPerSecond: 1.5 } },
    '`warmThroughput.writeUnitsPerSecond` must be a whole number of at least 1, got: 1.5', { capacity: PROVISIONED, warmThroughput: { writeUnitsPerSecond: 2 } }],
  ['an index of an on-demand table is to be warm for fewer reads than it starts with', { sessionStore: indexed({ warmThroughput: { readUnitsPerSecond: 11_999 } }) },
    '`globalSecondaryIndexes.warmThroughput.readUnitsPerSecond` must be a whole number of at least 12000, got: 11999',
    { sessionStore: indexed({ warmThroughput: { readUnitsPerSecond: 12_000 } }) }],
  ['an index of an on-demand table is to be warm for fewer writes than it starts with', { sessionStore: indexed({ warmThroughput: { writeUnitsPerSecond: 1 } }) },
    '`globalSecondaryIndexes.warmThroughput.writeUnitsPerSecond` must be a whole number of at least 4000, got: 1',
    { sessionStore: indexed({ warmThroughput: { writeUnitsPerSecond: 1 } }), capacity: PROVISIONED }],
  ['a tag has no key', { tags: { '': 'web' } }, `${KEY_RULE}, got: ''`, { tags: { t: 'web' } }],
  ['a tag has a key of 129 characters', { tags: { ['k'.repeat(129)]: 'web' } }, `${KEY_RULE}, got: '${'k'.repeat(129)}'`, { tags: { ['k'.repeat(128)]: 'web' } }],
  ['a tag begins as those of AWS', { tags: { 'aws:team': 'web' } }, `${KEY_RULE}, got: 'aws:team'`, { tags: { 'awsteam': 'web', 'my:aws:team': 'web' } }],
  ['a tag begins as those of AWS in capitals', { tags: { 'AWS:team': 'web' } }, `${KEY_RULE}, got: 'AWS:team'`, { tags: { 'AWS-team': 'web' } }],
  ['a tag has a key with a star', { tags: { 'team*': 'web' } }, `${KEY_RULE}, got: 'team*'`, { tags: { 'teäm + - = . _ : / @ 1': 'web' } }],
  ['a tag has a value of 257 characters', { tags: { team: 'v'.repeat(257) } }, `${VALUE_RULE}, got: '${'v'.repeat(257)}' for 'team'`, { tags: { team: 'v'.repeat(256) } }],
  ['a tag has a value with a comma', { tags: { team: 'web, shop' } }, `${VALUE_RULE}, got: 'web, shop' for 'team'`, { tags: { team: '' } }],
  ['there are 51 tags', { tags: numbered(51) }, '`tags` must be at most 50, got: 51', { tags: numbered(50) }],
  ['a tag is not set where the app is synthesized', { tags: { stage: process.env.NOT_SET_ANYWHERE! } },
    "`tags` must have texts as values, got: none for 'stage'; give one or leave the tag out", { tags: { stage: '' } }],
  ['a table is to be warm, and nobody says how', { warmThroughput: {} },
    '`warmThroughput` must hold `readUnitsPerSecond` or `writeUnitsPerSecond`, got: neither; give one or leave the prop out',
    { warmThroughput: { readUnitsPerSecond: 12_000 } }],
  ['the policy of the table names nobody', { resourcePolicy: policy({ principals: undefined }) },
    '`resourcePolicy` must name actions and principals in each statement, got: one without', { resourcePolicy: policy({}) }],
  ['an index has provisioned units on an on-demand table', { sessionStore: indexed({ readCapacity: fixed(5) }) },
    "`capacity` must be provisioned beside `readCapacity` of the store's index 'byUser', got: on demand; change one of them",
    { sessionStore: indexed({ readCapacity: fixed(5) }), capacity: PROVISIONED }],
  ['an index has provisioned writes on an on-demand table', { sessionStore: indexed({ writeCapacity: autoscaled({ maxCapacity: 5 }) }) },
    "`capacity` must be provisioned beside `writeCapacity` of the store's index 'byUser', got: on demand; change one of them",
    { sessionStore: indexed({ writeCapacity: autoscaled({ maxCapacity: 5 }) }), capacity: PROVISIONED }],
  ['an index has on-demand limits on a provisioned table', { sessionStore: indexed({ maxReadRequestUnits: 5 }), capacity: PROVISIONED },
    "`capacity` must be on demand beside `maxReadRequestUnits` of the store's index 'byUser', got: provisioned; change one of them",
    { sessionStore: indexed({ maxReadRequestUnits: 5 }) }],
  ['several props are wrong, and names all', { tableName: 'ab', recoveryPeriodInDays: 0, tags: { '': '' } },
    `\`tableName\` ${NAME_RULE}, got: 'ab'; \`recoveryPeriodInDays\` must be a whole number from 1 to 35, got: 0; ${KEY_RULE}, got: ''`,
    { tableName: 'abc', recoveryPeriodInDays: 1, tags: { a: '' } }],
];

const US = 'us-east-1';
const usKey = (region = US, key = 'key/11111111-2222-3333-4444-555555555555') => `arn:aws:kms:${region}:${account}:${key}`;
const encrypted = (replicaKeyArns?: Record<string, string>) => (stack: Stack) => ({
  encryption: dynamodb.TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'Key'), replicaKeyArns), replicas: [{ region: US }],
});

const IN_EUROPE: Row[] = [
  ['a replica is in the own region', { replicas: [{ region: 'eu-west-1' }] },
    "`replicas` must be in other regions than the table's own, got: 'eu-west-1'", { replicas: [{ region: 'eu-west-2' }] }],
  ['two replicas are in one region', { replicas: [{ region: US }, { region: US }] },
    "`replicas` must be in a region each, got: 'us-east-1' twice", { replicas: [{ region: US }, { region: 'us-east-2' }] }],
  ['a replica is in a zone', { replicas: [{ region: 'us-east-1a' }] }, `\`replicas.region\` ${REGION_RULE}, got: 'us-east-1a'`, { replicas: [{ region: 'ap-southeast-7' }] }],
  ['a replica is in a country', { replicas: [{ region: 'Ireland' }] }, `\`replicas.region\` ${REGION_RULE}, got: 'Ireland'`, { replicas: [{ region: 'il-central-1' }] }],
  ...['cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'eu-isoe-west-1', 'eusc-de-east-1'].map((region): Row => [
    `a replica is in ${region}`, { replicas: [{ region }] },
    `\`replicas\` must be in the partition of the table's own region ('eu-west-1'), got: '${region}'; make a table of its own there`, { replicas: [{ region: US }] },
  ]),
  ['a replica is nowhere', { replicas: [{ region: '' }] }, `\`replicas.region\` ${REGION_RULE}, got: ''`, { replicas: [{ region: 'mx-central-1' }] }],
  ['a replica is in a region that is known only at deployment', { replicas: [{ region: Lazy.string({ produce: () => US }) }] },
    "`replicas.region` must be known when the app is synthesized, got: a token; write the code of a region such as 'eu-west-1'", { replicas: [{ region: US }] }],
  ['a table with a replica has keys alone in its stream', { replicas: [{ region: US }], dynamoStream: dynamodb.StreamViewType.KEYS_ONLY },
    '`dynamoStream` must be NEW_AND_OLD_IMAGES beside `replicas`, which are copied through the stream, got: KEYS_ONLY; remove it',
    { replicas: [{ region: US }], dynamoStream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES }],
  ['a replica has no key', encrypted(), "`replicaKeyArns` must hold a key for each replica, got: none for 'us-east-1'; give it to TableEncryptionV2.customerManagedKey",
    encrypted({ [US]: usKey() })],
  ['a replica has an alias for its key', encrypted({ [US]: usKey(US, 'alias/sessions') }),
    "`replicaKeyArns` must hold ARNs of keys in their regions such as 'arn:aws:kms:us-east-1:111122223333:key/id', " +
    "got: 'arn:aws:kms:us-east-1:111122223333:alias/sessions' for 'us-east-1'", encrypted({ [US]: usKey(US, 'key/mrk-1') })],
  ['a replica has a key of another region', encrypted({ [US]: usKey('us-east-2', 'key/1') }),
    "`replicaKeyArns` must hold ARNs of keys in their regions such as 'arn:aws:kms:us-east-1:111122223333:key/id', " +
    "got: 'arn:aws:kms:us-east-2:111122223333:key/1' for 'us-east-1'", encrypted({ [US]: usKey(US, 'key/1') })],
  ['a replica has a secret for its key', encrypted({ [US]: usKey(US, 'key/1').replace('kms', 'secretsmanager') }),
    "`replicaKeyArns` must hold ARNs of keys in their regions such as 'arn:aws:kms:us-east-1:111122223333:key/id', " +
    "got: 'arn:aws:secretsmanager:us-east-1:111122223333:key/1' for 'us-east-1'", encrypted({ [US]: usKey(US, 'key/2') })],
  ['the own region has a key among those of the replicas', encrypted({ [US]: usKey(), 'eu-west-1': usKey('eu-west-1') }),
    "`replicaKeyArns` must hold keys for other regions than the table's own, got: one for 'eu-west-1'; remove it",
    encrypted({ [US]: usKey(), 'eu-west-2': usKey('eu-west-2') })],
  ['the table has a key of another region', imported(usKey()), "`encryption` must use a key of the table's own region (eu-west-1), got: a key of 'us-east-1'",
    imported(usKey('eu-west-1'))],
  ['a replica has provisioned reads on an on-demand table', { replicas: [{ region: US, readCapacity: fixed(5) }] },
    "`replicas.readCapacity` goes with a provisioned `capacity` only, got: on demand for 'us-east-1'; change one of them",
    { replicas: [{ region: US, readCapacity: fixed(5) }], capacity: PROVISIONED }],
  ['a replica has on-demand limits on a provisioned table', { replicas: [{ region: US, maxReadRequestUnits: 5 }], capacity: PROVISIONED },
    "`replicas.maxReadRequestUnits` goes with a `capacity` on demand only, got: provisioned for 'us-east-1'; change one of them",
    { replicas: [{ region: US, maxReadRequestUnits: 5 }] }],
  ['a replica may read nothing', { replicas: [{ region: US, maxReadRequestUnits: 0 }] },
    '`replicas.maxReadRequestUnits` must be a whole number of at least 1, got: 0', { replicas: [{ region: US, maxReadRequestUnits: 1 }] }],
  ['a replica has no read units', { replicas: [{ region: US, readCapacity: fixed(0) }], capacity: PROVISIONED },
    '`replicas.readCapacity` must be a whole number of at least 1, got: 0', { replicas: [{ region: US, readCapacity: fixed(1) }], capacity: PROVISIONED }],
  ['a replica has no least read units', { replicas: [{ region: US, readCapacity: autoscaled({ minCapacity: 0, maxCapacity: 5 }) }], capacity: PROVISIONED },
    '`replicas.readCapacity.minCapacity` must be a whole number of at least 1, got: 0',
    { replicas: [{ region: US, readCapacity: autoscaled({ minCapacity: 1, maxCapacity: 5 }) }], capacity: PROVISIONED }],
  ['a replica has recovery by the older prop', { replicas: [{ region: US, pointInTimeRecovery: false }] },
    "`replicas.pointInTimeRecovery` changes nothing, got: false for 'us-east-1'; use `pointInTimeRecoverySpecification`",
    { replicas: [{ region: US, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: false } }] }],
  ['a replica can be recovered for too long', recovering(true, 36),
    '`replicas.pointInTimeRecoverySpecification.recoveryPeriodInDays` must be a whole number from 1 to 35, got: 36', recovering(true, 35)],
  ['a replica has a recovery period without recovery', recovering(false, 7),
    '`replicas.pointInTimeRecoverySpecification.recoveryPeriodInDays` needs point-in-time recovery, ' +
    "got: `pointInTimeRecoveryEnabled: false` for 'us-east-1'; remove one of them", recovering(true, 7)],
  ['a replica has insights by both props', { replicas: [{ region: US, contributorInsights: true }], contributorInsightsSpecification: { enabled: true } },
    '`replicas.contributorInsights` must not stand beside `contributorInsightsSpecification`, got: both; use `contributorInsightsSpecification` alone',
    { replicas: [{ region: US, contributorInsights: true }] }],
  ['a replica has options for an index that nobody has', { replicas: [{ region: US, globalSecondaryIndexOptions: { byUser: {} } }] },
    "`replicas.globalSecondaryIndexOptions` must name indexes of the store (none), got: 'byUser'",
    { replicas: [{ region: US, globalSecondaryIndexOptions: { byUser: {} } }], sessionStore: indexed({}) }],
  ['a replica misspells an index', { replicas: [{ region: US, globalSecondaryIndexOptions: { byuser: {} } }], sessionStore: indexed({}) },
    "`replicas.globalSecondaryIndexOptions` must name indexes of the store ('byUser'), got: 'byuser'",
    { replicas: [{ region: US, globalSecondaryIndexOptions: { byUser: { maxReadRequestUnits: 1 } } }], sessionStore: indexed({}) }],
  ['an index of a replica has provisioned reads on an on-demand table',
    { replicas: [{ region: US, globalSecondaryIndexOptions: { byUser: { readCapacity: fixed(1) } } }], sessionStore: indexed({}) },
    "`replicas.globalSecondaryIndexOptions.readCapacity` goes with a provisioned `capacity` only, got: on demand for 'byUser'; change one of them",
    {
      replicas: [{ region: US, globalSecondaryIndexOptions: { byUser: { readCapacity: fixed(1) } } }],
      sessionStore: indexed({}), capacity: PROVISIONED,
    }],
  ['an index of a replica has insights by both props',
    { replicas: [{ region: US, globalSecondaryIndexOptions: { byUser: bothInsights() } }], sessionStore: indexed({}) },
    '`replicas.globalSecondaryIndexOptions.contributorInsights` must not stand beside `contributorInsightsSpecification`, got: both; ' +
    'use `contributorInsightsSpecification` alone',
    { replicas: [{ region: US, globalSecondaryIndexOptions: { byUser: { contributorInsights: true } } }], sessionStore: indexed({}) }],
  ['a replica has a tag without a key', { replicas: [{ region: US, tags: [{ key: '', value: 'web' }] }] },
    `${KEY_RULE.replace('tags', 'replicas.tags')}, got: ''`, { replicas: [{ region: US, tags: [{ key: 't', value: 'web' }] }] }],
];

type ImportRow = [what: string, wrong: SessionTableAttributes, message: string, right: SessionTableAttributes];
const importing = ([what, wrong, message, right]: ImportRow, props?: StackProps): BadInput => ({
  what, message: `${message} (in Stack/Theirs)`,
  bad: () => SessionTable.fromSessionTableAttributes(newStack(props), 'Theirs', wrong),
  good: () => SessionTable.fromSessionTableAttributes(newStack(props), 'Theirs', right),
});

const IMPORTS: ImportRow[] = [
  ['an import has neither name nor ARN', {}, 'give exactly one of `tableName` and `tableArn`, got: neither', { tableName: 'theirs' }],
  ['an import has both name and ARN', { tableName: 'theirs', tableArn: ARN }, 'give exactly one of `tableName` and `tableArn`, got: both', { tableArn: ARN }],
  ['an import has a region beside an ARN', { tableArn: ARN, region: 'eu-west-2' },
    "`region` goes with `tableName` only, since an ARN names its own, got: 'eu-west-2'", { tableName: 'theirs', region: 'eu-west-2' }],
  ['an import has a region that is none', { tableName: 'theirs', region: 'EU-WEST-1' }, `\`region\` ${REGION_RULE}, got: 'EU-WEST-1'`,
    { tableName: 'theirs', region: 'eu-west-1' }],
  ['an import has an empty region', { tableName: 'theirs', region: '' }, `\`region\` ${REGION_RULE}, got: ''`, { tableName: 'theirs' }],
  ['an import has an empty name', { tableName: '' }, `\`tableName\` ${NAME_RULE}, got: ''`, { tableName: 'the' }],
  ['an import has an ARN for its name', { tableName: ARN },
    `\`tableName\` ${NAME_RULE}, got: '${ARN}'; an ARN goes to \`SessionTable.fromSessionTableArn\` or \`tableArn\``, { tableArn: ARN }],
  ['an import has a name for its ARN', { tableArn: 'theirs' },
    `${ARN_RULE}, got: 'theirs'; a name goes to \`SessionTable.fromSessionTableName\` or \`tableName\``, { tableName: 'theirs' }],
  ['an import has an empty ARN', { tableArn: '' },
    `${ARN_RULE}, got: ''; a name goes to \`SessionTable.fromSessionTableName\` or \`tableName\``, { tableArn: ARN }],
  ['an import has the ARN of an index', { tableArn: `${ARN}/index/byUser` },
    `${ARN_RULE}, got: '${ARN}/index/byUser'; write '${ARN}' without '/index/byUser'`, { tableArn: ARN }],
  ['an import has the ARN of a stream', { tableArn: `${ARN}/stream/2026-01-01T00:00:00.000` },
    `${ARN_RULE}, got: '${ARN}/stream/2026-01-01T00:00:00.000'; write '${ARN}' without '/stream/2026-01-01T00:00:00.000'`, { tableArn: ARN }],
  ['an import has an ARN without a region', { tableArn: ARN.replace('eu-west-1', '') },
    `${ARN_RULE}, got: 'arn:aws:dynamodb::111122223333:table/theirs'`, { tableArn: ARN.replace('eu-west-1', 'eu-west-2') }],
  ['an import has an ARN of another service', { tableArn: 'arn:aws:s3:::theirs' }, `${ARN_RULE}, got: 'arn:aws:s3:::theirs'`,
    { tableArn: ARN.replace('aws:dynamodb:eu-west-1', 'aws-cn:dynamodb:cn-north-1') }],
  ['an import has an ARN of every region', { tableArn: ARN.replace('eu-west-1', '*') },
    `${ARN_RULE}, got: 'arn:aws:dynamodb:*:111122223333:table/theirs'`, { tableArn: ARN.replace('eu-west-1', 'eu-west-3') }],
  ['an import has an ARN of every account', { tableArn: ARN.replace(account, '*') },
    `${ARN_RULE}, got: 'arn:aws:dynamodb:eu-west-1:*:table/theirs'`, { tableArn: ARN.replace(account, '444455556666') }],
  ['an import has an ARN of every partition', { tableArn: ARN.replace(':aws:', ':*:') },
    `${ARN_RULE}, got: 'arn:*:dynamodb:eu-west-1:111122223333:table/theirs'`, { tableArn: ARN }],
  ['an import has an ARN of every table', { tableArn: ARN.replace('theirs', '*') },
    `${ARN_RULE}, got: 'arn:aws:dynamodb:eu-west-1:111122223333:table/*'`, { tableArn: ARN }],
  ['an import has an account that is a script', { tableArn: ARN.replace(account, '9\nEND\ntouch /tmp/pwned') },
    `${ARN_RULE}, got: 'arn:aws:dynamodb:eu-west-1:9\\nEND\\ntouch /tmp/pwned:table/theirs'`, { tableArn: ARN }],
  ['an import has an ARN of every region in a partition that is known only at deployment',
    { tableArn: ARN.replace('aws:dynamodb:eu-west-1', `${Aws.PARTITION}:dynamodb:*`) },
    `${ARN_RULE}, got: 'arn:…:dynamodb:*:111122223333:table/theirs'`, { tableArn: ARN.replace(':aws:', `:${Aws.PARTITION}:`) }],
  ['an import has an ARN of an index of a table that is known only at deployment', { tableArn: `${Aws.STACK_ID}/index/byUser` },
    `${ARN_RULE}, got: '…/index/byUser'; a name goes to \`SessionTable.fromSessionTableName\` or \`tableName\``, { tableArn: Aws.STACK_ID }],
  ['an import has an ARN with dots for what is left out', { tableArn: ARN.replace(account, '…') },
    `${ARN_RULE}, got: 'arn:aws:dynamodb:eu-west-1:…:table/theirs'`, { tableArn: ARN.replace(account, Aws.ACCOUNT_ID) }],
  ['an import has a name with a wildcard beside one that is known only at deployment', { tableName: `${Aws.STACK_NAME}*` },
    "`tableName` must hold letters, digits, underscores, hyphens and dots around what is known only at deployment, got: '…*'", { tableName: `${Aws.STACK_NAME}.a-b_1` }],
  ['an import has a region with a line break after one that is known only at deployment', { tableName: 'theirs', region: `${Aws.REGION}\n` },
    "`region` must hold letters, digits, underscores, hyphens and dots around what is known only at deployment, got: '…\\n'", { tableName: 'theirs', region: Aws.REGION }],
  ['an import has a region of another partition than its ARN', { tableArn: ARN.replace(':aws:', ':aws-cn:') },
    "`tableArn` must be in the partition of its region eu-west-1 ('aws'), got: 'aws-cn'; no role reaches a table of another", { tableArn: ARN }],
];

const IN_A_PLACE: ImportRow[] = [
  ['an import has an ARN of another partition than the stack', { tableArn: ARN.replace('aws:dynamodb:eu-west-1', 'aws-cn:dynamodb:cn-north-1') },
    "`tableArn` must be in the partition of the stack's region eu-west-1 ('aws'), got: 'aws-cn'; no role reaches a table of another",
    { tableArn: ARN.replace('eu-west-1', 'us-east-1') }],
  ['an import has a region of another partition than the stack', { tableName: 'theirs', region: 'us-gov-east-1' },
    "`region` must be in the partition of the stack's region eu-west-1 ('aws'), got: 'us-gov-east-1'; no role reaches a table of another",
    { tableName: 'theirs', region: 'xx-newest-9' }],
];

type KeyRow = [what: string, wrong: SessionTableAttributes, keyRegion: string, table: string, right: string];
const withKey = ([what, wrong, keyRegion, table, right]: KeyRow): BadInput => {
  const use = (region: string) => {
    const stack = newStack({ env: europe });
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', usKey(region));
    return SessionTable.fromSessionTableAttributes(stack, 'Theirs', { ...wrong, encryptionKey });
  };
  return {
    what, bad: () => use(keyRegion), good: () => use(right),
    message: `\`encryptionKey\` must be a key of the table's region (${table}), got: a key of '${keyRegion}'; give the one there (in Stack/Theirs)`,
  };
};

const KEYS: KeyRow[] = [
  ['an import by ARN has a key of another region', { tableArn: ARN }, US, 'eu-west-1', 'eu-west-1'],
  ['an import by name has a key of another region', { tableName: 'theirs' }, 'eu-west-2', 'eu-west-1', 'eu-west-1'],
  ['an import of another region has a key of the own', { tableName: 'theirs', region: US }, 'eu-west-1', US, US],
  ['an import in a partition that is known only at deployment has a key of another region',
    { tableArn: `arn:${Aws.PARTITION}:dynamodb:us-east-2:${account}:table/theirs` }, 'eu-west-3', 'us-east-2', 'us-east-2'],
];

export const BAD_INPUTS: BadInput[] = [
  ...WITHOUT_REGION.map((row) => bad(row, () => newStack())),
  ...IN_EUROPE.map((row) => bad(row, () => newStack({ env: europe }))),
  ...IMPORTS.map((row) => importing(row)),
  ...IN_A_PLACE.map((row) => importing(row, { env: europe })),
  ...KEYS.map(withKey),
];

const later = (stack: Stack) => new CfnParameter(stack, 'Text').valueAsString;
const number = (stack: Stack, id = 'Number') => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
const using = (what: string, props: Props, stack = newStack): TokenInput => ({ what, use: () => define(stack(), props) });
const inEurope = () => newStack({ env: europe });

export const TOKENS: TokenInput[] = [
  using('a table name', (stack) => ({ tableName: later(stack) })),
  using('a part of a table name', () => ({ tableName: `${Aws.STACK_NAME}/is resolved` })),
  using('a value of a tag', (stack) => ({ tags: { stage: later(stack) } })),
  using('warm throughput', (stack) => ({ warmThroughput: { readUnitsPerSecond: number(stack), writeUnitsPerSecond: number(stack, 'Other') } })),
  using('the recovery period of a replica', (stack) => ({
    replicas: [{ region: US, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: number(stack) } }],
  }), inEurope),
  using('the limit of a replica', (stack) => ({ replicas: [{ region: US, maxReadRequestUnits: number(stack) }] }), inEurope),
  using('the key of a replica', (stack) => encrypted({ [US]: later(stack) })(stack), inEurope),
  using('a key of the table', (stack) => ({
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', later(stack))),
  }), inEurope),
  ...(['tableName', 'tableArn'] as const).map((prop) => ({
    what: `\`${prop}\` of an import`,
    use: () => {
      const stack = newStack();
      return SessionTable.fromSessionTableAttributes(stack, 'Theirs', { [prop]: later(stack) });
    },
  })),
  { what: 'the region of an import', use: () => SessionTable.fromSessionTableAttributes(newStack(), 'Theirs', { tableName: 'theirs', region: Aws.REGION }) },
];

function numbered(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, 'web']));
}

function policy(change: Partial<iam.PolicyStatementProps>): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [new iam.PolicyStatement({
      actions: ['dynamodb:GetItem'], resources: ['*'], principals: [new iam.AccountPrincipal('444455556666')], ...change,
    })],
  });
}

function indexed(index: Partial<dynamodb.GlobalSecondaryIndexPropsV2>): SessionStore {
  const expiry = SessionStore.phpSdk().expiry;
  return SessionStore.of({
    clientName: 'my client', expiry, requestActions: ['dynamodb:Query'],
    globalSecondaryIndexes: [{ indexName: 'byUser', partitionKey: { name: 'user', type: STRING }, ...index }],
  });
}

function imported(arn: string) {
  return (stack: Stack) => ({ encryption: dynamodb.TableEncryptionV2.customerManagedKey(kms.Key.fromKeyArn(stack, 'Key', arn)) });
}

function recovering(pointInTimeRecoveryEnabled: boolean, recoveryPeriodInDays: number): SessionTableProps {
  return { replicas: [{ region: US, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled, recoveryPeriodInDays } }] };
}

function bothInsights() {
  return { contributorInsights: true, contributorInsightsSpecification: { enabled: true } };
}
