// what only containers have; props that all services share are in load-balanced-session-service-options.test.ts
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { CfnParameter, Duration, Stack, Tags } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService, LoadBalancedFargateSessionServiceProps, SessionServiceDeployment, SessionServiceScaling, SessionStore, SessionTable } from '../../src';
import { europe, newStack, newVpc, onlyResource, statementsOf, warningsOf } from '../helpers';

type Props = Omit<LoadBalancedFargateSessionServiceProps, 'image'>;

const SERVICE = 'AWS::ECS::Service';
const TASK = 'AWS::ECS::TaskDefinition';
const SCALABLE_TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';
const SCALING_POLICY = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const canonicalFive = ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'];
const image = ecs.ContainerImage.fromRegistry('example/shop');

function newService(stack: Stack, props: Props = {}): LoadBalancedFargateSessionService {
  return new LoadBalancedFargateSessionService(stack, 'Web', { image, ...props });
}

function newTaskRole(stack: Stack, id: string): iam.Role {
  return new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
}

/** The resource of this type that a service with these props has. */
function only(type: string, props: Props | ((stack: Stack) => Props)): any {
  const stack = newStack();
  newService(stack, typeof props === 'function' ? props(stack) : props);
  return onlyResource(stack, type).Properties;
}

function container(props: Props | ((stack: Stack) => Props)): any {
  const { ContainerDefinitions } = only(TASK, props);
  expect(ContainerDefinitions).toHaveLength(1);
  return ContainerDefinitions[0];
}

/** Logical id of the policy of this role. */
function policyIdOf(stack: Stack, role: iam.IRole): string {
  const policies = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy', { Properties: { Roles: [stack.resolve(role.roleName)] } }));
  expect(policies).toHaveLength(1);
  return policies[0];
}

