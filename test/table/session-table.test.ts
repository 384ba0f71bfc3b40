import { Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Aws, CfnParameter, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib/core';
import {
  ISessionTable, SessionCapacity, SessionExpiry, SessionHost, SessionStore, SessionTable, SessionTableAttributes, SessionTableProps,
} from '../../src';
import { partitionOf } from '../../src/validation/regions';
import { account, europe, newApp, newRole, newStack, onlyResource, statementsOf, warningsOf } from '../helpers';

const GLOBAL_TABLE = 'AWS::DynamoDB::GlobalTable';
const { STRING, NUMBER } = dynamodb.AttributeType;

/** The properties of a session table; those of its own region stand under `Own`. */
function propertiesOf(props: SessionTableProps, stack: Stack = newStack()): any {
  new SessionTable(stack, 'Sessions', props);
  const { Properties } = onlyResource(stack, GLOBAL_TABLE);
  return { ...Properties, Own: Properties.Replicas[Properties.Replicas.length - 1] };
}

describe('a session table without props', () => {
  const stack = newStack();
  const table = new SessionTable(stack, 'Sessions');
  const resource = onlyResource(stack, GLOBAL_TABLE);

  test('is one resource', () => {
    expect(Object.keys(Template.fromStack(stack).toJSON().Resources)).toEqual([resource.id]);
  });

  test('has the key id, time to live on expires, on-demand billing, recovery and protection, and nothing else', () => {
    expect(resource.Properties).toEqual({
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
      Replicas: [{
        Region: { Ref: 'AWS::Region' },
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }],
    });
  });

  test('is retained when it leaves the stack and when it is replaced', () => {
    expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('exposes the table, its name, its ARN and its store', () => {
    expect(table.table).toBeInstanceOf(dynamodb.TableV2);
    expect(stack.resolve(table.tableName)).toEqual({ Ref: resource.id });
    expect(stack.resolve(table.tableArn)).toEqual({ 'Fn::GetAtt': [resource.id, 'Arn'] });
    expect(table.sessionStore.clientName).toBe('AWS SDK for PHP');
  });

  test('tells applications its name and region', () => {
    expect(stack.resolve(table.environment)).toEqual({
      AWS_REGION: { Ref: 'AWS::Region' }, DYNAMODB_SESSION_TABLE_NAME: { Ref: resource.id },
    });
  });

  test('tells functions its name alone, since Lambda sets the region', () => {
    expect(stack.resolve(table.lambdaEnvironment)).toEqual({ DYNAMODB_SESSION_TABLE_NAME: { Ref: resource.id } });
  });

  test('does not change when somebody changes the variables that it returned', () => {
    table.environment.AWS_REGION = 'changed';
    expect(stack.resolve(table.environment.AWS_REGION)).toEqual({ Ref: 'AWS::Region' });
  });
});

describe('a session table with everything set', () => {
  const stack = newStack({ env: europe });
  const key = new kms.Key(stack, 'Key');
  const replicaKey = `arn:aws:kms:eu-central-1:${account}:key/11111111-2222-3333-4444-555555555555`;
  new SessionTable(stack, 'Sessions', {
    sessionStore: SessionStore.of({
      clientName: 'my client',
      partitionKey: { name: 'pk', type: STRING },
      sortKey: { name: 'sk', type: NUMBER },
      expiry: SessionExpiry.timeToLive('ttl'),
      globalSecondaryIndexes: [{ indexName: 'byUser', partitionKey: { name: 'user', type: STRING } }],
      requestActions: ['dynamodb:Query'],
    }),
    tableName: 'my-sessions',
    capacity: SessionCapacity.autoscaled({ maxCapacity: 100 }),
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(key, { 'eu-central-1': replicaKey }),
    pointInTimeRecovery: true,
    recoveryPeriodInDays: 7,
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: true,
    tableClass: dynamodb.TableClass.STANDARD_INFREQUENT_ACCESS,
    replicas: [{ region: 'eu-central-1' }],
    contributorInsightsSpecification: { enabled: true },
    warmThroughput: { readUnitsPerSecond: 13000, writeUnitsPerSecond: 5000 },
    resourcePolicy: new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({
        actions: ['dynamodb:GetItem'], resources: ['*'], principals: [new iam.AccountPrincipal('444455556666')],
      })],
    }),
    tags: { team: 'web' },
  });
  const { Properties, ...resource } = onlyResource(stack, GLOBAL_TABLE);

  test('has the keys, the index and the time to live of its store', () => {
    expect(Properties).toMatchObject({
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'N' }, { AttributeName: 'user', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [{ IndexName: 'byUser', KeySchema: [{ AttributeName: 'user', KeyType: 'HASH' }] }],
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
  });

  test('has its name, billing, throughput and key', () => {
    expect(Properties).toMatchObject({
      TableName: 'my-sessions',
      BillingMode: 'PROVISIONED',
      WarmThroughput: { ReadUnitsPerSecond: 13000, WriteUnitsPerSecond: 5000 },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
  });

  test('has all of it in both regions', () => {
    const everywhere = {
      ContributorInsightsSpecification: { Enabled: true },
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
    };
    expect(Properties.Replicas).toMatchObject([
      { ...everywhere, Region: 'eu-central-1', SSESpecification: { KMSMasterKeyId: replicaKey } },
      { ...everywhere, Region: 'eu-west-1', SSESpecification: { KMSMasterKeyId: stack.resolve(key.keyArn) }, Tags: [{ Key: 'team', Value: 'web' }] },
    ]);
  });

  test('has the given resource policy', () => {
    expect(Properties.Replicas[1].ResourcePolicy.PolicyDocument.Statement)
      .toMatchObject([{ Action: 'dynamodb:GetItem' }]);
  });

  test('is deleted with its stack', () => {
    expect(resource).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  });
});

describe('each prop alone', () => {
  test('a store without time to live leaves the table without', () => {
    const store = SessionStore.of({ clientName: 'my client', expiry: SessionExpiry.never('no number'), requestActions: ['dynamodb:GetItem'] });
    expect(propertiesOf({ sessionStore: store })).not.toHaveProperty('TimeToLiveSpecification');
  });

  test('the store decides the key and its variables', () => {
    const stack = newStack();
    const table = new SessionTable(stack, 'Sessions', { sessionStore: SessionStore.phpSdk({ hashKey: 'sid', lifetime: Duration.hours(1) }) });
    expect(onlyResource(stack, GLOBAL_TABLE).Properties.KeySchema).toEqual([{ AttributeName: 'sid', KeyType: 'HASH' }]);
    expect(table.environment.DYNAMODB_SESSION_LIFETIME).toBe('3600');
  });

  test('on-demand limits', () => {
    expect(propertiesOf({ capacity: SessionCapacity.onDemand({ maxReadRequestUnits: 100, maxWriteRequestUnits: 50 }) }))
      .toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 50 },
        Own: { ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 100 } },
      });
  });

  test('autoscaled capacity, reads and writes apart', () => {
    const scaling = (minCapacity: number, maxCapacity: number, TargetValue: number) => ({
      MinCapacity: minCapacity, MaxCapacity: maxCapacity, TargetTrackingScalingPolicyConfiguration: { TargetValue },
    });
    const properties = propertiesOf({
      capacity: SessionCapacity.autoscaled({
        minCapacity: 5, maxCapacity: 50, write: { minCapacity: 10, maxCapacity: 400, targetUtilizationPercent: 50, seedCapacity: 20 },
      }),
    });
    expect(properties).toMatchObject({
      BillingMode: 'PROVISIONED',
      WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: { ...scaling(10, 400, 50), SeedCapacity: 20 } },
    });
    expect(properties.Own.ReadProvisionedThroughputSettings)
      .toEqual({ ReadCapacityAutoScalingSettings: scaling(5, 50, 70) });
  });

  test('any other billing', () => {
    const { fixed, autoscaled } = dynamodb.Capacity;
    const billing = dynamodb.Billing.provisioned({ readCapacity: fixed(3), writeCapacity: autoscaled({ maxCapacity: 4 }) });
    expect(propertiesOf({ capacity: SessionCapacity.of(billing) })).toMatchObject({
      BillingMode: 'PROVISIONED', Own: { ReadProvisionedThroughputSettings: { ReadCapacityUnits: 3 } },
    });
  });

  test.each<[string, SessionTableProps, object]>([
    ['an AWS managed key', { encryption: dynamodb.TableEncryptionV2.awsManagedKey() },
      { SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } }],
    ['the AWS owned key', { encryption: dynamodb.TableEncryptionV2.dynamoOwnedKey() },
      { SSESpecification: { SSEEnabled: false } }],
    ['no point-in-time recovery', { pointInTimeRecovery: false },
      { Own: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false } } }],
    ['a recovery period', { recoveryPeriodInDays: 1 },
      { Own: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 1 } } }],
    ['a table class', { tableClass: dynamodb.TableClass.STANDARD_INFREQUENT_ACCESS },
      { Own: { TableClass: 'STANDARD_INFREQUENT_ACCESS' } }],
    ['contributor insights', { contributorInsightsSpecification: { enabled: true } },
      { Own: { ContributorInsightsSpecification: { Enabled: true } } }],
    ['warm throughput', { warmThroughput: { writeUnitsPerSecond: 5000 } },
      { WarmThroughput: { WriteUnitsPerSecond: 5000 } }],
    ['a stream', { dynamoStream: dynamodb.StreamViewType.KEYS_ONLY }, { StreamSpecification: { StreamViewType: 'KEYS_ONLY' } }],
    ['tags', { tags: { team: 'web', stage: 'test' } },
      { Own: { Tags: [{ Key: 'stage', Value: 'test' }, { Key: 'team', Value: 'web' }] } }],
    ['a name', { tableName: 'a-b_c.D9' }, { TableName: 'a-b_c.D9' }],
    ['replicas, none', { replicas: [] }, { Replicas: [{}] }],
  ])('%s', (_, props, expected) => {
    const properties = propertiesOf(props);
    if (properties.Own.Tags) {
      properties.Own.Tags.sort((a: any, b: any) => a.Key.localeCompare(b.Key));
    }
    expect(properties).toMatchObject(expected);
  });

  test('tags of the tree reach the table', () => {
    const stack = newStack();
    Tags.of(new SessionTable(stack, 'Sessions')).add('team', 'web');
    expect(onlyResource(stack, GLOBAL_TABLE).Properties.Replicas[0].Tags).toEqual([{ Key: 'team', Value: 'web' }]);
  });

  test('replicas share the table and its settings', () => {
    const replicas = [{ region: 'us-east-1' }, { region: 'us-west-2', deletionProtection: false }];
    const { Replicas } = propertiesOf({ replicas }, newStack({ env: europe }));
    const recovery = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };
    expect(Replicas).toEqual([
      { Region: 'us-east-1', DeletionProtectionEnabled: true, ...recovery },
      { Region: 'us-west-2', DeletionProtectionEnabled: false, ...recovery },
      { Region: 'eu-west-1', DeletionProtectionEnabled: true, ...recovery },
    ]);
  });

  test('replicas have a stream, given or not', () => {
    const { NEW_AND_OLD_IMAGES: dynamoStream } = dynamodb.StreamViewType;
    for (const props of [{}, { dynamoStream }]) {
      expect(propertiesOf({ replicas: [{ region: 'us-east-1' }], ...props }, newStack({ env: europe })).StreamSpecification)
        .toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
    }
  });

  test('the end of a session reaches a function', () => {
    const stack = newStack();
    const sessions = new SessionTable(stack, 'Sessions', { dynamoStream: dynamodb.StreamViewType.OLD_IMAGE });
    const handler = new lambda.Function(stack, 'Function', {
      runtime: lambda.Runtime.NODEJS_LATEST, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
    });
    handler.addEventSource(new DynamoEventSource(sessions.table, { startingPosition: lambda.StartingPosition.LATEST }));
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [onlyResource(stack, GLOBAL_TABLE).id, 'StreamArn'] },
    });
  });

  test('a customer-managed key', () => {
    const stack = newStack({ env: europe });
    const key = new kms.Key(stack, 'Key');
    expect(propertiesOf({ encryption: dynamodb.TableEncryptionV2.customerManagedKey(key) }, stack))
      .toMatchObject({ Own: { SSESpecification: { KMSMasterKeyId: stack.resolve(key.keyArn) } } });
  });
});

