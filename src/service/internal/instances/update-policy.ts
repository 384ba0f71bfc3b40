import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import { Annotations, CfnAutoScalingRollingUpdate, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Capacity } from '../capacity';
import { ValidationErrors } from '../../../validation/validation-errors';

/**
 * Whether somebody serves while a deployment replaces the servers.
 *
 * A policy says what it is only when aws-cdk-lib has rendered it.
 */
export function checkUpdatePolicy(scope: Construct, capacity: Capacity, group: autoscaling.AutoScalingGroup): void {
  const { updatePolicy = {}, creationPolicy } = (group.node.defaultChild as autoscaling.CfnAutoScalingGroup).cfnOptions;
  const { autoScalingRollingUpdate: rolling, autoScalingReplacingUpdate: replacing, autoScalingInstanceRefresh: refresh } = updatePolicy;
  if (rolling) {
    validateRolling(scope, capacity, rolling);
  }
  const pauses = /[1-9]/.test(rolling?.pauseTime ?? '');
  const waits = rolling ? rolling.waitOnResourceSignals || pauses : !replacing || creationPolicy?.resourceSignal;
  const warn = (reason: string) => Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:updateStopsServers',
    `a deployment ends servers before new ones answer, so nobody may be served meanwhile, because ${reason}`);
  if (!waits) {
    warn('`updatePolicy` does not wait for them; give `signals`, or leave it out for an instance refresh that waits for the health check');
  }
  if (rolling) {
    warnOfBatch(warn, capacity, rolling);
  }
  if (refresh?.preferences?.minHealthyPercentage === 0) {
    warn('`minHealthyPercentage` is 0; give 100');
  }
}

const known = (...values: number[]) => !values.some((value) => Token.isUnresolved(value));

/** No error: more than the least number of servers may run, and then some stay. */
function warnOfBatch(
  warn: (reason: string) => void, { minCapacity, largestWeight }: Capacity, rolling: CfnAutoScalingRollingUpdate,
): void {
  const { maxBatchSize = 1, minInstancesInService = 0 } = rolling;
  // one server alone has a warning of its own, and with weights the sizes count other things than servers
  if (known(minCapacity, maxBatchSize, minInstancesInService) && minInstancesInService < 1 && maxBatchSize >= minCapacity && minCapacity > 1 &&
    largestWeight === 1) {
    warn(`\`updatePolicy\` replaces ${maxBatchSize} at once and \`minCapacity\` is ${minCapacity}; ` +
      'give `minInstancesInService` of 1 or more, or a smaller `maxBatchSize`');
  }
}

function validateRolling(scope: Construct, { maxCapacity }: Capacity, { minInstancesInService = 0 }: CfnAutoScalingRollingUpdate): void {
  const errors = new ValidationErrors();
  if (known(maxCapacity, minInstancesInService) && minInstancesInService >= maxCapacity) {
    errors.add(`\`updatePolicy\` must keep fewer servers in service than \`maxCapacity\` (${maxCapacity}), got: ${minInstancesInService}; ` +
      'CloudFormation needs one to replace');
  }
  errors.throwIfAny(scope);
}

