// every warning of this library: when it is said, when not, that it can be acknowledged, and that docs/reference/warnings.md lists it
import { readFileSync } from 'fs';
import { join } from 'path';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Annotations, App, Duration, RemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { SessionExpiry, SessionStore, SessionStoreProps, SessionTable, SessionTableProps } from '../src';
import { warningsOf as warningsOfStore } from '../src/store/internal/hazards';
import { sourcesOf } from '../tools/sources';
import { europe, newStack, warningsOf } from './helpers';

const ROOT = join(__dirname, '..');
const { STRING } = dynamodb.AttributeType;

type Define = (stack: Stack) => IConstruct;

const table = (props: SessionTableProps): Define => (stack) => new SessionTable(stack, 'Sessions', props);
const store = (props: Partial<SessionStoreProps>) => table({
  sessionStore: SessionStore.of({ clientName: 'my client', expiry: SessionExpiry.timeToLive('ttl'), requestActions: ['dynamodb:GetItem'], ...props }),
});
/** A table that somebody defined in this app and that is used by its name. */
const theirs = (props: Partial<dynamodb.TablePropsV2>, client = SessionStore.phpSdk()): Define => (stack) => {
  const { tableName } = new dynamodb.TableV2(stack, 'Theirs', { partitionKey: { name: 'id', type: STRING }, ...props });
  return SessionTable.fromSessionTableName(stack, 'Sessions', tableName, client);
};
const shopify = { indexName: 'shop_index', partitionKey: { name: 'shop', type: STRING } };
const policyOfOthers = () => new iam.PolicyDocument({
  statements: [new iam.PolicyStatement({ actions: ['dynamodb:GetItem'], resources: ['*'], principals: [new iam.AccountPrincipal('444455556666')] })],
});
const insights = { enabled: true };
const US = { region: 'us-east-1' };

const NEVER = SessionExpiry.never('it drops the expiry');
const INSIGHTS = 'contributor insights show the most used keys in clear text, and who knows the key of a session can take it over; ' +
  'turn them on only while you look for a hot key, and limit who may read them';
const PROTECTED = '`removalPolicy` deletes the table with the stack, and `deletionProtection` forbids it, so deleting the stack fails; remove one of them';
const { DESTROY, RETAIN } = RemovalPolicy;

