import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Duration, Lazy, Token, Tokenization } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';
import { checkAddressesLater } from './address-validation';
import { defineAccessLogs } from './access-log-bucket';
import { reserve } from './port-conflicts';
import { Ports } from './ports';
import { defineCertificate, defineRecords } from './domain';
import { asStringToken } from '../../../validation/durations';
import { ResolvedHealthCheck, TRAFFIC_PORT } from './health-check';
import { Given } from '../network/network';

type Options = LoadBalancedSessionServiceOptions;

/** The parts in front of the servers. */
export interface LoadBalancing {
  /** Unknown behind an imported listener. */
  readonly loadBalancer?: elbv2.IApplicationLoadBalancer;
  readonly listener: elbv2.IApplicationListener;
  readonly listenerRule?: elbv2.ApplicationListenerRule;
  readonly redirectListener?: elbv2.ApplicationListener;
  readonly targetGroup: elbv2.ApplicationTargetGroup;
  readonly alternateTargetGroup?: elbv2.ApplicationTargetGroup;
  readonly certificate?: acm.ICertificate;
  readonly accessLogsBucket?: s3.IBucket;
}

/** What the load balancer must know of the servers. */
interface Servers {
  readonly vpc: ec2.IVpc;
  readonly given: Given;
  readonly healthCheck: ResolvedHealthCheck;
  readonly ports: Ports;
  readonly targetType: elbv2.TargetType;
  /** Whether deployments shift the requests between two target groups, which takes a rule. */
  readonly alternate?: boolean;
}

export function defineLoadBalancing(scope: Construct, options: Options, servers: Servers): LoadBalancing {
  const targetGroup = defineTargetGroup(scope, 'TargetGroup', options, servers);
  const alternateTargetGroup = servers.alternate ? defineTargetGroup(scope, 'AlternateTargetGroup', options, servers) : undefined;
  const groups = { targetGroup, alternateTargetGroup };
  const certificate = defineCertificate(scope, options);
  if (options.sharedListener) {
    const { loadBalancer } = servers.given;
    const { listener, priority, conditions } = options.sharedListener;
    defineRecords(scope, options, loadBalancer);
    if (certificate) {
      new elbv2.ApplicationListenerCertificate(scope, 'ListenerCertificate', { listener, certificates: [certificate] });
    }
    reserve(listener, priority, scope);
    const listenerRule = defineRule(scope, listener, groups, priority, conditions);
    return { loadBalancer, listener, listenerRule, ...groups, certificate };
  }
  const own = options.loadBalancer ? undefined : defineLoadBalancer(scope, options, servers.vpc);
  const loadBalancer = own ?? options.loadBalancer!;
  const accessLogsBucket = own && defineAccessLogs(scope, options, own);
  defineRecords(scope, options, loadBalancer);
  // below a load balancer of another stack a listener would make the stacks depend on each other
  const addListener: AddListener = (id, props) => {
    reserve(loadBalancer, props.port!, scope);
    return openToAll(props, own ? own.addListener(id, props) : new elbv2.ApplicationListener(scope, id, { loadBalancer, ...props }));
  };
  const listeners = defineListeners(options, servers.ports, loadBalancer, addListener, targetGroup, certificate);
  const listenerRule = servers.alternate ? defineCatchAll(scope, listeners.listener, groups) : undefined;
  return { loadBalancer, ...listeners, listenerRule, ...groups, certificate, accessLogsBucket };
}

function defineTargetGroup(
  scope: Construct, id: string, { port = 80, targetGroupOptions = {} }: Options, { vpc, healthCheck, targetType }: Servers,
): elbv2.ApplicationTargetGroup {
  const { protocolVersion, loadBalancingAlgorithm, slowStart, deregistrationDelay } = targetGroupOptions;
  const { WEIGHTED_RANDOM } = elbv2.TargetGroupLoadBalancingAlgorithmType;
  // no cookie duration: the target group writes `stickiness.enabled: false`
  return new elbv2.ApplicationTargetGroup(scope, id, {
    vpc,
    targetType,
    port,
    protocol: elbv2.ApplicationProtocol.HTTP,
    protocolVersion,
    loadBalancingAlgorithmType: loadBalancingAlgorithm,
    // none, which is written as 0 s, is no matter with any algorithm, but aws-cdk-lib refuses to write it down with this one
    slowStart: loadBalancingAlgorithm === WEIGHTED_RANDOM ? undefined : slowStart,
    deregistrationDelay: asStringToken(deregistrationDelay) ?? Duration.seconds(30),
    healthCheck,
  });
}

function defineLoadBalancer(
  scope: Construct, { publicLoadBalancer = true, loadBalancerOptions = {} }: Options, vpc: ec2.IVpc,
): elbv2.ApplicationLoadBalancer {
  const { idleTimeout, ipAddressType, deletionProtection, webAclArn } = loadBalancerOptions;
  // AWS takes one subnet of each zone
  const onePerZone = { ...publicLoadBalancer ? { subnetType: ec2.SubnetType.PUBLIC } : {}, onePerAz: true };
  const vpcSubnets = loadBalancerOptions.vpcSubnets ?? onePerZone;
  const loadBalancer = new elbv2.ApplicationLoadBalancer(scope, 'LoadBalancer', {
    vpc,
    vpcSubnets,
    internetFacing: publicLoadBalancer,
    idleTimeout: asStringToken(idleTimeout),
    ipAddressType,
    deletionProtection,
    dropInvalidHeaderFields: true,
  });
  checkAddressesLater(loadBalancer, vpc, vpcSubnets);
  if (webAclArn !== undefined) {
    new wafv2.CfnWebACLAssociation(scope, 'WebAclAssociation', { resourceArn: loadBalancer.loadBalancerArn, webAclArn });
  }
  return loadBalancer;
}

