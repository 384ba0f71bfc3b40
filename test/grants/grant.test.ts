// roles whose policies cannot be completed, or that cannot be named: said at construction, since aws-cdk-lib is silent or speaks at synthesis
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Annotations, App, PhysicalName, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import {
  LoadBalancedFargateSessionService, LoadBalancedFargateSessionServiceProps, LoadBalancedSessionService, LoadBalancedSessionServiceProps,
  SessionHost, SessionTable, SessionTableGrants, SessionTableProps,
} from '../../src';
import { europe, newApp, newStack, newVpc, onlyResource, warningsOf } from '../helpers';

const image = ecs.ContainerImage.fromRegistry('web');
const onEc2 = (stack: Stack, props: Partial<LoadBalancedSessionServiceProps>) =>
  new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), listenerOptions: { open: false }, ...props });
const onFargate = (stack: Stack, props: Partial<LoadBalancedFargateSessionServiceProps>) =>
  new LoadBalancedFargateSessionService(stack, 'Web', { image, listenerOptions: { open: false }, ...props });

describe('a role without a name in another account than the table', () => {
  const theirs = { account: '444455556666', region: 'eu-west-1' };
  const role = (stack: Stack, service = 'ec2', roleName?: string) =>
    new iam.Role(stack, 'Role', { roleName, assumedBy: new iam.ServicePrincipal(`${service}.amazonaws.com`) });
  type Use = (stack: Stack, table: SessionTable, roleName?: string) => unknown;
  const attach = (host: (stack: Stack, role: iam.Role) => SessionHost, service?: string): Use =>
    (stack, table, roleName) => table.attachTo(host(stack, role(stack, service, roleName)));
  const task = (stack: Stack, taskRole: iam.Role) => {
    const definition = new ecs.FargateTaskDefinition(stack, 'Task', { taskRole });
    definition.addContainer('web', { image });
    return SessionHost.taskDefinition(definition);
  };
  const handler = (stack: Stack, ofFunction: iam.Role) => SessionHost.lambdaFunction(new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('//'), role: ofFunction,
  }));
  const world = (env?: Stack['env'], props: SessionTableProps | ((data: Stack) => SessionTableProps) = {}) => {
    const app = newApp();
    const data = new Stack(app, 'Data', { env: europe });
    const own = typeof props === 'function' ? props(data) : props;
    return { app, data, stack: new Stack(app, 'Stack', { env }), table: new SessionTable(data, 'Sessions', { tableName: 'shared', ...own }) };
  };
  const synthesis = (app: App) => () => app.synth();

  test.each<[string, Use, string]>([
    ['`role` of a service', (stack, sessionTable, name) => onEc2(stack, { role: role(stack, 'ec2', name), sessionTable }), '`role` must have a `roleName`'],
    ['`taskRole` of a service', (stack, sessionTable, name) => onFargate(stack, { taskRole: role(stack, 'ecs-tasks', name), sessionTable }),
      '`taskRole` must have a `roleName`'],
    ['a task', attach(task, 'ecs-tasks'), '`host` must have a role with a `roleName`'],
    ['a function', attach(handler, 'lambda'), '`host` must have a role with a `roleName`'],
    ['a host that is a role', attach((_, grantee) => SessionHost.grantee(grantee)), '`host` must have a role with a `roleName`'],
    ['a grant', (stack, table, name) => table.grantSessionAccess(role(stack, 'ec2', name)), '`grantee` must have a `roleName`'],
    ['rights on requests alone', (stack, table, name) => table.grants.requests(role(stack, 'ec2', name)), '`grantee` must have a `roleName`'],
  ])('fails if it is given as %s, and a name helps', (_, use, problem) => {
    const { stack, table } = world(theirs);
    expect(() => use(stack, table)).toThrow(`${problem} to be named in the policy of a table of another account, got: 'Stack/Role' without; give it one`);
    const named = world(theirs);
    use(named.stack, named.table, 'web');
    expect(synthesis(named.app)).not.toThrow();
  });

  test('is what aws-cdk-lib refuses at synthesis', () => {
    const { app, data, stack } = world(theirs);
    new dynamodb.TableV2(data, 'Other', { tableName: 'other', partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } })
      .addToResourcePolicy(new iam.PolicyStatement({ principals: [role(stack)], actions: ['dynamodb:GetItem'], resources: ['*'] }));
    expect(synthesis(app)).toThrow("Cannot use resource 'Stack/Role' in a cross-environment fashion");
  });

  test('is no matter in a stack whose account is not known: its own policy is enough where the account is the same', () => {
    const { app, data, stack, table } = world();
    table.grantSessionAccess(role(stack));
    expect(synthesis(app)).not.toThrow();
    expect(onlyResource(data, 'AWS::DynamoDB::GlobalTable').Properties.Replicas[0].ResourcePolicy).toBeUndefined();
  });

  test('fails if only the key of an imported table is of this app', () => {
    const { data, stack } = world(theirs);
    const encryptionKey = new kms.Key(data, 'Key');
    const table = SessionTable.fromSessionTableAttributes(data, 'Theirs', { tableName: 'theirs', encryptionKey });
    expect(() => table.grantSessionAccess(role(stack))).toThrow('`grantee` must have a `roleName`');
  });

  test.each<[string, (given: ReturnType<typeof world>) => unknown]>([
    ['on an imported table', ({ data, stack }) => SessionTable.fromSessionTableName(data, 'Theirs', 'theirs').grantSessionAccess(role(stack))],
    ['on a table that is imported where the role is',
      ({ stack }) => SessionTable.fromSessionTableArn(stack, 'Theirs', 'arn:aws:dynamodb:eu-west-1:111122223333:table/theirs').grantSessionAccess(role(stack))],
    ['on a table that has no policy here', ({ data, stack }) => SessionTableGrants.fromTable(new dynamodb.CfnTable(data, 'Theirs', {
      tableName: 'theirs', keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
    })).sessionAccess(role(stack))],
    ['to a role that aws-cdk-lib may name', ({ stack, table }) => table.grantSessionAccess(
      new iam.Role(stack, 'Role', { roleName: PhysicalName.GENERATE_IF_NEEDED, assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }))],
    ['to a role that is imported', ({ stack, table }) => table.grantSessionAccess(iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::444455556666:role/web'))],
    ['to a service whose role is its own', ({ stack, table }) => onEc2(stack, { sessionTable: table })],
  ])('is no matter where no policy must name it: %s', (_, use) => {
    const given = world(theirs);
    use(given);
    expect(synthesis(given.app)).not.toThrow();
  });

  test('is no matter in another region of the own account', () => {
    const given = world({ ...europe, region: 'us-east-1' });
    given.table.grantSessionAccess(role(given.stack));
    expect(synthesis(given.app)).not.toThrow();
  });
});

