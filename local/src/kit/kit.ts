import { EventEmitter } from 'node:events';
import { ServiceBlueprint, TableBlueprint } from '../blueprint/blueprint';
import { AccessRecord } from '../iam/access-record';
import { Identity } from '../iam/identity';
import { KitError } from '../foundation/error';
import { KitEvents, ServerDescription } from '../events';
import { KitOptions, ServiceOptions } from './kit-options';
import { narrate, outputLine } from './narration';
import { onlyService } from './only-service';
import { isNamed, readBlueprint } from '../blueprint/read-blueprint';
import { RunningService } from './running-service';
import { FaultSettings } from '../tables/faults';
import { TableEngine } from '../tables/table-engine';

const DEFAULT_GRACE_MILLISECONDS = 5000;
/** After so long an end that takes its time is told. */
const STOP_PATIENCE_MILLISECONDS = 1000;

/** A synthesized service on this computer, or several: tables, servers and load balancers. */
export class Kit extends EventEmitter<KitEvents> {
  /**
   * Resolves when every server is healthy.
   *
   * @throws KitError when something is wrong that the person can put right; nothing is left running then
   */
  public static async start(options: KitOptions): Promise<Kit> {
    const choices = [options, ...options.alongside ?? []];
    const blueprint = readBlueprint(options.app, { parameters: options.parameters ?? {}, services: choices });
    const kit = new Kit(options, chosen(blueprint.services, choices), blueprint.tables);
    blueprint.notes.forEach((note) => options.log?.(`note: ${note}`));
    const onAbort = () => kit.services.forEach((service) => void service.stopServers());
    options.signal?.addEventListener('abort', onAbort);
    try {
      options.signal?.throwIfAborted();
      for (const service of kit.services) {
        await service.openPort();
      }
      const engine = await TableEngine.start({
        tables: blueprint.tables,
        directory: options.directory,
        upstream: options.endpoint,
        developerPort: options.dynamodbPort,
        faults: kit.faults,
        timeToLiveIntervalMilliseconds: options.timeToLiveIntervalMilliseconds,
        identify: (accessKeyId) => kit.identify(accessKeyId),
        onAccess: (record) => kit.onAccess(record),
        onExpired: (table, key) => kit.emit('expired', table, key),
      });
      kit.engine = engine;
      options.signal?.throwIfAborted();
      await Promise.all(kit.services.map((service) => service.startServers(engine.url)));
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
  /** The services that run, the first one first. */
  public readonly services: readonly RunningService[];
  private engine?: TableEngine;
  private stopped?: Promise<void>;
  private developerTold = false;

  private constructor(private readonly options: KitOptions, blueprints: readonly ServiceBlueprint[], tables: readonly TableBlueprint[]) {
    super();
    const { alongside = [], ...shared } = options;
    this.faults = { ...options.faults };
    this.tables = tables.map(({ name }) => name);
    this.services = [options, ...alongside].map((service, index) =>
      new RunningService({ blueprint: blueprints[index], service, kit: shared, tables, events: this }));
    narrate(this, options.log ?? (() => undefined));
    this.on('output', (server, line) => this.tellOutput(server, line));
  }

  /** The service that runs, of several the first, as the template describes it. */
  public get service(): ServiceBlueprint {
    return this.services[0].blueprint;
  }

  /**
   * The load balancer, of several services that of the first.
   *
   * @throws KitError when its servers get no requests
   */
  public get url(): string {
    const [{ url, path }] = this.services;
    if (url === undefined) {
      throw new KitError(`${path} has no address: its command takes no {port}`);
    }
    return url;
  }

  /** The table engine, which answers like DynamoDB. */
  public get endpoint(): string {
    return this.engine!.url;
  }

  /** Where your own tools find the tables, with any key; undefined without `dynamodbPort`. */
  public get developerEndpoint(): string | undefined {
    return this.engine!.developerUrl;
  }

  /** The servers of all services. */
  public get servers(): readonly ServerDescription[] {
    return this.services.flatMap(({ servers }) => servers);
  }

  /** Deletes the items whose time to live is over, without waiting for the next round, and tells how many. */
  public expireNow(): Promise<number> {
    return this.engine!.expireNow();
  }

  /** Starts a new server in the place of this one and drains this one, as a deployment does; resolves with the new one. */
  public replaceServer(name: string): Promise<ServerDescription> {
    return this.serviceOf(name).replace(name);
  }

  /** Ends a server without warning; the event `server-replaced` tells when another one has taken its place. */
  public killServer(name: string): void {
    this.serviceOf(name).kill(name);
  }

  /** Ends every server, then the load balancer and the tables; may be called more than once. */
  public stop(): Promise<void> {
    this.stopped ??= this.shutDown();
    return this.stopped;
  }

  private async shutDown(): Promise<void> {
    const late = setTimeout(() => this.tellLate(), STOP_PATIENCE_MILLISECONDS);
    await Promise.all(this.services.map((service) => service.stop()));
    clearTimeout(late);
    await this.engine?.stop();
  }

  private tellLate(): void {
    const grace = (this.options.graceMilliseconds ?? DEFAULT_GRACE_MILLISECONDS) / 1000;
    this.servers.forEach(({ name }) => this.options.log?.(`server ${name} has not ended yet: it is killed ${grace} s after SIGTERM`));
  }

  private identify(accessKeyId: string): Identity | undefined {
    return this.services.map((service) => service.identify(accessKeyId)).find((identity) => identity !== undefined);
  }

  /** The service that the server belongs to, else the one with the role; of several the first one where nobody knows either. */
  private serviceOf(server: string | undefined, role?: string): RunningService {
    const ofRole = () => this.services.find(({ blueprint }) => blueprint.role.name === role);
    return this.services.find((service) => service.has(server)) ?? ofRole() ?? this.services[0];
  }

  private tellOutput(server: string, line: string): void {
    const service = this.serviceOf(server);
    if (this.options.showsEverything || !service.isNoise(server, line)) {
      this.options.log?.(outputLine(server, line), server);
    }
    const hint = service.hint(line);
    if (hint !== undefined) {
      this.options.log?.(hint);
    }
  }

  private onAccess(record: AccessRecord): void {
    this.options.onAccess?.(record);
    this.emit('access', record);
    if (!record.allowed) {
      this.emit('denied', record);
    }
    const line = record.developer ? this.describeDeveloper() : this.serviceOf(record.server, record.role).describe(record);
    if (line !== undefined) {
      this.options.log?.(line);
    }
  }

  /** Said once: an application that comes this way would find out in the cloud only that it has no permissions. */
  private describeDeveloper(): string | undefined {
    if (this.developerTold) {
      return undefined;
    }
    this.developerTold = true;
    return `developer: a call to ${this.developerEndpoint}, where no policy is enforced; an application must call ${this.endpoint} (AWS_ENDPOINT_URL_DYNAMODB)`;
  }
}

/** What the choices name; a single one without a name needs an assembly with a single service. */
function chosen(services: readonly ServiceBlueprint[], choices: readonly ServiceOptions[]): readonly ServiceBlueprint[] {
  return isNamed(choices) ? services : [onlyService(services)];
}
