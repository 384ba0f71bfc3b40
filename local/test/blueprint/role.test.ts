import { CfnResource, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as patterns from 'aws-cdk-lib/aws-ecs-patterns';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RoleBlueprint } from '../../src/blueprint/blueprint';
import { instances, read, SESSIONS_ARN, sessionTable, webRole } from '../helpers/blueprint';

const THEIRS = 'is not part of this assembly; the kit knows only the statements that the assembly adds to it';

interface NotedRole extends RoleBlueprint {
  readonly notes: readonly string[];
}

function roleOf(build: (role: iam.Role, table: dynamodb.TableV2, stack: Stack) => void): NotedRole {
  const { services, notes } = read((app) => {
    const stack = new Stack(app, 'Demo');
    const role = webRole(stack, { roleName: 'web' });
    const table = sessionTable(stack, { tableName: 'sessions' });
    instances(stack, { role });
    build(role, table, stack);
  });
  return { ...services[0].role, notes };
}

describe('roles', () => {
  const query = (resources: string[], more: Partial<iam.PolicyStatementProps> = {}) =>
    new iam.PolicyStatement({ actions: ['dynamodb:Query'], resources, ...more });

  test('statements come from inline, attached and managed policies, each once', () => {
    const { name, arn, statements, notes } = roleOf((role, table, stack) => {
      (role.node.defaultChild as iam.CfnRole).policies = [{
        policyName: 'inline',
        policyDocument: { Statement: { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: table.tableArn } },
      }];
      role.addToPolicy(query([table.tableArn]));
      const fromRole = new iam.ManagedPolicy(stack, 'FromRole', { statements: [query(['a'])] });
      role.addManagedPolicy(fromRole);
      const both = new iam.ManagedPolicy(stack, 'Both', { statements: [query(['b'])], roles: [role] });
      role.addManagedPolicy(both);
      new iam.CfnRolePolicy(stack, 'Single', {
        roleName: role.roleName, policyName: 'single', policyDocument: { Statement: [query(['c']).toStatementJson()] },
      });
    });
    expect([name, arn, notes]).toEqual(['web', 'arn:aws:iam::000000000000:role/web', []]);
    expect(statements[0]).toEqual({ effect: 'Allow', actions: ['dynamodb:GetItem'], resources: [SESSIONS_ARN] });
    const others = statements.slice(1).flatMap((statement) => statement.resources);
    expect(others.sort()).toEqual(['a', SESSIONS_ARN, 'b', 'c'].sort());
  });

  test('every part of a statement is kept', () => {
    const { statements } = roleOf((role, table) => {
      role.addToPolicy(new iam.PolicyStatement({
        sid: 'Own',
        actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        resources: [table.tableArn, `${table.tableArn}/index/*`],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['PHPSESSID_*'] } },
      }));
      role.addToPolicy(new iam.PolicyStatement({
        effect: iam.Effect.DENY, notActions: ['dynamodb:*'], notResources: ['arn:aws:s3:::x'],
      }));
    });
    expect(statements).toEqual([
      {
        sid: 'Own',
        effect: 'Allow',
        actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        resources: [SESSIONS_ARN, `${SESSIONS_ARN}/index/*`],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['PHPSESSID_*'] } },
      },
      { effect: 'Deny', notActions: ['dynamodb:*'], notResources: ['arn:aws:s3:::x'] },
    ]);
  });

  test('policies and permissions boundaries that only AWS knows are noted', () => {
    const { notes } = roleOf((role, _table, stack) => {
      role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('job-function/DatabaseAdministrator'));
      role.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Theirs', 'TheirPolicy'));
      iam.PermissionsBoundary.of(role).apply(iam.ManagedPolicy.fromAwsManagedPolicyName('SecurityAudit'));
    });
    expect(notes).toEqual([
      'Demo/WebRole: the kit does not know the statements of SecurityAudit, a policy managed by AWS, ' +
      'and cannot enforce it as permissions boundary',
      'Demo/WebRole: the kit does not know the statements of job-function/DatabaseAdministrator, a policy managed by AWS, ' +
      'and denies what only they allow',
      'Demo/WebRole: the kit does not know the statements of TheirPolicy, a policy outside of this assembly, ' +
      'and denies what only they allow',
    ]);
  });

  test('managed policies of AWS that everybody has say what they say about tables, without a note', () => {
    const { statements, boundary, notes } = roleOf((role) => {
      role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'));
      role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonDynamoDBReadOnlyAccess'));
      iam.PermissionsBoundary.of(role).apply(iam.ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess'));
    });
    expect(statements).toEqual([{ effect: 'Allow', actions: expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:Query']), resources: ['*'] }]);
    expect(statements.flatMap(({ actions = [] }) => actions)).not.toContain('dynamodb:PutItem');
    expect(boundary).toEqual([{ effect: 'Allow', actions: ['dynamodb:*'], resources: ['*'] }]);
    expect(notes).toEqual([]);
  });

  test('a permissions boundary of the assembly is read, and is no policy of the role', () => {
    const { statements, boundary, notes } = roleOf((role, table, stack) => {
      const limit = new iam.ManagedPolicy(stack, 'Limit', { statements: [query([table.tableArn])] });
      iam.PermissionsBoundary.of(role).apply(limit);
      role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:*'], resources: [table.tableArn] }));
    });
    expect(boundary).toEqual([{ effect: 'Allow', actions: ['dynamodb:Query'], resources: [SESSIONS_ARN] }]);
    expect(statements).toEqual([{ effect: 'Allow', actions: ['dynamodb:*'], resources: [SESSIONS_ARN] }]);
    expect(notes).toEqual([]);
  });

  test('a role without permissions boundary has none', () => {
    expect(roleOf(() => undefined)).not.toHaveProperty('boundary');
  });

  test('what cannot be known matters only in statements about DynamoDB', () => {
    const { statements, notes } = roleOf((role, table, stack) => {
      const key = new CfnResource(stack, 'Key', { type: 'AWS::KMS::Key' }).getAtt('Arn').toString();
      role.addToPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [key] }));
      role.addToPolicy(new iam.PolicyStatement({ actions: ['*'], resources: [table.tableArn, key] }));
    });
    expect(statements).toEqual([{ effect: 'Allow', actions: ['*'], resources: [SESSIONS_ARN] }]);
    expect(notes).toEqual([
      'Demo/WebRole/DefaultPolicy: PolicyDocument.Statement[1].Resource[1] is left out of what is allowed: ' +
      'Key.Arn (AWS::KMS::Key) is known only to AWS',
    ]);
  });

  test('a role that others made has the statements that the assembly adds', () => {
    const { services, notes } = read((app) => {
      const stack = new Stack(app, 'Demo');
      const table = sessionTable(stack, { tableName: 'sessions' });
      const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::000000000000:role/team/theirs');
      const definition = new ecs.FargateTaskDefinition(stack, 'Task', { taskRole: role });
      const image = ecs.ContainerImage.fromRegistry('x');
      definition.addContainer('web', { image, portMappings: [{ containerPort: 80 }] });
      new patterns.ApplicationLoadBalancedFargateService(stack, 'Site', { taskDefinition: definition });
      table.grant(role, 'dynamodb:GetItem');
    });
    expect(services[0].role).toEqual({
      name: 'theirs',
      arn: 'arn:aws:iam::000000000000:role/team/theirs',
      statements: [{ effect: 'Allow', actions: ['dynamodb:GetItem'], resources: [SESSIONS_ARN] }],
    });
    expect(notes).toEqual([`Demo/Task: role theirs ${THEIRS}`]);
  });

  test('an instance profile that others made stands for a role of the same name', () => {
    const { services, notes } = read((app) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      instances(stack);
      const template = stack.node.findChild('Template').node.defaultChild as ec2.CfnLaunchTemplate;
      template.addPropertyOverride('LaunchTemplateData.IamInstanceProfile', { Name: 'theirs' });
      template.addPropertyDeletionOverride('LaunchTemplateData.IamInstanceProfile.Arn');
    });
    expect(services[0].role).toEqual({ name: 'theirs', arn: 'arn:aws:iam::000000000000:role/theirs', statements: [] });
    expect(notes).toEqual([
      'Demo/Template: instance profile theirs is not part of this assembly; its role is taken to have the same name',
      `Demo/Template: role theirs ${THEIRS}`,
    ]);
  });
});
