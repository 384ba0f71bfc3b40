import { once } from 'node:events';
import * as http from 'node:http';
import { HealthCheckBlueprint } from '../../src/blueprint/blueprint';
import { LoadBalancer, LoadBalancerOptions } from '../../src/load-balancer/load-balancer';
import { atTestEnd, startServer } from './http';

export const HEALTH_CHECK: HealthCheckBlueprint = {
  path: '/ping.html',
  intervalSeconds: 0.02,
  timeoutSeconds: 5,
  healthyThreshold: 3,
  unhealthyThreshold: 2,
  healthyHttpCodes: '200',
};

export async function startLoadBalancer(options: Partial<LoadBalancerOptions> = {}): Promise<LoadBalancer> {
  const loadBalancer = await LoadBalancer.start({ healthCheck: HEALTH_CHECK, deregistrationDelaySeconds: 30, ...options });
  atTestEnd(() => loadBalancer.stop());
  return loadBalancer;
}

/** A healthy target with this handler, behind a new load balancer. */
export async function balance(handler: http.RequestListener, options: Partial<LoadBalancerOptions> = {}): Promise<LoadBalancer> {
  const loadBalancer = await startLoadBalancer(options);
  await addTarget(loadBalancer, 'one', handler);
  return loadBalancer;
}

export async function addTarget(loadBalancer: LoadBalancer, name: string, handler: http.RequestListener): Promise<http.Server> {
  const { server, port } = await startServer((request, response) =>
    request.url === '/ping.html' ? response.end() : handler(request, response));
  const healthy = once(loadBalancer, 'healthy');
  loadBalancer.register({ name, port });
  await healthy;
  return server;
}
