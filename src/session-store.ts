import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Duration, Tokenization } from 'aws-cdk-lib/core';
import { copyOf } from './private/copy';
import { normalizeActions } from './private/dynamodb-actions';
import { LIFETIME_VARIABLE, TABLE_NAME_VARIABLE } from './private/session-environment';
import { validatePresetKey, validateStore } from './private/store-validation';
import { SessionExpiry } from './session-expiry';

/**
 * What a session client needs of its table: keys, expiry, the calls that it makes and the variables that it reads.
 *
 * Choose the preset of the client that your application uses; `SessionStore.of` describes any other. A store is a value:
 * it belongs to no stack and never changes.
 *
 * ```ts
 * new SessionTable(this, 'Sessions', { store: SessionStore.express({ initialized: true }) });
 * ```
 */
export class SessionStore {
  /**
   * The session handler of the AWS SDK for PHP, version 3: `Aws\DynamoDb\SessionHandler`.
   *
   * Key `id`, expiry `expires`. Requests call GetItem, UpdateItem and DeleteItem; `garbageCollect()` calls Scan and
   * BatchWriteItem. The handler's option `locking` needs no further action: it turns the GetItem into an UpdateItem.
   * Items carry their expiry in seconds, and the handler refuses an expired one on read.
   *
   * Serves Jam, CakePHP, Yii2, Symfony and every other framework that is given this handler.
   *
   * @throws when an option is out of its range
   * @see https://github.com/aws/aws-sdk-php/blob/master/src/DynamoDb/SessionHandler.php
   */
  public static phpSdk(options: PhpSdkSessionStoreOptions = {}): SessionStore {
    const expiryAttribute = options.sessionLifetimeAttribute ?? 'expires';
    validatePresetKey(options.hashKey, expiryAttribute, 'sessionLifetimeAttribute');
    return SessionStore.of({
      clientName: 'AWS SDK for PHP',
      partitionKey: { name: options.hashKey ?? 'id', type: dynamodb.AttributeType.STRING },
      expiry: SessionExpiry.timeToLive(expiryAttribute),
      requestActions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      garbageCollectionActions: ['dynamodb:Scan', 'dynamodb:BatchWriteItem'],
      lifetime: options.lifetime,
    });
  }

  /**
   * The store `connect-dynamodb` for Express, 3.0: `express-session` with the AWS SDK for JavaScript v3.
   *
   * Key `id`, expiry `expires`. Requests call GetItem, PutItem, UpdateItem (touch) and DeleteItem. Unless the
   * application passes `initialized: true`, the store calls DescribeTable before its first session, and without the
   * permission every request hangs. `reapInterval` (Scan and DeleteItem) stays at its default 0, since DynamoDB's time
   * to live deletes expired items; no right to list everybody's session is given.
   *
   * @throws when an option is out of its range
   * @see https://github.com/ca98am79/connect-dynamodb/blob/master/lib/connect-dynamodb.js
   */
  public static express(options: ExpressSessionStoreOptions = {}): SessionStore {
    validatePresetKey(options.hashKey, 'expires');
    return SessionStore.of({
      clientName: 'connect-dynamodb',
      partitionKey: { name: options.hashKey ?? 'id', type: dynamodb.AttributeType.STRING },
      expiry: SessionExpiry.timeToLive('expires'),
      requestActions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      startUpActions: options.initialized ?? false ? [] : ['dynamodb:DescribeTable'],
      lifetime: options.lifetime,
    });
  }

  /**
   * Any other client, described by hand.
   *
   * Run the application in the local kit with a first guess: it names every call that the policy denies.
   *
   * @throws when a name, an action or the lifetime is not one that DynamoDB, IAM or a shell would take, or a variable has two
   * meanings; all mistakes at once
   */
  public static of(props: SessionStoreProps): SessionStore {
    return new SessionStore(props);
  }

  /** Name of the client, for messages. */
  public readonly clientName: string;

  /** Partition key of the session items. */
  public readonly partitionKey: dynamodb.Attribute;

