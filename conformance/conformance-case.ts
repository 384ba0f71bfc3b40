import { Example } from '../examples/demo/example';
import { SessionStore } from '../src';
import { Item } from './table-window';

/** One session client: what is run, and what is known of it. */
export interface ConformanceCase {
  /** As `--only` takes it; the folder in `examples/` too, unless `prepare` takes another. */
  readonly name: string;
  /** The preset, `SessionStore.<preset>`. */
  readonly preset: string;
  /** What `store` gives the preset, as code; none by default. */
  readonly presetOptions?: string;
  /** The store as the example's CDK app has it. */
  readonly store: () => SessionStore;
  /** The package that keeps the sessions. */
  readonly client: ClientPackage;
  /** What it runs in, where that is another package. */
  readonly framework?: ClientPackage;
  /** Why this computer cannot run it; undefined when it can. */
  readonly skip?: () => string | undefined;
  /** Makes the example ready; by default as the demo does. */
  readonly prepare?: () => Promise<Example>;
  /** Further variables for every server. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * The grant under test: that of the example's template, or `grants.requests` alone in an app of its own.
   *
   * @default 'template'
   */
  readonly grant?: 'template' | 'requests';
  /** What is granted and not called, `Query` or `Query on INDEX`, with the reason; the clean-up has its own. */
  readonly unused?: Readonly<Record<string, string>>;
  /** Whether requests of one session wait for each other: then no write may be lost. */
  readonly locks?: boolean;
  /** The clean-up job: a command that listens on `{port}` and cleans up at each `POST /`; runs in the example's folder. */
  readonly garbageCollection?: readonly string[];
  /** What applications call besides, with the same grant: a command like that of the clean-up. */
  readonly moreCalls?: readonly string[];
  /**
   * Where the lifetime is read.
   *
   * @default - DYNAMODB_SESSION_LIFETIME, in seconds
   */
  readonly lifetime?: Lifetime;
  /**
   * How much longer than its session an item lives.
   *
   * @default 2 - for rounding
   */
  readonly graceSeconds?: number;
  /** Variables with a value that makes the application leave the table alone. */
  readonly switches?: Readonly<Record<string, string>>;
  /** What fills a session of 300 KB; by default 19 values of 4096 characters of four bytes each. */
  readonly large?: { readonly character: string; readonly entries: number };
  /** Tells session items from others in the table; by default all are. */
  readonly isSession?: (item: Item) => boolean;
}

export interface ClientPackage {
  readonly manager: 'npm' | 'composer' | 'python' | 'other';
  readonly name: string;
}

export interface Lifetime {
  readonly variable: string;
  readonly unit: 'seconds' | 'minutes';
}

export const NEUTRAL_LIFETIME: Lifetime = { variable: 'DYNAMODB_SESSION_LIFETIME', unit: 'seconds' };
