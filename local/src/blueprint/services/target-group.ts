import { HealthCheckBlueprint, LoadBalancerBlueprint } from '../blueprint';
import { readLoadBalancer } from './load-balancer';
import { ResourceReader } from '../resource-reader';
import { displayPath, Resource } from '../../cloud-assembly/template';
import { TemplateValue } from '../template-value';

interface TargetGroupBlueprint {
  readonly healthCheck?: HealthCheckBlueprint;
  readonly deregistrationDelaySeconds: number;
  readonly loadBalancer?: LoadBalancerBlueprint;
}

// what AWS takes where a target group does not say it
const DEFAULTS: Required<Omit<TargetGroupBlueprint, 'loadBalancer'>> = {
  healthCheck: {
    path: '/',
    intervalSeconds: 30,
    timeoutSeconds: 5,
    healthyThreshold: 5,
    unhealthyThreshold: 2,
    healthyHttpCodes: '200',
  },
  deregistrationDelaySeconds: 300,
};

/** The target group through which the service gets its requests, of all that it is in; it may be in none. */
export function readTargetGroup(reader: ResourceReader, service: Resource, values: TemplateValue[]): TargetGroupBlueprint {
  if (values.length === 0) {
    return { deregistrationDelaySeconds: 0 };
  }
  const used = usedTargetGroups(reader);
  const serving = values.filter((value) => used.has(identityOf(reader, value)));
  const [chosen] = [...serving, ...values];
  if (serving.length > 1) {
    const group = targetGroupOf(reader, chosen);
    const name = group === undefined ? chosen.placeholder() : displayPath(group);
    reader.note(service, `it gets requests through ${serving.length} target groups; the kit checks health as ${name} says`);
  }
  const listener = used.get(identityOf(reader, chosen));
  return { ...readOne(reader, chosen), loadBalancer: listener && readLoadBalancer(reader, listener) };
}

function readOne(reader: ResourceReader, value: TemplateValue): TargetGroupBlueprint {
  const resource = targetGroupOf(reader, value);
  if (resource === undefined) {
    const assumption = 'the kit checks health with the defaults of AWS';
    reader.note(value.resource, `its target group is not part of this assembly; ${assumption}`);
    return DEFAULTS;
  }
  const properties = reader.properties(resource);
  noteStickiness(reader, resource, properties);
  return { healthCheck: readHealthCheck(properties), deregistrationDelaySeconds: readDeregistrationDelay(properties) };
}

/** The target groups to which a listener or a rule sends requests, each with that listener or rule; one for the next deployment has no weight. */
function usedTargetGroups(reader: ResourceReader): Map<Resource | string, Resource> {
  const actions = reader.resources('AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule')
    .map((resource) => reader.properties(resource))
    .flatMap((properties) => [...properties.get('DefaultActions').items(), ...properties.get('Actions').items()]);
  const targets = actions.flatMap((action) => [
    action,
    ...action.get('ForwardConfig').get('TargetGroups').items().filter((target) => target.get('Weight').placeholder() !== '0'),
  ]);
  return new Map(targets.map((target) => target.get('TargetGroupArn'))
    .filter((value) => value.present)
    .map((value): [Resource | string, Resource] => [identityOf(reader, value), value.resource]));
}

function targetGroupOf(reader: ResourceReader, value: TemplateValue): Resource | undefined {
  return reader.find('AWS::ElasticLoadBalancingV2::TargetGroup', value);
}

function identityOf(reader: ResourceReader, value: TemplateValue): Resource | string {
  return targetGroupOf(reader, value) ?? value.placeholder();
}

function readHealthCheck(properties: TemplateValue): HealthCheckBlueprint {
  const defaults = DEFAULTS.healthCheck;
  return {
    ...(isConnection(properties) ? { isConnection: true } : {}),
    path: properties.get('HealthCheckPath').text(defaults.path),
    intervalSeconds: properties.get('HealthCheckIntervalSeconds').number(defaults.intervalSeconds),
    timeoutSeconds: properties.get('HealthCheckTimeoutSeconds').number(defaults.timeoutSeconds),
    healthyThreshold: properties.get('HealthyThresholdCount').number(defaults.healthyThreshold),
    unhealthyThreshold: properties.get('UnhealthyThresholdCount').number(defaults.unhealthyThreshold),
    healthyHttpCodes: properties.get('Matcher').get('HttpCode').text(defaults.healthyHttpCodes),
  };
}

function readDeregistrationDelay(properties: TemplateValue): number {
  const delay = properties.get('TargetGroupAttributes').items()
    .find((attribute) => attribute.get('Key').placeholder() === 'deregistration_delay.timeout_seconds');
  return delay?.get('Value').number(DEFAULTS.deregistrationDelaySeconds) ?? DEFAULTS.deregistrationDelaySeconds;
}

function noteStickiness(reader: ResourceReader, resource: Resource, properties: TemplateValue): void {
  const isSticky = properties.get('TargetGroupAttributes').items()
    .some((attribute) => attribute.get('Key').placeholder() === 'stickiness.enabled' && attribute.get('Value').isTrue());
  if (isSticky) {
    reader.note(resource, 'its sessions are sticky; the kit sends each request to the next server');
  }
}

function isConnection(properties: TemplateValue): boolean {
  const protocol = properties.get('HealthCheckProtocol').text(properties.get('Protocol').text('HTTP'));
  return protocol !== 'HTTP' && protocol !== 'HTTPS';
}
