import { once } from 'node:events';
import * as http from 'node:http';
import * as net from 'node:net';

const cleanUps: (() => unknown)[] = [];

/** Does something when the test has ended, whatever its outcome; the last one first. */
export function atTestEnd(cleanUp: () => unknown): void {
  cleanUps.push(cleanUp);
}

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) {
    await cleanUp();
  }
});

export interface StartedServer {
  readonly server: http.Server;
  readonly port: number;
}

/** A server on an ephemeral port that ends with the test. */
export async function startServer(handler: http.RequestListener): Promise<StartedServer> {
  const server = http.createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atTestEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, port: (server.address() as net.AddressInfo).port };
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawHeaders: string[];
  readonly body: string;
}

export async function ask(url: string, options: http.RequestOptions = {}, body?: string): Promise<Answer> {
  const request = http.request(url, { agent: false, ...options });
  request.end(body);
  const [response] = await once(request, 'response') as [http.IncomingMessage];
  return {
    status: response.statusCode!,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    body: Buffer.concat(await response.toArray()).toString(),
  };
}

/** Sends bytes as they are and collects what comes back. */
export async function openSocket(port: number): Promise<{ socket: net.Socket; received(pattern: RegExp): Promise<string> }> {
  const socket = net.connect(port, '127.0.0.1');
  atTestEnd(() => socket.destroy());
  await once(socket, 'connect');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    text += chunk;
  });
  const received = async (pattern: RegExp): Promise<string> => {
    while (!pattern.test(text)) {
      await once(socket, 'data');
    }
    return text;
  };
  return { socket, received };
}