describe('deletion protection follows the removal policy unless it is given', () => {
  test.each<[RemovalPolicy | undefined, boolean | undefined, string, boolean]>([
    [undefined, undefined, 'Retain', true],
    [RemovalPolicy.RETAIN, undefined, 'Retain', true],
    [RemovalPolicy.DESTROY, undefined, 'Delete', false],
    [RemovalPolicy.RETAIN, false, 'Retain', false],
    [RemovalPolicy.DESTROY, true, 'Delete', true],
  ])('%s and %s: %s, protected: %s', (removalPolicy, deletionProtection, DeletionPolicy, DeletionProtectionEnabled) => {
    const stack = newStack();
    new SessionTable(stack, 'Sessions', { removalPolicy, deletionProtection });
    expect(onlyResource(stack, GLOBAL_TABLE)).toMatchObject({
      DeletionPolicy, UpdateReplacePolicy: DeletionPolicy, Properties: { Replicas: [{ DeletionProtectionEnabled }] },
    });
  });
});

describe('values that are known only at deployment', () => {
  test('pass every check', () => {
    const stack = newStack();
    const name = new CfnParameter(stack, 'Name').valueAsString;
    expect(propertiesOf({ tableName: name, tags: { stage: name } }, stack))
      .toMatchObject({ TableName: { Ref: 'Name' }, Own: { Tags: [{ Key: 'stage', Value: { Ref: 'Name' } }] } });
  });

  test('may name an imported table', () => {
    const stack = newStack();
    const table = SessionTable.fromSessionTableName(stack, 'Imported', new CfnParameter(stack, 'Name').valueAsString);
    expect(stack.resolve(table.environment.DYNAMODB_SESSION_TABLE_NAME)).toEqual({ Ref: 'Name' });
    const arn = new CfnParameter(stack, 'Arn').valueAsString;
    expect(() => SessionTable.fromSessionTableArn(stack, 'ImportedByArn', arn).environment).not.toThrow();
  });
});

