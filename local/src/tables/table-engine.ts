import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { textResponse } from '../dynamodb-api/http-response';
import { regionOf } from '../foundation/arn';
import { DynaliteBackend } from './backends/dynalite-backend';
import { FaultSettings } from './faults';
import { KitError } from '../foundation/error';
import { LaggingBackend } from './backends/lagging-backend';
import { listen, LOOPBACK_ADDRESS } from '../foundation/loopback';
import { callBackend, TableBackend } from './backends/backend';
import { AuthorizingProxy, AuthorizingProxyOptions } from './authorizing-proxy';
import { createMissingTables } from './setup';
import { ItemKey, TimeToLive } from './time-to-live';
import { UpstreamBackend } from './backends/upstream-backend';

export interface TableEngineOptions extends AuthorizingProxyOptions {
  /**
   * Folder that keeps the tables; those that exist there are reused.
   *
   * @default - the tables live in memory
   */
  readonly directory?: string;
  /**
   * URL of a DynamoDB Local or LocalStack that runs on this computer.
   *
   * @default - dynalite, in this process
   */
  readonly upstream?: string;
  /** @default - any free port */
  readonly port?: number;
  /**
   * Port for a person's own tools, where any key will do and no policy is enforced.
   *
   * @default - none
   */
  readonly developerPort?: number;
  /** Called for each item that time to live has deleted. */
  readonly onExpired?: (table: string, key: ItemKey) => void;
  /** @default 5000 */
  readonly timeToLiveIntervalMilliseconds?: number;
  /** The clock that time to live goes by. */
  readonly now?: () => Date;
}

const MAXIMUM_BODY_BYTES = 16 * 1024 * 1024;

/** The tables of a blueprint behind the policies of its roles, on a port of the loopback interface. */
export class TableEngine {
  /** Resolves when the tables can be used. */
  public static async start(options: TableEngineOptions): Promise<TableEngine> {
    const backend = new LaggingBackend(await openBackend(options), options.faults ?? {});
    const engine = new TableEngine(backend, options);
    try {
      await createMissingTables(backend, options.tables);
      engine.port = await listenOn(engine.server, options.port);
      if (options.developerPort !== undefined) {
        engine.developerPort = await listenOn(engine.developerServer, options.developerPort);
      }
      engine.timeToLive.start();
      return engine;
    } catch (error) {
      await engine.stop();
      throw error;
    }
  }

  private readonly server: Server;
  private readonly developerServer: Server;
  private developerPort?: number;
  private readonly proxy: AuthorizingProxy;
  private readonly timeToLive: TimeToLive;
  private readonly pending = new Set<Promise<void>>();
  private readonly faults?: FaultSettings;
  private port = 0;
  private stopping?: Promise<void>;

  private constructor(private readonly backend: TableBackend, options: TableEngineOptions) {
    this.timeToLive = new TimeToLive(backend, {
      attributes: new Map(options.tables.flatMap(({ name, timeToLiveAttribute }) =>
        timeToLiveAttribute === undefined ? [] : [[name, timeToLiveAttribute]])),
      onExpired: options.onExpired,
      intervalMilliseconds: options.timeToLiveIntervalMilliseconds,
      now: options.now,
    });
    this.faults = options.faults;
    this.proxy = new AuthorizingProxy(backend, this.timeToLive, options);
    this.server = createServer((message, response) => this.receive(message, response));
    this.developerServer = createServer((message, response) => this.receive(message, response, true));
  }

  /** Where the servers find their tables. */
  public get url(): string {
    return `http://${LOOPBACK_ADDRESS}:${this.port}`;
  }

  /** Where a person's own tools find the tables; undefined without `developerPort`. */
  public get developerUrl(): string | undefined {
    return this.developerPort === undefined ? undefined : `http://${LOOPBACK_ADDRESS}:${this.developerPort}`;
  }

  /** Deletes the items whose time to live is over, without waiting for the next round, and tells how many. */
  public expireNow(): Promise<number> {
    return this.timeToLive.expireNow();
  }

  /** Carries out a call of the kit itself, which no policy limits and no fault hits; throws the error that the engine answers. */
  public call<T>(operation: string, input: unknown): Promise<T> {
    return callBackend<T>(this.backend, operation, input);
  }

  /** Answers what has been asked already, then closes the tables; may be called more than once. */
  public stop(): Promise<void> {
    this.stopping ??= this.shutDown();
    return this.stopping;
  }

  private async shutDown(): Promise<void> {
    const servers = [this.server, this.developerServer];
    const closed = Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    this.proxy.close();
    await Promise.all([this.timeToLive.stop(), ...this.pending]);
    servers.forEach((server) => server.closeAllConnections());
    await closed;
    await this.backend.close();
  }

  private receive(message: IncomingMessage, response: ServerResponse, open = false): void {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAXIMUM_BODY_BYTES) {
        chunks.push(chunk);
      }
    });
    message.on('end', () => {
      const answered = this.respond(message, size <= MAXIMUM_BODY_BYTES ? Buffer.concat(chunks) : undefined, response, open)
        .finally(() => this.pending.delete(answered));
      this.pending.add(answered);
    });
  }

  private async respond(message: IncomingMessage, body: Buffer | undefined, response: ServerResponse, open: boolean): Promise<void> {
    const answer = body ? await this.proxy.answer(message, body, open) : textResponse(413, 'the request is larger than 16 MiB\n');
    if (answer === undefined) {
      response.destroy();
      return;
    }
    if (this.faults?.clockSkewMilliseconds) {
      response.setHeader('date', new Date(Date.now() + this.faults.clockSkewMilliseconds).toUTCString());
    }
    response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
    // a client that went away never lets the response finish
    if (!response.destroyed) {
      await new Promise((resolve) => response.on('close', resolve).end(answer.body, () => resolve(undefined)));
    }
  }
}

async function openBackend({ upstream, directory, tables }: TableEngineOptions): Promise<TableBackend> {
  if (upstream === undefined) {
    return DynaliteBackend.open(directory);
  }
  if (directory !== undefined) {
    throw new KitError(`tables are kept either in a folder or by the endpoint, got both ${directory} and ${upstream}`);
  }
  const arn = tables[0]?.arns[0];
  return UpstreamBackend.connect(upstream, arn === undefined ? 'us-east-1' : regionOf(arn));
}

async function listenOn(server: Server, port?: number): Promise<number> {
  try {
    return await listen(server, port);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw code === 'EADDRINUSE'
      ? new KitError(`port ${port} is taken by another program; choose another one with --dynamodb-port, or --dynamodb-port 0 for any free one`)
      : code === 'EACCES' ? new KitError(`port ${port} is reserved by the system; choose one above 1023 with --dynamodb-port`) : error;
  }
}
