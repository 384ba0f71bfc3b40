import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { SessionAccess } from '../grants/session-access';
import { SessionServiceScaling } from './session-service-scaling';
import { SessionStore } from '../store/session-store';
import { ISessionTable } from '../table/session-table-interface';

/** What all load-balanced session services have in common, whatever runs the servers. */
export interface LoadBalancedSessionServiceOptions {
  /**
   * Network of the load balancer and the servers. It cannot be changed later.
   *
   * A network that we define costs one NAT gateway (about 33 US dollars a month and 0.045 a GB); sessions do not pass it.
   *
   * @default - that of `loadBalancer` or `listener`, else an own one: two zones, public and private subnets, one NAT
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
   * Subnets of an own load balancer, in two zones at least.
   *
   * @default - public subnets; private ones for an internal load balancer
   */
  readonly loadBalancerSubnets?: ec2.SubnetSelection;

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
   * Certificate of the load balancer: with one the service speaks HTTPS.
   *
   * Without `certificate` and `domainName`, session cookies travel in the clear: for development, or behind something
   * that ends TLS. Beside `listener` it is added to those of the listener, which must speak HTTPS.
   *
   * @default - one for `domainName`, else HTTP only
   */
  readonly certificate?: acm.ICertificate;

  /**
   * Domain name of the service: it leads to the load balancer, and a certificate is made for it where none is given.
   *
   * Needs `domainZone`. Beside `listener` no certificate is made.
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
   * Protocols and ciphers of the HTTPS listener. Needs HTTPS.
   *
   * @default SslPolicy.RECOMMENDED_TLS
   */
  readonly sslPolicy?: elbv2.SslPolicy;

  /**
   * Whether an own load balancer can be reached from the internet. It cannot be changed later.
   *
   * @default true
   */
  readonly publicLoadBalancer?: boolean;

  /**
   * A load balancer that exists: the service adds its listener to it, in its own stack. It cannot be changed later.
   *
   * Props of the load balancer itself, such as `idleTimeout`, cannot be given beside it.
   *
   * @default - an own one
   */
  readonly loadBalancer?: elbv2.IApplicationLoadBalancer;

  /**
   * A listener that exists: the service adds a rule to it, in its own stack. Needs `priority` and `conditions`.
   *
   * It can be changed later for another one of the same load balancer only.
   *
   * Several services in several stacks can share one.
   *
   * @default - an own one
   */
  readonly listener?: elbv2.IApplicationListener;

  /**
   * Place of the service among the rules of `listener`, 1 to 50000; no two rules can have the same.
   *
   * @default - none; required beside `listener`
   */
  readonly priority?: number;

  /**
   * Which requests of `listener` are for the service: hosts, paths, headers.
   *
   * @default - none; required beside `listener`
   */
  readonly conditions?: elbv2.ListenerCondition[];

  /**
   * Port of the service's listener, 1 to 65535.
   *
   * @default - 443 with HTTPS, else 80
   */
  readonly listenerPort?: number;

  /**
   * Whether the load balancer accepts connections from every address.
   *
   * @default - true for an own load balancer without `allowedPeers`; a given one stays as it is
   */
  readonly openListener?: boolean;

  /**
   * Who alone may connect to the load balancer: address ranges, prefix lists, security groups.
   *
   * @default - everybody, see `openListener`
   */
  readonly allowedPeers?: ec2.IPeer[];

  /**
   * How long the load balancer keeps a connection on which nothing is sent, 1 s to 4000 s.
   *
   * @default - 60 s
   */
  readonly idleTimeout?: Duration;

  /**
   * Whether the load balancer has IPv6 addresses too. A given network must have them; an own one then has.
   *
   * @default IpAddressType.IPV4
   */
  readonly ipAddressType?: elbv2.IpAddressType;

  /**
   * Protocol between load balancer and servers. HTTP/2 and gRPC need HTTPS in front.
   *
   * A later change replaces the target group: requests fail until the first server is healthy.
   *
   * @default ApplicationProtocolVersion.HTTP1
   */
  readonly protocolVersion?: elbv2.ApplicationProtocolVersion;

  /**
   * How the load balancer chooses a server. Any one will do, since all have the sessions.
   *
   * @default - round robin
   */
  readonly loadBalancingAlgorithm?: elbv2.TargetGroupLoadBalancingAlgorithmType;

  /**
   * Time in which a new server's share of the requests grows to its full, 30 s to 15 min, or 0 s for at once.
   *
   * For round robin only.
   *
   * @default - at once
   */
  readonly slowStart?: Duration;

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
   * How long a server that leaves may finish its requests, 0 s to 1 h.
   *
   * @default Duration.seconds(30)
   */
  readonly deregistrationDelay?: Duration;

  /**
   * ARN of a regional web ACL of AWS WAF that filters the requests of an own load balancer.
   *
   * @default - no web ACL
   */
  readonly webAclArn?: string;

  /**
   * Whether an own load balancer logs every request.
   *
   * Needs a stack with a fixed region; in others there is a warning and no log.
   *
   * @default true
   */
  readonly accessLogs?: boolean;

  /**
   * Where access logs go, in the region of the load balancer, encrypted by S3 itself. The policy of an imported one must let it write.
   *
   * @default - an own bucket, retained, whose objects are deleted after 90 days and gone a week later
   */
  readonly accessLogsBucket?: s3.IBucket;

  /**
   * Path of the access logs in their bucket.
   *
   * @default - at the top
   */
  readonly accessLogsPrefix?: string;

  /**
   * Key of the logs in CloudWatch: the flow logs of an own network, and on Fargate the output of the application.
   *
   * CloudWatch Logs gets the right to use it, if the key's policy is defined in this app. Access logs take no such key.
   *
   * @default - CloudWatch's own
   */
  readonly logEncryptionKey?: kms.IKey;

  /**
   * Whether an own load balancer refuses to be deleted.
   *
   * @default false
   */
  readonly loadBalancerDeletionProtection?: boolean;

  /**
   * Port on which the application listens, 1 to 65535.
   *
   * A later change replaces the target group: requests fail until the first server is healthy.
   *
   * @default 80
   */
  readonly port?: number;

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
   * Security groups of the servers. The load balancer is allowed in.
   *
   * @default - an own one
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The table for the sessions, for instance one that several services share.
   *
   * @default - an own one for `sessionStore`
   */
  readonly sessionTable?: ISessionTable;

  /**
   * The session client of the application. Not together with `sessionTable`, which has its own.
   *
   * @default SessionStore.phpSdk()
   */
  readonly sessionStore?: SessionStore;

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
   * Further variables for the application, besides those for the sessions. Values of one line; no secrets.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;

  /**
   * Other names for session variables: from ours to yours, `{ DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' }`.
   *
   * @default - the names that the store says
   */
  readonly variableNames?: Record<string, string>;
}