describe('a service with nothing but an image', () => {
  const stack = newStack({ env: europe });
  const service = newService(stack);
  const template = Template.fromStack(stack);
  const { id: tableId } = onlyResource(stack, 'AWS::DynamoDB::GlobalTable');
  const ecsService = onlyResource(stack, SERVICE);

  test('runs its tasks in a cluster with Container Insights', () => {
    expect(onlyResource(stack, 'AWS::ECS::Cluster').Properties.ClusterSettings).toEqual([{ Name: 'containerInsights', Value: 'enabled' }]);
    expect(ecsService.Properties).toMatchObject({ Cluster: { Ref: onlyResource(stack, 'AWS::ECS::Cluster').id }, LaunchType: 'FARGATE' });
  });

  test('runs them in private subnets of two zones, without public addresses', () => {
    const { Subnets, AssignPublicIp } = ecsService.Properties.NetworkConfiguration.AwsvpcConfiguration;
    expect(Subnets).toEqual(stack.resolve(service.vpc.privateSubnets.map((subnet) => subnet.subnetId)));
    expect(Subnets).toHaveLength(2);
    expect(AssignPublicIp).toBe('DISABLED');
  });

  test('keeps all tasks during a deployment, which is rolled back when the new ones do not start', () => {
    expect(ecsService.Properties.DeploymentConfiguration).toMatchObject({
      MinimumHealthyPercent: 100, MaximumPercent: 200, DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    });
    // said, so that somebody who goes back from another strategy gets it
    expect(ecsService.Properties.DeploymentConfiguration.Strategy).toBe('ROLLING');
  });

  test('has two tasks at least and four at most, and leaves the number between to scaling', () => {
    expect(ecsService.Properties).not.toHaveProperty('DesiredCount');
    expect(onlyResource(stack, SCALABLE_TARGET).Properties).toMatchObject({ MinCapacity: 2, MaxCapacity: 4, ScalableDimension: 'ecs:service:DesiredCount' });
    expect(onlyResource(stack, SCALING_POLICY).Properties.TargetTrackingScalingPolicyConfiguration)
      .toEqual({ PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' }, TargetValue: 60 });
  });

  test('gives a task 60 s until the health check counts', () => {
    expect(ecsService.Properties.HealthCheckGracePeriodSeconds).toBe(60);
  });

  test('starts tasks after their policy and after the routes to the internet', () => {
    const routes = Object.entries(template.findResources('AWS::EC2::Route')).filter(([, { Properties }]) => Properties.NatGatewayId).map(([id]) => id);
    expect(ecsService.DependsOn).toEqual(expect.arrayContaining([policyIdOf(stack, service.taskDefinition.taskRole), ...routes]));
  });

  test('hands its tags on to the tasks', () => {
    expect(ecsService.Properties.PropagateTags).toBe('SERVICE');
  });

  test('has small tasks with one container', () => {
    expect(onlyResource(stack, TASK).Properties).toMatchObject({ Cpu: '256', Memory: '512', RequiresCompatibilities: ['FARGATE'], NetworkMode: 'awsvpc' });
    expect(onlyResource(stack, TASK).Properties.ContainerDefinitions).toMatchObject([
      { Name: 'web', Image: 'example/shop', Essential: true, PortMappings: [{ ContainerPort: 80, Protocol: 'tcp' }] },
    ]);
  });

  test('tells the container the session variables, as plain variables', () => {
    expect(onlyResource(stack, TASK).Properties.ContainerDefinitions[0].Environment).toEqual([
      { Name: 'AWS_REGION', Value: 'eu-west-1' }, { Name: 'DYNAMODB_SESSION_TABLE_NAME', Value: { Ref: tableId } },
    ]);
    expect(stack.resolve(service.environment)).toEqual({ AWS_REGION: 'eu-west-1', DYNAMODB_SESSION_TABLE_NAME: { Ref: tableId } });
    expect(onlyResource(stack, TASK).Properties.ContainerDefinitions[0]).not.toHaveProperty('Secrets');
  });

  test('stops a container before the load balancer forgets it', () => {
    expect(onlyResource(stack, TASK).Properties.ContainerDefinitions[0].StopTimeout).toBe(25);
  });

  test('keeps logs for a month', () => {
    expect(Object.values(template.findResources('AWS::Logs::LogGroup')).map(({ Properties }) => Properties.RetentionInDays)).toEqual([30, 30]);
    expect(onlyResource(stack, TASK).Properties.ContainerDefinitions[0].LogConfiguration).toMatchObject({
      LogDriver: 'awslogs', Options: { 'awslogs-group': stack.resolve(service.logGroup.logGroupName), 'awslogs-stream-prefix': 'web' },
    });
  });

  test('has a role with the session grant alone', () => {
    expect(statementsOf(service.taskDefinition.taskRole))
      .toEqual([{ Effect: 'Allow', Action: canonicalFive, Resource: { 'Fn::GetAtt': [tableId, 'Arn'] } }]);
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain('*');
  });

  test('is a target of the load balancer by address, without sticky sessions', () => {
    const { id, Properties } = onlyResource(stack, TARGET_GROUP);
    expect(Properties).toMatchObject({
      TargetType: 'ip', Port: 80, HealthCheckPath: '/ping.html',
      TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }, { Key: 'stickiness.enabled', Value: 'false' }],
    });
    expect(ecsService.Properties.LoadBalancers).toEqual([{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: { Ref: id } }]);
  });

  test('is reached by the load balancer alone', () => {
    expect(onlyResource(stack, 'AWS::EC2::SecurityGroupIngress').Properties).toMatchObject({
      FromPort: 80, ToPort: 80,
      GroupId: stack.resolve(service.connections.securityGroups[0].securityGroupId),
      SourceSecurityGroupId: stack.resolve(service.loadBalancer.connections.securityGroups[0].securityGroupId),
    });
  });

  test('exposes its parts', () => {
    expect(service.cluster).toBeInstanceOf(ecs.Cluster);
    expect(service.service).toBeInstanceOf(ecs.FargateService);
    expect(service.taskDefinition).toBeInstanceOf(ecs.FargateTaskDefinition);
    expect(service.container).toBeInstanceOf(ecs.ContainerDefinition);
    expect(service.logGroup).toBeInstanceOf(logs.LogGroup);
    expect(service.scalableTaskCount).toBeInstanceOf(ecs.ScalableTaskCount);
    expect(service.sessionTable).toBeInstanceOf(SessionTable);
    expect(service.grantPrincipal).toBe(service.taskDefinition.taskRole);
    expect(service.alternateTargetGroup).toBeUndefined();
    expect(service.listenerRule).toBeUndefined();
  });

  test('has no output, and one warning since it speaks no HTTPS', () => {
    expect(template.toJSON()).not.toHaveProperty('Outputs');
    expect(warningsOf(stack)).toEqual([expect.stringContaining('[ack: cdk-dynamodb-sessions:withoutHttps]')]);
  });
});

