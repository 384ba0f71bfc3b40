// what users, deployed stacks and the local kit hold us to: a change here breaks somebody, so it is made on purpose
import { readFileSync } from 'fs';
import { join } from 'path';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CfnElement, Duration, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import * as library from '../src';
import { AccessLogs, SessionServiceDeployment, SessionStore } from '../src';
import { ROOT, sourcesOf } from '../tools/sources';
import { account, europe, newStack, newVpc, onlyResource } from './helpers';

const { LoadBalancedFargateSessionService, LoadBalancedSessionService, SessionHost, SessionServiceScaling, SessionTable } = library;

/** Each CloudFormation element below a construct: its path there, and its logical id. */
function logicalIdsOf(construct: IConstruct): Record<string, string> {
  const stack = Stack.of(construct);
  const elements = construct.node.findAll().filter(CfnElement.isCfnElement);
  return Object.fromEntries(elements.map((element) => [element.node.path.slice(construct.node.path.length + 1), stack.getLogicalId(element)]));
}

test('a session table is one resource with this path and logical id', () => {
  expect(logicalIdsOf(new SessionTable(newStack(), 'Sessions'))).toEqual({ 'Resource/Resource': 'SessionsE3A1DF70' });
});

test('an imported session table defines nothing', () => {
  expect(logicalIdsOf(SessionTable.fromSessionTableName(newStack(), 'Sessions', 'theirs'))).toEqual({});
});

