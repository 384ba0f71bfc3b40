import { Call } from './access-log';
import { ExplainedAction, GrantedAction } from './verdict';

/** What a run found out about one client. */
export interface ClientResult {
  readonly client: string;
  /** Package that keeps the sessions. */
  readonly package: string;
  /** What it runs in, with the version, where that is another package. */
  readonly framework?: string;
  readonly preset: string;
  readonly presetOptions?: string;
  readonly version?: string;
  /** How its packages differ from what a user would install. */
  readonly departures?: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  readonly reason?: string;
  readonly calls: readonly Call[];
  readonly denied: readonly Call[];
  /** Granted, not called, and no reason known. */
  readonly unused: readonly GrantedAction[];
  /** Granted, not called, and why. */
  readonly explained: readonly ExplainedAction[];
  readonly facts: Facts;
  readonly seconds: number;
}

export interface Facts {
  /** Size of the largest session item, in bytes. */
  readonly largestItem?: number;
  /** Of ten writes of one session at the same time. */
  readonly parallelWritesKept?: number;
  readonly locks?: boolean;
  /** Whether an expired session was refused while its item was still there. */
  readonly refusesExpired?: boolean;
  /** Whether a request that only read moved the expiry of the item. */
  readonly readingProlongs?: boolean;
  /** Time to live attribute, or the store's reason for none. */
  readonly timeToLive?: string;
  /** Variables whose change had its effect. */
  readonly variables?: readonly string[];
  /** Whether the clean-up job ran with the separate grant. */
  readonly garbageCollection?: boolean;
}
