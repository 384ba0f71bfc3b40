import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Duration, Lazy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IDependable } from 'constructs';
import { LoadBalancedSessionServiceOptions } from './load-balanced-session-service-options';
import { allowHealthCheck, defineLoadBalancing, defineVpc, validateDuration, validateOptions } from './private/load-balancing';
import { sessionEnvironment, validateOwnEnvironment } from './private/session-environment';
import { sessionUserData, userDataProblem } from './private/user-data';
import { Problems } from './private/validate';
import { SessionStore } from './session-store';
import { ISessionTable, SessionTable } from './session-table';

/** Properties of a load-balanced service on EC2 instances. */
export interface LoadBalancedSessionServiceProps extends LoadBalancedSessionServiceOptions {
  /**
   * Image of the instances: a Linux with systemd, such as Amazon Linux 2023, Debian or Ubuntu.
   *
   * An image that is looked up at deployment may change with every deployment, and then the instances are replaced one by one.
   */
  readonly machineImage: ec2.IMachineImage;

  /**
   * Size of the instances; its processor must suit the image.
   *
   * @default - t3.micro
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * Shell script that installs and starts the application; it sees the session variables.
   *
   * It runs after the variables have been delivered, in a subshell. Web servers that it installs get them too.
   *
   * @default - nothing besides the session variables: the image holds the application
   */
  readonly userData?: ec2.UserData;

  /**
   * Port on which the application listens, 1 to 65535.
   *
   * @default 80
   */
  readonly port?: number;

  /**
   * Fewest instances, at least 1. With two or more, in two zones, the service survives the loss of one.
   *
   * @default 2
   */
  readonly minCapacity?: number;

  /**
   * Most instances, at least `minCapacity`. Between the two the group follows the processors' load, aiming at 60 per cent.
   *
   * @default - twice `minCapacity`
   */
  readonly maxCapacity?: number;

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
   * Name under which the image knows its root disk, so that the disk is encrypted.
   *
   * `/dev/xvda` on Amazon Linux and Debian, `/dev/sda1` on Ubuntu.
   *
   * @default '/dev/xvda'
   */
  readonly rootDeviceName?: string;
}

/**
 * A load-balanced application on EC2 instances that share their sessions in DynamoDB.
 *
 * ```ts
 * new LoadBalancedSessionService(this, 'Web', {
 *   machineImage: ec2.MachineImage.latestAmazonLinux2023(),
 *   sessionStore: SessionStore.phpSdk(),
 * });
 * ```
 *
 * Defines an application load balancer without sticky sessions, an Auto Scaling group of at least two instances with
 * IMDSv2 only, encrypted disks and no key pair, a session table, a role with exactly the rights that the session client
 * needs, and user data that gives every process the variables to find the table. Without `vpc` also a network.
 */
export class LoadBalancedSessionService extends Construct implements iam.IGrantable, ec2.IConnectable {
  /** Network of the load balancer and the instances. */
  public readonly vpc: ec2.IVpc;

  /** Table that holds the sessions. */
  public readonly sessionTable: ISessionTable;

  /** Load balancer in front of the instances. */
  public readonly loadBalancer: elbv2.ApplicationLoadBalancer;

  /** Listener that serves the application: HTTPS with a certificate, else HTTP. */
  public readonly listener: elbv2.ApplicationListener;

  /** Listener that redirects HTTP to HTTPS; undefined without a certificate. */
  public readonly redirectListener?: elbv2.ApplicationListener;

  /** Target group of the instances. */
  public readonly targetGroup: elbv2.ApplicationTargetGroup;

  /** The instances. */
  public readonly autoScalingGroup: autoscaling.AutoScalingGroup;

  /** What an instance is made of. */
  public readonly launchTemplate: ec2.LaunchTemplate;

  /** Role of the instances. */
  public readonly role: iam.IRole;

  /** User data of the instances; commands that are added run after the session variables have been delivered. */
  public readonly userData: ec2.UserData;

  /** Variables that every process on the instances has. */
  public readonly environment: Record<string, string>;

  /** Principal of the instances, for grants of other resources. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** Network connections of the instances. */
  public readonly connections: ec2.Connections;

