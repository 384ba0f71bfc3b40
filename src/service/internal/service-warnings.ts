import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Annotations, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LoadBalancedFargateSessionServiceProps } from '../load-balanced-fargate-session-service-props';
import { LoadBalancedSessionServiceOptions } from '../load-balanced-session-service-options';
import { ISessionTable } from '../../table/session-table-interface';
import { isImmutable } from '../../grants/internal/principal';
import { secondsOf } from '../../validation/durations';
import { areKnownToDiffer } from '../../validation/environments';
import { ResolvedHealthCheck, TRAFFIC_PORT } from './load-balancer/health-check';
import { Ports } from './load-balancer/ports';
import { zonesOf } from './network/network-validation';
import { replicaIn } from '../../table/internal/nearest-replica';
import { Capacity } from './capacity';
import { LIFETIME_VARIABLE } from '../../variables/variable-validation';

type Options = LoadBalancedSessionServiceOptions;

/** What a service is made of, as far as it can be risky. */
interface Risks {
  readonly subnets: ec2.SelectedSubnets;
  readonly sessionTable: ISessionTable;
  readonly capacity: Capacity;
  readonly ports: Ports;
  readonly healthCheck: ResolvedHealthCheck;
}

const EVERYBODY = ['0.0.0.0/0', '::/0'];

/** Policies that take TLS 1.0 or 1.1 too. */
const OBSOLETE_TLS = /^ELBSecurityPolicy-((TLS|TLS13|FS)-1-[01]|FS-2018|201\d)-/;

/** What is legal and still loses sessions or gives them away. */
export function warnOfRisks(scope: Construct, options: Options, { subnets, sessionTable, capacity, ports, healthCheck }: Risks): void {
  const annotations = Annotations.of(scope);
  if (!ports.isHttps && isOpen(options)) {
    annotations.addWarningV2('cdk-dynamodb-sessions:withoutHttps', 'session cookies travel in the clear, since the load balancer is open to the internet ' +
      'and speaks no HTTPS; give a `certificate`, or a `domainName` with its `domainZone`');
  }
  const { sslPolicy = '' } = options.listenerOptions ?? {};
  if (OBSOLETE_TLS.test(sslPolicy)) {
    annotations.addWarningV2('cdk-dynamodb-sessions:obsoleteTls', `\`listenerOptions.sslPolicy\` '${sslPolicy}' also takes TLS 1.0 or 1.1, ` +
      'in which session cookies are not safe; leave it out, or give one of TLS 1.2 or 1.3 alone such as SslPolicy.RECOMMENDED_TLS');
  }
  const { minCapacity, largestWeight } = capacity;
  if (!Token.isUnresolved(minCapacity) && minCapacity <= largestWeight) {
    annotations.addWarningV2('cdk-dynamodb-sessions:singleServer', 'one server is enough for `minCapacity`, so nobody is served while it is replaced; ' +
      `sessions survive; give \`minCapacity: ${largestWeight + 1}\``);
  }
  if (zonesOf(subnets) === 1) {
    annotations.addWarningV2('cdk-dynamodb-sessions:singleZone', 'all servers are in one zone, so nobody is served when it fails; ' +
      'give `vpcSubnets` of two zones');
  }
  if (options.healthCheck?.path === '/') {
    annotations.addWarningV2('cdk-dynamodb-sessions:healthCheckAtRoot', 'health checks ask for the start page, and if that begins a session, ' +
      'each probe leaves one in the table; give `healthCheck.path` a page without sessions');
  }
  warnOfLifetime(annotations, healthCheck, sessionTable);
  warnOfTableRegion(annotations, Stack.of(scope).region, replicaIn(scope, sessionTable));
}

/** A given listener was secured, or not, where it was defined. */
function isOpen(options: Options): boolean {
  const { sharedListener, loadBalancer, publicLoadBalancer, listenerOptions: { open, allowedPeers } = {} } = options;
  const letsAllIn = open ?? (!loadBalancer && (!allowedPeers || allowedPeers.some(({ uniqueId }) => EVERYBODY.includes(uniqueId))));
  return !sharedListener && letsAllIn && (publicLoadBalancer ?? !isInternal(loadBalancer));
}

