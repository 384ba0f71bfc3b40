import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Token } from 'aws-cdk-lib/core';
import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';
import { HEALTH_CHECK } from '../ranges';
import { INTERVAL, TIMEOUT, TRAFFIC_PORT } from './health-check';
import { secondsOf } from '../../../validation/durations';
import { validateRanges } from '../../../validation/ranges';
import { ValidationErrors } from '../../../validation/validation-errors';

const PATH_LENGTH = 1024;
/** Codes: how AWS writes them, and from where to where they go. */
const HTTP_CODES = { prop: 'healthyHttpCodes', example: "'200', '200,204' or '200-299'", min: 200, max: 499 } as const;
const GRPC_CODES = { prop: 'healthyGrpcCodes', example: "'12', '0,12' or '0-99'", min: 0, max: 99 } as const;

export function validateHealthCheck(errors: ValidationErrors, { healthCheck = {}, targetGroupOptions }: LoadBalancedSessionServiceOptions): void {
  if (healthCheck.enabled === false) {
    errors.add('`healthCheck.enabled` must be true, since load balancers always check servers, got: false; remove it');
  }
  validateRanges(errors, healthCheck, HEALTH_CHECK, 'healthCheck');
  validateProbeProtocol(errors, healthCheck);
  validatePort(errors, healthCheck.port ?? TRAFFIC_PORT);
  validatePath(errors, healthCheck.path);
  validateCodes(errors, healthCheck, targetGroupOptions?.protocolVersion);
  const { interval, timeout } = healthCheck;
  const [every, within] = [interval ? secondsOf(interval) : INTERVAL, timeout ? secondsOf(timeout) : TIMEOUT];
  if (every !== undefined && within !== undefined && within >= every) {
    errors.add(`\`healthCheck.timeout\` must be shorter than the interval (${every} s), got: ${within} s`);
  }
}

function validateProbeProtocol(errors: ValidationErrors, { protocol }: elbv2.HealthCheck): void {
  if (protocol !== undefined && protocol !== elbv2.Protocol.HTTP && protocol !== elbv2.Protocol.HTTPS) {
    errors.add(`\`healthCheck.protocol\` must be HTTP or HTTPS, got: ${protocol}`);
  }
}

function validatePort(errors: ValidationErrors, port: string): void {
  if (port === TRAFFIC_PORT || Token.isUnresolved(port)) {
    return;
  }
  if (!/^[1-9]\d*$/.test(port) || Number(port) > 65535) {
    errors.add(`\`healthCheck.port\` must be a port from 1 to 65535 or '${TRAFFIC_PORT}', got: '${port}'`);
  }
}

function validatePath(errors: ValidationErrors, path: string | undefined): void {
  if (path === undefined || Token.isUnresolved(path)) {
    return;
  }
  if (/\s/.test(path)) {
    errors.add(`\`healthCheck.path\` must hold no white space, got: '${path}'; write '%20' for a space`);
  }
  if (path.length > PATH_LENGTH) {
    errors.add(`\`healthCheck.path\` must have at most ${PATH_LENGTH} characters, got: ${path.length}`);
  }
}

function validateCodes(
  errors: ValidationErrors, healthCheck: elbv2.HealthCheck, protocolVersion = elbv2.ApplicationProtocolVersion.HTTP1,
): void {
  const isGrpc = protocolVersion === elbv2.ApplicationProtocolVersion.GRPC;
  const [codes, others] = isGrpc ? [GRPC_CODES, HTTP_CODES] : [HTTP_CODES, GRPC_CODES];
  if (healthCheck[others.prop] !== undefined) {
    errors.add(`\`healthCheck.${others.prop}\` must not be given to servers that speak ${protocolVersion}, ` +
      `got: '${healthCheck[others.prop]}'; use \`${codes.prop}\``);
  }
  const value = healthCheck[codes.prop];
  if (value === undefined || Token.isUnresolved(value) || areCodes(value, codes)) {
    return;
  }
  errors.add(`\`healthCheck.${codes.prop}\` must be codes from ${codes.min} to ${codes.max} such as ${codes.example}, got: '${value}'`);
}

function areCodes(value: string, { min, max }: { min: number; max: number }): boolean {
  return value.split(',').every((range) => {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
    return from !== undefined && Number(from) >= min && Number(from) <= Number(to) && Number(to) <= max;
  });
}
