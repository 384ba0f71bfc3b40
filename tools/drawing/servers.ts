import { listOf, Resource, Template } from '../template';

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
  const [group] = template.all('AWS::AutoScaling::AutoScalingGroup');
  if (group) {
    return readInstances(template, group);
  }
  const [service] = template.all('AWS::ECS::Service');
  return service && readTasks(template, service);
}

function readInstances(template: Template, group: Resource): Servers {
  const { MinSize, MaxSize, LaunchTemplate, VPCZoneIdentifier } = group.Properties;
  const data = template.at(LaunchTemplate?.LaunchTemplateId)?.Properties.LaunchTemplateData;
  const profile = template.at(data?.IamInstanceProfile?.Arn);
  const policy = template.all('AWS::AutoScaling::ScalingPolicy')
    .find(({ Properties }) => template.isAt(Properties.AutoScalingGroupName, group))?.Properties;
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
    targetGroups: resources(template, group.Properties.TargetGroupARNs),
    role: resources(template, profile?.Properties.Roles)[0],
  };
}

function readTasks(template: Template, service: Resource): Servers {
  const { TaskDefinition, NetworkConfiguration, Cluster } = service.Properties;
  const task = template.at(TaskDefinition)?.Properties;
  const network = NetworkConfiguration?.AwsvpcConfiguration;
  const [target] = template.all('AWS::ApplicationAutoScaling::ScalableTarget');
  const policy = template.all('AWS::ApplicationAutoScaling::ScalingPolicy')
    .find(({ Properties }) => target && template.isAt(Properties.ScalingTargetId, target))?.Properties;
  const least = target?.Properties.MinCapacity ?? service.Properties.DesiredCount ?? 1;
  const cluster = template.at(Cluster);
  return {
    noun: 'task',
    group: `ECS service on Fargate${cluster ? ', own cluster' : ''}`,
    least,
    count: target ? `${least} to ${target.Properties.MaxCapacity}` : `${least}`,
    scaling: scalingOf(policy?.TargetTrackingScalingPolicyConfiguration),
    size: task && `${task.Cpu / 1024} vCPU, ${task.Memory} MiB`,
    vcpu: task && task.Cpu / 1024,
    memoryGigabytes: task && task.Memory / 1024,
    details: network?.AssignPublicIp === 'DISABLED' ? ['no public address'] : [],
    subnets: resources(template, network?.Subnets),
    securityGroups: resources(template, network?.SecurityGroups),
    targetGroups: resources(template, service.Properties.LoadBalancers?.map((one: { TargetGroupArn: unknown }) => one.TargetGroupArn)),
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
