import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { LoadBalancedSessionServiceOptions } from '../load-balanced-session-service-options';
import { areKnownToDiffer } from '../../validation/environments';
import { ValidationErrors } from '../../validation/validation-errors';

/** A part that is given by its ARN: what it must be, in words, and how its ARN begins behind the account. */
interface GivenPart {
  readonly prop: string;
  readonly arn: string | undefined;
  readonly what: string;
  readonly resource: RegExp;
  /** Whether it may belong to another account. */
  readonly ofAnyAccount?: boolean;
}

/** aws-cdk-lib's stand-in until a part is looked up. */
const PLACEHOLDER = /^(listener|loadbalancer)\/application\//;

/** Parts of another region, account or kind, which the deployment does not find. */
export function validateGivenParts(errors: ValidationErrors, scope: IConstruct, parts: GivenPart[]): void {
  const { account, region } = Stack.of(scope);
  for (const { prop, arn, what, resource, ofAnyAccount } of parts) {
    if (arn === undefined || Token.isUnresolved(arn)) {
      continue;
    }
    const [, , , theirRegion, theirAccount, ...rest] = arn.split(':');
    const name = rest.join(':');
    if (PLACEHOLDER.test(name)) {
      continue;
    }
    if (!resource.test(name)) {
      errors.add(`\`${prop}\` must be ${what}, got: '${arn}'`);
    } else if (areKnownToDiffer(region, theirRegion)) {
      errors.add(`\`${prop}\` must be in the region of the service ('${region}'), got: '${theirRegion}' in '${arn}'; use one from there`);
    } else if (!ofAnyAccount && areKnownToDiffer(account, theirAccount)) {
      errors.add(`\`${prop}\` must be in the account of the service ('${account}'), got: '${theirAccount}' in '${arn}'; use one from there`);
    }
  }
}

export function validateGivenFront(errors: ValidationErrors, scope: IConstruct, {
  sharedListener,
  loadBalancer,
}: LoadBalancedSessionServiceOptions): void {
  const listener = sharedListener?.listener;
  validateGivenParts(errors, scope, [
    { prop: 'sharedListener.listener', arn: listener?.listenerArn, what: 'a listener of an application load balancer', resource: /^listener\/app\// },
    { prop: 'loadBalancer', arn: loadBalancer?.loadBalancerArn, what: 'an application load balancer', resource: /^loadbalancer\/app\// },
  ]);
  if (listener && loadBalancer && !belongsTo(listener, loadBalancer)) {
    errors.add(`\`loadBalancer\` must be the one of \`sharedListener.listener\` ('${listener.node.path}'), got: '${loadBalancer.node.path}'; remove \`loadBalancer\`, or give a listener of it`);
  }
}

/** As far as it is known. */
function belongsTo(listener: elbv2.IApplicationListener, loadBalancer: elbv2.IApplicationLoadBalancer): boolean {
  const { loadBalancer: theirs } = listener as Partial<elbv2.ApplicationListener>;
  if (theirs) {
    return theirs === loadBalancer || theirs.loadBalancerArn === loadBalancer.loadBalancerArn;
  }
  const [ofListener, ofLoadBalancer] = [listener.listenerArn, loadBalancer.loadBalancerArn].map((arn) => /\/app\/([^/]+\/[^/]+)/.exec(arn)?.[1]);
  return ofListener === undefined || ofLoadBalancer === undefined || ofListener === ofLoadBalancer;
}
