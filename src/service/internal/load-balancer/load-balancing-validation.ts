import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';
import { validateAccessLogs } from './access-logs';
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
import { OF_LISTENER, OF_LOAD_BALANCER, OPTIONS } from '../ranges';
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
  validateNetwork(errors, options, given);
  validateGivenFront(errors, scope, options);
  validateOwnership(errors, options);
  validateListener(errors, options);
  validateConditions(errors, options);
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
  const owner = options.listener ? 'listener' : 'loadBalancer';
  if (!options[owner]) {
    return;
  }
  const others = options.listener ? [...OF_LOAD_BALANCER, ...OF_LISTENER] : OF_LOAD_BALANCER;
  for (const prop of others.filter((each) => options[each] !== undefined)) {
    errors.add(`\`${prop}\` is decided where the \`${owner}\` is defined, got: it beside \`${owner}\`; remove \`${prop}\``);
  }
}

function validateListener(errors: ValidationErrors, { listener, priority, conditions, openListener, allowedPeers }: Options): void {
  if (listener) {
    if (priority === undefined) {
      errors.add('`priority` is required beside `listener`, got: none; give a number that no other rule has');
    }
    if (!conditions?.length) {
      errors.add('`conditions` are required beside `listener`, got: none; say which requests are for the service');
    }
  } else {
    if (priority !== undefined) {
      errors.add(`\`priority\` goes with \`listener\` only, got: ${priority}; remove it or give a \`listener\``);
    }
    if (conditions) {
      errors.add('`conditions` go with `listener` only, got: some; remove them or give a `listener`');
    }
  }
  if (openListener && allowedPeers) {
    errors.add('`openListener` must not be true beside `allowedPeers`, got: true; remove one of them');
  } else if (!listener && allowedPeers?.length === 0) {
    errors.add('`allowedPeers` must hold at least one, got: none; to let in nobody give `openListener: false`');
  }
}

function validateConditions(errors: ValidationErrors, { listener, conditions = [] }: Options): void {
  if (!listener || conditions.length === 0) {
    return;
  }
  const fields = conditions.map((condition) => {
    const { field, ...config } = condition.renderRawCondition() as { field: string; [config: string]: unknown };
    return { field, count: Object.values(config).reduce<number>((sum, each) => sum + countOf(each), 0) };
  });
  for (const { field } of fields.filter(({ count }) => count === 0)) {
    errors.add(`\`conditions\` must each have a value, got: none for '${field}'; give one or remove it`);
  }
  for (const single of SINGLE_CONDITIONS) {
    const times = fields.filter(({ field }) => field === single).length;
    if (times > 1) {
      errors.add(`\`conditions\` can hold one '${single}', got: ${times}; give all its values to one`);
    }
  }
  const values = fields.reduce((sum, { count }) => sum + count, 0);
  if (values > CONDITION_VALUES) {
    errors.add(`\`conditions\` can have ${CONDITION_VALUES} values together, got: ${values}; use wildcards, or add a rule for the others`);
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
  if (options.redirectHTTP && options.listenerPort === 80) {
    errors.add('`listenerPort` must not be 80, from where `redirectHTTP` redirects, got: 80; remove one of them');
  }
  if (options.listener || isHttps) {
    return;
  }
  const missing = (prop: string, beside = '') =>
    `\`${prop}\` needs a \`certificate\` or a \`domainName\`, got: none${beside}; give one or remove \`${prop}\``;
  if (options.redirectHTTP) {
    errors.add(missing('redirectHTTP'));
  }
  if (options.sslPolicy) {
    errors.add(missing('sslPolicy', ` beside '${options.sslPolicy}'`));
  }
  if (options.protocolVersion && options.protocolVersion !== elbv2.ApplicationProtocolVersion.HTTP1) {
    errors.add(missing('protocolVersion', ` beside '${options.protocolVersion}'`));
  }
}

function validateSlowStart(errors: ValidationErrors, { slowStart, loadBalancingAlgorithm: algorithm }: Options): void {
  errors.requireResolved('slowStart', slowStart);
  const seconds = secondsOf(slowStart);
  if (seconds === undefined || seconds === 0) {
    return;
  }
  validateDuration(errors, 'slowStart', slowStart, 30, 900);
  if (algorithm && algorithm !== elbv2.TargetGroupLoadBalancingAlgorithmType.ROUND_ROBIN) {
    errors.add(`\`slowStart\` works with round robin only, got: '${algorithm}'; remove one of them`);
  }
}

function validateWebAcl(errors: ValidationErrors, scope: IConstruct, { webAclArn }: Options): void {
  if (webAclArn === undefined || Token.isUnresolved(webAclArn)) {
    return;
  }
  errors.matches('webAclArn', webAclArn, /^arn:[^:]+:wafv2:[^:]+:[^:]+:regional\/webacl\/.+$/,
    "the ARN of a regional web ACL such as 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/name/id'");
  if (webAclArn.includes(':regional/')) {
    validateRegion(errors, scope, 'webAclArn', regionOfArn(webAclArn), 'use a web ACL from there');
  }
}
