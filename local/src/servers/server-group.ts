import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceBlueprint } from '../blueprint/blueprint';
import { Identity } from '../iam/identity';
import { KitError } from '../foundation/error';
import { KitEvents, ServerDescription } from '../events';
import { HealthWaits } from './health-waits';
import { LoadBalancer } from '../load-balancer/load-balancer';
import { longerPause, pauseAfter } from './restart-pause';
import { Server } from './server';
import { ServerKeys } from './server-keys';
import { createServerName } from './server-name';
import { ServerPorts } from './server-ports';
import { ProcessExit } from './process/server-process';

interface ServerGroupOptions {
  readonly service: ServiceBlueprint;
  readonly command: readonly string[];
  readonly workingDirectory?: string;
  readonly graceMilliseconds?: number;
  readonly overrides?: Readonly<Record<string, string>>;
  readonly endpoint: string;
  readonly credentialsLifetimeMinutes?: number;
  /** Absent for servers that get no requests: they are healthy as long as they run. */
  readonly loadBalancer?: LoadBalancer;
  readonly events: EventEmitter<KitEvents>;
}

/** A command that fails at once has failed by then. */
const PROOF_OF_LIFE_MILLISECONDS = 1000;

/** Keeps the servers of one service running, as an Auto Scaling group or an ECS service does. */
export class ServerGroup {
  private readonly servers = new Map<string, Server>();
  private readonly keys: ServerKeys;
  private readonly ports = new ServerPorts();
  private readonly waits = new HealthWaits();
  /** Servers whose end is wanted once the promise is kept. */
  private readonly retiring = new WeakMap<Server, Promise<unknown>>();
  private readonly starting = new Set<Promise<unknown>>();
  private readonly watching = new Set<Promise<unknown>>();
  private readonly stopping = new AbortController();
  private launches = 0;

  constructor(private readonly options: ServerGroupOptions) {
    const { loadBalancer, service, credentialsLifetimeMinutes } = options;
    this.keys = new ServerKeys(service.role, credentialsLifetimeMinutes);
    loadBalancer?.on('healthy', ({ name }) => this.withServer(name, (server) => this.onHealthy(server)));
    loadBalancer?.on('unhealthy', ({ name }, reason) => this.withServer(name, (server) => this.onUnhealthy(server, reason)));
  }

  public get descriptions(): readonly ServerDescription[] {
    return [...this.servers.values()].map((server) => this.describe(server));
  }

