import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { AccessLogs } from '../../src';
import { ownReplicatedBucket } from './buckets';
import { Explanation } from './explanation';
import { ownPublicNetwork } from './networks';
import { ownRoles } from './roles';
import { certificateIn, logKeyIn, topicIn, webAclArnIn } from './setups';

const loadBalancer: Explanation[] = [
  {
    id: 'public-ingress',
    rules: ['EC23'],
    on: 'security group of the load balancer',
    path: /^LoadBalancer\/SecurityGroup\//,
    why: 'A public site is reached from everywhere. That is your decision, so the library never signs it',
    remedy: { text: '`listenerOptions`: `listenerOptions.allowedPeers`, or `open: false`', props: () => ({ listenerOptions: { allowedPeers: [ec2.Peer.ipv4('192.0.2.0/24')] } }) },
    acknowledgeOn: 'service.loadBalancer',
  },
  {
    id: 'plain-http',
    rules: ['ALBHttpToHttpsRedirection'],
    on: 'listener on port 80',
    path: /^LoadBalancer\/HttpListener\//,
    why: 'Without a certificate the service speaks HTTP, and session cookies travel in the clear',
    remedy: { text: '`certificate`, or `domainName` with `domainZone`', props: (stack) => ({ certificate: certificateIn(stack, 'OwnCertificate') }) },
    acknowledgeOn: 'service.listener',
  },
  {
    id: 'listener-without-certificate',
    rules: ['ELBv2ACMCertificateRequired'],
    on: 'listener on port 80',
    path: /^LoadBalancer\/HttpListener\//,
    why: 'The rule asks for a certificate on every listener. With `certificate` the one on port 80 redirects to HTTPS and serves nothing',
    remedy: {
      text: '`certificate` together with `redirectHTTP: false`',
      props: (stack) => ({ certificate: certificateIn(stack, 'OwnCertificate'), redirectHTTP: false }),
    },
    acknowledgeOn: 'service.loadBalancer',
  },
  {
    id: 'no-web-acl',
    rules: ['ALBWAFEnabled'],
    on: 'load balancer',
    path: /^LoadBalancer\/Resource$/,
    why: 'AWS WAF costs by the month, and which rules fit only the application can tell',
    remedy: { text: '`loadBalancerOptions.webAclArn`', props: (stack) => ({ loadBalancerOptions: { webAclArn: webAclArnIn(stack) } }) },
    acknowledgeOn: 'service.loadBalancer',
  },
  {
    id: 'load-balancer-deletion',
    rules: ['ELBDeletionProtectionEnabled'],
    on: 'load balancer',
    path: /^LoadBalancer\/Resource$/,
    why: 'It holds no data, and a protected one keeps the stack from being deleted; the session table is protected',
    remedy: { text: '`loadBalancerOptions.deletionProtection: true`', props: () => ({ loadBalancerOptions: { deletionProtection: true } }) },
    acknowledgeOn: 'service.loadBalancer',
  },
];

const accessLogs: Explanation[] = [
  {
    id: 'bucket-replication',
    rules: ['S3BucketReplicationEnabled'],
    on: 'bucket',
    path: /^AccessLogs\//,
    why: 'S3 keeps the logs in three zones; a copy elsewhere costs storage and transfer',
    remedy: {
      text: '`accessLogs: AccessLogs.toBucket(…)` with yours, replicated',
      props: (stack) => ({ accessLogs: AccessLogs.toBucket(ownReplicatedBucket(stack)) }),
      brings: ['IAM5', 'S3DefaultEncryptionKMS'],
    },
    acknowledgeOn: 'service.accessLogsBucket',
  },
];

