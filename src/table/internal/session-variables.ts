import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { SessionAccess } from '../../grants/session-access';
import { SessionAttachmentOptions } from '../../host/session-attachment';
import { SessionStore } from '../../store/session-store';
import { ISessionTable } from '../session-table-interface';
import { foreignReference, isInAnotherAccount } from '../../dynamodb/table-reference';
import { replicaIn } from './nearest-replica';
import { REGION_VARIABLE, validateVariable } from '../../variables/variable-validation';
import { describeEnvironment } from '../../validation/environments';
import { ValidationErrors } from '../../validation/validation-errors';

/** What services and hosts that exist have in common. */
type Options = Pick<SessionAttachmentOptions, 'keyPrefix' | 'sessionAccess' | 'variableNames'>;

export function sessionEnvironment(store: SessionStore, tableName: string, region: string): Record<string, string> {
  return { [REGION_VARIABLE]: region, ...store._environment(tableName, region) };
}

/** The copy in the own region, where there is one; a table of another account than the application's is found by its ARN alone. */
export function sessionEnvironmentOf(scope: IConstruct, sessionTable: ISessionTable): Record<string, string> {
  const { environment, sessionStore: store, table, tableArn } = replicaIn(scope, sessionTable);
  return isInAnotherAccount(scope, table) ? sessionEnvironment(store, tableArn, table.env.region) : environment;
}

/** The variables for the sessions, under the names that the user wants. */
export function namedSessionEnvironment(session: Record<string, string>, { variableNames = {} }: Options): Record<string, string> {
  return Object.fromEntries(Object.entries(session).map(([name, value]) => [variableNames[name] ?? name, value]));
}

export function validateVariableNames(errors: ValidationErrors, session: Record<string, string>, { variableNames = {} }: Options): void {
  const names = Object.keys(session).map((name) => variableNames[name] ?? name);
  for (const [ours, yours] of Object.entries(variableNames)) {
    if (!(ours in session)) {
      errors.add(`\`variableNames\` must rename session variables (${Object.keys(session).join(', ')}), got: '${ours}'`);
    } else if (names.filter((name) => name === yours).length > 1) {
      errors.add(`\`variableNames\` must give each variable a name of its own, got: '${yours}' for '${ours}' and another one`);
    }
    validateVariable(errors, 'variableNames', yours);
  }
}

/** @param prop how the table was given */
export function validateReachable(errors: ValidationErrors, prop: string, scope: IConstruct, { table, node }: ISessionTable): void {
  const reference = foreignReference(scope, table);
  if (reference?.isCertain) {
    errors.add(`\`${prop}\` must have a \`tableName\` to be found from another ${reference.from}, got: '${node.path}' without; give it one`);
  } else if (reference) {
    errors.add(`\`${prop}\` must be in a stack with the same \`env\`, or have a \`tableName\`, got: it in ${describeEnvironment(table)}, ` +
      `used in ${describeEnvironment(scope)}; give both stacks the same \`env\``);
  }
}

export function grantSessions(
  { grants }: ISessionTable, { sessionAccess, keyPrefix }: Options, grantee: iam.IGrantable,
): iam.Grant {
  return sessionAccess === SessionAccess.REQUESTS ? grants.requests(grantee, { keyPrefix }) : grants.sessionAccess(grantee, { keyPrefix });
}
