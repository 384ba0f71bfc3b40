import { randomBytes } from 'node:crypto';
import * as http from 'node:http';
import { LOOPBACK_ADDRESS } from '../foundation/loopback';

const HOP_BY_HOP = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer',
  'transfer-encoding', 'upgrade',
]);

/** What the load balancer sets or answers itself. */
const REPLACED = new Set(['expect', 'x-amzn-trace-id', 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto']);

/** The attributes of a load balancer that say what happens to a request's headers. */
export interface HeaderRules {
  /** `routing.http.drop_invalid_header_fields.enabled` */
  readonly dropInvalid: boolean;
}

interface Forwarded {
  readonly request: http.IncomingMessage;
  readonly listenerPort: number;
  readonly upgrade: boolean;
  readonly rules: HeaderRules;
}

/** Headers of a request on its way to a target, in the flat form of `rawHeaders`. */
export function requestHeaders({ request, listenerPort, upgrade, rules }: Forwarded): string[] {
  const { headers } = request;
  const forwarded = endToEnd(request.rawHeaders, headers.connection, (name) => !REPLACED.has(name) && (!rules.dropInvalid || isValid(name)));
  if (upgrade) {
    forwarded.push('Connection', 'Upgrade', 'Upgrade', headers.upgrade ?? '');
  } else if (headers['transfer-encoding'] !== undefined) {
    forwarded.push('Transfer-Encoding', 'chunked');
  } else if (headers['content-length'] === undefined && !['GET', 'HEAD'].includes(request.method ?? 'GET')) {
    forwarded.push('Content-Length', '0');
  }
  if (headers.host === undefined) {
    // HTTP/1.0: the target is asked with HTTP/1.1, which needs one
    forwarded.push('Host', `${LOOPBACK_ADDRESS}:${listenerPort}`);
  }
  forwarded.push(
    'X-Forwarded-For', [...valuesOf(headers['x-forwarded-for']), clientAddress(request)].join(', '),
    'X-Forwarded-Proto', 'http',
    'X-Forwarded-Port', `${listenerPort}`,
    'X-Amzn-Trace-Id', traceId(valuesOf(headers['x-amzn-trace-id'])[0]),
  );
  return forwarded;
}

/** Headers of a response on its way to the client. */
export function responseHeaders(response: http.IncomingMessage): string[] {
  return endToEnd(response.rawHeaders, response.headers.connection, () => true);
}

/** Header names that conform to `[-A-Za-z0-9]+`: the others are dropped where the load balancer says so. */
function isValid(name: string): boolean {
  return /^[-A-Za-z0-9]+$/.test(name);
}

function endToEnd(rawHeaders: string[], connection: string | undefined, keep: (name: string) => boolean): string[] {
  const named = new Set((connection ?? '').toLowerCase().split(',').map((name) => name.trim()));
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index].toLowerCase();
    if (!HOP_BY_HOP.has(name) && !named.has(name) && keep(name)) {
      kept.push(rawHeaders[index], rawHeaders[index + 1]);
    }
  }
  return kept;
}

function valuesOf(header: string | string[] | undefined): string[] {
  return header === undefined ? [] : [header].flat();
}

function clientAddress(request: http.IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

function traceId(received: string | undefined): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16).padStart(8, '0');
  const id = `1-${seconds}-${randomBytes(12).toString('hex')}`;
  if (received === undefined) {
    return `Root=${id}`;
  }
  return /(^|;)\s*Root=/.test(received) ? `Self=${id};${received}` : `Root=${id};${received}`;
}
