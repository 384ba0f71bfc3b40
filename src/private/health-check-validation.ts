import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Duration, Token } from 'aws-cdk-lib/core';
import { LoadBalancedSessionServiceOptions } from '../load-balanced-session-service-options';
import { secondsOf, validateKnownDuration } from './duration-validation';
import { Problems } from './validate';

/** The health check's name for the port of the targets themselves. */
export const TRAFFIC_PORT = 'traffic-port';
const PATH_LENGTH = 1024;
/** Codes: how AWS writes them, and from where to where they go. */
const HTTP_CODES = { prop: 'healthyHttpCodes', example: "'200', '200,204' or '200-299'", min: 200, max: 499 } as const;
const GRPC_CODES = { prop: 'healthyGrpcCodes', example: "'12', '0,12' or '0-99'", min: 0, max: 99 } as const;

/** Every 30 s for 5 s, two failures: what holds where the user says nothing else. */
export function healthCheckTimes(healthCheck: elbv2.HealthCheck = {}): { interval: Duration; timeout: Duration; unhealthyThresholdCount: number } {
  return {
    interval: healthCheck.interval ?? Duration.seconds(30),
    timeout: healthCheck.timeout ?? Duration.seconds(5),
    unhealthyThresholdCount: healthCheck.unhealthyThresholdCount ?? 2,
  };
}

export function validateHealthCheck(problems: Problems, { healthCheck = {}, protocolVersion }: LoadBalancedSessionServiceOptions): void {
  if (healthCheck.enabled === false) {
    problems.add('`healthCheck.enabled` must be true, since load balancers always check servers, got: false; remove it');
  }
  validateProtocol(problems, healthCheck);
  validatePort(problems, healthCheck.port ?? TRAFFIC_PORT);
  validatePath(problems, healthCheck.path);
  validateCodes(problems, healthCheck, protocolVersion);
  validateKnownDuration(problems, 'healthCheck.interval', healthCheck.interval, 5, 300);
  validateKnownDuration(problems, 'healthCheck.timeout', healthCheck.timeout, 2, 120);
  problems.wholeNumber('healthCheck.healthyThresholdCount', healthCheck.healthyThresholdCount, 2, 10);
  problems.wholeNumber('healthCheck.unhealthyThresholdCount', healthCheck.unhealthyThresholdCount, 2, 10);
  const times = healthCheckTimes(healthCheck);
  const [every, within] = [secondsOf(times.interval), secondsOf(times.timeout)];
  if (every !== undefined && within !== undefined && within >= every) {
    problems.add(`\`healthCheck.timeout\` must be shorter than the interval (${every} s), got: ${within} s`);
  }
}

function validateProtocol(problems: Problems, { protocol }: elbv2.HealthCheck): void {
  if (protocol !== undefined && protocol !== elbv2.Protocol.HTTP && protocol !== elbv2.Protocol.HTTPS) {
    problems.add(`\`healthCheck.protocol\` must be HTTP or HTTPS, got: ${protocol}`);
  }
}

function validatePort(problems: Problems, port: string): void {
  if (port === TRAFFIC_PORT || Token.isUnresolved(port)) {
    return;
  }
  if (!/^[1-9]\d*$/.test(port) || Number(port) > 65535) {
    problems.add(`\`healthCheck.port\` must be a port from 1 to 65535 or '${TRAFFIC_PORT}', got: '${port}'`);
  }
}

function validatePath(problems: Problems, path: string | undefined): void {
  problems.text('healthCheck.path', path, /^\//, "a path that begins with '/'");
  if (path === undefined || Token.isUnresolved(path)) {
    return;
  }
  if (/\s/.test(path)) {
    problems.add(`\`healthCheck.path\` must hold no white space, got: '${path}'; write '%20' for a space`);
  }
  if (path.length > PATH_LENGTH) {
    problems.add(`\`healthCheck.path\` must have at most ${PATH_LENGTH} characters, got: ${path.length}`);
  }
}

function validateCodes(
  problems: Problems, healthCheck: elbv2.HealthCheck, protocolVersion = elbv2.ApplicationProtocolVersion.HTTP1,
): void {
  const isGrpc = protocolVersion === elbv2.ApplicationProtocolVersion.GRPC;
  const [codes, others] = isGrpc ? [GRPC_CODES, HTTP_CODES] : [HTTP_CODES, GRPC_CODES];
  if (healthCheck[others.prop] !== undefined) {
    problems.add(`\`healthCheck.${others.prop}\` must not be given to servers that speak ${protocolVersion}, ` +
      `got: '${healthCheck[others.prop]}'; use \`${codes.prop}\``);
  }
  const value = healthCheck[codes.prop];
  if (value === undefined || Token.isUnresolved(value) || areCodes(value, codes)) {
    return;
  }
  problems.add(`\`healthCheck.${codes.prop}\` must be codes from ${codes.min} to ${codes.max} such as ${codes.example}, got: '${value}'`);
}

function areCodes(value: string, { min, max }: { min: number; max: number }): boolean {
  return value.split(',').every((range) => {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
    return from !== undefined && Number(from) >= min && Number(from) <= Number(to) && Number(to) <= max;
  });
}
