import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';
import { SessionServiceSharedListener } from '../../load-balancing-options';
import { validateAccessLogs } from './access-log-bucket';
import { validateGivenFront } from '../given-parts';
import { validateFreePlaces } from './port-conflicts';
import { Ports } from './ports';
import { validateCertificate, validateDomain } from './domain';
import { secondsOf, validateDuration } from '../../../validation/durations';
import { validateHealthCheck } from './health-check-validation';
import { validateLogKey } from '../network/log-group';
import { Given } from '../network/network';
import { validateNetwork } from '../network/network-validation';
import { regionOfArn, validateRegion } from '../../../validation/regions';
import { LISTENER, LOAD_BALANCER, OF_LISTENER, OF_LOAD_BALANCER, OPTIONS, SHARED_LISTENER, TARGET_GROUP } from '../ranges';
import { validateRenamedProps } from '../../../validation/renamed-props';
import { validateRanges } from '../../../validation/ranges';
import { ValidationErrors } from '../../../validation/validation-errors';

type Options = LoadBalancedSessionServiceOptions;

/** How many values all conditions of a rule can have together. */
const CONDITION_VALUES = 5;
/** Conditions that a rule can have once. */
const SINGLE_CONDITIONS = ['host-header', 'http-request-method', 'path-pattern', 'source-ip'];

export function validateOptions(errors: ValidationErrors, scope: IConstruct, options: Options, given: Given, ports: Ports): void {
  if (options.sessionTable && options.sessionStore) {
    errors.add(`\`sessionStore\` goes with an own table only, got: '${options.sessionStore.clientName}' beside \`sessionTable\`, ` +
      `which was made for '${options.sessionTable.sessionStore.clientName}'; remove \`sessionStore\`, or give the table that store`);
  }
  validateRenamedProps(errors, options);
  validateRanges(errors, options, OPTIONS);
  validateRanges(errors, options.loadBalancerOptions ?? {}, LOAD_BALANCER, 'loadBalancerOptions');
  validateRanges(errors, options.listenerOptions ?? {}, LISTENER, 'listenerOptions');
  validateRanges(errors, options.targetGroupOptions ?? {}, TARGET_GROUP, 'targetGroupOptions');
  validateNetwork(errors, options, given);
  validateGivenFront(errors, scope, options);
  validateOwnership(errors, options);
  validatePeers(errors, options);
  validateSharedListener(errors, options);
  validateFreePlaces(errors, options, ports);
  validateTls(errors, options, ports);
  validateCertificate(errors, scope, options);
  validateDomain(errors, options, given);
  validateAccessLogs(errors, scope, options);
  validateWebAcl(errors, scope, options);
  validateRegion(errors, scope, 'logEncryptionKey', options.logEncryptionKey?.env.region, 'use a key from there');
  validateLogKey(errors, options.logEncryptionKey);
  validateSlowStart(errors, options);
  validateHealthCheck(errors, options);
}

function validateOwnership(errors: ValidationErrors, options: Options): void {
  const owner = options.sharedListener ? 'sharedListener' : 'loadBalancer';
  if (!options[owner]) {
    return;
  }
  const others = options.sharedListener ? [...OF_LOAD_BALANCER, ...OF_LISTENER] : OF_LOAD_BALANCER;
  for (const prop of others.filter((each) => isSaid(options[each]))) {
    errors.add(`\`${prop}\` is decided where the ${options.sharedListener ? 'listener' : 'load balancer'} is defined, got: it beside \`${owner}\`; remove \`${prop}\``);
  }
}

/** Members that are there but undefined say nothing. */
function isSaid(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.values(value).some((member) => member !== undefined) : value !== undefined;
}

function validatePeers(errors: ValidationErrors, { sharedListener, listenerOptions: { open, allowedPeers } = {} }: Options): void {
  if (open && allowedPeers) {
    errors.add('`listenerOptions.open` must not be true beside `listenerOptions.allowedPeers`, got: true; remove one of them');
  } else if (!sharedListener && allowedPeers?.length === 0) {
    errors.add('`listenerOptions.allowedPeers` must hold at least one, got: none; to let in nobody give `listenerOptions: { open: false }`');
  }
}