const ROWS: [id: string, risky: Define, text: string, harmless: Define][] = [
  ['neverExpires', store({ expiry: NEVER }),
    'items of my client never expire (it drops the expiry), so the table grows for ever; delete old ones with a job of your own', store({})],
  ['expiredReadable', store({ refusesExpired: false }),
    'my client accepts an expired session until its item is gone, and time to live may take days; keep a time in the session and check it',
    store({ refusesExpired: true })],
  ['lifetimeNotKept', store({ expiry: NEVER, refusesExpired: false, lifetime: Duration.hours(1) }),
    'my client keeps sessions for ever, whatever `lifetime` says (it drops the expiry); keep a time in the session and check it',
    store({ expiry: NEVER, refusesExpired: true, lifetime: Duration.hours(1) })],
  ['lifetimeNotKept', table({ sessionStore: SessionStore.fiber({ lifetime: Duration.hours(1) }) }),
    'gofiber/storage/dynamodb keeps sessions for ever, whatever `lifetime` says (the storage drops the expiry that it is given); ' +
    'keep a time in the session and check it', table({ sessionStore: SessionStore.fiber() })],
  ['lifetimeBeyondCookie', store({ lifetime: Duration.days(401) }),
    '`lifetime` is 401 days, but browsers drop a cookie after 400 days at the latest; shorten it, or check its unit', store({ lifetime: Duration.days(400) })],
  ['changesTable', store({ requestActions: ['dynamodb:GetItem', 'dynamodb:DeleteTable'], startUpActions: ['dynamodb:UpdateTimeToLive'] }),
    'my client is granted dynamodb:UpdateTimeToLive, dynamodb:DeleteTable, so whoever has its role can delete the table or what protects it, ' +
    'or copy all sessions; leave to the deployment what is not done for each session',
    store({ requestActions: ['dynamodb:GetItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem', 'dynamodb:CreateTable'] })],
  ['unknownActions', store({ requestActions: ['dynamodb:GetItem', 'dynamodb:Foo'], lockingActions: ['dynamodb:Foo'] }),
    'my client is granted dynamodb:Foo, of which this library does not know what it does; check the spelling, and whether it reaches more than sessions',
    store({ requestActions: ['dynamodb:GetItem', 'dynamodb:ExportTableToPointInTime'] })],
  ['createsTable', store({ startUpActions: ['dynamodb:CreateTable'] }),
    'my client calls CreateTable at each start and fails without the right, so it is granted on this table; ' +
    'a table that it makes anew lacks time to live, backup and protection', store({ startUpActions: ['dynamodb:DescribeTable'] })],
  ['ignoresRoles', table({ sessionStore: SessionStore.jamLaravel() }),
    "jam-laravel's configuration passes static keys and ignores the role; remove 'credentials' from config/jam.php, " +
    "or use Laravel's own driver with SessionStore.laravel()", table({ sessionStore: SessionStore.laravel() })],
  ['protectedButDestroyed', table({ removalPolicy: DESTROY, deletionProtection: true }), PROTECTED, table({ removalPolicy: RETAIN, deletionProtection: true })],
  ['protectedButDestroyed', table({ removalPolicy: DESTROY, replicas: [{ ...US, deletionProtection: true }] }), PROTECTED,
    table({ removalPolicy: DESTROY, replicas: [{ ...US, deletionProtection: false }] })],
  ['sessionIdsInInsights', table({ contributorInsightsSpecification: insights }), INSIGHTS, table({ contributorInsightsSpecification: { enabled: false } })],
  ['sessionIdsInInsights', table({ replicas: [{ ...US, contributorInsightsSpecification: insights }] }), INSIGHTS, table({ replicas: [US] })],
  ['sessionIdsInInsights', table({ replicas: [{ ...US, contributorInsights: true }] }), INSIGHTS, table({ replicas: [{ ...US, contributorInsights: false }] })],
  ['sessionIdsInInsights',
    table({ sessionStore: SessionStore.authJs(), replicas: [{ ...US, globalSecondaryIndexOptions: { GSI1: { contributorInsights: true } } }] }),
    INSIGHTS,
    table({ sessionStore: SessionStore.authJs(), replicas: [{ ...US, globalSecondaryIndexOptions: { GSI1: {} } }] })],
  ['replicaPolicyInOneUpdate', table({ replicas: [{ ...US, resourcePolicy: policyOfOthers() }] }),
    "DynamoDB does not create a replica and its resource policy in one deployment outside the stack's region, got: a policy for us-east-1; " +
    'deploy the replica first, then its policy', table({ replicas: [US], resourcePolicy: policyOfOthers() })],
  ['sessionsInStream', table({ dynamoStream: dynamodb.StreamViewType.KEYS_ONLY }),
    'the stream holds the keys of sessions in clear text for a day, and who knows the key of a session can take it over; limit who may read it',
    table({ replicas: [US] })],
  ['timeToLiveMissing', theirs({}),
    "AWS SDK for PHP writes its expiry into 'expires', but the table has no time to live, so it grows for ever; turn it on for 'expires'",
    theirs({ timeToLiveAttribute: 'expires' })],
  ['timeToLiveDiffers', theirs({ timeToLiveAttribute: 'ttl' }),
    "time to live of the table reads 'ttl', but AWS SDK for PHP writes its expiry into 'expires', so sessions are not deleted; make both the same",
    theirs({ timeToLiveAttribute: 'expires' })],
  ['timeToLiveDiffers', theirs({ timeToLiveAttribute: 'expires', globalSecondaryIndexes: [shopify] }, SessionStore.shopify()),
    "time to live of the table reads 'expires', but @shopify/shopify-app-session-storage-dynamodb writes none " +
    '(`expires` is an ISO string, and offline sessions have none), so sessions are not deleted; delete old ones with a job of your own',
    theirs({ globalSecondaryIndexes: [shopify] }, SessionStore.shopify())],
  ['indexMissing', theirs({ globalSecondaryIndexes: [{ ...shopify, indexName: 'other' }] }, SessionStore.shopify()),
    "@shopify/shopify-app-session-storage-dynamodb queries the index 'shop_index', which the table does not have yet; add it, and before this",
    theirs({ globalSecondaryIndexes: [shopify] }, SessionStore.shopify())],
];

