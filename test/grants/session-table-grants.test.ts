import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { App, CfnResource, Lazy, Stack, StackProps } from 'aws-cdk-lib/core';
import {
  ISessionTable, SessionExpiry, SessionGrantOptions, SessionHost, SessionStore, SessionStoreProps, SessionTable, SessionTableGrants,
  SessionTableProps,
} from '../../src';
import { account, europe, newApp, newRole, newStack, onlyResource, statementsOf, warningsOf } from '../helpers';

const { STRING } = dynamodb.AttributeType;
const theirs = '444455556666';
const canonicalFive = ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'];
const keyActions = [
  'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom', 'kms:ReEncryptTo',
];

/** What the role of a stack may do after a grant on its session table. */
function granted(props: SessionTableProps, grant: (table: SessionTable, role: iam.Role) => void, stack = newStack()) {
  const table = new SessionTable(stack, 'Sessions', props);
  const role = newRole(stack);
  grant(table, role);
  return { stack, table, role, statements: statementsOf(role), arn: stack.resolve(table.tableArn) };
}

function storeOf(props: Partial<SessionStoreProps>): SessionStore {
  return SessionStore.of({ clientName: 'my client', expiry: SessionExpiry.timeToLive('expires'), requestActions: ['dynamodb:GetItem'], ...props });
}

const indexed = storeOf({
  requestActions: ['dynamodb:GetItem', 'dynamodb:Query'],
  garbageCollectionActions: ['dynamodb:Scan', 'dynamodb:DeleteItem'],
  globalSecondaryIndexes: [
    { indexName: 'byUser', partitionKey: { name: 'user', type: STRING } },
    { indexName: 'byShop', partitionKey: { name: 'shop', type: STRING } },
  ],
});

function customerKey(stack: Stack): dynamodb.TableEncryptionV2 {
  return dynamodb.TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'Key'));
}

/** Every ARN and action of a statement that would be too wide. */
function wildcardsIn(statement: any): string[] {
  const parts = [statement.Action, statement.Resource, statement.Principal].flat().map((part) => JSON.stringify(part));
  return parts.filter((part) => part?.includes('*'));
}

describe('session access for the default store', () => {
  const { statements, arn } = granted({}, (table, role) => table.grantSessionAccess(role));

  test('is exactly the canonical five on exactly this table', () => {
    expect(statements).toEqual([{ Effect: 'Allow', Action: canonicalFive, Resource: arn }]);
  });

  test('is the same through the facade', () => {
    const facade = granted({}, (table, role) => table.grants.sessionAccess(role));
    expect(facade.statements).toEqual(statements);
  });

  test('returns the grant, so that others can wait for it', () => {
    const stack = newStack();
    const role = newRole(stack);
    const grant = new SessionTable(stack, 'Sessions').grantSessionAccess(role);
    expect(grant.success).toBe(true);
    expect(stack.resolve(grant.principalStatements.map((statement) => statement.toJSON()))).toEqual(statementsOf(role));
  });
});

describe('each grant of each store', () => {
  type Grant = (table: SessionTable, role: iam.Role) => void;
  const sessionAccess: Grant = (table, role) => table.grantSessionAccess(role);
  const requests: Grant = (table, role) => table.grants.requests(role);
  const garbageCollection: Grant = (table, role) => table.grants.garbageCollection(role);

  test.each<[string, SessionStore, Grant, string[]]>([
    ['requests of the AWS SDK for PHP', SessionStore.phpSdk(), requests,
      ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem']],
    ['garbage collection of the AWS SDK for PHP', SessionStore.phpSdk(), garbageCollection,
      ['dynamodb:BatchWriteItem', 'dynamodb:Scan']],
    ['session access of connect-dynamodb', SessionStore.express(), sessionAccess,
      ['dynamodb:DeleteItem', 'dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']],
    ['session access of connect-dynamodb with `initialized: true`', SessionStore.express({ initialized: true }), sessionAccess,
      ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']],
    ['requests of connect-dynamodb, start-up included', SessionStore.express(), requests,
      ['dynamodb:DeleteItem', 'dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']],
  ])('%s', (_, store, grant, Action) => {
    const { statements, arn } = granted({ sessionStore: store }, grant);
    expect(statements).toEqual([{ Effect: 'Allow', Action, Resource: arn }]);
  });

  test('an action that is needed twice is granted once', () => {
    const store = storeOf({
      requestActions: ['dynamodb:GetItem', 'dynamodb:DeleteItem'], garbageCollectionActions: ['dynamodb:DeleteItem', 'dynamodb:Scan'],
    });
    expect(granted({ sessionStore: store }, sessionAccess).statements[0].Action)
      .toEqual(['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Scan']);
  });

  test('fails when garbage collection is granted for a store that has none', () => {
    expect(() => granted({ sessionStore: SessionStore.express() }, garbageCollection)).toThrow(new Error(
      "`garbageCollection` needs a store with a clean-up of its own, got: 'connect-dynamodb', which has none; " +
      'remove the call or give the store `garbageCollectionActions`'));
  });
});

describe('a store with indexes', () => {
  const indexArns = (arn: unknown) => ['byUser', 'byShop'].map((index) => ({ 'Fn::Join': ['', [arn, `/index/${index}`]] }));

  test('is granted Query and Scan on each index by its name', () => {
    const { statements, arn } = granted({ sessionStore: indexed }, (table, role) => table.grantSessionAccess(role));
    expect(statements).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'], Resource: arn },
      { Effect: 'Allow', Action: ['dynamodb:Query', 'dynamodb:Scan'], Resource: indexArns(arn) },
    ]);
  });

  test('is granted Query alone for requests', () => {
    const { statements, arn } = granted({ sessionStore: indexed }, (table, role) => table.grants.requests(role));
    expect(statements[1]).toEqual({ Effect: 'Allow', Action: 'dynamodb:Query', Resource: indexArns(arn) });
  });

  test('gets no statement on its indexes when its client never asks them', () => {
    const store = storeOf({ globalSecondaryIndexes: indexed.globalSecondaryIndexes });
    expect(granted({ sessionStore: store }, (table, role) => table.grantSessionAccess(role)).statements).toHaveLength(1);
  });

  test.each([
    [undefined, 2], [true, 2], [false, 1],
  ])('on an imported table with `grantIndexPermissions: %s` gets %d statements', (grantIndexPermissions, count) => {
    const stack = newStack();
    const role = newRole(stack);
    const attributes = { tableName: 'theirs', sessionStore: indexed, grantIndexPermissions };
    SessionTable.fromSessionTableAttributes(stack, 'Imported', attributes).grantSessionAccess(role);
    expect(statementsOf(role)).toHaveLength(count);
  });
});

