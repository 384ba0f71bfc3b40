import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { CfnParameter, Duration, Lazy, SecretValue } from 'aws-cdk-lib/core';
import { SessionExpiry, SessionStore, SessionStoreProps, SessionTable } from '../../src';
import { newStack } from '../helpers';
import { BadInput, TokenInput } from './bad-input';

const { STRING, NUMBER } = dynamodb.AttributeType;
const { INCLUDE, KEYS_ONLY } = dynamodb.ProjectionType;
const LONG = 'x'.repeat(256);
const ATTRIBUTE_RULE = 'must be an attribute name of 1 to 255 characters';
const ACTION_RULE = "must hold exact DynamoDB actions such as 'dynamodb:GetItem', without wildcards";
const OTHER_RESOURCE = "must hold actions that the ARN of a table can allow, got: 'ACTION', which needs another resource or '*'; " +
  'allow it to the role in a policy of your own';
const SPELLING = 'must hold IAM actions as AWS spells them';
const VARIABLE_RULE = 'must use names of letters, digits and underscores that begin with no digit';
const PATH_RULE = "`healthCheckPath` must be a path of up to 1024 characters that begins with '/', without spaces and '#'";

type Row = [what: string, wrong: () => SessionStore, message: string, right: () => SessionStore];

/** The table is made too, since a store is only as good as its table. */
const table = (store: SessionStore) => new SessionTable(newStack(), 'Sessions', { sessionStore: store });
const row = ([what, wrong, message, right]: Row): BadInput => ({ what, message, bad: () => table(wrong()), good: () => table(right()) });

