import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Stack, Token } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { Given, made, oneOf } from '../given';
import { choice, Choice } from '../props';
import { World } from '../world';

/** What rules must know of a network. */
export interface NetworkFacts {
  readonly kinds: string[];
  readonly zones: number;
  /** Whether its route tables are known. */
  readonly hasRoutes: boolean;
  /** Whether it is the one that given load balancers and clusters stand in. */
  readonly isMain: boolean;
  /** Whether this app defines its subnets, which are known to have IPv4 alone then. */
  readonly isWithoutIpv6?: boolean;
}

const LETTERS: Record<string, string> = { public: 'a', private: 'b', isolated: 'c' };
const ids = (kind: string, zones: number) => Array.from({ length: zones }, (_, i) => `subnet-${LETTERS[kind]}000000${i}`);

function imported(id: string, kinds: string[], zones: number, hasRoutes = false): (world: World) => ec2.IVpc {
  const subnetsOf = (kind: string) => kinds.includes(kind) ? {
    [`${kind}SubnetIds`]: ids(kind, zones),
    ...hasRoutes ? { [`${kind}SubnetRouteTableIds`]: ids(kind, zones).map((each) => each.replace('subnet', 'rtb')) } : {},
  } : {};
  return ({ stack }) => ec2.Vpc.fromVpcAttributes(stack, id, {
    vpcId: 'vpc-11111111',
    availabilityZones: ['a', 'b'].slice(0, zones).map((zone) => `eu-west-1${zone}`),
    ...subnetsOf('public'), ...subnetsOf('private'), ...subnetsOf('isolated'),
  });
}

/** The network of whatever is given, imported since that is cheap. */
export function mainVpc(world: World): ec2.IVpc {
  return world.once('vpc', () => imported('Network', ['public', 'private', 'isolated'], 2, true)(world));
}

const network = (kinds: string[], zones = 2, isMain = false, hasRoutes = isMain): NetworkFacts => ({ kinds, zones, hasRoutes, isMain });

export const vpc: Choice = choice(
  fc.oneof(
    { weight: 6, arbitrary: oneOf(made('network', mainVpc, network(['public', 'private', 'isolated'], 2, true))) },
    {
      weight: 1, arbitrary: oneOf(made("new ec2.Vpc(stack, 'OwnNetwork', { maxAzs: 2 })",
        ({ stack }) => new ec2.Vpc(stack, 'OwnNetwork', { maxAzs: 2 }), { ...network(['public', 'private'], 2, false, true), isWithoutIpv6: true })),
    },
  ),
  oneOf(
    made('networkWithoutPrivateSubnets', imported('PublicOnly', ['public'], 2), network(['public'])),
    made('networkWithoutPublicSubnets', imported('PrivateOnly', ['private'], 2), network(['private'])),
    made('networkInOneZone', imported('OneZone', ['public', 'private'], 1), network(['public', 'private'], 1)),
  ),
);

const byType = (name: string, subnetType: ec2.SubnetType, kind: string) => made(`{ subnetType: SubnetType.${name} }`, () => ({ subnetType }), kind);
const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;

/** Facts: the kind of the subnets; what no network has is `none`. */
export const subnets: Choice = choice(
  oneOf<ec2.SubnetSelection>(byType('PUBLIC', PUBLIC, 'public'), byType('PRIVATE_WITH_EGRESS', PRIVATE_WITH_EGRESS, 'private'),
    byType('PRIVATE_ISOLATED', PRIVATE_ISOLATED, 'isolated')),
  oneOf<ec2.SubnetSelection>(
    made("{ subnetGroupName: 'Missing' }", () => ({ subnetGroupName: 'Missing' }), 'none', 'bad'),
    made('{ subnets: [] }', () => ({ subnets: [] }), 'none', 'bad'),
    made("{ availabilityZones: ['eu-west-1z'] }", () => ({ availabilityZones: ['eu-west-1z'] }), 'none', 'unknown'),
  ),
);

export interface LoadBalancerFacts {
  readonly knowsVpc: boolean;
  readonly knowsDns: boolean;
  readonly isOwn: boolean;
}

/** Of the stack's own region and account, as far as it says them. */
function arnIn({ region, account }: Stack, resource: string): string {
  const known = (value: string, other: string) => Token.isUnresolved(value) ? other : value;
  return `arn:aws:elasticloadbalancing:${known(region, 'eu-west-1')}:${known(account, '111122223333')}:${resource}`;
}

const LOAD_BALANCER = 'loadbalancer/app/shared/1111111111111111';
const LISTENER = 'listener/app/shared/1111111111111111/2222222222222222';

function ownLoadBalancer(world: World): elbv2.ApplicationLoadBalancer {
  return world.once('loadBalancer', () => new elbv2.ApplicationLoadBalancer(world.stack, 'Shared', { vpc: mainVpc(world), internetFacing: true }));
}