  public identify(accessKeyId: string): Identity | undefined {
    return this.keys.identify(accessKeyId);
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
      this.retiring.set(server, Promise.resolve());
      await server.stop();
      throw error;
    }
  }

  /**
   * Starts another server in the place of this one, then drains this one and ends it.
   *
   * @throws KitError when the other one does not become healthy; this one stays then
   */
  public async replace(name: string): Promise<ServerDescription> {
    const server = this.find(name);
    if (this.retiring.has(server)) {
      throw new KitError(`server ${name} is being replaced already; wait for the event \`server-replaced\``);
    }
    const old = this.describe(server);
    const adding = this.add(server.zone);
    this.retiring.set(server, adding);
    const replacement = await adding.catch((error) => {
      this.retiring.delete(server);
      throw error;
    });
    await this.options.loadBalancer?.deregister(name);
    await server.stop();
    this.options.events.emit('server-replaced', old, replacement);
    return replacement;
  }

  /** Ends a server without warning, as a failing machine would; the group replaces it. */
  public kill(name: string): void {
    this.find(name).kill();
  }

  public async stop(): Promise<void> {
    this.stopping.abort(new KitError('the kit was stopped'));
    this.waits.rejectAll(this.stopping.signal.reason);
    await Promise.allSettled(this.starting);
    await Promise.all([...this.servers.values()].map((server) => server.stop()));
    await Promise.allSettled(this.watching);
  }

  private launch(zone: string, pause = 0): Promise<Server> {
    return track(this.starting, this.start(zone, pause));
  }

  private async start(zone: string, pause: number): Promise<Server> {
    const { events, loadBalancer, service } = this.options;
    const name = createServerName(service.compute);
    const port = await this.ports.take();
    const rotation = this.keys.rotationOf(name);
    const onLine = (from: string, line: string) => events.emit('output', from, line);
    const server = await Server.start({ ...this.options, zone, name, rotation, port, onLine }).catch((error) => {
      this.release(name, port);
      throw error;
    });
    this.servers.set(server.name, server);
    void track(this.watching, this.watch(server, pause));
    if (!this.stopping.signal.aborted) {
      loadBalancer?.register(server);
      events.emit('server-started', this.describe(server));
    }
    return server;
  }

  private untilHealthy(server: Server, failsWhenUnhealthy: boolean): Promise<ServerDescription> {
    if (this.stopping.signal.aborted) {
      return Promise.reject(this.stopping.signal.reason);
    }
    const healthy = this.waits.until(server.name, failsWhenUnhealthy);
    if (this.options.loadBalancer === undefined) {
      setTimeout(() => this.withServer(server.name, () => this.onHealthy(server)), PROOF_OF_LIFE_MILLISECONDS).unref();
    }
    return healthy;
  }

  private onHealthy(server: Server): void {
    const description = this.describe(server);
    this.options.events.emit('server-healthy', description);
    this.waits.resolve(description);
  }

  private onUnhealthy(server: Server, reason: string): void {
    this.options.events.emit('server-unhealthy', this.describe(server), reason);
    this.waits.rejectUnhealthy(server.name, new KitError(`server ${server.name} is unhealthy: ${reason}`));
  }

  /** Waits for the end of a server and replaces it unless the end was wanted. */
  private async watch(server: Server, pauseBefore: number): Promise<void> {
    const exit = await server.exited;
    const description = this.describe(server);
    const pause = server.wasKilled ? 0 : pauseAfter(server.ageMilliseconds, pauseBefore);
    this.servers.delete(server.name);
    this.release(server.name, server.port);
    this.options.loadBalancer?.remove(server.name);
    await server.release();
    if (await this.isWanted(server)) {
      this.waits.resolve(description);
    } else if (this.waits.has(server.name)) {
      this.waits.reject(server.name, new KitError(`the command ended (${exitInWords(exit)}) before the server was healthy`));
    } else {
      this.options.events.emit('server-died', description, exitInWords(exit), pause);
      await this.replaceDead(description, pause);
    }
  }

  /** Whether the end of a server leaves no gap: the kit stops, or another one has taken its place. */
  private async isWanted(server: Server): Promise<boolean> {
    const replaced = this.retiring.get(server)?.then(() => true, () => false);
    this.retiring.delete(server);
    return await replaced || this.stopping.signal.aborted;
  }

  private release(name: string, port: number): void {
    this.keys.forget(name);
    this.ports.release(port);
  }

  /** Tries until a replacement is healthy, waiting longer each time, so that a broken command costs next to nothing. */
  private async replaceDead(dead: ServerDescription, firstPause: number): Promise<void> {
    for (let pause = firstPause; !this.stopping.signal.aborted; pause = longerPause(pause)) {
      try {
        await sleep(pause, undefined, { signal: this.stopping.signal });
        const server = await this.launch(dead.zone, pause);
        const replacement = await this.untilHealthy(server, false);
        this.options.events.emit('server-replaced', dead, replacement);
        return;
      } catch (error) {
        if (!this.stopping.signal.aborted) {
          this.options.events.emit('replacement-failed', (error as Error).message, longerPause(pause));
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
    const { loadBalancer, service } = this.options;
    const target = loadBalancer?.targets.find((candidate) => candidate.name === name);
    const state = loadBalancer === undefined && this.servers.has(name) ? 'healthy' : target?.state ?? 'unused';
    return { name, service: service.path, port, url, zone, pid, state };
  }

  /** Zones take turns, as a group spreads its servers. */
  private nextZone(): string {
    return this.options.service.region + 'ab'[this.launches++ % 2];
  }
}

function exitInWords({ code, signal }: ProcessExit): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}

function track<T>(set: Set<Promise<unknown>>, promise: Promise<T>): Promise<T> {
  set.add(promise);
  // whoever gets the promise handles its failure
  promise.catch(() => undefined).finally(() => set.delete(promise));
  return promise;
}
