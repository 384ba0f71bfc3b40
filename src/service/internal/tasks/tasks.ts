import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { CfnResource, Duration, Resource } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LoadBalancedFargateSessionServiceProps } from '../../load-balanced-fargate-session-service-props';
import { InterfaceEndpoints } from '../network/network';
import { roleNameFor } from '../session';

type Props = LoadBalancedFargateSessionServiceProps;

/** What every cluster can have without instances of its own. */
export const FARGATE_PROVIDERS = ['FARGATE', 'FARGATE_SPOT'];

/** What tasks must reach of AWS where there is no NAT gateway. */
export function endpointsForTasks(props: Props): InterfaceEndpoints {
  const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS, SECRETS_MANAGER, SSM, SSM_MESSAGES } = ec2.InterfaceVpcEndpointAwsService;
  const secrets = Object.values(props.secrets ?? {});
  const isParameter = ({ arn }: ecs.Secret) => arn.includes(':ssm:');
  return {
    EcrApi: ECR,
    EcrDocker: ECR_DOCKER,
    Logs: CLOUDWATCH_LOGS,
    ...(secrets.every(isParameter) ? {} : { SecretsManager: SECRETS_MANAGER }),
    ...(props.sessionVariablesAsSecrets || secrets.some(isParameter) ? { Ssm: SSM } : {}),
    ...(props.enableExecuteCommand ? { SsmMessages: SSM_MESSAGES } : {}),
  };
}

/** Of which a task needs these before it starts, by name; layers of images come from Amazon S3. */
export function servicesToStart(props: Props): string[] {
  return ['s3', ...Object.values(endpointsForTasks({ ...props, enableExecuteCommand: false })).map(({ shortName }) => shortName)];
}

/** And these afterwards, by prop. */
export function servicesOfTasks({ enableExecuteCommand }: Props): Record<string, string[]> {
  return { enableExecuteCommand: enableExecuteCommand ? [ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES.shortName] : [] };
}

export function defineCluster(scope: Construct, vpc: ec2.IVpc, props: Props): ecs.ICluster {
  if (props.cluster) {
    return props.cluster;
  }
  const cluster = new ecs.Cluster(scope, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.ENABLED });
  if (props.capacityProviderStrategies) {
    // not by `enableFargateCapacityProviders`: its association is deleted before the service that uses it, which ECS refuses
    (cluster.node.defaultChild as ecs.CfnCluster).capacityProviders = [...FARGATE_PROVIDERS];
  }
  return cluster;
}

/** Providers may be added to a cluster of this app until synthesis. */
export function checkProvidersLater(scope: Construct, { cluster, capacityProviderStrategies = [] }: Props): void {
  if (!cluster || !Resource.isOwnedResource(cluster)) {
    return;
  }
  scope.node.addValidation({
    validate: () => {
      const known = providersOf(cluster);
      const missing = capacityProviderStrategies.map(({ capacityProvider }) => capacityProvider)
        .filter((each) => FARGATE_PROVIDERS.includes(each) && !known.includes(each));
      return missing.map((each) => `\`capacityProviderStrategies\` must name providers that \`cluster\` has, got: '${each}', which '${cluster.node.path}' has not; ` +
        'give the cluster `enableFargateCapacityProviders: true`');
    },
  });
}

/** Said in the cluster itself, by a part of it, or kept until aws-cdk-lib makes that part. */
function providersOf(cluster: ecs.ICluster): string[] {
  const { _capacityProviderNames: kept = [] } = cluster as { _capacityProviderNames?: string[] };
  return [...kept, ...cluster.node.findAll().filter((each) => CfnResource.isCfnResource(each))
    .flatMap((each) => (each as Partial<ecs.CfnCluster>).capacityProviders ?? [])];
}

export function defineTaskDefinition(scope: Construct, props: Props): ecs.FargateTaskDefinition {
  const { cpu = 256, memoryLimitMiB = cpu * 2, runtimePlatform } = props;
  return new ecs.FargateTaskDefinition(scope, 'TaskDefinition', {
    cpu,
    memoryLimitMiB,
    ephemeralStorageGiB: props.ephemeralStorageGiB,
    taskRole: props.taskRole ?? namedTaskRole(scope, props),
    executionRole: props.executionRole,
    // else aws-cdk-lib leaves the other of the two out, which AWS then decides
    runtimePlatform: runtimePlatform && {
      cpuArchitecture: runtimePlatform.cpuArchitecture ?? ecs.CpuArchitecture.X86_64,
      operatingSystemFamily: runtimePlatform.operatingSystemFamily ?? ecs.OperatingSystemFamily.LINUX,
    },
  });
}

/** Nothing where the role that aws-cdk-lib makes will do. */
function namedTaskRole(scope: Construct, props: Props): iam.Role | undefined {
  const roleName = roleNameFor(scope, props);
  return roleName === undefined ? undefined
    : new iam.Role(scope, 'TaskRole', { roleName, assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
}

export function defineContainer(
  scope: Construct, props: Props, taskDefinition: ecs.TaskDefinition, logGroup: logs.ILogGroup, session: Record<string, string>,
): ecs.ContainerDefinition {
  const variables = props.sessionVariablesAsSecrets ? { ...props.environment } : { ...session, ...props.environment };
  return taskDefinition.addContainer('Container', {
    containerName: 'web',
    image: props.image,
    command: props.command,
    entryPoint: props.entryPoint,
    environment: Object.keys(variables).length > 0 ? variables : undefined,
    secrets: props.sessionVariablesAsSecrets ? { ...parameters(scope, session), ...props.secrets } : props.secrets,
    // a parameter may change without its task definition, and then tasks of two tables would run side by side
    dockerLabels: props.sessionVariablesAsSecrets ? { 'cdk-dynamodb-sessions.variables': Object.values(session).join(' ') } : undefined,
    portMappings: [{ containerPort: props.port ?? 80 }],
    readonlyRootFilesystem: props.readonlyRootFilesystem,
    stopTimeout: props.stopTimeout ?? Duration.seconds(25),
    logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: 'web' }),
  });
}

function parameters(scope: Construct, session: Record<string, string>): Record<string, ecs.Secret> {
  return Object.fromEntries(Object.entries(session).map(([name, stringValue]) => {
    const parameter = new ssm.StringParameter(scope, `Variable${name}`, { stringValue, description: `Session variable ${name}` });
    return [name, ecs.Secret.fromSsmParameter(parameter)];
  }));
}
