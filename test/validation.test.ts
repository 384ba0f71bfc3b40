// this file alone runs with CloudFormation Validate, and strict: every finding is an error
process.env.CDK_VALIDATION = 'true';

import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CfnParameter, CfnResource, Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService, LoadBalancedSessionServiceProps, SessionCapacity, SessionExpiry, SessionStore, SessionTable } from '../src';
import { account, europe, newApp, newRole } from './helpers';

/** Synthesizes as an app does; throws what the validator finds. */
function validate(define: (stack: Stack) => void, env?: StackProps['env']): void {
  const app = newApp({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true, '@aws-cdk/core:strictCfnValidateErrors': true } });
  define(new Stack(app, 'Stack', { env }));
  app.synth();
}

const service = (props: (stack: Stack) => Omit<LoadBalancedSessionServiceProps, 'machineImage'> = () => ({})) => (stack: Stack) => {
  new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...props(stack) });
};

const everything = (stack: Stack) => {
  const key = new kms.Key(stack, 'Key');
  const sessions = new SessionTable(stack, 'Sessions', {
    store: SessionStore.of({
      clientName: 'my client',
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      expiry: SessionExpiry.timeToLive('ttl'),
      globalSecondaryIndexes: [{ indexName: 'byUser', partitionKey: { name: 'user', type: dynamodb.AttributeType.STRING } }],
      requestActions: ['dynamodb:GetItem', 'dynamodb:Query'],
    }),
    tableName: 'my-sessions',
    capacity: SessionCapacity.autoscaled({ minCapacity: 5, maxCapacity: 100, seedCapacity: 10 }),
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(key),
    recoveryPeriodInDays: 7,
    removalPolicy: RemovalPolicy.DESTROY,
    tableClass: dynamodb.TableClass.STANDARD_INFREQUENT_ACCESS,
    contributorInsightsSpecification: { enabled: true },
    warmThroughput: { readUnitsPerSecond: 13000, writeUnitsPerSecond: 5000 },
    tags: { team: 'web' },
  });
  sessions.grantSessionAccess(newRole(stack), { keyPrefix: 'sess:' });
};

describe('the validator', () => {
  test.each<[string, object, RegExp]>([
    ['an unknown property', { KeySchemas: [] }, /KeySchemas/],
    ['a wrong value', { BillingMode: 'FREE' }, /BillingMode|FREE/],
  ])('finds %s', (_, properties, expected) => {
    expect(() => validate((stack) => {
      const sessions = new SessionTable(stack, 'Sessions');
      Object.entries(properties).forEach(([name, value]) => (sessions.table.node.defaultChild as CfnResource).addPropertyOverride(name, value));
    })).toThrow(expected);
  });

  test('takes a mere warning for an error', () => {
    expect(() => validate((stack) => {
      new SessionTable(stack, 'Sessions');
      new CfnParameter(stack, 'Unused');
    })).toThrow(/Parameter 'Unused' is not referenced/);
  });
});

describe('the validator finds nothing in', () => {
  test.each<[string, (stack: Stack) => void, StackProps['env']]>([
    ['a session table without props', (stack) => new SessionTable(stack, 'Sessions').grantSessionAccess(newRole(stack)),
      undefined],
    ['a session table with everything set', everything, europe],
    ['a session table with on-demand limits',
      (stack) => new SessionTable(stack, 'Sessions', { capacity: SessionCapacity.onDemand({ maxReadRequestUnits: 100, maxWriteRequestUnits: 50 }) }),
      undefined],
    ['a session table with replicas and a grant to another account', (stack) => {
      new SessionTable(stack, 'Sessions', { replicas: [{ region: 'us-east-1' }, { region: 'eu-central-1' }] })
        .grantSessionAccess(iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::444455556666:role/app'));
    }, europe],
    ['a service, wherever it is deployed', service(), undefined],
    ['a service in a fixed region', service(), europe],
    ['a service with a certificate', service((stack) => ({
      certificate: acm.Certificate.fromCertificateArn(
        stack, 'Certificate', `arn:aws:acm:eu-west-1:${account}:certificate/11111111-2222-3333-4444-555555555555`),
    })), europe],
    ['a service in a given network with a given table, role and user data', service((stack) => {
      const userData = ec2.UserData.forLinux();
      userData.addCommands('dnf install -y httpd');
      return {
        vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }),
        sessionTable: SessionTable.fromSessionTableName(stack, 'Sessions', 'theirs', SessionStore.express({ lifetime: Duration.hours(1) })),
        role: newRole(stack), userData, environment: { STAGE: 'test' }, port: 8080, healthCheck: { path: '/health', port: '9000' },
      };
    }), undefined],
  ])('%s', (_, define, env) => {
    expect(() => validate(define, env)).not.toThrow();
  });
});
