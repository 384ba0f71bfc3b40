import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';

/** How a service listens itself. */
export interface Ports {
  /** Whether with a certificate of its own. */
  readonly isHttps: boolean;
  readonly port: number;
  /** Whether port 80 redirects there. */
  readonly redirects: boolean;
}

export function portsOf(options: LoadBalancedSessionServiceOptions): Ports {
  const { certificate, domainName, listenerOptions, loadBalancer, redirectHTTP } = options;
  const isHttps = certificate !== undefined || domainName !== undefined;
  const port = listenerOptions?.port ?? (isHttps ? 443 : 80);
  return { isHttps, port, redirects: isHttps && (redirectHTTP ?? (!loadBalancer && port !== 80)) };
}
