import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LoadBalancedFargateSessionServiceProps } from '../load-balanced-fargate-session-service-props';
import { LoadBalancedSessionServiceOptions } from '../load-balanced-session-service-options';
import { LoadBalancedSessionServiceProps } from '../load-balanced-session-service-props';
import {
  SessionServiceListenerOptions, SessionServiceLoadBalancerOptions, SessionServiceSharedListener, SessionServiceTargetGroupOptions,
} from '../load-balancing-options';
import { knownSeconds, Ranges, seconds, text, whole } from '../../validation/ranges';

export const DOMAIN_NAME = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export const OPTIONS: Ranges<LoadBalancedSessionServiceOptions> = {
  natGateways: whole(0, 2),
  domainName: text(DOMAIN_NAME, "a name in lower case such as 'shop.example.com', without a dot at its end"),
  port: whole(1, 65535),
  minCapacity: whole(1),
  maxCapacity: whole(1),
};

export const LOAD_BALANCER: Ranges<SessionServiceLoadBalancerOptions> = { idleTimeout: seconds(1, 4000) };
export const LISTENER: Ranges<SessionServiceListenerOptions> = { port: whole(1, 65535) };
export const SHARED_LISTENER: Ranges<SessionServiceSharedListener> = { priority: whole(1, 50000) };
export const TARGET_GROUP: Ranges<SessionServiceTargetGroupOptions> = { deregistrationDelay: seconds(0, 3600) };

/** What only whoever defines a load balancer can say. */
export const OF_LOAD_BALANCER: (keyof LoadBalancedSessionServiceOptions)[] = ['publicLoadBalancer', 'loadBalancerOptions', 'accessLogs'];
/** What only whoever defines a listener can say. */
export const OF_LISTENER: (keyof LoadBalancedSessionServiceOptions)[] = ['redirectHTTP', 'listenerOptions'];

export const HEALTH_CHECK: Ranges<elbv2.HealthCheck> = {
  path: text(/^\//, "a path that begins with '/'"),
  interval: knownSeconds(5, 300),
  timeout: knownSeconds(2, 120),
  healthyThresholdCount: whole(2, 10),
  unhealthyThresholdCount: whole(2, 10),
};

export const INSTANCES: Ranges<LoadBalancedSessionServiceProps> = {
  healthCheckGracePeriod: seconds(0, 7200),
  maxInstanceLifetime: seconds(86400, 31536000),
  rootDeviceName: text(/^\/dev\/\w+$/, "a device such as '/dev/xvda'"),
};

export const TASKS: Ranges<LoadBalancedFargateSessionServiceProps> = {
  ephemeralStorageGiB: whole(21, 200),
  healthCheckGracePeriod: seconds(0, 7200),
  stopTimeout: seconds(2, 120),
};
