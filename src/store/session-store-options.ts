import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Duration } from 'aws-cdk-lib/core';
import { SessionExpiry } from './session-expiry';

/** What presets have in common, except `shopify`, which takes nothing, and `rails` and `jamLaravel`, which need a `lifetime` and bring one. */
export interface SessionStoreOptions {
  /**
   * How long an unused session lives, told to the application in seconds as `DYNAMODB_SESSION_LIFETIME`.
   *
   * A client that reads a variable of its own gets that one too, in its own unit. At least one second, whole seconds; whole
   * minutes where the client counts in minutes.
   *
   * @default - no variable; the application decides
   */
  readonly lifetime?: Duration;
}

/** Options of `SessionStore.phpSdk` and `SessionStore.symfony`, named as the handlers name them. */
export interface PhpSdkSessionStoreOptions extends SessionStoreOptions {
  /**
   * The handler's option `hash_key`: name of the partition key.
   *
   * @default 'id'
   */
  readonly hashKey?: string;

  /**
   * The handler's option `session_lifetime_attribute`: where it writes the expiry.
   *
   * @default 'expires'
   */
  readonly sessionLifetimeAttribute?: string;
}

/** Options of `SessionStore.laravel`, named as Laravel's configuration names them. */
export interface LaravelSessionStoreOptions extends SessionStoreOptions {
  /**
   * Whether the application's cache uses this table too: grants BatchGetItem, BatchWriteItem and UpdateItem besides.
   *
   * @default false
   */
  readonly cache?: boolean;

  /**
   * `stores.dynamodb.attributes.key`: name of the partition key. Bref's template says `id`.
   *
   * @default 'key'
   */
  readonly keyAttribute?: string;

  /**
   * `stores.dynamodb.attributes.expiration`: where Laravel writes the expiry. Bref's template says `ttl`.
   *
   * @default 'expires_at'
   */
  readonly expirationAttribute?: string;
}

/** Options of `SessionStore.jamLaravel`. */
export interface JamLaravelSessionStoreOptions {
  /**
   * How long an unused session lives, told as `SESSION_LIFETIME` in whole minutes: without it every session is born dead.
   *
   * @default Duration.minutes(120)
   */
  readonly lifetime?: Duration;
}

/** Options of `SessionStore.express`, named as connect-dynamodb names them. */
export interface ExpressSessionStoreOptions extends SessionStoreOptions {
  /**
   * The store's option `hashKey`: name of the partition key.
   *
   * @default 'id'
   */
  readonly hashKey?: string;

  /**
   * Whether the application passes `initialized: true`, so that the store does not call DescribeTable.
   *
   * @default false - DescribeTable is granted
   */
  readonly initialized?: boolean;

  /**
   * Whether the framework calls the store's `touch`, which moves the expiry of a session that did not change.
   *
   * express-session does; @fastify/session does not.
   *
   * @default true - UpdateItem is granted
   */
  readonly touch?: boolean;
}

/** Options of `SessionStore.expressPwrdrvr`, named as the package names them. */
export interface ExpressPwrdrvrSessionStoreOptions extends SessionStoreOptions {
  /**
   * The store's option `hashKey`: name of the partition key.
   *
   * @default 'id'
   */
  readonly hashKey?: string;

  /**
   * Whether the framework calls the store's `touch`, which moves the expiry of a session that did not change.
   *
   * express-session does; @fastify/session does not.
   *
   * @default true - UpdateItem is granted
   */
  readonly touch?: boolean;
}

/** Options of `SessionStore.koa`, named as the package names them. */
export interface KoaSessionStoreOptions extends SessionStoreOptions {
  /**
   * The store's option `table.hashKey`: name of the partition key.
   *
   * @default 'sessionId'
   */
  readonly hashKey?: string;

  /**
   * The store's option `table.ttlKey`: where it writes the expiry.
   *
   * @default 'expires'
   */
  readonly ttlKey?: string;
}

/** Options of `SessionStore.reactRouterArc`, named as `createArcTableSessionStorage` names them. */
export interface ReactRouterArcSessionStoreOptions extends SessionStoreOptions {
  /**
   * The option `idx`: name of the partition key.
   *
   * @default '_idx'
   */
  readonly idx?: string;

  /**
   * The option `ttl`: where it writes the expiry. Without it in the application, sessions never go.
   *
   * @default '_ttl'
   */
  readonly ttl?: string;
}

/** Options of `SessionStore.adonis`, named as AdonisJS names them. */
export interface AdonisSessionStoreOptions extends SessionStoreOptions {
  /**
   * The store's option `keyAttribute`: name of the partition key.
   *
   * @default 'key'
   */
  readonly keyAttribute?: string;
}