const PRESETS: Row[] = [
  ['the PHP handler has no key', () => SessionStore.phpSdk({ hashKey: '' }), `\`hashKey\` ${ATTRIBUTE_RULE}, got: ''`, () => SessionStore.phpSdk({ hashKey: 'k' })],
  ['the PHP handler has a key of 256 characters', () => SessionStore.phpSdk({ hashKey: LONG }),
    `\`hashKey\` ${ATTRIBUTE_RULE}, got: '${LONG}'`, () => SessionStore.phpSdk({ hashKey: LONG.slice(1) })],
  ['the PHP handler has no expiry', () => SessionStore.phpSdk({ sessionLifetimeAttribute: '' }),
    `\`sessionLifetimeAttribute\` ${ATTRIBUTE_RULE}, got: ''`, () => SessionStore.phpSdk({ sessionLifetimeAttribute: 't' })],
  ['the PHP handler keeps the expiry in the key', () => SessionStore.phpSdk({ hashKey: 'expires' }),
    "`hashKey` must differ from `sessionLifetimeAttribute`, got: 'expires' for both",
    () => SessionStore.phpSdk({ hashKey: 'expires', sessionLifetimeAttribute: 'ttl' })],
  ['AsyncAws lives for no time', () => SessionStore.symfony({ lifetime: Duration.seconds(0) }),
    '`lifetime` must be whole seconds and at least one, got: 0 ms', () => SessionStore.symfony({ lifetime: Duration.seconds(1) })],
  ['SilverStripe lives for parts of a second', () => SessionStore.silverStripe({ lifetime: Duration.millis(1500) }),
    '`lifetime` must be whole seconds and at least one, got: 1500 ms', () => SessionStore.silverStripe({ lifetime: Duration.millis(2000) })],
  ['Laravel lives for parts of a minute', () => SessionStore.laravel({ lifetime: Duration.seconds(90) }),
    '`lifetime` must be whole minutes and at least one, got: 90000 ms', () => SessionStore.laravel({ lifetime: Duration.seconds(120) })],
  ['Laravel lives for a time that is known only at deployment', () => SessionStore.laravel({ lifetime: Duration.minutes(Lazy.number({ produce: () => 5 })) }),
    '`lifetime` must be known when the app is synthesized, since this client counts in minutes, got: a token',
    () => SessionStore.laravel({ lifetime: Duration.minutes(5) })],
  ['Laravel has no key', () => SessionStore.laravel({ keyAttribute: '' }), `\`keyAttribute\` ${ATTRIBUTE_RULE}, got: ''`, () => SessionStore.laravel({ keyAttribute: 'id' })],
  ['Laravel keeps the key in the expiry', () => SessionStore.laravel({ expirationAttribute: 'key' }),
    "`keyAttribute` must differ from `expirationAttribute`, got: 'key' for both", () => SessionStore.laravel({ expirationAttribute: 'ttl' })],
  ['the PHP handler lives for minutes that are known only at deployment', () => SessionStore.phpSdk({ lifetime: Duration.minutes(Lazy.number({ produce: () => 5 })) }),
    '`lifetime` must be in seconds where it is known only at deployment, got: minutes; use Duration.seconds',
    () => SessionStore.phpSdk({ lifetime: Duration.seconds(Lazy.number({ produce: () => 300 })) })],
  ['Spring lives for days that are known only at deployment', () => SessionStore.springSession({ lifetime: Duration.days(Lazy.number({ produce: () => 5 })) }),
    '`lifetime` must be in seconds where it is known only at deployment, got: days; use Duration.seconds',
    () => SessionStore.springSession({ lifetime: Duration.seconds(Lazy.number({ produce: () => 300 })) })],
  ['Jam lives for less than a minute', () => SessionStore.jamLaravel({ lifetime: Duration.seconds(59) }),
    '`lifetime` must be whole minutes and at least one, got: 59000 ms', () => SessionStore.jamLaravel({ lifetime: Duration.minutes(1) })],
  ['connect-dynamodb keeps the expiry in the key', () => SessionStore.express({ hashKey: 'expires' }),
    "`hashKey` must differ from the attribute of the expiry, got: 'expires' for both", () => SessionStore.express({ hashKey: 'sid' })],
  ['Koa has an expiry of 256 characters', () => SessionStore.koa({ ttlKey: LONG }),
    `\`ttlKey\` ${ATTRIBUTE_RULE}, got: '${LONG}'`, () => SessionStore.koa({ ttlKey: LONG.slice(1) })],
  ['Koa keeps key and expiry together', () => SessionStore.koa({ hashKey: 'k', ttlKey: 'k' }),
    "`hashKey` must differ from `ttlKey`, got: 'k' for both", () => SessionStore.koa({ hashKey: 'k', ttlKey: 't' })],
  ['React Router has no key', () => SessionStore.reactRouterArc({ idx: '' }), `\`idx\` ${ATTRIBUTE_RULE}, got: ''`, () => SessionStore.reactRouterArc({ idx: 'i' })],
  ['React Router has no expiry', () => SessionStore.reactRouterArc({ ttl: '' }), `\`ttl\` ${ATTRIBUTE_RULE}, got: ''`, () => SessionStore.reactRouterArc({ ttl: 't' })],
  ['AdonisJS keeps the key where the time stands', () => SessionStore.adonis({ keyAttribute: 'expires_at' }),
    "`keyAttribute` must differ from the attribute of the expiry, got: 'expires_at' for both", () => SessionStore.adonis({ keyAttribute: 'id' })],
  ['Rails has no key', () => SessionStore.rails({ tableKey: '' }), `\`tableKey\` ${ATTRIBUTE_RULE}, got: ''`, () => SessionStore.rails({ tableKey: 'id' })],
  ['ASP.NET Core has no key and no expiry', () => SessionStore.aspNetCore({ partitionKeyName: '', ttlAttributeName: '' }),
    `\`partitionKeyName\` ${ATTRIBUTE_RULE}, got: ''; \`ttlAttributeName\` ${ATTRIBUTE_RULE}, got: ''; ` +
    "`partitionKeyName` must differ from `ttlAttributeName`, got: '' for both", () => SessionStore.aspNetCore({ partitionKeyName: 'k', ttlAttributeName: 't' })],
  ['tower-sessions has the same key twice', () => SessionStore.towerSessions({ partitionKey: 'k', sortKey: 'k' }),
    "`sortKey.name` must differ from the partition key's name, got: 'k' for both", () => SessionStore.towerSessions({ partitionKey: 'k', sortKey: 's' })],
  ['Spring lives for ever', () => SessionStore.springSession({ lifetime: Duration.seconds(Infinity) }),
    '`lifetime` must be whole seconds and at least one, got: Infinity ms', () => SessionStore.springSession({ lifetime: Duration.days(365) })],
];

