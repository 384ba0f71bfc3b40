import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { Capacity } from './capacity';
import { LoadBalancing } from './load-balancer/load-balancing';
import { MeasuredService } from '../../metrics/measured-service';
import { SessionServiceMetrics } from '../../metrics/session-service-metrics';

export function metricsOfInstances(
  owner: IConstruct, front: LoadBalancing, capacity: Capacity, group: autoscaling.AutoScalingGroup,
): SessionServiceMetrics {
  const processors = { namespace: 'AWS/EC2', dimensionsMap: { AutoScalingGroupName: group.autoScalingGroupName } } as const;
  return SessionServiceMetrics._of(owner, { ...measuresOf(owner, front, capacity), processors });
}

export function metricsOfTasks(owner: IConstruct, front: LoadBalancing, capacity: Capacity, service: ecs.FargateService): SessionServiceMetrics {
  const dimensionsMap = { ClusterName: service.cluster.clusterName, ServiceName: service.serviceName };
  return SessionServiceMetrics._of(owner, { ...measuresOf(owner, front, capacity), processors: { namespace: 'AWS/ECS', dimensionsMap } });
}

function measuresOf(
  owner: IConstruct, { targetGroup, alternateTargetGroup, loadBalancer }: LoadBalancing, { minCapacity, largestWeight }: Capacity,
): Omit<MeasuredService, 'processors'> {
  const groupLoadBalancer = targetGroup.firstLoadBalancerFullName;
  return {
    targetGroups: [targetGroup, ...alternateTargetGroup ? [alternateTargetGroup] : []].map((group) => ({
      TargetGroup: group.targetGroupFullName, LoadBalancer: groupLoadBalancer,
    })),
    // a load balancer that was given may serve others too, which it does not tell apart
    isShared: !loadBalancer || !loadBalancer.node.scopes.includes(owner),
    leastServers: Token.isUnresolved(minCapacity) ? minCapacity : Math.ceil(minCapacity / largestWeight),
  };
}