describe('a key prefix', () => {
  const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['sess:*'] }, 'Null': { 'dynamodb:LeadingKeys': 'false' } };
  const withPrefix = (store: SessionStore, options: SessionGrantOptions = { keyPrefix: 'sess:' }) =>
    granted({ sessionStore: store }, (table, role) => table.grantSessionAccess(role, options));

  test('limits every call on items and leaves out Scan', () => {
    const { statements, arn } = withPrefix(SessionStore.phpSdk());
    expect(statements).toEqual([{
      Effect: 'Allow', Action: ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'], Resource: arn, Condition,
    }]);
  });

  test('lets calls about the table pass without it', () => {
    const { statements, arn } = withPrefix(SessionStore.express());
    expect(statements).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], Resource: arn, Condition },
      { Effect: 'Allow', Action: 'dynamodb:DescribeTable', Resource: arn },
    ]);
  });

  test('holds on the indexes as well, and for requests', () => {
    const { statements } = granted({ sessionStore: indexed }, (table, role) => table.grants.requests(role, { keyPrefix: 'sess:' }));
    expect(statements).toMatchObject([
      { Action: ['dynamodb:GetItem', 'dynamodb:Query'], Condition }, { Action: 'dynamodb:Query', Condition },
    ]);
  });

  test('leaves Scan out on the indexes too', () => {
    expect(JSON.stringify(withPrefix(indexed).statements)).not.toContain('dynamodb:Scan');
  });

  test('holds for an action that this library does not know', () => {
    const { statements } = withPrefix(storeOf({ requestActions: ['dynamodb:ReadTheFuture'] }));
    expect(statements).toMatchObject([{ Action: 'dynamodb:ReadTheFuture', Condition }]);
  });

  test.each(['', '*', 'sess*', 'se?s'])("fails when it is empty or holds a wildcard: '%s'", (keyPrefix) => {
    expect(() => withPrefix(SessionStore.phpSdk(), { keyPrefix }))

      .toThrow(new Error(`\`keyPrefix\` must be a text such as 'sess:', not empty and without '*' and '?', got: '${keyPrefix}'`));
  });

  test('fails when it would leave nothing', () => {
    expect(() => withPrefix(storeOf({ requestActions: ['dynamodb:Scan'], startUpActions: ['dynamodb:DescribeTable'] })))
      .toThrow(new Error(
        "`keyPrefix` must leave something to grant, got: 'sess:' for 'my client', which calls nothing that a prefix can limit: " +
      'dynamodb:DescribeTable, dynamodb:Scan; remove it'));
  });
});

