import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, Size } from 'aws-cdk-lib/core';
import { LoadBalancedSessionServiceOptions } from './load-balanced-session-service-options';

/** Properties of a load-balanced service on EC2 instances. */
export interface LoadBalancedSessionServiceProps extends LoadBalancedSessionServiceOptions {
  /**
   * Image of the instances: a Linux with systemd, such as Amazon Linux 2023, Debian or Ubuntu.
   *
   * An image that is looked up at deployment may change with every deployment, and then the instances are replaced one by one.
   */
  readonly machineImage: ec2.IMachineImage;

  /**
   * Shell script that installs and starts the application; it sees the session variables.
   *
   * It runs after the variables have been delivered, in a subshell. Web servers that it installs get them too.
   *
   * @default - nothing besides the session variables: the image holds the application
   */
  readonly userData?: ec2.UserData;

  /**
   * Size of the instances; its processor must suit the image.
   *
   * For an Arm type such as t4g.micro: `MachineImage.latestAmazonLinux2023({ cpuType: AmazonLinuxCpuType.ARM_64 })`.
   *
   * @default - t3.micro
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * Name under which the image knows its root disk, so that the disk is encrypted.
   *
   * `/dev/xvda` on Amazon Linux and Debian, `/dev/sda1` on Ubuntu.
   *
   * @default '/dev/xvda'
   */
  readonly rootDeviceName?: string;

  /**
   * Size of the root disk, whole gibibytes, at least 1 and not below the image's.
   *
   * @default - the image's
   */
  readonly rootVolumeSize?: Size;

  /**
   * How changes of the image, the user data or the variables reach the instances.
   *
   * A rolling or replacing update ends instances before new ones answer, unless it waits for `signals` or pauses. A rolling update also
   * needs `minInstancesInService` where it would end all at once, and leaves those of a warm pool as they are.
   *
   * @default - an instance refresh that starts new instances before it ends old ones, 100 to 150 per cent healthy
   */
  readonly updatePolicy?: autoscaling.UpdatePolicy;

  /**
   * Which signals of new instances a deployment waits for, at creation and with `updatePolicy` a rolling or replacing update.
   *
   * An instance refresh does not use them. The user data or the image must send them when the application answers, for instance with
   * `service.userData.addSignalOnExitCommand(service.autoScalingGroup)`; the deployment fails without. Adds cloudformation:SignalResource on
   * the own stack and, without NAT gateways, an endpoint of CloudFormation.
   *
   * @default - none
   */
  readonly signals?: autoscaling.Signals;

  /**
   * How long a new instance may take until the load balancer's health check counts, 0 s to 2 h.
   *
   * Too short, and slow instances are replaced before they are up, for ever.
   *
   * @default Duration.minutes(5)
   */
  readonly healthCheckGracePeriod?: Duration;

  /**
   * Role of the instances; the session grant is added to it. It must trust EC2.
   *
   * @default - an own one with the session grant alone
   */
  readonly role?: iam.IRole;

  /**
   * Whether people may open a shell on the instances through Session Manager, without a key and without an open port.
   *
   * Adds ssm:UpdateInstanceInformation for instances of this account and region, and the four channel actions of
   * ssmmessages, which AWS allows for `*` only.
   *
   * @default false
   */
  readonly sessionManagerAccess?: boolean;

  /**
   * Other instance types and Spot beside `instanceType`.
   *
   * Instances that Spot is about to take back are replaced before; sessions survive them. With weights, `minCapacity` and
   * `maxCapacity` count units rather than instances: for two servers, `minCapacity` must be more than the largest weight.
   *
   * @default - `instanceType` alone, on demand
   */
  readonly mixedInstances?: SessionServiceMixedInstances;

  /**
   * Shell script for what must happen before the variables are delivered, in a subshell, without them.
   *
   * @default - nothing
   */
  readonly userDataBefore?: ec2.UserData;

  /**
   * Units that run already when user data starts and must be restarted to see the variables: `my-app`, `worker@*`.
   *
   * Apache and PHP-FPM are restarted anyway. Letters, digits and `@ _ . : * -`.
   *
   * @default - none
   */
  readonly restartServices?: string[];

  /**
   * Whether instances report their metrics each minute rather than every five. Costs about 2 US dollars a month and instance.
   *
   * @default false
   */
  readonly detailedMonitoring?: boolean;

  /**
   * Age at which an instance is replaced, 1 to 365 days.
   *
   * @default - any age
   */
  readonly maxInstanceLifetime?: Duration;

  /**
   * Instances that have booted and wait, so that scaling out is fast. Not with Spot.
   *
   * To hibernate, image and types must be able to, and `rootVolumeSize` must hold the memory too; the launch template of an override must
   * allow it itself.
   *
   * @default - none
   */
  readonly warmPool?: autoscaling.WarmPoolOptions;

  /**
   * Where the group tells of every instance that it starts or ends.
   *
   * @default - nowhere
   */
  readonly notificationsTopic?: sns.ITopic;
}

/** Other instance types and Spot: what autoscaling's mixed instances policy takes besides the launch template. */
export interface SessionServiceMixedInstances {
  /**
   * Which part is on demand and which Spot.
   *
   * @default - all on demand
   */
  readonly instancesDistribution?: autoscaling.InstancesDistribution;

  /**
   * Instance types, by priority, or up to four sets of requirements, which have none.
   *
   * @default - `instanceType`
   */
  readonly launchTemplateOverrides?: autoscaling.LaunchTemplateOverrides[];
}
