import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elasticbeanstalk from 'aws-cdk-lib/aws-elasticbeanstalk';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { App, Aws, Fn, Lazy, Stack, StackProps } from 'aws-cdk-lib/core';
import {
  LoadBalancedSessionService, SessionAccess, SessionAttachmentOptions, SessionHost, SessionStore, SessionTable,
} from '../../src';
import { account, europe, newApp, newRole, newStack, newVpc, onlyResource, statementsOf, warningsOf } from '../helpers';

const ALL_ACTIONS = ['BatchWriteItem', 'DeleteItem', 'GetItem', 'Scan', 'UpdateItem'].map((name) => `dynamodb:${name}`);
const REQUESTS = ['DeleteItem', 'GetItem', 'UpdateItem'].map((name) => `dynamodb:${name}`);
const machineImage = ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' });

function newTable(stack: Stack, tableName = 'sessions'): SessionTable {
  return new SessionTable(stack, `Sessions-${tableName}`, { tableName });
}

/** What the role may do on the table by name, and nothing else on it. */
function actionsOf(role: iam.IRole): string[] {
  return statementsOf(role).flatMap(({ Action }) => Action).filter((action) => action.startsWith('dynamodb:')).sort();
}

interface GroupOptions extends Partial<autoscaling.AutoScalingGroupProps> {
  readonly commands?: string[];
}

/** A group as somebody had it before: user data, a role and a policy of replacing instances, all its own. */
function newGroup(stack: Stack, { commands = ['dnf install -y httpd'], ...props }: GroupOptions = {}): autoscaling.AutoScalingGroup {
  const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
    vpc: newVpc(stack), machineImage, instanceType: new ec2.InstanceType('t3.micro'),
    updatePolicy: autoscaling.UpdatePolicy.rollingUpdate(), ...props,
  });
  if (commands.length > 0) {
    group.addUserData(...commands);
  }
  return group;
}

function newTask(stack: Stack, environment?: Record<string, string>, secrets?: Record<string, ecs.Secret>): ecs.FargateTaskDefinition {
  const task = new ecs.FargateTaskDefinition(stack, 'Task');
  task.addContainer('web', { image: ecs.ContainerImage.fromRegistry('web'), portMappings: [{ containerPort: 80 }], environment, secrets });
  return task;
}

function newFunction(stack: Stack, environment?: Record<string, string>): lambda.Function {
  return new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'), environment,
  });
}

function newBeanstalk(stack: Stack, props: Partial<elasticbeanstalk.CfnEnvironmentProps> = {}): elasticbeanstalk.CfnEnvironment {
  return new elasticbeanstalk.CfnEnvironment(stack, 'Environment', { applicationName: 'shop', ...props });
}

function containersOf(stack: Stack): any[] {
  return onlyResource(stack, 'AWS::ECS::TaskDefinition').Properties.ContainerDefinitions;
}

function variablesOf(container: any): Record<string, unknown> {
  return Object.fromEntries((container.Environment ?? []).map(({ Name, Value }: any) => [Name, Value]));
}

