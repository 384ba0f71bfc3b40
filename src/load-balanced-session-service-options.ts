import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Duration } from 'aws-cdk-lib/core';
import { SessionStore } from './session-store';
import { ISessionTable } from './session-table';

/** What all load-balanced session services have in common, whatever runs the servers. */
export interface LoadBalancedSessionServiceOptions {
  /**
   * Network of the load balancer and the servers.
   *
   * A network that we define costs one NAT gateway (about 33 US dollars a month and 0.045 a GB); sessions do not pass it.
   *
   * @default - an own one: two zones, public and private subnets, one NAT gateway, a gateway endpoint for DynamoDB
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Subnets of the servers.
   *
   * @default - private subnets with a way out
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Certificate of the load balancer: with one the service speaks HTTPS.
   *
   * Without one, session cookies travel in the clear: for development, or behind something that ends TLS.
   *
   * @default - HTTP only
   */
  readonly certificate?: acm.ICertificate;

  /**
   * Whether HTTP is redirected to HTTPS. Needs `certificate`.
   *
   * @default - true with a certificate; without one there is nothing to redirect to
   */
  readonly redirectHttp?: boolean;

  /**
   * Protocols and ciphers of the HTTPS listener. Needs `certificate`.
   *
   * @default SslPolicy.RECOMMENDED_TLS
   */
  readonly sslPolicy?: elbv2.SslPolicy;

  /**
   * Whether the load balancer can be reached from the internet.
   *
   * @default true
   */
  readonly publicLoadBalancer?: boolean;

  /**
   * Whether the load balancer accepts connections from every address.
   *
   * With `false`, allow peers yourself: `service.loadBalancer.connections.allowFrom(…)`.
   *
   * @default true
   */
  readonly openListener?: boolean;

  /**
   * How the load balancer tells whether a server is well. What is not given keeps its default.
   *
   * Choose a path that touches no session: probes carry no cookie, so each would make a session of its own.
   *
   * @default - path of the store, else `/ping.html`, every 30 s, timeout 5 s, 2 failures take a server out, 10 successes take it in
   */
  readonly healthCheck?: elbv2.HealthCheck;

  /**
   * How long a server that leaves may finish its requests, 0 s to 1 h.
   *
   * @default Duration.seconds(30)
   */
  readonly deregistrationDelay?: Duration;

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
   * Further variables for the application, besides those for the sessions. Values of one line; no secrets.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;
}