describe('a load-balanced session service', () => {
  const stack = newStack();
  const service = new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023() });

  test('consists of these paths and logical ids', () => {
    expect(logicalIdsOf(service)).toEqual({
      'AutoScalingGroup/ASG': 'WebAutoScalingGroupASG148BE4DD',
      'AutoScalingGroup/ScalingPolicyCpuScaling/Resource': 'WebAutoScalingGroupScalingPolicyCpuScaling686E3622',
      'FlowLogs/Resource': 'WebFlowLogs5C43A9B8',
      'LaunchTemplate/Profile': 'WebLaunchTemplateProfileAFAF0FFB',
      'LaunchTemplate/Resource': 'WebLaunchTemplate2DE16FC2',
      'LoadBalancer/HttpListener/Resource': 'WebLoadBalancerHttpListener6E69E303',
      'LoadBalancer/Resource': 'WebLoadBalancer8E8983B1',
      'LoadBalancer/SecurityGroup/Resource': 'WebLoadBalancerSecurityGroupCE5B72B8',
      'LoadBalancer/SecurityGroup/to StackWebSecurityGroup05934276:80': 'WebLoadBalancerSecurityGrouptoStackWebSecurityGroup059342768070ACEF6A',
      'Role/DefaultPolicy/Resource': 'WebRoleDefaultPolicy781B291A',
      'Role/Resource': 'WebRole1D1172F5',
      'SecurityGroup/Resource': 'WebSecurityGroupF444D504',
      'SecurityGroup/from StackWebLoadBalancerSecurityGroup0424545F:80': 'WebSecurityGroupfromStackWebLoadBalancerSecurityGroup0424545F804C790EA0',
      'SessionTable/Resource/Resource': 'WebSessionTable110DB02B',
      'TargetGroup/Resource': 'WebTargetGroupFE6444AE',
      'Vpc/DynamoDb/Resource': 'WebVpcDynamoDbE8A2CA7F',
      'Vpc/FlowLogs/FlowLog': 'WebVpcFlowLogsFlowLog7869F273',
      'Vpc/FlowLogs/IAMRole/DefaultPolicy/Resource': 'WebVpcFlowLogsIAMRoleDefaultPolicy6DF9D78E',
      'Vpc/FlowLogs/IAMRole/Resource': 'WebVpcFlowLogsIAMRoleA7F869C7',
      'Vpc/IGW': 'WebVpcIGWA7BE4C46',
      'Vpc/PrivateSubnet1/DefaultRoute': 'WebVpcPrivateSubnet1DefaultRouteBFFE5C0C',
      'Vpc/PrivateSubnet1/RouteTable': 'WebVpcPrivateSubnet1RouteTableFC5BAE17',
      'Vpc/PrivateSubnet1/RouteTableAssociation': 'WebVpcPrivateSubnet1RouteTableAssociationB90ACE1B',
      'Vpc/PrivateSubnet1/Subnet': 'WebVpcPrivateSubnet1Subnet9F8BAF20',
      'Vpc/PrivateSubnet2/DefaultRoute': 'WebVpcPrivateSubnet2DefaultRoute432D9A65',
      'Vpc/PrivateSubnet2/RouteTable': 'WebVpcPrivateSubnet2RouteTableDD06356C',
      'Vpc/PrivateSubnet2/RouteTableAssociation': 'WebVpcPrivateSubnet2RouteTableAssociation60865B58',
      'Vpc/PrivateSubnet2/Subnet': 'WebVpcPrivateSubnet2SubnetB899A2E1',
      'Vpc/PublicSubnet1/DefaultRoute': 'WebVpcPublicSubnet1DefaultRouteA25765D1',
      'Vpc/PublicSubnet1/EIP': 'WebVpcPublicSubnet1EIP63CC4B49',
      'Vpc/PublicSubnet1/NATGateway': 'WebVpcPublicSubnet1NATGateway869CC76A',
      'Vpc/PublicSubnet1/RouteTable': 'WebVpcPublicSubnet1RouteTableDAB5F6C4',
      'Vpc/PublicSubnet1/RouteTableAssociation': 'WebVpcPublicSubnet1RouteTableAssociationC4782CFA',
      'Vpc/PublicSubnet1/Subnet': 'WebVpcPublicSubnet1Subnet08B06AF1',
      'Vpc/PublicSubnet2/DefaultRoute': 'WebVpcPublicSubnet2DefaultRoute2765442C',
      'Vpc/PublicSubnet2/RouteTable': 'WebVpcPublicSubnet2RouteTable0143DBDA',
      'Vpc/PublicSubnet2/RouteTableAssociation': 'WebVpcPublicSubnet2RouteTableAssociation32955D14',
      'Vpc/PublicSubnet2/Subnet': 'WebVpcPublicSubnet2SubnetE77F06D4',
      'Vpc/Resource': 'WebVpcC228DE21',
      'Vpc/VPCGW': 'WebVpcVPCGW099BAB32',
    });
  });

  test('keeps one listener for each port when it gets a certificate', () => {
    const other = newStack();
    const certificate = acm.Certificate.fromCertificateArn(other, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/c');
    const secure = new LoadBalancedSessionService(other, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), certificate });
    const listeners = Object.fromEntries(Object.entries(logicalIdsOf(secure)).filter(([path]) => path.includes('Listener')));
    expect(listeners).toEqual({
      'LoadBalancer/HttpListener/Resource': 'WebLoadBalancerHttpListener6E69E303',
      'LoadBalancer/HttpsListener/Resource': 'WebLoadBalancerHttpsListenerF5A68E98',
    });
  });

  test('has these children', () => {
    expect(service.node.children.map(({ node }) => node.id).sort()).toEqual([
      'AutoScalingGroup', 'FlowLogs', 'LaunchTemplate', 'LoadBalancer', 'Role', 'SecurityGroup', 'SessionTable', 'TargetGroup', 'Vpc',
    ]);
  });
});