const EXPIRY: Row[] = [
  ['the attribute for time to live has no name', () => of({ expiry: SessionExpiry.timeToLive('') }),
    `\`attributeName\` ${ATTRIBUTE_RULE}, got: ''`, () => of({ expiry: SessionExpiry.timeToLive('t') })],
  ['the attribute for time to live has 256 characters', () => of({ expiry: SessionExpiry.timeToLive(LONG) }),
    `\`attributeName\` ${ATTRIBUTE_RULE}, got: '${LONG}'`, () => of({ expiry: SessionExpiry.timeToLive(LONG.slice(1)) })],
  ['sessions never end for no reason', () => of({ expiry: SessionExpiry.never(' ') }),
    "`reason` must be a reason in words on one line, such as 'the client writes milliseconds', got: ' '", () => of({ expiry: SessionExpiry.never('it forgets') })],
  ['sessions never end for a reason of two lines', () => of({ expiry: SessionExpiry.never('it\nforgets') }),
    "`reason` must be a reason in words on one line, such as 'the client writes milliseconds', got: 'it\\nforgets'",
    () => of({ expiry: SessionExpiry.never('it forgets it') })],
];

const least = { clientName: 'my client', expiry: 'ttl', requestActions: ['dynamodb:GetItem'] };
const OF: [what: string, wrong: Partial<SessionStoreProps>, message: string, right: Partial<SessionStoreProps>][] = [
  ['a client has no name', { clientName: '' }, "`clientName` must be the name of the client, got: ''", { clientName: 'c' }],
  ['a client has a name of two lines', { clientName: 'my\nclient' }, "`clientName` must be the name of the client, got: 'my\\nclient'", { clientName: 'my client' }],
  ['a client has a key of no name', { partitionKey: { name: '', type: STRING } }, `\`partitionKey.name\` ${ATTRIBUTE_RULE}, got: ''`, { partitionKey: { name: 'k', type: STRING } }],
  ['a client has a sort key of no name', { sortKey: { name: '', type: STRING } }, `\`sortKey.name\` ${ATTRIBUTE_RULE}, got: ''`, { sortKey: { name: 's', type: NUMBER } }],
  ['a client sorts by its expiry', { sortKey: { name: 'ttl', type: NUMBER } }, "`expiry` must use an attribute that is no key, got: 'ttl'", { sortKey: { name: 'ttl2', type: NUMBER } }],
  ['a client calls nothing', { requestActions: [] },
    "`requestActions` must hold at least one action such as 'dynamodb:GetItem', got: none", { requestActions: ['dynamodb:Query', 'dynamodb:Query'] }],
  ['an action has an s too many', { requestActions: ['dynamodb:GetItems'] },
    `\`requestActions\` ${SPELLING}, got: 'dynamodb:GetItems'; write 'dynamodb:GetItem'`, { requestActions: ['dynamodb:GetItem'] }],
  ['an action misses a letter', { lockingActions: ['dynamodb:UpdateIem'] },
    `\`lockingActions\` ${SPELLING}, got: 'dynamodb:UpdateIem'; write 'dynamodb:UpdateItem'`, { lockingActions: ['dynamodb:UpdateItem'] }],
  ['an action is written in small letters', { startUpActions: ['dynamodb:describetable'] },
    `\`startUpActions\` ${SPELLING}, got: 'dynamodb:describetable'; write 'dynamodb:DescribeTable'`, { startUpActions: ['dynamodb:DescribeTable'] }],
  ['an action has no service', { requestActions: ['PutItem'] },
    `\`requestActions\` ${SPELLING}, got: 'PutItem'; write 'dynamodb:PutItem'`, { requestActions: ['dynamodb:PutItem'] }],
  ['an action is a transaction', { requestActions: ['dynamodb:TransactGetItems'] },
    "`requestActions` must hold IAM actions, got: 'dynamodb:TransactGetItems', a call that IAM knows by other names; write what it does of 'dynamodb:GetItem'",
    { requestActions: ['dynamodb:ConditionCheckItem'] }],
  ['an action is a statement', { requestActions: ['dynamodb:ExecuteStatement'] },
    "`requestActions` must hold IAM actions, got: 'dynamodb:ExecuteStatement', a call that IAM knows by other names; write what it does of " +
    "'dynamodb:PartiQLDelete', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLSelect', 'dynamodb:PartiQLUpdate'", { requestActions: ['dynamodb:PartiQLSelect'] }],
  ['an action belongs to no table', { startUpActions: ['dynamodb:ListTables'] },
    `\`startUpActions\` ${OTHER_RESOURCE}`.replace('ACTION', 'dynamodb:ListTables'), { startUpActions: ['dynamodb:DescribeTable'] }],
  ['an action belongs to a stream and is misspelt', { requestActions: ['dynamodb:getRecords'] },
    `\`requestActions\` ${OTHER_RESOURCE}`.replace('ACTION', 'dynamodb:getRecords'), { requestActions: ['dynamodb:GetItem'] }],
  ['all actions are asked for', { requestActions: ['dynamodb:*'] }, `\`requestActions\` ${ACTION_RULE}, got: 'dynamodb:*'`, { requestActions: ['dynamodb:ReadTheFuture'] }],
  ['an action ends with a wildcard', { garbageCollectionActions: ['dynamodb:Scan*'] },
    `\`garbageCollectionActions\` ${ACTION_RULE}, got: 'dynamodb:Scan*'`, { garbageCollectionActions: ['dynamodb:Scan'] }],
  ['an action belongs to S3', { startUpActions: ['s3:GetObject'] }, `\`startUpActions\` ${ACTION_RULE}, got: 's3:GetObject'`, { startUpActions: [] }],
  ['an action is empty', { lockingActions: [''] }, `\`lockingActions\` ${ACTION_RULE}, got: ''`, { lockingActions: [] }],
  ['a variable for the table begins with a digit', { tableNameVariables: ['1TABLE'] }, `\`tableNameVariables\` ${VARIABLE_RULE}, got: '1TABLE'`, { tableNameVariables: ['_1TABLE'] }],
  ['a variable for the region has a hyphen', { regionVariables: ['MY-REGION'] }, `\`regionVariables\` ${VARIABLE_RULE}, got: 'MY-REGION'`, { regionVariables: ['MY_REGION'] }],
  ['a variable has an equals sign in its name', { variables: { 'A=B': '' } }, `\`variables\` ${VARIABLE_RULE}, got: 'A=B'`, { variables: { A: 'B=C' } }],
  ['a variable has two lines', { variables: { MOTD: 'one\ntwo' } }, "`variables` must hold values of one line, got: a line break in 'MOTD'; remove it", { variables: { MOTD: 'one\ttwo' } }],
  ['a variable holds a secret key', { variables: { AWS_SECRET_ACCESS_KEY: 'secret' } },
    "`variables` must hold no static keys, which displace the role that is granted, got: 'AWS_SECRET_ACCESS_KEY'; remove it", { variables: { AWS_ACCESS_POINT: 'none' } }],
  ['a variable is not set where the app is synthesized', { variables: { STAGE: process.env.NOT_SET_ANYWHERE! } },
    "`variables` must hold texts, got: nothing in 'STAGE'; give a text or leave it out", { variables: { STAGE: '' } }],
  ['a variable holds what Systems Manager hides', { variables: { PASSWORD: SecretValue.ssmSecure('shop').unsafeUnwrap() } },
    "`variables` must hold no secrets, which anybody could read there, got: one in 'PASSWORD'; " +
    'use `secrets` on Fargate, or let the application fetch it with its role', { variables: { PARAMETER: 'shop' } }],
  ['a variable displaces the table', { variables: { DYNAMODB_SESSION_TABLE_NAME: 'mine' } },
    "`variables` must not use the variable that holds the table's name, got: 'DYNAMODB_SESSION_TABLE_NAME'; remove it", { variables: { TABLE_NAME: 'mine' } }],
  ['a variable displaces the region', { variables: { AWS_REGION: 'eu-west-1' } },
    "`variables` must not use the variable that holds the region, got: 'AWS_REGION'; remove it", { variables: { REGION: 'eu-west-1' } }],
  ['a variable displaces the lifetime', { lifetime: Duration.hours(1), variables: { DYNAMODB_SESSION_LIFETIME: '1' } },
    "`variables` must not use the variable that holds the lifetime, got: 'DYNAMODB_SESSION_LIFETIME'; remove it", { variables: { DYNAMODB_SESSION_LIFETIME: '1' } }],
  ['a client lives for less than a second', { lifetime: Duration.millis(999) },
    '`lifetime` must be whole seconds and at least one, got: 999 ms', { lifetime: Duration.millis(1000) }],
  ['a client lives for no number', { lifetime: Duration.seconds(NaN) }, '`lifetime` must be whole seconds and at least one, got: NaN ms', { lifetime: undefined }],
  ['a health check is relative', { healthCheckPath: 'up' }, `${PATH_RULE}, got: 'up'`, { healthCheckPath: '/up' }],
  ['a health check has a space', { healthCheckPath: '/health check' }, `${PATH_RULE}, got: '/health check'`, { healthCheckPath: '/health%20check' }],
  ['a health check has a fragment', { healthCheckPath: '/up#now' }, `${PATH_RULE}, got: '/up#now'`, { healthCheckPath: '/up?now=1' }],
  ['a health check has 1025 characters', { healthCheckPath: `/${'x'.repeat(1024)}` }, `${PATH_RULE}, got: '/${'x'.repeat(1024)}'`, { healthCheckPath: `/${'x'.repeat(1023)}` }],
  ['a warning has no id', { warnings: [{ id: '', text: 'x' }] }, "`warnings.id` must be a name in camel case such as 'ignoresRoles', got: ''", { warnings: [{ id: 'x', text: 'x' }] }],
  ['a warning has a colon', { warnings: [{ id: 'my:warning', text: 'x' }] },
    "`warnings.id` must be a name in camel case such as 'ignoresRoles', got: 'my:warning'", { warnings: [{ id: 'myWarning', text: 'x' }] }],
  ['a warning says nothing', { warnings: [{ id: 'x', text: '' }] },
    "`warnings.text` must be what happens and what to do about it, on one line, got: ''", { warnings: [{ id: 'x', text: '.' }] }],
  ['two warnings have one id', { warnings: [{ id: 'x', text: '1' }, { id: 'x', text: '2' }] },
    "`warnings.id` must be another one for each warning, got: 'x' twice", { warnings: [{ id: 'x', text: '1' }, { id: 'y', text: '2' }] }],
  ['several facts are wrong, and names all', { clientName: ' ', healthCheckPath: '', lifetime: Duration.seconds(0) },
    `\`clientName\` must be the name of the client, got: ' '; \`lifetime\` must be whole seconds and at least one, got: 0 ms; ${PATH_RULE}, got: ''`,
    { clientName: 'c', healthCheckPath: '/', lifetime: Duration.seconds(1) }],
];

