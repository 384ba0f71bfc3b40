// what nobody made for sessions: whatever has a role can have a command in its place
import { App, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as targets from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IRELAND, read, sessionTable } from '../helpers/blueprint';

const machine = { machineImage: ec2.MachineImage.latestAmazonLinux2023(), instanceType: new ec2.InstanceType('t3.micro') };
const subnets = { vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } };
const USER_DATA = 'its user data is not run here: give each variable that it sets for the application with --env NAME=VALUE';

interface World {
  readonly stack: Stack;
  readonly table: dynamodb.TableV2;
  readonly vpc: ec2.Vpc;
}

/** An app with a table and whatever the test adds to it. */
function readWith(build: (world: World) => void, service?: string) {
  const stackOf = (app: App) => {
    const stack = new Stack(app, 'Shop', IRELAND);
    build({ stack, table: sessionTable(stack, { tableName: 'sessions' }), vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }) });
  };
  return read(stackOf, service === undefined ? {} : { services: [{ service }] });
}

function handMadeGroup({ stack, vpc, table }: World): autoscaling.AutoScalingGroup {
  const group = new autoscaling.AutoScalingGroup(stack, 'Web', { vpc, ...subnets, ...machine, minCapacity: 2 });
  table.grantWriteData(group);
  return group;
}

function handler(stack: Stack, id: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('0'), ...props });
}

const WRITES = expect.objectContaining({ resources: ['arn:aws:dynamodb:eu-west-1:111111111111:table/sessions'] });

test('a hand-made Auto Scaling group behind a load balancer runs with its health check and a note about its user data', () => {
  const { services, notes } = readWith((world) => {
    new elb.ApplicationLoadBalancer(world.stack, 'Balancer', { vpc: world.vpc }).addListener('Http', { port: 80 })
      .addTargets('Target', { port: 80, targets: [handMadeGroup(world)], healthCheck: { path: '/up' } });
  });
  expect(services).toEqual([expect.objectContaining({ path: 'Shop/Web', compute: 'ec2', environment: {}, desiredServers: 2 })]);
  expect(services[0].healthCheck?.path).toBe('/up');
  expect(services[0].role.statements).toEqual([WRITES]);
  expect(notes).toEqual([`Shop/Web: ${USER_DATA}`]);
});

test('a group without a load balancer runs where nothing else uses the table', () => {
  const { services: [service] } = readWith(handMadeGroup);
  expect(service).toMatchObject({ path: 'Shop/Web', deregistrationDelaySeconds: 0 });
  expect(service.healthCheck).toBeUndefined();
});

test('a group that only carries the tasks of a cluster is nothing to run', () => {
  const { services, notes } = readWith(({ stack, vpc, table }) => {
    const group = new autoscaling.AutoScalingGroup(stack, 'Carrier', { vpc, ...subnets, ...machine });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
    cluster.addAsgCapacityProvider(new ecs.AsgCapacityProvider(stack, 'Provider', { autoScalingGroup: group }));
    table.grantReadData(group);
    table.grantReadData(handler(stack, 'Login'));
  });
  expect(services.map(({ path }) => path)).toEqual(['Shop/Login']);
  expect(notes).toEqual([]);
});

test('an EC2 instance runs, with the health check of the target group that lists it', () => {
  const { services, notes } = readWith(({ stack, vpc, table }) => {
    const instance = new ec2.Instance(stack, 'Server', { vpc, ...subnets, ...machine });
    table.grantWriteData(instance);
    new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc }).addListener('Http', { port: 80 })
      .addTargets('Target', { port: 80, targets: [new targets.InstanceTarget(instance)], healthCheck: { path: '/up' } });
  });
  expect(services).toEqual([expect.objectContaining({ path: 'Shop/Server', compute: 'ec2', desiredServers: 1 })]);
  expect(services[0].healthCheck?.path).toBe('/up');
  expect(services[0].role.statements).toEqual([WRITES]);
  expect(notes).toEqual([`Shop/Server: ${USER_DATA}`]);
});

