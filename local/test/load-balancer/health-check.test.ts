import { once } from 'node:events';
import * as net from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { checkHealth } from '../../src/load-balancer/health-check';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const HEALTH_CHECK = {
  path: '/ping.html', timeoutSeconds: 0.2, intervalSeconds: 1, healthyThreshold: 2, unhealthyThreshold: 2, healthyHttpCodes: '200',
};

describe('a server that takes connections and never answers', () => {
  const server = net.createServer((connection) => connections.push(connection));
  const connections: net.Socket[] = [];

  beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => {
    connections.forEach((connection) => connection.destroy());
    server.close();
  });

  test('is unhealthy after the timeout, also if garbage is collected meanwhile', async () => {
    const connected = once(server, 'connection');
    const result = checkHealth((server.address() as net.AddressInfo).port, HEALTH_CHECK, new AbortController().signal);
    await connected;
    collectGarbage();
    expect(await result).toEqual({ healthy: false, listening: true, reason: 'GET /ping.html got no answer in 0.2 s' });
  });
});
