// this file alone runs with CloudFormation Validate, and strict: every finding is an error
process.env.CDK_VALIDATION = 'true';

import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CfnParameter, CfnResource, Duration, RemovalPolicy, Size, Stack, StackProps } from 'aws-cdk-lib/core';
import {
  LoadBalancedFargateSessionService, LoadBalancedFargateSessionServiceProps, LoadBalancedSessionService, LoadBalancedSessionServiceOptions,
  LoadBalancedSessionServiceProps, SessionAccess, SessionCapacity, SessionExpiry, SessionServiceScaling, SessionStore, SessionTable,
} from '../../src';
import { account, europe, newApp, newRole } from '../helpers';

/** Synthesizes as an app does; throws what the validator finds. */
function validate(define: (stack: Stack) => void, env?: StackProps['env']): void {
  const app = newApp({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true, '@aws-cdk/core:strictCfnValidateErrors': true } });
  define(new Stack(app, 'Stack', { env }));
  app.synth();
}

const service = (props: (stack: Stack) => Omit<LoadBalancedSessionServiceProps, 'machineImage'> = () => ({})) => (stack: Stack) => {
  new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...props(stack) });
};

const tasks = (props: (stack: Stack) => Omit<LoadBalancedFargateSessionServiceProps, 'image'> = () => ({})) => (stack: Stack) => {
  new LoadBalancedFargateSessionService(stack, 'Web', { image: ecs.ContainerImage.fromRegistry('example/shop'), ...props(stack) });
};

const zone = (stack: Stack) => route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });

/** Whatever both services take at the same time. */
const everyOption = (stack: Stack): LoadBalancedSessionServiceOptions => ({
  natGateways: 0, domainName: 'shop.example.com', domainZone: zone(stack), sslPolicy: elbv2.SslPolicy.TLS13_RES, listenerPort: 8443,
  allowedPeers: [ec2.Peer.ipv4('10.0.0.0/8'), ec2.Peer.ipv6('2001:db8::/32')], idleTimeout: Duration.seconds(120),
  ipAddressType: elbv2.IpAddressType.DUAL_STACK, protocolVersion: elbv2.ApplicationProtocolVersion.HTTP2, slowStart: Duration.seconds(30),
  deregistrationDelay: Duration.seconds(60), healthCheck: { path: '/health', port: '9000', healthyHttpCodes: '200-299' },
  webAclArn: `arn:aws:wafv2:eu-west-1:${account}:regional/webacl/shop/11111111-2222-3333-4444-555555555555`, accessLogsPrefix: 'web',
  loadBalancerDeletionProtection: true, port: 8080, minCapacity: 3, maxCapacity: 9, scaling: SessionServiceScaling.requestsPerTarget(600),
  sessionStore: SessionStore.phpSdk({ lifetime: Duration.hours(1) }), sessionAccess: SessionAccess.REQUESTS, environment: { STAGE: 'test' },
  variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' },
});

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
    ['a service on EC2 with everything set', service((stack) => ({
      ...everyOption(stack),
      instanceType: new ec2.InstanceType('t3.small'),
      mixedInstances: {
        instancesDistribution: { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 0 },
        launchTemplateOverrides: [{ instanceType: new ec2.InstanceType('t3a.small') }],
      },
      restartServices: ['my-app'], healthCheckGracePeriod: Duration.minutes(10), maxInstanceLifetime: Duration.days(7), warmPool: { minSize: 1 },
      notificationsTopic: new sns.Topic(stack, 'Topic', { enforceSSL: true }), detailedMonitoring: true, sessionManagerAccess: true,
      rootVolumeSize: Size.gibibytes(20),
    })), europe],
    ['a service on Fargate, wherever it is deployed', tasks(), undefined],
    ['a service on Fargate in a fixed region', tasks(), europe],
    ['a service on Fargate with everything set', tasks((stack) => ({
      ...everyOption(stack),
      cpu: 512, memoryLimitMiB: 2048, cpuArchitecture: ecs.CpuArchitecture.ARM64, ephemeralStorageGiB: 30, command: ['serve'], entryPoint: ['tini', '--'],
      secrets: { KEY: ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Secret')) }, tableNameAsSecret: true,
      capacityProviderStrategies: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }], readonlyRootFilesystem: true,
      logRetention: logs.RetentionDays.ONE_WEEK, logEncryptionKey: new kms.Key(stack, 'LogKey', { enableKeyRotation: true }),
    })), europe],
    ['a service on Fargate with commands and parameters', tasks(() => ({
      natGateways: 0, enableExecuteCommand: true, tableNameAsSecret: true, scaling: SessionServiceScaling.memoryUtilization(70),
    })), undefined],
    ...[ecs.DeploymentStrategy.BLUE_GREEN, ecs.DeploymentStrategy.LINEAR, ecs.DeploymentStrategy.CANARY]
      .map((deploymentStrategy): [string, (stack: Stack) => void, undefined] =>
        [`a service on Fargate with ${deploymentStrategy} deployments`, tasks(() => ({ deploymentStrategy })), undefined]),
    ['two services behind one listener, in a given network without an endpoint', (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
      const listener = new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc })
        .addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) });
      const rule = (priority: number, path: string) => (
        { listener, priority, conditions: [elbv2.ListenerCondition.pathPatterns([path])], dynamoDbEndpoint: true });
      new LoadBalancedSessionService(stack, 'Shop', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...rule(1, '/shop/*') });
      new LoadBalancedFargateSessionService(stack, 'Blog', { image: ecs.ContainerImage.fromRegistry('example/blog'), ...rule(2, '/blog/*') });
    }, undefined],
  ])('%s', (_, define, env) => {
    expect(() => validate(define, env)).not.toThrow();
  });
});
