import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib/core';
import {
  AccessLogs, LoadBalancedSessionServiceOptions, SessionAccess, SessionCapacity, SessionServiceDeployment, SessionServiceScaling, SessionStore,
  SessionTable, SessionTableProps,
} from '../../src';
import { certificateOf, listenerOf, loadBalancerOf, vpcOf, webAcl, zoneOf } from './service-changes';
import { ACCOUNT, Given, InstanceProps, instancesTemplate, tableTemplate, TaskProps, tasksTemplate } from './template';
import { givenOf } from '../rows';
import { TemplateJson } from '../template';

/** Props that can be given at the same time, all of them. */
export interface Variant<P> {
  readonly title: string;
  readonly props: Given<P>;
}

export interface EveryProp<P = unknown> {
  readonly name: string;
  readonly file: string;
  readonly synthesize: (props: Given<P>) => TemplateJson;
  readonly variants: Variant<P>[];
}

/** Who is taken away with whom, because it is nothing, or a mistake, alone. */
export const TOGETHER: Record<string, string[]> = {
  'certificate': ['listenerOptions.sslPolicy', 'redirectHTTP', 'targetGroupOptions.protocolVersion'],
  'domainName': ['domainZone'],
  'domainZone': ['domainName'],
  'sharedListener.listener': ['sharedListener.priority', 'sharedListener.conditions'],
  'sharedListener.priority': ['sharedListener.listener', 'sharedListener.conditions'],
  'sharedListener.conditions': ['sharedListener.listener', 'sharedListener.priority'],
  'pointInTimeRecovery': ['recoveryPeriodInDays'],
  'cpu': ['memoryLimitMiB'],
  'memoryLimitMiB': ['cpu'],
  'maxCapacity': ['minCapacity'],
  'vpc': ['vpcSubnets', 'sharedListener.listener', 'sharedListener.priority', 'sharedListener.conditions'],
};

/** What a prop needs beside it to be legal. */
export const NEEDS: Record<string, string[]> = {
  'domainName': ['domainZone'],
  'domainZone': ['domainName'],
  'loadBalancer': ['vpc'],
  'sharedListener.listener': ['vpc', 'sharedListener.priority', 'sharedListener.conditions'],
  'sharedListener.priority': ['vpc', 'sharedListener.listener', 'sharedListener.conditions'],
  'sharedListener.conditions': ['vpc', 'sharedListener.listener', 'sharedListener.priority'],
  'cluster': ['vpc', 'loadBalancer'],
  'listenerOptions.sslPolicy': ['certificate'],
  'redirectHTTP': ['certificate'],
  'targetGroupOptions.protocolVersion': ['certificate'],
  'recoveryPeriodInDays': ['pointInTimeRecovery'],
  'cpu': ['memoryLimitMiB'],
  'memoryLimitMiB': ['cpu'],
  'minCapacity': ['maxCapacity'],
};

const keyOf = (stack: Stack, id: string) => kms.Key.fromKeyArn(stack, `${id} key`, `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${id}`);

const table = (stack: Stack): SessionTableProps => ({
  sessionStore: SessionStore.authJs(),
  tableName: 'sessions',
  capacity: SessionCapacity.autoscaled({ minCapacity: 5, maxCapacity: 100, seedCapacity: 10 }),
  encryption: dynamodb.TableEncryptionV2.customerManagedKey(keyOf(stack, 'table'), {
    'us-east-1': `arn:aws:kms:us-east-1:${ACCOUNT}:key/replica`,
  }),
  pointInTimeRecovery: true,
  recoveryPeriodInDays: 7,
  removalPolicy: RemovalPolicy.DESTROY,
  deletionProtection: true,
  tableClass: dynamodb.TableClass.STANDARD_INFREQUENT_ACCESS,
  replicas: [{ region: 'us-east-1' }],
  contributorInsightsSpecification: { enabled: true },
  warmThroughput: { readUnitsPerSecond: 13000, writeUnitsPerSecond: 5000 },
  resourcePolicy: new iam.PolicyDocument({
    statements: [new iam.PolicyStatement({
      principals: [new iam.AccountPrincipal('444455556666')], actions: ['dynamodb:GetItem'],
      resources: ['*'],
    })],
  }),
  tags: { team: 'web' },
});

/** Of both services: what concerns the servers and the sessions. */
const servers = (stack: Stack): LoadBalancedSessionServiceOptions => ({
  targetGroupOptions: {
    loadBalancingAlgorithm: elbv2.TargetGroupLoadBalancingAlgorithmType.ROUND_ROBIN, slowStart: Duration.seconds(60),
    protocolVersion: elbv2.ApplicationProtocolVersion.HTTP2,
  },
  healthCheck: { path: '/health', port: '9000', healthyHttpCodes: '200-299' },
  port: 8080,
  minCapacity: 3,
  maxCapacity: 9,
  securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Servers', 'sg-2')],
  sessionAccess: SessionAccess.REQUESTS,
  keyPrefix: 'sess:',
  environment: { STAGE: 'test' },
  variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' },
});

const ownLoadBalancer = (stack: Stack): LoadBalancedSessionServiceOptions => givenOf('LoadBalancedSessionServiceOptions', {
  ...servers(stack),
  natGateways: 2,
  logEncryptionKey: keyOf(stack, 'log'),
  dynamoDbEndpoint: false,
  loadBalancerOptions: { vpcSubnets: { subnetGroupName: 'Private' }, ipAddressType: elbv2.IpAddressType.DUAL_STACK, webAclArn: webAcl('shop') },
  certificate: certificateOf(stack),
  domainName: 'shop.example.com',
  domainZone: zoneOf(stack),
  redirectHTTP: true,
  listenerOptions: { sslPolicy: elbv2.SslPolicy.TLS13_RES, port: 8443, open: false, allowedPeers: [ec2.Peer.ipv4('10.0.0.0/8')] },
  publicLoadBalancer: false,
  accessLogs: AccessLogs.toBucket(s3.Bucket.fromBucketAttributes(stack, 'Logs', { bucketName: 'my-logs' }), { prefix: 'web' }),
  sessionStore: SessionStore.phpSdk({ lifetime: Duration.hours(1) }),
});

