import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';
import { hasHttps } from './domain';

/** On which ports a service listens itself. */
export interface Ports {
  readonly port: number;
  /** Whether port 80 redirects there. */
  readonly redirects: boolean;
}

export function portsOf(options: LoadBalancedSessionServiceOptions): Ports {
  const { listenerPort, loadBalancer, redirectHttp } = options;
  const port = listenerPort ?? (hasHttps(options) ? 443 : 80);
  return { port, redirects: hasHttps(options) && (redirectHttp ?? (!loadBalancer && port !== 80)) };
}
