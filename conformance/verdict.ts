import { PolicyStatement, RoleBlueprint, TableBlueprint } from '../local/src';
import { Call } from './access-log';

/** An action on a table or index that a role is allowed. */
export interface GrantedAction {
  readonly role: string;
  readonly operation: string;
  readonly table: string;
  readonly index?: string;
}

/** A granted action that was not called, and why it is granted all the same. */
export interface ExplainedAction extends GrantedAction {
  readonly reason: string;
}

export interface Verdict {
  readonly denied: readonly Call[];
  readonly unused: readonly GrantedAction[];
  readonly explained: readonly ExplainedAction[];
}

/** Compares what roles may do with what they did; `reasonFor` says why an action is granted that nobody called. */
export function judge(
  granted: readonly GrantedAction[], calls: readonly Call[], reasonFor: (grant: GrantedAction) => string | undefined,
): Verdict {
  const uncalled = granted.filter((grant) => !calls.some((call) => call.allowed && call.role === grant.role &&
    call.operation === grant.operation && call.table === grant.table && call.index === grant.index));
  const explained = uncalled.flatMap((grant) => {
    const reason = reasonFor(grant);
    return reason === undefined ? [] : [{ ...grant, reason }];
  });
  return {
    denied: calls.filter(({ allowed }) => !allowed),
    unused: uncalled.filter((grant) => reasonFor(grant) === undefined),
    explained,
  };
}

/** What the role's policies allow on the tables; anything that is not exact fails. */
export function grantedActions(role: RoleBlueprint, tables: readonly TableBlueprint[]): GrantedAction[] {
  return role.statements.filter(isAboutTables).flatMap(({ actions = [], resources = [] }) => actions.flatMap((action) =>
    resources.map((resource) => ({ role: role.name, operation: action.slice('dynamodb:'.length), ...exactTarget(action, resource, tables) }))));
}

function isAboutTables({ effect, actions, notActions }: PolicyStatement): boolean {
  if (effect === 'Deny') {
    return false;
  }
  if (notActions) {
    throw new Error('the policy is not exact: a statement has NotAction');
  }
  return actions?.some((action) => action === '*' || /^dynamodb:/i.test(action)) ?? false;
}

function exactTarget(action: string, resource: string, tables: readonly TableBlueprint[]): { table: string; index?: string } {
  const [arn, index] = resource.split('/index/');
  const table = tables.find(({ arns }) => arns.includes(arn));
  if (!table || /[*?]/.test(action) || index?.match(/[*?]/)) {
    throw new Error(`the policy is not exact: it allows ${action} on ${resource}`);
  }
  return { table: table.name, index };
}