describe('a load-balanced service on Fargate', () => {
  const stack = newStack({ env: europe });
  const vpc = newVpc(stack);
  const image = ecs.ContainerImage.fromRegistry('example/shop');
  const service = new LoadBalancedFargateSessionService(stack, 'Web', { vpc, image });

  test('consists of these paths and logical ids', () => {
    expect(logicalIdsOf(service)).toEqual({
      'AccessLogs/Policy/Resource': 'WebAccessLogsPolicy3D72FBC3',
      'AccessLogs/Resource': 'WebAccessLogs024BC47D',
      'Cluster/Resource': 'WebCluster20B6B362',
      'LoadBalancer/HttpListener/Resource': 'WebLoadBalancerHttpListener6E69E303',
      'LoadBalancer/Resource': 'WebLoadBalancer8E8983B1',
      'LoadBalancer/SecurityGroup/Resource': 'WebLoadBalancerSecurityGroupCE5B72B8',
      'LoadBalancer/SecurityGroup/to StackWebSecurityGroup05934276:80': 'WebLoadBalancerSecurityGrouptoStackWebSecurityGroup059342768070ACEF6A',
      'LogGroup/Resource': 'WebLogGroup1664F270',
      'SecurityGroup/Resource': 'WebSecurityGroupF444D504',
      'SecurityGroup/from StackWebLoadBalancerSecurityGroup0424545F:80': 'WebSecurityGroupfromStackWebLoadBalancerSecurityGroup0424545F804C790EA0',
      'Service/Service': 'WebServiceD04B5F3E',
      'Service/TaskCount/Target/CpuScaling/Resource': 'WebServiceTaskCountTargetCpuScalingCC6B7830',
      'Service/TaskCount/Target/Resource': 'WebServiceTaskCountTargetF7BAB0BC',
      'SessionTable/Resource/Resource': 'WebSessionTable110DB02B',
      'TargetGroup/Resource': 'WebTargetGroupFE6444AE',
      'TaskDefinition/ExecutionRole/DefaultPolicy/Resource': 'WebTaskDefinitionExecutionRoleDefaultPolicy79D98D92',
      'TaskDefinition/ExecutionRole/Resource': 'WebTaskDefinitionExecutionRole9B66D88D',
      'TaskDefinition/Resource': 'WebTaskDefinitionD1709B1C',
      'TaskDefinition/TaskRole/DefaultPolicy/Resource': 'WebTaskDefinitionTaskRoleDefaultPolicyADC778FE',
      'TaskDefinition/TaskRole/Resource': 'WebTaskDefinitionTaskRole96791EDD',
    });
  });

  test('has these parts in common with the other service', () => {
    const other = new LoadBalancedSessionService(stack, 'Other', { vpc, machineImage: ec2.MachineImage.latestAmazonLinux2023() });
    const common = Object.keys(service).filter((name) => name in other);
    expect(common.sort()).toEqual([
      'accessLogsBucket', 'certificate', 'connections', 'endpoints', 'environment', 'findUrl', 'grantPrincipal', 'listener', 'listenerRule',
      'loadBalancerIfKnown', 'metrics', 'node', 'redirectListener', 'sessionTable', 'targetGroup', 'vpc',
    ]);
  });
});

