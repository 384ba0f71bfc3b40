import * as http from 'node:http';
import { HealthCheckBlueprint } from '../blueprint/blueprint';
import { checkHealth, HealthCheckResult } from './health-check';

/** The states of a load balancer's target, in the load balancer's words. */
export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused';

/** How often a server that does not listen yet is asked again. */
const START_UP_CHECK_MILLISECONDS = 100;

/** Node's servers close idle connections after 5 s; being earlier means never sending into a closing connection. */
const IDLE_CONNECTION_MILLISECONDS = 4000;

interface TargetOptions {
  readonly name: string;
  readonly port: number;
  readonly healthCheck: HealthCheckBlueprint;
  readonly intervalMilliseconds: number;
  onChange(target: Target, reason: string): void;
}

/** One registered server: its health, its connections and what is in flight on them. */
export class Target {
  public readonly name: string;
  public readonly port: number;
  public readonly agent = new http.Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MILLISECONDS });
  /** Number of the last request that this target got. */
  public lastRequest = 0;
  /** What the last finished health check found. */
  public lastCheck?: HealthCheckResult;

  private currentState: TargetState = 'initial';
  private consecutive = 0;
  private timer?: NodeJS.Timeout;
  private onIdle?: () => void;
  private readonly exchanges = new Set<() => void>();
  private readonly checking = new AbortController();

  constructor(private readonly options: TargetOptions) {
    this.name = options.name;
    this.port = options.port;
    void this.check();
  }

  public get state(): TargetState {
    return this.currentState;
  }

  /** Counts an exchange as in flight until the returned function is called. */
  public begin(abort: () => void): () => void {
    this.exchanges.add(abort);
    return () => {
      this.exchanges.delete(abort);
      if (this.exchanges.size === 0) {
        this.onIdle?.();
      }
    };
  }

  /** Ends the health checks and waits for what is in flight, but no longer than the delay. */
  public async drain(delayMilliseconds: number): Promise<void> {
    this.stopChecking('draining');
    if (this.exchanges.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, delayMilliseconds);
        this.onIdle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.destroy();
  }

  /** Aborts whatever is still in flight. */
  public destroy(): void {
    this.stopChecking('unused');
    for (const abort of this.exchanges) {
      abort();
    }
    this.onIdle?.();
    this.agent.destroy();
  }

  private stopChecking(state: 'draining' | 'unused'): void {
    this.currentState = state;
    clearTimeout(this.timer);
    this.checking.abort();
  }

  private async check(): Promise<void> {
    const started = performance.now();
    const result = await checkHealth(this.port, this.options.healthCheck, this.checking.signal);
    if (this.checking.signal.aborted) {
      return;
    }
    this.lastCheck = result;
    // the load balancer's first check comes when a machine has booted; here the process has only just been started
    const starting = this.currentState === 'initial' && !result.healthy && !result.listening;
    if (!starting) {
      this.record(result);
    }
    const pause = starting
      ? START_UP_CHECK_MILLISECONDS
      : Math.max(0, this.options.intervalMilliseconds - (performance.now() - started));
    // a listener of the change may have ended this target
    if (!this.checking.signal.aborted) {
      this.timer = setTimeout(() => void this.check(), pause);
    }
  }

  private record(result: HealthCheckResult): void {
    const next = result.healthy ? 'healthy' : 'unhealthy';
    if (next === this.currentState) {
      this.consecutive = 0;
      return;
    }
    this.consecutive++;
    if (this.consecutive >= this.threshold(next)) {
      this.consecutive = 0;
      this.currentState = next;
      this.options.onChange(this, result.healthy ? '' : result.reason);
    }
  }

  private threshold(next: 'healthy' | 'unhealthy'): number {
    if (next === 'unhealthy') {
      return this.options.healthCheck.unhealthyThreshold;
    }
    // one passed check is enough for a newly registered target
    return this.currentState === 'initial' ? 1 : this.options.healthCheck.healthyThreshold;
  }
}
