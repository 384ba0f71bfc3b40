import { CfnCondition, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Blueprint } from '../../src/blueprint/blueprint';
import { readBlueprint } from '../../src/blueprint/read-blueprint';
import { synthesize } from '../helpers/assembly';
import { instances, IRELAND, read, sessionTable, webRole } from '../helpers/blueprint';

describe('several stacks', () => {
  /** Path and table of each service, whether the table is there, and whether the role may use this one only. */
  function summary({ tables, services }: Blueprint): unknown {
    return services.map(({ path, environment, role }) => {
      const table = tables.find(({ name }) => name === environment.TABLE);
      const resources = new Set(role.statements.flatMap((statement) => statement.resources));
      return [path, environment.TABLE, table !== undefined, resources.size === 1 && resources.has(table?.arns[0])];
    });
  }

  test.each([
    ['exports', {}],
    ['weak references', { '@aws-cdk/core:defaultCrossStackReferences': 'weak' }],
  ])('a table, a role and a group in three stacks are put together over %s', (_title, context) => {
    const folder = synthesize((app) => {
      const table = sessionTable(new Stack(app, 'Data'));
      const role = webRole(new Stack(app, 'Roles'));
      instances(new Stack(app, 'Web'), { role, environment: { TABLE: table.tableName } });
      table.grantReadWriteData(role);
    }, context);
    expect(summary(readBlueprint(folder))).toEqual([['Web/Web', expect.stringMatching(/^Data-Sessions/), true, true]]);
  });

  test('a reference into another region is followed', () => {
    const blueprint = read((app) => {
      const table = sessionTable(new Stack(app, 'Data', { ...IRELAND, crossRegionReferences: true }));
      const env = { account: '111111111111', region: 'us-east-1' };
      const web = new Stack(app, 'Web', { env, crossRegionReferences: true });
      const group = instances(web, { environment: { TABLE: table.tableName } });
      table.grantReadWriteData(group);
    });
    expect(summary(blueprint)).toEqual([['Web/Web', expect.stringMatching(/^Data-Sessions/), true, true]]);
  });

  test('each stage is put together with its own stacks, even where names repeat', () => {
    const blueprint = read((app) => {
      for (const [id, region] of [['Dev', 'eu-west-1'], ['Prod', 'us-west-2']]) {
        const stage = new Stage(app, id, { env: { account: '111111111111', region } });
        const table = sessionTable(new Stack(stage, 'Data', { stackName: 'data' }), { tableName: `sessions-${id}` });
        const web = new Stack(stage, 'Web', { stackName: 'web' });
        table.grantReadWriteData(instances(web, { environment: { TABLE: table.tableName } }));
      }
    });
    expect(summary(blueprint)).toEqual([
      ['Dev/Web/Web', 'sessions-Dev', true, true], ['Prod/Web/Web', 'sessions-Prod', true, true],
    ]);
  });

  test('nested stacks are read with the parameters that they get', () => {
    const blueprint = read((app) => {
      const stack = new Stack(app, 'Demo');
      const table = sessionTable(new NestedStack(stack, 'Data'));
      table.grantReadWriteData(instances(new NestedStack(stack, 'Site'), { environment: { TABLE: table.tableName } }));
    });
    const name = expect.stringMatching(/^Demo-Data\w+-Sessions/);
    expect(summary(blueprint)).toEqual([['Demo/Site/Web', name, true, true]]);
  });

  test('a nested stack whose condition is false is not read', () => {
    const { tables } = read((app) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack, { tableName: 'sessions' });
      instances(stack);
      const nested = new NestedStack(stack, 'Archive');
      sessionTable(nested, { tableName: 'archive' });
      nested.nestedStackResource!.cfnOptions.condition = new CfnCondition(stack, 'Never', {
        expression: Fn.conditionEquals('a', 'b'),
      });
    });
    expect(tables.map((table) => table.name)).toEqual(['sessions']);
  });

  test('a policy that names the role of another stack reaches it', () => {
    const { services } = read((app) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      instances(stack, { role: webRole(stack, { roleName: 'web' }) });
      const grants = new Stack(app, 'Grants');
      iam.Role.fromRoleName(grants, 'Imported', 'web').addToPrincipalPolicy(
        new iam.PolicyStatement({ actions: ['dynamodb:Query'], resources: ['*'] }));
    });
    expect(services[0].role.statements).toEqual([{ effect: 'Allow', actions: ['dynamodb:Query'], resources: ['*'] }]);
  });
});