describe('parts that are asked for', () => {
  const stack = newStack({ env: europe });
  const domainZone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  const vpc = newVpc(stack);
  const image = ecs.ContainerImage.fromRegistry('example/shop');
  const tasks = new LoadBalancedFargateSessionService(stack, 'Web', {
    vpc, image, dynamoDbEndpoint: true, domainName: 'shop.example.com', domainZone, sessionVariablesAsSecrets: true,
    deployment: SessionServiceDeployment.blueGreen(), healthCheck: { port: '9000' },
    loadBalancerOptions: { webAclArn: `arn:aws:wafv2:eu-west-1:${account}:regional/webacl/shop/11111111-2222-3333-4444-555555555555` },
  });
  const instances = new LoadBalancedSessionService(stack, 'Isolated', {
    machineImage: ec2.MachineImage.latestAmazonLinux2023(), natGateways: 0, sessionManagerAccess: true, warmPool: { minSize: 1 },
    signals: autoscaling.Signals.waitForAll(),
    scaling: SessionServiceScaling.requestsPerTarget(600), accessLogs: AccessLogs.disabled(),
    loadBalancerOptions: { ipAddressType: elbv2.IpAddressType.DUAL_STACK },
    domainName: 'isolated.example.com', domainZone,
  });
  const isolated = new LoadBalancedFargateSessionService(stack, 'Tasks', {
    image, natGateways: 0, enableExecuteCommand: true, sessionVariablesAsSecrets: true, accessLogs: AccessLogs.disabled(),
    scaling: SessionServiceScaling.memoryUtilization(70),
    secrets: { KEY: ecs.Secret.fromSecretsManager(secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'shop')) },
  });
  const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:eu-west-1:${account}:certificate/c`);
  const rule = new LoadBalancedSessionService(stack, 'Rule', {
    vpc, machineImage: ec2.MachineImage.latestAmazonLinux2023(), certificate, sharedListener: {
      priority: 1, conditions: [elbv2.ListenerCondition.pathPatterns(['/shop/*'])],
      listener: elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
        listenerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:listener/app/shared/1/2`,
        securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Shared', 'sg-1'),
      }),
    },
  });
  const given = new LoadBalancedSessionService(stack, 'Given', {
    machineImage: ec2.MachineImage.latestAmazonLinux2023(), certificate, redirectHTTP: true,
    loadBalancer: new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc }),
  });

  test.each<[string, IConstruct, Record<string, string>]>([
    ['certificate, records, redirect, web ACL, second target group, rule and parameters', tasks, {
      'AliasRecord/Resource': 'WebAliasRecord22320298',
      'AlternateTargetGroup/Resource': 'WebAlternateTargetGroupB211FDA6',
      'Certificate/Resource': 'WebCertificateDA5CDDF6',
      'ListenerRule/Resource': 'WebListenerRuleCABEA684',
      'LoadBalancer/HttpListener/Resource': 'WebLoadBalancerHttpListener6E69E303',
      'LoadBalancer/HttpsListener/Resource': 'WebLoadBalancerHttpsListenerF5A68E98',
      'VariableAWS_REGION/Resource': 'WebVariableAWSREGIOND911ED96',
      'VariableDYNAMODB_SESSION_TABLE_NAME/Resource': 'WebVariableDYNAMODBSESSIONTABLENAMEB9782F2F',
      'WebAclAssociation': 'WebWebAclAssociation3779D818',
    }],
    ['endpoints, warm pool, scaling by requests and the record for IPv6', instances, {
      'AliasRecordIpv6/Resource': 'IsolatedAliasRecordIpv67513D107',
      'AutoScalingGroup/ScalingPolicyRequestScaling/Resource': 'IsolatedAutoScalingGroupScalingPolicyRequestScalingF7FF8D31',
      'AutoScalingGroup/WarmPool/Resource': 'IsolatedAutoScalingGroupWarmPool5F07E060',
      'Vpc/CloudFormation/Resource': 'IsolatedVpcCloudFormation171B7AAA',
      'Vpc/Ec2Messages/Resource': 'IsolatedVpcEc2Messages90E6BEE3',
      'Vpc/S3/Resource': 'IsolatedVpcS38972F8F2',
      'Vpc/Ssm/Resource': 'IsolatedVpcSsmD2C6D791',
      'Vpc/SsmMessages/Resource': 'IsolatedVpcSsmMessagesAF4C17BC',
    }],
    ['endpoints of tasks, scaling by memory', isolated, {
      'Service/TaskCount/Target/MemoryScaling/Resource': 'TasksServiceTaskCountTargetMemoryScaling86E6D4B5',
      'Vpc/EcrApi/Resource': 'TasksVpcEcrApiC97AEF5F',
      'Vpc/EcrDocker/Resource': 'TasksVpcEcrDockerED583DA9',
      'Vpc/Logs/Resource': 'TasksVpcLogsE1C3F0F1',
      'Vpc/SecretsManager/Resource': 'TasksVpcSecretsManagerA97C5425',
    }],
    ['a rule and a certificate on a given listener', rule, {
      'ListenerCertificate/Resource': 'RuleListenerCertificate6AAE4FE8', 'ListenerRule/Resource': 'RuleListenerRule9D4DBD1E',
    }],
    ['listeners at a given load balancer', given, {
      'HttpListener/Resource': 'GivenHttpListener918DC6B6', 'HttpsListener/Resource': 'GivenHttpsListenerE72A899A',
    }],
    ['the endpoint in a given network', vpc, { 'SessionsDynamoDb/Resource': 'VpcSessionsDynamoDbF15FC2EC' }],
  ])('%s have these paths and logical ids', (_, construct, expected) => {
    expect(logicalIdsOf(construct)).toMatchObject(expected);
  });
});

