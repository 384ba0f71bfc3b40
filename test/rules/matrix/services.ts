import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, Size, Stack } from 'aws-cdk-lib/core';
import {
  AccessLogs, LoadBalancedFargateSessionService, LoadBalancedFargateSessionServiceProps, LoadBalancedSessionService,
  LoadBalancedSessionServiceOptions,
  LoadBalancedSessionServiceProps, SessionAccess, SessionServiceScaling, SessionStore, SessionTable,
} from '../../../src';
import { givenOf } from '../../../tools/rows';
import { account } from '../../helpers';
import { onFargate } from './services-on-fargate';
import { mixedInstances, onInstances } from './services-on-instances';
import { Define, givenVpc, importedVpc, Place, Placed, Specifications } from './specification';
import { ownStore, presets } from './tables';

type Given<P> = (stack: Stack) => P;

const instances = (props: Given<Partial<LoadBalancedSessionServiceProps>> = () => ({}), id = 'Web'): Define => (stack) => {
  new LoadBalancedSessionService(stack, id, { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...props(stack) });
};

const tasks = (props: Given<Partial<LoadBalancedFargateSessionServiceProps>> = () => ({}), id = 'Web'): Define => (stack) => {
  new LoadBalancedFargateSessionService(stack, id, { image: ecs.ContainerImage.fromRegistry('example/shop'), ...props(stack) });
};

const certificate = (stack: Stack) => acm.Certificate.fromCertificateArn(
  stack, 'Certificate', `arn:aws:acm:eu-west-1:${account}:certificate/11111111-2222-3333-4444-555555555555`);

const zone = (stack: Stack) => route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
  hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com',
});

const domain = (stack: Stack) => ({ domainName: 'shop.example.com', domainZone: zone(stack) });

/** As a careful team has it. */
function newLoadBalancer(stack: Stack, vpc: ec2.IVpc = givenVpc(stack)): elbv2.ApplicationLoadBalancer {
  return new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc, dropInvalidHeaderFields: true });
}

function newListener(stack: Stack, props: Partial<elbv2.BaseApplicationListenerProps> = {}, vpc?: ec2.IVpc): elbv2.ApplicationListener {
  return newLoadBalancer(stack, vpc).addListener('Listener', {
    port: 80, open: false, defaultAction: elbv2.ListenerAction.fixedResponse(404), ...props,
  });
}

const rule = (listener: elbv2.IApplicationListener, path = '/shop/*', priority = 1) => (
  { sharedListener: { listener, priority, conditions: [elbv2.ListenerCondition.pathPatterns([path])] } });

