import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { MonitoringFacade } from 'cdk-monitoring-constructs';
import { LoadBalancedFargateSessionService, LoadBalancedSessionService } from '../../src';
import { newStack } from '../helpers';

describe('cdk-monitoring-constructs takes the parts of our services as they are exposed', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const instances = new LoadBalancedSessionService(stack, 'Instances', { vpc, machineImage: ec2.MachineImage.latestAmazonLinux2023() });
  const tasks = new LoadBalancedFargateSessionService(stack, 'Tasks', {
    vpc, image: ecs.ContainerImage.fromRegistry('nginx'), sessionTable: instances.sessionTable,
  });
  new MonitoringFacade(stack, 'Monitoring')
    .monitorDynamoTable({
      table: instances.sessionTable.table,
      addReadThrottledEventsCountAlarm: { Warning: { maxThrottledEventsThreshold: 5 } },
    })
    .monitorAutoScalingGroup({ autoScalingGroup: instances.autoScalingGroup })
    .monitorFargateApplicationLoadBalancer({
      fargateService: tasks.service, applicationLoadBalancer: tasks.loadBalancer, applicationTargetGroup: tasks.targetGroup,
      addUnhealthyTaskCountAlarm: { Warning: { maxUnhealthyTasks: 1 } },
    });
  const template = Template.fromStack(stack);

  test('for an alarm on the session table', () => {
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm', { Properties: { Threshold: 5 } }));
    const names = alarms.flatMap(({ Properties }) => Properties.Metrics)
      .flatMap(({ MetricStat }) => MetricStat?.Metric.Dimensions ?? [])
      .filter(({ Name }: { Name: string }) => Name === 'TableName')
      .map(({ Value }: { Value: unknown }) => Value);
    expect(names).toContainEqual(stack.resolve(instances.sessionTable.tableName));
  });

  test('for an alarm on tasks that are not well', () => {
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { Threshold: 1 }, 1);
  });

  test('for a dashboard', () => {
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });
});
