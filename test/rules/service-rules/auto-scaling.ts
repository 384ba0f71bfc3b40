import { Resource, Template } from '../../../tools/template';
import { launchOf, listIn } from './network';
import { BASES, hasTwice, idsOf, isAbove, isOutside, numberOf, ServiceRule, sharing } from './rule';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const POOL = 'AWS::AutoScaling::WarmPool';
const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const GUIDE = 'https://docs.aws.amazon.com/autoscaling/ec2/userguide';
const API = 'https://docs.aws.amazon.com/autoscaling/ec2/APIReference';
const UPDATE_POLICY = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html';
const APPLICATION = 'https://docs.aws.amazon.com/autoscaling/application/APIReference';

/** Amazon EC2 Auto Scaling and Application Auto Scaling. */
export const AUTO_SCALING_RULES: ServiceRule[] = [
  {
    id: 'asg-sizes-in-order',
    page: `${GUIDE}/asg-capacity-limits.html`,
    text: 'the least size is not above the desired one, nor this above the largest one',
    offenders: groups(({ Properties: { MinSize, MaxSize, DesiredCapacity } }) =>
      isAbove(MinSize, MaxSize) || isAbove(MinSize, DesiredCapacity) || isAbove(DesiredCapacity, MaxSize)),
    base: BASES.EC2,
    mistake: (it) => it.first(GROUP).DesiredCapacity = '5',
  },
  {
    id: 'asg-one-source-of-instances',
    page: `${API}/API_CreateAutoScalingGroup.html`,
    text: 'a group has either a launch template, a launch configuration or a policy for mixed instances',
    offenders: groups(({ Properties }) =>
      ['LaunchTemplate', 'LaunchConfigurationName', 'MixedInstancesPolicy', 'InstanceId'].filter((name) => Properties[name] !== undefined).length !== 1),
    base: BASES.EC2_SPOT,
    mistake: (it) => it.first(GROUP).LaunchTemplate = it.first(GROUP).MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification,
  },
  {
    id: 'asg-mixed-instances',
    page: `${GUIDE}/mixed-instances-groups-set-up-overview.html`,
    text: 'mixed instances have at most 40 types, each once, 0 to 100 percent On-Demand, and no Spot request in the launch template',
    offenders: groups((group, template) => {
      const { InstancesDistribution: distribution, LaunchTemplate } = group.Properties.MixedInstancesPolicy ?? {};
      const overrides = listIn(LaunchTemplate?.Overrides);
      return overrides.length > 40 || hasTwice(overrides.map(({ InstanceType, InstanceRequirements }) => InstanceType ?? InstanceRequirements)) ||
        isOutside(distribution?.OnDemandPercentageAboveBaseCapacity, 0, 100) || (LaunchTemplate && launchOf(template, group)?.InstanceMarketOptions);
    }),
    base: BASES.EC2_SPOT,
    mistake: (it) => it.first(GROUP).MixedInstancesPolicy.LaunchTemplate.Overrides.push({ InstanceType: 't3.small' }),
  },
  {
    id: 'asg-instance-refresh',
    page: `${API}/API_RefreshPreferences.html`,
    text: 'an instance refresh keeps 0 to 100 percent healthy, with a maximum of 100 to 200 percent, at most 100 above that',
    offenders: groups(({ UpdatePolicy }: any) => {
      const { MinHealthyPercentage: least, MaxHealthyPercentage: most } = UpdatePolicy?.AutoScalingInstanceRefresh?.Preferences ?? {};
      return isOutside(least, 0, 100) || isOutside(most, 100, 200) ||
        (most !== undefined && least === undefined) || Number(most) - Number(least) > 100;
    }),
    base: BASES.EC2,
    mistake: (it) => it.all(GROUP)[0].UpdatePolicy.AutoScalingInstanceRefresh.Preferences.MaxHealthyPercentage = 201,
  },
  {
    id: 'asg-rolling-update',
    page: UPDATE_POLICY,
    text: 'a rolling update keeps fewer instances than the largest size',
    offenders: groups(({ Properties, UpdatePolicy }: any) => {
      const { MinInstancesInService: kept } = UpdatePolicy?.AutoScalingRollingUpdate ?? {};
      return isAbove((numberOf(kept) ?? 0) + 1, Properties.MaxSize);
    }),
    base: BASES.EC2_ROLLING,
    mistake: (it) => it.first(GROUP).MaxSize = '2',
  },
  {
    id: 'asg-one-way-to-update',
    page: UPDATE_POLICY,
    text: 'a group is updated in one way, and a replacement does not roll',
    offenders: groups(({ UpdatePolicy }: any) => ['AutoScalingRollingUpdate', 'AutoScalingInstanceRefresh', 'AutoScalingReplacingUpdate']
      .filter((name) => UpdatePolicy?.[name]).length > 1),
    base: BASES.EC2,
    mistake: (it) => it.all(GROUP)[0].UpdatePolicy.AutoScalingReplacingUpdate = { WillReplace: true },
  },
  {
    id: 'asg-signals-of-its-instances',
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-creationpolicy.html',
    text: 'a group waits for no more signals than it starts instances',
    offenders: groups(({ Properties, CreationPolicy }: any) =>
      isAbove(CreationPolicy?.ResourceSignal?.Count, Properties.DesiredCapacity ?? Properties.MinSize)),
    base: BASES.EC2_ROLLING,
    mistake: (it) => it.all(GROUP)[0].CreationPolicy.ResourceSignal.Count = 3,
  },
  {
    id: 'asg-instance-lifetime',
    page: `${GUIDE}/asg-max-instance-lifetime.html`,
    text: 'instances live 1 to 365 days, or without end by 0',
    offenders: groups(({ Properties: { MaxInstanceLifetime: seconds } }) => numberOf(seconds) !== 0 && isOutside(seconds, 86_400, 31_536_000)),
    base: BASES.EC2,
    mistake: (it) => it.first(GROUP).MaxInstanceLifetime = 3600,
  },
  {
    id: 'asg-warm-pool-without-spot',
    page: `${GUIDE}/ec2-auto-scaling-warm-pools.html`,
    text: 'a group with Spot or mixed instances has no warm pool',
    offenders: pools((_, group, template) => group.Properties.MixedInstancesPolicy || launchOf(template, group)?.InstanceMarketOptions),
    base: BASES.EC2_WARM,
    mistake: (it) => it.first('AWS::EC2::LaunchTemplate').LaunchTemplateData.InstanceMarketOptions = { MarketType: 'spot' },
  },
  {
    id: 'asg-one-warm-pool',
    page: `${GUIDE}/ec2-auto-scaling-warm-pools.html`,
    text: 'a group has one warm pool',
    offenders: (template) => sharing(template.all(POOL), ({ Properties }) => Properties.AutoScalingGroupName),
    base: BASES.EC2_WARM,
    mistake: (it) => it.repeat(POOL),
  },
  {
    id: 'asg-warm-pool-hibernates',
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hibernating-prerequisites.html',
    text: 'instances that hibernate need it switched on, and an encrypted volume',
    offenders: pools(({ Properties }, group, template) => {
      const launch = launchOf(template, group);
      return Properties.PoolState === 'Hibernated' && launch && (launch.HibernationOptions?.Configured !== true ||
        !listIn(launch.BlockDeviceMappings).some(({ Ebs }) => Ebs?.Encrypted === true));
    }),
    base: BASES.EC2_HIBERNATED,
    mistake: (it) => delete it.first('AWS::EC2::LaunchTemplate').LaunchTemplateData.HibernationOptions,
  },
  {
    id: 'asg-warm-pool-sizes',
    page: `${API}/API_PutWarmPool.html`,
    text: 'the least size of a warm pool is not above what is prepared at most',
    offenders: pools(({ Properties: { MinSize, MaxGroupPreparedCapacity: most } }) =>
      numberOf(most) !== -1 && (isAbove(MinSize, most) || isOutside(most, 0, Infinity))),
    base: BASES.EC2_WARM,
    mistake: (it) => Object.assign(it.first(POOL), { MinSize: 3, MaxGroupPreparedCapacity: 2 }),
  },
  {
    id: 'asg-request-count-needs-label',
    page: `${API}/API_PredefinedMetricSpecification.html`,
    text: 'a policy by requests of a load balancer says which target group, and no other policy does',
    offenders: (template) => idsOf([...template.all('AWS::AutoScaling::ScalingPolicy'), ...template.all(POLICY)], ({ Properties }) => {
      const metric = (Properties.TargetTrackingConfiguration ?? Properties.TargetTrackingScalingPolicyConfiguration)?.PredefinedMetricSpecification;
      return metric && /^ALBRequestCountPerTarget$/.test(metric.PredefinedMetricType) !== (metric.ResourceLabel !== undefined);
    }),
    base: BASES.EC2_REQUESTS,
    mistake: (it) => it.all('AWS::AutoScaling::ScalingPolicy').forEach(({ Properties: { TargetTrackingConfiguration: each } }) =>
      delete each.PredefinedMetricSpecification.ResourceLabel),
  },
  {
    id: 'application-scaling-range',
    page: `${APPLICATION}/API_RegisterScalableTarget.html`,
    text: 'the least capacity is not above the largest one',
    offenders: (template) => idsOf(template.all(TARGET), ({ Properties: { MinCapacity, MaxCapacity } }) =>
      isAbove(MinCapacity, MaxCapacity) || isOutside(MinCapacity, 0, Infinity)),
    base: BASES.FARGATE,
    mistake: (it) => it.first(TARGET).MinCapacity = 5,
  },
  {
    id: 'application-scaling-target-once',
    page: `${APPLICATION}/API_RegisterScalableTarget.html`,
    text: 'a service is registered once, and a name of a policy is used once for it',
    offenders: (template) => [
      ...sharing(template.all(TARGET), ({ Properties }) => [Properties.ResourceId, Properties.ScalableDimension]),
      ...sharing(template.all(POLICY), ({ Properties }) => [Properties.ScalingTargetId ?? Properties.ResourceId, Properties.PolicyName]),
    ],
    base: BASES.FARGATE,
    mistake: (it) => it.repeat(POLICY),
  },
];

function groups(isWrong: (resource: Resource, template: Template) => unknown): ServiceRule['offenders'] {
  return (template) => idsOf(template.all(GROUP), (resource) => isWrong(resource, template));
}

function pools(isWrong: (pool: Resource, group: Resource, template: Template) => unknown): ServiceRule['offenders'] {
  return (template) => idsOf(template.all(POOL), (pool) => {
    const group = template.at(pool.Properties.AutoScalingGroupName);
    return group && isWrong(pool, group, template);
  });
}