describe('a session table fails', () => {
  const create = (props: SessionTableProps, stack = newStack()) => () => new SessionTable(stack, 'Sessions', props);
  const nameRule = '`tableName` must be 3 to 255 letters, digits, underscores, hyphens and dots';

  test.each<[string, SessionTableProps, string]>([
    ['when its name is too short', { tableName: 'ab' }, `${nameRule}, got: 'ab'`],
    ['when its name is too long', { tableName: 'x'.repeat(256) }, `${nameRule}, got: '${'x'.repeat(256)}'`],
    ['when its name has a slash', { tableName: 'my/sessions' }, `${nameRule}, got: 'my/sessions'`],
    ['when its name is empty', { tableName: '' }, `${nameRule}, got: ''`],
    ['when it is to be recovered for no day', { recoveryPeriodInDays: 0 },
      '`recoveryPeriodInDays` must be a whole number from 1 to 35, got: 0'],
    ['when it is to be recovered for too long', { recoveryPeriodInDays: 36 },
      '`recoveryPeriodInDays` must be a whole number from 1 to 35, got: 36'],
    ['when it is to be recovered for parts of a day', { recoveryPeriodInDays: 1.5 },
      '`recoveryPeriodInDays` must be a whole number from 1 to 35, got: 1.5'],
    ['when it has a recovery period without recovery', { recoveryPeriodInDays: 7, pointInTimeRecovery: false },
      '`recoveryPeriodInDays` needs point-in-time recovery, got: `pointInTimeRecovery: false`; remove one of them'],
    ['when it has replicas in a stack without a region', { replicas: [{ region: 'us-east-1' }] },
      "`replicas` need a stack with a fixed region, got: none; give the stack `env: { region: 'eu-west-1' }` or yours"],
    ['and tells several mistakes together', { tableName: 'ab', recoveryPeriodInDays: 0 },
      `${nameRule}, got: 'ab'; \`recoveryPeriodInDays\` must be a whole number from 1 to 35, got: 0`],
  ])('%s', (_, props, message) => {
    expect(create(props)).toThrow(new Error(`${message} (in Stack/Sessions)`));
  });

  test('when a replica is in its own region', () => {
    expect(create({ replicas: [{ region: 'eu-west-1' }] }, newStack({ env: europe })))

      .toThrow(new Error("`replicas` must be in other regions than the table's own, got: 'eu-west-1' (in Stack/Sessions)"));
  });

  test.each<[string, SessionTableProps]>([
    ['names of 3', { tableName: 'abc' }],
    ['names of 255 characters', { tableName: 'x'.repeat(255) }],
    ['recovery for one day', { recoveryPeriodInDays: 1 }],
    ['recovery for 35 days', { recoveryPeriodInDays: 35 }],
  ])('not at the edges: %s', (_, props) => {
    expect(create(props)).not.toThrow();
  });
});

