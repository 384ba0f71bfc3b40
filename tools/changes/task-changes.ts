import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Duration } from 'aws-cdk-lib/core';
import { SessionServiceDeployment, SessionServiceScaling, SessionTable } from '../../src';
import { Change } from './change';
import { atGivenListener } from './service-changes';
import { TaskProps } from './template';

const WEIGHTS = 'after an odd number of deployments the requests are with the second target group: deploy a new version first, so that they are with the first';

/** Changes of what only the service on Fargate takes. */
export const taskChanges: Change<TaskProps>[] = [
  {
    what: '`image`: one → another one',
    after: () => ({ image: ecs.ContainerImage.fromRegistry('example/shop:2') }),
    newTasks: true,
  },
  {
    what: '`cluster`: own → given',
    after: (stack) => {
      const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Theirs', {
        vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'], privateSubnetIds: ['subnet-1', 'subnet-2'],
        publicSubnetIds: ['subnet-3', 'subnet-4'],
      });
      return { cluster: ecs.Cluster.fromClusterAttributes(stack, 'Given', { clusterName: 'shops', vpc }) };
    },
    replaces: [
      'LoadBalancer/SecurityGroup', 'LoadBalancer/SecurityGroup/to servers:80', 'SecurityGroup', 'SecurityGroup/from LoadBalancer:80',
      'Service/Service',
      'Service/TaskCount/Target', 'Service/TaskCount/Target/CpuScaling', 'TargetGroup',
    ],
    loses: ['Vpc'],
    keeps: ['FlowLogs'],
    refused: ['LoadBalancer: it cannot move to another network'],
    refusedBack: ['LoadBalancer: it cannot move to another network'],
    note: 'a cluster of the same network can be given; for another network define a second service',
  },
  {
    what: '`cpu` and `memoryLimitMiB`: 256 and 512 → 1024 and 4096',
    after: () => ({ cpu: 1024, memoryLimitMiB: 4096 }),
    newTasks: true,
  },
  {
    what: '`runtimePlatform`: X86_64 → ARM64',
    after: () => ({ runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64 } }),
    newTasks: true,
  },
  {
    what: '`runtimePlatform`: LINUX → WINDOWS_SERVER_2022_CORE',
    before: () => ({ cpu: 1024 }),
    after: () => ({ cpu: 1024, runtimePlatform: { operatingSystemFamily: ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_CORE } }),
    newTasks: true,
  },
  {
    what: '`ephemeralStorageGiB`: 20 → 30',
    after: () => ({ ephemeralStorageGiB: 30 }),
    newTasks: true,
  },
  {
    what: '`command` and `entryPoint`: the image\'s → others',
    after: () => ({ command: ['serve'], entryPoint: ['tini', '--'] }),
    newTasks: true,
  },
  {
    what: '`secrets`: none → some',
    after: (stack) => ({ secrets: { KEY: ecs.Secret.fromSecretsManager(secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'shop')) } }),
    newTasks: true,
  },
  {
    what: '`sessionVariablesAsSecrets`: false → true',
    after: () => ({ sessionVariablesAsSecrets: true }),
    newTasks: true,
  },
  {
    what: '`sessionTable`: own → given, with `sessionVariablesAsSecrets`',
    before: () => ({ sessionVariablesAsSecrets: true }),
    after: (stack) => ({ sessionVariablesAsSecrets: true, sessionTable: SessionTable.fromSessionTableName(stack, 'Sessions', 'theirs') }),
    keeps: ['SessionTable/Resource'],
    newTasks: true,
  },
  {
    what: '`taskRole`: own → given',
    after: (stack) => ({ taskRole: iam.Role.fromRoleName(stack, 'Given', 'web') }),
    newTasks: true,
  },
  {
    what: '`executionRole`: own → given',
    after: (stack) => ({ executionRole: iam.Role.fromRoleName(stack, 'Given', 'pull') }),
    newTasks: true,
  },
  {
    what: '`stopTimeout`: 25 s → 10 s',
    after: () => ({ stopTimeout: Duration.seconds(10) }),
    newTasks: true,
  },
  { what: '`healthCheckGracePeriod`: 60 s → 5 min', after: () => ({ healthCheckGracePeriod: Duration.minutes(5) }) },
  {
    what: '`capacityProviderStrategies`: none → Spot',
    after: () => ({ capacityProviderStrategies: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] }),
    replaces: ['Service/Service', 'Service/TaskCount/Target', 'Service/TaskCount/Target/CpuScaling'],
    note: 'the new service is up before the old one ends',
  },
  {
    what: '`capacityProviderStrategies`: Spot → half of it',
    before: () => ({ capacityProviderStrategies: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] }),
    after: () => ({ capacityProviderStrategies: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }, { capacityProvider: 'FARGATE', weight: 1 }] }),
  },
  {
    what: '`deployment`: rolling → blueGreen', after: () => ({ deployment: SessionServiceDeployment.blueGreen() }),
    note: `on the way back: ${WEIGHTS}`,
  },
  {
    what: '`sharedListener.priority` beside blueGreen: 1 → 2',
    before: (stack) => ({ ...atGivenListener(1, '/shop/*')(stack), deployment: SessionServiceDeployment.blueGreen() }),
    after: (stack) => ({ ...atGivenListener(2, '/shop/*')(stack), deployment: SessionServiceDeployment.blueGreen() }),
    note: `CloudFormation writes the first weights of the rule again; ${WEIGHTS}`,
  },
  {
    what: '`deployment`: blueGreen → linear',
    before: () => ({ deployment: SessionServiceDeployment.blueGreen() }), after: () => ({ deployment: SessionServiceDeployment.linear() }),
  },
  {
    what: '`deployment`: linear → canary',
    before: () => ({ deployment: SessionServiceDeployment.linear() }), after: () => (
      { deployment: SessionServiceDeployment.canary({ bakeTime: Duration.minutes(5) }) }),
  },
  {
    what: '`bakeTime` of `deployment`: 5 min → 10 min',
    before: () => ({ deployment: SessionServiceDeployment.blueGreen() }), after: () => (
      { deployment: SessionServiceDeployment.blueGreen({ bakeTime: Duration.minutes(10) }) }),
  },
  {
    what: '`stepPercent` of a linear `deployment`: default → 20',
    before: () => ({ deployment: SessionServiceDeployment.linear() }), after: () => (
      { deployment: SessionServiceDeployment.linear({ stepPercent: 20 }) }),
  },
  {
    what: '`stepPercent` of a canary `deployment`: default → 10',
    before: () => ({ deployment: SessionServiceDeployment.canary() }), after: () => (
      { deployment: SessionServiceDeployment.canary({ stepPercent: 5 }) }),
  },
  { what: '`scaling`: cpuUtilization → memoryUtilization', after: () => ({ scaling: SessionServiceScaling.memoryUtilization(70) }) },
  { what: '`enableExecuteCommand`: false → true', after: () => ({ enableExecuteCommand: true }) },
  { what: '`logRetention`: a month → a week', after: () => ({ logRetention: logs.RetentionDays.ONE_WEEK }) },
];
