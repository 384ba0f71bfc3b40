import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceBlueprint } from './blueprint';
import { Identity } from './identity';
import { KitError } from './kit-error';
import { KitEvents, ServerDescription } from './kit-events';
import { LoadBalancer } from './load-balancer';
import { Server } from './server';
import { ProcessExit } from './server-process';

export interface ServerGroupOptions {
  readonly service: ServiceBlueprint;
  readonly command: readonly string[];
  readonly workingDirectory?: string;
  readonly graceMilliseconds?: number;
  readonly overrides?: Readonly<Record<string, string>>;
  readonly endpoint: string;
  readonly loadBalancer: LoadBalancer;
  readonly events: EventEmitter<KitEvents>;
}

interface Waiting {
  readonly failsWhenUnhealthy: boolean;
  resolve(): void;
  reject(error: Error): void;
}

/** A server that ends sooner than this is not replaced at once. */
const shortLifeMilliseconds = 10_000;
const firstPauseMilliseconds = 500;
const longestPauseMilliseconds = 30_000;

/** Keeps the servers of one service running, as an Auto Scaling group or an ECS service does. */
export class ServerGroup {
  private readonly servers = new Map<string, Server>();
  private readonly identities = new Map<string, Identity>();
  private readonly ports = new Set<number>();
  /** Who waits for a server to become healthy, by the server's name. */
  private readonly waiting = new Map<string, Waiting>();
  /** Servers whose end is wanted, and those that were killed on request. */
  private readonly retiring = new Set<Server>();
  private readonly killed = new Set<Server>();
  private readonly starting = new Set<Promise<unknown>>();
  private readonly watching = new Set<Promise<unknown>>();
  private readonly stopping = new AbortController();
  private launches = 0;

  constructor(private readonly options: ServerGroupOptions) {
    const { loadBalancer } = options;
    loadBalancer.on('healthy', ({ name }) => this.withServer(name, (server) => this.onHealthy(server)));
    loadBalancer.on('unhealthy', ({ name }, reason) => this.withServer(name, (server) => this.onUnhealthy(server, reason)));
  }

  public get descriptions(): readonly ServerDescription[] {
    return [...this.servers.values()].map((server) => this.describe(server));
  }

  /** Who owns an access key; nobody once its server has ended. */
  public identify(accessKeyId: string): Identity | undefined {
    return this.identities.get(accessKeyId);
  }

  /**
   * Starts one more server and resolves when it is healthy.
   *
   * @throws KitError when it ends or is unhealthy instead
   */
  public async add(zone = this.nextZone()): Promise<ServerDescription> {
    const server = await this.launch(zone);
    try {
      return await this.untilHealthy(server, true);
    } catch (error) {
      this.retiring.add(server);
      await server.stop();
      throw error;
    }
  }

  /** Starts another server in the place of this one, then drains this one and ends it. */
  public async replace(name: string): Promise<ServerDescription> {
    const server = this.find(name);
    const old = this.describe(server);
    const replacement = await this.add(server.zone);
    this.retiring.add(server);
    await this.options.loadBalancer.deregister(name);
    await server.stop();
    this.options.events.emit('server-replaced', old, replacement);
    return replacement;
  }

  /** Ends a server without warning, as a failing machine would; the group replaces it. */
  public kill(name: string): void {
    const server = this.find(name);
    this.killed.add(server);
    server.kill();
  }

  public async stop(): Promise<void> {
    this.stopping.abort(new KitError('the kit was stopped'));
    for (const waiting of this.waiting.values()) {
      waiting.reject(this.stopping.signal.reason);
    }
    await Promise.allSettled(this.starting);
    await Promise.all([...this.servers.values()].map((server) => server.stop()));
    await Promise.allSettled(this.watching);
  }

  private launch(zone: string, pause = 0): Promise<Server> {
    return track(this.starting, this.start(zone, pause));
  }

  private async start(zone: string, pause: number): Promise<Server> {
    const { events, loadBalancer } = this.options;
    const server = await Server.start({
      ...this.options,
      zone,
      takenPorts: this.ports,
      onIdentity: (identity) => this.identities.set(identity.accessKeyId, identity),
      onLine: (name, line) => events.emit('output', name, line),
    });
    this.servers.set(server.name, server);
    void track(this.watching, this.watch(server, pause));
    if (!this.stopping.signal.aborted) {
      loadBalancer.register(server);
      events.emit('server-started', this.describe(server));
    }
    return server;
  }

