// applications that existed before sessions were attached to them: what the construct library writes, the kit reads
import { Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elasticbeanstalk from 'aws-cdk-lib/aws-elasticbeanstalk';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SessionAccess, SessionHost, SessionTable } from 'cdk-dynamodb-sessions';
import { IRELAND, read } from '../helpers/blueprint';

function balance(stack: Stack, vpc: ec2.IVpc, target: elb.IApplicationLoadBalancerTarget): void {
  new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc })
    .addListener('Http', { port: 80 }).addTargets('Targets', { port: 80, targets: [target] });
}

const dynamodb = (...names: string[]) => names.map((name) => `dynamodb:${name}`);
const RESOURCES = ['arn:aws:dynamodb:eu-west-1:111111111111:table/sessions'];

test('an attached Auto Scaling group is a service with its variables and its rights', () => {
  const { services } = read((app) => {
    const stack = new Stack(app, 'Shop', IRELAND);
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    const group = new autoscaling.AutoScalingGroup(stack, 'Web', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      instanceType: new ec2.InstanceType('t3.micro'),
    });
    group.addUserData('dnf install -y httpd php-fpm');
    balance(stack, vpc, group);
    new SessionTable(stack, 'Sessions', { tableName: 'sessions' })
      .attachTo(SessionHost.autoScalingGroup(group), { environment: { STAGE: 'test' } });
  });
  expect(services).toEqual([expect.objectContaining({
    path: 'Shop/Web',
    compute: 'ec2',
    environment: { AWS_REGION: 'eu-west-1', DYNAMODB_SESSION_TABLE_NAME: 'sessions', STAGE: 'test' },
    role: expect.objectContaining({
      statements: [expect.objectContaining({
        actions: dynamodb('BatchWriteItem', 'DeleteItem', 'GetItem', 'Scan', 'UpdateItem'), resources: RESOURCES,
      })],
    }),
  })]);
});

test('an attached service of Amazon ECS is a service with its variables and its rights', () => {
  const { services } = read((app) => {
    const stack = new Stack(app, 'Shop', IRELAND);
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('web', {
      image: ecs.ContainerImage.fromRegistry('web'), portMappings: [{ containerPort: 80 }], environment: { STAGE: 'test' },
    });
    const service = new ecs.FargateService(stack, 'Web', { cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), taskDefinition });
    balance(stack, vpc, service);
    new SessionTable(stack, 'Sessions', { tableName: 'sessions' })
      .attachTo(SessionHost.taskDefinition(service.taskDefinition), { sessionAccess: SessionAccess.REQUESTS });
  });
  expect(services).toEqual([expect.objectContaining({
    path: 'Shop/Web',
    compute: 'fargate',
    environment: { AWS_REGION: 'eu-west-1', DYNAMODB_SESSION_TABLE_NAME: 'sessions', STAGE: 'test' },
    role: expect.objectContaining({
      statements: [expect.objectContaining({ actions: dynamodb('DeleteItem', 'GetItem', 'UpdateItem'), resources: RESOURCES })],
    }),
  })]);
});

test('an attached environment of Elastic Beanstalk is a service with its variables, its rights and its health check', () => {
  const { services, notes } = read((app) => {
    const stack = new Stack(app, 'Shop', IRELAND);
    const role = new iam.Role(stack, 'Instances', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const profile = new iam.InstanceProfile(stack, 'Profile', { role });
    const environment = new elasticbeanstalk.CfnEnvironment(stack, 'Web', {
      applicationName: 'shop',
      optionSettings: [
        { namespace: 'aws:autoscaling:launchconfiguration', optionName: 'IamInstanceProfile', value: profile.instanceProfileName },
        { namespace: 'aws:autoscaling:asg', optionName: 'MinSize', value: '3' },
        { namespace: 'aws:elasticbeanstalk:environment:process:default', optionName: 'HealthCheckPath', value: '/up' },
      ],
    });
    new SessionTable(stack, 'Sessions', { tableName: 'sessions' })
      .attachTo(SessionHost.elasticBeanstalkEnvironment(environment, role), { environment: { STAGE: 'test' } });
  });
  expect(services).toEqual([expect.objectContaining({
    path: 'Shop/Web',
    compute: 'ec2',
    desiredServers: 3,
    environment: expect.objectContaining({ DYNAMODB_SESSION_TABLE_NAME: 'sessions', STAGE: 'test' }),
    healthCheck: { path: '/up', intervalSeconds: 15, timeoutSeconds: 5, healthyThreshold: 3, unhealthyThreshold: 5, healthyHttpCodes: '200' },
    deregistrationDelaySeconds: 20,
  })]);
  expect(services[0].role.statements).toEqual([expect.objectContaining({ resources: RESOURCES })]);
  expect(notes).toEqual([]);
});

test('an attached Lambda function runs with its variables and its rights', () => {
  const { services } = read((app) => {
    const stack = new Stack(app, 'Shop', IRELAND);
    const login = new lambda.Function(stack, 'Login', {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('0'),
    });
    new SessionTable(stack, 'Sessions', { tableName: 'sessions' }).attachTo(SessionHost.lambdaFunction(login));
  });
  expect(services).toEqual([expect.objectContaining({
    path: 'Shop/Login', compute: 'lambda', environment: expect.objectContaining({ DYNAMODB_SESSION_TABLE_NAME: 'sessions' }),
  })]);
});
