import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ValidationErrors } from '../validation/validation-errors';

/**
 * What the number of servers follows between `minCapacity` and `maxCapacity`.
 *
 * Further policies can be added to the parts themselves: `autoScalingGroup.scaleOn…`, `scalableTaskCount.scaleOn…`.
 */
export class SessionServiceScaling {
  /**
   * The processors' load.
   *
   * @param targetUtilizationPercent average to aim at, 1 to 100
   * @throws when the number is out of its range
   */
  public static cpuUtilization(targetUtilizationPercent: number): SessionServiceScaling {
    validateTarget('targetUtilizationPercent', targetUtilizationPercent, 100);
    return new SessionServiceScaling({
      name: 'cpuUtilization',
      scaleInstances: (group) => group.scaleOnCpuUtilization('CpuScaling', { targetUtilizationPercent }),
      scaleTasks: (tasks) => tasks.scaleOnCpuUtilization('CpuScaling', { targetUtilizationPercent }),
    });
  }

  /**
   * The containers' memory. For Fargate only: EC2 does not report the memory of instances.
   *
   * @param targetUtilizationPercent average to aim at, 1 to 100
   * @throws when the number is out of its range
   */
  public static memoryUtilization(targetUtilizationPercent: number): SessionServiceScaling {
    validateTarget('targetUtilizationPercent', targetUtilizationPercent, 100);
    return new SessionServiceScaling({
      name: 'memoryUtilization',
      scaleTasks: (tasks) => tasks.scaleOnMemoryUtilization('MemoryScaling', { targetUtilizationPercent }),
    });
  }

  /**
   * The requests that the load balancer sends to each server.
   *
   * @param requestsPerMinute average to aim at, at least 1
   * @throws when the number is out of its range
   */
  public static requestsPerTarget(requestsPerMinute: number): SessionServiceScaling {
    validateTarget('requestsPerMinute', requestsPerMinute);
    return new SessionServiceScaling({
      name: 'requestsPerTarget',
      scaleInstances: (group) => group.scaleOnRequestCount('RequestScaling', { targetRequestsPerMinute: requestsPerMinute }),
      scaleTasks: (tasks, targetGroup) => tasks.scaleOnRequestCount('RequestScaling', { requestsPerTarget: requestsPerMinute, targetGroup }),
    });
  }

  /** Nothing: you add a policy or a schedule yourself. */
  public static none(): SessionServiceScaling {
    return new SessionServiceScaling({ name: 'none', scaleInstances: () => {}, scaleTasks: () => {} });
  }

  private constructor(private readonly policy: ScalingPolicy) {}

  /**
   * Name of the factory.
   *
   * @internal
   */
  public get _name(): string {
    return this.policy.name;
  }

  /**
   * Whether instances can follow it.
   *
   * @internal
   */
  public get _isForInstances(): boolean {
    return this.policy.scaleInstances !== undefined;
  }

  /**
   * @internal
   */
  public _scaleInstances(group: autoscaling.AutoScalingGroup): void {
    this.policy.scaleInstances?.(group);
  }

  /**
   * @internal
   */
  public _scaleTasks(tasks: ecs.ScalableTaskCount, targetGroup: elbv2.ApplicationTargetGroup): void {
    this.policy.scaleTasks(tasks, targetGroup);
  }
}

interface ScalingPolicy {
  readonly name: string;
  readonly scaleInstances?: (group: autoscaling.AutoScalingGroup) => void;
  readonly scaleTasks: (tasks: ecs.ScalableTaskCount, targetGroup: elbv2.ApplicationTargetGroup) => void;
}

function validateTarget(prop: string, value: number, max?: number): void {
  const errors = new ValidationErrors();
  errors.integer(prop, value, 1, max);
  errors.throwIfAny();
}
