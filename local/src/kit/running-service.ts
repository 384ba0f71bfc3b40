import { EventEmitter } from 'node:events';
import { ServiceBlueprint, TableBlueprint } from '../blueprint/blueprint';
import { Denials } from './denials';
import { AccessRecord } from '../iam/access-record';
import { KitError } from '../foundation/error';
import { KitEvents, ServerDescription } from '../events';
import { hintFor } from './hints';
import { Identity } from '../iam/identity';
import { KitOptions, ServiceOptions } from './kit-options';
import { LoadBalancer } from '../load-balancer/load-balancer';
import { OutputFilter } from './output-filter';
import { ServerGroup } from '../servers/server-group';
import { StartWatch } from './start-watch';

type SharedOptions = Omit<KitOptions, keyof ServiceOptions>;

interface RunningServiceOptions {
  readonly blueprint: ServiceBlueprint;
  readonly service: ServiceOptions;
  readonly kit: SharedOptions;
  readonly tables: readonly TableBlueprint[];
  readonly events: EventEmitter<KitEvents>;
}

const DEFAULT_TIME_SCALE = 10;

/** One service that runs: its load balancer, where it gets requests, and its servers. */
export class RunningService {
  private loadBalancer?: LoadBalancer;
  private group?: ServerGroup;
  private readonly denials: Denials;
  private readonly output: OutputFilter;
  private readonly hints = new Set<string>();

  /** @throws KitError when requests could not reach its servers */
  constructor(private readonly options: RunningServiceOptions) {
    const { blueprint, service, tables } = options;
    if (blueprint.healthCheck !== undefined && !this.takesPort) {
      const advice = 'write {port} where it takes its port, such as: -- php -S 127.0.0.1:{port} -t public, or pass --env PORT={port}';
      throw new KitError(`the command has no {port}, got: ${service.command.join(' ')}; ${advice}`);
    }
    this.denials = new Denials(blueprint, tables);
    this.output = new OutputFilter(blueprint.healthCheck);
  }

  public get blueprint(): ServiceBlueprint {
    return this.options.blueprint;
  }

  public get path(): string {
    return this.blueprint.path;
  }

  /** Its load balancer; undefined where its command takes no port, as that of a worker. */
  public get url(): string | undefined {
    return this.loadBalancer?.url;
  }

  public get servers(): readonly ServerDescription[] {
    return this.group?.descriptions ?? [];
  }

  public has(server: string | undefined): boolean {
    return this.servers.some(({ name }) => name === server);
  }

  public identify(accessKeyId: string): Identity | undefined {
    return this.group?.identify(accessKeyId);
  }

  /** Opens the port on which its requests come in. */
  public async openPort(): Promise<void> {
    const { blueprint: { healthCheck, deregistrationDelaySeconds, loadBalancer }, service: { port = 0 }, kit, events } = this.options;
    if (!this.takesPort) {
      return;
    }
    const idleSeconds = loadBalancer?.idleTimeoutSeconds;
    try {
      this.loadBalancer = await LoadBalancer.start({
        healthCheck,
        deregistrationDelaySeconds,
        timeScale: kit.timeScale ?? DEFAULT_TIME_SCALE,
        port,
        idleTimeoutMilliseconds: kit.idleTimeoutMilliseconds ?? (idleSeconds === undefined ? undefined : idleSeconds * 1000),
        dropInvalidHeaderFields: loadBalancer?.dropInvalidHeaderFields,
      });
    } catch (error) {
      throw portError(error as NodeJS.ErrnoException, port);
    }
    this.loadBalancer.on('ownAnswer', (answer) => events.emit('own-answer', answer));
  }

  /** Resolves when all servers are healthy. */
  public async startServers(endpoint: string): Promise<void> {
    const { blueprint, service: { command, environment, workingDirectory, servers }, kit, events } = this.options;
    const group = new ServerGroup({
      service: blueprint,
      command,
      workingDirectory,
      graceMilliseconds: kit.graceMilliseconds,
      overrides: environment,
      endpoint,
      credentialsLifetimeMinutes: kit.credentialsLifetimeMinutes,
      loadBalancer: this.loadBalancer,
      events,
    });
    this.group = group;
    const watch = new StartWatch({
      servers: () => group.descriptions,
      lastCheck: (name) => this.loadBalancer?.lastCheck(name),
      limitMilliseconds: kit.startTimeoutMilliseconds,
      log: kit.log,
    });
    try {
      await Promise.race([watch.timeout, Promise.all(Array.from({ length: servers ?? blueprint.desiredServers }, () => group.add()))]);
    } finally {
      watch.end();
    }
  }

  public replace(server: string): Promise<ServerDescription> {
    return this.group!.replace(server);
  }

  public kill(server: string): void {
    this.group!.kill(server);
  }

  /** What a person should read about a call of one of its servers; undefined where it is nothing new. */
  public describe(record: AccessRecord): string | undefined {
    return this.denials.describe(record);
  }

  /** Whether nobody needs to read a line of a server: it is about a health check that it passes, or repeats a warning of another server. */
  public isNoise(server: string, line: string): boolean {
    const isRepeated = this.output.isRepeated(server, line);
    return isRepeated || (this.output.isAboutHealthCheck(line) && this.servers.some(({ name, state }) => name === server && state === 'healthy'));
  }

  /** What the cloud would have to do with a line of a server, each hint once. */
  public hint(line: string): string | undefined {
    const hint = hintFor(line, this.blueprint);
    if (hint === undefined || this.hints.has(hint)) {
      return undefined;
    }
    this.hints.add(hint);
    return hint;
  }

  /** Ends its servers: their ends are wanted from now on. */
  public stopServers(): Promise<void> {
    return this.group?.stop() ?? Promise.resolve();
  }

  public async stop(): Promise<void> {
    // in this order both begin at once: the group must know first that the ends to come are wanted
    await Promise.all([this.stopServers(), this.loadBalancer?.stop()]);
  }

  private get takesPort(): boolean {
    const { command, environment = {} } = this.options.service;
    return [...command, ...Object.values(environment)].some((part) => part.includes('{port}'));
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
