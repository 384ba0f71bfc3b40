import * as http from 'node:http';

/** A request that came to the load balancer, and what became of it. */
export interface ExchangeRecord {
  /** Counts the requests of this load balancer from 1. */
  readonly id: number;
  readonly time: Date;
  readonly method: string;
  /** Path and query, as the client wrote them. */
  readonly path: string;
  /** The server that got the request; absent where there was none. */
  readonly server?: string;
  /** The request's `Cookie` header. */
  readonly cookie?: string;
}

/** What became of a request. */
export interface ExchangeEnd {
  /** Absent where the client went away before an answer began. */
  readonly status?: number;
  readonly milliseconds: number;
  /** Why the load balancer answered itself, or cut the answer short. */
  readonly reason?: string;
}

/** Notes a request; the returned function says what became of it when its response has closed. */
export function beginRecord(id: number, request: http.IncomingMessage, server?: string): { record: ExchangeRecord; end: EndOf } {
  const started = performance.now();
  const { method = 'GET', url = '/', headers: { cookie } } = request;
  return {
    record: { id, time: new Date(), method, path: url, server, cookie },
    end: (response, reason) => ({ status: statusOf(response), milliseconds: Math.round((performance.now() - started) * 10) / 10, reason }),
  };
}

type EndOf = (response: http.ServerResponse, reason?: string) => ExchangeEnd;

function statusOf({ headersSent, statusCode, socket, req }: http.ServerResponse): number | undefined {
  if (headersSent) {
    return statusCode;
  }
  // a connection that speaks another protocol by now has been taken from its response
  return socket === null && req.headers.upgrade !== undefined ? 101 : undefined;
}
