import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Token, Tokenization } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';
import { knownLoadBalancer, LoadBalancing } from './load-balancing';
import { Ports } from './ports';

const DEFAULT_PORTS = { http: 80, https: 443 };

/** Where visitors find the service, without the conditions of a shared listener. */
export function urlOf(scope: Construct, { sharedListener, domainName }: LoadBalancedSessionServiceOptions, own: Ports, front: LoadBalancing): string {
  const { isHttps, port } = sharedListener ? portsOfListener(scope, sharedListener.listener) : own;
  if (domainName?.startsWith('*')) {
    throw new Error(`\`url\` needs one name, got: '${domainName}' for many; write the one that you mean yourself (in ${scope.node.path})`);
  }
  const scheme = isHttps ? 'https' : 'http';
  const host = domainName ?? knownLoadBalancer(scope, front.loadBalancer).loadBalancerDnsName;
  const behind = port === DEFAULT_PORTS[scheme] ? '' : `:${Token.isUnresolved(port) ? Tokenization.stringifyNumber(port) : port}`;
  return `${scheme}://${host}${behind}`;
}

function portsOfListener(scope: Construct, listener: elbv2.IApplicationListener): Pick<Ports, 'isHttps' | 'port'> {
  const { protocol, port } = (listener.node.defaultChild ?? {}) as Partial<elbv2.CfnListener>;
  if (protocol === undefined || port === undefined) {
    throw new Error('`url` is not known of an imported `sharedListener.listener`, whose protocol and port nobody can tell, got: ' +
      `'${listener.node.path}'; write the address yourself (in ${scope.node.path})`);
  }
  return { isHttps: protocol === 'HTTPS', port };
}
