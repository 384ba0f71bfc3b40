import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { Construct, IDependable } from 'constructs';
import { LoadBalancedFargateSessionServiceProps } from './load-balanced-fargate-session-service-props';
import { SessionServiceDeployment } from './session-service-deployment';
import { SHELL_ACTIONS, validateRoleName, warnOfIneffectiveGrants } from '../grants/internal/grant';
import { allowHealthCheck, defineLoadBalancing, knownLoadBalancer, LoadBalancing } from './internal/load-balancer/load-balancing';
import { validateOptions } from './internal/load-balancer/load-balancing-validation';
import { healthCheckOf } from './internal/load-balancer/health-check';
import { Ports, portsOf } from './internal/load-balancer/ports';
import { urlOf } from './internal/load-balancer/url';
import { defineLogGroup } from './internal/network/log-group';
import { defineNetwork, Given, givenOf, Network } from './internal/network/network';
import { warnOfImageOutOfReach, warnOfMissingEndpoints, warnOfTableOutOfReach } from './internal/reachability-warnings';
import { Capacity, capacityOf, validateCapacityRange } from './internal/capacity';
import { warnOfExecutionRole, warnOfImmutableGroups, warnOfRisks } from './internal/service-warnings';
import { metricsOfTasks } from './internal/measures';
import { defineSession, validateSession } from './internal/session';
import { grantSessions } from '../table/internal/session-variables';
import {
  checkProvidersLater, defineCluster, defineContainer, defineTaskDefinition, endpointsForTasks, servicesOfTasks,
  servicesToStart,
} from './internal/tasks/tasks';
import { clusterVpcOf, validateTasks } from './internal/tasks/tasks-validation';
import { validateTrustPolicy } from '../grants/internal/trust-policy';
import { ValidationErrors } from '../validation/validation-errors';
import { SessionServiceMetrics } from '../metrics/session-service-metrics';
import { ISessionTable } from '../table/session-table-interface';

/**
 * A load-balanced application in containers that share their sessions in DynamoDB.
 *
 * ```ts
 * new LoadBalancedFargateSessionService(this, 'Web', {
 *   image: ecs.ContainerImage.fromAsset('app'),
 *   sessionStore: SessionStore.express(),
 * });
 * ```
 *
 * Defines an application load balancer without sticky sessions, at least two Fargate tasks that are rolled back when a new
 * version does not start, a session table, a role with exactly the rights that the session client needs, and the variables
 * to find the table. Without `vpc` and `cluster` also these.
 */
export class LoadBalancedFargateSessionService extends Construct implements iam.IGrantable, ec2.IConnectable {
  /** Network of the load balancer and the tasks. */
  public readonly vpc: ec2.IVpc;

  /**
   * Interface endpoints of an own network without NAT gateways; empty otherwise.
   *
   * Closed to all but the servers; let others in: `service.endpoints.forEach((endpoint) => endpoint.connections.allowDefaultPortFrom(job))`.
   */
  public readonly endpoints: ec2.InterfaceVpcEndpoint[];

  /** Table that holds the sessions. */
  public readonly sessionTable: ISessionTable;

  /** Listener that serves the application: HTTPS with a certificate, else HTTP; or the given one. */
  public readonly listener: elbv2.IApplicationListener;

  /** The service's rule on its listener; undefined with an own one and rolling deployments. */
  public readonly listenerRule?: elbv2.ApplicationListenerRule;

  /** Listener that redirects HTTP to HTTPS, where there is one. */
  public readonly redirectListener?: elbv2.ApplicationListener;

  /** Target group of the tasks. */
  public readonly targetGroup: elbv2.ApplicationTargetGroup;

  /** Target group of the other version during a deployment; undefined with rolling deployments. */
  public readonly alternateTargetGroup?: elbv2.ApplicationTargetGroup;

  /** Certificate of the service, given or made; undefined without HTTPS. */
  public readonly certificate?: acm.ICertificate;

  /** Where the load balancer logs requests; undefined when it does not. */
  public readonly accessLogsBucket?: s3.IBucket;

  /** Cluster of the service. */
  public readonly cluster: ecs.ICluster;

  /** The service that keeps the tasks running. */
  public readonly service: ecs.FargateService;

  /** What a task is made of. */
  public readonly taskDefinition: ecs.FargateTaskDefinition;

  /** The application's container. */
  public readonly container: ecs.ContainerDefinition;

  /** Where the application's output goes. */
  public readonly logGroup: logs.ILogGroup;

