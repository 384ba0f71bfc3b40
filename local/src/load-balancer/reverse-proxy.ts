import * as http from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { requestHeaders, responseHeaders } from './forwarded-headers';
import { LOOPBACK_CONNECTION } from '../foundation/loopback';
import { Target } from './target';

interface Exchange {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly target: Target;
  readonly listenerPort: number;
  readonly idleTimeoutMilliseconds: number;
  /** The client's connection and what it sent already, where it asks to speak another protocol. */
  readonly upgrade?: { readonly socket: Duplex; readonly head: Buffer };
}

/** Sends one request to a target and its answer to the client, streaming both ways. */
export function forward(exchange: Exchange): void {
  const { request, response, target } = exchange;
  let outgoing: http.ClientRequest;
  try {
    outgoing = http.request({
      ...LOOPBACK_CONNECTION,
      port: target.port,
      agent: target.agent,
      method: request.method,
      path: request.url,
      headers: requestHeaders(request, exchange.listenerPort, exchange.upgrade !== undefined),
    });
  } catch {
    answer(request, response, 400);
    return;
  }
  const end = target.begin(() => {
    answer(request, response, 502);
    outgoing.destroy();
  });
  response.on('error', () => response.destroy());
  response.on('close', () => {
    // either the client went away, or the target has answered without reading the whole body
    if (!response.writableFinished || !outgoing.writableFinished) {
      outgoing.destroy();
    }
    end();
  });

  outgoing.setTimeout(exchange.idleTimeoutMilliseconds, () => {
    answer(request, response, request.complete ? 504 : 408);
    outgoing.destroy();
  });
  outgoing.on('response', (incoming) => passOn(incoming, exchange));
  outgoing.on('error', () => answer(request, response, 502));
  outgoing.on('close', () => {
    // the client must not hang on a body that nobody reads any more
    request.unpipe(outgoing);
    request.resume();
  });
  if (exchange.upgrade === undefined) {
    outgoing.flushHeaders();
    request.pipe(outgoing);
  } else {
    const { socket, head } = exchange.upgrade;
    outgoing.on('upgrade', (incoming, upstream, upstreamHead) => {
      response.detachSocket(socket as Socket);
      switchProtocols({ incoming, upstream, upstreamHead, socket, head, exchange, end });
    });
    outgoing.end();
  }
}

/** An answer of the load balancer itself; cuts the response short where it has begun. */
export function answer(request: http.IncomingMessage, response: http.ServerResponse, status: number): void {
  if (response.headersSent) {
    // what the target has sent completely is on its way; anything else must not look complete
    if (!response.writableEnded) {
      response.destroy();
    }
    return;
  }
  const title = `${status} ${http.STATUS_CODES[status]}`;
  const body = request.method === 'HEAD' ? '' : `<!doctype html><title>${title}</title><h1>${title}</h1>\n`;
  response.writeHead(status, {
    'Server': 'awselb/2.0',
    'Content-Type': 'text/html',
    'Content-Length': Buffer.byteLength(body),
    ...(request.complete ? {} : { Connection: 'close' }),
  });
  response.end(body);
}

function passOn(incoming: http.IncomingMessage, { request, response }: Exchange): void {
  incoming.on('error', () => response.destroy());
  try {
    response.writeHead(incoming.statusCode ?? 0, incoming.statusMessage, responseHeaders(incoming));
  } catch {
    // such as a status code of 99
    incoming.destroy();
    answer(request, response, 502);
    return;
  }
  response.flushHeaders();
  incoming.pipe(response);
}

interface Switch {
  readonly incoming: http.IncomingMessage;
  readonly upstream: Duplex;
  readonly upstreamHead: Buffer;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly exchange: Exchange;
  readonly end: () => void;
}

function switchProtocols({ incoming, upstream, upstreamHead, socket, head, exchange, end }: Switch): void {
  const lines = [`HTTP/1.1 101 ${incoming.statusMessage}`];
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    lines.push(`${incoming.rawHeaders[index]}: ${incoming.rawHeaders[index + 1]}`);
  }
  const finished = exchange.target.begin(() => socket.destroy());
  end();
  socket.write(lines.join('\r\n') + '\r\n\r\n', 'latin1');
  socket.write(upstreamHead);
  upstream.write(head);
  for (const [one, other] of [[socket, upstream], [upstream, socket]]) {
    one.on('error', () => one.destroy());
    one.on('close', () => {
      other.destroy();
      finished();
    });
    one.pipe(other);
  }
  (upstream as Socket).setTimeout(exchange.idleTimeoutMilliseconds, () => upstream.destroy());
}
