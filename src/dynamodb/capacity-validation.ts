import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { ValidationErrors } from '../validation/validation-errors';

type Scaling = dynamodb.CfnGlobalTable.CapacityAutoScalingSettingsProperty;

/** Billing that somebody made with aws-cdk-lib, which checks little and some of it late. */
export function validateBilling(errors: ValidationErrors, billing: dynamodb.Billing): void {
  if (billing.mode === dynamodb.BillingMode.PAY_PER_REQUEST) {
    errors.integer('maxReadRequestUnits', billing._renderReadCapacity(), 1);
    errors.integer('maxWriteRequestUnits', billing._renderWriteCapacity(), 1);
    return;
  }
  validateUnits(errors, 'readCapacity', billing._renderReadCapacity());
  try {
    validateUnits(errors, 'writeCapacity', billing._renderWriteCapacity());
  } catch {
    // the one way to learn that it is fixed
    errors.add(fixedWrites('writeCapacity'));
  }
}

/** Capacity of one index or replica. */
export function validateCapacity(errors: ValidationErrors, prop: string, capacity: dynamodb.Capacity | undefined, direction: 'read' | 'write'): void {
  if (!capacity) {
    return;
  }
  if (direction === 'write' && capacity.mode === dynamodb.CapacityMode.FIXED) {
    errors.add(fixedWrites(prop));
  } else {
    validateUnits(errors, prop, direction === 'read' ? capacity._renderReadCapacity() : capacity._renderWriteCapacity());
  }
}

function fixedWrites(prop: string): string {
  return `\`${prop}\` must scale, since replicas share it, got: fixed capacity; use Capacity.autoscaled, with \`minCapacity\` and \`maxCapacity\` the same if need be`;
}

function validateUnits(errors: ValidationErrors, prop: string, rendered: Record<string, any>): void {
  errors.integer(prop, rendered.readCapacityUnits, 1);
  const scaling: Scaling | undefined = rendered.readCapacityAutoScalingSettings ?? rendered.writeCapacityAutoScalingSettings;
  if (!scaling) {
    return;
  }
  errors.integer(`${prop}.minCapacity`, scaling.minCapacity, 1);
  errors.integer(`${prop}.maxCapacity`, scaling.maxCapacity, 1);
  errors.integer(`${prop}.seedCapacity`, scaling.seedCapacity, 1);
}

/** @param onDemand whether the table pays per request: then it starts with that much, and cannot have less */
export function validateWarmThroughput(errors: ValidationErrors, prop: string, warm: dynamodb.WarmThroughput | undefined, onDemand: boolean): void {
  if (warm && warm.readUnitsPerSecond === undefined && warm.writeUnitsPerSecond === undefined) {
    errors.add(`\`${prop}\` must hold \`readUnitsPerSecond\` or \`writeUnitsPerSecond\`, got: neither; give one or leave the prop out`);
  }
  errors.integer(`${prop}.readUnitsPerSecond`, warm?.readUnitsPerSecond, onDemand ? 12_000 : 1);
  errors.integer(`${prop}.writeUnitsPerSecond`, warm?.writeUnitsPerSecond, onDemand ? 4000 : 1);
}