  private untilHealthy(server: Server, failsWhenUnhealthy: boolean): Promise<ServerDescription> {
    return new Promise((resolve, reject) => {
      this.stopping.signal.throwIfAborted();
      this.waiting.set(server.name, { failsWhenUnhealthy, reject, resolve: () => resolve(this.describe(server)) });
    });
  }

  private onHealthy(server: Server): void {
    this.options.events.emit('server-healthy', this.describe(server));
    this.settle(server.name)?.resolve();
  }

  private onUnhealthy(server: Server, reason: string): void {
    this.options.events.emit('server-unhealthy', this.describe(server), reason);
    if (this.waiting.get(server.name)?.failsWhenUnhealthy) {
      this.settle(server.name)?.reject(new KitError(`server ${server.name} is unhealthy: ${reason}`));
    }
  }

  private settle(name: string): Waiting | undefined {
    const waiting = this.waiting.get(name);
    this.waiting.delete(name);
    return waiting;
  }

  /** Waits for the end of a server and replaces it unless the end was wanted. */
  private async watch(server: Server, pauseBefore: number): Promise<void> {
    const exit = await server.exited;
    const description = this.describe(server);
    this.servers.delete(server.name);
    this.identities.delete(server.identity.accessKeyId);
    this.ports.delete(server.port);
    this.options.loadBalancer.remove(server.name);
    await server.release();
    const wanted = this.retiring.delete(server) || this.stopping.signal.aborted;
    const waiting = this.settle(server.name);
    if (waiting !== undefined) {
      waiting.reject(new KitError(`the command ended (${inWords(exit)}) before the server was healthy`));
    } else if (!wanted) {
      const sudden = !this.killed.delete(server) && server.ageMilliseconds < shortLifeMilliseconds;
      const pause = sudden ? longer(pauseBefore) : 0;
      this.options.events.emit('server-died', description, inWords(exit), pause);
      await this.replaceDead(description, pause);
    }
  }

  /** Tries until a replacement is healthy, waiting longer each time, so that a broken command costs next to nothing. */
  private async replaceDead(dead: ServerDescription, firstPause: number): Promise<void> {
    for (let pause = firstPause; !this.stopping.signal.aborted; pause = longer(pause)) {
      try {
        await sleep(pause, undefined, { signal: this.stopping.signal });
        const server = await this.launch(dead.zone, pause);
        const replacement = await this.untilHealthy(server, false);
        this.options.events.emit('server-replaced', dead, replacement);
        return;
      } catch (error) {
        if (!this.stopping.signal.aborted) {
          this.options.events.emit('replacement-failed', (error as Error).message, longer(pause));
        }
      }
    }
  }

  private withServer(name: string, use: (server: Server) => void): void {
    const server = this.servers.get(name);
    if (server !== undefined) {
      use(server);
    }
  }

  private find(name: string): Server {
    const server = this.servers.get(name);
    if (server === undefined) {
      throw new KitError(`there is no server ${name}; the servers are ${[...this.servers.keys()].join(', ')}`);
    }
    return server;
  }

  private describe({ name, port, url, zone, pid }: Server): ServerDescription {
    const target = this.options.loadBalancer.targets.find((candidate) => candidate.name === name);
    return { name, port, url, zone, pid, state: target?.state ?? 'unused' };
  }

  /** Zones take turns, as a group spreads its servers. */
  private nextZone(): string {
    return this.options.service.region + 'ab'[this.launches++ % 2];
  }
}

function longer(pauseMilliseconds: number): number {
  return Math.min(Math.max(pauseMilliseconds * 2, firstPauseMilliseconds), longestPauseMilliseconds);
}

function inWords({ code, signal }: ProcessExit): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}

function track<T>(set: Set<Promise<unknown>>, promise: Promise<T>): Promise<T> {
  set.add(promise);
  // whoever gets the promise handles its failure
  promise.catch(() => undefined).finally(() => set.delete(promise));
  return promise;
}