/** Options of `SessionStore.rails`, named as the gem names them. */
export interface RailsSessionStoreOptions {
  /**
   * The gem's option `table_key`: name of the partition key.
   *
   * @default 'session_id'
   */
  readonly tableKey?: string;

  /**
   * How long an unused session lives, told as `AWS_DYNAMO_DB_SESSION_MAX_STALE` in seconds: without it time to live may
   * delete every session at once.
   *
   * @default Duration.hours(5)
   */
  readonly lifetime?: Duration;
}

/** Options of `SessionStore.aspNetCore`, named as the provider names them. */
export interface AspNetCoreSessionStoreOptions extends SessionStoreOptions {
  /**
   * The provider's option `PartitionKeyName`.
   *
   * @default 'id'
   */
  readonly partitionKeyName?: string;

  /**
   * The provider's option `TTLAttributeName`.
   *
   * @default 'ttl_date'
   */
  readonly ttlAttributeName?: string;

  /**
   * Whether the application passes both names, so that the provider does not look them up when it starts.
   *
   * @default false - DescribeTable and DescribeTimeToLive are granted
   */
  readonly namesConfigured?: boolean;
}

/** Options of `SessionStore.towerSessions`, named as the crate names them. */
export interface TowerSessionsSessionStoreOptions extends SessionStoreOptions {
  /**
   * The property `partition_key.name`.
   *
   * @default 'session_id'
   */
  readonly partitionKey?: string;

  /**
   * The property `sort_key.name`.
   *
   * @default - the table has no sort key
   */
  readonly sortKey?: string;
}

/** A danger of a client, said once per table as the warning `cdk-dynamodb-sessions:<id>`. */
export interface SessionStoreWarning {
  /** Short name in camel case, such as 'ignoresRoles'. It never changes, so that the warning can be acknowledged. */
  readonly id: string;

  /** What happens, and what to do about it. */
  readonly text: string;
}

/** A session client, described: what `SessionStore.of` takes. */
export interface SessionStoreProps {
  /** Name of the client, for messages. */
  readonly clientName: string;

  /**
   * Partition key of the session items.
   *
   * @default - `id`, a string
   */
  readonly partitionKey?: dynamodb.Attribute;

  /**
   * Sort key of the session items.
   *
   * @default - the table has no sort key
   */
  readonly sortKey?: dynamodb.Attribute;

  /** How session items come to an end. */
  readonly expiry: SessionExpiry;

  /**
   * Whether the client refuses an expired session on read. DynamoDB may delete it only days later.
   *
   * @default true
   */
  readonly refusesExpired?: boolean;

  /**
   * Secondary indexes that the client queries.
   *
   * @default - the table has no index
   */
  readonly globalSecondaryIndexes?: dynamodb.GlobalSecondaryIndexPropsV2[];

  /** Exact IAM actions that serving requests takes: `dynamodb:GetItem`, … */
  readonly requestActions: string[];

  /**
   * Exact IAM actions that locking takes besides; granted together with those of requests.
   *
   * @default - none; most clients lock with what requests call anyway
   */
  readonly lockingActions?: string[];

  /**
   * Exact IAM actions of the client's own clean-up.
   *
   * @default - none; DynamoDB's time to live deletes expired items
   */
  readonly garbageCollectionActions?: string[];

  /**
   * Exact IAM actions that the client calls once, when it starts.
   *
   * @default - none
   */
  readonly startUpActions?: string[];

  /**
   * Variables in which the framework looks for the table's name.
   *
   * @default - `DYNAMODB_SESSION_TABLE_NAME` alone, which is always there
   */
  readonly tableNameVariables?: string[];

  /**
   * Variables in which the framework looks for the region.
   *
   * @default - `AWS_REGION` alone, which is always there
   */
  readonly regionVariables?: string[];

  /**
   * Further variables with fixed values, such as `SESSION_DRIVER`.
   *
   * @default - none
   */
  readonly variables?: Record<string, string>;

  /**
   * How long an unused session lives, told to the application in seconds as `DYNAMODB_SESSION_LIFETIME`.
   *
   * At least one second, whole seconds.
   *
   * @default - no variable; the application decides
   */
  readonly lifetime?: Duration;

  /**
   * Path that the framework answers without touching a session, for health checks.
   *
   * @default - none; services use `/ping.html`
   */
  readonly healthCheckPath?: string;

  /**
   * Dangers that the facts above do not tell.
   *
   * What the facts tell warns by itself: no time to live, expired sessions that are read, a lifetime that nobody keeps or that is longer than a
   * cookie lives, calls that make, change or copy the table, and calls that the library does not know.
   *
   * @default - none
   */
  readonly warnings?: SessionStoreWarning[];
}
