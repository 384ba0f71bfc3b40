import { Token } from 'aws-cdk-lib/core';
import { LoadBalancedSessionServiceOptions } from '../load-balanced-session-service-options';
import { SessionServiceMixedInstances } from '../load-balanced-session-service-props';
import { SessionServiceScaling } from '../session-service-scaling';
import { ValidationErrors } from '../../validation/validation-errors';

type Options = LoadBalancedSessionServiceOptions;

/** How many servers, and what the number follows; nothing when it cannot change. */
export interface Capacity {
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly scaling: SessionServiceScaling;
  readonly isFixed: boolean;
  /** How much of the capacity one server can be: instance types with weights count units. */
  readonly largestWeight: number;
}

export function capacityOf(options: Options, mixedInstances?: SessionServiceMixedInstances): Capacity {
  const minCapacity = options.minCapacity ?? 2;
  const maxCapacity = options.maxCapacity ?? minCapacity * 2;
  const scaling = options.scaling ?? SessionServiceScaling.cpuUtilization(60);
  const weights = (mixedInstances?.launchTemplateOverrides ?? []).map(({ weightedCapacity }) => weightedCapacity ?? 1);
  return { minCapacity, maxCapacity, scaling, isFixed: maxCapacity === minCapacity, largestWeight: Math.max(1, ...weights) };
}

export function validateCapacityRange(errors: ValidationErrors, { minCapacity = 2, maxCapacity }: Options): void {
  if (Token.isUnresolved(minCapacity)) {
    if (maxCapacity === undefined) {
      errors.add('`maxCapacity` is required beside a `minCapacity` that is known only at deployment, got: none');
    }
  } else if (maxCapacity !== undefined && !Token.isUnresolved(maxCapacity) && maxCapacity < minCapacity) {
    errors.add(`\`maxCapacity\` must be at least \`minCapacity\` (${minCapacity}), got: ${maxCapacity}`);
  }
}
