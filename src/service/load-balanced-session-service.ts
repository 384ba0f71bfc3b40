import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, IDependable } from 'constructs';
import { LoadBalancedSessionServiceProps } from './load-balanced-session-service-props';
import { validateRoleName, warnOfIneffectiveGrants } from '../grants/internal/grant';
import {
  defineAutoScalingGroup, defineInstanceRole, defineLaunchTemplate, endpointsForInstances, rightsOfInstances, servicesOfInstances,
} from './internal/instances/instances';
import { warnOfImage } from './internal/instances/machine-image';
import { validateInstances } from './internal/instances/instances-validation';
import { allowHealthCheck, defineLoadBalancing, knownLoadBalancer } from './internal/load-balancer/load-balancing';
import { validateOptions } from './internal/load-balancer/load-balancing-validation';
import { healthCheckOf } from './internal/load-balancer/health-check';
import { Ports, portsOf } from './internal/load-balancer/ports';
import { urlOf } from './internal/load-balancer/url';
import { defineNetwork, Given, givenOf, Network } from './internal/network/network';
import { warnOfMissingEndpoints, warnOfTableOutOfReach } from './internal/reachability-warnings';
import { capacityOf, validateCapacityRange } from './internal/capacity';
import { warnOfHashSignsInVariables, warnOfImmutableGroups, warnOfRisks } from './internal/service-warnings';
import { metricsOfInstances } from './internal/measures';
import { defineSession, validateSession } from './internal/session';
import { grantSessions } from '../table/internal/session-variables';
import { validateTrustPolicy } from '../grants/internal/trust-policy';
import { sessionUserData } from '../host/internal/user-data';
import { userDataSizeProblem } from '../host/internal/user-data-validation';
import { ValidationErrors } from '../validation/validation-errors';
import { SessionServiceMetrics } from '../metrics/session-service-metrics';
import { ISessionTable } from '../table/session-table-interface';

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

  /** The service's rule on a given listener; undefined with an own one. */
  public readonly listenerRule?: elbv2.ApplicationListenerRule;

  /** Listener that redirects HTTP to HTTPS, where there is one. */
  public readonly redirectListener?: elbv2.ApplicationListener;

  /** Target group of the instances. */
  public readonly targetGroup: elbv2.ApplicationTargetGroup;

  /** Certificate of the service, given or made; undefined without HTTPS. */
  public readonly certificate?: acm.ICertificate;

  /** Where the load balancer logs requests; undefined when it does not. */
  public readonly accessLogsBucket?: s3.IBucket;

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

  /** CloudWatch metrics of the service: error rate, response time, healthy servers, load. */
  public readonly metrics: SessionServiceMetrics;

  private readonly loadBalancerIfKnown?: elbv2.IApplicationLoadBalancer;
  private readonly findUrl: () => string;

  /**
   * @throws when a prop is out of its range, contradicts another one or sets a variable of the session store; all mistakes at once
   */
  constructor(scope: Construct, id: string, props: LoadBalancedSessionServiceProps) {
    super(scope, id);
    const [given, ports] = [givenOf(props), portsOf(props)];
    validateServiceOnInstances(this, props, given, ports);
    const capacity = capacityOf(props, props.mixedInstances);
    const network = defineNetwork(this, props, given, endpointsForInstances(props));
    this.vpc = network.vpc;
    this.endpoints = [...network.endpoints];
    const session = defineSession(this, props);
    this.sessionTable = session.table;
    this.environment = { ...session.variables, ...props.environment };
    this.userData = sessionUserData(this.environment, props.userData ?? ec2.UserData.forLinux(), {
      before: props.userDataBefore, restartServices: props.restartServices,
    });
    this.role = defineInstanceRole(this, props);
    this.launchTemplate = defineLaunchTemplate(this, props, network, this.role, this.userData);
    this.autoScalingGroup = defineAutoScalingGroup(this, props, capacity, network, this.launchTemplate);
    this.publishEnvironment();

    const healthCheck = healthCheckOf(props, this.sessionTable.sessionStore);
    const front = defineLoadBalancing(this, props, { vpc: this.vpc, given, ports, healthCheck, targetType: elbv2.TargetType.INSTANCE });
    this.loadBalancerIfKnown = front.loadBalancer;
    this.findUrl = () => urlOf(this, props, ports, front);
    this.listener = front.listener;
    this.listenerRule = front.listenerRule;
    this.redirectListener = front.redirectListener;
    this.targetGroup = front.targetGroup;
    this.certificate = front.certificate;
    this.accessLogsBucket = front.accessLogsBucket;
    this.targetGroup.addTarget(this.autoScalingGroup);

    this.metrics = metricsOfInstances(this, front, capacity, this.autoScalingGroup);

    this.grantPrincipal = this.role.grantPrincipal;
    this.connections = this.autoScalingGroup.connections;
    allowHealthCheck(this.connections, this.listener, healthCheck);
    if (!capacity.isFixed) {
      capacity.scaling._scaleInstances(this.autoScalingGroup);
    }
    network.endpoints.forEach((endpoint) => endpoint.connections.allowDefaultPortFrom(this));
    this.startInstancesAfter(grantSessions(this.sessionTable, props, this), network.subnets.internetConnectivityEstablished, ...network.endpoints);
    warnOfRisks(this, props, { subnets: network.subnets, sessionTable: this.sessionTable, capacity, ports, healthCheck });
    warnOfImmutableGroups(this, props.securityGroups, props.port, healthCheck);
    this.warnAndCheckLater(props, network);
  }

  /**
   * Load balancer in front of the instances, own or given.
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

  /** An instance without its policy serves errors, and one without a way out cannot install anything. */
  private startInstancesAfter(...parts: IDependable[]): void {
    this.autoScalingGroup.node.defaultChild!.node.addDependency(...parts);
  }

  /** Commands may be added to the user data, and principals to the role, until synthesis. */
  private warnAndCheckLater(props: LoadBalancedSessionServiceProps, network: Network): void {
    warnOfImage(this, props.machineImage);
    warnOfTableOutOfReach(this, network, this.sessionTable);
    warnOfMissingEndpoints(this, network, servicesOfInstances(props));
    warnOfHashSignsInVariables(this, this.environment);
    warnOfIneffectiveGrants(this, props.role, rightsOfInstances(props));
    validateTrustPolicy(this, 'role', props.role, 'ec2.amazonaws.com');
    this.node.addValidation({ validate: () => [userDataSizeProblem(this.userData)].filter((problem) => problem !== undefined) });
  }

  /** Tools that read the template find the variables here, not only inside a script. */
  private publishEnvironment(): void {
    const group = this.autoScalingGroup.node.defaultChild as autoscaling.CfnAutoScalingGroup;
    group.addMetadata('cdk-dynamodb-sessions', { environment: this.environment });
  }
}

function validateServiceOnInstances(scope: Construct, props: LoadBalancedSessionServiceProps, given: Given, ports: Ports): void {
  const errors = new ValidationErrors();
  validateOptions(errors, scope, props, given, ports);
  validateCapacityRange(errors, props);
  const session = validateSession(errors, scope, props);
  if (props.role && props.sessionTable) {
    validateRoleName(errors, 'role', props.role, props.sessionTable.table);
  }
  validateInstances(errors, scope, props, given, { ...session, ...props.environment });
  errors.throwIfAny(scope);
}