describe('a policy without statements', () => {
  const us = 'us-east-1';
  const mistakesOf = (define: (stack: Stack) => void): string[] => {
    const stack = newStack({ env: europe });
    define(stack);
    return stack.node.findAll().flatMap((each) => each.node.validate());
  };
  const statement = () => new iam.PolicyStatement({ actions: ['dynamodb:GetItem'], principals: [new iam.AccountPrincipal(account)], resources: ['*'] });

  test('is a mistake at synthesis', () => {
    expect(mistakesOf((stack) => new SessionTable(stack, 'Sessions', { resourcePolicy: new iam.PolicyDocument() })))
      .toEqual(['`resourcePolicy` must hold a statement, got: none; add one or leave the prop out']);
    expect(mistakesOf((stack) => new SessionTable(stack, 'Sessions', { replicas: [{ region: us, resourcePolicy: new iam.PolicyDocument() }] })))
      .toEqual([`\`replicas.resourcePolicy\` must hold a statement, got: none for '${us}'; add one or leave the prop out`]);
  });

  test('may get them later', () => {
    expect(mistakesOf((stack) => {
      const [resourcePolicy, ofReplica] = [new iam.PolicyDocument(), new iam.PolicyDocument()];
      new SessionTable(stack, 'Sessions', { resourcePolicy, replicas: [{ region: us, resourcePolicy: ofReplica }] });
      resourcePolicy.addStatements(statement());
      ofReplica.addStatements(statement());
    })).toEqual([]);
  });
});

