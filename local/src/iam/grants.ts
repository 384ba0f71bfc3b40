import { decide } from './policy';
import { PolicyStatement, RoleBlueprint, TableBlueprint } from '../blueprint/blueprint';

/** What a role may do with a table or one of its indexes. */
export interface Grants {
  /** `GetItem`, … allowed whatever the call says. */
  readonly allowed: readonly string[];
  /** Allowed when the conditions of a statement are met. */
  readonly conditional: readonly string[];
  /** The conditions, in words. */
  readonly conditions: readonly string[];
}

const TABLE_OPERATIONS = [
  'GetItem', 'BatchGetItem', 'Query', 'Scan', 'ConditionCheckItem',
  'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem',
  'PartiQLSelect', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete',
  'DescribeTable', 'DescribeTimeToLive', 'UpdateTimeToLive', 'CreateTable', 'UpdateTable', 'DeleteTable',
] as const;
const INDEX_OPERATIONS = ['Query', 'Scan', 'PartiQLSelect'] as const;

/** What a role may do with the table itself. */
export function tableGrants(role: RoleBlueprint, table: TableBlueprint): Grants {
  return grants(role, table, table.arns[0], TABLE_OPERATIONS);
}

/** What a role may do through an index of the table. */
export function indexGrants(role: RoleBlueprint, table: TableBlueprint, index: string): Grants {
  return grants(role, table, `${table.arns[0]}/index/${index}`, INDEX_OPERATIONS);
}

function grants(role: RoleBlueprint, table: TableBlueprint, resource: string, operations: readonly string[]): Grants {
  const allows = (policy: Policies, operation: string) => decide(
    { action: `dynamodb:${operation}`, resource, principal: role.arn, context: { values: {} } }, policy.role, policy.resource, policy.boundary,
  ).allowed;
  const policies: Policies = { role: role.statements, resource: table.resourcePolicy, boundary: role.boundary };
  const [strict, lenient] = [mapPolicies(policies, strictly), mapPolicies(policies, leniently)];
  const allowed = operations.filter((operation) => allows(strict, operation));
  const conditional = operations.filter((operation) => !allowed.includes(operation) && allows(lenient, operation));
  const statements = [...role.statements, ...table.resourcePolicy, ...role.boundary ?? []];
  const conditions = statements.filter((statement) => concerns(statement, resource, conditional, role)).map(conditionInWords);
  return { allowed, conditional, conditions: [...new Set(conditions)] };
}

interface Policies {
  readonly role: readonly PolicyStatement[];
  readonly resource: readonly PolicyStatement[];
  readonly boundary?: readonly PolicyStatement[];
}

function mapPolicies({ role, resource, boundary }: Policies, change: (statement: PolicyStatement) => PolicyStatement[]): Policies {
  return { role: role.flatMap(change), resource: resource.flatMap(change), ...(boundary && { boundary: boundary.flatMap(change) }) };
}

/** As if no condition of an allowance were met, and each of a denial. */
function strictly(statement: PolicyStatement): PolicyStatement[] {
  return statement.conditions && statement.effect === 'Allow' ? [] : [withoutConditions(statement)];
}

/** As if each condition of an allowance were met, and none of a denial. */
function leniently(statement: PolicyStatement): PolicyStatement[] {
  return statement.conditions && statement.effect === 'Deny' ? [] : [withoutConditions(statement)];
}

function withoutConditions({ conditions: _conditions, ...statement }: PolicyStatement): PolicyStatement {
  return statement;
}

/** Whether a statement with conditions is about one of these operations. */
function concerns(statement: PolicyStatement, resource: string, operations: readonly string[], role: RoleBlueprint): boolean {
  if (!statement.conditions) {
    return false;
  }
  const { principals: _principals, ...own } = withoutConditions({ ...statement, effect: 'Allow' });
  return operations.some((operation) =>
    decide({ action: `dynamodb:${operation}`, resource, principal: role.arn, context: { values: {} } }, [own], []).allowed);
}

function conditionInWords({ conditions = {}, effect }: PolicyStatement): string {
  const tests = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${key} ${operator} ${values.join(', ')}`));
  return `${effect === 'Deny' ? 'not ' : ''}when ${tests.join(' and ')}`;
}