const theirTable = (stack: Stack) => SessionTable.fromSessionTableName(stack, 'Sessions', 'theirs', SessionStore.laravel());

const givenLoadBalancer = (stack: Stack): LoadBalancedSessionServiceOptions => {
  const loadBalancer = loadBalancerOf(stack);
  return {
    vpc: loadBalancer.vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    loadBalancer,
    dynamoDbEndpoint: true,
    certificate: certificateOf(stack),
    redirectHTTP: true,
    listenerOptions: { open: true },
    sessionTable: theirTable(stack),
  };
};

const givenListener = (stack: Stack): LoadBalancedSessionServiceOptions => ({
  vpc: vpcOf(stack),
  sharedListener: { listener: listenerOf(stack), priority: 10, conditions: [elbv2.ListenerCondition.hostHeaders(['shop.example.com'])] },
});

const script = (command: string) => {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(command);
  return userData;
};

const instances = (stack: Stack): InstanceProps => ({
  ...givenOf('LoadBalancedSessionServiceProps'),
  machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }),
  instanceType: new ec2.InstanceType('m7i.large'),
  scaling: SessionServiceScaling.requestsPerTarget(600),
  mixedInstances: {
    instancesDistribution: { onDemandAllocationStrategy: autoscaling.OnDemandAllocationStrategy.LOWEST_PRICE },
    launchTemplateOverrides: [{ instanceType: new ec2.InstanceType('m6i.large') }],
  },
  userData: script('echo after'),
  userDataBefore: script('echo before'),
  restartServices: ['my-app'],
  healthCheckGracePeriod: Duration.minutes(10),
  updatePolicy: autoscaling.UpdatePolicy.rollingUpdate(),
  signals: autoscaling.Signals.waitForCount(2),
  maxInstanceLifetime: Duration.days(7),
  warmPool: { minSize: 1 },
  notificationsTopic: sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:eu-west-1:${ACCOUNT}:topic`),
  role: iam.Role.fromRoleName(stack, 'Given', 'web'),
  sessionManagerAccess: true,
  rootDeviceName: '/dev/sda1',
  rootVolumeSize: Size.gibibytes(20),
});

const tasks = (stack: Stack): TaskProps => ({
  ...givenOf('LoadBalancedFargateSessionServiceProps'),
  image: ecs.ContainerImage.fromRegistry('example/shop:2'),
  scaling: SessionServiceScaling.memoryUtilization(70),
  cpu: 512,
  memoryLimitMiB: 2048,
  runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
  ephemeralStorageGiB: 30,
  command: ['serve'],
  entryPoint: ['tini', '--'],
  secrets: { KEY: ecs.Secret.fromSecretsManager(secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'shop')) },
  sessionVariablesAsSecrets: true,
  taskRole: iam.Role.fromRoleName(stack, 'Task', 'shop'),
  executionRole: iam.Role.fromRoleName(stack, 'Execution', 'pull'),
  stopTimeout: Duration.seconds(10),
  healthCheckGracePeriod: Duration.minutes(5),
  capacityProviderStrategies: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
  logRetention: logs.RetentionDays.ONE_WEEK,
});

const given = { title: 'In a given network, behind a given load balancer, with a given table' };
const rule = { title: 'A rule on a given listener' };

export const everyProp = [
  {
    name: 'SessionTable', file: 'table.md', synthesize: tableTemplate, variants: [
      { title: 'Everything', props: table },
      { title: 'With a stream', props: () => ({ dynamoStream: dynamodb.StreamViewType.OLD_IMAGE }) }, // which replicas choose themselves
    ],
  },
  {
    name: 'LoadBalancedSessionService',
    file: 'ec2.md',
    synthesize: instancesTemplate,
    variants: [
      { title: 'With its own network and load balancer', props: (stack) => ({ ...ownLoadBalancer(stack), ...instances(stack) }) },
      { ...given, props: givenLoadBalancer },
      { ...rule, props: givenListener },
    ],
  } satisfies EveryProp<InstanceProps>,
  {
    name: 'LoadBalancedFargateSessionService',
    file: 'fargate.md',
    synthesize: tasksTemplate,
    variants: [
      { title: 'With its own network and load balancer', props: (stack) => ({ ...ownLoadBalancer(stack), ...tasks(stack) }) },
      {
        title: `${given.title}, on a given cluster, with linear deployments`,
        props: (stack) => ({
          ...givenLoadBalancer(stack),
          cluster: ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'shops', vpc: givenVpc(stack) }),
          enableExecuteCommand: true,
          deployment: SessionServiceDeployment.linear({ stepPercent: 20, bakeTime: Duration.minutes(10) }),
        }),
      },
      {
        title: `${rule.title}, with canary deployments`,
        props: (stack) => ({ ...givenListener(stack), deployment: SessionServiceDeployment.canary({ stepPercent: 5 }) }),
      },
    ],
  } satisfies EveryProp<TaskProps>,
] as EveryProp[];

/** The network that {@link givenLoadBalancer} has defined in this stack. */
function givenVpc(stack: Stack): ec2.IVpc {
  return stack.node.findChild('Theirs') as unknown as ec2.IVpc;
}
