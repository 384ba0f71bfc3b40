import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elasticbeanstalk from 'aws-cdk-lib/aws-elasticbeanstalk';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import { SessionAccess, SessionAttachmentOptions, SessionHost, SessionStore, SessionTable } from '../../../src';
import { newRole } from '../../helpers';
import { Define, importedVpc, Place, Placed, Specifications } from './specification';

const attached = (host: (stack: Stack) => SessionHost, options?: SessionAttachmentOptions): Define => (stack) => {
  new SessionTable(stack, 'Sessions', { sessionStore: SessionStore.laravel() }).attachTo(host(stack), options);
};

/** As a careful team has it: what their own parts do is not ours to test. */
function newLaunchTemplate(stack: Stack, userData: ec2.UserData): ec2.LaunchTemplate {
  return new ec2.LaunchTemplate(stack, 'Template', {
    machineImage: ec2.MachineImage.latestAmazonLinux2023(), instanceType: new ec2.InstanceType('t3.micro'), role: newRole(stack), userData,
    securityGroup: new ec2.SecurityGroup(stack, 'SecurityGroup', { vpc: importedVpc(stack), description: 'Theirs' }),
    requireImdsv2: true, httpPutResponseHopLimit: 1,
    blockDevices: [{ deviceName: '/dev/xvda', volume: autoscaling.BlockDeviceVolume.ebs(8, { encrypted: true }) }],
  });
}

function newTask(stack: Stack): ecs.FargateTaskDefinition {
  const task = new ecs.FargateTaskDefinition(stack, 'Task');
  const logGroup = new logs.LogGroup(stack, 'Logs', { retention: logs.RetentionDays.ONE_WEEK });
  task.addContainer('web', {
    image: ecs.ContainerImage.fromRegistry('example/shop'), environment: { STAGE: 'test' },
    logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: 'web' }),
  });
  return task;
}

const newFunction = (stack: Stack) => new lambda.Function(stack, 'Function', {
  runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'),
  logGroup: new logs.LogGroup(stack, 'Logs', { retention: logs.RetentionDays.ONE_WEEK }),
});

const specifications = (): Specifications => ({
  'sessions attached to an Auto Scaling group': attached((stack) => {
    const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
      vpc: importedVpc(stack), machineImage: ec2.MachineImage.latestAmazonLinux2023(), instanceType: new ec2.InstanceType('t3.micro'),
      requireImdsv2: true, blockDevices: [{ deviceName: '/dev/xvda', volume: autoscaling.BlockDeviceVolume.ebs(8, { encrypted: true }) }],
      updatePolicy: autoscaling.UpdatePolicy.rollingUpdate(),
    });
    group.addUserData('dnf install -y httpd');
    return SessionHost.autoScalingGroup(group, { restartServices: ['worker@*'] });
  }),
  'sessions attached to a group with a launch template': attached((stack) => SessionHost.autoScalingGroup(
    new autoscaling.AutoScalingGroup(stack, 'Group', {
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'GroupVpc', {
        vpcId: 'vpc-12345678', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-33333333'],
      }),
      launchTemplate: newLaunchTemplate(stack, ec2.UserData.forLinux()),
    })), { sessionAccess: SessionAccess.REQUESTS, environment: { STAGE: 'test' } }),
  'sessions attached to the user data of a launch template': attached((stack) => {
    const userData = ec2.UserData.forLinux();
    return SessionHost.userData(userData, newLaunchTemplate(stack, userData));
  }),
  'sessions attached to a container': attached((stack) => SessionHost.containerDefinition(newTask(stack).defaultContainer!), {
    keyPrefix: 'sess:', variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' },
  }),
  'sessions attached to a task definition': attached((stack) => SessionHost.taskDefinition(newTask(stack), 'web')),
  'sessions attached to a function': attached((stack) => SessionHost.lambdaFunction(newFunction(stack))),
  'sessions attached to an Elastic Beanstalk environment': attached((stack) => SessionHost.elasticBeanstalkEnvironment(
    new elasticbeanstalk.CfnEnvironment(stack, 'Environment', { applicationName: 'shop', solutionStackName: '64bit Amazon Linux 2023 v4.7.0 running PHP 8.4' }),
    newRole(stack))),
  'sessions attached to a role alone': attached((stack) => SessionHost.grantee(newRole(stack))),
});

export const hosts = (): Placed[] => [{ places: [Place.ANYWHERE, Place.FIXED], specifications: specifications() }];
