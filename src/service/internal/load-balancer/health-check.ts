import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Duration } from 'aws-cdk-lib/core';
import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';
import { SessionStore } from '../../../store/session-store';

/** The health check's name for the port of the targets themselves. */
export const TRAFFIC_PORT = 'traffic-port';

/** What load balancers call where no method is named; servers without it answer 12, which counts as well. */
const GRPC_PATH = '/AWS.ALB/healthcheck';
/** Seconds. */
export const [INTERVAL, TIMEOUT] = [30, 5];

/** A health check with the times by which a dead server is noticed. */
export type ResolvedHealthCheck = elbv2.HealthCheck & Required<Pick<elbv2.HealthCheck, 'interval' | 'timeout' | 'unhealthyThresholdCount'>>;

/** What the user says, and what holds where the user says nothing. */
export function healthCheckOf({ healthCheck = {}, targetGroupOptions }: LoadBalancedSessionServiceOptions, store: SessionStore): ResolvedHealthCheck {
  return {
    path: targetGroupOptions?.protocolVersion === elbv2.ApplicationProtocolVersion.GRPC ? GRPC_PATH : store.healthCheckPath ?? '/ping.html',
    interval: Duration.seconds(INTERVAL),
    timeout: Duration.seconds(TIMEOUT),
    unhealthyThresholdCount: 2,
    healthyThresholdCount: 10,
    // a member that is there but undefined must not displace a default
    ...Object.fromEntries(Object.entries(healthCheck).filter(([, value]) => value !== undefined)),
  };
}