/** Without public IPv4 addresses there is IPv6 alone, which aws-cdk-lib lets in behind a feature flag only; said twice, it stands there once. */
function openToAll({ open, port }: elbv2.BaseApplicationListenerProps, listener: elbv2.ApplicationListener): elbv2.ApplicationListener {
  if (open && listener.loadBalancer.ipAddressType === elbv2.IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4) {
    listener.connections.allowDefaultPortFrom(ec2.Peer.anyIpv6(), `Allow from anyone on port ${port}`);
  }
  return listener;
}

type AddListener = (id: string, props: elbv2.BaseApplicationListenerProps) => elbv2.ApplicationListener;

function defineListeners(
  options: Options, { port, redirects }: Ports, loadBalancer: elbv2.IApplicationLoadBalancer, addListener: AddListener,
  targetGroup: elbv2.ApplicationTargetGroup, certificate: acm.ICertificate | undefined,
): Pick<LoadBalancing, 'listener' | 'redirectListener'> {
  const { allowedPeers, sslPolicy = elbv2.SslPolicy.RECOMMENDED_TLS, open = !(options.loadBalancer || allowedPeers) } = options.listenerOptions ?? {};
  const { HTTP, HTTPS } = elbv2.ApplicationProtocol;
  allowPeers(allowedPeers, options.loadBalancer, loadBalancer, port, ...redirects ? [80] : []);
  if (!certificate) {
    return { listener: addListener(listenerId(port, HTTP), { port, protocol: HTTP, open, defaultTargetGroups: [targetGroup] }) };
  }
  const listener = addListener(listenerId(port, HTTPS), {
    port,
    protocol: HTTPS,
    certificates: [certificate],
    sslPolicy,
    open,
    defaultTargetGroups: [targetGroup],
  });
  const toHttps = { protocol: 'HTTPS', port: Tokenization.stringifyNumber(port), permanent: true };
  const redirectListener = redirects ? addListener(listenerId(80, HTTP), {
    port: 80, protocol: HTTP, open, defaultAction: elbv2.ListenerAction.redirect(toHttps),
  }) : undefined;
  return { listener, redirectListener };
}

/** One id per port: who adds a certificate later, or removes it, never has two listeners for one port during the deployment. */
function listenerId(port: number, protocol: elbv2.ApplicationProtocol): string {
  const known = Token.isUnresolved(port) ? { HTTP: 80, HTTPS: 443 }[protocol] : port;
  return { 80: 'HttpListener', 443: 'HttpsListener' }[known] ?? `Listener${known}`;
}

function allowPeers(
  allowedPeers: ec2.IPeer[] = [], given: elbv2.IApplicationLoadBalancer | undefined, loadBalancer: elbv2.IApplicationLoadBalancer, ...ports: number[]
): void {
  const description = 'Allowed peer of the load balancer';
  for (const peer of allowedPeers) {
    for (const port of ports.map((each) => ec2.Port.tcp(each))) {
      if (given) {
        // a remote rule stands in the stack of the peer, so that the load balancer's does not depend on the service's
        given.connections.securityGroups.forEach((group) => group.addIngressRule(peer, port, description, true));
      } else {
        loadBalancer.connections.allowFrom(peer, port, description);
      }
    }
  }
}

/** What ELB takes as the last place. */
const LAST = 50000;

/** Behind the rules of whoever else uses the listener, since it takes every request. */
function defineCatchAll(scope: Construct, listener: elbv2.IApplicationListener, groups: TargetGroups): elbv2.ApplicationListenerRule {
  reserve(listener, LAST, scope);
  return defineRule(scope, listener, groups, LAST, [elbv2.ListenerCondition.pathPatterns(['/*'])]);
}

type TargetGroups = Pick<LoadBalancing, 'targetGroup' | 'alternateTargetGroup'>;

function defineRule(
  scope: Construct, listener: elbv2.IApplicationListener, groups: TargetGroups,
  priority: number, conditions: elbv2.ListenerCondition[],
): elbv2.ApplicationListenerRule {
  const { targetGroup, alternateTargetGroup } = groups;
  const action = alternateTargetGroup
    ? elbv2.ListenerAction.weightedForward([{ targetGroup, weight: 100 }, { targetGroup: alternateTargetGroup, weight: 0 }])
    : elbv2.ListenerAction.forward([targetGroup]);
  return new elbv2.ApplicationListenerRule(scope, 'ListenerRule', { listener, priority, conditions: [...conditions], action });
}

/** Probes on a port of their own pass the servers' security group as requests do. */
export function allowHealthCheck(servers: ec2.Connections, from: ec2.IConnectable, { port = TRAFFIC_PORT }: elbv2.HealthCheck): void {
  if (port === TRAFFIC_PORT) {
    return;
  }
  const number = Token.isUnresolved(port)
    ? Token.asNumber(Lazy.uncachedAny({ produce: (context) => numberOf(context.resolve(port)) })) : Number(port);
  servers.allowFrom(from, ec2.Port.tcp(number), 'Health check of the load balancer');
}

/** A token may turn out to be a number in text, or a reference. */
function numberOf(port: unknown): unknown {
  return typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : port;
}

export function knownLoadBalancer(scope: Construct, loadBalancer: elbv2.IApplicationLoadBalancer | undefined): elbv2.IApplicationLoadBalancer {
  if (loadBalancer) {
    return loadBalancer;
  }
  throw new Error(`\`loadBalancer\` is not known of an imported listener, got: none; give the service \`loadBalancer\` beside \`sharedListener\` (in ${scope.node.path})`);
}
