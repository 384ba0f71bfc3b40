import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elasticbeanstalk from 'aws-cdk-lib/aws-elasticbeanstalk';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SessionHost } from '../../../src';
import { Fault } from '../given';
import { World } from '../world';
import { mainVpc } from './network';

/** Where a template shows the variables of an application. */
type Delivery = 'user data' | 'launch template' | 'container' | 'function' | 'option settings' | 'nowhere';

/** An application that exists. */
export interface Host {
  readonly text: string;
  readonly faults: Fault[];
  readonly delivery: Delivery;
  /** Variables that the application has already. */
  readonly variables?: Record<string, string>;
  readonly make: (world: World) => { host: SessionHost; roleName?: unknown };
}

const VARIABLES = { STAGE: 'live', SESSIONS: 'file' };

function role(world: World, service: string): iam.Role {
  return world.once('role', () => new iam.Role(world.stack, 'Role', { assumedBy: new iam.ServicePrincipal(service) }));
}

function group(world: World, userData: ec2.UserData): autoscaling.AutoScalingGroup {
  return new autoscaling.AutoScalingGroup(world.stack, 'Group', {
    vpc: mainVpc(world), instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(), userData,
    role: role(world, 'ec2.amazonaws.com'),
  });
}

function taskDefinition(world: World): ecs.FargateTaskDefinition {
  const definition = new ecs.FargateTaskDefinition(world.stack, 'Task', { taskRole: role(world, 'ecs-tasks.amazonaws.com') });
  definition.addContainer('web', { image: ecs.ContainerImage.fromRegistry('example/web'), environment: VARIABLES });
  return definition;
}

function handler(world: World, environment: Record<string, string>): lambda.Function {
  return new lambda.Function(world.stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'), environment,
    role: role(world, 'lambda.amazonaws.com'),
  });
}

function beanstalk(world: World): elasticbeanstalk.CfnEnvironment {
  return new elasticbeanstalk.CfnEnvironment(world.stack, 'Environment', {
    applicationName: 'shop',
    optionSettings: Object.entries(VARIABLES).map(([optionName, value]) => (
      { namespace: 'aws:elasticbeanstalk:application:environment', optionName, value })),
  });
}

const fault = (...props: string[]): Fault[] => [{ props, early: true }];
const good = (
  text: string, delivery: Delivery, make: (world: World) => SessionHost, variables?: Record<string, string>, faults: Fault[] = [],
): Host => ({
  text, delivery, variables, faults, make: (world) => ({ host: make(world), roleName: role(world, 'ec2.amazonaws.com').roleName }),
});

export const HOSTS: Host[] = [
  good('SessionHost.autoScalingGroup(group)', 'launch template', (world) => SessionHost.autoScalingGroup(group(world, ec2.UserData.forLinux()))),
  good("SessionHost.autoScalingGroup(group, { restartServices: ['my-app'] })", 'launch template',
    (world) => SessionHost.autoScalingGroup(group(world, ec2.UserData.forLinux()), { restartServices: ['my-app'] })),
  good("SessionHost.autoScalingGroup(group, { restartServices: ['my app'] })", 'nowhere',
    (world) => SessionHost.autoScalingGroup(group(world, ec2.UserData.forLinux()), { restartServices: ['my app'] }), undefined, fault('restartServices')),
  good('SessionHost.autoScalingGroup(windowsGroup)', 'nowhere',
    (world) => SessionHost.autoScalingGroup(group(world, ec2.UserData.forWindows())), undefined, fault('userData')),
  good('SessionHost.userData(UserData.forLinux(), role)', 'user data', (world) => {
    const userData = world.once('user data', () => ec2.UserData.forLinux());
    return SessionHost.userData(userData, role(world, 'ec2.amazonaws.com'));
  }),
  good("SessionHost.userData(UserData.custom('#cloud-config'), role)", 'nowhere',
    (world) => SessionHost.userData(ec2.UserData.custom('#cloud-config'), role(world, 'ec2.amazonaws.com')), undefined, fault('userData')),
  good('SessionHost.taskDefinition(task)', 'container', (world) => SessionHost.taskDefinition(taskDefinition(world)), VARIABLES),
  good("SessionHost.taskDefinition(task, 'web')", 'container', (world) => SessionHost.taskDefinition(taskDefinition(world), 'web'), VARIABLES),
  good("SessionHost.taskDefinition(task, 'worker')", 'nowhere',
    (world) => SessionHost.taskDefinition(taskDefinition(world), 'worker'), undefined, fault('containerName')),
  good("SessionHost.taskDefinition(task, '')", 'nowhere', (world) => SessionHost.taskDefinition(taskDefinition(world), ''), undefined, fault('containerName')),
  good('SessionHost.taskDefinition(emptyTask)', 'nowhere',
    ({ stack }) => SessionHost.taskDefinition(new ecs.FargateTaskDefinition(stack, 'Empty')), undefined, fault('taskDefinition')),
  good('SessionHost.containerDefinition(container)', 'container',
    (world) => SessionHost.containerDefinition(taskDefinition(world).findContainer('web')!), VARIABLES),
  good('SessionHost.lambdaFunction(handler)', 'function', (world) => SessionHost.lambdaFunction(handler(world, VARIABLES)), VARIABLES),
  good('SessionHost.lambdaFunction(handler.currentVersion)', 'nowhere', (world) => SessionHost.lambdaFunction(handler(world, {}).currentVersion)),
  {
    text: "SessionHost.lambdaFunction(lambda.Function.fromFunctionName(stack, 'Imported', 'shop'))", delivery: 'nowhere', faults: [{ props: ['host'] }],
    make: ({ stack }) => ({ host: SessionHost.lambdaFunction(lambda.Function.fromFunctionName(stack, 'Imported', 'shop')) }),
  },
  {
    text: "SessionHost.autoScalingGroup(AutoScalingGroup.fromAutoScalingGroupName(stack, 'Imported', 'shop'))", delivery: 'nowhere', faults: [{ props: ['host'] }],
    make: ({ stack }) => ({ host: SessionHost.autoScalingGroup(autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, 'Imported', 'shop')) }),
  },
  good('SessionHost.elasticBeanstalkEnvironment(environment, role)', 'option settings',
    (world) => SessionHost.elasticBeanstalkEnvironment(beanstalk(world), role(world, 'ec2.amazonaws.com')), VARIABLES),
  good('SessionHost.grantee(role)', 'nowhere', (world) => SessionHost.grantee(role(world, 'ec2.amazonaws.com'))),
];