describe('an Auto Scaling group', () => {
  test('gets the rights and, after its own commands, the delivery that the service has too', () => {
    const stack = newStack({ env: europe });
    const group = newGroup(stack);
    const { grant, environment } = newTable(stack).attachTo(SessionHost.autoScalingGroup(group));

    const service = new LoadBalancedSessionService(stack, 'Web', { machineImage, sessionTable: newTable(stack, 'other') });
    const script = group.userData.render();
    const theirs = service.userData.render().split('\n').slice(1).join('\n');
    expect(stack.resolve(environment)).toEqual({ AWS_REGION: 'eu-west-1', DYNAMODB_SESSION_TABLE_NAME: onlyRef(stack, 'sessions') });
    expect(script.startsWith('#!/bin/bash\ndnf install -y httpd\nmkdir -p -m 755 /etc/cdk-dynamodb-sessions\n')).toBe(true);
    const afterVariables = (text: string) => text.slice(text.indexOf('cat > /etc/cdk-dynamodb-sessions/apply'));
    expect(afterVariables(script)).toBe(`${afterVariables(theirs)}\nset -a; . /etc/cdk-dynamodb-sessions/environment; set +a`);
    expect(grant.success).toBe(true);
    expect(actionsOf(group.role)).toEqual(ALL_ACTIONS);
    expect(warningsOf(stack).filter((warning) => warning.includes('attached'))).toEqual([]);
  });

  test('restarts the services that were running', () => {
    const stack = newStack({ env: europe });
    const group = newGroup(stack);
    newTable(stack).attachTo(SessionHost.autoScalingGroup(group, { restartServices: ['my-app', 'worker@*.service'] }));
    expect(group.userData.render()).toContain("'apache2*' 'my-app.service' 'worker@*.service' |");
  });

  test('with a launch template gets the commands there', () => {
    const stack = newStack({ env: europe });
    const userData = ec2.UserData.forLinux();
    const role = newRole(stack);
    const launchTemplate = new ec2.LaunchTemplate(stack, 'Template', {
      machineImage, instanceType: new ec2.InstanceType('t3.micro'), role, userData,
    });
    const group = newGroup(stack, { machineImage: undefined, instanceType: undefined, launchTemplate, commands: [] });
    newTable(stack).attachTo(SessionHost.autoScalingGroup(group));
    expect(userData.render()).toContain('/etc/cdk-dynamodb-sessions/apply');
    expect(actionsOf(role)).toEqual(ALL_ACTIONS);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('whose launch template does not show its user data gets the rights, and a warning says so', () => {
    const stack = newStack({ env: europe });
    const role = newRole(stack);
    const launchTemplate = new ec2.LaunchTemplate(stack, 'Template', { machineImage, instanceType: new ec2.InstanceType('t3.micro'), role });
    const group = newGroup(stack, { machineImage: undefined, instanceType: undefined, launchTemplate, commands: [] });
    newTable(stack).attachTo(SessionHost.autoScalingGroup(group));
    expect(actionsOf(role)).toEqual(ALL_ACTIONS);
    expect(warningsOf(stack)).toEqual([
      "Stack/Sessions-sessions: the session variables do not reach 'Stack/Group', because its launch template does not show its user data; " +
      'set AWS_REGION, DYNAMODB_SESSION_TABLE_NAME there [ack: cdk-dynamodb-sessions:attachedWithoutVariables]',
    ]);
    expect(onlyResource(stack, 'AWS::AutoScaling::AutoScalingGroup').Metadata ?? {}).not.toHaveProperty('cdk-dynamodb-sessions');
  });

  test.each([
    ['no policy', undefined, true],
    ['a rolling update', autoscaling.UpdatePolicy.rollingUpdate(), false],
    ['a replacing update', autoscaling.UpdatePolicy.replacingUpdate(), false],
    ['an instance refresh', autoscaling.UpdatePolicy.instanceRefresh({ strategy: autoscaling.InstanceRefreshStrategy.ROLLING }), false],
  ])('with %s for updates', (_, updatePolicy, warned) => {
    const stack = newStack({ env: europe });
    const launchTemplate = new ec2.LaunchTemplate(stack, 'Template', {
      machineImage, instanceType: new ec2.InstanceType('t3.micro'), role: newRole(stack), userData: ec2.UserData.forLinux(),
    });
    const group = newGroup(stack, { updatePolicy, machineImage: undefined, instanceType: undefined, launchTemplate });
    newTable(stack).attachTo(SessionHost.autoScalingGroup(group));
    expect(warningsOf(stack)).toEqual(warned ? [
      "Stack/Sessions-sessions: the session variables reach only instances of 'Stack/Group' that start from now on, because the group " +
      'replaces none when its user data changes; give it an `updatePolicy`, such as UpdatePolicy.instanceRefresh(), or replace them yourself ' +
      '[ack: cdk-dynamodb-sessions:attachedToNewInstancesOnly]',
    ] : []);
  });

  test('has the variables of two tables, when they have two names', () => {
    const stack = newStack({ env: europe });
    const group = newGroup(stack);
    newTable(stack).attachTo(SessionHost.autoScalingGroup(group));
    newTable(stack, 'carts').attachTo(SessionHost.autoScalingGroup(group), { variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'CARTS' } });
    const both = { AWS_REGION: 'eu-west-1', DYNAMODB_SESSION_TABLE_NAME: onlyRef(stack, 'sessions'), CARTS: onlyRef(stack, 'carts') };
    expect(onlyResource(stack, 'AWS::AutoScaling::AutoScalingGroup').Metadata['cdk-dynamodb-sessions']).toEqual({ environment: both });
    const written = group.userData.render().split("cat > /etc/cdk-dynamodb-sessions/variables <<'CDK_DYNAMODB_SESSIONS_END'\n").pop()!;
    expect(stack.resolve(written.split('\nCDK_DYNAMODB_SESSIONS_END')[0].split('\n')))
      .toEqual(Object.entries(both).map(([name, value]) => typeof value === 'string' ? `${name}=${value}` : { 'Fn::Join': ['', [`${name}=`, value]] }));
  });

  test('of a service takes a second table', () => {
    const stack = newStack({ env: europe });
    const service = new LoadBalancedSessionService(stack, 'Web', { machineImage, sessionTable: newTable(stack), environment: { STAGE: 'a=b' } });
    newTable(stack, 'carts').attachTo(SessionHost.autoScalingGroup(service.autoScalingGroup), {
      variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'CARTS' },
    });
    expect(onlyResource(stack, 'AWS::AutoScaling::AutoScalingGroup').Metadata['cdk-dynamodb-sessions'].environment)
      .toEqual(stack.resolve({ ...service.environment, CARTS: onlyRef(stack, 'carts') }));
  });

  test('to which the same table is attached twice stays as it is', () => {
    const stack = newStack({ env: europe });
    const group = newGroup(stack);
    const table = newTable(stack);
    table.attachTo(SessionHost.autoScalingGroup(group));
    const once = group.userData.render();
    table.attachTo(SessionHost.autoScalingGroup(group));
    expect(group.userData.render()).toBe(once);
  });

  test('fails if another table is there already under the same name', () => {
    const stack = newStack({ env: europe });
    const group = newGroup(stack);
    SessionTable.fromSessionTableName(stack, 'Theirs', 'theirs').attachTo(SessionHost.autoScalingGroup(group));
    const before = group.userData.render();
    const ours = SessionTable.fromSessionTableName(stack, 'Ours', 'ours');
    expect(() => ours.attachTo(SessionHost.autoScalingGroup(group))).toThrow(
      "`host` must not set 'DYNAMODB_SESSION_TABLE_NAME' to something else than the sessions do, got: \"theirs\" in 'Stack/Group'; " +
      'remove it there or rename ours with `variableNames` (in Stack/Ours)');
    expect(group.userData.render()).toBe(before);
  });

  const withoutRole = (reason = '') => `\`host\` must have a role, got: 'Stack/Group', whose role is not known${reason}; define or import it ` +
    'with its role, or use SessionHost.grantee with the role and deliver the variables yourself (in Stack/Sessions-sessions)';

  test('fails if it is imported, since aws-cdk-lib knows nothing but its name', () => {
    const stack = newStack({ env: europe });
    const group = autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, 'Group', 'theirs');
    expect(() => newTable(stack).attachTo(SessionHost.autoScalingGroup(group)))
      .toThrow(withoutRole(' (it is imported and has no user data to change)'));
  });

  test('fails if its instances have no role, and its user data stays as it is', () => {
    const stack = newStack({ env: europe });
    const userData = ec2.UserData.forLinux();
    const launchTemplate = new ec2.LaunchTemplate(stack, 'Template', { machineImage, instanceType: new ec2.InstanceType('t3.micro'), userData });
    const group = newGroup(stack, { machineImage: undefined, instanceType: undefined, launchTemplate, commands: [] });
    expect(() => newTable(stack).attachTo(SessionHost.autoScalingGroup(group))).toThrow(withoutRole());
    expect(userData.render()).toBe('#!/bin/bash');
  });

  test.each<[string, ec2.UserData, string]>([
    ['Windows', ec2.UserData.forWindows(), '<powershell></powershell>'],
    ['cloud-config', ec2.UserData.custom('#cloud-config'), '#cloud-config'],
    ['several parts', new ec2.MultipartUserData(), 'Content-Type: multipart/mixed; boundary="+AWS+CDK+User+Data+Separator=="'],
  ])('fails if its user data is for %s', (_, userData, firstLine) => {
    const stack = newStack({ env: europe });
    const group = newGroup(stack, { userData, commands: [] });
    expect(() => SessionHost.autoScalingGroup(group)).toThrow(
      `\`userData\` must be a shell script that begins with '#!/bin/bash' or '#!/bin/sh', got: '${firstLine}'; use UserData.forLinux(), ` +
      'or SessionHost.grantee and deliver the variables yourself (in Stack/Group)');
  });

  test('fails if EC2 would not take its user data any more, and leaves it and the role as they are', () => {
    const stack = newStack({ env: europe });
    const group = newGroup(stack, { commands: [`echo ${'x'.repeat(15_000)}`] });
    const before = group.userData.render();
    expect(() => newTable(stack).attachTo(SessionHost.autoScalingGroup(group))).toThrow(
      /^`userData` must fit into the 16384 bytes that EC2 takes, .* included, got: 17\d\d\d; put .* \(in Stack\/Sessions-sessions\)$/);
    expect(group.userData.render()).toBe(before);
    expect(actionsOf(group.role)).toEqual([]);
  });

  test('may fill what EC2 takes to the last byte', () => {
    const stack = newStack({ env: europe });
    const table = newTable(stack);
    const sizeOf = (bytes: number) => {
      const userData = ec2.UserData.custom(`#!/bin/sh\n: ${'x'.repeat(bytes)}`);
      table.attachTo(SessionHost.userData(userData, newRole(stack, `Role${bytes}`)));
      return Buffer.byteLength(userData.render().replace(/\$\{Token\[.*?\]\}/g, ''));
    };
    const most = 16_384 - sizeOf(1) + 1;
    expect(sizeOf(most)).toBe(16_384);
    expect(() => sizeOf(most + 1)).toThrow('got: 16385');
  });

  test('fails at synthesis if commands that are added later make it too large', () => {
    const stack = newStack({ env: europe });
    const group = newGroup(stack);
    newTable(stack).attachTo(SessionHost.autoScalingGroup(group));
    group.addUserData(`echo ${'x'.repeat(10_000)}`);
    const problems = () => stack.node.findAll().flatMap((each) => each.node.validate());
    expect(problems()).toEqual([]);
    group.addUserData(`echo ${'x'.repeat(5_000)}`);
    expect(problems()).toEqual([expect.stringContaining('`userData` must fit into the 16384 bytes')]);
    expect(() => (stack.node.root as App).synth()).toThrow('[Stack/Sessions-sessions] `userData` must fit into the 16384 bytes that EC2 takes');
  });

  test('fails once for each of what is too large, however often and to however many tables it is attached', () => {
    const stack = newStack({ env: europe });
    const [group, theirs, equal] = [newGroup(stack), ec2.UserData.forLinux(), ec2.UserData.forLinux()];
    const [role, another] = ['Role', 'Another'].map((id) => newRole(stack, id));
    const [table, carts] = [newTable(stack), newTable(stack, 'carts')];
    const rename = { variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'CARTS' } };
    const hosts = [() => SessionHost.autoScalingGroup(group), () => SessionHost.userData(theirs, role), () => SessionHost.userData(equal, another)];
    for (const host of hosts) {
      table.attachTo(host());
      table.attachTo(host(), { environment: { STAGE: 'test' } });
      carts.attachTo(host(), rename);
    }
    for (const userData of [group.userData, theirs, equal]) {
      userData.addCommands(`echo ${'x'.repeat(15_000)}`);
    }
    const problems = stack.node.findAll().flatMap((each) => each.node.validate());
    expect(problems).toEqual(Array(3).fill(expect.stringContaining('got: ')));
    expect(new Set(problems).size).toBe(2);
  });

  test.each(["it's", '', 'a b'])('fails if a service to restart is called "%s"', (unit) => {
    expect(() => SessionHost.autoScalingGroup(newGroup(newStack({ env: europe })), { restartServices: [unit] })).toThrow(
      `\`restartServices\` must be units such as 'my-app' or 'worker@*', got: '${unit}' (in Stack/Group)`);
  });
});