describe('a role that takes no policies', () => {
  const CHANNELS = ['Control', 'Data'].flatMap((name) => [`ssmmessages:Create${name}Channel`, `ssmmessages:Open${name}Channel`]);
  const fixed = (stack: Stack, mutable = false) => iam.Role.fromRoleName(stack, 'Role', 'theirs', { mutable });
  const lost = (define: (stack: Stack) => IConstruct, acknowledged = false): string[] => {
    const stack = newStack({ env: europe });
    const service = define(stack);
    if (acknowledged) {
      Annotations.of(service).acknowledgeWarning('cdk-dynamodb-sessions:rightsNotAdded', 'it has them');
    }
    return warningsOf(stack).filter((warning) => warning.includes('rightsNotAdded'));
  };
  const actionsIn = (warning: string) => / may (.*); allow them/.exec(warning)![1].split(', ').sort();

  test('is warned of with the rights of Session Manager on instances', () => {
    const warnings = lost((stack) => onEc2(stack, { role: fixed(stack), sessionManagerAccess: true }));
    expect(warnings).toEqual([expect.stringMatching(
      /^Stack\/Web: `sessionManagerAccess` does not work unless 'Stack\/Role', which takes no policies, may .*; allow them where it is defined \[/)]);
    expect(actionsIn(warnings[0])).toEqual(['ssm:UpdateInstanceInformation', ...CHANNELS].sort());
  });

  test('is warned of with the right to send signals', () => {
    const signals = autoscaling.Signals.waitForAll();
    expect(lost((stack) => onEc2(stack, { role: fixed(stack), signals })).map(actionsIn)).toEqual([['cloudformation:SignalResource']]);
  });

  test('is warned of with the rights of shells in containers', () => {
    expect(lost((stack) => onFargate(stack, { taskRole: fixed(stack), enableExecuteCommand: true })).map(actionsIn)).toEqual([CHANNELS.sort()]);
  });

  test('is warned of with every right that aws-cdk-lib adds for a cluster that logs shells', () => {
    const define = (stack: Stack, mutable: boolean) => onFargate(stack, {
      taskRole: fixed(stack, mutable), enableExecuteCommand: true, cluster: new ecs.Cluster(stack, 'Cluster', {
        vpc: newVpc(stack), executeCommandConfiguration: {
          kmsKey: new kms.Key(stack, 'Key'), logging: ecs.ExecuteCommandLogging.OVERRIDE,
          logConfiguration: {
            cloudWatchLogGroup: new logs.LogGroup(stack, 'Logs'),
            s3Bucket: new s3.Bucket(stack, 'Bucket'), s3EncryptionEnabled: true,
          },
        },
      }),
    });
    const stack = newStack({ env: europe });
    define(stack, true);
    const policies = stack.node.findAll().filter((each): each is iam.Policy => each instanceof iam.Policy);
    const { document } = policies.find(({ node }) => node.path.startsWith('Stack/Role/'))!;
    const granted: string[] = stack.resolve(document).Statement.flatMap(({ Action }: any) => Action);
    const added = granted.filter((action) => !action.startsWith('dynamodb:'));
    expect(lost((other) => define(other, false)).map(actionsIn)).toEqual([[...new Set(added)].sort()]);
  });

  test.each<[string, (stack: Stack) => IConstruct]>([
    ['when nothing of it is asked for', (stack) => onEc2(stack, { role: fixed(stack) })],
    ['when it takes policies', (stack) => onEc2(stack, { role: fixed(stack, true), sessionManagerAccess: true })],
    ['when it is the own one', (stack) => onFargate(stack, { enableExecuteCommand: true })],
  ])('is no matter %s', (_, define) => expect(lost(define)).toEqual([]));

  test('can be acknowledged', () => {
    expect(lost((stack) => onEc2(stack, { role: fixed(stack), sessionManagerAccess: true }), true)).toEqual([]);
  });
});