describe('a table with a customer-managed key and replicas', () => {
  const stack = newStack({ env: europe });
  const key = new kms.Key(stack, 'Key');
  const replicaKey = `arn:aws:kms:us-east-1:${account}:key/11111111-2222-3333-4444-555555555555`;
  const table = new SessionTable(stack, 'Sessions', {
    sessionStore: indexed,
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(key, { 'us-east-1': replicaKey }),
    replicas: [{ region: 'us-east-1' }],
  });
  const roles = ['All', 'Requests', 'Prefix', 'Collector'].map((id) => newRole(stack, id));
  table.grantSessionAccess(roles[0]);
  table.grants.requests(roles[1]);
  table.grantSessionAccess(roles[2], { keyPrefix: 'sess:' });
  table.grants.garbageCollection(roles[3]);

  const own = stack.resolve(table.tableArn);
  const copy = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:dynamodb:us-east-1:${account}:table/`, { Ref: own['Fn::GetAtt'][0] }]] };
  const keyStatement = {
    Effect: 'Allow',
    Action: keyActions,
    Resource: [stack.resolve(key.keyArn), replicaKey],
    Condition: {
      StringEquals: {
        'kms:ViaService': ['dynamodb.eu-west-1.amazonaws.com', 'dynamodb.us-east-1.amazonaws.com'],
      },
    },
  };

  test('is granted in both regions', () => {
    expect(statementsOf(roles[0])[0].Resource).toEqual([own, copy]);
  });

  test('is granted with its indexes in both regions', () => {
    const index = (name: string) => [
      { 'Fn::Join': ['', [own, `/index/${name}`]] },
      { 'Fn::Join': ['', [...copy['Fn::Join'][1].slice(0, -1), copy['Fn::Join'][1].at(-1), `/index/${name}`]] },
    ];
    const resources = statementsOf(roles[0])[1].Resource;
    expect(resources).toEqual([index('byUser')[0], index('byShop')[0], index('byUser')[1], index('byShop')[1]]);
  });

  test.each([0, 1, 2, 3])('every grant covers both keys, through DynamoDB only (%d)', (number) => {
    expect(statementsOf(roles[number]).filter(({ Action }) => JSON.stringify(Action).includes('kms:')))
      .toEqual([keyStatement]);
  });

  test('leaves the policy of the key alone', () => {
    expect(JSON.stringify(onlyResource(stack, 'AWS::KMS::Key').Properties.KeyPolicy)).not.toContain('Role');
  });
});

describe('a grant from elsewhere on a table without a name', () => {
  const env = (region: string, of = account) => ({ account: of, region });
  const grantFrom = (roles: StackProps, tables: StackProps = { env: europe }, tableName?: string) => {
    const app = newApp();
    const table = new SessionTable(new Stack(app, 'Data', tables), 'Sessions', { tableName });
    // a role without one is refused where the policy of the table must name it
    table.grantSessionAccess(new iam.Role(new Stack(app, 'Web', roles), 'Role', { roleName: 'web', assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }));
    return warningsOf(table).filter((text) => text.includes('tableGetsName'));
  };
  const said = (where: string) => [
    `Data/Sessions/Resource: a grant from another ${where} makes aws-cdk-lib give the table a name, and a table that is deployed already is ` +
    'replaced by an empty one; then use it there with SessionTable.fromSessionTableArn, which refers to nothing; ' +
    'a table with a `tableName`, or a new one, is safe [ack: cdk-dynamodb-sessions:tableGetsName]',
  ];

  test('is warned of, since a deployed table would be replaced', () => {
    expect(grantFrom({ env: env('us-east-1') })).toEqual(said('region'));
    expect(grantFrom({ env: env('eu-west-1', '444455556666') })).toEqual(said('account'));
  });

  test.each<[string, string[]]>([
    ['in the own region and account', grantFrom({ env: europe })],
    ['with a name', grantFrom({ env: env('us-east-1') }, { env: europe }, 'sessions')],
    ['with references that CDK carries', grantFrom({ env: env('us-east-1'), crossRegionReferences: true }, { env: europe, crossRegionReferences: true })],
    ['where the region is not known', grantFrom({}, {})],
  ])('is not where nothing is named: %s', (_, warnings) => expect(warnings).toEqual([]));
});

test('a key for a region that has no replica is not granted', () => {
  const stack = newStack({ env: europe });
  const table = new SessionTable(stack, 'Sessions', {
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'Key'), { 'us-east-1': `arn:aws:kms:us-east-1:${account}:key/k` }),
  });
  const role = newRole(stack);
  table.grantSessionAccess(role);
  expect(JSON.stringify(statementsOf(role))).not.toContain('us-east-1');
});

describe('a table whose key is given by an alias', () => {
  const keyStatements = (key: (stack: Stack) => kms.IKey, replicaKeyArns?: Record<string, string>) => {
    const stack = newStack({ env: europe });
    const encryption = dynamodb.TableEncryptionV2.customerManagedKey(key(stack), replicaKeyArns);
    const replicas = Object.keys(replicaKeyArns ?? {}).map((region) => ({ region }));
    const { statements } = granted({ encryption, replicas }, (table, role) => table.grantSessionAccess(role), stack);
    return statements.slice(1).map(({ Resource, Condition }) => ({ Resource, Condition }));
  };
  const viaEurope = { StringEquals: { 'kms:ViaService': ['dynamodb.eu-west-1.amazonaws.com'] } };

  test('is granted with the key itself where that is known', () => {
    const key = (stack: Stack) => new kms.Key(stack, 'Key').addAlias('sessions');
    expect(keyStatements(key)).toEqual([{ Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] }, Condition: viaEurope }]);
  });

  test('is granted with the keys of that alias where its name alone is known', () => {
    const key = (stack: Stack) => kms.Alias.fromAliasName(stack, 'Alias', 'alias/sessions');
    expect(keyStatements(key)).toEqual([{
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:kms:eu-west-1:${account}:key/*`]] },
      Condition: { ...viaEurope, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': ['alias/sessions'] } },
    }]);
  });

  test('is granted with the keys of its replicas whatever their aliases', () => {
    const replicaKey = `arn:aws:kms:us-east-1:${account}:key/11111111-2222-3333-4444-555555555555`;
    const statements = keyStatements((stack) => kms.Alias.fromAliasName(stack, 'Alias', 'alias/sessions'), { 'us-east-1': replicaKey });
    expect(statements).toMatchObject([{ Condition: { 'ForAnyValue:StringEquals': expect.anything() } }, { Resource: replicaKey }]);
    expect(statements[1].Condition).toEqual({
      StringEquals: { 'kms:ViaService': ['dynamodb.eu-west-1.amazonaws.com', 'dynamodb.us-east-1.amazonaws.com'] },
    });
  });
});