describe('what the local kit reads', () => {
  const stack = newStack({ env: europe });
  const service = new LoadBalancedSessionService(stack, 'Web', {
    machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    environment: { STAGE: 'test' },
  });

  test('is the environment, below this key of the metadata of the group', () => {
    const { Metadata } = onlyResource(stack, 'AWS::AutoScaling::AutoScalingGroup');
    expect(Metadata['cdk-dynamodb-sessions']).toEqual({ environment: stack.resolve(service.environment) });
  });

  test('is there for a group to which sessions were attached', () => {
    const other = newStack({ env: europe });
    const group = new autoscaling.AutoScalingGroup(other, 'Group', {
      vpc: newVpc(other), machineImage: ec2.MachineImage.latestAmazonLinux2023(), instanceType: new ec2.InstanceType('t3.micro'),
      updatePolicy: autoscaling.UpdatePolicy.rollingUpdate(),
    });
    const { environment } = new SessionTable(other, 'Sessions').attachTo(SessionHost.autoScalingGroup(group));
    expect(onlyResource(other, 'AWS::AutoScaling::AutoScalingGroup').Metadata['cdk-dynamodb-sessions'])
      .toEqual({ environment: other.resolve(environment) });
  });
});

test('user data writes these files on instances, and reads these', () => {
  const stack = newStack({ env: europe });
  const service = new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023() });
  const paths = stack.resolve(service.userData.render())['Fn::Join'][1].join('').match(/\/etc\/[\w./*-]*\w/g);
  expect([...new Set(paths)].sort()).toEqual([
    '/etc/apache2/envvars', '/etc/cdk-dynamodb-sessions', '/etc/cdk-dynamodb-sessions/apply', '/etc/cdk-dynamodb-sessions/environment',
    '/etc/cdk-dynamodb-sessions/variables', '/etc/environment', '/etc/php-fpm.d', '/etc/php/*/fpm/pool.d', '/etc/profile.d',
    '/etc/profile.d/cdk-dynamodb-sessions.sh', '/etc/systemd/system/service.d', '/etc/systemd/system/service.d/50-cdk-dynamodb-sessions.conf',
  ]);
});