  /** For further scaling policies and schedules; undefined when the number of tasks is fixed. */
  public readonly scalableTaskCount?: ecs.ScalableTaskCount;

  /** Variables that the application has, without `secrets`. */
  public readonly environment: Record<string, string>;

  /** Principal of the application, for grants of other resources. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** Network connections of the tasks. */
  public readonly connections: ec2.Connections;

  /** CloudWatch metrics of the service: error rate, response time, healthy servers, load. */
  public readonly metrics: SessionServiceMetrics;

  private readonly loadBalancerIfKnown?: elbv2.IApplicationLoadBalancer;
  private readonly findUrl: () => string;

  /**
   * @throws when a prop is out of its range, contradicts another one or sets a variable of the session store; all mistakes at once
   */
  constructor(scope: Construct, id: string, props: LoadBalancedFargateSessionServiceProps) {
    super(scope, id);
    const [given, ports, deployment] = [givenOf(props, clusterVpcOf(props)), portsOf(props), props.deployment ?? SessionServiceDeployment.rolling()];
    validateServiceOnTasks(this, props, given, ports, deployment);
    // whatever the app says: tasks with shells could otherwise write to all log groups
    this.node.setContext('@aws-cdk/aws-ecs:reduceEc2FargateCloudWatchPermissions', true);
    const capacity = capacityOf(props);
    const network = defineNetwork(this, props, given, endpointsForTasks(props));
    this.vpc = network.vpc;
    this.endpoints = [...network.endpoints];
    const session = defineSession(this, props);
    this.sessionTable = session.table;
    this.environment = { ...session.variables, ...props.environment };
    this.cluster = defineCluster(this, this.vpc, props);
    this.logGroup = defineLogGroup(this, 'LogGroup', props.logRetention, props.logEncryptionKey);
    this.taskDefinition = defineTaskDefinition(this, props);
    this.container = defineContainer(this, props, this.taskDefinition, this.logGroup, session.variables);

    const healthCheck = healthCheckOf(props, this.sessionTable.sessionStore);
    const front = defineLoadBalancing(this, props, {
      vpc: this.vpc, given, ports, healthCheck, targetType: elbv2.TargetType.IP, alternate: !deployment._isRolling,
    });
    this.loadBalancerIfKnown = front.loadBalancer;
    this.findUrl = () => urlOf(this, props, ports, front);
    this.listener = front.listener;
    this.listenerRule = front.listenerRule;
    this.redirectListener = front.redirectListener;
    this.targetGroup = front.targetGroup;
    this.alternateTargetGroup = front.alternateTargetGroup;
    this.certificate = front.certificate;
    this.accessLogsBucket = front.accessLogsBucket;

    this.service = this.defineService(props, network, capacity, deployment);
    this.targetGroup.addTarget(this.service.loadBalancerTarget({
      containerName: this.container.containerName, containerPort: this.container.containerPort, alternateTarget: alternateTarget(front),
    }));
    this.metrics = metricsOfTasks(this, front, capacity, this.service);
    this.grantPrincipal = this.taskDefinition.taskRole.grantPrincipal;
    this.connections = this.service.connections;
    allowHealthCheck(this.connections, this.listener, healthCheck);
    this.scalableTaskCount = this.defineScaling(capacity);
    network.endpoints.forEach((endpoint) => endpoint.connections.allowDefaultPortFrom(this));
    this.startTasksAfter(
      grantSessions(this.sessionTable, props, this), network.subnets.internetConnectivityEstablished, ...network.endpoints,
      // ECS refuses to take a provider from a cluster whose service still uses it; a task starts with what its execution role may do by then
      ...[props.cluster, this.taskDefinition.executionRole].filter((part) => part !== undefined),
    );
    warnOfRisks(this, props, { subnets: network.subnets, sessionTable: this.sessionTable, capacity, ports, healthCheck });
    warnOfImmutableGroups(this, props.securityGroups, props.port, healthCheck);
    this.warnAndCheckLater(props, network);
  }

  /**
   * Load balancer in front of the tasks, own or given.
   *
   * @throws when the service was given an imported listener alone, which does not know its load balancer
   */
  public get loadBalancer(): elbv2.IApplicationLoadBalancer {
    return knownLoadBalancer(this, this.loadBalancerIfKnown);
  }

  /**
   * Address of the service: `https` with HTTPS, the domain name or else the load balancer's own, and the port where it is not the usual one.
   *
   * @throws when the service was given an imported listener, whose protocol and port are not known, or a domain name with a wildcard
   */
  public get url(): string {
    return this.findUrl();
  }

