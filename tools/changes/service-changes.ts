import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Duration, Stack, Tags } from 'aws-cdk-lib/core';
import { AccessLogs, LoadBalancedSessionServiceOptions, SessionAccess, SessionServiceScaling, SessionStore, SessionTable } from '../../src';
import { Change } from './change';
import { ACCOUNT } from './template';

type Options = LoadBalancedSessionServiceOptions;

const SECOND_SERVICE =
  'a target group serves one load balancer: define a second service on the same `sessionTable`, lead the domain there, then remove this one';
const EMPTY_TARGET_GROUP = 'the new target group is empty at first: requests fail until the first server is healthy';

export const certificateOf = (stack: Stack, id = 'shop') =>
  acm.Certificate.fromCertificateArn(stack, `${id} certificate`, `arn:aws:acm:eu-west-1:${ACCOUNT}:certificate/${id}`);
export const zoneOf = (stack: Stack) => route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
export const webAcl = (name: string) => `arn:aws:wafv2:eu-west-1:${ACCOUNT}:regional/webacl/${name}/11111111-2222-3333-4444-555555555555`;
export const vpcOf = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Theirs', {
  vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'],
  privateSubnetIds: ['subnet-1', 'subnet-2'], privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
  publicSubnetIds: ['subnet-3', 'subnet-4'], publicSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
});
export const loadBalancerOf = (stack: Stack) => elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'Shared', {
  loadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:${ACCOUNT}:loadbalancer/app/shared/1`, securityGroupId: 'sg-1', vpc: vpcOf(stack),
});
const atGivenLoadBalancer = (stack: Stack) => {
  const loadBalancer = loadBalancerOf(stack);
  return { vpc: loadBalancer.vpc, loadBalancer };
};
export const listenerOf = (stack: Stack) => elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
  listenerArn: `arn:aws:elasticloadbalancing:eu-west-1:${ACCOUNT}:listener/app/shared/1/2`,
  securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Shared', 'sg-1'),
});
export const atGivenListener = (priority: number, path: string) => (stack: Stack) => (
  { vpc: vpcOf(stack), sharedListener: { priority, conditions: [elbv2.ListenerCondition.pathPatterns([path])], listener: listenerOf(stack) } });
const inGivenNetwork = (props: (stack: Stack) => Options = () => ({})) => (stack: Stack) => ({ vpc: vpcOf(stack), ...props(stack) });

/** Changes of what both services take. */
export const optionChanges: Change<Options>[] = [
  { what: '`certificate`: none → one', after: (stack) => ({ certificate: certificateOf(stack) }) },
  {
    what: '`certificate`: one → another one',
    before: (stack) => ({ certificate: certificateOf(stack) }), after: (stack) => ({ certificate: certificateOf(stack, 'new') }),
  },
  {
    what: '`certificate`: none → one, at the same `listenerOptions.port` 8080',
    before: () => ({ listenerOptions: { port: 8080 } }), after: (stack) => ({ listenerOptions: { port: 8080 }, certificate: certificateOf(stack) }),
  },
  { what: '`domainName` and `domainZone`: none → some', after: (stack) => ({ domainName: 'shop.example.com', domainZone: zoneOf(stack) }) },
  {
    what: '`domainName`: one → another one',
    before: (stack) => ({ domainName: 'shop.example.com', domainZone: zoneOf(stack) }),
    after: (stack) => ({ domainName: 'www.example.com', domainZone: zoneOf(stack) }),
    replaces: ['AliasRecord', 'Certificate'],
    note: 'the old name ends with the deployment',
  },
  {
    what: '`certificate` of your own beside `domainName`: none → one',
    before: (stack) => ({ domainName: 'shop.example.com', domainZone: zoneOf(stack) }),
    after: (stack) => ({ domainName: 'shop.example.com', domainZone: zoneOf(stack), certificate: certificateOf(stack) }),
  },
  {
    what: '`redirectHTTP`: true → false',
    before: (stack) => ({ certificate: certificateOf(stack) }), after: (stack) => ({ certificate: certificateOf(stack), redirectHTTP: false }),
  },
  {
    what: '`listenerOptions.sslPolicy`: default → another one',
    before: (stack) => ({ certificate: certificateOf(stack) }),
    after: (stack) => ({ certificate: certificateOf(stack), listenerOptions: { sslPolicy: elbv2.SslPolicy.TLS13_RES } }),
  },
  { what: '`listenerOptions.port`: 80 → 8080', after: () => ({ listenerOptions: { port: 8080 } }) },
  { what: '`listenerOptions.allowedPeers`: everybody → a network', after: () => ({ listenerOptions: { allowedPeers: [ec2.Peer.ipv4('192.0.2.0/24')] } }) },
  { what: '`listenerOptions.open`: true → false', after: () => ({ listenerOptions: { open: false } }) },
  {
    what: '`publicLoadBalancer`: true → false',
    after: () => ({ publicLoadBalancer: false }),
    replaces: ['LoadBalancer', 'LoadBalancer/HttpListener'],
    refused: ['TargetGroup: it would belong to two load balancers'],
    refusedBack: ['TargetGroup: it would belong to two load balancers'],
    note: SECOND_SERVICE,
  },
  {
    what: '`loadBalancerOptions.vpcSubnets`: public → others, in a given network',
    before: inGivenNetwork(),
    after: inGivenNetwork((stack) => ({ loadBalancerOptions: { vpcSubnets: { subnets: ['5', '6'].map((id) => ec2.Subnet.fromSubnetId(stack, id, `subnet-${id}`)) } } })),
  },
  {
    what: '`loadBalancer`: own → given',
    before: inGivenNetwork(), after: atGivenLoadBalancer,
    loses: ['LoadBalancer'],
    keeps: ['AccessLogs'],
    refused: ['TargetGroup: it would belong to two load balancers'],
    refusedBack: ['TargetGroup: it would belong to two load balancers'],
    note: SECOND_SERVICE,
  },
  {
    what: '`sharedListener.listener`: own → given',
    before: inGivenNetwork(),
    after: atGivenListener(1, '/shop/*'),
    loses: ['LoadBalancer'],
    keeps: ['AccessLogs'],
    refused: ['TargetGroup: it would belong to two load balancers'],
    refusedBack: ['TargetGroup: it would belong to two load balancers'],
    note: SECOND_SERVICE,
  },
  { what: '`sharedListener.priority` of the rule on a given listener: 1 → 2', before: atGivenListener(1, '/shop/*'), after: atGivenListener(2, '/shop/*') },
  { what: '`sharedListener.conditions` of the rule: one path → another one', before: atGivenListener(1, '/shop/*'), after: atGivenListener(1, '/store/*') },
  {
    what: '`loadBalancerOptions.ipAddressType`: IPV4 → DUAL_STACK, in a given network',
    before: inGivenNetwork(), after: inGivenNetwork(() => ({ loadBalancerOptions: { ipAddressType: elbv2.IpAddressType.DUAL_STACK } })),
  },
  {
    what: '`loadBalancerOptions.ipAddressType`: IPV4 → DUAL_STACK, in an own network',
    after: () => ({ loadBalancerOptions: { ipAddressType: elbv2.IpAddressType.DUAL_STACK } }),
    replaces: ['PrivateSubnet1', 'PrivateSubnet2', 'PublicSubnet1', 'PublicSubnet2'].map((name) => `Vpc/${name}/Subnet (perhaps)`),
    note: 'a subnet gets its addresses in place; an address of its own cannot be taken from it while something uses it',
  },
  {
    what: '`targetGroupOptions.protocolVersion`: HTTP1 → HTTP2',
    before: (stack) => ({ certificate: certificateOf(stack) }),
    after: (stack) => ({ certificate: certificateOf(stack), targetGroupOptions: { protocolVersion: elbv2.ApplicationProtocolVersion.HTTP2 } }),
    replaces: ['TargetGroup'],
    note: EMPTY_TARGET_GROUP,
  },
  {
    what: '`targetGroupOptions.loadBalancingAlgorithm`: round robin → least outstanding requests',
    after: () => ({ targetGroupOptions: { loadBalancingAlgorithm: elbv2.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS } }),
  },
  { what: '`targetGroupOptions.slowStart`: at once → 30 s', after: () => ({ targetGroupOptions: { slowStart: Duration.seconds(30) } }) },
  { what: '`healthCheck`: default → another path', after: () => ({ healthCheck: { path: '/health', healthyHttpCodes: '200-299' } }) },
  { what: '`healthCheck`: default → a port of its own', after: () => ({ healthCheck: { port: '9000' } }) },
  { what: '`loadBalancerOptions.webAclArn`: none → one', after: () => ({ loadBalancerOptions: { webAclArn: webAcl('shop') } }) },
  {
    what: '`loadBalancerOptions.webAclArn`: one → another one',
    before: () => ({ loadBalancerOptions: { webAclArn: webAcl('shop') } }), after: () => ({ loadBalancerOptions: { webAclArn: webAcl('other') } }),
    replaces: ['WebAclAssociation'],
    note: 'the old association goes last: look that the load balancer has the new web ACL',
  },
  {
    what: '`accessLogs`: a new bucket → disabled',
    after: () => ({ accessLogs: AccessLogs.disabled() }),
    keeps: ['AccessLogs'],
  },
  {
    what: '`accessLogs`: a new bucket → a given one',
    after: (stack) => ({ accessLogs: AccessLogs.toBucket(s3.Bucket.fromBucketName(stack, 'Logs', 'my-logs')) }),
    keeps: ['AccessLogs'],
  },
  { what: '`accessLogs`: without → with a prefix', after: () => ({ accessLogs: AccessLogs.toNewBucket({ prefix: 'web' }) }) },
  {
    what: '`port`: 80 → 8080',
    after: () => ({ port: 8080 }),
    replaces: ['TargetGroup'],
    newTasks: true,
    note: EMPTY_TARGET_GROUP,
  },
  { what: '`minCapacity` and `maxCapacity`: 2 to 4 → 3 to 9', after: () => ({ minCapacity: 3, maxCapacity: 9 }) },
  { what: '`minCapacity` and `maxCapacity`: 2 to 4 → always 2', after: () => ({ minCapacity: 2, maxCapacity: 2 }) },
  { what: '`scaling`: cpuUtilization(60) → cpuUtilization(40)', after: () => ({ scaling: SessionServiceScaling.cpuUtilization(40) }) },
  { what: '`scaling`: cpuUtilization → requestsPerTarget', after: () => ({ scaling: SessionServiceScaling.requestsPerTarget(600) }) },
  { what: '`scaling`: cpuUtilization → none', after: () => ({ scaling: SessionServiceScaling.none() }) },
  {
    what: '`securityGroups`: own → given',
    after: (stack) => ({ securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-2')] }),
  },
  {
    what: '`sessionTable`: own → given',
    after: (stack) => ({ sessionTable: SessionTable.fromSessionTableName(stack, 'Sessions', 'theirs') }),
    newTasks: true,
    keeps: ['SessionTable/Resource'],
    note: 'everybody is logged out; the old table stays',
  },
  { what: '`sessionStore`: phpSdk() → express(), the same keys', after: () => ({ sessionStore: SessionStore.express() }) },
  {
    what: '`sessionStore`: phpSdk() → laravel(), other keys',
    after: () => ({ sessionStore: SessionStore.laravel() }),
    replaces: ['SessionTable/Resource'],
    newTasks: true,
    keeps: ['SessionTable/Resource'], keepsBack: ['SessionTable/Resource'],
    note: 'everybody is logged out: [below](#other-keys)',
  },
  { what: '`sessionAccess`: FULL → REQUESTS', after: () => ({ sessionAccess: SessionAccess.REQUESTS }) },
  { what: '`keyPrefix`: none → one', after: () => ({ keyPrefix: 'sess:' }) },
  {
    what: '`environment`: none → some',
    after: () => ({ environment: { STAGE: 'test' } }),
    newTasks: true,
  },
  {
    what: '`variableNames`: none → some',
    after: () => ({ variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' } }),
    newTasks: true,
  },
  { what: '`dynamoDbEndpoint`: true → false, in an own network', after: () => ({ dynamoDbEndpoint: false }) },
  {
    what: '`dynamoDbEndpoint`: false → true, in a given network',
    before: inGivenNetwork(), after: inGivenNetwork(() => ({ dynamoDbEndpoint: true })),
  },
  {
    what: '`logEncryptionKey`: none → one',
    after: (stack) => ({ logEncryptionKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/logs`) }),
  },
  { what: '`natGateways`: 1 → 2', after: () => ({ natGateways: 2 }) },
  {
    what: '`natGateways`: 1 → 0',
    after: () => ({ natGateways: 0 }),
  },
  { what: '`vpcSubnets`: private → public', after: () => ({ vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }) },
  {
    what: '`vpc`: own → given',
    after: (stack) => ({ vpc: vpcOf(stack) }),
    replaces: ['LoadBalancer/SecurityGroup', 'LoadBalancer/SecurityGroup/to servers:80', 'SecurityGroup', 'SecurityGroup/from LoadBalancer:80', 'TargetGroup'],
    loses: ['Vpc'],
    keeps: ['FlowLogs'],
    refused: ['LoadBalancer: it cannot move to another network'],
    refusedBack: ['LoadBalancer: it cannot move to another network'],
    note: 'define a second service in the other network on the same `sessionTable`, lead the domain there, then remove this one',
  },
  {
    what: 'tags of the stack: none → some',
    after: (stack) => {
      Tags.of(stack).add('team', 'web');
      return {};
    },
  },
];