const loadBalancerOf = (isOwn: boolean, knowsVpc: boolean, knowsDns: boolean): LoadBalancerFacts => ({ isOwn, knowsVpc, knowsDns });

export const loadBalancers = oneOf<elbv2.IApplicationLoadBalancer>(
  made("new ApplicationLoadBalancer(stack, 'Shared', { vpc: network, internetFacing: true })", ownLoadBalancer, loadBalancerOf(true, true, true)),
  made('ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(…, with vpc and loadBalancerDnsName)', (world) => (
    elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(world.stack, 'Imported', {
      loadBalancerArn: arnIn(world.stack, LOAD_BALANCER), securityGroupId: 'sg-11111111', vpc: mainVpc(world),
      loadBalancerDnsName: 'shared.example.com', loadBalancerCanonicalHostedZoneId: 'Z1',
    })), loadBalancerOf(false, true, true)),
  made('ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(…, with its ARN and security group alone)', ({ stack }) => (
    elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'Imported', {
      loadBalancerArn: arnIn(stack, LOAD_BALANCER), securityGroupId: 'sg-11111111',
    })),
  loadBalancerOf(false, false, false)),
);

export const listeners = oneOf<elbv2.IApplicationListener>(
  made("loadBalancer.addListener('Given', { port: 8081, open: false, defaultAction: … })", (world) => world.once('listener', () => (
    ownLoadBalancer(world).addListener('Given', {
      port: 8081, protocol: elbv2.ApplicationProtocol.HTTP, open: false, defaultAction: elbv2.ListenerAction.fixedResponse(404),
    }))), { isOwn: true }),
  made('ApplicationListener.fromApplicationListenerAttributes(…)', ({ stack }) => (
    elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'ImportedListener', {
      listenerArn: arnIn(stack, LISTENER), securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'ListenerGroup', 'sg-22222222'),
    })), { isOwn: false }),
);

const { ListenerCondition } = elbv2;
export const conditions: Choice = choice(
  oneOf<elbv2.ListenerCondition[]>(
    made("[ListenerCondition.pathPatterns(['/shop/*'])]", () => [ListenerCondition.pathPatterns(['/shop/*'])], 1),
    made("[ListenerCondition.hostHeaders(['a.example.com', 'b.example.com']), ListenerCondition.pathPatterns(['/x', '/y', '/z'])]", () => [
      ListenerCondition.hostHeaders(['a.example.com', 'b.example.com']), ListenerCondition.pathPatterns(['/x', '/y', '/z']),
    ], 2),
  ),
  oneOf<elbv2.ListenerCondition[]>(
    made('[]', () => [], 0, 'bad'),
    made("[ListenerCondition.pathPatterns(['/a', '/b', '/c']), ListenerCondition.hostHeaders(['a', 'b', 'c'])]",
      () => [ListenerCondition.pathPatterns(['/a', '/b', '/c']), ListenerCondition.hostHeaders(['a', 'b', 'c'])], 2, 'bad'),
    made("[ListenerCondition.pathPatterns(['/a']), ListenerCondition.pathPatterns(['/b'])]",
      () => [ListenerCondition.pathPatterns(['/a']), ListenerCondition.pathPatterns(['/b'])], 2, 'bad'),
    made('[ListenerCondition.hostHeaders([])]', () => [ListenerCondition.hostHeaders([])], 1, 'bad'),
  ),
);

const peers: Given<ec2.IPeer>[] = [
  made("Peer.ipv4('10.0.0.0/8')", () => ec2.Peer.ipv4('10.0.0.0/8')),
  made("Peer.ipv6('2001:db8::/32')", () => ec2.Peer.ipv6('2001:db8::/32')),
  made("Peer.prefixList('pl-11111111')", () => ec2.Peer.prefixList('pl-11111111')),
  made("SecurityGroup.fromSecurityGroupId(stack, 'Peer', 'sg-33333333')", (world) => (
    world.once('peer', () => ec2.SecurityGroup.fromSecurityGroupId(world.stack, 'Peer', 'sg-33333333')))),
];

export const allowedPeers: Choice = choice(
  fc.subarray(peers, { minLength: 1 }).map((some) => (
    made(`[${some.map(({ text }) => text).join(', ')}]`, (world) => some.map((each) => each.make(world)), some.length))),
  oneOf(made('[]', () => [], 0, 'bad')),
);

const groups = (count: number) => made(`${count} security groups`, ({ stack }) => (
  Array.from({ length: count }, (_, i) => ec2.SecurityGroup.fromSecurityGroupId(stack, `Group${i}`, `sg-44444${100 + i}`))), count);
export const securityGroups: Choice = choice(
  oneOf(groups(1), groups(3)),
  oneOf({ ...groups(0), text: '[]', verdict: 'bad' }, { ...groups(17), verdict: 'bad' }),
);
