import { HealthCheckBlueprint } from './blueprint';
import { ResourceReader } from './resource-reader';
import { Resource } from './template';
import { TemplateValue } from './template-value';

export interface TargetGroupBlueprint {
  readonly healthCheck: HealthCheckBlueprint;
  readonly deregistrationDelaySeconds: number;
}

// what AWS takes where a target group does not say it
const DEFAULTS: TargetGroupBlueprint = {
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

/** The target group that the value refers to. */
export function readTargetGroup(reader: ResourceReader, value: TemplateValue): TargetGroupBlueprint {
  const resource = reader.find('AWS::ElasticLoadBalancingV2::TargetGroup', value);
  if (resource === undefined) {
    const assumption = 'the kit checks health with the defaults of AWS';
    reader.remark(value.resource, `its target group is not part of this assembly; ${assumption}`);
    return DEFAULTS;
  }
  const properties = reader.properties(resource);
  remarkProtocol(reader, resource, properties);
  return { healthCheck: readHealthCheck(properties), deregistrationDelaySeconds: readDeregistrationDelay(properties) };
}

function readHealthCheck(properties: TemplateValue): HealthCheckBlueprint {
  const defaults = DEFAULTS.healthCheck;
  return {
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
    .find((attribute) => attribute.get('Key').guess() === 'deregistration_delay.timeout_seconds');
  return delay?.get('Value').number(DEFAULTS.deregistrationDelaySeconds) ?? DEFAULTS.deregistrationDelaySeconds;
}

function remarkProtocol(reader: ResourceReader, resource: Resource, properties: TemplateValue): void {
  const protocol = properties.get('HealthCheckProtocol').text(properties.get('Protocol').text('HTTP'));
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    reader.remark(resource, `its health check is ${protocol}; the kit checks with HTTP`);
  }
}
