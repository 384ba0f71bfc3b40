import { listOf, Resource, Template } from './template';

export interface Servers {
  /** `instance` or `task`. */
  readonly noun: string;
  readonly group: string;
  readonly least: number;
  readonly count: string;
  readonly scaling?: string;
  /** What one of them is: `t3.micro`. */
  readonly size?: string;
  /** Of one task; undefined on instances. */
  readonly vcpu?: number;
  readonly memoryGigabytes?: number;
  readonly details: string[];
  readonly subnets: Resource[];
  readonly securityGroups: Resource[];
  /** Where load balancers find them. */
  readonly targetGroups: Resource[];
  /** Role of the application; undefined when the servers have none. */
  readonly role?: Resource;
}

export function readServers(template: Template): Servers | undefined {
  const [group] = template.ofType('AWS::AutoScaling::AutoScalingGroup');
  if (group) {
    return readInstances(template, group);
  }
  const [service] = template.ofType('AWS::ECS::Service');
  return service && readTasks(template, service);
}

function readInstances(template: Template, group: Resource): Servers {
  const { MinSize, MaxSize, LaunchTemplate, VPCZoneIdentifier } = group.properties;
  const data = template.at(LaunchTemplate?.LaunchTemplateId)?.properties.LaunchTemplateData;
  const profile = template.at(data?.IamInstanceProfile?.Arn);
  const policy = template.ofType('AWS::AutoScaling::ScalingPolicy')
    .find(({ properties }) => template.isAt(properties.AutoScalingGroupName, group))?.properties;
  const isEncrypted = data && listOf<{ Ebs?: { Encrypted?: boolean } }>(data.BlockDeviceMappings).every(({ Ebs }) => Ebs?.Encrypted);
  return {
    noun: 'instance',
    group: 'Auto Scaling group',
    least: Number(MinSize),
    count: `${MinSize} to ${MaxSize}`,
    scaling: scalingOf(policy?.TargetTrackingConfiguration),
    size: data?.InstanceType,
    details: [
      data?.MetadataOptions?.HttpTokens === 'required' ? 'IMDSv2 only' : '',
      data && data.KeyName === undefined ? 'no key pair' : '',
      isEncrypted ? 'encrypted disk' : '',
    ].filter(Boolean),
    subnets: resources(template, VPCZoneIdentifier),
    securityGroups: resources(template, data?.SecurityGroupIds),
    targetGroups: resources(template, group.properties.TargetGroupARNs),
    role: resources(template, profile?.properties.Roles)[0],
  };
}

function readTasks(template: Template, service: Resource): Servers {
  const { TaskDefinition, NetworkConfiguration, Cluster } = service.properties;
  const task = template.at(TaskDefinition)?.properties;
  const network = NetworkConfiguration?.AwsvpcConfiguration;
  const [target] = template.ofType('AWS::ApplicationAutoScaling::ScalableTarget');
  const policy = template.ofType('AWS::ApplicationAutoScaling::ScalingPolicy')
    .find(({ properties }) => target && template.isAt(properties.ScalingTargetId, target))?.properties;
  const least = target?.properties.MinCapacity ?? service.properties.DesiredCount ?? 1;
  const cluster = template.at(Cluster);
  return {
    noun: 'task',
    group: `ECS service on Fargate${cluster ? ', own cluster' : ''}`,
    least,
    count: target ? `${least} to ${target.properties.MaxCapacity}` : `${least}`,
    scaling: scalingOf(policy?.TargetTrackingScalingPolicyConfiguration),
    size: task && `${task.Cpu / 1024} vCPU, ${task.Memory} MiB`,
    vcpu: task && task.Cpu / 1024,
    memoryGigabytes: task && task.Memory / 1024,
    details: network?.AssignPublicIp === 'DISABLED' ? ['no public address'] : [],
    subnets: resources(template, network?.Subnets),
    securityGroups: resources(template, network?.SecurityGroups),
    targetGroups: resources(template, service.properties.LoadBalancers?.map((one: { TargetGroupArn: unknown }) => one.TargetGroupArn)),
    role: template.at(task?.TaskRoleArn),
  };
}

/** Nouns for a count: `2 instances`. */
export function counted(count: number | string, noun: string): string {
  return `${count} ${noun}${count === 1 || count === '1' ? '' : noun.endsWith('s') ? 'es' : 's'}`;
}

function scalingOf(tracking: { PredefinedMetricSpecification?: { PredefinedMetricType: string }; TargetValue: number } | undefined) {
  const metric = tracking?.PredefinedMetricSpecification?.PredefinedMetricType;
  if (!tracking || !metric) {
    return undefined;
  }
  return `${/CPU/.test(metric) ? 'CPU' : metric} at ${tracking.TargetValue} %`;
}

function resources(template: Template, references: unknown): Resource[] {
  return listOf(references).map((reference) => template.at(reference)).filter((resource) => resource !== undefined);
}