  private defineService(
    props: LoadBalancedFargateSessionServiceProps, { vpc, subnets }: Network, { minCapacity, isFixed }: Capacity,
    deployment: SessionServiceDeployment,
  ): ecs.FargateService {
    return new ecs.FargateService(this, 'Service', {
      cluster: this.cluster,
      taskDefinition: this.taskDefinition,
      vpcSubnets: { subnets: subnets.subnets },
      // in a public subnet a task reaches its image by an address of its own only
      assignPublicIp: subnets.hasPublic,
      securityGroups: props.securityGroups ?? [new ec2.SecurityGroup(this, 'SecurityGroup', {
        vpc, description: 'Tasks of a load-balanced service with sessions in DynamoDB',
      })],
      // a number in the template would undo the scaling with every deployment
      desiredCount: isFixed ? minCapacity : undefined,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      ...deployment._serviceProps,
      healthCheckGracePeriod: props.healthCheckGracePeriod ?? Duration.seconds(60),
      capacityProviderStrategies: props.capacityProviderStrategies && [...props.capacityProviderStrategies],
      enableExecuteCommand: props.enableExecuteCommand,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
    });
  }

  private defineScaling({ minCapacity, maxCapacity, scaling, isFixed }: Capacity): ecs.ScalableTaskCount | undefined {
    if (isFixed) {
      return undefined;
    }
    const tasks = this.service.autoScaleTaskCount({ minCapacity, maxCapacity });
    scaling._scaleTasks(tasks, this.targetGroup);
    return tasks;
  }

  private warnAndCheckLater(props: LoadBalancedFargateSessionServiceProps, network: Network): void {
    const needed = servicesToStart(props);
    warnOfTableOutOfReach(this, network, this.sessionTable, needed);
    warnOfImageOutOfReach(this, network, this.container.imageName, needed);
    warnOfMissingEndpoints(this, network, servicesOfTasks(props));
    checkProvidersLater(this, props);
    warnOfExecutionRole(this, props);
    warnOfIneffectiveGrants(this, props.taskRole, { enableExecuteCommand: props.enableExecuteCommand ? shellActions(this.cluster) : [] });
    validateTrustPolicy(this, 'taskRole', props.taskRole, 'ecs-tasks.amazonaws.com');
    validateTrustPolicy(this, 'executionRole', props.executionRole, 'ecs-tasks.amazonaws.com');
  }

  /** A task without its policy serves errors, and one without a way out cannot fetch its image. */
  private startTasksAfter(...parts: IDependable[]): void {
    this.service.node.defaultChild!.node.addDependency(...parts);
  }
}

function alternateTarget({ alternateTargetGroup, listenerRule }: LoadBalancing): ecs.AlternateTarget | undefined {
  return alternateTargetGroup && listenerRule && new ecs.AlternateTarget('AlternateTarget', {
    alternateTargetGroup, productionListener: ecs.ListenerRuleConfiguration.applicationListenerRule(listenerRule),
  });
}

/** With what the cluster says about the key and the logs of shells. */
function shellActions({ executeCommandConfiguration: { kmsKey, logConfiguration: logging } = {} }: ecs.ICluster): string[] {
  return [
    ...SHELL_ACTIONS,
    ...kmsKey ? ['kms:Decrypt', 'kms:GenerateDataKey'] : [],
    ...logging?.cloudWatchLogGroup ? ['DescribeLogGroups', 'CreateLogStream', 'DescribeLogStreams', 'PutLogEvents'].map((name) => `logs:${name}`) : [],
    ...logging?.s3Bucket ? ['s3:GetBucketLocation', 's3:PutObject'] : [],
    ...logging?.s3Bucket && logging.s3EncryptionEnabled ? ['s3:GetEncryptionConfiguration'] : [],
  ];
}

function validateServiceOnTasks(
  scope: Construct, props: LoadBalancedFargateSessionServiceProps, given: Given, ports: Ports, deployment: SessionServiceDeployment,
): void {
  const errors = new ValidationErrors();
  validateOptions(errors, scope, props, given, ports);
  validateCapacityRange(errors, props);
  const session = validateSession(errors, scope, props);
  if (props.taskRole && props.sessionTable) {
    validateRoleName(errors, 'taskRole', props.taskRole, props.sessionTable.table);
  }
  validateTasks(errors, scope, props, given, deployment, session);
  errors.throwIfAny(scope);
}