test.each<[region: string, partition: string]>([
  ['eu-west-1', 'aws'], ['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov'], ['us-iso-east-1', 'aws-iso'], ['us-isob-east-1', 'aws-iso-b'],
  ['eusc-de-east-1', 'aws-eusc'], ['us-isox-east-1', 'aws-iso-x'],
])('the partition of %s is known by the name: %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});

describe('a replica of a session table', () => {
  const key = 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555';
  const stack = newStack({ env: europe });
  const table = new SessionTable(stack, 'Sessions', {
    sessionStore: SessionStore.authJs(),
    replicas: [{ region: 'us-east-1' }, { region: 'us-west-2' }],
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'Key'), { 'us-east-1': key, 'us-west-2': key.replace('us-east-1', 'us-west-2') }),
  });
  const replica = table.replica('us-east-1');
  const role = newRole(stack);
  replica.grantSessionAccess(role);
  const name = { Ref: onlyResource(stack, GLOBAL_TABLE).id };
  const arnOf = (region: string, index = '') => (
    { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:dynamodb:${region}:${account}:table/`, name, ...index === '' ? [] : [index]]] });

  test('has the ARN, the name, the store and the variables of its region', () => {
    expect(stack.resolve([replica.tableName, replica.tableArn, replica.environment, replica.lambdaEnvironment])).toEqual([
      name, arnOf('us-east-1'), { AWS_REGION: 'us-east-1', DYNAMODB_SESSION_TABLE_NAME: name }, { DYNAMODB_SESSION_TABLE_NAME: name },
    ]);
    expect(replica.sessionStore).toBe(table.sessionStore);
    expect(replica.table.env.region).toBe('us-east-1');
  });

  test('is granted alone, with its indexes and its key', () => {
    const statements = statementsOf(role);
    expect(statements.flatMap(({ Resource }) => Resource)).toEqual([arnOf('us-east-1'), arnOf('us-east-1', '/index/GSI1'), key]);
    expect(statements.at(-1).Condition).toEqual({ StringEquals: { 'kms:ViaService': ['dynamodb.us-east-1.amazonaws.com'] } });
  });

  test('has the metrics of its region', () => {
    expect(replica.metricTimeToLiveDeletedItemCount().toMetricConfig().metricStat).toMatchObject({ region: 'us-east-1' });
  });

  test('is one, however often it is asked for, also beside that of aws-cdk-lib', () => {
    expect(table.replica('us-east-1')).toBe(replica);
    expect(() => (table.table as dynamodb.TableV2).replica('us-east-1')).not.toThrow();
    expect(() => table.replica('us-west-2')).not.toThrow();
  });

  test('is the table itself in its own region, known or not', () => {
    expect(table.replica('eu-west-1')).toBe(table);
    const anywhere = newStack();
    const lonely = new SessionTable(anywhere, 'Sessions');
    expect(lonely.replica(anywhere.region)).toBe(lonely);
  });

  test('says no warning a second time and defines no resource', () => {
    const other = newStack({ env: europe });
    const sessions = new SessionTable(other, 'Sessions', { sessionStore: SessionStore.rails(), replicas: [{ region: 'us-east-1' }] });
    sessions.replica('us-east-1');
    expect(warningsOf(other)).toHaveLength(1);
    expect(Object.keys(Template.fromStack(other).toJSON().Resources)).toHaveLength(1);
  });

  const rule = "`region` must be the table's own or one of its `replicas`";
  test.each<[string, string[], string, string]>([
    ['nowhere', ['us-east-1'], 'us-east-2', `${rule} ('us-east-1'), got: 'us-east-2'`],
    ['in a table without', [], 'us-east-1', `${rule} (none), got: 'us-east-1'`],
    ['in a region that is known only at deployment', ['us-east-1'], Aws.REGION, `${rule} ('us-east-1'), got: a token`],
  ])('fails when it is %s', (_, regions, region, message) => {
    const sessions = new SessionTable(newStack({ env: europe }), 'Sessions', { replicas: regions.map((each) => ({ region: each })) });
    expect(() => sessions.replica(region)).toThrow(new Error(`${message}; add a replica there (in Stack/Sessions)`));
  });

  test('of a table without a name warns a role of its region, since CDK would name the table', () => {
    const app = newApp();
    const [data, far] = ['eu-west-1', 'us-east-1'].map((region) => new Stack(app, region, { env: { account, region } }));
    const sessions = new SessionTable(data, 'Sessions', { replicas: [{ region: 'us-east-1' }] });
    sessions.replica('us-east-1').grantSessionAccess(newRole(far));
    expect(warningsOf(data)).toEqual([expect.stringContaining('tableGetsName')]);
  });

  test('serves another account of its region by its ARN', () => {
    const app = newApp();
    const data = new Stack(app, 'Data', { env: europe });
    const sessions = new SessionTable(data, 'Sessions', { tableName: 'shared', replicas: [{ region: 'us-east-1' }] });
    const theirs = new Stack(app, 'Theirs', { env: { account: '444455556666', region: 'us-east-1' } });
    const taskRole = new iam.Role(theirs, 'Role', { roleName: 'shop', assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    const task = new ecs.FargateTaskDefinition(theirs, 'Task', { taskRole });
    const container = task.addContainer('web', { image: ecs.ContainerImage.fromRegistry('php') });
    const { environment } = sessions.attachTo(SessionHost.containerDefinition(container));
    expect(theirs.resolve(environment)).toEqual({
      AWS_REGION: 'us-east-1',
      DYNAMODB_SESSION_TABLE_NAME: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:dynamodb:us-east-1:${account}:table/shared`]] },
    });
  });
});