type Index = Partial<dynamodb.GlobalSecondaryIndexPropsV2>;
const G = 'globalSecondaryIndexes';
const key = (name = 'user', type = STRING) => ({ name, type });
const INDEXES: [what: string, wrong: Index[], message: string, right: Index[]][] = [
  ['an index has a name of two characters', [{ indexName: 'by' }],
    `\`${G}.indexName\` must be 3 to 255 letters, digits, underscores, hyphens and dots, got: 'by'`, [{ indexName: 'by-' }]],
  ['two indexes have one name', [{}, { partitionKey: key('other') }], `\`${G}.indexName\` must be another one for each index, got: 'byUser' twice`,
    [{}, { indexName: 'byOther', partitionKey: key('other') }]],
  ['there are 21 indexes', indexes(21), `\`${G}\` must be at most 20, got: 21`, indexes(20)],
  ['an index has no key', [{ partitionKey: undefined }], `\`${G}\` must have one of \`partitionKey\` and \`partitionKeys\`, got: neither for 'byUser'`, [{}]],
  ['an index has its key twice', [{ partitionKeys: [key('other')] }],
    `\`${G}\` must have one of \`partitionKey\` and \`partitionKeys\`, got: both for 'byUser'`, [{ partitionKey: undefined, partitionKeys: [key('other')] }]],
  ['an index has no partition keys', [{ partitionKey: undefined, partitionKeys: [] }],
    `\`${G}.partitionKeys\` must be 1 to 4 attributes, got: 0 for 'byUser'`, [{ partitionKey: undefined, partitionKeys: [key()] }]],
  ['an index has five partition keys', [{ partitionKey: undefined, partitionKeys: attributes(5) }],
    `\`${G}.partitionKeys\` must be 1 to 4 attributes, got: 5 for 'byUser'`, [{ partitionKey: undefined, partitionKeys: attributes(4) }]],
  ['an index has five sort keys', [{ sortKeys: attributes(5) }], `\`${G}.sortKeys\` must be at most 4 attributes, got: 5 for 'byUser'`, [{ sortKeys: attributes(4) }]],
  ['an index has its sort key twice', [{ sortKey: key('s'), sortKeys: [key('t')] }],
    `\`${G}\` must have at most one of \`sortKey\` and \`sortKeys\`, got: both for 'byUser'`, [{ sortKey: key('s') }]],
  ['an index has a key without a name', [{ partitionKey: key('') }], `\`${G}.partitionKey.name\` ${ATTRIBUTE_RULE}, got: ''`, [{ partitionKey: key('u') }]],
  ['an index has a sort key without a name', [{ sortKeys: [key('')] }], `\`${G}.sortKeys.name\` ${ATTRIBUTE_RULE}, got: ''`, [{ sortKeys: [key('s')] }]],
  ['an index sorts by its partition key', [{ sortKey: key('user') }],
    `\`${G}\` must have another attribute for each key, got: 'user' twice for 'byUser'`, [{ sortKey: key('id') }]],
  ['an attribute has two types', [{ partitionKey: key('id', NUMBER) }],
    `\`${G}\` must use an attribute with one type everywhere, got: 'id' as N and as S`, [{ partitionKey: key('id') }]],
  ['an attribute has other types in two indexes', [{}, { indexName: 'byOther', partitionKey: key('user', NUMBER) }],
    `\`${G}\` must use an attribute with one type everywhere, got: 'user' as N and as S`, [{}, { indexName: 'byOther', partitionKey: key('user') }]],
  ['an index takes the expiry for a text', [{ sortKey: key('ttl') }],
    `\`${G}\` must use an attribute with one type everywhere, got: 'ttl' as S and as N`, [{ sortKey: key('ttl', NUMBER) }]],
  ['an index includes nothing', [{ projectionType: INCLUDE }],
    `\`${G}.nonKeyAttributes\` must be 1 to 20 names beside the projection INCLUDE, got: none for 'byUser'`, [{ projectionType: INCLUDE, nonKeyAttributes: ['a'] }]],
  ['an index includes attributes, and all of them', [{ nonKeyAttributes: ['a'] }],
    `\`${G}.nonKeyAttributes\` goes with the projection INCLUDE only, got: ALL for 'byUser'; set \`projectionType\` or remove \`nonKeyAttributes\``, [{}]],
  ['an index includes attributes, and keys only', [{ projectionType: KEYS_ONLY, nonKeyAttributes: ['a'] }],
    `\`${G}.nonKeyAttributes\` goes with the projection INCLUDE only, got: KEYS_ONLY for 'byUser'; set \`projectionType\` or remove \`nonKeyAttributes\``,
    [{ projectionType: KEYS_ONLY }]],
  ['an index includes 21 attributes', [including(21)], `\`${G}.nonKeyAttributes\` must be at most 20 names, got: 21 for 'byUser'`, [including(20)]],
  ['indexes include more than 100 attributes', [...indexes(5).map((index) => ({ ...index, ...including(20) })), including(1)],
    `\`${G}.nonKeyAttributes\` must be at most 100 over all indexes, got: 101`, indexes(5).map((index) => ({ ...index, ...including(20) }))],
  ['an index includes an attribute without a name', [{ projectionType: INCLUDE, nonKeyAttributes: [''] }],
    `\`${G}.nonKeyAttributes\` must be attribute names of 1 to 255 characters, got: ''`, [{ projectionType: INCLUDE, nonKeyAttributes: ['n'] }]],
  ['an index may be read by nobody', [{ maxReadRequestUnits: 0 }], `\`${G}.maxReadRequestUnits\` must be a whole number of at least 1, got: 0`, [{ maxReadRequestUnits: 1 }]],
  ['an index may be written by nobody', [{ maxWriteRequestUnits: 0 }], `\`${G}.maxWriteRequestUnits\` must be a whole number of at least 1, got: 0`, [{ maxWriteRequestUnits: 1 }]],
  ['an index is warm, and nobody says how', [{ warmThroughput: {} }],
    `\`${G}.warmThroughput\` must hold \`readUnitsPerSecond\` or \`writeUnitsPerSecond\`, got: neither; give one or leave the prop out`, [{}]],
  ['an index is warm for no reads', [{ warmThroughput: { readUnitsPerSecond: 0 } }],
    `\`${G}.warmThroughput.readUnitsPerSecond\` must be a whole number of at least 1, got: 0`, [{ warmThroughput: { readUnitsPerSecond: 12_000 } }]],
  ['an index has fixed writes', [{ writeCapacity: dynamodb.Capacity.fixed(5) }],
    `\`${G}.writeCapacity\` must scale, since replicas share it, got: fixed capacity; ` +
    'use Capacity.autoscaled, with `minCapacity` and `maxCapacity` the same if need be', [{}]],
];