/** What both services take, alone and in the pairs that matter. */
const common = (): Record<string, Given<LoadBalancedSessionServiceOptions>> => ({
  'as it comes': () => ({}),
  'with two NAT gateways': () => ({ natGateways: 2 }),
  'without a NAT gateway': () => ({ natGateways: 0 }),
  'without an endpoint for DynamoDB': () => ({ dynamoDbEndpoint: false }),
  'in a given network': (stack) => ({ vpc: givenVpc(stack) }),
  'in a given network without an endpoint': (stack) => ({ vpc: givenVpc(stack, { gatewayEndpoints: {} }) }),
  'in a given network that gets an endpoint': (stack) => ({ vpc: givenVpc(stack, { gatewayEndpoints: {} }), dynamoDbEndpoint: true }),
  'in public subnets of a given network': (stack) => ({
    vpc: givenVpc(stack, { natGateways: 0 }), vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
  }),
  'in an imported network, for the network alone': (stack) => ({
    vpc: importedVpc(stack), publicLoadBalancer: false, listenerOptions: { open: false },
    loadBalancerOptions: { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } },
  }),
  'with a certificate': (stack) => ({ certificate: certificate(stack) }),
  'with a certificate and without a redirect': (stack) => ({ certificate: certificate(stack), redirectHTTP: false, vpc: importedVpc(stack) }),
  'with a domain': domain,
  'with a domain, a certificate and a port of its own': (stack) => ({
    ...domain(stack), certificate: certificate(stack), listenerOptions: { port: 8443, sslPolicy: elbv2.SslPolicy.TLS13_13 }, vpc: importedVpc(stack),
  }),
  'with two protocols to the servers': (stack) => ({
    certificate: certificate(stack), targetGroupOptions: { protocolVersion: elbv2.ApplicationProtocolVersion.HTTP2 }, vpc: importedVpc(stack),
  }),
  'on an open port': (stack) => ({ listenerOptions: { port: 8080 }, vpc: importedVpc(stack) }),
  'for some addresses alone': (stack) => ({
    ...domain(stack), vpc: importedVpc(stack),
    listenerOptions: { allowedPeers: [ec2.Peer.ipv4('10.0.0.0/8'), ec2.Peer.ipv6('2001:db8::/32'), ec2.Peer.prefixList('pl-12345678')] },
  }),
  'with both IP protocols': () => ({ loadBalancerOptions: { ipAddressType: elbv2.IpAddressType.DUAL_STACK } }),
  'with both IP protocols and without a NAT gateway': () => ({
    loadBalancerOptions: { ipAddressType: elbv2.IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4 }, natGateways: 0,
  }),
  'with a web ACL, protection and patience': (stack) => givenOf('LoadBalancedSessionServiceOptions', {
    vpc: importedVpc(stack),
    loadBalancerOptions: { webAclArn: `arn:aws:wafv2:eu-west-1:${account}:regional/webacl/shop/11111111-2222-3333-4444-555555555555` },
  }),
  'without access logs': (stack) => ({ vpc: importedVpc(stack), accessLogs: AccessLogs.disabled() }),
  'with access logs in a given bucket': (stack) => ({
    vpc: importedVpc(stack), accessLogs: AccessLogs.toBucket(s3.Bucket.fromBucketName(stack, 'Logs', 'their-logs'), { prefix: 'web' }),
  }),
  'with a slow start and a health check of its own': (stack) => ({
    vpc: importedVpc(stack), targetGroupOptions: { slowStart: Duration.minutes(1) }, port: 8080,
    healthCheck: { path: '/health', port: '9000', healthyHttpCodes: '200-299', interval: Duration.seconds(10), healthyThresholdCount: 3 },
  }),
  'with least outstanding requests': (stack) => ({
    vpc: importedVpc(stack), targetGroupOptions: { loadBalancingAlgorithm: elbv2.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS },
  }),
  'that follows requests': (stack) => ({
    vpc: importedVpc(stack), minCapacity: 3, maxCapacity: 9, scaling: SessionServiceScaling.requestsPerTarget(600),
  }),
  'that follows nothing': (stack) => ({ vpc: importedVpc(stack), scaling: SessionServiceScaling.none() }),
  'of a fixed size': (stack) => ({ vpc: importedVpc(stack), minCapacity: 2, maxCapacity: 2 }),
  'with security groups of one\'s own': (stack) => {
    const vpc = givenVpc(stack);
    return { vpc, securityGroups: ['One', 'Other'].map((id) => new ec2.SecurityGroup(stack, id, { vpc, description: id })) };
  },
  'with a given load balancer': (stack) => ({ loadBalancer: newLoadBalancer(stack), certificate: certificate(stack) }),
  'behind an imported load balancer': (stack) => ({
    vpc: importedVpc(stack), listenerOptions: { open: true },
    loadBalancer: elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'LoadBalancer', {
      loadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/app/theirs/50dc6c495c0c9188`,
      securityGroupId: 'sg-12345678', loadBalancerDnsName: 'theirs.example.com', loadBalancerCanonicalHostedZoneId: 'Z32O12XQLNTSW2',
    }),
  }),
  'with a given listener': (stack) => rule(newListener(stack)),
  'with a given listener and a domain': (stack) => ({
    ...rule(newListener(stack, { port: 443, certificates: [certificate(stack)], sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS })), ...domain(stack),
  }),
  'with an imported listener': (stack) => ({
    vpc: importedVpc(stack), ...rule(elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
      listenerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:listener/app/theirs/50dc6c495c0c9188/f2f7dc8efc522ab2`,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'SecurityGroup', 'sg-12345678'),
    })),
  }),
  'with requests alone, variables and other names': (stack) => ({
    vpc: importedVpc(stack), sessionAccess: SessionAccess.REQUESTS, environment: { STAGE: 'test', MOTTO: 'a "b" $c %d \\e é' },
    sessionStore: SessionStore.phpSdk({ lifetime: Duration.hours(1) }), variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' },
  }),
  'with an imported table': (stack) => ({
    vpc: importedVpc(stack), sessionTable: SessionTable.fromSessionTableName(stack, 'Sessions', 'theirs', ownStore()),
  }),
  'with a table in another region': (stack) => ({
    vpc: importedVpc(stack),
    sessionTable: SessionTable.fromSessionTableAttributes(stack, 'Sessions', { tableName: 'theirs', region: 'us-east-1' }),
  }),
});

/** Everything that can be set at the same time, for a fixed region. */
const everyOption = (stack: Stack): LoadBalancedSessionServiceOptions => givenOf('LoadBalancedSessionServiceOptions', {
  natGateways: 0, ...domain(stack), listenerOptions: {
    sslPolicy: elbv2.SslPolicy.TLS13_RES, port: 8443, allowedPeers: [ec2.Peer.ipv4('10.0.0.0/8'),
      ec2.Peer.ipv6('2001:db8::/32')],
  },
  loadBalancerOptions: {
    ipAddressType: elbv2.IpAddressType.DUAL_STACK,
    webAclArn: `arn:aws:wafv2:eu-west-1:${account}:regional/webacl/shop/11111111-2222-3333-4444-555555555555`,
  },
  targetGroupOptions: { protocolVersion: elbv2.ApplicationProtocolVersion.HTTP2, slowStart: Duration.seconds(30) },
  healthCheck: { path: '/health', port: '9000', healthyHttpCodes: '200-299' }, accessLogs: AccessLogs.toNewBucket({ prefix: 'web', expiration: Duration.days(30) }),
  port: 8080, minCapacity: 3, maxCapacity: 9, scaling: SessionServiceScaling.requestsPerTarget(600),
  sessionStore: SessionStore.phpSdk({ lifetime: Duration.hours(1) }), sessionAccess: SessionAccess.REQUESTS, keyPrefix: 'sess:',
  environment: { STAGE: 'test' }, variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' },
});