describe('each prop of tasks', () => {
  test.each<[string, Props, object]>([
    ['cpu, memory following', { cpu: 1024 }, { Cpu: '1024', Memory: '2048' }],
    ['memoryLimitMiB', { memoryLimitMiB: 2048 }, { Cpu: '256', Memory: '2048' }],
    ['cpuArchitecture', { runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64 } }, { RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' } }],
    ['operatingSystemFamily', { runtimePlatform: { operatingSystemFamily: ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_CORE }, cpu: 1024 },
      { RuntimePlatform: { CpuArchitecture: 'X86_64', OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } }],
    ['ephemeralStorageGiB', { ephemeralStorageGiB: 30 }, { EphemeralStorage: { SizeInGiB: 30 } }],
  ])('%s', (_, props, expected) => expect(only(TASK, props)).toMatchObject(expected));

  test.each<[string, Props, object]>([
    ['port', { port: 8080 }, { PortMappings: [{ ContainerPort: 8080 }] }],
    ['command', { command: ['node', 'server.js'] }, { Command: ['node', 'server.js'] }],
    ['entryPoint', { entryPoint: ['tini', '--'] }, { EntryPoint: ['tini', '--'] }],
    ['readonlyRootFilesystem', { readonlyRootFilesystem: true }, { ReadonlyRootFilesystem: true }],
    ['stopTimeout', { stopTimeout: Duration.seconds(10) }, { StopTimeout: 10 }],
    ['stopTimeout without a deregistrationDelay, as the one follows the other', { targetGroupOptions: { deregistrationDelay: Duration.seconds(0) } }, { StopTimeout: 25 }],
  ])('%s', (_, props, expected) => expect(container(props)).toMatchObject(expected));

  test.each<[string, Props, object]>([
    ['healthCheckGracePeriod', { healthCheckGracePeriod: Duration.minutes(3) }, { HealthCheckGracePeriodSeconds: 180 }],
    ['port, at the load balancer', { port: 8080 }, { LoadBalancers: [{ ContainerPort: 8080 }] }],
    ['a fixed number of tasks', { minCapacity: 3, maxCapacity: 3 }, { DesiredCount: 3 }],
  ])('%s', (_, props, expected) => expect(only(SERVICE, props)).toMatchObject(expected));

  test('a fixed number of tasks is not scaled', () => {
    const stack = newStack();
    expect(newService(stack, { minCapacity: 2, maxCapacity: 2 }).scalableTaskCount).toBeUndefined();
    Template.fromStack(stack).resourceCountIs(SCALABLE_TARGET, 0);
  });

  test('logRetention', () => {
    const stack = newStack();
    const { logGroup } = newService(stack, { vpc: newVpc(stack), logRetention: logs.RetentionDays.ONE_YEAR });
    expect(stack.resolve(logGroup.logGroupName)).toEqual({ Ref: onlyResource(stack, 'AWS::Logs::LogGroup').id });
    expect(onlyResource(stack, 'AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(365);
  });

  test('logEncryptionKey, which CloudWatch Logs may use for logs of this account', () => {
    const stack = newStack({ env: europe });
    const key = new kms.Key(stack, 'Key');
    newService(stack, { vpc: newVpc(stack), logEncryptionKey: key });
    expect(onlyResource(stack, 'AWS::Logs::LogGroup').Properties.KmsKeyId).toEqual(stack.resolve(key.keyArn));
    expect(onlyResource(stack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement.slice(1)).toEqual([{
      Effect: 'Allow',
      Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:DescribeKey'],
      Resource: '*',
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:111122223333:*']] } } },
    }]);
  });

  test('taskRole and executionRole', () => {
    const stack = newStack();
    const [taskRole, executionRole] = ['TaskRole', 'ExecutionRole'].map((id) => newTaskRole(stack, id));
    newService(stack, { vpc: newVpc(stack), taskRole, executionRole });
    expect(onlyResource(stack, TASK).Properties)
      .toMatchObject({ TaskRoleArn: stack.resolve(taskRole.roleArn), ExecutionRoleArn: stack.resolve(executionRole.roleArn) });
    expect(statementsOf(taskRole)).toMatchObject([{ Action: canonicalFive }]);
    expect(onlyResource(stack, SERVICE).DependsOn).toContain(policyIdOf(stack, taskRole));
  });

  test('a task role that takes no policies is warned of', () => {
    const stack = newStack({ env: europe });
    newService(stack, { taskRole: iam.Role.fromRoleName(stack, 'Role', 'app', { mutable: false }) });
    expect(warningsOf(stack).filter((warning) => !warning.includes('withoutHttps'))).toEqual([expect.stringContaining('cdk-dynamodb-sessions:grantNotAdded')]);
  });

  test('enableExecuteCommand', () => {
    const stack = newStack();
    const service = newService(stack, { enableExecuteCommand: true });
    expect(onlyResource(stack, SERVICE).Properties.EnableExecuteCommand).toBe(true);
    expect(JSON.stringify(statementsOf(service.taskDefinition.taskRole))).toContain('ssmmessages:OpenDataChannel');
  });
});

describe('secrets', () => {
  test('reach the container beside the variables', () => {
    const stack = newStack();
    const secret = new secretsmanager.Secret(stack, 'Secret');
    newService(stack, { secrets: { API_KEY: ecs.Secret.fromSecretsManager(secret) }, environment: { STAGE: 'test' } });
    const { Environment, Secrets } = onlyResource(stack, TASK).Properties.ContainerDefinitions[0];
    expect(Secrets).toEqual([{ Name: 'API_KEY', ValueFrom: stack.resolve(secret.secretArn) }]);
    expect(Environment.map(({ Name }: any) => Name)).toEqual(['AWS_REGION', 'DYNAMODB_SESSION_TABLE_NAME', 'STAGE']);
  });
});

describe('session variables as parameters', () => {
  const stack = newStack();
  const service = newService(stack, { sessionVariablesAsSecrets: true, sessionStore: SessionStore.phpSdk({ lifetime: Duration.hours(1) }) });
  const definition = onlyResource(stack, TASK).Properties.ContainerDefinitions[0];
  const parameters = Template.fromStack(stack).findResources('AWS::SSM::Parameter');

  test('leave no plain variable in the task definition', () => {
    expect(definition).not.toHaveProperty('Environment');
  });

  test('hold all variables of the session, the table\'s name among them', () => {
    expect(definition.Secrets.map(({ Name }: any) => Name)).toEqual(['AWS_REGION', 'DYNAMODB_SESSION_TABLE_NAME', 'DYNAMODB_SESSION_LIFETIME']);
    const values = definition.Secrets.map(({ ValueFrom }: any) => parameters[ValueFrom['Fn::Join'][1].at(-1).Ref].Properties.Value);
    expect(values).toEqual([{ Ref: 'AWS::Region' }, { Ref: onlyResource(stack, 'AWS::DynamoDB::GlobalTable').id }, '3600']);
  });

  test('can be read with the execution role, not by the application', () => {
    expect(JSON.stringify(statementsOf(service.taskDefinition.executionRole!))).toContain('ssm:GetParameters');
    expect(JSON.stringify(statementsOf(service.taskDefinition.taskRole))).not.toContain('ssm');
  });

  test('start new tasks when the table changes, not the parameter alone', () => {
    const labels = (tableName: string) => container((other) => (
      { sessionVariablesAsSecrets: true, sessionTable: SessionTable.fromSessionTableName(other, 'Sessions', tableName) })).DockerLabels;
    expect(JSON.stringify(labels('theirs'))).toContain('theirs');
    expect(labels('theirs')).not.toEqual(labels('others'));
    expect(container({})).not.toHaveProperty('DockerLabels');
  });

  test('leave variables of the user plain', () => {
    const { Environment, Secrets } = container({ sessionVariablesAsSecrets: true, environment: { STAGE: 'test' } });
    expect(Environment).toEqual([{ Name: 'STAGE', Value: 'test' }]);
    expect(Secrets).toHaveLength(2);
  });
});

describe('the number of tasks follows', () => {
  test.each<[string, SessionServiceScaling, object]>([
    ['the processors', SessionServiceScaling.cpuUtilization(50),
      { PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' }, TargetValue: 50 }],
    ['the memory', SessionServiceScaling.memoryUtilization(70),
      { PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageMemoryUtilization' }, TargetValue: 70 }],
    ['the requests', SessionServiceScaling.requestsPerTarget(600),
      { PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel: expect.anything() }, TargetValue: 600 }],
  ])('%s', (_, scaling, expected) => {
    expect(only(SCALING_POLICY, { scaling }).TargetTrackingScalingPolicyConfiguration).toEqual(expected);
  });

  test('nothing but what the user adds', () => {
    const stack = newStack();
    const service = newService(stack, { scaling: SessionServiceScaling.none() });
    Template.fromStack(stack).resourceCountIs(SCALING_POLICY, 0);
    expect(onlyResource(stack, SCALABLE_TARGET).Properties).toMatchObject({ MinCapacity: 2, MaxCapacity: 4 });
    expect(service.scalableTaskCount).toBeDefined();
  });
});

describe('the cluster', () => {
  test('may be given and brings its network', () => {
    const stack = newStack();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: newVpc(stack) });
    const service = newService(stack, { cluster });
    expect(service.cluster).toBe(cluster);
    expect(service.vpc).toBe(cluster.vpc);
    Template.fromStack(stack).resourceCountIs('AWS::ECS::Cluster', 1);
    Template.fromStack(stack).resourceCountIs('AWS::EC2::VPC', 1);
  });

  test('stands in the given network', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(newService(stack, { vpc }).cluster.vpc).toBe(vpc);
  });

  test('runs Spot when asked to', () => {
    const stack = newStack();
    const capacityProviderStrategies = [{ capacityProvider: 'FARGATE', base: 1 }, { capacityProvider: 'FARGATE_SPOT', weight: 1 }];
    newService(stack, { capacityProviderStrategies });
    expect(onlyResource(stack, SERVICE).Properties.CapacityProviderStrategy)
      .toEqual([{ CapacityProvider: 'FARGATE', Base: 1 }, { CapacityProvider: 'FARGATE_SPOT', Weight: 1 }]);
    expect(onlyResource(stack, SERVICE).Properties).not.toHaveProperty('LaunchType');
    expect(onlyResource(stack, 'AWS::ECS::Cluster').Properties.CapacityProviders).toEqual(['FARGATE', 'FARGATE_SPOT']);
    // an association of its own would be deleted while the service still needs it
    Template.fromStack(stack).resourceCountIs('AWS::ECS::ClusterCapacityProviderAssociations', 0);
  });
});

test('tasks in public subnets have public addresses, since they reach nothing without', () => {
  const { NetworkConfiguration } = only(SERVICE, (stack) => ({ vpc: newVpc(stack), vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }));
  expect(NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp).toBe('ENABLED');
});

test('tags of the service reach its tasks, by the service, and what is around them', () => {
  const stack = newStack();
  Tags.of(newService(stack)).add('team', 'web');
  const tag = { Key: 'team', Value: 'web' };
  // tasks get the tags of the service, with every way of starting them
  expect(onlyResource(stack, SERVICE).Properties).toMatchObject({ PropagateTags: 'SERVICE', Tags: expect.arrayContaining([tag]) });
  const template = Template.fromStack(stack);
  for (const type of [TASK, 'AWS::ECS::Cluster', 'AWS::Logs::LogGroup', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::IAM::Role']) {
    template.hasResourceProperties(type, { Tags: Match.arrayWith([tag]) });
  }
  expect(onlyResource(stack, 'AWS::DynamoDB::GlobalTable').Properties.Replicas[0].Tags).toContainEqual(tag);
});

test('security groups of the user are the tasks\' only ones', () => {
  const stack = newStack();
  const vpc = newVpc(stack);
  const securityGroups = ['One', 'Two'].map((id) => new ec2.SecurityGroup(stack, id, { vpc }));
  const service = newService(stack, { vpc, securityGroups });
  const ids = securityGroups.map((group) => stack.resolve(group.securityGroupId));
  expect(onlyResource(stack, SERVICE).Properties.NetworkConfiguration.AwsvpcConfiguration.SecurityGroups).toEqual(ids);
  expect(service.connections.securityGroups).toEqual(securityGroups);
});

describe('a network without NAT gateways has the endpoints for', () => {
  const endpoints = (props: Props | ((stack: Stack) => Props)) => {
    const stack = newStack({ env: europe });
    newService(stack, { natGateways: 0, ...(typeof props === 'function' ? props(stack) : props) });
    return Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'))
      .map(({ Properties: { VpcEndpointType, ServiceName } }) => `${VpcEndpointType} ${JSON.stringify(ServiceName).replace(/^.*?(eu-west-1|Region"},")\.([a-z0-9.]+).*$/, '$2')}`)
      .sort();
  };
  const always = ['Gateway dynamodb', 'Gateway s3', 'Interface ecr.api', 'Interface ecr.dkr', 'Interface logs'];

  test('images and logs', () => expect(endpoints({})).toEqual(always));
  test('parameters', () => expect(endpoints({ sessionVariablesAsSecrets: true })).toEqual([...always, 'Interface ssm']));
  test('commands', () => expect(endpoints({ enableExecuteCommand: true })).toEqual([...always, 'Interface ssmmessages']));
  test('secrets', () => {
    expect(endpoints((stack) => ({ secrets: { KEY: ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Secret')) } })))
      .toEqual([...always, 'Interface secretsmanager']);
  });
  test('secrets in parameters', () => {
    const parameter = (stack: Stack) => ssm.StringParameter.fromSecureStringParameterAttributes(stack, 'Parameter', { parameterName: '/shop/key' });
    expect(endpoints((stack) => ({ secrets: { KEY: ecs.Secret.fromSsmParameter(parameter(stack)) } }))).toEqual([...always, 'Interface ssm']);
  });
});

test('endpoints are open to the tasks alone, which wait for them', () => {
  const stack = newStack({ env: europe });
  const service = newService(stack, { natGateways: 0 });
  const [tasks] = service.connections.securityGroups.map((group) => stack.resolve(group.securityGroupId));
  const rules = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress', { Properties: { FromPort: 443 } }));
  expect(rules.map(({ Properties }) => Properties.SourceSecurityGroupId)).toEqual([tasks, tasks, tasks]);
  expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup'))).not.toContain('443');
  const endpoints = Object.keys(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'Interface' } }));
  expect(endpoints).toHaveLength(3);
  expect(onlyResource(stack, SERVICE).DependsOn).toEqual(expect.arrayContaining(endpoints));
});

describe('deployments that shift requests', () => {
  test.each<[string, SessionServiceDeployment, object]>([
    ['BLUE_GREEN', SessionServiceDeployment.blueGreen({ bakeTime: Duration.minutes(10) }),
      { BakeTimeInMinutes: 10, DeploymentCircuitBreaker: { Enable: true, Rollback: true } }],
    ['LINEAR', SessionServiceDeployment.linear({ stepPercent: 25, stepBakeTime: Duration.minutes(2) }),
      { LinearConfiguration: { StepPercent: 25, StepBakeTimeInMinutes: 2 }, DeploymentCircuitBreaker: { Enable: false } }],
    ['CANARY', SessionServiceDeployment.canary({ stepPercent: 10 }),
      { CanaryConfiguration: { CanaryPercent: 10 }, DeploymentCircuitBreaker: { Enable: false } }],
  ])('%s has a second target group and a rule to shift', (strategy, deployment, expected) => {
    const stack = newStack({ env: europe });
    const service = newService(stack, { deployment });
    const { DeploymentConfiguration, LoadBalancers } = onlyResource(stack, SERVICE).Properties;
    expect(DeploymentConfiguration).toMatchObject({ Strategy: strategy, MinimumHealthyPercent: 100, ...expected });
    const [target, alternate] = [service.targetGroup, service.alternateTargetGroup!].map((group) => stack.resolve(group.targetGroupArn));
    expect(LoadBalancers).toMatchObject([{
      TargetGroupArn: target,
      AdvancedConfiguration: { AlternateTargetGroupArn: alternate, ProductionListenerRule: stack.resolve(service.listenerRule!.listenerRuleArn) },
    }]);
    expect(onlyResource(stack, 'AWS::ElasticLoadBalancingV2::ListenerRule').Properties).toMatchObject({
      Priority: 50000, Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }],
      Actions: [{ ForwardConfig: { TargetGroups: [{ TargetGroupArn: target, Weight: 100 }, { TargetGroupArn: alternate, Weight: 0 }] } }],
    });
    expect(warningsOf(stack).filter((warning) => !warning.includes('withoutHttps'))).toEqual([]);
  });

  test.each(['blueGreen', 'linear', 'canary'] as const)('%s bakes for five minutes, not for all the time that CloudFormation has', (kind) => {
    const bakeTimeOf = (bakeTime?: Duration) => (
      only(SERVICE, { deployment: SessionServiceDeployment[kind]({ bakeTime }) }).DeploymentConfiguration.BakeTimeInMinutes);
    expect(bakeTimeOf()).toBe(5);
    expect(bakeTimeOf(Duration.minutes(0))).toBe(0);
  });

  test('have two target groups that are alike', () => {
    const stack = newStack();
    newService(stack, { deployment: SessionServiceDeployment.blueGreen(), targetGroupOptions: { deregistrationDelay: Duration.seconds(10) }, healthCheck: { path: '/up' } });
    const [one, two] = Object.values(Template.fromStack(stack).findResources(TARGET_GROUP)).map(({ Properties }) => Properties);
    expect(one).toEqual(two);
    expect(one).toMatchObject({ HealthCheckPath: '/up', TargetType: 'ip' });
  });

  test.each([undefined, SessionServiceDeployment.rolling()])('are rolling when they say so, or nothing', (deployment) => {
    const stack = newStack();
    newService(stack, { deployment });
    expect(onlyResource(stack, SERVICE).Properties.DeploymentConfiguration).toMatchObject({ Strategy: 'ROLLING', DeploymentCircuitBreaker: { Enable: true } });
    Template.fromStack(stack).resourceCountIs(TARGET_GROUP, 1);
  });
});

test('the application takes the grants of others', () => {
  const stack = newStack();
  const service = newService(stack);
  new s3.Bucket(stack, 'Bucket').grantRead(service);
  expect(statementsOf(service.taskDefinition.taskRole)).toMatchObject([{ Action: canonicalFive }, { Action: expect.arrayContaining(['s3:GetObject*']) }]);
});

test('probes on a port of their own reach the tasks', () => {
  const stack = newStack();
  newService(stack, { healthCheck: { port: '9000' } });
  Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 9000, ToPort: 9000 });
});

test('values that are known only at deployment pass', () => {
  const stack = newStack();
  const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
  newService(stack, { cpu: number('Cpu'), memoryLimitMiB: number('Memory'), minCapacity: number('Min'), maxCapacity: number('Max'), ephemeralStorageGiB: 21 });
  expect(onlyResource(stack, TASK).Properties).toMatchObject({ Cpu: { Ref: 'Cpu' }, Memory: { Ref: 'Memory' } });
  Template.fromStack(stack).hasResourceProperties(SCALABLE_TARGET, Match.objectLike({ MinCapacity: { Ref: 'Min' } }));
});

describe('a service on Fargate fails', () => {
  const secret = (stack: Stack) => ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Secret'));
  test.each<[string, Props | ((stack: Stack) => Props), string]>([
    ['when Fargate has no such processor', { cpu: 300 }, '`cpu` must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, got: 300'],
    ['when its memory is too small', { memoryLimitMiB: 256 }, '`memoryLimitMiB` must be one of 512, 1024, 2048 for 256 units of `cpu`, got: 256'],
    ['when its memory is too large', { memoryLimitMiB: 4096 }, '`memoryLimitMiB` must be one of 512, 1024, 2048 for 256 units of `cpu`, got: 4096'],
    ['when its memory is none of three', { memoryLimitMiB: 1536 }, '`memoryLimitMiB` must be one of 512, 1024, 2048 for 256 units of `cpu`, got: 1536'],
    ['when its memory is between two steps', { cpu: 8192, memoryLimitMiB: 17408 },
      '`memoryLimitMiB` must be 16384 to 61440 in steps of 4096 for 8192 units of `cpu`, got: 17408'],
    ['when its disk is small', { ephemeralStorageGiB: 20 }, '`ephemeralStorageGiB` must be a whole number from 21 to 200, got: 20'],
    ['when its disk is large', { ephemeralStorageGiB: 201 }, '`ephemeralStorageGiB` must be a whole number from 21 to 200, got: 201'],
    ['when its grace period is too long', { healthCheckGracePeriod: Duration.seconds(7201) },
      '`healthCheckGracePeriod` must be whole seconds from 0 to 7200, got: 7201 s'],
    ['when its containers have too long to end', { stopTimeout: Duration.seconds(121) },
      '`stopTimeout` must be whole seconds from 2 to 120, got: 121 s'],
    ['when people run commands on a file system that cannot be written', { enableExecuteCommand: true, readonlyRootFilesystem: true },
      '`enableExecuteCommand` needs a file system that its agent can write to, got: `readonlyRootFilesystem: true`; remove one of them'],
    ['when it scales by the requests of two target groups', { deployment: SessionServiceDeployment.blueGreen(), scaling: SessionServiceScaling.requestsPerTarget(9) },
      '`scaling` by requests cannot follow two target groups, got: requestsPerTarget beside BLUE_GREEN; use cpuUtilization or memoryUtilization'],
    ['when its network is not the cluster\'s', (stack) => ({ vpc: newVpc(stack), cluster: new ecs.Cluster(stack, 'Cluster') }),
      "`vpc` must be the network of `cluster` ('Stack/Cluster/Vpc'), got: 'Stack/Vpc'; remove `vpc`"],
    ['when its cluster brings a network and NAT gateways are counted', (stack) => ({ cluster: new ecs.Cluster(stack, 'Cluster'), natGateways: 1 }),
      '`natGateways` goes with an own network only, got: 1 beside a given one; remove `natGateways`'],
    ['when a secret displaces a session variable', (stack) => ({ secrets: { DYNAMODB_SESSION_TABLE_NAME: secret(stack) } }),
      "`secrets` must not set 'DYNAMODB_SESSION_TABLE_NAME', which the session store sets, got: a secret; remove it"],
    ['when a secret displaces a variable', (stack) => ({ environment: { KEY: '' }, secrets: { KEY: secret(stack) } }),
      "`secrets` must not set 'KEY', which `environment` sets, got: a secret; remove it"],
  ])('%s', (_, props, message) => {
    const stack = newStack();
    expect(() => newService(stack, typeof props === 'function' ? props(stack) : props)).toThrow(new Error(`${message} (in Stack/Web)`));
  });

  test.each<[string, Props | ((stack: Stack) => Props)]>([
    ['the smallest task', { cpu: 256, memoryLimitMiB: 512 }],
    ['the largest task', { cpu: 16384, memoryLimitMiB: 122880 }],
    ['a disk of 21 GiB', { ephemeralStorageGiB: 21 }],
    ['a disk of 200 GiB', { ephemeralStorageGiB: 200 }],
    ['two seconds to end', { stopTimeout: Duration.seconds(2) }],
    ['two minutes to end', { stopTimeout: Duration.seconds(120) }],
    ['the network of the cluster, said twice', (stack) => {
      const vpc = newVpc(stack);
      return { vpc, cluster: new ecs.Cluster(stack, 'Cluster', { vpc }) };
    }],
  ])('not at the edges: %s', (_, props) => {
    const stack = newStack();
    expect(() => newService(stack, typeof props === 'function' ? props(stack) : props)).not.toThrow();
  });
});