  /** Sort key of the session items; undefined for most clients. */
  public readonly sortKey?: dynamodb.Attribute;

  /** How session items come to an end. */
  public readonly expiry: SessionExpiry;

  /** Path that the framework answers without a session, for health checks; undefined when it has none of its own. */
  public readonly healthCheckPath?: string;

  private readonly actions: { requests: string[]; garbageCollection: string[]; startUp: string[] };
  private readonly indexes: dynamodb.GlobalSecondaryIndexPropsV2[];
  private readonly tableNameVariables: string[];
  private readonly regionVariables: string[];
  private readonly variables: Record<string, string>;

  private constructor(props: SessionStoreProps) {
    validateStore(props);
    this.clientName = props.clientName;
    this.partitionKey = Object.freeze({ ...(props.partitionKey ?? { name: 'id', type: dynamodb.AttributeType.STRING }) });
    this.sortKey = props.sortKey && Object.freeze({ ...props.sortKey });
    this.expiry = props.expiry;
    this.healthCheckPath = props.healthCheckPath;
    this.actions = {
      requests: normalizeActions(props.requestActions),
      garbageCollection: normalizeActions(props.garbageCollectionActions ?? []),
      startUp: normalizeActions(props.startUpActions ?? []),
    };
    this.indexes = copyOf(props.globalSecondaryIndexes ?? []);
    this.tableNameVariables = [TABLE_NAME_VARIABLE, ...(props.tableNameVariables ?? [])];
    this.regionVariables = [...(props.regionVariables ?? [])];
    this.variables = {
      ...(props.lifetime && { [LIFETIME_VARIABLE]: Tokenization.stringifyNumber(props.lifetime.toSeconds()) }),
      ...props.variables,
    };
  }

  /** IAM actions that serving requests takes, in alphabetical order. */
  public get requestActions(): string[] {
    return [...this.actions.requests];
  }

  /** IAM actions of the client's own clean-up, in alphabetical order; empty when it has none or needs none. */
  public get garbageCollectionActions(): string[] {
    return [...this.actions.garbageCollection];
  }

  /** IAM actions that the client calls once, when it starts, in alphabetical order. */
  public get startUpActions(): string[] {
    return [...this.actions.startUp];
  }

  /** Secondary indexes that the client queries. */
  public get globalSecondaryIndexes(): dynamodb.GlobalSecondaryIndexPropsV2[] {
    return copyOf(this.indexes);
  }

  /**
   * Variables of this client besides `AWS_REGION`, for a table of this name in this region.
   *
   * @internal
   */
  public _environment(tableName: string, region: string): Record<string, string> {
    return {
      ...Object.fromEntries(this.tableNameVariables.map((name) => [name, tableName])),
      ...Object.fromEntries(this.regionVariables.map((name) => [name, region])),
      ...this.variables,
    };
  }
}

/** Options of `SessionStore.phpSdk`, named as the handler names them. */
export interface PhpSdkSessionStoreOptions {
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

  /**
   * How long an unused session lives, told to the application in seconds as `DYNAMODB_SESSION_LIFETIME`.
   *
   * Pass it on as the handler's option `session_lifetime`. At least one second, whole seconds.
   *
   * @default - no variable; the application decides (PHP's own default is 1440 s)
   */
  readonly lifetime?: Duration;
}

/** Options of `SessionStore.express`, named as connect-dynamodb names them. */
export interface ExpressSessionStoreOptions {
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
   * How long an unused session lives, told to the application in seconds as `DYNAMODB_SESSION_LIFETIME`.
   *
   * Pass it on, times 1000, as `cookie.maxAge`. At least one second, whole seconds.
   *
   * @default - no variable; the application decides (without `maxAge` connect-dynamodb keeps a session for a day)
   */
  readonly lifetime?: Duration;
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
   * Secondary indexes that the client queries.
   *
   * @default - the table has no index
   */
  readonly globalSecondaryIndexes?: dynamodb.GlobalSecondaryIndexPropsV2[];

  /** Exact IAM actions that serving requests takes: `dynamodb:GetItem`, … */
  readonly requestActions: string[];

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
}
