import * as http from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { HeaderRules, requestHeaders, responseHeaders } from './forwarded-headers';
import { LOOPBACK_CONNECTION } from '../foundation/loopback';
import { Target } from './target';

/** A request whose answer the load balancer gives itself, or cuts short. */
export interface OwnAnswer {
  readonly status: number;
  readonly method: string;
  readonly path: string;
  readonly reason: string;
}

interface Client {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  onOwnAnswer(answer: OwnAnswer): void;
}

interface Exchange extends Client {
  readonly target: Target;
  readonly listenerPort: number;
  readonly rules: HeaderRules;
  readonly idleTimeoutMilliseconds: number;
  /** The client's connection and what it sent already, where it asks to speak another protocol. */
  readonly upgrade?: { readonly socket: Duplex; readonly head: Buffer };
}

/** What a load balancer takes of a target's response header. */
const LONGEST_RESPONSE_HEADER = 32 * 1024;

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
      headers: requestHeaders({ ...exchange, upgrade: exchange.upgrade !== undefined }),
      maxHeaderSize: LONGEST_RESPONSE_HEADER,
    });
  } catch {
    answer(exchange, 400, 'its request line or a header is malformed');
    return;
  }
  const end = target.begin(() => {
    answer(exchange, 502, `server ${target.name} was taken out while it answered`);
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
    const seconds = exchange.idleTimeoutMilliseconds / 1000;
    if (request.complete) {
      answer(exchange, 504, `server ${target.name} was silent for ${seconds} s`);
    } else {
      answer(exchange, 408, `the client was silent for ${seconds} s in the middle of its request`);
    }
    outgoing.destroy();
  });
  outgoing.on('response', (incoming) => passOn(incoming, exchange));
  outgoing.on('error', (error: NodeJS.ErrnoException) => answer(exchange, 502, `server ${target.name} ${problemOf(error)}`));
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
export function answer({ request, response, onOwnAnswer }: Client, status: number, reason: string): void {
  const own = { status, reason, method: request.method ?? 'GET', path: request.url ?? '/' };
  if (response.headersSent) {
    // what the target has sent completely is on its way; anything else must not look complete
    if (!response.writableEnded && !response.destroyed) {
      onOwnAnswer(own);
      response.destroy();
    }
    return;
  }
  if (!response.destroyed) {
    onOwnAnswer(own);
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

/** Answers a connection on which no request could be read, and ends it. */
export function answerSocket(socket: Duplex, status: number): void {
  const title = `${status} ${http.STATUS_CODES[status]}`;
  const body = `<!doctype html><title>${title}</title><h1>${title}</h1>\n`;
  const header = `Server: awselb/2.0\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\nConnection: close`;
  socket.end(`HTTP/1.1 ${title}\r\n${header}\r\n\r\n${body}`);
}

function problemOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused the connection';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'closed the connection before it had answered';
    case 'HPE_HEADER_OVERFLOW':
      return `sent a response header above ${LONGEST_RESPONSE_HEADER / 1024} KB`;
    default:
      return `sent no valid answer: ${code ?? message}`;
  }
}

function passOn(incoming: http.IncomingMessage, exchange: Exchange): void {
  const { response, target } = exchange;
  incoming.on('error', () => answer(exchange, 502, `server ${target.name} closed the connection in the middle of its answer`));
  try {
    response.writeHead(incoming.statusCode ?? 0, incoming.statusMessage, responseHeaders(incoming));
  } catch {
    // such as a status code of 99
    incoming.destroy();
    answer(exchange, 502, `server ${target.name} sent no valid answer: status ${incoming.statusCode}`);
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
