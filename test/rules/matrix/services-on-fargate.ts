import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionServiceProps, SessionServiceDeployment, SessionServiceScaling } from '../../../src';
import { givenOf } from '../../../tools/rows';
import { importedVpc } from './specification';

type Given = (stack: Stack) => Partial<LoadBalancedFargateSessionServiceProps>;

const shift = { stepPercent: 20, stepBakeTime: Duration.minutes(5) };
const newTaskRole = (stack: Stack, id: string) => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });

/** What the service on Fargate alone takes. */
export const onFargate = (): Record<string, Given> => ({
  'with Arm, a disk and a command': (stack) => ({
    vpc: importedVpc(stack), cpu: 1024, memoryLimitMiB: 4096, runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64 },
    ephemeralStorageGiB: 30,
    command: ['serve'], entryPoint: ['tini', '--'], stopTimeout: Duration.seconds(20), healthCheckGracePeriod: Duration.minutes(2),
  }),
  'with Windows': (stack) => ({
    vpc: importedVpc(stack), cpu: 1024, memoryLimitMiB: 2048,
    runtimePlatform: { operatingSystemFamily: ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_CORE },
  }),
  'with secrets of both kinds and without a NAT gateway': (stack) => ({
    natGateways: 0,
    secrets: {
      KEY: ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Secret')),
      PARAMETER: ecs.Secret.fromSsmParameter(ssm.StringParameter.fromSecureStringParameterAttributes(stack, 'Parameter',
        { parameterName: '/shop/key' })),
    },
  }),
  'with session variables from parameters': (stack) => ({ vpc: importedVpc(stack), sessionVariablesAsSecrets: true }),
  'with roles of one\'s own': (stack) => ({
    vpc: importedVpc(stack), taskRole: newTaskRole(stack, 'TaskRole'), executionRole: newTaskRole(stack, 'ExecutionRole'),
  }),
  'with commands, parameters and no NAT gateway': () => ({ natGateways: 0, enableExecuteCommand: true, sessionVariablesAsSecrets: true }),
  'with Spot': (stack) => ({
    vpc: importedVpc(stack),
    capacityProviderStrategies: [{ capacityProvider: 'FARGATE', base: 1, weight: 1 }, { capacityProvider: 'FARGATE_SPOT', weight: 3 }],
  }),
  'with files that nobody changes': (stack) => ({ vpc: importedVpc(stack), ...givenOf('LoadBalancedFargateSessionServiceProps') }),
  'with logs for a week, under a key': (stack) => ({
    vpc: importedVpc(stack), logRetention: logs.RetentionDays.ONE_WEEK, logEncryptionKey: new kms.Key(stack, 'LogKey', { enableKeyRotation: true }),
  }),
  'in a given cluster': (stack) => ({ cluster: new ecs.Cluster(stack, 'Cluster', { vpc: importedVpc(stack) }) }),
  'that follows memory': (stack) => ({ vpc: importedVpc(stack), scaling: SessionServiceScaling.memoryUtilization(70) }),
  'that follows processors': (stack) => ({ vpc: importedVpc(stack), scaling: SessionServiceScaling.cpuUtilization(50) }),
  'with blue/green deployments': (stack) => ({
    vpc: importedVpc(stack), deployment: SessionServiceDeployment.blueGreen({ bakeTime: Duration.minutes(5) }),
  }),
  'with linear deployments': (stack) => ({
    vpc: importedVpc(stack), deployment: SessionServiceDeployment.linear({ ...shift }),
  }),
  'with canary deployments': (stack) => ({
    vpc: importedVpc(stack), deployment: SessionServiceDeployment.canary({ ...shift }),
  }),
});