describe('an existing session table', () => {
  const stack = newStack({ env: europe });
  const store = SessionStore.express({ initialized: true });
  const arn = `arn:aws:dynamodb:us-east-1:${account}:table/theirs`;
  const key = new kms.Key(stack, 'Key');
  const inOwnRegion = (name: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:dynamodb:eu-west-1:${account}:table/${name}`]] });
  const tables: Record<string, ISessionTable> = {
    name: SessionTable.fromSessionTableName(stack, 'ByName', 'theirs', store),
    arn: SessionTable.fromSessionTableArn(stack, 'ByArn', arn, store),
    attributes: SessionTable.fromSessionTableAttributes(stack, 'ByAttributes', { tableName: 'theirs', region: 'us-east-1', sessionStore: store }),
    key: SessionTable.fromSessionTableAttributes(stack, 'WithKey', { tableArn: arn.replace('us-east-1', 'eu-west-1'), encryptionKey: key }),
  };
  const roles = Object.fromEntries(Object.entries(tables).map(([name, table]) => {
    const role = newRole(stack, `${name}Role`);
    table.grantSessionAccess(role);
    return [name, role];
  }));
  const elsewhere = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:dynamodb:us-east-1:${account}:table/theirs`]] };

  test.each([
    ['name', inOwnRegion('theirs'), 'eu-west-1'],
    ['arn', arn, 'us-east-1'],
    ['attributes', elsewhere, 'us-east-1'],
  ])('known by its %s has its ARN, environment and grants', (name, tableArn, region) => {
    expect(stack.resolve(tables[name].tableArn)).toEqual(tableArn);
    expect(tables[name].tableName).toBe('theirs');
    expect(tables[name].sessionStore).toBe(store);
    expect(tables[name].environment).toEqual({ AWS_REGION: region, DYNAMODB_SESSION_TABLE_NAME: 'theirs' });
    expect(tables[name].lambdaEnvironment).toEqual({ DYNAMODB_SESSION_TABLE_NAME: 'theirs' });
    expect(statementsOf(roles[name])).toEqual([{
      Effect: 'Allow',
      Action: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      Resource: tableArn,
    }]);
  });

  test('is taken for one of the AWS SDK for PHP where no store is given', () => {
    expect(tables.key.sessionStore.clientName).toBe('AWS SDK for PHP');
  });

  test('with a customer-managed key is granted with its key', () => {
    expect(statementsOf(roles.key)).toMatchObject([
      { Resource: arn.replace('us-east-1', 'eu-west-1') },
      {
        Resource: stack.resolve(key.keyArn),
        Condition: { StringEquals: { 'kms:ViaService': ['dynamodb.eu-west-1.amazonaws.com'] } },
      },
    ]);
  });

  test('adds no table to the stack', () => {
    Template.fromStack(stack).resourceCountIs(GLOBAL_TABLE, 0);
  });

  test('has the metrics of its region', () => {
    expect(tables.arn.metricConsumedReadCapacityUnits().toMetricConfig().metricStat).toMatchObject({
      region: 'us-east-1', dimensions: [{ name: 'TableName', value: 'theirs' }],
    });
  });

  const arnRule = "`tableArn` must be the ARN of a table such as 'arn:aws:dynamodb:eu-west-1:111122223333:table/sessions'";
  test.each<[string, SessionTableAttributes, string]>([
    ['neither name nor ARN is given', {}, 'give exactly one of `tableName` and `tableArn`, got: neither'],
    ['both name and ARN are given', { tableName: 'theirs', tableArn: arn },
      'give exactly one of `tableName` and `tableArn`, got: both'],
    ['a region is given beside an ARN', { tableArn: arn, region: 'eu-west-1' },
      "`region` goes with `tableName` only, since an ARN names its own, got: 'eu-west-1'"],
    ['the name is an ARN', { tableName: arn },
      `\`tableName\` must be 3 to 255 letters, digits, underscores, hyphens and dots, got: '${arn}'; ` +
      'an ARN goes to `SessionTable.fromSessionTableArn` or `tableArn`'],
    ['the ARN is a name', { tableArn: 'theirs' }, `${arnRule}, got: 'theirs'; a name goes to \`SessionTable.fromSessionTableName\` or \`tableName\``],
    ['the ARN is that of an index', { tableArn: `${arn}/index/byUser` }, `${arnRule}, got: '${arn}/index/byUser'; write '${arn}' without '/index/byUser'`],
    ['the ARN has no region', { tableArn: 'arn:aws:dynamodb::111122223333:table/theirs' },
      `${arnRule}, got: 'arn:aws:dynamodb::111122223333:table/theirs'`],
    ['the ARN belongs to another service', { tableArn: 'arn:aws:s3:::theirs' },
      `${arnRule}, got: 'arn:aws:s3:::theirs'`],
  ])('fails when %s', (_, attributes, message) => {
    expect(() => SessionTable.fromSessionTableAttributes(newStack(), 'Imported', attributes))
      .toThrow(new Error(`${message} (in Stack/Imported)`));
  });
});