export const BAD_INPUTS: BadInput[] = [
  ...[...PRESETS, ...EXPIRY].map(row),
  ...OF.map(([what, wrong, message, right]) => row([what, () => of(wrong), message, () => of(right)])),
  ...INDEXES.map(([what, wrong, message, right]) => row([what, () => indexed(wrong), message, () => indexed(right)])),
];

export const TOKENS: TokenInput[] = [
  ['a value of a variable', (text: string) => of({ variables: { STAGE: text } })],
  ['the name of a key', (text: string) => of({ partitionKey: { name: text, type: STRING } })],
  ['the attribute for time to live', (text: string) => of({ expiry: SessionExpiry.timeToLive(text) })],
  ['the key of the PHP handler', (text: string) => SessionStore.phpSdk({ hashKey: text })],
  ['a health check', (text: string) => of({ healthCheckPath: text })],
].map(([what, make]) => ({
  what: what as string,
  use: () => {
    const stack = newStack();
    return new SessionTable(stack, 'Sessions', { sessionStore: (make as (text: string) => SessionStore)(new CfnParameter(stack, 'Text').valueAsString) });
  },
})).concat({
  what: 'a lifetime in seconds',
  use: () => {
    const stack = newStack();
    const lifetime = Duration.seconds(new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber);
    return new SessionTable(stack, 'Sessions', { sessionStore: SessionStore.phpSdk({ lifetime }) });
  },
});

function of(props: Partial<SessionStoreProps>): SessionStore {
  return SessionStore.of({ ...least, expiry: SessionExpiry.timeToLive(least.expiry), ...props });
}

function indexed(given: Index[]): SessionStore {
  return of({ globalSecondaryIndexes: given.map((index) => ({ indexName: 'byUser', partitionKey: key(), ...index })) });
}

function indexes(count: number): Index[] {
  return Array.from({ length: count }, (_, position) => ({ indexName: `index${position}`, partitionKey: key(`user${position}`) }));
}

function attributes(count: number): dynamodb.Attribute[] {
  return Array.from({ length: count }, (_, position) => key(`attribute${position}`));
}

function including(count: number): Index {
  return { projectionType: INCLUDE, nonKeyAttributes: Array.from({ length: count }, (_, position) => `attribute${position}`) };
}