test('a Lambda function runs with its variables and what it knows of itself', () => {
  const { services, notes } = readWith(({ stack, table }) => {
    handler(stack, 'Unrelated');
    table.grantReadData(handler(stack, 'Login', { environment: { TABLE: table.tableName }, memorySize: 512, functionName: 'login' }));
  });
  expect(services).toEqual([expect.objectContaining({
    path: 'Shop/Login',
    compute: 'lambda',
    environment: { TABLE: 'sessions' },
    region: 'eu-west-1',
    function: { name: 'login', memoryMegabytes: 512, handler: 'index.handler', runtime: 'nodejs22.x' },
  })]);
  expect(notes).toEqual([]);
});

test.each([
  ['an instance', 'ec2.amazonaws.com', 'ec2'],
  ['a task', 'ecs-tasks.amazonaws.com', 'fargate'],
  ['a function', 'lambda.amazonaws.com', 'lambda'],
  ['anything else', 'build.apprunner.amazonaws.com', 'ec2'],
])('a role of %s runs when it is named, and only then', (_what, principal, compute) => {
  const build = ({ stack, table }: World) => {
    const role = new iam.Role(stack, 'Worker', { assumedBy: new iam.ServicePrincipal(principal) });
    table.grantReadData(role);
  };
  const { services: [service], notes } = readWith(build, 'Shop/Worker');
  expect(service).toMatchObject({ path: 'Shop/Worker', compute });
  expect(notes).toEqual(['Shop/Worker: what has this role is not known here: give each variable of the application with --env NAME=VALUE']);
  expect(() => readWith(build)).toThrow('holds no service that uses a table');
});

test('what cannot run is no obstacle to what can, and is told', () => {
  const { services, notes } = readWith((world) => {
    const group = handMadeGroup(world);
    const balancer = new elb.ApplicationLoadBalancer(world.stack, 'Balancer', { vpc: world.vpc });
    balancer.addListener('Http', { port: 80 }).addTargets('Target', { port: 80, targets: [group] });
    const definition = new ecs.FargateTaskDefinition(world.stack, 'Task');
    definition.addContainer('web', { image: ecs.ContainerImage.fromRegistry('web'), portMappings: [{ containerPort: 80 }] });
    (definition.node.defaultChild as ecs.CfnTaskDefinition).taskRoleArn = undefined;
    const service = new ecs.FargateService(world.stack, 'Front', { cluster: new ecs.Cluster(world.stack, 'Cluster', { vpc: world.vpc }), taskDefinition: definition });
    balancer.addListener('More', { port: 81, protocol: elb.ApplicationProtocol.HTTP })
      .addTargets('Front', { port: 81, protocol: elb.ApplicationProtocol.HTTP, targets: [service] });
  });
  expect(services.map(({ path }) => path)).toEqual(['Shop/Web']);
  expect(notes).toContain('left out: Shop/Front: its task definition has no task role, so no access to a table; give it a task role');
});

test.each<[string, Array<{ service?: string; container?: string }>, string]>([
  ['one is not there', [{ service: 'Shop/Nope' }],
    'the assembly has no service Shop/Nope; it has Shop/Web (an Auto Scaling group), Shop/Login (a Lambda function)'],
  ['one is named twice', [{ service: 'Shop/Web' }, { service: 'Shop/Web' }],
    'service Shop/Web is given twice; give each service once, with --servers for more of its servers'],
  ['one of two has no name', [{ service: 'Shop/Web' }, {}],
    'of several services each needs its name, got one without; write --service PATH before its command'],
  ['a function is to have a container', [{ service: 'Shop/Login', container: 'app' }], 'Shop/Login has no containers, got --container app; leave it out'],
  ['a group is to have a container', [{ service: 'Shop/Web', container: 'app' }], 'Shop/Web has no containers, got --container app; leave it out'],
])('fails when %s', (_what, services, message) => {
  expect(() => read((app) => {
    const stack = new Stack(app, 'Shop', IRELAND);
    const world = { stack, table: sessionTable(stack), vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }) };
    handMadeGroup(world);
    world.table.grantReadData(handler(stack, 'Login'));
  }, { services })).toThrow(message);
});
