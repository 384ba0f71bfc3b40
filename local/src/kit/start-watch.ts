import { KitError } from '../foundation/error';
import { LOOPBACK_ADDRESS } from '../foundation/loopback';
import { ServerDescription } from '../events';
import { HealthCheckResult } from '../load-balancer/health-check';
import { listeningPorts } from '../servers/process/listening-ports';

interface StartWatchOptions {
  readonly servers: () => readonly ServerDescription[];
  readonly lastCheck: (server: string) => HealthCheckResult | undefined;
  /** @default 60000 */
  readonly limitMilliseconds?: number;
  readonly log?: (line: string) => void;
}

const DEFAULT_LIMIT_MILLISECONDS = 60_000;
/** After so long nobody should wait without a word. */
const PATIENCE_MILLISECONDS = 5000;

/** Says what the first servers are waiting for, and ends the wait. */
export class StartWatch {
  /** Rejects when it has taken too long. */
  public readonly timeout: Promise<never>;
  private readonly limit: number;
  private readonly timers: NodeJS.Timeout[];

  constructor(private readonly options: StartWatchOptions) {
    this.limit = options.limitMilliseconds ?? DEFAULT_LIMIT_MILLISECONDS;
    let reject: (error: Error) => void;
    this.timeout = new Promise((_resolve, fail) => {
      reject = fail;
    });
    this.timers = [
      setTimeout(() => reject(new KitError(this.describe('within', this.limit))), this.limit),
      setTimeout(() => this.options.log?.(`waiting: ${this.describe('after', PATIENCE_MILLISECONDS)}`), PATIENCE_MILLISECONDS),
    ];
  }

  public end(): void {
    this.timers.forEach(clearTimeout);
  }

  private describe(word: 'within' | 'after', milliseconds: number): string {
    const waiting = this.options.servers().find(({ state }) => state !== 'healthy');
    const check = waiting && this.options.lastCheck(waiting.name);
    if (check?.healthy === false && check.listening) {
      return `server ${waiting?.name} is not healthy after ${milliseconds / 1000} s: ${check.reason}`;
    }
    const others = waiting === undefined ? [] : listeningPorts(waiting.pid);
    const port = waiting === undefined ? '' : `, waited for port ${waiting.port} of ${LOOPBACK_ADDRESS}`;
    const found = others.length === 0 ? '' : `, while it listens on ${others.join(' and ')}`;
    return `no server listened on its port ${word} ${milliseconds / 1000} s${port}${found}; write {port} where the command takes its port`;
  }
}
