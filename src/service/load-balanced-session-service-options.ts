import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { SessionAccess } from '../grants/session-access';
import { AccessLogs } from './access-logs';
import {
  SessionServiceListenerOptions, SessionServiceLoadBalancerOptions, SessionServiceSharedListener, SessionServiceTargetGroupOptions,
} from './load-balancing-options';
import { SessionServiceScaling } from './session-service-scaling';
import { SessionStore } from '../store/session-store';
import { ISessionTable } from '../table/session-table-interface';

/** What all load-balanced session services have in common, whatever runs the servers. */
export interface LoadBalancedSessionServiceOptions {
  /**
   * The session client of the application. Not together with `sessionTable`, which has its own.
   *
   * @default SessionStore.phpSdk()
   */
  readonly sessionStore?: SessionStore;

  /**
   * The table for the sessions, for instance one that several services share.
   *
   * @default - an own one for `sessionStore`
   */
  readonly sessionTable?: ISessionTable;

  /**
   * Port on which the application listens, 1 to 65535.
   *
   * A later change replaces the target group: requests fail until the first server is healthy.
   *
   * @default 80
   */
  readonly port?: number;

  /**
   * How the load balancer tells whether a server is well. What is not given keeps its default.
   *
   * Choose a path that touches no session: probes carry no cookie, so each would make a session of its own.
   *
   * @default - path of the store, else `/ping.html`, every 30 s, timeout 5 s, 2 failures take a server out and 10 successes in again;
   * a new one is in after its first success
   */
  readonly healthCheck?: elbv2.HealthCheck;

  /**
   * Further variables for the application, besides those for the sessions. Values of one line; no secrets.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;

  /**
   * Fewest servers, at least 1. With two or more, in two zones, the service survives the loss of one.
   *
   * @default 2
   */
  readonly minCapacity?: number;

  /**
   * Most servers, at least `minCapacity`.
   *
   * @default - twice `minCapacity`
   */
  readonly maxCapacity?: number;

  /**
   * What the number of servers follows between the two. A deployment leaves the number as it is.
   *
   * @default SessionServiceScaling.cpuUtilization(60)
   */
  readonly scaling?: SessionServiceScaling;

  /**
   * Certificate of the load balancer: with one the service speaks HTTPS.
   *
   * Without `certificate` and `domainName`, session cookies travel in the clear: for development, or behind something
   * that ends TLS. Beside `sharedListener` it is added to those of the listener, which must speak HTTPS.
   *
   * @default - one for `domainName`, else HTTP only
   */
  readonly certificate?: acm.ICertificate;

  /**
   * Domain name of the service: it leads to the load balancer, and a certificate is made for it where none is given.
   *
   * Needs `domainZone`. Beside `sharedListener` no certificate is made.
   *
   * @default - the load balancer's own name
   */
  readonly domainName?: string;

  /**
   * Zone of `domainName`, for the record and the validation of the certificate.
   *
   * Nobody can validate a certificate by a private zone: give it a `certificate`. Of a zone that is looked up we cannot tell.
   *
   * @default - none
   */
  readonly domainZone?: route53.IHostedZone;

  /**
   * Whether HTTP is redirected to HTTPS. Needs HTTPS.
   *
   * @default - true with HTTPS on an own load balancer; a given one may have a listener on port 80 already
   */
  readonly redirectHTTP?: boolean;

  /**
   * Whether an own load balancer can be reached from the internet. It cannot be changed later.
   *
   * @default true
   */
  readonly publicLoadBalancer?: boolean;

  /**
   * Network of the load balancer and the servers. It cannot be changed later.
   *
   * A network that we define costs one NAT gateway (about 33 US dollars a month and 0.045 a GB); sessions do not pass it.
   *
   * @default - that of `loadBalancer` or `sharedListener`, else an own one: two zones, public and private subnets, one NAT
   * gateway, flow logs kept for a month, a gateway endpoint for DynamoDB, the default security group as AWS makes it, used by nothing
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of the servers.
   *
   * @default - private subnets with a way out; without NAT gateways isolated ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the servers. The load balancer is allowed in.
   *
   * @default - an own one
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * NAT gateways of an own network, 0 to 2. Each costs about 33 US dollars a month.
   *
   * With 0 the servers reach nothing but the VPC endpoints that they need of AWS: DynamoDB and S3 for free, and interface endpoints
   * (each about 7 US dollars a month and zone): on EC2 three with `sessionManagerAccess` and one with `signals`, on Fargate three for
   * images and logs, and one each for secrets, parameters and `enableExecuteCommand`. An image must then come from a private repository
   * of Amazon ECR. These endpoints let the servers in alone; for others there is `endpoints`.
   *
   * @default 1
   */
  readonly natGateways?: number;

  /**
   * Whether the network gets a gateway endpoint for DynamoDB. It is free and keeps sessions off the NAT gateways.
   *
   * In a given network only if it has none in this app yet: services that share a network share the endpoint. One that
   * was made elsewhere is not seen, and a second one fails at deployment. Without NAT gateways it is the only way to the table.
   *
   * @default - true in an own network, false in a given one
   */
  readonly dynamoDbEndpoint?: boolean;

  /**
   * Which rights on the table the servers get.
   *
   * @default SessionAccess.FULL
   */
  readonly sessionAccess?: SessionAccess;

  /**
   * Limit these rights to items whose partition key begins with this text, as `grantSessionAccess` does: for applications that
   * share `sessionTable`. Calls that cannot be limited (Scan) are left out, so the client's own clean-up stops; time to live cleans up.
   *
   * @default - all items
   */
  readonly keyPrefix?: string;

  /**
   * Other names for session variables: from ours to yours, `{ DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' }`.
   *
   * @default - the names that the store says
   */
  readonly variableNames?: Record<string, string>;

  /**
   * A load balancer that exists: the service adds its listener to it, in its own stack. It cannot be changed later.
   *
   * Neither `loadBalancerOptions` nor `accessLogs` can be given beside it.
   *
   * @default - an own one
   */
  readonly loadBalancer?: elbv2.IApplicationLoadBalancer;

  /**
   * A listener that exists, with the service's place and requests on it: the service adds a rule to it, in its own stack.
   *
   * @default - an own listener
   */
  readonly sharedListener?: SessionServiceSharedListener;

  /**
   * Further properties of an own listener: port, who may connect, TLS policy.
   *
   * @default - each member's own
   */
  readonly listenerOptions?: SessionServiceListenerOptions;

  /**
   * Further properties of an own load balancer: subnets, idle timeout, IPv6, web ACL, deletion protection.
   *
   * @default - each member's own
   */
  readonly loadBalancerOptions?: SessionServiceLoadBalancerOptions;

  /**
   * Further properties of the target group: protocol, algorithm, slow start, deregistration delay.
   *
   * @default - each member's own
   */
  readonly targetGroupOptions?: SessionServiceTargetGroupOptions;

  /**
   * Where an own load balancer logs every request.
   *
   * Needs a stack with a fixed region; in others there is a warning and no log.
   *
   * @default AccessLogs.toNewBucket() - retained, encrypted by S3 itself; logs are deleted after 90 days and gone a week later
   */
  readonly accessLogs?: AccessLogs;

  /**
   * Key of the logs in CloudWatch: the flow logs of an own network, and on Fargate the output of the application.
   *
   * CloudWatch Logs gets the right to use it, if the key's policy is defined in this app. Access logs take no such key.
   *
   * @default - CloudWatch's own
   */
  readonly logEncryptionKey?: kms.IKey;
}
