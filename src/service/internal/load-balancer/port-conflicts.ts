import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnResource, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';
import { ValidationErrors } from '../../../validation/validation-errors';
import { Ports } from './ports';

type Options = LoadBalancedSessionServiceOptions;

/** What this app is known to have on given parts, and what would else fail at deployment. */
export function validateFreePlaces(errors: ValidationErrors, options: Options, { port, redirects }: Ports): void {
  const { sharedListener, loadBalancer } = options;
  if (sharedListener) {
    const { listener, priority } = sharedListener;
    const holder = holderOf(listener, 'priority', priority);
    if (holder) {
      errors.add(`\`sharedListener.priority\` must be one that no other rule of the listener has, got: ${priority}, which '${holder}' has; give another number`);
    }
    validateListenerProtocol(errors, options, listener);
  } else if (loadBalancer) {
    const holder = holderOf(loadBalancer, 'port', port);
    if (holder) {
      errors.add(`\`listenerOptions.port\` must be one that no other listener of \`loadBalancer\` has, got: ${port}, which '${holder}' has; ` +
        'give another port, or that listener as `sharedListener`');
    }
    const other = redirects && holderOf(loadBalancer, 'port', 80);
    if (other) {
      errors.add(`\`redirectHTTP\` needs port 80 of \`loadBalancer\`, which '${other}' has, got: true; remove \`redirectHTTP\``);
    }
  }
}

function validateListenerProtocol(errors: ValidationErrors, { certificate, targetGroupOptions: { protocolVersion } = {} }: Options,
  listener: elbv2.IApplicationListener): void {
  const { protocol } = (listener.node.defaultChild ?? {}) as Partial<elbv2.CfnListener>;
  if (protocol !== 'HTTP') {
    return;
  }
  const needsHttps = (prop: string) =>
    errors.add(`\`${prop}\` needs a shared listener that speaks HTTPS, got: '${listener.node.path}', which speaks HTTP; give another one or remove \`${prop}\``);
  if (certificate) {
    needsHttps('certificate');
  }
  if (protocolVersion && protocolVersion !== elbv2.ApplicationProtocolVersion.HTTP1) {
    needsHttps('targetGroupOptions.protocolVersion');
  }
}

/** Says that a service has this place among the rules, or this port. */
export function reserve(owner: IConstruct, number: number, by: IConstruct): void {
  reservations(owner).set(number, by);
}

const TYPES = { priority: 'AWS::ElasticLoadBalancingV2::ListenerRule', port: 'AWS::ElasticLoadBalancingV2::Listener' };
type Part = Partial<Pick<CfnResource, 'cfnResourceType'> & Record<keyof typeof TYPES, number>>;

/** Who has the number already: a part below the owner, or a service, whose part stands elsewhere. */
function holderOf(owner: IConstruct, prop: keyof typeof TYPES, number: number | undefined): string | undefined {
  if (number === undefined || Token.isUnresolved(number)) {
    return undefined;
  }
  const part = owner.node.children.find(({ node }) => {
    const resource = node.defaultChild as Part | undefined;
    return resource?.cfnResourceType === TYPES[prop] && resource[prop] === number;
  });
  const service = reservations(owner).get(number);
  return (part ?? (service && isInTree(service) ? service : undefined))?.node.path;
}

/** Whoever is removed from the app, alone or with what it stands in, still knows its scope. */
function isInTree(each: IConstruct): boolean {
  const { scope, id } = each.node;
  return !scope || (scope.node.tryFindChild(id) === each && isInTree(scope));
}

/** Noted on the part itself: to search the app for each service would take longer with each. */
function reservations(owner: IConstruct): Map<number, IConstruct> {
  const notes = owner as unknown as Record<symbol, Map<number, IConstruct> | undefined>;
  return notes[Symbol.for('cdk-dynamodb-sessions.taken')] ??= new Map();
}
