import { Resource, Template } from './template';

/** Something outside the network that holds data: its name and what is to be known of it. */
export interface Store {
  readonly resource: Resource;
  readonly name: string;
  readonly details: string[];
}

interface Replica {
  readonly DeletionProtectionEnabled?: boolean;
  readonly PointInTimeRecoverySpecification?: { readonly PointInTimeRecoveryEnabled: boolean };
}

export function readTable(template: Template): Store | undefined {
  const [resource] = template.ofType('AWS::DynamoDB::GlobalTable');
  if (!resource) {
    return undefined;
  }
  const { KeySchema, AttributeDefinitions, TimeToLiveSpecification, BillingMode } = resource.properties;
  const [replica] = resource.properties.Replicas as Replica[];
  const type = (name: string) => AttributeDefinitions.find((one: { AttributeName: string }) => one.AttributeName === name)?.AttributeType;
  return {
    resource,
    name: 'session table',
    details: [
      `key: ${KeySchema.map(({ AttributeName }: { AttributeName: string }) => `${AttributeName} (${type(AttributeName)})`).join(', ')}`,
      BillingMode === 'PAY_PER_REQUEST' ? 'on demand' : 'provisioned',
      TimeToLiveSpecification?.Enabled ? `time to live: ${TimeToLiveSpecification.AttributeName}` : 'no time to live',
      replica.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ? 'point-in-time recovery' : '',
      replica.DeletionProtectionEnabled ? 'deletion protection' : '',
      resource.isRetained ? 'retained' : '',
    ].filter(Boolean),
  };
}

export function readLogGroups(template: Template): Store[] {
  return template.ofType('AWS::Logs::LogGroup').map((resource) => ({
    resource,
    name: `${whatIsLogged(template, resource)} logs`,
    details: [`kept for ${resource.properties.RetentionInDays} days`],
  }));
}

export function readBucket(template: Template): Store | undefined {
  const [resource] = template.ofType('AWS::S3::Bucket');
  if (!resource) {
    return undefined;
  }
  const policy = template.ofType('AWS::S3::BucketPolicy').find(({ properties }) => template.isAt(properties.Bucket, resource));
  const { LifecycleConfiguration, PublicAccessBlockConfiguration } = resource.properties;
  const days = LifecycleConfiguration?.Rules?.[0]?.ExpirationInDays;
  return {
    resource,
    name: 'access log bucket',
    details: [
      days ? `kept for ${days} days` : 'kept for ever',
      PublicAccessBlockConfiguration?.BlockPublicPolicy ? 'never public' : '',
      JSON.stringify(policy?.properties ?? '').includes('"aws:SecureTransport":"false"') ? 'TLS only' : '',
    ].filter(Boolean),
  };
}

function whatIsLogged(template: Template, group: Resource): string {
  if (template.ofType('AWS::EC2::FlowLog').some(({ properties }) => template.isAt(properties.LogGroupName, group))) {
    return 'flow';
  }
  const isContainers = template.ofType('AWS::ECS::TaskDefinition').some(({ properties }) => properties.ContainerDefinitions
    .some((container: { LogConfiguration?: { Options?: Record<string, unknown> } }) => (
      template.isAt(container.LogConfiguration?.Options?.['awslogs-group'], group))));
  return isContainers ? 'container' : 'unused';
}