describe('environment variables have these names:', () => {
  const lifetime = Duration.hours(1);
  const everywhere = ['AWS_REGION', 'DYNAMODB_SESSION_LIFETIME', 'DYNAMODB_SESSION_TABLE_NAME'];
  const presets: Record<string, [SessionStore, ...string[]]> = {
    phpSdk: [SessionStore.phpSdk({ lifetime })],
    symfony: [SessionStore.symfony({ lifetime })],
    silverStripe: [SessionStore.silverStripe({ lifetime }), 'AWS_DYNAMODB_SESSION_LIFETIME', 'AWS_DYNAMODB_SESSION_TABLE', 'AWS_REGION_NAME'],
    laravel: [SessionStore.laravel({ lifetime }), 'AWS_DEFAULT_REGION', 'DYNAMODB_CACHE_TABLE', 'SESSION_DRIVER', 'SESSION_LIFETIME'],
    jamLaravel: [SessionStore.jamLaravel(), 'AWS_DEFAULT_REGION', 'SESSION_DRIVER', 'SESSION_LIFETIME', 'SESSION_TABLE'],
    express: [SessionStore.express({ lifetime })],
    expressPwrdrvr: [SessionStore.expressPwrdrvr({ lifetime })],
    koa: [SessionStore.koa({ lifetime })],
    authJs: [SessionStore.authJs({ lifetime })],
    reactRouterArc: [SessionStore.reactRouterArc({ lifetime })],
    adonis: [SessionStore.adonis({ lifetime }), 'SESSION_DRIVER'],
    flaskSession: [SessionStore.flaskSession({ lifetime }), 'AWS_DEFAULT_REGION'],
    rails: [
      SessionStore.rails(), 'AWS_DYNAMO_DB_SESSION_MAX_STALE', 'AWS_DYNAMO_DB_SESSION_TABLE_KEY', 'AWS_DYNAMO_DB_SESSION_TABLE_NAME',
    ],
    aspNetCore: [SessionStore.aspNetCore({ lifetime })],
    springSession: [
      SessionStore.springSession({ lifetime }), 'SPRING_SESSION_DYNAMODB_MAXINACTIVEINTERVALINSECONDS', 'SPRING_SESSION_DYNAMODB_TABLENAME',
    ],
    towerSessions: [SessionStore.towerSessions({ lifetime })],
    fiber: [SessionStore.fiber({ lifetime })],
  };

  test.each(Object.entries(presets))('%s', (_, [store, ...own]) => {
    const { environment } = new SessionTable(newStack(), 'Sessions', { sessionStore: store });
    expect(Object.keys(environment).sort()).toEqual([...everywhere, ...own].sort());
  });

  test('shopify, which has no lifetime', () => {
    const { environment } = new SessionTable(newStack(), 'Sessions', { sessionStore: SessionStore.shopify() });
    expect(Object.keys(environment).sort()).toEqual(['AWS_REGION', 'DYNAMODB_SESSION_TABLE_NAME']);
  });

  test('fails if a preset has no row', () => {
    const factories = Object.getOwnPropertyNames(SessionStore).filter((name) => typeof (SessionStore as any)[name] === 'function');
    expect(factories.sort()).toEqual([...Object.keys(presets), 'shopify', 'of'].sort());
  });
});

test('metrics have these names and statistics', () => {
  const table = new SessionTable(newStack(), 'Sessions');
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(SessionTable.prototype)).filter((name) => /^metric[A-Z]/.test(name));
  const metrics = names.map((name) => [name, (table as any)[name]() as cloudwatch.Metric] as const);
  expect(Object.fromEntries(metrics.map(([name, { metricName, statistic, period }]) => [name,
    `${metricName} ${statistic} ${period.toSeconds()}`]))).toEqual({
    metricConditionalCheckFailedRequests: 'ConditionalCheckFailedRequests Sum 300',
    metricConsumedReadCapacityUnits: 'ConsumedReadCapacityUnits Sum 300',
    metricConsumedWriteCapacityUnits: 'ConsumedWriteCapacityUnits Sum 300',
    metricReadThrottleEvents: 'ReadThrottleEvents Sum 300',
    metricTimeToLiveDeletedItemCount: 'TimeToLiveDeletedItemCount Sum 300',
    metricWriteThrottleEvents: 'WriteThrottleEvents Sum 300',
  });
  for (const [, { namespace, dimensions }] of metrics) {
    expect(namespace).toBe('AWS/DynamoDB');
    expect(dimensions).toEqual({ TableName: table.tableName });
  }
});

test('samples use members that SessionTable declares itself, since others are lower case in Go', () => {
  const samples = [readFileSync(join(ROOT, 'README.md'), 'utf8'), ...sourcesOf('src').map(({ text }) => text)]
    .flatMap((text) => [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, sample]) => sample)).join('\n');
  const membersOf = (prototype: object) => Object.getOwnPropertyNames(prototype);
  const inherited = membersOf(Object.getPrototypeOf(SessionTable.prototype)).filter((name) => !membersOf(SessionTable.prototype).includes(name));
  expect(samples).toContain('.grantSessionAccess(');
  expect(samples).toContain('new LoadBalancedFargateSessionService(');
  expect(inherited).toContain('metric');
  expect(inherited.filter((name) => new RegExp(`\\.${name}\\b`).test(samples))).toEqual([]);
});