function isInternal(loadBalancer: elbv2.IApplicationLoadBalancer | undefined): boolean {
  return (loadBalancer?.node.defaultChild as Partial<elbv2.CfnLoadBalancer> | undefined)?.scheme === 'internal';
}

/** Until a dead server is taken out, a part of the requests fails; a session may end in that time. */
function warnOfLifetime(
  annotations: Annotations, { interval, timeout, unhealthyThresholdCount }: ResolvedHealthCheck, { environment }: ISessionTable,
): void {
  const lifetime = Number(environment[LIFETIME_VARIABLE]);
  const [every, within] = [secondsOf(interval), secondsOf(timeout)];
  if (every === undefined || within === undefined || Token.isUnresolved(unhealthyThresholdCount)) {
    return;
  }
  const failing = every * unhealthyThresholdCount + within;
  if (!(lifetime < failing)) {
    return;
  }
  annotations.addWarningV2('cdk-dynamodb-sessions:lifetimeBelowHealthCheck', `sessions live for ${lifetime} s and a dead server is noticed after ${failing} s, ` +
    'so users who are sent to it are logged out by then; give the store a longer `lifetime` or check more often');
}

function warnOfTableRegion(annotations: Annotations, own: string, { table }: ISessionTable): void {
  const { region } = table.env;
  if (!areKnownToDiffer(own, region)) {
    return;
  }
  annotations.addWarningV2('cdk-dynamodb-sessions:tableInAnotherRegion', `the session table is in ${region} and the service in ${own}, so AWS_REGION sends ` +
    `all AWS clients of the application to ${region}; rename it with \`variableNames\` and give that region to the session client, ` +
    `or give the table a replica in ${own}: a SessionTable finds it itself, an imported table must be that replica`);
}

/** pam_env, which gives cron its variables, takes a `#` for the beginning of a comment, quoted or not. */
export function warnOfHashSignsInVariables(scope: Construct, environment: Record<string, string>): void {
  const names = Object.keys(environment).filter((name) => environment[name].includes('#') && !Token.isUnresolved(environment[name]));
  if (names.length === 0) {
    return;
  }
  Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:hashCutByCron', `jobs of cron see ${names.join(', ')} only up to the '#', all other processes see it whole; ` +
    'read /etc/cdk-dynamodb-sessions/environment in such jobs');
}

/** aws-cdk-lib pretends that rules were added to such a group. */
export function warnOfImmutableGroups(
  scope: Construct, groups: ec2.ISecurityGroup[] = [], port: number | undefined, { port: probe = TRAFFIC_PORT }: ResolvedHealthCheck,
): void {
  // its class is private to aws-cdk-lib, and nothing else tells
  const immutable = groups.filter((group) => group.constructor.name === 'ImmutableImport');
  if (groups.length === 0 || immutable.length < groups.length) {
    return;
  }
  const ports = [port ?? 80, ...probe === TRAFFIC_PORT ? [] : [probe]].map((each) => Token.isUnresolved(each) ? 'its port' : `${each}`);
  Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:rulesNotAdded', `\`securityGroups\` take no rules, so no request reaches a server unless ${immutable.map(({ node }) => `'${node.path}'`).join(' or ')} ` +
    `allows TCP ${ports.join(' and ')} from the load balancer; give it these rules where it is defined`);
}

/** aws-cdk-lib pretends that rights were added to such a role. */
export function warnOfExecutionRole(
  scope: Construct, { executionRole, secrets, sessionVariablesAsSecrets }: LoadBalancedFargateSessionServiceProps,
): void {
  if (!executionRole || !isImmutable(executionRole)) {
    return;
  }
  const rights = ['fetch the image', 'write the logs', ...(secrets || sessionVariablesAsSecrets ? ['read the secrets'] : [])];
  Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:executionRoleUnchanged', `the execution role takes no policies, so no task starts unless it may ${rights.join(', ')}; ` +
    'give it these rights where it is defined');
}
