import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { LoadBalancedSessionServiceOptions } from './load-balanced-session-service-options';

/** Properties of a load-balanced service on Fargate. */
export interface LoadBalancedFargateSessionServiceProps extends LoadBalancedSessionServiceOptions {
  /** Image of the application's container. */
  readonly image: ecs.ContainerImage;

  /**
   * Cluster of the service; its network is the service's.
   *
   * @default - an own one with Container Insights
   */
  readonly cluster?: ecs.ICluster;

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
   * Processor architecture; it must be the image's.
   *
   * @default CpuArchitecture.X86_64
   */
  readonly cpuArchitecture?: ecs.CpuArchitecture;

  /**
   * Operating system; it must be the image's.
   *
   * @default OperatingSystemFamily.LINUX
   */
  readonly operatingSystemFamily?: ecs.OperatingSystemFamily;

  /**
   * Disk of a task in gibibytes, 21 to 200.
   *
   * @default - 20, which are free
   */
  readonly ephemeralStorageGiB?: number;

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
   * Secrets that the application finds in its environment.
   *
   * @default - none
   */
  readonly secrets?: Record<string, ecs.Secret>;

  /**
   * Whether the session variables come from SSM parameters rather than stand in the task definition.
   *
   * They are no secrets, but some rules (AwsSolutions-ECS2) allow no plain variable. `environment` stays plain.
   *
   * @default false
   */
  readonly sessionVariablesAsSecrets?: boolean;

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
   * How long a container has to end after SIGTERM, 2 s to 2 min; then it is killed.
   *
   * ECS sends that when the load balancer has let go of the task, so it comes after `deregistrationDelay`; on Spot both begin at once.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html
   * @default Duration.seconds(25)
   */
  readonly stopTimeout?: Duration;

  /**
   * How long a new task may take until the load balancer's health check counts, 0 s to 2 h.
   *
   * @default Duration.seconds(60)
   */
  readonly healthCheckGracePeriod?: Duration;

  /**
   * Capacity providers of the tasks, such as FARGATE_SPOT; a given cluster must have them.
   *
   * @default - Fargate on demand
   */
  readonly capacityProviderStrategies?: ecs.CapacityProviderStrategy[];

  /**
   * How a new version takes over. All but ROLLING shift the requests from one target group to another.
   *
   * Linear and canary deployments have no circuit breaker. ECS moves the weights of the listener's rule, and an update of that rule by
   * CloudFormation moves them back: change `priority` and `conditions` only while the first target group has the requests.
   *
   * @default DeploymentStrategy.ROLLING - 100 to 200 per cent of the tasks, rolled back when the new ones do not start
   */
  readonly deploymentStrategy?: ecs.DeploymentStrategy;

  /**
   * How long the old version stays after the new one took over, whole minutes up to 24 hours. Not for ROLLING.
   *
   * CloudFormation refuses deployments that shift and bake for more than 33 hours together.
   *
   * @default - 5 minutes where the strategy shifts requests
   */
  readonly bakeTime?: Duration;

  /**
   * Steps of a linear deployment: 3 to 100 per cent in steps of 0.1, each up to 24 hours.
   *
   * @default - 10 per cent every 6 minutes
   */
  readonly linearConfiguration?: ecs.TrafficShiftConfig;

  /**
   * First step of a canary deployment: 0.1 to 100 per cent in steps of 0.1, up to 24 hours.
   *
   * @default - 5 per cent for 10 minutes
   */
  readonly canaryConfiguration?: ecs.TrafficShiftConfig;

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
   * How long logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
}
