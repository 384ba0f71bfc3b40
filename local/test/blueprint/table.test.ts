import { Stack, StackProps, Stage } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Blueprint } from '../../src/blueprint/blueprint';
import { instances, IRELAND, read, sessionTable } from '../helpers/blueprint';

describe('tables', () => {
  function tablesOf(build: (stack: Stack) => void, props?: StackProps): Blueprint['tables'] {
    return read((app) => {
      const stack = new Stack(app, 'Demo', props);
      instances(stack);
      build(stack);
    }).tables;
  }

  test('a global table has its keys, its time to live and the ARNs of its replicas, and is on demand', () => {
    const [table] = tablesOf((stack) => sessionTable(stack, {
      tableName: 'sessions',
      replicas: [{ region: 'us-west-2' }],
      billing: dynamodb.Billing.provisioned({
        readCapacity: dynamodb.Capacity.fixed(5),
        writeCapacity: dynamodb.Capacity.autoscaled({ maxCapacity: 10 }),
      }),
      encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
    }), IRELAND);
    expect(table).toEqual({
      isProvisioned: true,
      path: 'Demo/Sessions',
      name: 'sessions',
      arns: [
        'arn:aws:dynamodb:eu-west-1:111111111111:table/sessions',
        'arn:aws:dynamodb:us-west-2:111111111111:table/sessions',
      ],
      createTable: {
        TableName: 'sessions',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
      timeToLiveAttribute: 'expires',
      resourcePolicy: [],
    });
  });

  test.each([['Table'], ['TableV2']] as const)('%s has its sort key and indexes, without their capacity', (kind) => {
    const key = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });
    const [table] = tablesOf((stack) => {
      const made = new dynamodb[kind](stack, 'Sessions', { partitionKey: key('pk'), sortKey: key('sk') });
      made.addGlobalSecondaryIndex({ indexName: 'by-user', partitionKey: key('user') });
      made.addLocalSecondaryIndex({
        indexName: 'by-time', sortKey: { name: 'time', type: dynamodb.AttributeType.NUMBER },
        projectionType: dynamodb.ProjectionType.INCLUDE, nonKeyAttributes: ['data'],
      });
    });
    expect(table.timeToLiveAttribute).toBeUndefined();
    expect(table.createTable).toEqual({
      TableName: table.name,
      AttributeDefinitions: expect.arrayContaining([
        { AttributeName: 'user', AttributeType: 'S' }, { AttributeName: 'time', AttributeType: 'N' },
      ]),
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: [{
        IndexName: 'by-user',
        KeySchema: [{ AttributeName: 'user', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      }],
      LocalSecondaryIndexes: [{
        IndexName: 'by-time',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'time', KeyType: 'RANGE' }],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['data'] },
      }],
    });
  });

  test('a disabled time to live counts as none', () => {
    const [table] = tablesOf((stack) => {
      const made = sessionTable(stack).node.defaultChild as dynamodb.CfnGlobalTable;
      made.timeToLiveSpecification = { attributeName: 'expires', enabled: false };
    });
    expect(table.timeToLiveAttribute).toBeUndefined();
  });

  test.each([['Table'], ['TableV2']] as const)('%s has the statements of its own resource policy', (kind) => {
    const [table] = tablesOf((stack) => {
      const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };
      const made = new dynamodb[kind](stack, 'Sessions', { partitionKey });
      made.addToResourcePolicy(new iam.PolicyStatement({
        sid: 'Guard',
        effect: iam.Effect.DENY,
        actions: ['dynamodb:Scan'],
        principals: [new iam.AccountRootPrincipal(), new iam.ServicePrincipal('lambda.amazonaws.com')],
        resources: ['*'],
        conditions: { Bool: { 'aws:SecureTransport': false } },
      }));
      made.addToResourcePolicy(new iam.PolicyStatement({
        actions: ['dynamodb:GetItem'], principals: [new iam.AnyPrincipal()], resources: ['*'],
      }));
    });
    expect(table.resourcePolicy).toEqual([
      {
        sid: 'Guard',
        effect: 'Deny',
        actions: ['dynamodb:Scan'],
        resources: ['*'],
        principals: ['arn:aws:iam::000000000000:root', 'lambda.amazonaws.com'],
        conditions: { Bool: { 'aws:SecureTransport': ['false'] } },
      },
      { effect: 'Allow', actions: ['dynamodb:GetItem'], resources: ['*'], principals: ['*'] },
    ]);
  });

  test('of two tables with one name the second is left out with a note', () => {
    const { tables, notes } = read((app) => {
      for (const id of ['Dev', 'Prod']) {
        const stack = new Stack(new Stage(app, id), 'Web');
        sessionTable(stack, { tableName: 'sessions' });
        instances(stack);
      }
    });
    expect(tables.map((table) => table.path)).toEqual(['Dev/Web/Sessions']);
    expect(notes).toEqual([
      'Prod/Web/Sessions: left out because Dev/Web/Sessions has the same table name "sessions"',
    ]);
  });
});
