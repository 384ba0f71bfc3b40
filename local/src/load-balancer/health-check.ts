import * as http from 'node:http';
import * as net from 'node:net';
import { HealthCheckBlueprint } from '../blueprint/blueprint';
import { LOOPBACK_ADDRESS, LOOPBACK_CONNECTION } from '../foundation/loopback';

export type HealthCheckResult =
  | { readonly healthy: true }
  /** `listening` is false where nothing accepted the connection, as while a server starts. */
  | { readonly healthy: false; readonly listening: boolean; readonly reason: string };

/** For servers that get their requests in another way than through a target group. */
export const CONNECTION_CHECK: HealthCheckBlueprint = {
  isConnection: true, path: '/', intervalSeconds: 30, timeoutSeconds: 5, healthyThreshold: 2, unhealthyThreshold: 2, healthyHttpCodes: '200',
};

const NOT_LISTENING: HealthCheckResult = { healthy: false, listening: false, reason: 'nothing listens on its port' };

/** Whether a target group's matcher (`200`, `200,302`, `200-399`) takes a status code. */
function matchesHttpCode(matcher: string, status: number): boolean {
  return matcher.split(',').some((part) => {
    const [first, last = first] = part.split('-').map(Number);
    return status >= first && status <= last;
  });
}

/** Asks a server once; never rejects. */
export function checkHealth(port: number, check: HealthCheckBlueprint, signal: AbortSignal): Promise<HealthCheckResult> {
  return check.isConnection ? connect(port, check, signal) : ask(port, check, signal);
}

function connect(port: number, check: HealthCheckBlueprint, signal: AbortSignal): Promise<HealthCheckResult> {
  return new Promise((resolve) => {
    const socket = net.connect({ ...LOOPBACK_CONNECTION, port, signal });
    const finish = (result: HealthCheckResult) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => finish({ healthy: false, listening: true, reason: `no connection in ${check.timeoutSeconds} s` }),
      check.timeoutSeconds * 1000);
    socket.on('connect', () => finish({ healthy: true }));
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code === 'ECONNREFUSED' || 'errors' in error
      ? NOT_LISTENING : { healthy: false, listening: true, reason: `no connection: ${error.code ?? error.message}` }));
  });
}

function ask(port: number, check: HealthCheckBlueprint, signal: AbortSignal): Promise<HealthCheckResult> {
  return new Promise((resolve) => {
    const request = http.request({
      ...LOOPBACK_CONNECTION,
      port,
      path: check.path,
      agent: false,
      signal,
      headers: { 'Host': `${LOOPBACK_ADDRESS}:${port}`, 'User-Agent': 'ELB-HealthChecker/2.0', 'Connection': 'close' },
    });
    // no AbortSignal.any with a timeout: node 20 may collect it as garbage, and then the check never ends
    const timer = setTimeout(() => {
      resolve({ healthy: false, listening: true, reason: `GET ${check.path} got no answer in ${check.timeoutSeconds} s` });
      request.destroy();
    }, check.timeoutSeconds * 1000);
    request.on('close', () => clearTimeout(timer));
    request.on('response', (response) => {
      response.on('error', () => undefined).destroy();
      const status = response.statusCode ?? 0;
      resolve(matchesHttpCode(check.healthyHttpCodes, status)
        ? { healthy: true }
        : {
          healthy: false,
          listening: true,
          reason: `GET ${check.path} answered ${status}, expected ${check.healthyHttpCodes}`,
        });
    });
    request.on('error', (error: NodeJS.ErrnoException) => resolve(failure(error, check)));
    request.end();
  });
}

function failure(error: NodeJS.ErrnoException, check: HealthCheckBlueprint): HealthCheckResult {
  if (error.code === 'ECONNREFUSED') {
    return NOT_LISTENING;
  }
  return { healthy: false, listening: true, reason: `GET ${check.path} failed: ${error.code ?? error.message}` };
}
