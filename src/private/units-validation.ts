import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Problems } from './validate';

type Scaling = dynamodb.CfnGlobalTable.CapacityAutoScalingSettingsProperty;

/** Billing that somebody made with aws-cdk-lib, which checks little and some of it late. */
export function validateBilling(problems: Problems, billing: dynamodb.Billing): void {
  if (billing.mode === dynamodb.BillingMode.PAY_PER_REQUEST) {
    problems.wholeNumber('maxReadRequestUnits', billing._renderReadCapacity(), 1);
    problems.wholeNumber('maxWriteRequestUnits', billing._renderWriteCapacity(), 1);
    return;
  }
  validateUnits(problems, 'readCapacity', billing._renderReadCapacity());
  try {
    validateUnits(problems, 'writeCapacity', billing._renderWriteCapacity());
  } catch {
    // the one way to learn that it is fixed
    problems.add(fixedWrites('writeCapacity'));
  }
}

/** Capacity of one index or replica. */
export function validateCapacity(problems: Problems, prop: string, capacity: dynamodb.Capacity | undefined, direction: 'read' | 'write'): void {
  if (!capacity) {
    return;
  }
  if (direction === 'write' && capacity.mode === dynamodb.CapacityMode.FIXED) {
    problems.add(fixedWrites(prop));
  } else {
    validateUnits(problems, prop, direction === 'read' ? capacity._renderReadCapacity() : capacity._renderWriteCapacity());
  }
}

function fixedWrites(prop: string): string {
  return `\`${prop}\` must scale, since replicas share it, got: fixed capacity; use Capacity.autoscaled, with \`minCapacity\` and \`maxCapacity\` the same if need be`;
}

function validateUnits(problems: Problems, prop: string, rendered: Record<string, any>): void {
  problems.wholeNumber(prop, rendered.readCapacityUnits, 1);
  const scaling: Scaling | undefined = rendered.readCapacityAutoScalingSettings ?? rendered.writeCapacityAutoScalingSettings;
  if (!scaling) {
    return;
  }
  problems.wholeNumber(`${prop}.minCapacity`, scaling.minCapacity, 1);
  problems.wholeNumber(`${prop}.maxCapacity`, scaling.maxCapacity, 1);
  problems.wholeNumber(`${prop}.seedCapacity`, scaling.seedCapacity, 1);
}

/** @param onDemand whether the table pays per request: then it starts with that much, and cannot have less */
export function validateWarmThroughput(problems: Problems, prop: string, warm: dynamodb.WarmThroughput | undefined, onDemand: boolean): void {
  if (warm && warm.readUnitsPerSecond === undefined && warm.writeUnitsPerSecond === undefined) {
    problems.add(`\`${prop}\` must hold \`readUnitsPerSecond\` or \`writeUnitsPerSecond\`, got: neither; give one or leave the prop out`);
  }
  problems.wholeNumber(`${prop}.readUnitsPerSecond`, warm?.readUnitsPerSecond, onDemand ? 12_000 : 1);
  problems.wholeNumber(`${prop}.writeUnitsPerSecond`, warm?.writeUnitsPerSecond, onDemand ? 4000 : 1);
}