describe('metrics of a session table', () => {
  const stack = newStack();
  const table = new SessionTable(stack, 'Sessions');

  test.each([
    ['ConsumedReadCapacityUnits', table.metricConsumedReadCapacityUnits()],
    ['ConsumedWriteCapacityUnits', table.metricConsumedWriteCapacityUnits()],
    ['TimeToLiveDeletedItemCount', table.metricTimeToLiveDeletedItemCount()],
    ['ConditionalCheckFailedRequests', table.metricConditionalCheckFailedRequests()],
    ['ReadThrottleEvents', table.metricReadThrottleEvents()],
    ['WriteThrottleEvents', table.metricWriteThrottleEvents()],
    ['WriteMaxOnDemandThroughputThrottleEvents', table.metric('WriteMaxOnDemandThroughputThrottleEvents')],
  ])('%s is a sum over five minutes for this table', (name, metric) => {
    expect(metric)
      .toMatchObject({ namespace: 'AWS/DynamoDB', metricName: name, statistic: 'Sum', dimensions: { TableName: table.tableName } });
    expect(metric.period.toMinutes()).toBe(5);
  });

  const other = { statistic: 'avg', period: Duration.minutes(1), label: 'other' };
  test.each([
    ['metric', table.metric('UserErrors', other)],
    ['metricConsumedReadCapacityUnits', table.metricConsumedReadCapacityUnits(other)],
    ['metricConsumedWriteCapacityUnits', table.metricConsumedWriteCapacityUnits(other)],
    ['metricTimeToLiveDeletedItemCount', table.metricTimeToLiveDeletedItemCount(other)],
    ['metricConditionalCheckFailedRequests', table.metricConditionalCheckFailedRequests(other)],
    ['metricReadThrottleEvents', table.metricReadThrottleEvents(other)],
    ['metricWriteThrottleEvents', table.metricWriteThrottleEvents(other)],
  ])('%s takes other options', (_, metric) => {
    expect(metric).toMatchObject({ statistic: 'Average', label: 'other' });
    expect(metric.period.toSeconds()).toBe(60);
  });
});