const idOf = (id: string) => `cdk-dynamodb-sessions:${id}`;

describe.each(ROWS)('the warning %s', (id, risky, text, harmless) => {
  test('says what happens and what to do', () => {
    const stack = newStack({ env: europe });
    risky(stack);
    expect(warningsOf(stack)).toContain(`Stack/Sessions: ${text} [ack: ${idOf(id)}]`);
  });

  test('is not said without the danger', () => {
    const stack = newStack({ env: europe });
    harmless(stack);
    expect(warningsOf(stack).filter((warning) => warning.includes(idOf(id)))).toEqual([]);
  });

  test('can be acknowledged', () => {
    const stack = newStack({ env: europe });
    Annotations.of(risky(stack)).acknowledgeWarning(idOf(id), 'known');
    expect(warningsOf(stack).filter((warning) => warning.includes(idOf(id)))).toEqual([]);
  });
});

describe('protectedButDestroyed comes by the general means of aws-cdk-lib too', () => {
  const messagesWith = (destroy: (stack: Stack, sessions: SessionTable) => void, props: SessionTableProps = {}) => {
    const stack = newStack({ env: europe });
    destroy(stack, new SessionTable(stack, 'Sessions', props));
    const { messages } = (stack.node.root as App).synth().getStackByName('Stack');
    return messages.map(({ entry }) => `${entry.data}`).filter((text) => text.includes('protectedButDestroyed'));
  };

  test.each<[string, (stack: Stack, sessions: SessionTable) => void]>([
    ['RemovalPolicies', (stack) => RemovalPolicies.of(stack).destroy()],
    ['applyRemovalPolicy', (_, sessions) => sessions.table.applyRemovalPolicy(DESTROY)],
    ['an escape hatch', (_, sessions) => (sessions.table.node.defaultChild as dynamodb.CfnGlobalTable).applyRemovalPolicy(DESTROY)],
  ])('%s', (_, destroy) => {
    expect(messagesWith(destroy)).toEqual([expect.stringContaining('so deleting the stack fails')]);
    expect(messagesWith(destroy, { deletionProtection: false })).toEqual([]);
    expect(messagesWith(() => undefined)).toEqual([]);
  });
});

describe('docs/reference/warnings.md', () => {
  const page = readFileSync(join(ROOT, 'docs/reference/warnings.md'), 'utf8');
  const sources = sourcesOf('src').map(({ text }) => text.replace(/\/\*\*[\s\S]*?\*\//g, '')).join('\n');
  const found = [/'cdk-dynamodb-sessions:(\w+)'/g, /warnings\.set\('(\w+)'/g, /\bid: '(\w+)',\s*text:/g]
    .flatMap((pattern) => [...sources.matchAll(pattern)].map(([, id]) => id));

  test('lists exactly the warnings of the sources', () => {
    const listed = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, id]) => id);
    expect(listed.sort()).toEqual([...new Set(found)].sort());
  });

  test('finds the warnings that the sources put together otherwise', () => {
    const dangerous = { clientName: 'c', expiry: NEVER, refusesExpired: false, requestActions: ['dynamodb:CreateTable'], lifetime: Duration.days(1000) };
    const warnings = [warningsOfStore(dangerous), SessionStore.jamLaravel().warnings].flat().map(({ id }) => id);
    expect(found).toEqual(expect.arrayContaining(warnings));
  });

  test('says of each when, why and what to do', () => {
    for (const line of page.split('\n').filter((each) => each.startsWith('| `'))) {
      expect(line.split('|').slice(1, -1).map((cell) => cell.trim().length > 3)).toEqual([true, true, true, true]);
    }
  });
});
