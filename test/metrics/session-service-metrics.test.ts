import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Template } from 'aws-cdk-lib/assertions';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService, LoadBalancedSessionService, SessionServiceDeployment, SessionServiceMetrics } from '../../src';
import { newStack, newVpc } from '../helpers';
import { partsOf, whyNeverReported } from './published-metrics';

const image = ecs.ContainerImage.fromRegistry('nginx');
const machineImage = ec2.MachineImage.latestAmazonLinux2023();
const names = (metric: cloudwatch.IMetric): string[] => partsOf(metric).map(({ metricName, dimensions = {} }) => (
  [metricName, ...Object.keys(dimensions).sort()].join(' ')));

const services: Record<string, (stack: Stack, id: string) => { readonly metrics: SessionServiceMetrics }> = {
  'on EC2 instances': (stack, id) => new LoadBalancedSessionService(stack, id, { machineImage }),
  'on Fargate': (stack, id) => new LoadBalancedFargateSessionService(stack, id, { image }),
  'with blue/green deployments': (stack, id) => new LoadBalancedFargateSessionService(stack, id, {
    image, deployment: SessionServiceDeployment.blueGreen(),
  }),
  'behind a load balancer that was given': (stack, id) => {
    const vpc = newVpc(stack);
    const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, `${id}Given`, { vpc });
    return new LoadBalancedSessionService(stack, id, { machineImage, loadBalancer });
  },
};

function allOf(metrics: SessionServiceMetrics): cloudwatch.IMetric[] {
  return [
    metrics.requests(), metrics.errors(), metrics.errorRate(), metrics.errorRate({ period: Duration.minutes(1) }), metrics.healthyServers(),
    metrics.unhealthyServers(), metrics.responseTime({ statistic: 'p95' }), metrics.refusedConnections(), metrics.requestsPerServer(),
    metrics.cpuUtilization(), ...metrics._service.processors.namespace === 'AWS/ECS' ? [metrics.memoryUtilization()] : [],
  ];
}

describe.each(Object.entries(services))('the metrics of a service %s', (_, define) => {
  test('are metrics that AWS reports, with these dimensions, in the region of the service', () => {
    const parts = allOf(define(newStack({ env: { account: '111122223333', region: 'eu-west-1' } }), 'Web').metrics).flatMap(partsOf);
    expect(parts.flatMap((metric) => whyNeverReported(metric) ?? [])).toEqual([]);
    expect(new Set(parts.map((metric) => metric.toMetricConfig().metricStat?.region))).toEqual(new Set(['eu-west-1']));
  });

  test('make alarms, and a graph beside those of another service', () => {
    const stack = newStack();
    const own = [...allOf(define(stack, 'Web').metrics), ...allOf(services['on Fargate'](stack, 'Other').metrics)];
    own.forEach((metric, index) => new cloudwatch.Alarm(stack, `Alarm${index}`, { metric, threshold: 0, evaluationPeriods: 1 }));
    new cloudwatch.Dashboard(stack, 'Dashboard', { widgets: [[new cloudwatch.GraphWidget({ left: own })]] });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.filter(({ Properties: { AlarmDescription } }) => AlarmDescription === undefined).length).toBeGreaterThanOrEqual(own.length);
  });
});

test('blue/green deployments: both target groups count, whichever takes the requests', () => {
  const { metrics } = services['with blue/green deployments'](newStack(), 'Web');
  for (const metric of [metrics.requests(), metrics.healthyServers(), metrics.responseTime(), metrics.requestsPerServer()]) {
    expect(new Set(partsOf(metric).map(({ dimensions }) => JSON.stringify(dimensions?.TargetGroup))).size).toBe(2);
  }
  expect(metrics.healthyServers().expression).toMatch(/^FILL\(\w+, 0\) \+ FILL\(\w+, 0\)$/);
});

test('errors count what the load balancer answers itself, unless others share it', () => {
  expect(names(services['on Fargate'](newStack(), 'Web').metrics.errors())).toEqual([
    'HTTPCode_Target_5XX_Count LoadBalancer TargetGroup', 'HTTPCode_ELB_5XX_Count LoadBalancer',
  ]);
  expect(names(services['behind a load balancer that was given'](newStack(), 'Web').metrics.errors())).toEqual([
    'HTTPCode_Target_5XX_Count LoadBalancer TargetGroup', 'TargetConnectionErrorCount LoadBalancer TargetGroup',
  ]);
});

test('period, label and color are taken as for any metric of CDK', () => {
  const metric = services['on Fargate'](newStack(), 'Web').metrics.errorRate({ period: Duration.minutes(1), label: 'Lost', color: '#ff0000' });
  expect(metric).toMatchObject({ label: 'Lost', color: '#ff0000' });
  expect(partsOf(metric).map(({ period }) => period.toMinutes())).toEqual([1, 1, 1]);
});

test('fails if EC2 instances are asked for their memory, which they do not report', () => {
  expect(() => services['on EC2 instances'](newStack(), 'Web').metrics.memoryUtilization()).toThrow(
    '`memoryUtilization` must be of a service on Fargate, got: one on EC2 instances, which report no memory; ' +
    'install the CloudWatch agent and use its metric (in Stack/Web)');
});
