import { Resource, Template } from '../template';

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
  const [resource] = template.all('AWS::DynamoDB::GlobalTable');
  if (!resource) {
    return undefined;
  }
  const { KeySchema, AttributeDefinitions, TimeToLiveSpecification, BillingMode } = resource.Properties;
  const [replica] = resource.Properties.Replicas as Replica[];
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
      resource.DeletionPolicy === 'Retain' ? 'retained' : '',
    ].filter(Boolean),
  };
}

export function readLogGroups(template: Template): Store[] {
  return template.all('AWS::Logs::LogGroup').map((resource) => ({
    resource,
    name: `${whatIsLogged(template, resource)} logs`,
    details: [`kept for ${resource.Properties.RetentionInDays} days`],
  }));
}

export function readBucket(template: Template): Store | undefined {
  const [resource] = template.all('AWS::S3::Bucket');
  if (!resource) {
    return undefined;
  }
  const policy = template.all('AWS::S3::BucketPolicy').find(({ Properties }) => template.isAt(Properties.Bucket, resource));
  const { LifecycleConfiguration, PublicAccessBlockConfiguration } = resource.Properties;
  const days = LifecycleConfiguration?.Rules?.[0]?.ExpirationInDays;
  return {
    resource,
    name: 'access log bucket',
    details: [
      days ? `kept for ${days} days` : 'kept for ever',
      PublicAccessBlockConfiguration?.BlockPublicPolicy ? 'never public' : '',
      JSON.stringify(policy?.Properties ?? '').includes('"aws:SecureTransport":"false"') ? 'TLS only' : '',
    ].filter(Boolean),
  };
}

function whatIsLogged(template: Template, group: Resource): string {
  if (template.all('AWS::EC2::FlowLog').some(({ Properties }) => template.isAt(Properties.LogGroupName, group))) {
    return 'flow';
  }
  const isContainers = template.all('AWS::ECS::TaskDefinition').some(({ Properties }) => Properties.ContainerDefinitions
    .some((container: { LogConfiguration?: { Options?: Record<string, unknown> } }) => (
      template.isAt(container.LogConfiguration?.Options?.['awslogs-group'], group))));
  return isContainers ? 'container' : 'unused';
}