  /**
   * @throws when a prop is out of its range, contradicts another one or sets a variable of the session store; all mistakes at once
   */
  constructor(scope: Construct, id: string, props: LoadBalancedSessionServiceProps) {
    super(scope, id);
    validateProps(this, props);
    const ownUserData = props.userData ?? ec2.UserData.forLinux();
    const port = props.port ?? 80;
    const minCapacity = props.minCapacity ?? 2;
    const maxCapacity = props.maxCapacity ?? minCapacity * 2;

    this.vpc = props.vpc ?? defineVpc(this);
    const subnets = this.vpc.selectSubnets(props.vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS });
    this.sessionTable = props.sessionTable ?? new SessionTable(this, 'SessionTable', { store: props.sessionStore });
    this.environment = { ...this.sessionTable.environment, ...props.environment };
    this.userData = sessionUserData(this.environment, ownUserData);
    this.role = props.role ?? new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      description: 'Instances of a load-balanced service with sessions in DynamoDB',
    });
    this.launchTemplate = this.defineLaunchTemplate(props);
    this.autoScalingGroup = new autoscaling.AutoScalingGroup(this, 'AutoScalingGroup', {
      vpc: this.vpc,
      vpcSubnets: { subnets: subnets.subnets },
      launchTemplate: this.launchTemplate,
      minCapacity,
      maxCapacity,
      healthChecks: autoscaling.HealthChecks.withAdditionalChecks({
        additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB],
        gracePeriod: props.healthCheckGracePeriod ?? Duration.minutes(5),
      }),
      updatePolicy: autoscaling.UpdatePolicy.instanceRefresh({
        strategy: autoscaling.InstanceRefreshStrategy.ROLLING, minHealthyPercentage: 100, maxHealthyPercentage: 150,
      }),
    });
    if (maxCapacity !== minCapacity) {
      this.autoScalingGroup.scaleOnCpuUtilization('CpuScaling', { targetUtilizationPercent: 60 });
    }
    this.publishEnvironment();

    const { loadBalancer, listener, redirectListener, targetGroup } = defineLoadBalancing(this, props, {
      vpc: this.vpc, port, store: this.sessionTable.store, targets: [this.autoScalingGroup],
    });
    this.loadBalancer = loadBalancer;
    this.listener = listener;
    this.redirectListener = redirectListener;
    this.targetGroup = targetGroup;
    this.grantPrincipal = this.role.grantPrincipal;
    this.connections = this.autoScalingGroup.connections;
    allowHealthCheck(this.connections, loadBalancer, props.healthCheck);
    this.startInstancesAfter(this.sessionTable.grantSessionAccess(this), subnets.internetConnectivityEstablished);
  }

  private defineLaunchTemplate(props: LoadBalancedSessionServiceProps): ec2.LaunchTemplate {
    return new ec2.LaunchTemplate(this, 'LaunchTemplate', {
      machineImage: props.machineImage,
      instanceType: props.instanceType ?? ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO),
      role: this.role,
      userData: this.userData,
      securityGroup: new ec2.SecurityGroup(this, 'SecurityGroup', {
        vpc: this.vpc, description: 'Instances of a load-balanced service with sessions in DynamoDB',
      }),
      requireImdsv2: true,
      httpPutResponseHopLimit: 1,
      blockDevices: [{
        deviceName: props.rootDeviceName ?? '/dev/xvda',
        // no size: the image's own
        volume: { ebsDevice: { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3, deleteOnTermination: true } },
      }],
    });
  }

  /** An instance without its policy serves errors, and one without a way out cannot install anything. */
  private startInstancesAfter(...parts: IDependable[]): void {
    this.autoScalingGroup.node.defaultChild!.node.addDependency(...parts);
  }

  /** Tools that read the template find the variables here, not only inside a script. */
  private publishEnvironment(): void {
    const group = this.autoScalingGroup.node.defaultChild as autoscaling.CfnAutoScalingGroup;
    group.addMetadata('cdk-dynamodb-sessions', { environment: this.environment });
  }
}

function validateProps(scope: Construct, props: LoadBalancedSessionServiceProps): void {
  const problems = new Problems();
  validateOptions(problems, props);
  problems.wholeNumber('port', props.port, 1, 65535);
  problems.wholeNumber('minCapacity', props.minCapacity, 1);
  problems.wholeNumber('maxCapacity', props.maxCapacity, 1);
  validateCapacityRange(problems, props);
  validateDuration(problems, 'healthCheckGracePeriod', props.healthCheckGracePeriod, 0, 7200);
  problems.text('rootDeviceName', props.rootDeviceName, /^\/dev\/\w+$/, "a device such as '/dev/xvda'");
  const userData = props.userData && userDataProblem(props.userData);
  if (userData) problems.add(userData);
  validateOwnEnvironment(problems, expectedSessionEnvironment(scope, props), props.environment ?? {});
  problems.throwIfAny(scope);
}

function validateCapacityRange(problems: Problems, { minCapacity = 2, maxCapacity }: LoadBalancedSessionServiceProps): void {
  if (Token.isUnresolved(minCapacity)) {
    if (maxCapacity === undefined) {
      problems.add('`maxCapacity` is required beside a `minCapacity` that is known only at deployment, got: none');
    }
  } else if (maxCapacity !== undefined && !Token.isUnresolved(maxCapacity) && maxCapacity < minCapacity) {
    problems.add(`\`maxCapacity\` must be at least \`minCapacity\` (${minCapacity}), got: ${maxCapacity}`);
  }
}

/** Before the own table is there, so that all mistakes are said at once: no value equals its name yet. */
function expectedSessionEnvironment(scope: Construct, props: LoadBalancedSessionServiceProps): Record<string, string> {
  if (props.sessionTable) return props.sessionTable.environment;
  const tableName = Lazy.string({ produce: () => undefined });
  return sessionEnvironment(props.sessionStore ?? SessionStore.phpSdk(), tableName, Stack.of(scope).region);
}
