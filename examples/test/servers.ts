import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as http from 'node:http';
import { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { pipeline } from 'node:stream';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

export const examples = path.join(__dirname, '..');
export const tableName = 'profile-app-sessions';

/** A session table on this computer and a client for looking into it. */
export class Table {
  static async start(key = 'id'): Promise<Table> {
    const engine = dynalite({ createTableMs: 0 });
    const table = new Table(engine, await listen(engine));
    await table.client.send(new CreateTableCommand({
      TableName: tableName,
      AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }));
    return table;
  }

  readonly client: DynamoDBClient;

  private constructor(private readonly engine: http.Server, readonly url: string) {
    this.client = new DynamoDBClient({
      endpoint: url, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  }

  async stop(): Promise<void> {
    this.client.destroy();
    this.engine.closeAllConnections();
    await new Promise((resolve) => this.engine.close(resolve));
  }
}

/** One server of an example, as its own process. */
export class ExampleServer {
  static async start(command: (port: number) => string[], cwd: string, environment: Record<string, string>): Promise<ExampleServer> {
    const port = await freePort();
    const [file, ...args] = command(port);
    const child = spawn(file, args, {
      cwd,
      env: { PATH: process.env.PATH, AWS_REGION: 'eu-west-1', DYNAMODB_SESSION_TABLE_NAME: tableName, ...environment },
    });
    const server = new ExampleServer(child, `http://127.0.0.1:${port}`);
    await server.printed(/listening on|Development Server .* started/);
    return server;
  }

  output = '';

  private constructor(readonly child: ChildProcess, readonly url: string) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        this.output += chunk;
      });
    }
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) {
      return this.child.exitCode;
    }
    this.child.kill(signal);
    await once(this.child, 'exit');
    return this.child.exitCode;
  }

  private async printed(pattern: RegExp): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = () => pattern.test(this.output) && resolve();
      this.child.stdout?.on('data', look);
      this.child.stderr?.on('data', look);
      this.child.once('error', reject);
      this.child.once('exit', () => reject(new Error(`the server ended before it listened: ${this.output}`)));
    });
  }
}

/** Takes turns between the servers, request by request. */
export async function startRoundRobin(urls: readonly string[]): Promise<{ url: string; stop: () => Promise<void> }> {
  let turn = 0;
  const proxy = http.createServer((request, response) => {
    const target = urls[turn++ % urls.length];
    const forwarded = http.request(new URL(request.url ?? '/', target), { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      pipeline(answer, response, () => undefined); // ends the one when the other goes away
    });
    forwarded.on('error', () => response.writeHead(502).end());
    request.pipe(forwarded);
  });
  const url = await listen(proxy);
  return { url, stop: () => stopServer(proxy) };
}

export async function listen(server: http.Server, port = 0): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function stopServer(server: http.Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function freePort(): Promise<number> {
  const server = http.createServer();
  const { port } = new URL(await listen(server));
  await stopServer(server);
  return Number(port);
}
