import { once } from 'node:events';
import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as a client has sent it. */
export interface SentRequest {
  readonly operation: string;
  /** As the signature has it. */
  readonly region?: string;
  readonly table?: string;
  readonly body: unknown;
}

/** Takes what clients send to DynamoDB, to any table and region, and answers that there is nothing and all is well. */
export class DynamodbStub {
  static async start(): Promise<DynamodbStub> {
    const requests: SentRequest[] = [];
    const server = createServer(async (message, response) => {
      const request = await read(message);
      requests.push(request);
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer(request)));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new DynamodbStub(server, requests);
  }

  private constructor(private readonly server: Server, readonly requests: readonly SentRequest[]) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}

async function read(message: IncomingMessage): Promise<SentRequest> {
  const body = JSON.parse(await text(message) || '{}');
  const tables = [body.TableName, ...Object.keys(body.RequestItems ?? {})];
  return {
    operation: String(message.headers['x-amz-target']).split('.').pop() ?? '',
    region: message.headers.authorization?.match(/Credential=[^/]+\/\d{8}\/([^/]+)\//)?.[1],
    table: tables.find(name => name !== undefined),
    body,
  };
}

function answer({ operation, table }: SentRequest): unknown {
  switch (operation) {
    case 'Query':
    case 'Scan':
      return { Items: [], Count: 0, ScannedCount: 0 };
    case 'DescribeTable':
      return { Table: { TableName: table, TableStatus: 'ACTIVE' } };
    case 'UpdateItem':
      return { Attributes: {} };
    case 'BatchWriteItem':
      return { UnprocessedItems: {} };
    default:
      return {};
  }
}
