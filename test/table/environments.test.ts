// a table and who uses it in two stacks, of which one, both or none say where they stand: the table is never renamed without a word, no other
// account is invented, and aws-cdk-lib never fails in words of its own
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, Environment, PhysicalName, Stack } from 'aws-cdk-lib/core';
import { AccessLogs, LoadBalancedFargateSessionService, LoadBalancedSessionService, SessionHost, SessionTable } from '../../src';
import { account, newApp, warningsOf } from '../helpers';

const EUROPE = { account, region: 'eu-west-1' };
const ENVIRONMENTS: Record<string, Environment | undefined> = {
  'complete': EUROPE, 'a region alone': { region: 'eu-west-1' }, 'an account alone': { account }, 'nothing': undefined,
  'another region': { account, region: 'us-east-1' }, 'another account': { account: '444455556666', region: 'eu-west-1' },
};
const NAMES: Record<string, string | undefined> = { 'none': undefined, 'its own': 'sessions', 'one that CDK makes where it is needed': PhysicalName.GENERATE_IF_NEEDED };

type Role = (stack: Stack, service: string) => iam.IRole | undefined;
const ROLES: Record<string, Role> = {
  'its own role': () => undefined,
  'a role with a name': (stack, service) => new iam.Role(stack, 'Role', { roleName: 'web', assumedBy: new iam.ServicePrincipal(service) }),
  'a role that is imported by its name': (stack) => iam.Role.fromRoleName(stack, 'Role', 'web'),
  'a role that is imported by its ARN': (stack) => iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${account}:role/web`),
};

const ownRole = (stack: Stack, service: string) => new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal(service) });
/** A network of its own would cost most of the time and changes nothing here. */
const networkOf = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-1', availabilityZones: ['a', 'b'], publicSubnetIds: ['subnet-1', 'subnet-2'], privateSubnetIds: ['subnet-3', 'subnet-4'],
  privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'], publicSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
});

const USERS: Record<string, (stack: Stack, sessionTable: SessionTable, role: Role) => void> = {
  'a service on EC2': (stack, sessionTable, role) => {
    new LoadBalancedSessionService(stack, 'Web', {
      machineImage: ec2.MachineImage.latestAmazonLinux2023(), vpc: networkOf(stack), sessionTable, accessLogs: AccessLogs.disabled(),
      role: role(stack, 'ec2.amazonaws.com'),
    });
  },
  'a service on Fargate': (stack, sessionTable, role) => {
    new LoadBalancedFargateSessionService(stack, 'Web', {
      image: ecs.ContainerImage.fromRegistry('example/shop'), vpc: networkOf(stack), sessionTable, accessLogs: AccessLogs.disabled(),
      taskRole: role(stack, 'ecs-tasks.amazonaws.com'),
    });
  },
  'a function that is attached': (stack, sessionTable, role) => {
    const handler = new lambda.Function(stack, 'Web', {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 0'), role: role(stack, 'lambda.amazonaws.com'),
    });
    sessionTable.attachTo(SessionHost.lambdaFunction(handler));
  },
  'a grantee that is attached': (stack, sessionTable, role) => {
    sessionTable.attachTo(SessionHost.grantee(role(stack, 'ec2.amazonaws.com') ?? ownRole(stack, 'ec2.amazonaws.com')));
  },
  'a bare grant': (stack, sessionTable, role) => {
    sessionTable.grantSessionAccess(role(stack, 'ec2.amazonaws.com') ?? ownRole(stack, 'ec2.amazonaws.com'));
  },
};

interface Outcome {
  readonly refused?: string;
  readonly isRenamed: boolean;
  readonly isWarned: boolean;
}

function outcomeOf(
  envs: [Environment | undefined, Environment | undefined], tableName: string | undefined, define: (stack: Stack, table: SessionTable) => void,
): Outcome {
  const app: App = newApp();
  const [data, web] = envs.map((env, index) => new Stack(app, ['Data', 'Web'][index], { env }));
  const table = new SessionTable(data, 'Sessions', { tableName });
  try {
    define(web, table);
  } catch (error) {
    return { refused: (error as Error).message, isRenamed: false, isWarned: false };
  }
  const { Resources } = app.synth().getStackByName('Data').template;
  const [{ Properties }] = Object.values<any>(Resources).filter(({ Type }) => Type === 'AWS::DynamoDB::GlobalTable');
  return {
    isRenamed: tableName === undefined && Properties.TableName !== undefined,
    isWarned: warningsOf(data).some((text) => text.includes('tableGetsName')),
  };
}

const PAIRS: [data: string, web: string][] = [
  ...Object.keys(ENVIRONMENTS).flatMap((each): [string, string][] => each === 'complete' ? [[each, each]] : [['complete', each], [each, 'complete']]),
  ['nothing', 'nothing'], ['a region alone', 'nothing'], ['an account alone', 'another account'],
];

describe.each(PAIRS)('the stack of the table says %s, that of its user says %s:', (data, web) => {
  const accounts = [data, web].map((each) => ENVIRONMENTS[each]?.account);
  const isAnotherAccount = !accounts.includes(undefined) && accounts[0] !== accounts[1];

  test.each(Object.keys(USERS))('%s', (user) => {
    for (const [name, tableName] of Object.entries(NAMES)) {
      for (const [role, make] of Object.entries(ROLES)) {
        const envs: [Environment | undefined, Environment | undefined] = [ENVIRONMENTS[data], ENVIRONMENTS[web]];
        const { refused, isRenamed, isWarned } = outcomeOf(envs, tableName, (stack, table) => USERS[user](stack, table, make));
        const what = `table with the name ${name}, ${role}`;
        expect([what, refused]).toEqual([what, refused === undefined ? undefined : expect.stringMatching(/^[`a-z][^\n]*, got: [^\n]*$/)]);
        expect([what, isRenamed && !isWarned]).toEqual([what, false]);
        if (!isAnotherAccount) {
          expect([what, refused ?? '']).toEqual([what, expect.not.stringContaining('another account')]);
        }
        if (tableName === 'sessions' && !isAnotherAccount) {
          expect([what, refused]).toEqual([what, undefined]);
        }
      }
    }
  });
});
