import { ServiceBlueprint } from '../blueprint/blueprint';
import { CredentialEndpoint, startCredentialEndpoint } from '../credentials/credentials';
import { Rotation } from '../credentials/rotation';
import { LOOPBACK_ADDRESS } from '../foundation/loopback';
import { platformEnvironment } from './platform-environment';
import { serverEnvironment, withPort } from './server-environment';
import { ProcessExit, ServerProcess } from './process/server-process';

interface ServerOptions {
  readonly service: ServiceBlueprint;
  readonly zone: string;
  /** The person's command with `{port}`. */
  readonly command: readonly string[];
  readonly workingDirectory?: string;
  readonly graceMilliseconds?: number;
  readonly overrides?: Readonly<Record<string, string>>;
  readonly endpoint: string;
  /** The server's name, as on its pages. */
  readonly name: string;
  readonly rotation: Rotation;
  readonly port: number;
  onLine(server: string, line: string): void;
}

/** One server as the cloud would have it: a process, a name, credentials and a place where it gets its credentials. */
export class Server {
  /** @throws KitError when the command cannot be started */
  public static async start(options: ServerOptions): Promise<Server> {
    const { service, zone, name, rotation, port } = options;
    const credentials = await startCredentialEndpoint(service.compute, rotation, { region: service.region, zone });
    try {
      return new Server(name, zone, port, credentials, await startProcess(options, credentials));
    } catch (error) {
      await credentials.stop();
      throw error;
    }
  }

  /** Whether somebody wanted its sudden end. */
  public wasKilled = false;
  private readonly startedAt = performance.now();

  private constructor(
    public readonly name: string,
    public readonly zone: string,
    public readonly port: number,
    private readonly credentials: CredentialEndpoint,
    private readonly process: ServerProcess,
  ) {}

  public get ageMilliseconds(): number {
    return performance.now() - this.startedAt;
  }

  public get url(): string {
    return `http://${LOOPBACK_ADDRESS}:${this.port}`;
  }

  public get pid(): number {
    return this.process.pid;
  }

  public get exited(): Promise<ProcessExit> {
    return this.process.exited;
  }

  /** Passes on the last output and hands out credentials no longer. */
  public async release(): Promise<void> {
    await Promise.all([this.process.outputEnded, this.credentials.stop()]);
  }

  public async stop(): Promise<void> {
    await this.process.stop();
  }

  public kill(): void {
    this.wasKilled = true;
    this.process.kill();
  }
}

function startProcess(options: ServerOptions, credentials: CredentialEndpoint): Promise<ServerProcess> {
  const { service, port, name } = options;
  return ServerProcess.start({
    command: options.command.map((part) => part.replaceAll('{port}', `${port}`)),
    workingDirectory: options.workingDirectory,
    graceMilliseconds: options.graceMilliseconds,
    environment: serverEnvironment({
      person: process.env,
      platform: platformEnvironment(service),
      service: service.environment,
      credentials: credentials.environment,
      endpoint: options.endpoint,
      serverName: service.compute === 'ec2' ? undefined : name,
      overrides: withPort(options.overrides ?? {}, port),
    }),
    onLine: (line) => options.onLine(name, line),
  });
}