function validateSharedListener(errors: ValidationErrors, { sharedListener }: Options): void {
  if (!sharedListener) {
    return;
  }
  validateRanges(errors, sharedListener, SHARED_LISTENER, 'sharedListener');
  // which only JavaScript can leave out
  const { priority, conditions } = sharedListener as Partial<SessionServiceSharedListener>;
  if (priority === undefined) {
    errors.add('`sharedListener.priority` is required, got: none; give a number that no other rule has');
  }
  if (!conditions) {
    errors.add('`sharedListener.conditions` is required, got: none; say which requests are for the service');
    return;
  }
  if (conditions.length === 0) {
    errors.add('`sharedListener.conditions` must hold at least one, got: none; say which requests are for the service');
  }
  const fields = conditions.map((condition) => {
    const { field, ...config } = condition.renderRawCondition() as { field: string; [config: string]: unknown };
    return { field, count: Object.values(config).reduce<number>((sum, each) => sum + countOf(each), 0) };
  });
  for (const { field } of fields.filter(({ count }) => count === 0)) {
    errors.add(`\`sharedListener.conditions\` must each have a value, got: none for '${field}'; give one or remove it`);
  }
  for (const single of SINGLE_CONDITIONS) {
    const times = fields.filter(({ field }) => field === single).length;
    if (times > 1) {
      errors.add(`\`sharedListener.conditions\` can hold one '${single}', got: ${times}; give all its values to one`);
    }
  }
  const values = fields.reduce((sum, { count }) => sum + count, 0);
  if (values > CONDITION_VALUES) {
    errors.add(`\`sharedListener.conditions\` can have ${CONDITION_VALUES} values together, got: ${values}; use wildcards, or add a rule for the others`);
  }
}

/** How many values a part of a condition has: it is a list, or an object with one. */
function countOf(config: unknown): number {
  if (Array.isArray(config)) {
    return config.length;
  }
  const { values, regexValues } = (config ?? {}) as { values?: unknown; regexValues?: unknown };
  return [values, regexValues].reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
}

function validateTls(errors: ValidationErrors, options: Options, { isHttps }: Ports): void {
  const { listenerOptions: { port, sslPolicy } = {}, targetGroupOptions: { protocolVersion } = {} } = options;
  if (options.redirectHTTP && port === 80) {
    errors.add('`listenerOptions.port` must not be 80, from where `redirectHTTP` redirects, got: 80; remove one of them');
  }
  if (options.sharedListener || isHttps) {
    return;
  }
  const missing = (prop: string, beside = '') =>
    `\`${prop}\` needs a \`certificate\` or a \`domainName\`, got: none${beside}; give one or remove \`${prop}\``;
  if (options.redirectHTTP) {
    errors.add(missing('redirectHTTP'));
  }
  if (sslPolicy) {
    errors.add(missing('listenerOptions.sslPolicy', ` beside '${sslPolicy}'`));
  }
  if (protocolVersion && protocolVersion !== elbv2.ApplicationProtocolVersion.HTTP1) {
    errors.add(missing('targetGroupOptions.protocolVersion', ` beside '${protocolVersion}'`));
  }
}

function validateSlowStart(errors: ValidationErrors, { targetGroupOptions: { slowStart, loadBalancingAlgorithm: algorithm } = {} }: Options): void {
  const prop = 'targetGroupOptions.slowStart';
  errors.requireResolved(prop, slowStart);
  const seconds = secondsOf(slowStart);
  if (seconds === undefined || seconds === 0) {
    return;
  }
  validateDuration(errors, prop, slowStart, 30, 900);
  if (algorithm && algorithm !== elbv2.TargetGroupLoadBalancingAlgorithmType.ROUND_ROBIN) {
    errors.add(`\`${prop}\` works with round robin only, got: '${algorithm}'; remove one of them`);
  }
}

function validateWebAcl(errors: ValidationErrors, scope: IConstruct, { loadBalancerOptions: { webAclArn } = {} }: Options): void {
  const prop = 'loadBalancerOptions.webAclArn';
  if (webAclArn === undefined || Token.isUnresolved(webAclArn)) {
    return;
  }
  errors.matches(prop, webAclArn, /^arn:[^:]+:wafv2:[^:]+:[^:]+:regional\/webacl\/.+$/,
    "the ARN of a regional web ACL such as 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/name/id'");
  if (webAclArn.includes(':regional/')) {
    validateRegion(errors, scope, prop, regionOfArn(webAclArn), 'use a web ACL from there');
  }
}