const network: Explanation[] = [
  {
    id: 'flow-logs-key',
    rules: ['CloudWatchLogGroupEncrypted'],
    on: 'flow logs',
    path: /^FlowLogs\//,
    why: "They are encrypted with CloudWatch's own key; a key of yours costs a dollar a month. They hold addresses and ports, no sessions",
    remedy: { text: '`logEncryptionKey`', props: (stack) => ({ logEncryptionKey: logKeyIn(stack, 'OwnLogKey') }) },
    acknowledgeOn: "service.node.findChild('FlowLogs')",
  },
  {
    id: 'flow-logs-role',
    rules: ['IAMNoInlinePolicy'],
    on: 'role of the flow logs',
    path: /^Vpc\/FlowLogs\/IAMRole\/DefaultPolicy\//,
    why: 'CDK writes what a role may into a policy of this role alone',
    remedy: { text: '`vpc`: yours, with a role for its flow logs', props: ownPublicNetwork, brings: ['VPCNoUnrestrictedRouteToIGW'] },
    acknowledgeOn: 'service.vpc',
  },
  {
    id: 'default-security-group',
    rules: ['VPCDefaultSecurityGroupClosed'],
    on: 'network',
    path: /^Vpc\/Resource$/,
    why: 'Nothing uses the default security group. CDK can empty it, by a Lambda function in your account: [decision](../decisions/0021-default-security-group.md)',
    remedy: {
      text: '`vpc`: yours, with `restrictDefaultSecurityGroup: true`',
      props: ownPublicNetwork,
      brings: ['VPCNoUnrestrictedRouteToIGW'],
    },
    acknowledgeOn: 'service.vpc',
  },
  {
    id: 'internet-route',
    rules: ['VPCNoUnrestrictedRouteToIGW'],
    on: 'public subnets',
    path: /^Vpc\/PublicSubnet\d\/DefaultRoute$/,
    why: 'A public load balancer and the NAT gateway stand there, and neither works without this route. Servers stand in private subnets',
    remedy: { text: '`natGateways: 0` with `publicLoadBalancer: false`', props: () => ({ natGateways: 0, publicLoadBalancer: false }) },
    acknowledgeOn: 'service.vpc',
  },
];

const servers: Explanation[] = [
  {
    id: 'inline-policy',
    rules: ['IAMNoInlinePolicy'],
    on: 'role of the instances; on Fargate roles of the application and of ECS',
    path: /^(Role|TaskDefinition\/(TaskRole|ExecutionRole))\/DefaultPolicy\//,
    why: 'CDK writes what a role may into a policy of this role alone. The rule prefers managed ones, which any role can be given',
    remedy: {
      text: '`role`, on Fargate `taskRole` and `executionRole`: [with managed policies](#roles-without-inline-policies)',
      props: ownRoles,
    },
    acknowledgeOn: 'service',
  },
  {
    id: 'registry-token',
    rules: ['IAM5[Resource::*]'],
    on: 'role with which ECS fetches the image',
    path: /^TaskDefinition\/ExecutionRole\/DefaultPolicy\//,
    why: 'One action, `ecr:GetAuthorizationToken`; AWS allows it for `*` only',
    remedy: {
      text: 'nothing for a private registry; an `image` from a public one, which takes a NAT gateway',
      props: () => ({ image: ecs.ContainerImage.fromRegistry('example/shop') }),
    },
    acknowledgeOn: 'service.taskDefinition',
  },
  {
    id: 'scaling-notifications',
    rules: ['AS3'],
    on: 'Auto Scaling group',
    path: /^AutoScalingGroup\/ASG$/,
    why: 'Who wants to be told of each instance that starts or ends only you can say',
    remedy: { text: '`notificationsTopic`', props: (stack) => ({ notificationsTopic: topicIn(stack) }) },
    acknowledgeOn: 'service.autoScalingGroup',
  },
  {
    id: 'plain-variables',
    rules: ['ECS2'],
    on: 'task definition',
    path: /^TaskDefinition\/Resource$/,
    why: 'The name of the table is no secret, and plain variables are what everybody reads, the local kit among them',
    remedy: { text: '`sessionVariablesAsSecrets: true`, and `secrets` in the place of `environment`', props: () => ({ sessionVariablesAsSecrets: true }) },
    acknowledgeOn: 'service.taskDefinition',
  },
  {
    id: 'log-key',
    rules: ['CloudWatchLogGroupEncrypted'],
    on: 'log of the containers',
    path: /^LogGroup\//,
    why: "It is encrypted with CloudWatch's own key; a key of yours costs a dollar a month",
    remedy: { text: '`logEncryptionKey`', props: (stack) => ({ logEncryptionKey: logKeyIn(stack, 'OwnLogKey') }) },
    acknowledgeOn: 'service.logGroup',
  },
];

/** Each finding that remains, by the part of the page where it stands. */
export const areas: Readonly<Record<string, readonly Explanation[]>> = {
  'Load balancer': loadBalancer,
  'Access logs, in a bucket that the service makes': accessLogs,
  'Network that the service makes': network,
  'Servers and their roles': servers,
};

export const explanations: readonly Explanation[] = Object.values(areas).flat();
