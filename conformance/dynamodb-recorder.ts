import { once } from 'node:events';
import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { TableWindow } from './table-window';

/** A request as a client has sent it. */
export interface SentRequest {
  readonly operation: string;
  /** As the signature has it. */
  readonly region?: string;
  readonly table?: string;
  readonly body: unknown;
}

/** Stands in front of a table and writes down what clients send, for any region and also under another name of the table. */
export class DynamodbRecorder {
  static async start(window: TableWindow, alias: string): Promise<DynamodbRecorder> {
    const requests: SentRequest[] = [];
    const server = createServer(async (message, response) => {
      const body = await text(message);
      requests.push(describe(message, body));
      const named = body.replaceAll(JSON.stringify(alias), JSON.stringify(await window.onlyTable()));
      const answer = await fetch(window.url, { method: 'POST', headers: forwarded(message), body: named });
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(await answer.text());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new DynamodbRecorder(server, requests);
  }

  private constructor(private readonly server: Server, readonly requests: readonly SentRequest[]) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function describe({ headers }: IncomingMessage, sent: string): SentRequest {
  const body = JSON.parse(sent || '{}');
  return {
    operation: String(headers['x-amz-target']).split('.').pop() ?? '',
    region: headers.authorization?.match(/Credential=[^/]+\/\d{8}\/([^/]+)\//)?.[1],
    table: body.TableName ?? Object.keys(body.RequestItems ?? {})[0],
    body,
  };
}

function forwarded({ headers }: IncomingMessage): Record<string, string> {
  const names = ['authorization', 'content-type', 'x-amz-date', 'x-amz-target'];
  return Object.fromEntries(names.flatMap((name) => headers[name] === undefined ? [] : [[name, String(headers[name])]]));
}