describe('metrics of one operation', () => {
  const stack = newStack();
  const table = new SessionTable(stack, 'Sessions');
  const dimensionsMap = { TableName: table.tableName, Operation: 'GetItem' };

  test.each([['SuccessfulRequestLatency', 'Average'], ['ThrottledRequests', 'Sum']])('%s is told by its dimensions: %s', (name, statistic) => {
    expect(table.metric(name, { dimensionsMap })).toMatchObject({ metricName: name, statistic, dimensions: dimensionsMap });
  });

  test('another statistic is taken', () => expect(table.metric('SuccessfulRequestLatency', { statistic: 'p99', dimensionsMap }).statistic).toBe('p99'));
});

describe('the environment of a session table', () => {
  const stack = newStack({ env: europe });
  const store = SessionStore.of({
    clientName: 'my client', expiry: SessionExpiry.timeToLive('expires'), requestActions: ['dynamodb:GetItem'],
    tableNameVariables: ['DYNAMODB_CACHE_TABLE'], regionVariables: ['AWS_DEFAULT_REGION'], variables: { SESSION_DRIVER: 'dynamodb' },
  });
  const table = new SessionTable(stack, 'Sessions', { sessionStore: store });
  new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_LATEST, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
    environment: table.lambdaEnvironment,
  });
  new ecs.FargateTaskDefinition(stack, 'Task').addContainer('web', {
    image: ecs.ContainerImage.fromRegistry('php'), environment: table.environment,
  });
  const name = { Ref: onlyResource(stack, GLOBAL_TABLE).id };
  const template = Template.fromStack(stack);

  test('goes into a function, without what Lambda sets itself', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.exact({ DYNAMODB_SESSION_TABLE_NAME: name, DYNAMODB_CACHE_TABLE: name, SESSION_DRIVER: 'dynamodb' }) },
    });
  });

  test('goes into a container whole', () => {
    const [{ Environment }] = onlyResource(stack, 'AWS::ECS::TaskDefinition').Properties.ContainerDefinitions;
    expect(Object.fromEntries(Environment.map(({ Name, Value }: any) => [Name, Value]))).toEqual({
      AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1',
      DYNAMODB_SESSION_TABLE_NAME: name, DYNAMODB_CACHE_TABLE: name, SESSION_DRIVER: 'dynamodb',
    });
  });
});

describe('a table of another account', () => {
  const theirs = 'arn:aws:dynamodb:eu-west-1:999988887777:table/sessions';

  test('is told by its ARN, since DynamoDB does not find it by its name', () => {
    const sessions = SessionTable.fromSessionTableArn(newStack({ env: europe }), 'Sessions', theirs);
    expect(sessions.environment).toMatchObject({ DYNAMODB_SESSION_TABLE_NAME: theirs });
    expect(sessions.tableName).toBe('sessions');
  });

  test('is told by its name in its own account, and where the account is not known', () => {
    const own = SessionTable.fromSessionTableArn(newStack({ env: europe }), 'Sessions', theirs.replace('999988887777', account));
    const unknown = SessionTable.fromSessionTableArn(newStack(), 'Sessions', theirs);
    expect([own, unknown].map(({ environment }) => environment.DYNAMODB_SESSION_TABLE_NAME)).toEqual(['sessions', 'sessions']);
  });
});