test('warnings have these ids', () => {
  const text = sourcesOf('src').map((source) => source.text).join('\n');
  expect([...text.matchAll(/addWarningV2\(\s*'([^']+)'/g)].map(([, id]) => id).sort())
    .toEqual([
      'accessLogsBucketUnchanged',
      'accessLogsSkipped', 'attachedBesideStaticKeys',
      'attachedInAnotherRegion', 'attachedToNewInstancesOnly', 'attachedWithoutVariables', 'endpointsMissing', 'executionRoleUnchanged',
      'grantNotAdded', 'hashCutByCron', 'healthCheckAtRoot', 'imageOutOfReach', 'imageWithoutVariables', 'indexMissing', 'lifetimeBelowHealthCheck',
      'logKeyUnchanged',
      'obsoleteTls', 'protectedButDestroyed', 'replicaPolicyInOneUpdate', 'rightsNotAdded', 'rulesNotAdded',
      'sessionIdsInInsights', 'sessionsInStream', 'singleServer', 'singleZone', 'tableGetsName', 'tableInAnotherRegion', 'tableOutOfReach',
      'timeToLiveDiffers',
      'timeToLiveMissing', 'updateStopsServers', 'withoutHttps',
    ].map((id) => `cdk-dynamodb-sessions:${id}`));
  // the one other call says the warnings of a store
  expect(text.match(/addWarningV2\(\s*[^'\s]/g)).toHaveLength(1);
});

test('warnings of the presets have these ids', () => {
  const warnings = (store: SessionStore) => store.warnings.map(({ id }) => id).sort();
  expect({
    adonis: warnings(SessionStore.adonis()), fiber: warnings(SessionStore.fiber()), flaskSession: warnings(SessionStore.flaskSession()),
    jamLaravel: warnings(SessionStore.jamLaravel()), rails: warnings(SessionStore.rails()), reactRouterArc: warnings(SessionStore.reactRouterArc()),
    shopify: warnings(SessionStore.shopify()),
  }).toEqual({
    adonis: ['neverExpires'],
    fiber: ['expiredReadable', 'neverExpires'],
    flaskSession: ['createsTable', 'expiredReadable'],
    jamLaravel: ['ignoresRoles'],
    rails: ['expiredReadable'],
    reactRouterArc: ['expiredReadable'],
    shopify: ['neverExpires'],
  });
});

test('the library exports these names', () => {
  expect(Object.keys(library).sort()).toEqual([
    'AccessLogs', 'LoadBalancedFargateSessionService', 'LoadBalancedSessionService', 'SessionAccess', 'SessionCall', 'SessionCapacity', 'SessionExpiry',
    'SessionHost',
    'SessionServiceDeployment', 'SessionServiceMetrics', 'SessionServiceScaling', 'SessionStore', 'SessionTable', 'SessionTableGrants', 'SessionTableMetrics',
    'SessionThrottleCause',
  ]);
});

test('both services have the same members, besides what runs the servers', () => {
  const { prototype: onInstances } = LoadBalancedSessionService;
  const { prototype: onTasks } = LoadBalancedFargateSessionService;
  const membersOf = (service: IConstruct, prototype: object) => [...Object.keys(service), ...Object.getOwnPropertyNames(prototype)];
  const stack = newStack();
  const instances = membersOf(new LoadBalancedSessionService(stack, 'Instances', { machineImage: ec2.MachineImage.latestAmazonLinux2023() }),
    onInstances);
  const tasks = membersOf(new LoadBalancedFargateSessionService(stack, 'Tasks', { image: ecs.ContainerImage.fromRegistry('example/shop') }), onTasks);
  const alone = (own: string[], others: string[], prototype: object) => (
    own.filter((name) => !others.includes(name) && isPublic(name, prototype)).sort());
  // what no other language sees is private to the file
  const isPublic = (name: string, prototype: object) => typeof Object.getOwnPropertyDescriptor(prototype, name)?.value !== 'function';
  expect(alone(instances, tasks, onInstances)).toEqual(['autoScalingGroup', 'launchTemplate', 'role', 'userData']);
  expect(alone(tasks, instances, onTasks)).toEqual(['alternateTargetGroup', 'cluster', 'container', 'logGroup', 'scalableTaskCount', 'service',
    'taskDefinition']);
});