const several = (): Specifications => ({
  'two services on one table': (stack) => {
    const both = { vpc: importedVpc(stack), sessionTable: new SessionTable(stack, 'Sessions', { sessionStore: SessionStore.laravel() }) };
    instances(() => both, 'Shop')(stack);
    tasks(() => ({ ...both, sessionAccess: SessionAccess.REQUESTS }), 'Blog')(stack);
  },
  'two services behind one listener, in a network that gets one endpoint': (stack) => {
    const listener = newListener(stack, {}, givenVpc(stack, { gatewayEndpoints: {} }));
    instances(() => ({ ...rule(listener, '/shop/*', 1), dynamoDbEndpoint: true }), 'Shop')(stack);
    tasks(() => ({ ...rule(listener, '/blog/*', 2), dynamoDbEndpoint: true }), 'Blog')(stack);
  },
  'two services in two stacks behind the listener of a third': (stack) => {
    const listener = newListener(stack);
    const sessionTable = new SessionTable(stack, 'Sessions');
    ['Shop', 'Blog'].forEach((id, index) => {
      const own = new Stack(stack.node.scope!, id, { env: { account: stack.account, region: stack.region } });
      (index === 0 ? instances : tasks)(() => ({ ...rule(listener, `/${id}/*`, index + 1), sessionTable }))(own);
    });
  },
});

const acrossRegions = (): Specifications => ({
  'a service whose table stands in a stack of another region': (stack) => {
    const virginia = new Stack(stack.node.scope!, 'Virginia', { env: { account, region: 'us-east-1' } });
    const sessionTable = new SessionTable(virginia, 'Sessions', { tableName: 'virginia' });
    instances(() => ({ vpc: importedVpc(stack), sessionTable }))(stack);
  },
  'one service in each of two regions, on a table with a replica': (stack) => {
    const sessionTable = new SessionTable(stack, 'Sessions', { tableName: 'everywhere', replicas: [{ region: 'us-east-1' }] });
    instances(() => ({ sessionTable }))(stack);
    const virginia = new Stack(stack.node.scope!, 'Virginia', { env: { account, region: 'us-east-1' } });
    tasks(() => ({ sessionTable: SessionTable.fromSessionTableName(virginia, 'Sessions', 'everywhere') }))(virginia);
  },
});

const everything = (): Specifications => ({
  'EC2 with everything set but a warm pool, which cannot have Spot': instances((stack) => ({
    ...everyOption(stack), ...givenOf('LoadBalancedSessionServiceProps'),
    instanceType: new ec2.InstanceType('t3.small'), mixedInstances: mixedInstances(),
    restartServices: ['my-app'], healthCheckGracePeriod: Duration.minutes(10), maxInstanceLifetime: Duration.days(7),
    notificationsTopic: new sns.Topic(stack, 'Topic', { enforceSSL: true }), sessionManagerAccess: true,
    rootVolumeSize: Size.gibibytes(20),
  })),
  'Fargate with everything set': tasks((stack) => ({
    ...everyOption(stack), ...givenOf('LoadBalancedFargateSessionServiceProps'),
    cpu: 512, memoryLimitMiB: 2048, runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64 }, ephemeralStorageGiB: 30, command: ['serve'],
    entryPoint: ['tini', '--'],
    secrets: { KEY: ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Secret')) }, sessionVariablesAsSecrets: true,
    capacityProviderStrategies: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
    logRetention: logs.RetentionDays.ONE_WEEK, logEncryptionKey: new kms.Key(stack, 'LogKey', { enableKeyRotation: true }),
  })),
});

function forEach<P>(subject: string, given: Record<string, Given<P>>, make: (props: Given<P>) => Define): Specifications {
  return Object.fromEntries(Object.entries(given).map(([name, props]) => [`${subject} ${name}`, make(props)]));
}

const stores = (): Specifications => Object.fromEntries(Object.entries(presets).map(([name, store]) => [`both services for ${name}`, (stack) => {
  const vpc = importedVpc(stack);
  instances(() => ({ vpc, sessionStore: store() }), 'Instances')(stack);
  tasks(() => ({ vpc, sessionStore: store() }), 'Tasks')(stack);
}]));

export const services = (): Placed[] => [
  {
    places: [Place.ANYWHERE, Place.FIXED],
    specifications: {
      ...forEach('EC2', { ...common(), ...onInstances() }, instances),
      ...forEach('Fargate', { ...common(), ...onFargate() }, tasks),
      ...several(),
    },
  },
  { places: [Place.FIXED], specifications: { ...stores(), ...everything(), ...acrossRegions() } },
];
