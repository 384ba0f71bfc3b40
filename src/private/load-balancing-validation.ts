import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Duration, Token } from 'aws-cdk-lib/core';
import { LoadBalancedSessionServiceOptions } from '../load-balanced-session-service-options';
import { validateAccessLogs } from './access-logs';
import { validateDomain } from './domain';
import { vpcOf } from './network';
import { Problems } from './validate';

type Options = LoadBalancedSessionServiceOptions;

/** What only whoever defines a load balancer can say. */
const OF_LOAD_BALANCER: (keyof Options)[] = [
  'publicLoadBalancer', 'loadBalancerSubnets', 'idleTimeout', 'ipAddressType', 'webAclArn', 'accessLogs', 'accessLogsBucket',
  'accessLogsPrefix', 'loadBalancerDeletionProtection',
];
/** What only whoever defines a listener can say. */
const OF_LISTENER: (keyof Options)[] = ['redirectHttp', 'sslPolicy', 'listenerPort', 'openListener', 'allowedPeers'];
/** The health check's name for the port of the targets themselves. */
export const TRAFFIC_PORT = 'traffic-port';

/** @param hasNetwork whether other props of the service bring a network */
export function validateOptions(problems: Problems, options: Options, hasNetwork = false): void {
  if (options.sessionTable && options.sessionStore) {
    problems.add(`\`sessionStore\` goes with an own table only, got: '${options.sessionStore.clientName}' beside \`sessionTable\`, ` +
      `which was made for '${options.sessionTable.store.clientName}'; remove \`sessionStore\``);
  }
  validateNetwork(problems, options, hasNetwork);
  validateOwnership(problems, options);
  validateListener(problems, options);
  validateTls(problems, options);
  validateDomain(problems, options);
  validateAccessLogs(problems, options);
  problems.text('webAclArn', options.webAclArn, /^arn:[^:]+:wafv2:[^:]+:[^:]+:regional\/webacl\/.+$/,
    "the ARN of a regional web ACL such as 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/name/id'");
  validateDuration(problems, 'idleTimeout', options.idleTimeout, 1, 4000);
  validateDuration(problems, 'deregistrationDelay', options.deregistrationDelay, 0, 3600);
  validateSlowStart(problems, options);
  validateHealthCheck(problems, options.healthCheck ?? {});
}

function validateNetwork(problems: Problems, options: Options, hasNetwork: boolean): void {
  const given = hasNetwork || vpcOf(options) !== undefined;
  if (given && options.natGateways !== undefined) {
    problems.add(`\`natGateways\` goes with an own network only, got: ${options.natGateways} beside a given one; remove \`natGateways\``);
  }
  problems.wholeNumber('natGateways', options.natGateways, 0, 2);
  const part = options.listener ? 'listener' : 'loadBalancer';
  if (!given && options[part]) {
    problems.add(`\`vpc\` is required beside a \`${part}\` that does not know its own, got: none; give the network of the load balancer`);
  }
}

function validateOwnership(problems: Problems, options: Options): void {
  const owner = options.listener ? 'listener' : 'loadBalancer';
  if (!options[owner]) return;
  const others = options.listener ? [...OF_LOAD_BALANCER, ...OF_LISTENER] : OF_LOAD_BALANCER;
  for (const prop of others.filter((each) => options[each] !== undefined)) {
    problems.add(`\`${prop}\` is decided where the \`${owner}\` is defined, got: it beside \`${owner}\`; remove \`${prop}\``);
  }
}

function validateListener(problems: Problems, { listener, priority, conditions, listenerPort, openListener, allowedPeers }: Options): void {
  if (listener) {
    if (priority === undefined) problems.add('`priority` is required beside `listener`, got: none; give a number that no other rule has');
    if (!conditions?.length) problems.add('`conditions` are required beside `listener`, got: none; say which requests are for the service');
  } else {
    if (priority !== undefined) problems.add(`\`priority\` goes with \`listener\` only, got: ${priority}; remove it or give a \`listener\``);
    if (conditions) problems.add('`conditions` go with `listener` only, got: some; remove them or give a `listener`');
  }
  problems.wholeNumber('priority', priority, 1, 50000);
  problems.wholeNumber('listenerPort', listenerPort, 1, 65535);
  if (openListener && allowedPeers) {
    problems.add('`openListener` must not be true beside `allowedPeers`, got: true; remove one of them');
  }
}

function validateTls(problems: Problems, options: Options): void {
  if (options.redirectHttp && options.listenerPort === 80) {
    problems.add('`listenerPort` must not be 80, from where `redirectHttp` redirects, got: 80; remove one of them');
  }
  if (options.listener || options.certificate || options.domainName !== undefined) return;
  const missing = (prop: string, beside = '') =>
    `\`${prop}\` needs a \`certificate\` or a \`domainName\`, got: none${beside}; give one or remove \`${prop}\``;
  if (options.redirectHttp) problems.add(missing('redirectHttp'));
  if (options.sslPolicy) problems.add(missing('sslPolicy', ` beside '${options.sslPolicy}'`));
  if (options.protocolVersion && options.protocolVersion !== elbv2.ApplicationProtocolVersion.HTTP1) {
    problems.add(missing('protocolVersion', ` beside '${options.protocolVersion}'`));
  }
}

function validateSlowStart(problems: Problems, { slowStart, loadBalancingAlgorithm: algorithm }: Options): void {
  if (!slowStart || slowStart.isUnresolved() || slowStart.toMilliseconds() === 0) return;
  validateDuration(problems, 'slowStart', slowStart, 30, 900);
  if (algorithm && algorithm !== elbv2.TargetGroupLoadBalancingAlgorithmType.ROUND_ROBIN) {
    problems.add(`\`slowStart\` works with round robin only, got: '${algorithm}'; remove one of them`);
  }
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
