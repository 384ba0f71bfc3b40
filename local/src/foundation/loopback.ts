import * as dns from 'node:dns';
import * as http from 'node:http';
import * as net from 'node:net';

/** Everything that the kit opens listens here and nowhere else. */
export const LOOPBACK_ADDRESS = '127.0.0.1';

/** How to reach a server of this computer: commands that bind `localhost` may listen on either loopback address. */
export const LOOPBACK_CONNECTION = {
  host: 'localhost',
  autoSelectFamily: true,
  // node's own 250 ms pass while a busy process does not look: a connection that stands would be given up for the other address
  autoSelectFamilyAttemptTimeout: 30_000,
  lookup: (_hostname: string, _options: dns.LookupOptions, callback: LookupCallback): void => {
    callback(null, [{ address: LOOPBACK_ADDRESS, family: 4 }, { address: '::1', family: 6 }], 0);
  },
};

type LookupCallback = (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[], family: number) => void;

/**
 * Whether a request is for this computer by name: a page of another site that has its name lead here must get nothing.
 *
 * Machines that have an address of instance metadata reach it by that, which no other site can have as its name.
 */
export function isForLoopback({ headers }: http.IncomingMessage): boolean {
  return headers.origin === undefined && /^(127\.0\.0\.1|localhost|\[::1\]|169\.254\.169\.254)(:\d+)?$/i.test(headers.host ?? '');
}

/** Listens on the loopback address and answers the port, an ephemeral one by default. */
export function listen(server: net.Server, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK_ADDRESS, () => {
      server.removeListener('error', reject);
      resolve((server.address() as net.AddressInfo).port);
    });
  });
}

/** Stops listening and ends every connection. */
export function close(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
