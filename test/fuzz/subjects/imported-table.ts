import * as iam from 'aws-cdk-lib/aws-iam';
import * as fc from 'fast-check';
import { ISessionTable } from '../../../src';
import { imports, ImportedTable } from '../arbitraries/imported-table';
import { actionsOf, environmentOf } from '../arbitraries/session-store';
import { Case, environment, Subject } from '../case';
import { arnOf, grantFaults, indexesOf } from '../expectations/grants';
import { expectSame, statementsOf, StackTemplate } from '../template';

interface Use {
  readonly table: ISessionTable;
  readonly role: iam.Role;
}

/** A table that exists, and a role that gets the session grant. */
const cases = fc.tuple(environment(), imports).map(([env, imported]): Case<Use> => ({
  text: `${imported.text}\nsessions.grantSessionAccess(role);`,
  env,
  faults: imported.faults(env),
  isUnknown: imported.isUnknown,
  place: { path: 'Stack/Sessions', isOptional: imported.early },
  define: (world) => {
    const table = imported.make(world);
    const role = new iam.Role(world.stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    table.grantSessionAccess(role);
    return { table, role };
  },
  broken: (template, _, use) => faultsOf(template, use, imported, env),
}));

function faultsOf(template: StackTemplate, { table, role }: Use, imported: ImportedTable, env: Case['env']): string[] {
  const facts = imported.facts(env);
  const account = env?.account ?? { Ref: 'AWS::AccountId' };
  const arn = facts.arn ?? arnOf(facts.name, facts.region, account);
  // parts of an ARN that is known only at deployment stay CDK's business
  const { name = template.resolve(table.tableName), region = template.resolve(table.table.env.region) } = facts;
  // DynamoDB finds a table of another account by its ARN alone
  const isElsewhere = env?.account !== undefined && facts.account !== undefined && facts.account !== env.account;
  return [
    ...expectSame('tableArn', template.resolve(table.tableArn), arn),
    ...expectSame('tableName', template.resolve(table.tableName), name),
    ...expectSame('environment', template.resolve(table.environment), environmentOf(facts.store, isElsewhere ? arn : name, region)),
    ...grantFaults(statementsOf(template, role.roleName), {
      actions: actionsOf(facts.store), tableArns: [arn], indexes: facts.withIndexes ? indexesOf(facts.store) : [],
    }),
    ...expectSame('keys', statementsOf(template, role.roleName, 'kms').map(({ Resource }) => Resource), facts.key === undefined ? [] : [facts.key]),
  ];
}

export const importsSubject: Subject = { name: 'ImportedSessionTable', cases };
