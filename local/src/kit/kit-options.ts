import { AccessRecord } from '../iam/access-record';
import { FaultSettings } from '../tables/faults';

/** One service of the assembly and how its servers start. */
export interface ServiceOptions {
  /** Starts one server; `{port}` stands for the port it must listen on. */
  readonly command: readonly string[];
  /**
   * Path of the service, such as `Demo/Web`: an Auto Scaling group, a service of Amazon ECS, an instance, a Lambda function or a role.
   *
   * @default - the only service of the assembly
   */
  readonly service?: string;
  /**
   * The container of the service's task whose variables the servers get.
   *
   * @default - the one that gets the requests, else the first essential one
   */
  readonly container?: string;
  /** @default - as many as the template asks for */
  readonly servers?: number;
  /** Variables for every server, stronger than all others; `{port}` stands for the server's port. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder in which the command runs. */
  readonly workingDirectory?: string;
  /**
   * Port of the load balancer.
   *
   * @default 0 - any free port
   */
  readonly port?: number;
}

export interface KitOptions extends ServiceOptions {
  /** Folder of the synthesized cloud assembly, usually `cdk.out`. */
  readonly app: string;
  /** Further services of the assembly that run on the same tables; each needs its `service`. */
  readonly alongside?: readonly ServiceOptions[];
  /** Values of template parameters: by `NAME`, or by `STACK:NAME` for one stack only. */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * Folder that keeps the tables.
   *
   * @default - the tables live in memory
   */
  readonly directory?: string;
  /**
   * A DynamoDB Local or LocalStack that runs on this computer.
   *
   * @default - the tables live in this process
   */
  readonly endpoint?: string;
  /**
   * A port on which your own tools find the tables: any key will do there, and no policy is enforced.
   *
   * @default - none
   */
  readonly dynamodbPort?: number;
  /**
   * Divides the interval of health checks and the deregistration delay: 30 s become 3 s.
   *
   * @default 10
   */
  readonly timeScale?: number;
  /**
   * After how many minutes the credentials of a server end; its endpoint hands out new ones in time.
   *
   * @default 360
   */
  readonly credentialsLifetimeMinutes?: number;
  /** What goes wrong from the start; `kit.faults` changes it while the kit runs. */
  readonly faults?: Readonly<FaultSettings>;
  /** How often expired items are looked for. */
  readonly timeToLiveIntervalMilliseconds?: number;
  /**
   * How long a connection through the load balancer may stay silent.
   *
   * @default 60000
   */
  readonly idleTimeoutMilliseconds?: number;
  /**
   * How long a server may take to end by itself.
   *
   * @default 5000
   */
  readonly graceMilliseconds?: number;
  /**
   * How long the servers may take until all of them are healthy.
   *
   * @default 60000
   */
  readonly startTimeoutMilliseconds?: number;
  /** Whether `log` gets each line of a server, also about health checks that it passes, and warnings that another server has given. */
  readonly showsEverything?: boolean;
  /** Ends the start: nothing is left running. */
  readonly signal?: AbortSignal;
  /** Takes what a person should read; `server` is set where the line is a server's own output, behind `NAME | `. */
  readonly log?: (line: string, server?: string) => void;
  /** Called for each call to a table, from the very first one: the events begin when the kit has started. */
  readonly onAccess?: (record: AccessRecord) => void;
}
