import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Token } from 'aws-cdk-lib/core';
import { validateBilling } from '../dynamodb/capacity-validation';
import { ValidationErrors } from '../validation/validation-errors';

/**
 * How a session table is billed, and how much traffic it takes.
 *
 * ```ts
 * new SessionTable(this, 'Sessions', {
 *   capacity: SessionCapacity.autoscaled({ minCapacity: 5, maxCapacity: 100, seedCapacity: 20, write: { maxCapacity: 400 } }),
 * });
 * ```
 */
export class SessionCapacity {
  /**
   * Pay per request: no planning, no idle cost. What most session tables want.
   *
   * @throws when a maximum is not a whole number of at least 1
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
   */
  public static onDemand(options: OnDemandSessionCapacityOptions = {}): SessionCapacity {
    const errors = new ValidationErrors();
    errors.integer('maxReadRequestUnits', options.maxReadRequestUnits, 1);
    errors.integer('maxWriteRequestUnits', options.maxWriteRequestUnits, 1);
    errors.throwIfAny();
    const limits = { ...options };
    return new SessionCapacity(true, () => dynamodb.Billing.onDemand(limits));
  }

  /**
   * Provisioned units that follow the traffic between a minimum and a maximum.
   *
   * Cheaper than on-demand while the table uses more than about 29 per cent of what is provisioned, day and night
   * together. Values for both directions stand at the top; `read` and `write` overrule them.
   *
   * @throws when a maximum is missing, a number is out of its range or a minimum is above its maximum; all mistakes at once
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html
   */
  public static autoscaled(options: AutoscaledSessionCapacityOptions): SessionCapacity {
    const errors = new ValidationErrors();
    const readCapacity = autoscaledUnits(errors, 'read', options, options.read);
    const writeCapacity = autoscaledUnits(errors, 'write', options, options.write);
    errors.throwIfAny();
    return new SessionCapacity(false, () => dynamodb.Billing.provisioned({
      readCapacity: dynamodb.Capacity.autoscaled(readCapacity),
      writeCapacity: dynamodb.Capacity.autoscaled(writeCapacity),
    }));
  }

  /**
   * Any billing that aws-cdk-lib can express.
   *
   * @throws when units are not whole numbers of at least 1, or the writes do not scale: replicas share them
   */
  public static of(billing: dynamodb.Billing): SessionCapacity {
    const errors = new ValidationErrors();
    validateBilling(errors, billing);
    errors.throwIfAny();
    return new SessionCapacity(billing.mode === dynamodb.BillingMode.PAY_PER_REQUEST, () => billing);
  }

  private constructor(private readonly onDemand: boolean, private readonly render: () => dynamodb.Billing) {}

  /**
   * @internal
   */
  public get _isOnDemand(): boolean {
    return this.onDemand;
  }

  /**
   * @internal
   */
  public _render(): dynamodb.Billing {
    return this.render();
  }
}

/** Upper limits of an on-demand table: a brake on the bill when bots come. */
export interface OnDemandSessionCapacityOptions {
  /**
   * Most read request units per second; reads beyond are throttled. At least 1.
   *
   * @default - no limit of the table's own
   */
  readonly maxReadRequestUnits?: number;

  /**
   * Most write request units per second; writes beyond are throttled. At least 1.
   *
   * @default - no limit of the table's own
   */
  readonly maxWriteRequestUnits?: number;
}

/** Provisioned units that scale with the traffic. */
export interface AutoscaledUnits {
  /**
   * Fewest units per second, at least 1.
   *
   * @default 1
   */
  readonly minCapacity?: number;

  /**
   * Most units per second, at least `minCapacity`.
   *
   * @default - required, here or for both directions
   */
  readonly maxCapacity?: number;

  /**
   * Share of the provisioned units that autoscaling keeps in use, in per cent, 20 to 90.
   *
   * @default 70
   */
  readonly targetUtilizationPercent?: number;

  /**
   * Units with which a table starts that was on-demand before, from `minCapacity` to `maxCapacity`.
   *
   * Needed once, when an existing table changes from on-demand: without it CloudFormation cannot know the first value.
   *
   * @default - `minCapacity`
   */
  readonly seedCapacity?: number;
}

/** Options of `SessionCapacity.autoscaled`: for both directions, and what differs for one. */
export interface AutoscaledSessionCapacityOptions extends AutoscaledUnits {
  /**
   * What is different for reads.
   *
   * @default - as for both directions
   */
  readonly read?: AutoscaledUnits;

  /**
   * What is different for writes. Sessions are write-heavy: most clients write once per request.
   *
   * @default - as for both directions
   */
  readonly write?: AutoscaledUnits;
}

function autoscaledUnits(
  errors: ValidationErrors, direction: 'read' | 'write', both: AutoscaledUnits, own: AutoscaledUnits = {},
): dynamodb.AutoscaledCapacityOptions {
  const named = (prop: keyof AutoscaledUnits) => own[prop] === undefined ? prop : `${direction}.${prop}`;
  const units = {
    minCapacity: own.minCapacity ?? both.minCapacity ?? 1,
    maxCapacity: own.maxCapacity ?? both.maxCapacity,
    targetUtilizationPercent: own.targetUtilizationPercent ?? both.targetUtilizationPercent ?? 70,
    seedCapacity: own.seedCapacity ?? both.seedCapacity,
  };
  (['maxCapacity', 'targetUtilizationPercent', 'seedCapacity'] as const).forEach((prop) => errors.requireResolved(named(prop), units[prop]));
  errors.integer(named('minCapacity'), units.minCapacity, 1);
  errors.integer(named('targetUtilizationPercent'), units.targetUtilizationPercent, 20, 90);
  if (units.maxCapacity === undefined) {
    errors.add(`\`maxCapacity\` is required for ${direction}s, got: none; write it for both directions or as \`${direction}.maxCapacity\``);
  } else if (isKnownNumber(units.maxCapacity) && isKnownNumber(units.minCapacity) && !(units.maxCapacity >= units.minCapacity)) {
    errors.add(`\`${named('maxCapacity')}\` must be at least \`${named('minCapacity')}\` (${units.minCapacity}), got: ${units.maxCapacity}`);
  } else {
    errors.integer(named('maxCapacity'), units.maxCapacity, 1);
    validateSeed(errors, named, units);
  }
  return { ...units, maxCapacity: units.maxCapacity ?? units.minCapacity };
}

function validateSeed(errors: ValidationErrors, named: (prop: keyof AutoscaledUnits) => string, units: AutoscaledUnits): void {
  const { seedCapacity, minCapacity, maxCapacity } = units;
  errors.integer(named('seedCapacity'), seedCapacity, 1);
  if (!isKnownNumber(seedCapacity) || !isKnownNumber(minCapacity) || !isKnownNumber(maxCapacity) || !(seedCapacity >= 1)) {
    return;
  }
  if (seedCapacity < minCapacity || seedCapacity > maxCapacity) {
    errors.add(`\`${named('seedCapacity')}\` must be from \`${named('minCapacity')}\` (${minCapacity}) to \`${named('maxCapacity')}\` (${maxCapacity}), ` +
      `got: ${seedCapacity}`);
  }
}

/** False also where there is none. */
function isKnownNumber(value: number | undefined): value is number {
  return value !== undefined && !Token.isUnresolved(value);
}