describe('a table with a key that needs no grant', () => {
  test.each([
    ['of AWS', dynamodb.TableEncryptionV2.dynamoOwnedKey()],
    ['managed by AWS', dynamodb.TableEncryptionV2.awsManagedKey()],
  ])('%s', (_, encryption) => {
    expect(granted({ encryption }, (table, role) => table.grantSessionAccess(role)).statements).toHaveLength(1);
  });
});

describe('a table that somebody else made', () => {
  const stack = newStack();
  const key = new kms.Key(stack, 'Key');
  const partitionKey = { name: 'id', type: STRING };
  const tables: Record<string, dynamodb.ITableRef> = {
    Table: new dynamodb.Table(stack, 'Table', { partitionKey }),
    TableV2: new dynamodb.TableV2(stack, 'TableV2', { partitionKey }),
    CfnTable: new dynamodb.CfnTable(stack, 'CfnTable', { keySchema: [{ attributeName: 'id', keyType: 'HASH' }] }),
    imported: dynamodb.Table.fromTableName(stack, 'Imported', 'theirs'),
  };
  const encrypted = new dynamodb.Table(stack, 'Encrypted', { partitionKey, encryptionKey: key });
  const roleOf = (table: dynamodb.ITableRef, id: string, store?: SessionStore) => {
    const role = newRole(stack, `${id}Role`);
    SessionTableGrants.fromTable(table, store).sessionAccess(role);
    return role;
  };
  const roles = Object.fromEntries(Object.entries(tables).map(([id, table]) => [id, roleOf(table, id)]));
  const encryptedRole = roleOf(encrypted, 'encrypted');
  const storeRole = roleOf(tables.TableV2, 'store', SessionStore.express({ initialized: true }));

  test.each(Object.keys(tables))('is granted exactly: %s', (kind) => {
    expect(statementsOf(roles[kind])).toEqual([
      { Effect: 'Allow', Action: canonicalFive, Resource: stack.resolve(tables[kind].tableRef.tableArn) },
    ]);
  });

  test('is granted with its customer-managed key', () => {
    expect(statementsOf(encryptedRole)).toMatchObject([
      { Action: canonicalFive, Resource: stack.resolve(encrypted.tableArn) },
      { Action: keyActions, Resource: stack.resolve(key.keyArn) },
    ]);
  });

  test('is granted for the given store', () => {
    expect(statementsOf(storeRole)[0].Action)
      .toEqual(['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
  });
});

describe('an imported role', () => {
  const roleArn = (owner: string) => `arn:aws:iam::${owner}:role/app`;
  function grantTo(principal: (stack: Stack) => iam.IGrantable, props: (stack: Stack) => SessionTableProps = () => ({})) {
    const stack = newStack({ env: europe });
    const table = new SessionTable(stack, 'Sessions', props(stack));
    const grantee = principal(stack);
    table.grantSessionAccess(grantee);
    return { stack, grantee, warnings: warningsOf(stack), policies: Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')) };
  }

  test('gets its policy', () => {
    const { policies, warnings } = grantTo((stack) => iam.Role.fromRoleArn(stack, 'Role', roleArn(account)));
    expect(policies)
      .toMatchObject([{ Properties: { Roles: ['app'], PolicyDocument: { Statement: [{ Action: canonicalFive }] } } }]);
    expect(warnings).toEqual([]);
  });

  test.each<[string, (stack: Stack) => iam.IGrantable]>([
    ['Role', (stack) => iam.Role.fromRoleArn(stack, 'Role', roleArn(account), { mutable: false })],
    ['ImmutableRoleRole', (stack) => newRole(stack).withoutPolicyUpdates()],
  ])('says why not when it takes no policies: %s', (id, principal) => {
    const { policies, warnings } = grantTo(principal);
    expect(policies).toEqual([]);
    expect(warnings).toEqual([
      `Stack/Sessions/Resource: the session grant does not reach 'Stack/${id}', because it takes no policies ` +
      `(\`mutable: false\` or \`withoutPolicyUpdates()\`); allow ${canonicalFive.join(', ')} there ` +
      '[ack: cdk-dynamodb-sessions:grantNotAdded]',
    ]);
  });

  test('is told the calls on the key too', () => {
    const { warnings } = grantTo(
      (stack) => iam.Role.fromRoleArn(stack, 'Role', roleArn(account), { mutable: false }),
      (stack) => ({ encryption: customerKey(stack) }));
    expect(warnings[0]).toContain(`allow ${[...canonicalFive, ...keyActions].join(', ')} there`);
  });

  test('of another account is named in the resource policy, which says nothing about the table itself', () => {
    const { stack, warnings } = grantTo((scope) => iam.Role.fromRoleArn(scope, 'Role', roleArn(theirs)));
    expect(onlyResource(stack, 'AWS::DynamoDB::GlobalTable').Properties.Replicas[0].ResourcePolicy.PolicyDocument.Statement)
      .toEqual([{ Effect: 'Allow', Action: canonicalFive, Principal: { AWS: roleArn(theirs) }, Resource: '*' }]);
    expect(warnings).toEqual([
      `Stack/Sessions/Resource: the session grant does not reach 'Stack/Role', because it belongs to account ${theirs}, ` +
      `whose own policy decides as well; allow ${canonicalFive.join(', ')} there [ack: cdk-dynamodb-sessions:grantNotAdded]`,
    ]);
  });

  test('of another account is limited in the resource policy by the prefix', () => {
    const stack = newStack({ env: europe });
    new SessionTable(stack, 'Sessions').grantSessionAccess(iam.Role.fromRoleArn(stack, 'Role', roleArn(theirs)), { keyPrefix: 'sess:' });
    expect(onlyResource(stack, 'AWS::DynamoDB::GlobalTable').Properties.Replicas[0].ResourcePolicy.PolicyDocument.Statement)
      .toMatchObject([{ Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['sess:*'] } } }]);
  });

  test('of another account is spared what the policy of a table cannot say, and told', () => {
    const stack = newStack({ env: europe });
    const table = new SessionTable(stack, 'Sessions', { sessionStore: SessionStore.flaskSession() });
    table.grantSessionAccess(iam.Role.fromRoleArn(stack, 'Role', roleArn(theirs)));
    expect(onlyResource(stack, 'AWS::DynamoDB::GlobalTable').Properties.Replicas[0].ResourcePolicy.PolicyDocument.Statement)
      .toMatchObject([{ Action: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'] }]);
    expect(warningsOf(stack)).toContain(
      "Stack/Sessions/Resource: the session grant for 'Stack/Role' lacks dynamodb:CreateTable, which 'Flask-Session' calls and DynamoDB denies " +
      "to other accounts; let the application assume a role of the table's account [ack: cdk-dynamodb-sessions:grantNotAdded]");
  });

  test.each<[string, SessionStore, boolean]>([
    ['DescribeTimeToLive', SessionStore.aspNetCore(), true],
    ['a PartiQL statement', storeOf({ requestActions: ['dynamodb:PartiQLSelect'] }), true],
    ['DescribeTable', SessionStore.express(), false],
  ])('of another account: %s', (_, store, warned) => {
    const { warnings } = grantTo((stack) => iam.Role.fromRoleArn(stack, 'Role', roleArn(theirs)), () => ({ sessionStore: store }));
    expect(warnings.some((warning) => warning.includes('denies to other accounts'))).toBe(warned);
  });

  test('that may only create the table is named in no policy of the table', () => {
    const stack = newStack({ env: europe });
    const table = new SessionTable(stack, 'Sessions', { sessionStore: storeOf({ requestActions: ['dynamodb:CreateTable'] }) });
    table.grantSessionAccess(iam.Role.fromRoleArn(stack, 'Role', roleArn(theirs)));
    expect(onlyResource(stack, 'AWS::DynamoDB::GlobalTable').Properties.Replicas[0].ResourcePolicy).toBeUndefined();
  });

  test('of another account on an imported table gets a warning and no error', () => {
    const stack = newStack({ env: europe });
    SessionTable.fromSessionTableName(stack, 'Sessions', 'theirs').grantSessionAccess(iam.Role.fromRoleArn(stack, 'Role', roleArn(theirs)));
    expect(warningsOf(stack)).toHaveLength(1);
  });
});

describe('a principal that is no role', () => {
  test('of another account is named in the resource policy, with a warning', () => {
    const stack = newStack({ env: europe });
    new SessionTable(stack, 'Sessions').grantSessionAccess(new iam.AccountPrincipal(theirs));
    expect(onlyResource(stack, 'AWS::DynamoDB::GlobalTable').Properties.Replicas[0].ResourcePolicy.PolicyDocument.Statement)
      .toMatchObject([{ Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${theirs}:root`]] } }, Resource: '*' }]);
    expect(warningsOf(stack)).toHaveLength(1);
  });

  test('such as a group gets its policy', () => {
    const stack = newStack();
    new SessionTable(stack, 'Sessions').grantSessionAccess(new iam.Group(stack, 'Group'));
    expect(onlyResource(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement)
      .toMatchObject([{ Action: canonicalFive }]);
  });
});

describe('everybody', () => {
  const org = { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } };
  const grantTo = (principal: iam.IPrincipal, give: (table: SessionTable) => unknown = (table) => table.grantSessionAccess(principal)) => {
    const stack = newStack({ env: europe });
    give(new SessionTable(stack, 'Sessions', { encryption: customerKey(stack) }));
    return JSON.stringify(Template.fromStack(stack).toJSON());
  };

  test.each<[string, iam.IPrincipal]>([
    ['AnyPrincipal', new iam.AnyPrincipal()],
    ['StarPrincipal', new iam.StarPrincipal()],
    ['ArnPrincipal', new iam.ArnPrincipal('*')],
    ['CompositePrincipal', new iam.CompositePrincipal(new iam.AccountPrincipal(theirs), new iam.AnyPrincipal())],
    ['CompositePrincipal that aws-cdk-lib cannot merge', new iam.CompositePrincipal(new iam.AccountPrincipal(theirs), new iam.StarPrincipal())],
    ['everybody who uses TLS', new iam.AnyPrincipal().withConditions({ Bool: { 'aws:SecureTransport': 'true' } })],
  ])('fails when it is granted anything: %s', (_, principal) => {
    const refused = new Error("`grantee` must be a role or an account, got: everybody ('*'); name who serves requests");
    expect(() => grantTo(principal)).toThrow(refused);
    expect(() => grantTo(principal, (table) => table.grants.garbageCollection(principal))).toThrow(refused);
    expect(() => grantTo(principal, (table) => table.attachTo(SessionHost.grantee(principal)))).toThrow(refused);
  });

  test.each<[string, iam.IPrincipal]>([
    ['OrganizationPrincipal', new iam.OrganizationPrincipal('o-1234567890')],
    ['AnyPrincipal with a condition', new iam.AnyPrincipal().withConditions(org)],
    ['AnyPrincipal with a condition that is not known yet', new iam.AnyPrincipal().withConditions({ StringEquals: Lazy.any({ produce: () => org.StringEquals }) })],
  ])('of one organization is named with it: %s', (_, principal) => {
    expect(grantTo(principal).match(/"aws:PrincipalOrgID":"o-1234567890"/g)).toHaveLength(2);
  });

  test.each(['aws:username', 'aws:VpceAccount', 'aws:FederatedProvider', 'aws:SourceVpc'])('is not who %s limits it to', (key) => {
    expect(grantTo(new iam.AnyPrincipal().withConditions({ StringEquals: { [key]: 'web' } }))).toContain(`"${key}":"web"`);
  });
});

describe('a principal that takes no policy', () => {
  const principals: [string, iam.IPrincipal][] = [
    ['ArnPrincipal(arn:aws:iam::111122223333:role/app)', new iam.ArnPrincipal(`arn:aws:iam::${account}:role/app`)],
    ['AccountPrincipal(111122223333)', new iam.AccountPrincipal(account)],
  ];
  const grantTo = (principal: iam.IPrincipal, table: (stack: Stack) => ISessionTable) => {
    const stack = newStack({ env: europe });
    const grant = table(stack).grantSessionAccess(principal);
    return { stack, grant, warnings: warningsOf(stack).map((warning) => warning.split(': ').slice(1).join(': ')) };
  };
  const lacks = (name: string, actions: string[]) => `the session grant for ${name} lacks ${actions.join(', ')}, which no policy of this app can allow; ` +
    'allow them where the principal, the table or the key is defined [ack: cdk-dynamodb-sessions:grantNotAdded]';
  const theirKey = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:${account}:key/1`);

  test.each(principals)('is told that it got nothing on an imported table: %s', (name, principal) => {
    const { stack, grant, warnings } = grantTo(principal, (scope) => SessionTable.fromSessionTableAttributes(scope, 'Theirs', {
      tableName: 'theirs', encryptionKey: theirKey(scope),
    }));
    expect(grant.success).toBe(false);
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
    expect(warnings).toEqual([lacks(name, [...canonicalFive, ...keyActions])]);
  });

  test('is told of the account whose policy decides, where it is another', () => {
    const { warnings } = grantTo(new iam.ArnPrincipal(`arn:aws:iam::${theirs}:role/app`), (stack) => SessionTable.fromSessionTableName(stack, 'Theirs', 'theirs'));
    expect(warnings).toEqual([expect.stringContaining(`because it belongs to account ${theirs}, whose own policy decides as well; allow dynamodb:BatchWriteItem`)]);
  });

  test.each(principals)('is told that an imported key does not let it in: %s', (name, principal) => {
    const { warnings } = grantTo(principal, (stack) => new SessionTable(stack, 'Sessions', {
      encryption: dynamodb.TableEncryptionV2.customerManagedKey(theirKey(stack)),
    }));
    expect(warnings).toEqual([lacks(name, keyActions)]);
  });

  test.each(principals)('is told what the policy of a table cannot say: %s', (name, principal) => {
    const { warnings } = grantTo(principal, (stack) => new SessionTable(stack, 'Sessions', { sessionStore: SessionStore.flaskSession({}) }));
    expect(warnings.filter((text) => text.includes('grantNotAdded'))).toEqual([lacks(name, ['dynamodb:CreateTable'])]);
  });

  test.each(principals)('needs no word where table and key say it: %s', (_, principal) => {
    const { grant, warnings } = grantTo(principal, (stack) => new SessionTable(stack, 'Sessions', { encryption: customerKey(stack) }));
    expect([grant.success, warnings]).toEqual([true, []]);
  });
});

test('what is said of a grant with a prefix names no call that it leaves out', () => {
  const stack = newStack({ env: europe });
  new SessionTable(stack, 'Sessions').grantSessionAccess(new iam.AccountPrincipal(theirs), { keyPrefix: 'sess:' });
  expect(warningsOf(stack)).toEqual([expect.stringContaining('allow dynamodb:BatchWriteItem, dynamodb:DeleteItem, dynamodb:GetItem, dynamodb:UpdateItem there')]);
});

test('a function that was imported without its role gets a warning of aws-cdk-lib with the statement to add', () => {
  const stack = newStack();
  const sessions = new SessionTable(stack, 'Sessions');
  sessions.grantSessionAccess(lambda.Function.fromFunctionName(stack, 'Theirs', 'theirs'));
  expect(onlyResource(stack, 'AWS::DynamoDB::GlobalTable').Properties.Replicas[0].ResourcePolicy).toBeUndefined();
  expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('dynamodb:UpdateItem'))).toHaveLength(1);
});

describe('a role of another account that the app defines', () => {
  const app = newApp();
  const tableStack = new Stack(app, 'Table', { env: europe });
  const roleStack = new Stack(app, 'Roles', { env: { account: theirs, region: 'eu-west-1' } });
  const role = new iam.Role(roleStack, 'Role', { roleName: 'app', assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  const table = new SessionTable(tableStack, 'Sessions', { tableName: 'sessions' });
  table.grantSessionAccess(role);

  test('synthesizes without a circular dependency', () => {
    expect(() => app.synth()).not.toThrow();
  });

  test('has the grant in its own policy', () => {
    expect(statementsOf(role)).toEqual([{
      Effect: 'Allow', Action: canonicalFive,
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:dynamodb:eu-west-1:${account}:table/sessions`]] },
    }]);
  });

  test('has the grant in the policy of the table, by its account and ARN, so that the table can be deployed before the role', () => {
    const arn = (resource: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${theirs}:${resource}`]] });
    expect(onlyResource(tableStack, 'AWS::DynamoDB::GlobalTable').Properties.Replicas[0].ResourcePolicy.PolicyDocument.Statement).toEqual([{
      Effect: 'Allow', Action: canonicalFive, Resource: '*',
      Principal: { AWS: arn('root') }, Condition: { ArnEquals: { 'aws:PrincipalArn': arn('role/app') } },
    }]);
  });

  test('keeps the condition of a prefix beside that', () => {
    const other = new Stack(newApp(), 'Table', { env: europe });
    const roles = new Stack(other.node.root as App, 'Roles', { env: { account: theirs, region: 'eu-west-1' } });
    const caller = new iam.Role(roles, 'Role', { roleName: 'app', assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    new SessionTable(other, 'Sessions', { tableName: 'sessions' }).grantSessionAccess(caller, { keyPrefix: 'sess:' });
    const [statement] = onlyResource(other, 'AWS::DynamoDB::GlobalTable').Properties.Replicas[0].ResourcePolicy.PolicyDocument.Statement;
    expect(Object.keys(statement.Condition).sort()).toEqual(['ArnEquals', 'ForAllValues:StringLike', 'Null']);
  });

  test('needs no warning', () => {
    expect(warningsOf(app)).toEqual([]);
  });
});

describe('a grant on a table of another account', () => {
  const tableArn = `arn:aws:dynamodb:eu-west-1:${theirs}:table/theirs`;
  const stack = newStack();
  const role = newRole(stack);
  const grant = SessionTable.fromSessionTableArn(stack, 'Sessions', tableArn).grantSessionAccess(role);
  grant.applyBefore(new CfnResource(stack, 'Later', { type: 'Test::Later' }));

  test('reaches the role', () => {
    expect(statementsOf(role)).toEqual([{ Effect: 'Allow', Action: canonicalFive, Resource: tableArn }]);
  });

  test('can be waited for', () => {
    expect(onlyResource(stack, 'Test::Later').DependsOn).toEqual([onlyResource(stack, 'AWS::IAM::Policy').id]);
  });
});

describe('no statement has a wildcard', () => {
  const grants: Record<string, (table: SessionTable, role: iam.Role) => void> = {
    sessionAccess: (table, role) => table.grantSessionAccess(role),
    requests: (table, role) => table.grants.requests(role),
    prefix: (table, role) => table.grantSessionAccess(role, { keyPrefix: 'sess:' }),
  };
  const stores = { phpSdk: SessionStore.phpSdk(), express: SessionStore.express(), indexed };
  const cases = Object.keys(grants).flatMap((grant) => Object.keys(stores).map((store) => [grant, store] as [string, keyof typeof stores]));

  test.each(cases)('%s of %s', (grant, store) => {
    const stack = newStack({ env: europe });
    const { statements } = granted({ sessionStore: stores[store], encryption: customerKey(stack) }, grants[grant], stack);
    expect(statements.length).toBeGreaterThan(1);
    expect(statements.flatMap(wildcardsIn)).toEqual([]);
  });

  test('and the check would see one', () => {
    expect(wildcardsIn({ Action: 'dynamodb:Get*', Resource: ['arn', '*'] })).toEqual(['"dynamodb:Get*"', '"*"']);
  });
});

describe('a table of somebody else', () => {
  const fromTable = (table: dynamodb.ITableRef, store?: SessionStore) => SessionTableGrants.fromTable(table, store);

  test('may have a name that is looked up, since the look-up never ends otherwise', () => {
    const stack = newStack({ env: europe });
    const name = ssm.StringParameter.valueFromLookup(stack, '/shop/table');
    expect(() => fromTable(dynamodb.Table.fromTableName(stack, 'Table', name))).not.toThrow();
    expect(() => SessionTable.fromSessionTableName(stack, 'ByName', name)).not.toThrow();
    // aws-cdk-lib itself refuses what is no ARN
    expect(() => SessionTable.fromSessionTableArn(stack, 'ByArn', ssm.StringParameter.valueFromLookup(stack, '/shop/arn')))
      .toThrow('give the look-up an ARN as its default value, with which the app gets so far that it is looked up (in Stack/ByArn)');
  });

  test('may be of the made-up account of a test', () => {
    expect(() => fromTable(dynamodb.Table.fromTableName(newStack({ env: { account: '1234', region: 'test' } }), 'Table', 'theirs'))).not.toThrow();
  });

  test.each(['arn:aws:dynamodb:*:111122223333:table/theirs', 'arn:aws:dynamodb:eu-west-1:111122223333:table/*', 'arn:aws:dynamodb:eu-west-1:1\n2:table/theirs'])(
    'fails when its ARN reaches others: %j', (arn) => {
      expect(() => fromTable(dynamodb.Table.fromTableArn(newStack({ env: europe }), 'Table', arn))).toThrow('`table` must be the ARN of a table');
    });

  test('has the warnings of its client', () => {
    const stack = newStack();
    const table = new dynamodb.TableV2(stack, 'Table', { partitionKey: { name: 'id', type: STRING }, timeToLiveAttribute: 'expires' });
    const store = storeOf({ partitionKey: { name: 'id', type: STRING }, requestActions: ['dynamodb:GetItem', 'dynamodb:DeleteTable'] });
    fromTable(table, store).requests(newRole(stack));
    expect(warningsOf(stack)).toEqual([expect.stringContaining('[ack: cdk-dynamodb-sessions:changesTable]')]);
  });
});

describe('a grantee from which no call to DynamoDB comes', () => {
  const services = new iam.ServicePrincipal('ec2.amazonaws.com');

  test.each<[string, iam.IPrincipal, string]>([
    ['a service', services, "the service 'ec2.amazonaws.com'"],
    ['a service among others', new iam.CompositePrincipal(new iam.AccountPrincipal(account), services), "the service 'ec2.amazonaws.com'"],
    ['a web identity', new iam.WebIdentityPrincipal('cognito-identity.amazonaws.com'), "the identity provider 'cognito-identity.amazonaws.com'"],
    ['a SAML provider', new iam.FederatedPrincipal('arn:aws:iam::111122223333:saml-provider/sso', {}, 'sts:AssumeRoleWithSAML'),
      "the identity provider 'arn:aws:iam::111122223333:saml-provider/sso'"],
    ['a canonical user', new iam.CanonicalUserPrincipal('0123'), "the canonical user '0123'"],
  ])('fails if it is %s', (_, principal, got) => {
    expect(() => new SessionTable(newStack({ env: europe }), 'Sessions').grantSessionAccess(principal))
      .toThrow(`\`grantee\` must be a role, a user, a group or an account, got: ${got}, from which no call to DynamoDB comes; grant to the role that it takes`);
  });

  test.each<[string, (stack: Stack) => iam.IGrantable]>([
    ['a role', (stack) => newRole(stack)], ['a user', (stack) => new iam.User(stack, 'User')], ['a group', (stack) => new iam.Group(stack, 'Group')],
    ['an account', () => new iam.AccountPrincipal('444455556666')], ['an ARN', () => new iam.ArnPrincipal(`arn:aws:iam::${account}:role/app`)],
    ['an organisation', () => new iam.OrganizationPrincipal('o-0123456789')],
  ])('is not %s', (_, grantee) => {
    const stack = newStack({ env: europe });
    expect(() => new SessionTable(stack, 'Sessions').grantSessionAccess(grantee(stack))).not.toThrow();
  });
});

describe('a table of somebody else in this app', () => {
  const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };
  const resources = (stack: Stack, define: (role: iam.Role) => unknown) => {
    const role = newRole(stack);
    define(role);
    return JSON.stringify(statementsOf(role).map(({ Resource: resource }) => resource));
  };

  test('has its copies covered, as by aws-cdk-lib itself', () => {
    const older = newStack({ env: europe });
    const table = new dynamodb.Table(older, 'Table', { partitionKey, timeToLiveAttribute: 'expires', replicationRegions: ['us-west-1'], billingMode: dynamodb.BillingMode.PAY_PER_REQUEST });
    expect(resources(older, (role) => SessionTableGrants.fromTable(table).requests(role))).toContain(':dynamodb:us-west-1:');

    const newer = newStack({ env: europe });
    const global = new dynamodb.TableV2(newer, 'Table', { partitionKey, timeToLiveAttribute: 'expires', replicas: [{ region: 'us-west-1' }] });
    expect(resources(newer, (role) => SessionTableGrants.fromTable(global).requests(role))).toContain(':dynamodb:us-west-1:');
    const alone = newStack({ env: europe });
    const single = new dynamodb.TableV2(alone, 'Table', { partitionKey, timeToLiveAttribute: 'expires' });
    expect(resources(alone, (role) => SessionTableGrants.fromTable(single).requests(role))).not.toContain(':dynamodb:');
  });

  test('has the keys of its copies covered', () => {
    const stack = newStack({ env: europe });
    const replica = `arn:aws:kms:us-west-1:${account}:key/replica`;
    const encryption = dynamodb.TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'Key'), { 'us-west-1': replica });
    const table = new dynamodb.TableV2(stack, 'Table', { partitionKey, timeToLiveAttribute: 'expires', encryption, replicas: [{ region: 'us-west-1' }] });
    expect(resources(stack, (role) => SessionTableGrants.fromTable(table).requests(role))).toContain(replica);
  });

  test.each<[string, (stack: Stack, table: dynamodb.TableV2) => ISessionTable]>([
    ['name', (stack, { tableName }) => SessionTable.fromSessionTableName(stack, 'Import', tableName)],
    ['ARN', (stack, { tableArn }) => SessionTable.fromSessionTableArn(stack, 'Import', tableArn)],
  ])('keeps its customer-managed key when it is used by its %s', (_, use) => {
    const stack = newStack({ env: europe });
    const encryption = dynamodb.TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'Key'));
    const table = new dynamodb.TableV2(stack, 'Table', { partitionKey, timeToLiveAttribute: 'expires', encryption });
    const role = newRole(stack);
    use(stack, table).grantSessionAccess(role);
    expect(statementsOf(role).flatMap(({ Action }) => Action)).toEqual(expect.arrayContaining(['kms:Decrypt']));
  });
});
