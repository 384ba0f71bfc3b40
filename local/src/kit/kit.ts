import { EventEmitter } from 'node:events';
import { ServiceBlueprint, TableBlueprint } from '../blueprint/blueprint';
import { chooseService } from './choose-service';
import { Denials } from './denials';
import { AccessRecord } from '../iam/access-record';
import { KitError } from '../foundation/error';
import { KitEvents, ServerDescription } from '../events';
import { hintFor } from './hints';
import { KitOptions } from './kit-options';
import { LoadBalancer } from '../load-balancer/load-balancer';
import { LOOPBACK_ADDRESS } from '../foundation/loopback';
import { narrate } from './narration';
import { readBlueprint } from '../blueprint/read-blueprint';
import { ServerGroup } from '../servers/server-group';
import { FaultSettings } from '../tables/faults';
import { TableEngine } from '../tables/table-engine';

const DEFAULT_TIME_SCALE = 10;
const DEFAULT_START_TIMEOUT_MILLISECONDS = 60_000;

/** A synthesized service on this computer: its tables, its servers and its load balancer. */
export class Kit extends EventEmitter<KitEvents> {
  /**
   * Resolves when every server is healthy.
   *
   * @throws KitError when something is wrong that the person can put right; nothing is left running then
   */
  public static async start(options: KitOptions): Promise<Kit> {
    const blueprint = readBlueprint(options.app, { parameters: options.parameters ?? {} });
    const service = chooseService(blueprint.services, options.service);
    const kit = new Kit(options, service, blueprint.tables);
    blueprint.notes.forEach((note) => options.log?.(`note: ${note}`));
    const onAbort = () => void kit.group?.stop();
    options.signal?.addEventListener('abort', onAbort);
    try {
      options.signal?.throwIfAborted();
      kit.loadBalancer = await kit.startLoadBalancer();
      kit.loadBalancer.on('ownAnswer', (answer) => kit.emit('own-answer', answer));
      kit.engine = await TableEngine.start({
        tables: blueprint.tables,
        directory: options.directory,
        upstream: options.endpoint,
        faults: kit.faults,
        timeToLiveIntervalMilliseconds: options.timeToLiveIntervalMilliseconds,
        identify: (accessKeyId) => kit.group?.identify(accessKeyId),
        onAccess: (record) => kit.onAccess(record),
        onExpired: (table, key) => kit.emit('expired', table, key),
      });
      options.signal?.throwIfAborted();
      await kit.startServers(kit.loadBalancer, kit.engine);
      return kit;
    } catch (error) {
      await kit.stop();
      throw error;
    } finally {
      options.signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Names of the tables. */
  public readonly tables: readonly string[];
  /** What goes wrong with the tables; each change is effective with the next call. */
  public readonly faults: FaultSettings;
  private loadBalancer?: LoadBalancer;
  private engine?: TableEngine;
  private group?: ServerGroup;
  private stopped?: Promise<void>;
  private readonly denials: Denials;
  private readonly hints = new Set<string>();

  private constructor(
    private readonly options: KitOptions,
    /** The service that runs, as the template describes it. */
    public readonly service: ServiceBlueprint,
    tables: readonly TableBlueprint[],
  ) {
    super();
    this.faults = { ...options.faults };
    this.denials = new Denials(service, tables);
    this.tables = tables.map(({ name }) => name);
    narrate(this, options.log ?? (() => undefined));
    this.on('output', (_server, line) => this.tellHint(line));
  }

  /** The load balancer. */
  public get url(): string {
    return this.loadBalancer!.url;
  }

  /** The table engine, which answers like DynamoDB. */
  public get endpoint(): string {
    return this.engine!.url;
  }

  public get servers(): readonly ServerDescription[] {
    return this.group?.descriptions ?? [];
  }

  /** Deletes the items whose time to live is over, without waiting for the next round, and tells how many. */
  public expireNow(): Promise<number> {
    return this.engine!.expireNow();
  }

  /** Starts a new server in the place of this one and drains this one, as a deployment does; resolves with the new one. */
  public replaceServer(name: string): Promise<ServerDescription> {
    return this.group!.replace(name);
  }

  /** Ends a server without warning; the event `server-replaced` tells when another one has taken its place. */
  public killServer(name: string): void {
    this.group!.kill(name);
  }

  /** Ends every server, then the load balancer and the tables; may be called more than once. */
  public stop(): Promise<void> {
    this.stopped ??= this.shutDown();
    return this.stopped;
  }

  private async shutDown(): Promise<void> {
    // in this order both begin at once: the group must know first that the ends to come are wanted
    await Promise.all([this.group?.stop(), this.loadBalancer?.stop()]);
    await this.engine?.stop();
  }

  private async startLoadBalancer(): Promise<LoadBalancer> {
    const { port = 0, timeScale = DEFAULT_TIME_SCALE, idleTimeoutMilliseconds } = this.options;
    const { healthCheck, deregistrationDelaySeconds, loadBalancer } = this.service;
    const idleSeconds = loadBalancer?.idleTimeoutSeconds;
    try {
      return await LoadBalancer.start({
        healthCheck,
        deregistrationDelaySeconds,
        timeScale,
        port,
        idleTimeoutMilliseconds: idleTimeoutMilliseconds ?? (idleSeconds === undefined ? undefined : idleSeconds * 1000),
        dropInvalidHeaderFields: loadBalancer?.dropInvalidHeaderFields,
      });
    } catch (error) {
      throw portError(error as NodeJS.ErrnoException, port);
    }
  }

  private async startServers(loadBalancer: LoadBalancer, engine: TableEngine): Promise<void> {
    const { command, environment, workingDirectory, graceMilliseconds, startTimeoutMilliseconds, credentialsLifetimeMinutes } = this.options;
    this.group = new ServerGroup({
      service: this.service,
      command,
      workingDirectory,
      graceMilliseconds,
      overrides: environment,
      endpoint: engine.url,
      credentialsLifetimeMinutes,
      loadBalancer,
      events: this,
    });
    const group = this.group;
    const count = this.options.servers ?? this.service.desiredServers;
    const limit = startTimeoutMilliseconds ?? DEFAULT_START_TIMEOUT_MILLISECONDS;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new KitError(this.startTimeout(limit))), limit);
    });
    try {
      await Promise.race([timeout, Promise.all(Array.from({ length: count }, () => group.add()))]);
    } finally {
      clearTimeout(timer);
    }
  }

  private startTimeout(limit: number): string {
    const waiting = this.servers.find(({ state }) => state !== 'healthy');
    const check = waiting && this.loadBalancer?.lastCheck(waiting.name);
    if (check?.healthy === false && check.listening) {
      return `server ${waiting?.name} is not healthy after ${limit / 1000} s: ${check.reason}`;
    }
    const port = waiting === undefined ? '' : `, waited for port ${waiting.port} of ${LOOPBACK_ADDRESS}`;
    return `no server listened on its port within ${limit / 1000} s${port}; write {port} where the command takes its port`;
  }

  /** Says what the cloud would have to do with a line of a server, each hint once. */
  private tellHint(line: string): void {
    const hint = hintFor(line, this.service);
    if (hint !== undefined && !this.hints.has(hint)) {
      this.hints.add(hint);
      this.options.log?.(hint);
    }
  }

  private onAccess(record: AccessRecord): void {
    this.options.onAccess?.(record);
    this.emit('access', record);
    if (!record.allowed) {
      this.emit('denied', record);
    }
    const line = this.denials.describe(record);
    if (line !== undefined) {
      this.options.log?.(line);
    }
  }
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new KitError(`port ${port} is taken by another program; choose another one with --port, or --port 0 for any free one`);
    case 'EACCES':
      return new KitError(`port ${port} is reserved by the system; choose one above 1023 with --port, or --port 0 for any free one`);
    default:
      return error;
  }
}
