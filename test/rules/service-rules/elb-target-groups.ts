import { Resource, Template } from '../../../tools/template';
import { loadBalancerOf, targetGroupsOf } from './elb-listeners';
import { listIn, vpcsOf } from './network';
import { BASES, idsOf, isOutside, isSame, numberOf, ServiceRule } from './rule';

const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const GUIDE = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application';
const API = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference';

/** Elastic Load Balancing: target groups. */
export const TARGET_GROUP_RULES: ServiceRule[] = [
  {
    id: 'elb-health-check-timeout-below-interval',
    page: `${GUIDE}/target-group-health-checks.html`,
    text: 'the timeout of a health check is shorter than its interval',
    offenders: of(({ Properties: { HealthCheckTimeoutSeconds: timeout, HealthCheckIntervalSeconds: interval } }) =>
      (numberOf(timeout) ?? 5) >= (numberOf(interval) ?? 30) &&
      [timeout, interval].every((each) => each === undefined || numberOf(each) !== undefined)),
    base: BASES.EC2,
    mistake: (it) => it.first(TARGET_GROUP).HealthCheckTimeoutSeconds = 30,
  },
  {
    id: 'elb-health-check-ranges',
    page: `${API}/API_CreateTargetGroup.html`,
    text: 'health checks run every 5 to 300 seconds, wait 2 to 120 seconds and count to 2 to 10',
    offenders: of(({ Properties }) => isOutside(Properties.HealthCheckIntervalSeconds, 5, 300) ||
      isOutside(Properties.HealthCheckTimeoutSeconds, 2, 120) ||
      isOutside(Properties.HealthyThresholdCount, 2, 10) || isOutside(Properties.UnhealthyThresholdCount, 2, 10)),
    base: BASES.EC2,
    mistake: (it) => it.first(TARGET_GROUP).HealthyThresholdCount = 1,
  },
  {
    id: 'elb-health-check-path',
    page: `${API}/API_CreateTargetGroup.html`,
    text: 'the path of a health check begins with a slash and has at most 1,024 characters',
    offenders: of(({ Properties: { HealthCheckPath: path } }) => typeof path === 'string' && !/^\/\S{0,1023}$/.test(path)),
    base: BASES.EC2,
    mistake: (it) => it.first(TARGET_GROUP).HealthCheckPath = 'ping.html',
  },
  {
    id: 'elb-health-check-codes',
    page: `${API}/API_Matcher.html`,
    text: 'a health check expects codes from 200 to 499',
    offenders: of(({ Properties: { Matcher } }) => typeof Matcher?.HttpCode === 'string' &&
      (Matcher.HttpCode.match(/\d+/g) ?? ['0']).some((code: string) => isOutside(code, 200, 499))),
    base: BASES.EC2,
    mistake: (it) => it.first(TARGET_GROUP).Matcher = { HttpCode: '200-599' },
  },
  {
    id: 'elb-deregistration-delay',
    page: `${GUIDE}/edit-target-group-attributes.html`,
    text: 'the deregistration delay is 0 to 3,600 seconds',
    offenders: of((resource) => isOutside(attributeOf(resource, 'deregistration_delay.timeout_seconds'), 0, 3600)),
    base: BASES.EC2,
    mistake: (it) => it.first(TARGET_GROUP).TargetGroupAttributes[0].Value = '3601',
  },
  {
    id: 'elb-slow-start',
    page: `${GUIDE}/edit-target-group-attributes.html`,
    text: 'a slow start takes 30 to 900 seconds, or 0 for none',
    offenders: of((resource) => numberOf(attributeOf(resource, 'slow_start.duration_seconds')) !== 0 &&
      isOutside(attributeOf(resource, 'slow_start.duration_seconds'), 30, 900)),
    base: BASES.EC2,
    mistake: (it) => it.first(TARGET_GROUP).TargetGroupAttributes.push({ Key: 'slow_start.duration_seconds', Value: '29' }),
  },
  {
    id: 'elb-slow-start-round-robin',
    page: `${GUIDE}/edit-target-group-attributes.html`,
    text: 'a slow start is for round robin alone',
    offenders: of((resource) => (numberOf(attributeOf(resource, 'slow_start.duration_seconds')) ?? 0) > 0 &&
      (attributeOf(resource, 'load_balancing.algorithm.type') ?? 'round_robin') !== 'round_robin'),
    base: BASES.EC2,
    mistake: (it) => it.first(TARGET_GROUP).TargetGroupAttributes.push(
      { Key: 'slow_start.duration_seconds', Value: '60' }, { Key: 'load_balancing.algorithm.type', Value: 'least_outstanding_requests' }),
  },
  {
    id: 'elb-anomaly-mitigation-weighted-random',
    page: `${GUIDE}/edit-target-group-attributes.html`,
    text: 'anomaly mitigation is for weighted random alone',
    offenders: of((resource) => attributeOf(resource, 'load_balancing.algorithm.anomaly_mitigation') === 'on' &&
      attributeOf(resource, 'load_balancing.algorithm.type') !== 'weighted_random'),
    base: BASES.EC2,
    mistake: (it) => it.first(TARGET_GROUP).TargetGroupAttributes.push({ Key: 'load_balancing.algorithm.anomaly_mitigation', Value: 'on' }),
  },
  {
    id: 'elb-target-group-in-vpc',
    page: `${GUIDE}/load-balancer-target-groups.html`,
    text: 'a target group is in the VPC of its load balancer',
    offenders: of((group, template) => {
      const vpcs = listenersOf(template, group).flatMap((listener) =>
        vpcsOf(template, listIn(template.at(loadBalancerOf(template, listener))?.Properties.Subnets)));
      return vpcs.some((vpc) => !isSame(vpc, group.Properties.VpcId));
    }),
    base: BASES.EC2,
    mistake: (it) => it.first(TARGET_GROUP).VpcId = { Ref: it.repeat('AWS::EC2::VPC') },
  },
  {
    id: 'elb-targets-are-instances-of-groups',
    page: 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/attach-load-balancer-asg.html',
    text: 'an Auto Scaling group registers instances: its target groups are of the type instance, and in its VPC',
    offenders: (template) => idsOf(template.all('AWS::AutoScaling::AutoScalingGroup'), ({ Properties }) => listIn(Properties.TargetGroupARNs).some((arn) => {
      const group = template.at(arn)?.Properties;
      return group && ((group.TargetType ?? 'instance') !== 'instance' ||
        vpcsOf(template, listIn(Properties.VPCZoneIdentifier)).some((vpc) => !isSame(vpc, group.VpcId)));
    })),
    base: BASES.EC2,
    mistake: (it) => it.first(TARGET_GROUP).TargetType = 'ip',
  },
];

function of(isWrong: (resource: Resource, template: Template) => unknown): ServiceRule['offenders'] {
  return (template) => idsOf(template.all(TARGET_GROUP), (resource) => isWrong(resource, template));
}

function attributeOf({ Properties }: Resource, key: string): unknown {
  return listIn(Properties.TargetGroupAttributes).find(({ Key }) => Key === key)?.Value;
}

/** The listeners and rules that forward to a target group. */
export function listenersOf(template: Template, group: Resource): Resource[] {
  return [...template.all('AWS::ElasticLoadBalancingV2::Listener'), ...template.all('AWS::ElasticLoadBalancingV2::ListenerRule')]
    .filter((listener) => targetGroupsOf(listener).some((each) => template.at(each) === group));
}