describe('user data', () => {
  test('of a single instance gets the delivery, its role the rights', () => {
    const stack = newStack({ env: europe });
    const instance = new ec2.Instance(stack, 'Instance', { vpc: newVpc(stack), machineImage, instanceType: new ec2.InstanceType('t3.micro') });
    newTable(stack).attachTo(SessionHost.userData(instance.userData, instance, { restartServices: ['my-app'] }));
    expect(instance.userData.render()).toContain("'apache2*' 'my-app.service' |");
    expect(actionsOf(instance.role)).toEqual(ALL_ACTIONS);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('fails if another table is there already under the same name', () => {
    const stack = newStack({ env: europe });
    const [userData, role] = [ec2.UserData.forLinux(), newRole(stack)];
    SessionTable.fromSessionTableName(stack, 'Theirs', 'theirs').attachTo(SessionHost.userData(userData, role));
    expect(() => newTable(stack).attachTo(SessionHost.userData(userData, role))).toThrow(/got: "theirs" in 'Stack\/Role'/);
  });

  test('fails if it is no shell script', () => {
    expect(() => SessionHost.userData(ec2.UserData.forWindows(), newRole(newStack()))).toThrow(/^`userData` must be a shell script .* yourself$/);
  });
});

describe('a container', () => {
  test('gets the variables, its task role the rights', () => {
    const stack = newStack({ env: europe });
    const task = newTask(stack, { STAGE: 'test' });
    const sidecar = task.addContainer('proxy', { image: ecs.ContainerImage.fromRegistry('proxy') });
    newTable(stack).attachTo(SessionHost.containerDefinition(sidecar));
    const [web, proxy] = containersOf(stack).map(variablesOf);
    expect(proxy).toEqual({ AWS_REGION: 'eu-west-1', DYNAMODB_SESSION_TABLE_NAME: onlyRef(stack, 'sessions') });
    expect(web).toEqual({ STAGE: 'test' });
    expect(actionsOf(task.taskRole)).toEqual(ALL_ACTIONS);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('that has the variable already with the same value stays as it is', () => {
    const stack = newStack({ env: europe });
    const table = newTable(stack);
    newTaskAttached(stack, table, { DYNAMODB_SESSION_TABLE_NAME: table.tableName, AWS_REGION: 'eu-west-1' });
    expect(containersOf(stack)[0].Environment).toHaveLength(2);
  });

  test.each([Aws.REGION, Fn.join('', [Aws.REGION])])('that has the region of its stack by another spelling stays as it is (%#)', (region) => {
    const stack = newStack({ env: europe });
    newTaskAttached(stack, newTable(stack), { AWS_REGION: region });
    expect(onlyResource(stack, 'AWS::ECS::TaskDefinition')).toBeDefined();
  });

  test('may be told the region of its stack once more by `environment`', () => {
    const stack = newStack({ env: europe });
    const { environment } = newTable(stack).attachTo(SessionHost.grantee(newRole(stack)), { environment: { AWS_REGION: Aws.REGION } });
    expect(stack.resolve(environment.AWS_REGION)).toEqual({ Ref: 'AWS::Region' });
  });

  test('fails if it has the variable with another value', () => {
    const stack = newStack({ env: europe });
    expect(() => newTaskAttached(stack, newTable(stack), { DYNAMODB_SESSION_TABLE_NAME: 'theirs', AWS_REGION: 'us-east-1' })).toThrow(
      "`host` must not set 'DYNAMODB_SESSION_TABLE_NAME' to something else than the sessions do, got: \"theirs\" in 'Stack/Task/web'; " +
      "remove it there or rename ours with `variableNames`; `host` must not set 'AWS_REGION' to something else than the sessions do, " +
      "got: \"us-east-1\" in 'Stack/Task/web'; remove it there or rename ours with `variableNames` (in Stack/Sessions-sessions)");
    expect(statementsOf((stack.node.findChild('Task') as ecs.TaskDefinition).taskRole)).toEqual([]);
  });

  test('fails if it has the variable as a secret, which Amazon ECS would refuse at deployment', () => {
    const stack = newStack({ env: europe });
    const parameter = ssm.StringParameter.fromStringParameterName(stack, 'Parameter', 'sessions');
    const task = newTask(stack, {}, { DYNAMODB_SESSION_TABLE_NAME: ecs.Secret.fromSsmParameter(parameter) });
    expect(() => newTable(stack).attachTo(SessionHost.taskDefinition(task)))
      .toThrow(/^`host` must not set 'DYNAMODB_SESSION_TABLE_NAME' .* got: \{"secret":/);
  });
});

describe('a task definition', () => {
  test('gives the variables to its default container', () => {
    const stack = newStack({ env: europe });
    const task = newTask(stack);
    task.addContainer('proxy', { image: ecs.ContainerImage.fromRegistry('proxy') });
    newTable(stack).attachTo(SessionHost.taskDefinition(task));
    expect(containersOf(stack).map((each) => [each.Name, Object.keys(variablesOf(each))]))
      .toEqual([['web', ['AWS_REGION', 'DYNAMODB_SESSION_TABLE_NAME']], ['proxy', []]]);
  });

  test('gives them to the container that is named', () => {
    const stack = newStack({ env: europe });
    const task = newTask(stack);
    task.addContainer('php', { image: ecs.ContainerImage.fromRegistry('php') });
    newTable(stack).attachTo(SessionHost.taskDefinition(task, 'php'));
    expect(containersOf(stack).map((each) => Object.keys(variablesOf(each)).length)).toEqual([0, 2]);
  });

  test('fails if there is no such container', () => {
    const stack = newStack();
    expect(() => SessionHost.taskDefinition(newTask(stack), 'php'))
      .toThrow("`containerName` must name a container of the task definition, got: 'php' (in Stack/Task)");
  });

  test('fails if there is none yet', () => {
    const task = new ecs.FargateTaskDefinition(newStack(), 'Task');
    expect(() => SessionHost.taskDefinition(task)).toThrow('`taskDefinition` must have an essential container, got: none; add it before (in Stack/Task)');
  });
});

describe('a Lambda function', () => {
  test('gets the variables but the region, its role the rights', () => {
    const stack = newStack({ env: europe });
    const handler = newFunction(stack, { STAGE: 'test' });
    const { environment } = new SessionTable(stack, 'Sessions', { sessionStore: SessionStore.laravel(), tableName: 'sessions' })
      .attachTo(SessionHost.lambdaFunction(handler));
    const { Variables } = onlyResource(stack, 'AWS::Lambda::Function').Properties.Environment;
    expect(Object.keys(Variables).sort()).toEqual(['DYNAMODB_CACHE_TABLE', 'DYNAMODB_SESSION_TABLE_NAME', 'SESSION_DRIVER', 'STAGE']);
    expect(stack.resolve({ STAGE: 'test', ...environment })).toEqual(Variables);
    expect(actionsOf(handler.role!)).toEqual(['DeleteItem', 'GetItem', 'PutItem'].map((name) => `dynamodb:${name}`));
    expect(warningsOf(stack)).toEqual([]);
  });

  test('may have the variable already with the same value', () => {
    const stack = newStack({ env: europe });
    const table = newTable(stack);
    const handler = newFunction(stack, { ...table.lambdaEnvironment });
    table.attachTo(SessionHost.lambdaFunction(handler));
    expect(onlyResource(stack, 'AWS::Lambda::Function').Properties.Environment.Variables)
      .toEqual({ DYNAMODB_SESSION_TABLE_NAME: onlyRef(stack, 'sessions') });
  });

  test('fails if it has the variable with another value', () => {
    const stack = newStack({ env: europe });
    const handler = newFunction(stack, { DYNAMODB_SESSION_TABLE_NAME: 'theirs' });
    expect(() => newTable(stack).attachTo(SessionHost.lambdaFunction(handler)))
      .toThrow(/^`host` must not set 'DYNAMODB_SESSION_TABLE_NAME' .* got: "theirs" in 'Stack\/Function'/);
  });

  const withoutVariables = (path: string) => `Stack/Sessions-sessions: the session variables do not reach '${path}', because it is imported, ` +
    'a version or an alias; set DYNAMODB_SESSION_TABLE_NAME there [ack: cdk-dynamodb-sessions:attachedWithoutVariables]';

  test('that is imported with its role gets the rights, and a warning says what is left to do', () => {
    const stack = newStack({ env: europe });
    const role = iam.Role.fromRoleName(stack, 'Role', 'theirs');
    const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:theirs`;
    newTable(stack).attachTo(SessionHost.lambdaFunction(lambda.Function.fromFunctionAttributes(stack, 'Function', { functionArn, role })));
    expect(actionsOf(role)).toEqual(ALL_ACTIONS);
    expect(warningsOf(stack)).toEqual([withoutVariables('Stack/Function')]);
  });

  test('given as an alias gets the rights, and a warning says what is left to do', () => {
    const stack = newStack({ env: europe });
    const handler = newFunction(stack);
    newTable(stack).attachTo(SessionHost.lambdaFunction(new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: handler.currentVersion })));
    expect(actionsOf(handler.role!)).toEqual(ALL_ACTIONS);
    expect(warningsOf(stack)).toEqual([withoutVariables('Stack/Alias')]);
  });

  test('fails if it is imported without its role', () => {
    const stack = newStack({ env: europe });
    const handler = lambda.Function.fromFunctionName(stack, 'Function', 'theirs');
    expect(() => newTable(stack).attachTo(SessionHost.lambdaFunction(handler)))
      .toThrow("`host` must have a role, got: 'Stack/Function', whose role is not known (it is imported, a version or an alias); define");
  });
});

describe('an Elastic Beanstalk environment', () => {
  const setting = (optionName: string, value: unknown, namespace = 'aws:elasticbeanstalk:application:environment') => ({
    Namespace: namespace, OptionName: optionName, Value: value,
  });

  test('gets the variables as option settings after its own, the role the rights', () => {
    const stack = newStack({ env: europe });
    const role = newRole(stack);
    const optionSettings = [
      { namespace: 'aws:autoscaling:asg', optionName: 'AWS_REGION', value: 'another namespace' },
      { namespace: 'aws:elasticbeanstalk:application:environment', optionName: 'STAGE', value: 'test' },
    ];
    newTable(stack).attachTo(SessionHost.elasticBeanstalkEnvironment(newBeanstalk(stack, { optionSettings }), role));
    expect(onlyResource(stack, 'AWS::ElasticBeanstalk::Environment').Properties.OptionSettings).toEqual([
      setting('AWS_REGION', 'another namespace', 'aws:autoscaling:asg'), setting('STAGE', 'test'),
      setting('AWS_REGION', 'eu-west-1'), setting('DYNAMODB_SESSION_TABLE_NAME', onlyRef(stack, 'sessions')),
    ]);
    expect(optionSettings).toHaveLength(2);
    expect(actionsOf(role)).toEqual(ALL_ACTIONS);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('without settings gets each variable once, however often it is attached', () => {
    const stack = newStack({ env: europe });
    const [table, environment, role] = [newTable(stack), newBeanstalk(stack), newRole(stack)];
    table.attachTo(SessionHost.elasticBeanstalkEnvironment(environment, role));
    table.attachTo(SessionHost.elasticBeanstalkEnvironment(environment, role));
    expect(onlyResource(stack, 'AWS::ElasticBeanstalk::Environment').Properties.OptionSettings).toHaveLength(2);
  });

  test('fails if it has the variable with another value', () => {
    const stack = newStack({ env: europe });
    const environment = newBeanstalk(stack, {
      optionSettings: [
        { namespace: 'aws:elasticbeanstalk:application:environment', optionName: 'DYNAMODB_SESSION_TABLE_NAME', value: 'theirs' },
      ],
    });
    expect(() => newTable(stack).attachTo(SessionHost.elasticBeanstalkEnvironment(environment, newRole(stack))))
      .toThrow(/^`host` must not set 'DYNAMODB_SESSION_TABLE_NAME' .* got: "theirs" in 'Stack\/Environment'/);
  });

  test('whose settings are not known yet gets the rights, and a warning says what is left to do', () => {
    const stack = newStack({ env: europe });
    const role = newRole(stack);
    const optionSettings = Lazy.any({ produce: () => [] });
    newTable(stack).attachTo(SessionHost.elasticBeanstalkEnvironment(newBeanstalk(stack, { optionSettings }), role));
    expect(actionsOf(role)).toEqual(ALL_ACTIONS);
    expect(warningsOf(stack)).toEqual([expect.stringContaining(
      "do not reach 'Stack/Environment', because its option settings are known only at deployment; set AWS_REGION, DYNAMODB_SESSION_TABLE_NAME there")]);
  });
});

test('anything else gets the rights, and its variables are told', () => {
  const stack = newStack({ env: europe });
  const role = newRole(stack);
  const { grant, environment } = newTable(stack).attachTo(SessionHost.grantee(role), {
    variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' }, environment: { STAGE: 'test' },
  });
  expect(actionsOf(role)).toEqual(ALL_ACTIONS);
  expect(grant.success).toBe(true);
  expect(stack.resolve(environment)).toEqual({ AWS_REGION: 'eu-west-1', SESSIONS: onlyRef(stack, 'sessions'), STAGE: 'test' });
  expect(warningsOf(stack)).toEqual([]);
});

describe('an application with static keys, which displace the role', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'theirs', AWS_SECRET_KEY: 'theirs', AWS_PROFILE: 'theirs' };
  const text = (name: string) => `Stack/Sessions-sessions: '${name}' has AWS_ACCESS_KEY_ID, AWS_SECRET_KEY, and an AWS SDK that finds static keys ` +
    'never uses the role that is granted; remove them there [ack: cdk-dynamodb-sessions:attachedBesideStaticKeys]';
  const parameter = (stack: Stack) => ecs.Secret.fromSsmParameter(
    stack.node.tryFindChild('Parameter') as ssm.IParameter ?? ssm.StringParameter.fromStringParameterName(stack, 'Parameter', 'theirs'));
  const optionSettings = Object.entries(keys)
    .map(([optionName, value]) => ({ namespace: 'aws:elasticbeanstalk:application:environment', optionName, value }));

  test.each<[string, string, (stack: Stack) => SessionHost]>([
    ['a container', 'Stack/Task/web', (stack) => SessionHost.taskDefinition(newTask(stack, keys))],
    ['a container that gets them as secrets', 'Stack/Task/web', (stack) => SessionHost.taskDefinition(newTask(stack, {}, {
      AWS_ACCESS_KEY_ID: parameter(stack), AWS_SECRET_KEY: parameter(stack),
    }))],
    ['an Elastic Beanstalk environment', 'Stack/Environment',
      (stack) => SessionHost.elasticBeanstalkEnvironment(newBeanstalk(stack, { optionSettings }), newRole(stack))],
  ])('has a warning as %s', (_, name, host) => {
    const stack = newStack({ env: europe });
    newTable(stack).attachTo(host(stack));
    expect(warningsOf(stack)).toEqual([text(name)]);
  });

  test('has none when only their names begin alike', () => {
    const stack = newStack({ env: europe });
    newTable(stack).attachTo(SessionHost.taskDefinition(newTask(stack, { AWS_ACCESS_KEY_ID_OF_BACKUPS: 'theirs' })));
    expect(warningsOf(stack)).toEqual([]);
  });
});

test('a table that was imported can be attached as well', () => {
  const stack = newStack({ env: europe });
  const task = newTask(stack);
  SessionTable.fromSessionTableName(stack, 'Sessions', 'prod-sessions').attachTo(SessionHost.taskDefinition(task));
  expect(variablesOf(containersOf(stack)[0])).toEqual({ AWS_REGION: 'eu-west-1', DYNAMODB_SESSION_TABLE_NAME: 'prod-sessions' });
  expect(actionsOf(task.taskRole)).toEqual(ALL_ACTIONS);
});

test('an application and its table may stand in two stacks', () => {
  const app = newApp();
  const [data, web] = ['Data', 'Web'].map((id) => new Stack(app, id, { env: europe }));
  const group = newGroup(web);
  newTable(data).attachTo(SessionHost.autoScalingGroup(group));
  newTable(data, 'tasks').attachTo(SessionHost.taskDefinition(newTask(web)));
  expect(() => app.synth()).not.toThrow();
  expect(web.dependencies).toEqual([data]);
  expect(data.dependencies).toEqual([]);
});

describe('an application in another region than its table', () => {
  const attach = (host: (stack: Stack) => SessionHost, options?: SessionAttachmentOptions, region = 'eu-central-1') => {
    const stack = newStack({ env: { account, region } });
    SessionTable.fromSessionTableArn(stack, 'Sessions', `arn:aws:dynamodb:eu-west-1:${account}:table/sessions`).attachTo(host(stack), options);
    return warningsOf(stack);
  };
  const container = (stack: Stack) => SessionHost.taskDefinition(newTask(stack));
  const handler = (stack: Stack) => SessionHost.lambdaFunction(newFunction(stack));
  const rename = { variableNames: { AWS_REGION: 'SESSIONS_REGION' } };
  const remedy = 'rename it with `variableNames` and give that region to the session client, or give the table a replica in eu-central-1: ' +
    'a SessionTable finds it itself, an imported table must be that replica';

  test('fails when CDK would have to name the table for it, since a deployed one would be replaced', () => {
    const app = newApp();
    const sessions = new SessionTable(new Stack(app, 'Data', { env: { account, region: 'eu-west-1' } }), 'Sessions');
    const attachFrom = (id: string, props: StackProps) => () => sessions.attachTo(container(new Stack(app, id, props)));
    expect(attachFrom('Far', { env: { account, region: 'eu-central-1' } }))
      .toThrow("`table` must have a `tableName` to be found from another region, got: 'Data/Sessions' without; give it one (in Data/Sessions)");
    expect(attachFrom('Near', { env: { account, region: 'eu-west-1' } })).not.toThrow();
    const carried = new SessionTable(new Stack(app, 'Carried', { env: { account, region: 'eu-west-1' }, crossRegionReferences: true }), 'Sessions');
    const far = new Stack(app, 'FarToo', { env: { account, region: 'eu-central-1' }, crossRegionReferences: true });
    expect(() => carried.attachTo(container(far))).not.toThrow();
    expect(Stack.of(carried).resolve((carried.table.node.defaultChild as dynamodb.CfnGlobalTable).tableName)).toBeUndefined();
  });

  test.each([['container', container], ['Lambda function', handler]])('uses the replica of its region in silence: %s', (_, host) => {
    const app = newApp();
    const data = new Stack(app, 'Data', { env: { account, region: 'eu-west-1' } });
    const sessions = new SessionTable(data, 'Sessions', { tableName: 'shared', replicas: [{ region: 'eu-central-1' }] });
    const { environment } = sessions.attachTo(host(new Stack(app, 'Stack', { env: { account, region: 'eu-central-1' } })));
    expect(environment).toMatchObject(host === handler ? { DYNAMODB_SESSION_TABLE_NAME: expect.any(String) } : { AWS_REGION: 'eu-central-1' });
    expect(warningsOf(data)).toEqual([]);
  });

  test('fails also when a copy there has no name that it could use', () => {
    const app = newApp();
    const sessions = new SessionTable(new Stack(app, 'Data', { env: { account, region: 'eu-west-1' } }), 'Sessions', { replicas: [{ region: 'eu-central-1' }] });
    const far = new Stack(app, 'Far', { env: { account, region: 'eu-central-1' } });
    const message = (path: string) => `\`table\` must have a \`tableName\` to be found from another region, got: '${path}' without; give it one (in ${path})`;
    const host = container(far);
    expect(() => sessions.attachTo(host)).toThrow(message('Data/Sessions'));
    expect(() => sessions.replica('eu-central-1').attachTo(host)).toThrow(message('Data/Sessions/Replicaeu-central-1'));
    expect(() => sessions.replica('eu-central-1').attachTo(SessionHost.grantee(newRole(far)))).not.toThrow();
  });

  test('has a warning when AWS_REGION changes for everything else in it', () => {
    expect(attach(container)).toEqual([
      "Stack/Sessions: the session table is in eu-west-1 and 'Stack/Task/web' in eu-central-1, so AWS_REGION now sends all its AWS clients " +
      `to eu-west-1; ${remedy} [ack: cdk-dynamodb-sessions:attachedInAnotherRegion]`,
    ]);
  });

  test('has a warning when it is a Lambda function, whose AWS_REGION is its own', () => {
    expect(attach(handler)).toEqual([
      "Stack/Sessions: the session table is in eu-west-1 and 'Stack/Function' in eu-central-1, so AWS_REGION does not tell its session client " +
      `where the table is; ${remedy} [ack: cdk-dynamodb-sessions:attachedInAnotherRegion]`,
    ]);
  });

  test.each([['container', container], ['Lambda function', handler]])('has none when the region has a name of its own in a %s', (_, host) => {
    expect(attach(host, rename)).toEqual([]);
  });

  test('has none in the same region', () => expect(attach(container, {}, 'eu-west-1')).toEqual([]));

  test('has none while the region of the table is known only at deployment', () => {
    const stack = newStack({ env: europe });
    SessionTable.fromSessionTableArn(stack, 'Sessions', Fn.importValue('SessionsArn')).attachTo(container(stack));
    expect(warningsOf(stack)).toEqual([]);
  });

  test('delivers the renamed region to a Lambda function', () => {
    const stack = newStack({ env: { account, region: 'eu-central-1' } });
    SessionTable.fromSessionTableArn(stack, 'Sessions', `arn:aws:dynamodb:eu-west-1:${account}:table/sessions`)
      .attachTo(SessionHost.lambdaFunction(newFunction(stack)), rename);
    expect(onlyResource(stack, 'AWS::Lambda::Function').Properties.Environment.Variables)
      .toEqual({ DYNAMODB_SESSION_TABLE_NAME: 'sessions', SESSIONS_REGION: 'eu-west-1' });
  });
});

test('an application in another account is told the ARN, since DynamoDB does not find the table by its name from there', () => {
  const stack = newStack({ env: europe });
  const theirs = new Stack(stack.node.root as App, 'Theirs', { env: { account: '444455556666', region: 'eu-west-1' } });
  const taskRole = new iam.Role(theirs, 'Role', { roleName: 'web', assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
  const task = new ecs.FargateTaskDefinition(theirs, 'Task', { taskRole });
  task.addContainer('web', { image: ecs.ContainerImage.fromRegistry('web') });
  const { environment } = newTable(stack).attachTo(SessionHost.taskDefinition(task));
  expect(JSON.stringify(theirs.resolve(environment))).toContain(':dynamodb:eu-west-1:111122223333:table/sessions');
  expect(variablesOf(containersOf(theirs)[0])).toEqual(theirs.resolve(environment));
});

describe('options', () => {
  test('all of them reach the rights and the variables', () => {
    const stack = newStack({ env: europe });
    const task = newTask(stack);
    newTable(stack).attachTo(SessionHost.taskDefinition(task), {
      sessionAccess: SessionAccess.REQUESTS,
      keyPrefix: 'shop:',
      environment: { STAGE: 'test' },
      variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' },
    });
    expect(variablesOf(containersOf(stack)[0])).toEqual({ AWS_REGION: 'eu-west-1', SESSIONS: onlyRef(stack, 'sessions'), STAGE: 'test' });
    expect(statementsOf(task.taskRole)).toEqual([expect.objectContaining({
      Action: REQUESTS, Condition: expect.objectContaining({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['shop:*'] } }),
    })]);
  });

  test('the rights are all rights unless said otherwise, also with a prefix', () => {
    const stack = newStack({ env: europe });
    const role = newRole(stack);
    newTable(stack).attachTo(SessionHost.grantee(role), { keyPrefix: 'shop:' });
    expect(actionsOf(role)).toEqual(ALL_ACTIONS.filter((action) => action !== 'dynamodb:Scan'));
  });

  test('may give a function the region that it has, which Lambda sets itself', () => {
    const stack = newStack({ env: europe });
    const host = SessionHost.lambdaFunction(newFunction(stack));
    const { environment } = newTable(stack).attachTo(host, { environment: { AWS_REGION: 'eu-west-1', STAGE: 'test' } });
    const expected = { DYNAMODB_SESSION_TABLE_NAME: onlyRef(stack, 'sessions'), STAGE: 'test' };
    expect(stack.resolve(environment)).toEqual(expected);
    expect(onlyResource(stack, 'AWS::Lambda::Function').Properties.Environment.Variables).toEqual(expected);
  });

  test.each<[string, SessionAttachmentOptions, string]>([
    ['a variable of the sessions is set to something else', { environment: { AWS_REGION: 'us-east-1' } },
      "`environment` must not set 'AWS_REGION', which the session store sets, got: 'us-east-1'; remove it"],
    ['a renamed variable is set to something else', { variableNames: { AWS_REGION: 'SESSIONS_REGION' }, environment: { SESSIONS_REGION: 'us-east-1' } },
      "`environment` must not set 'SESSIONS_REGION', which the session store sets, got: 'us-east-1'; remove it"],
    ['a variable has two lines', { environment: { MOTD: 'b\nc' } }, "`environment` must hold values of one line, got: a line break in 'MOTD'; remove it"],
    ['a variable is renamed that does not exist', { variableNames: { NAME: 'TABLE' } },
      "`variableNames` must rename session variables (AWS_REGION, DYNAMODB_SESSION_TABLE_NAME), got: 'NAME'"],
    ['two variables get one name', { variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'AWS_REGION' } },
      "`variableNames` must give each variable a name of its own, got: 'AWS_REGION' for 'DYNAMODB_SESSION_TABLE_NAME' and another one; " +
      "`variableNames` must not set in a function what AWS Lambda sets itself, got: 'AWS_REGION'; remove it"],
  ])('fails if %s', (_, options, problem) => {
    const stack = newStack({ env: europe });
    const host = SessionHost.lambdaFunction(newFunction(stack));
    expect(() => newTable(stack).attachTo(host, options)).toThrow(`${problem} (in Stack/Sessions-sessions)`);
  });
});

/** The reference to a table of ours by its fixed name. */
function onlyRef(stack: Stack, tableName: string): unknown {
  return stack.resolve((stack.node.findChild(`Sessions-${tableName}`) as SessionTable).tableName);
}

function newTaskAttached(stack: Stack, table: SessionTable, environment: Record<string, string>): void {
  table.attachTo(SessionHost.taskDefinition(newTask(stack, environment)));
}
