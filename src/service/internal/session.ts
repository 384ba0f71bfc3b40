import { Lazy, PhysicalName, Stack } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { LoadBalancedSessionServiceOptions } from '../load-balanced-session-service-options';
import { SessionStore } from '../../store/session-store';
import { isInAnotherAccount } from '../../dynamodb/table-reference';
import { validateKeyPrefix } from '../../grants/internal/key-prefix';
import { sessionActions } from '../../grants/internal/session-actions';
import { namedSessionEnvironment, sessionEnvironment, sessionEnvironmentOf, validateReachable, validateVariableNames } from '../../table/internal/session-variables';
import { SessionTable } from '../../table/session-table';
import { ISessionTable } from '../../table/session-table-interface';
import { validateOwnEnvironment } from '../../variables/variable-validation';
import { ValidationErrors } from '../../validation/validation-errors';

type Options = LoadBalancedSessionServiceOptions;

/** Where the sessions of a service are. */
interface Session {
  readonly table: ISessionTable;
  /** The variables for the sessions, under the names that the user wants. */
  readonly variables: Record<string, string>;
}

export function defineSession(scope: Construct, options: Options): Session {
  const table = options.sessionTable ?? new SessionTable(scope, 'SessionTable', { sessionStore: options.sessionStore });
  return { table, variables: namedSessionEnvironment(sessionEnvironmentOf(scope, table), options) };
}

/** @returns the variables for the sessions, under the names that the user wants, as far as they are known before the own table */
export function validateSession(errors: ValidationErrors, scope: Construct, options: Options): Record<string, string> {
  if (options.sessionTable) {
    validateReachable(errors, 'sessionTable', scope, options.sessionTable);
  }
  const session = expectedSessionEnvironment(scope, options);
  validateVariableNames(errors, session, options);
  const named = namedSessionEnvironment(session, options);
  validateOwnEnvironment(errors, scope, named, options.environment ?? {});
  const store = options.sessionTable?.sessionStore ?? options.sessionStore ?? SessionStore._default;
  validateKeyPrefix(errors, options.keyPrefix, store.clientName, sessionActions(store, options.sessionAccess));
  return named;
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
