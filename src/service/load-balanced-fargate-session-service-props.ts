import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { LoadBalancedSessionServiceOptions } from './load-balanced-session-service-options';
import { SessionServiceDeployment } from './session-service-deployment';

/** Properties of a load-balanced service on Fargate. */
export interface LoadBalancedFargateSessionServiceProps extends LoadBalancedSessionServiceOptions {
  /** Image of the application's container. */
  readonly image: ecs.ContainerImage;

  /**
   * Processor of a task in units of 1/1024: 256, 512, 1024, 2048, 4096, 8192 or 16384.
   *
   * @default 256
   */
  readonly cpu?: number;

  /**
   * Memory of a task in mebibytes; what Fargate takes depends on `cpu`.
   *
   * @default - twice `cpu`: 512
   */
  readonly memoryLimitMiB?: number;

  /**
   * Secrets that the application finds in its environment.
   *
   * @default - none
   */
  readonly secrets?: Record<string, ecs.Secret>;

  /**
   * How a new version takes over.
   *
   * @default SessionServiceDeployment.rolling()
   */
  readonly deployment?: SessionServiceDeployment;

  /**
   * Cluster of the service; its network is the service's.
   *
   * @default - an own one with Container Insights
   */
  readonly cluster?: ecs.ICluster;

  /**
   * Processor architecture and operating system; they must be the image's.
   *
   * @default - Linux on X86_64
   */
  readonly runtimePlatform?: ecs.RuntimePlatform;

  /**
   * Command of the container.
   *
   * @default - the image's
   */
  readonly command?: string[];

  /**
   * Entry point of the container.
   *
   * @default - the image's
   */
  readonly entryPoint?: string[];

  /**
   * How long a new task may take until the load balancer's health check counts, 0 s to 2 h.
   *
   * @default Duration.seconds(60)
   */
  readonly healthCheckGracePeriod?: Duration;

  /**
   * How long a container has to end after SIGTERM, 2 s to 2 min; then it is killed.
   *
   * ECS sends that when the load balancer has let go of the task, so it comes after `targetGroupOptions.deregistrationDelay`; on Spot both begin
   * at once.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html
   * @default Duration.seconds(25)
   */
  readonly stopTimeout?: Duration;

  /**
   * Capacity providers of the tasks, such as FARGATE_SPOT; a given cluster must have them.
   *
   * @default - Fargate on demand
   */
  readonly capacityProviderStrategies?: ecs.CapacityProviderStrategy[];

  /**
   * How long logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * Role of the application; the session grant is added to it. It must trust ECS tasks.
   *
   * @default - an own one with the session grant alone
   */
  readonly taskRole?: iam.IRole;

  /**
   * Role with which Fargate fetches the image and the secrets and writes the logs.
   *
   * @default - an own one with these rights
   */
  readonly executionRole?: iam.IRole;

  /**
   * Disk of a task in gibibytes, 21 to 200.
   *
   * @default - 20, which are free
   */
  readonly ephemeralStorageGiB?: number;

  /**
   * Whether people may run commands in the containers. Not together with `readonlyRootFilesystem`.
   *
   * Adds the four channel actions of ssmmessages, which AWS allows for `*` only, and what aws-cdk-lib grants for the log of the commands.
   *
   * @default false
   */
  readonly enableExecuteCommand?: boolean;

  /**
   * Whether the container cannot change its own files.
   *
   * @default false
   */
  readonly readonlyRootFilesystem?: boolean;

  /**
   * Whether the session variables come from SSM parameters rather than stand in the task definition.
   *
   * They are no secrets, but some rules (AwsSolutions-ECS2) allow no plain variable. `environment` stays plain.
   *
   * @default false
   */
  readonly sessionVariablesAsSecrets?: boolean;
}
