import { Lazy, PhysicalName, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { LoadBalancedSessionServiceOptions } from '../load-balanced-session-service-options';
import { SessionServiceMixedInstances } from '../load-balanced-session-service-props';
import { SessionServiceScaling } from '../session-service-scaling';
import { SessionStore } from '../../store/session-store';
import { isInAnotherAccount } from '../../dynamodb/table-reference';
import { validateKeyPrefix } from '../../grants/internal/key-prefix';
import { sessionActions } from '../../grants/internal/session-actions';
import { namedSessionEnvironment, sessionEnvironment, sessionEnvironmentOf, validateReachable, validateVariableNames } from '../../table/internal/session-variables';
import { validateOwnEnvironment } from '../../variables/variable-validation';
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

/** @returns the variables for the sessions, under the names that the user wants, as far as they are known before the own table */
export function validateServers(errors: ValidationErrors, scope: Construct, options: Options): Record<string, string> {
  validateCapacityRange(errors, options);
  if (options.sessionTable) {
    validateReachable(errors, 'sessionTable', scope, options.sessionTable);
  }
  const session = expectedSessionEnvironment(scope, options);
  validateVariableNames(errors, session, options);
  const named = namedSessionEnvironment(session, options);
  validateOwnEnvironment(errors, named, options.environment ?? {});
  const store = options.sessionTable?.store ?? options.sessionStore ?? SessionStore._default;
  validateKeyPrefix(errors, options.keyPrefix, store.clientName, sessionActions(store, options.sessionAccess));
  return named;
}

function validateCapacityRange(errors: ValidationErrors, { minCapacity = 2, maxCapacity }: Options): void {
  if (Token.isUnresolved(minCapacity)) {
    if (maxCapacity === undefined) {
      errors.add('`maxCapacity` is required beside a `minCapacity` that is known only at deployment, got: none');
    }
  } else if (maxCapacity !== undefined && !Token.isUnresolved(maxCapacity) && maxCapacity < minCapacity) {
    errors.add(`\`maxCapacity\` must be at least \`minCapacity\` (${minCapacity}), got: ${maxCapacity}`);
  }
}

/** Before the own table is there, so that all mistakes are said at once: no value equals its name yet. */
function expectedSessionEnvironment(scope: Construct, options: Options): Record<string, string> {
  if (options.sessionTable) {
    return sessionEnvironmentOf(scope, options.sessionTable);
  }
  const tableName = Lazy.string({ produce: () => undefined });
  return sessionEnvironment(options.sessionStore ?? SessionStore._default, tableName, Stack.of(scope).region);
}

/** A role that the policy of a table in another account names must have a name before it is deployed. */
export function roleNameFor(scope: IConstruct, { sessionTable }: Options): string | undefined {
  return sessionTable && isInAnotherAccount(scope, sessionTable.table) ? PhysicalName.GENERATE_IF_NEEDED : undefined;
}
