import { listOf, Resource, Template } from '../template';

export interface LoadBalancer {
  readonly resource: Resource;
  readonly isPublic: boolean;
  readonly subnets: Resource[];
  /** `HTTP 80`. */
  readonly listeners: string[];
  /** Where its listeners forward to, and how it looks after the servers there. */
  readonly target?: { readonly resource: Resource; readonly healthCheck: string; readonly isSticky: boolean };
  readonly accessLogs?: Resource;
}

export function readLoadBalancer(template: Template): LoadBalancer | undefined {
  const [resource] = template.all('AWS::ElasticLoadBalancingV2::LoadBalancer');
  if (!resource) {
    return undefined;
  }
  const { Scheme, Subnets, LoadBalancerAttributes } = resource.Properties;
  const listeners = template.all('AWS::ElasticLoadBalancingV2::Listener')
    .filter(({ Properties }) => template.isAt(Properties.LoadBalancerArn, resource));
  const target = listeners.flatMap(({ Properties }) => listOf<{ TargetGroupArn?: unknown }>(Properties.DefaultActions))
    .map(({ TargetGroupArn }) => template.at(TargetGroupArn)).find((group) => group !== undefined);
  return {
    resource,
    isPublic: Scheme === 'internet-facing',
    subnets: listOf(Subnets).map((subnet) => template.at(subnet)).filter((subnet) => subnet !== undefined),
    listeners: listeners.map(({ Properties }) => `${Properties.Protocol} ${Properties.Port}`),
    target: target && readTarget(target),
    accessLogs: template.at(attribute(LoadBalancerAttributes, 'access_logs.s3.bucket')),
  };
}

function readTarget(resource: Resource): LoadBalancer['target'] {
  const { HealthCheckPath, HealthCheckIntervalSeconds, TargetGroupAttributes } = resource.Properties;
  return {
    resource,
    healthCheck: `${HealthCheckPath} every ${HealthCheckIntervalSeconds} s`,
    isSticky: attribute(TargetGroupAttributes, 'stickiness.enabled') !== 'false',
  };
}

function attribute(attributes: { Key: string; Value: unknown }[] | undefined, key: string): unknown {
  return attributes?.find(({ Key }) => Key === key)?.Value;
}
