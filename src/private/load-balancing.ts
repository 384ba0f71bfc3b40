import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Duration, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LoadBalancedSessionServiceOptions } from '../load-balanced-session-service-options';
import { SessionStore } from '../session-store';
import { Problems } from './validate';

/** The health check's name for the port of the targets themselves. */
const TRAFFIC_PORT = 'traffic-port';

/** The parts in front of the servers. */
export interface LoadBalancing {
  readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  readonly listener: elbv2.ApplicationListener;
  readonly redirectListener?: elbv2.ApplicationListener;
  readonly targetGroup: elbv2.ApplicationTargetGroup;
}

/** Where servers are registered. */
export interface LoadBalancingTarget {
  readonly vpc: ec2.IVpc;
  readonly port: number;
  readonly store: SessionStore;
  readonly targets: elbv2.IApplicationLoadBalancerTarget[];
}

export function defineLoadBalancing(scope: Construct, options: LoadBalancedSessionServiceOptions, target: LoadBalancingTarget): LoadBalancing {
  const { vpc, port, store, targets } = target;
  const loadBalancer = new elbv2.ApplicationLoadBalancer(scope, 'LoadBalancer', {
    vpc,
    internetFacing: options.publicLoadBalancer ?? true,
    dropInvalidHeaderFields: true,
  });
  // no cookie duration: the target group writes `stickiness.enabled: false`
  const targetGroup = new elbv2.ApplicationTargetGroup(scope, 'TargetGroup', {
    vpc,
    port,
    protocol: elbv2.ApplicationProtocol.HTTP,
    targets,
    deregistrationDelay: options.deregistrationDelay ?? Duration.seconds(30),
    healthCheck: {
      path: store.healthCheckPath ?? '/ping.html',
      interval: Duration.seconds(30),
      timeout: Duration.seconds(5),
      unhealthyThresholdCount: 2,
      healthyThresholdCount: 10,
      ...givenMembers(options.healthCheck),
    },
  });
  const open = options.openListener ?? true;
  // one id per port: who adds a certificate later, or removes it, never has two listeners for one port during the deployment
  if (!options.certificate) {
    const listener = loadBalancer.addListener('HttpListener', {
      port: 80, protocol: elbv2.ApplicationProtocol.HTTP, open, defaultTargetGroups: [targetGroup],
    });
    return { loadBalancer, listener, targetGroup };
  }
  const listener = loadBalancer.addListener('HttpsListener', {
    port: 443,
    protocol: elbv2.ApplicationProtocol.HTTPS,
    certificates: [options.certificate],
    sslPolicy: options.sslPolicy ?? elbv2.SslPolicy.RECOMMENDED_TLS,
    open,
    defaultTargetGroups: [targetGroup],
  });
  const redirectListener = options.redirectHttp ?? true ? loadBalancer.addListener('HttpListener', {
    port: 80,
    protocol: elbv2.ApplicationProtocol.HTTP,
    open,
    defaultAction: elbv2.ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
  }) : undefined;
  return { loadBalancer, listener, redirectListener, targetGroup };
}

/** Probes on a port of their own pass the servers' security group as requests do. */
export function allowHealthCheck(servers: ec2.Connections, loadBalancer: elbv2.ApplicationLoadBalancer, healthCheck: elbv2.HealthCheck = {}): void {
  const { port = TRAFFIC_PORT } = healthCheck;
  if (port === TRAFFIC_PORT) return;
  const number = Token.isUnresolved(port) ? Token.asNumber(port) : Number(port);
  servers.allowFrom(loadBalancer, ec2.Port.tcp(number), 'Health check of the load balancer');
}

/** A member that is there but undefined must not displace a default. */
function givenMembers(healthCheck: elbv2.HealthCheck = {}): elbv2.HealthCheck {
  return Object.fromEntries(Object.entries(healthCheck).filter(([, value]) => value !== undefined));
}

/** A network for a service that was given none. Session traffic stays inside, over the gateway endpoint. */
export function defineVpc(scope: Construct): ec2.Vpc {
  return new ec2.Vpc(scope, 'Vpc', {
    maxAzs: 2,
    natGateways: 1,
    gatewayEndpoints: { DynamoDb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB } },
  });
}

export function validateOptions(problems: Problems, options: LoadBalancedSessionServiceOptions): void {
  if (options.sessionTable && options.sessionStore) {
    problems.add(`\`sessionStore\` goes with an own table only, got: '${options.sessionStore.clientName}' beside \`sessionTable\`, ` +
      `which was made for '${options.sessionTable.store.clientName}'; remove \`sessionStore\``);
  }
  if (!options.certificate && options.redirectHttp) {
    problems.add('`redirectHttp` needs a `certificate`, got: none; give one or remove `redirectHttp`');
  }
  if (!options.certificate && options.sslPolicy) {
    problems.add(`\`sslPolicy\` needs a \`certificate\`, got: none beside '${options.sslPolicy}'; give one or remove \`sslPolicy\``);
  }
  validateDuration(problems, 'deregistrationDelay', options.deregistrationDelay, 0, 3600);
  validateHealthCheck(problems, options.healthCheck ?? {});
}

function validateHealthCheck(problems: Problems, healthCheck: elbv2.HealthCheck): void {
  validateHealthCheckPort(problems, healthCheck.port ?? TRAFFIC_PORT);
  problems.text('healthCheck.path', healthCheck.path, /^\//, "a path that begins with '/'");
  validateDuration(problems, 'healthCheck.interval', healthCheck.interval, 5, 300);
  validateDuration(problems, 'healthCheck.timeout', healthCheck.timeout, 2, 120);
  problems.wholeNumber('healthCheck.healthyThresholdCount', healthCheck.healthyThresholdCount, 2, 10);
  problems.wholeNumber('healthCheck.unhealthyThresholdCount', healthCheck.unhealthyThresholdCount, 2, 10);
  const { interval = Duration.seconds(30), timeout = Duration.seconds(5) } = healthCheck;
  if (interval.isUnresolved() || timeout.isUnresolved()) return;
  const [every, within] = [interval, timeout].map((duration) => duration.toMilliseconds() / 1000);
  if (within >= every) problems.add(`\`healthCheck.timeout\` must be shorter than the interval (${every} s), got: ${within} s`);
}

function validateHealthCheckPort(problems: Problems, port: string): void {
  if (port === TRAFFIC_PORT || Token.isUnresolved(port)) return;
  if (!/^[1-9]\d*$/.test(port) || Number(port) > 65535) {
    problems.add(`\`healthCheck.port\` must be a port from 1 to 65535 or '${TRAFFIC_PORT}', got: '${port}'`);
  }
}

export function validateDuration(problems: Problems, prop: string, value: Duration | undefined, min: number, max: number): void {
  if (!value || value.isUnresolved()) return;
  const seconds = value.toMilliseconds() / 1000;
  if (Token.isUnresolved(seconds)) return;
  if (!Number.isInteger(seconds) || seconds < min || seconds > max) {
    problems.add(`\`${prop}\` must be whole seconds from ${min} to ${max}, got: ${seconds} s`);
  }
}
