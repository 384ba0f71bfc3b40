import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Duration } from 'aws-cdk-lib/core';

/** A load balancer that the service creates. */
export interface SessionServiceLoadBalancerOptions {
  /**
   * Subnets of the load balancer, in two zones at least, one in each.
   *
   * @default - public subnets; private ones for an internal load balancer
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

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
   * ARN of a regional web ACL of AWS WAF that filters the requests.
   *
   * @default - no web ACL
   */
  readonly webAclArn?: string;

  /**
   * Whether the load balancer refuses to be deleted.
   *
   * @default false
   */
  readonly deletionProtection?: boolean;
}

/** A listener that the service creates, on its own load balancer or on a given one. */
export interface SessionServiceListenerOptions {
  /**
   * Port of the listener, 1 to 65535.
   *
   * @default - 443 with HTTPS, else 80
   */
  readonly port?: number;

  /**
   * Whether the load balancer accepts connections from every address.
   *
   * @default - true for an own load balancer without `allowedPeers`; a given one stays as it is
   */
  readonly open?: boolean;

  /**
   * Who alone may connect to the load balancer: address ranges, prefix lists, security groups.
   *
   * @default - everybody, see `open`
   */
  readonly allowedPeers?: ec2.IPeer[];

  /**
   * Protocols and ciphers of an HTTPS listener. Needs HTTPS.
   *
   * @default SslPolicy.RECOMMENDED_TLS
   */
  readonly sslPolicy?: elbv2.SslPolicy;
}

/** A listener that exists, shared by several services, in several stacks if need be: each adds a rule to it. */
export interface SessionServiceSharedListener {
  /** The listener. It can be changed later for another one of the same load balancer only. */
  readonly listener: elbv2.IApplicationListener;

  /** Place of the service among the rules of the listener, 1 to 50000; no two rules can have the same. */
  readonly priority: number;

  /** Which requests are for the service: hosts, paths, headers. */
  readonly conditions: elbv2.ListenerCondition[];
}

/** How the load balancer treats the servers. */
export interface SessionServiceTargetGroupOptions {
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
   * How long a server that leaves may finish its requests, 0 s to 1 h.
   *
   * @default Duration.seconds(30)
   */
  readonly deregistrationDelay?: Duration;
}
