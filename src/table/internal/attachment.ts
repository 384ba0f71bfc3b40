import * as iam from 'aws-cdk-lib/aws-iam';
import { Annotations, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { SessionAttachment, SessionAttachmentOptions } from '../../host/session-attachment';
import { SessionHost } from '../../host/session-host';
import { ISessionTable } from '../session-table-interface';
import { areKnownToDiffer, areSameValues } from '../../validation/environments';
import { validateRoleName } from '../../grants/internal/grant';
import { forLambda, validateForLambda } from '../../variables/lambda';
import { replicaIn } from './nearest-replica';
import { grantSessions, namedSessionEnvironment, sessionEnvironmentOf, validateReachable, validateVariableNames } from './session-variables';
import { REGION_VARIABLE, STATIC_KEYS, validateOwnEnvironment } from '../../variables/variable-validation';
import { ValidationErrors } from '../../validation/validation-errors';

type Environment = Record<string, string>;
type Application = SessionHost['_application'];

/** What sessions are attached to in each app, in order. */
const attached = new WeakMap<IConstruct, Application[]>();

/** Rights and variables for an application that exists; what could not be done becomes a warning of the table. */
export function attachSessions(table: ISessionTable, host: SessionHost, options: SessionAttachmentOptions): SessionAttachment {
  const application = host._application;
  const own = application.scope ? sessionEnvironmentOf(application.scope, table) : table.environment;
  const named = namedSessionEnvironment(own, options);
  const all = { ...named, ...options.environment };
  const environment = application.keepsRegion ? forLambda(all) : all;
  validateAttachment(table, application, named, environment, options);

  const grant = grantSessions(table, options, application.grantee);
  application.deliver?.(environment);
  validateLater(table, application);
  warn(table, application, named, environment);
  return { grant, environment };
}

/** Commands may be added until synthesis; what is attached several times is told once. */
function validateLater(table: ISessionTable, application: Application): void {
  const { root } = table.node;
  const earlier = attached.get(root) ?? [];
  attached.set(root, [...earlier, application]);
  const isSaid = (problem: string) => earlier.some(({ name, problemWith }) => name === application.name && problemWith?.({}) === problem);
  const errors = () => [application.problemWith?.({})].filter((problem) => problem !== undefined);
  table.node.addValidation({ validate: () => errors().filter((problem) => !isSaid(problem)) });
}

function validateAttachment(
  table: ISessionTable, application: Application, session: Environment, environment: Environment, options: SessionAttachmentOptions,
): void {
  const errors = new ValidationErrors();
  validateVariableNames(errors, table.environment, options);
  validateOwnEnvironment(errors, application.scope ?? table, session, options.environment ?? {});
  if (application.keepsRegion) {
    validateForLambda(errors, 'environment', Object.keys(options.environment ?? {}).filter((name) => !(name in session)));
    validateForLambda(errors, 'variableNames', Object.values(options.variableNames ?? {}));
  }
  validateRole(errors, application);
  validateRoleName(errors, 'host', application.grantee, table.table, 'a role with a `roleName`');
  const tooLarge = application.problemWith?.(environment);
  if (tooLarge) {
    errors.add(tooLarge);
  }
  if (application.scope) {
    validateReachable(errors, 'table', application.scope, table);
  }
  validateVariableClashes(errors, application.scope ?? table, application, environment);
  errors.throwIfAny(table);
}

function validateRole(errors: ValidationErrors, { name, grantee, obstacle }: Application): void {
  if (grantee.grantPrincipal instanceof iam.UnknownPrincipal) {
    const reason = obstacle ? ` (${obstacle})` : '';
    errors.add(`\`host\` must have a role, got: ${name}, whose role is not known${reason}; define or import it with its role, ` +
      'or use SessionHost.grantee with the role and deliver the variables yourself');
  }
}

function validateVariableClashes(
  errors: ValidationErrors, scope: IConstruct, { name: host, variables }: Application, environment: Environment,
): void {
  for (const [name, value] of Object.entries(variables?.() ?? {})) {
    if (name in environment && !areSameValues(scope, value, environment[name])) {
      const theirs = JSON.stringify(Stack.of(scope).resolve(value));
      errors.add(`\`host\` must not set '${name}' to something else than the sessions do, got: ${theirs} in ${host}; ` +
        'remove it there or rename ours with `variableNames`');
    }
  }
}

function warn(table: ISessionTable, application: Application, session: Environment, environment: Environment): void {
  const { name, obstacle, deliver, replacesNothing, variables } = application;
  const keys = Object.keys(variables?.() ?? {}).filter((each) => STATIC_KEYS.includes(each));
  if (keys.length > 0) {
    Annotations.of(table).addWarningV2('cdk-dynamodb-sessions:attachedBesideStaticKeys',
      `${name} has ${keys.join(', ')}, and an AWS SDK that finds static keys never uses the role that is granted; remove them there`);
  }
  if (obstacle) {
    Annotations.of(table).addWarningV2('cdk-dynamodb-sessions:attachedWithoutVariables',
      `the session variables do not reach ${name}, because ${obstacle}; set ${Object.keys(environment).join(', ')} there`);
  }
  if (replacesNothing) {
    Annotations.of(table).addWarningV2('cdk-dynamodb-sessions:attachedToNewInstancesOnly',
      `the session variables reach only instances of ${name} that start from now on, because the group replaces none when its user data ` +
      'changes; give it an `updatePolicy`, such as UpdatePolicy.instanceRefresh(), or replace them yourself');
  }
  if (deliver && REGION_VARIABLE in session) {
    warnOfHostRegion(table, application);
  }
}

function warnOfHostRegion(table: ISessionTable, { name, scope, keepsRegion }: Application): void {
  if (!scope) {
    return;
  }
  const ours = replicaIn(scope, table).table.env.region;
  const theirs = Stack.of(scope).region;
  if (!areKnownToDiffer(ours, theirs)) {
    return;
  }
  const effect = keepsRegion ? 'does not tell its session client where the table is' : `now sends all its AWS clients to ${ours}`;
  Annotations.of(table).addWarningV2('cdk-dynamodb-sessions:attachedInAnotherRegion',
    `the session table is in ${ours} and ${name} in ${theirs}, so AWS_REGION ${effect}; ` +
    'rename it with `variableNames` and give that region to the session client, ' +
    `or give the table a replica in ${theirs}: a SessionTable finds it itself, an imported table must be that replica`);
}
