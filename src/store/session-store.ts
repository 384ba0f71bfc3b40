import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Duration, Tokenization } from 'aws-cdk-lib/core';
import { deepCopy } from '../validation/deep-copy';
import { normalizeActions } from '../dynamodb/actions';
import { LIFETIME_VARIABLE, TABLE_NAME_VARIABLE } from '../variables/variable-validation';
import { warningsOf } from './internal/hazards';
import { validateStore } from './internal/store-validation';
import { SessionExpiry } from './session-expiry';
import {
  AdonisSessionStoreOptions, AspNetCoreSessionStoreOptions, ExpressPwrdrvrSessionStoreOptions, ExpressSessionStoreOptions,
  JamLaravelSessionStoreOptions, KoaSessionStoreOptions, LaravelSessionStoreOptions, PhpSdkSessionStoreOptions, RailsSessionStoreOptions,
  ReactRouterArcSessionStoreOptions, SessionStoreWarning, SessionStoreOptions, SessionStoreProps, TowerSessionsSessionStoreOptions,
} from './session-store-options';
import * as dotNet from './presets/dot-net';
import * as go from './presets/go';
import * as java from './presets/java';
import * as javascript from './presets/javascript';
import * as php from './presets/php';
import * as python from './presets/python';
import * as ruby from './presets/ruby';
import * as rust from './presets/rust';

/**
 * What a session client needs of its table: keys, expiry, the calls that it makes and the variables that it reads.
 *
 * Choose the preset of the client that your application uses; `SessionStore.of` describes any other. A store is a value:
 * it belongs to no stack and never changes. Each preset throws when an option is out of its range, and has a page in
 * `docs/reference/session-libraries` that says which calls are made and why.
 *
 * ```ts
 * new SessionTable(this, 'Sessions', { sessionStore: SessionStore.express({ initialized: true }) });
 * ```
 *
 * @see https://github.com/cdk-dynamodb-sessions/cdk-dynamodb-sessions/tree/main/docs/reference/session-libraries
 */
export class SessionStore {
  /**
   * The session handler of the AWS SDK for PHP 3, with and without `locking`; also for CakePHP and Yii2.
   *
   * Requests: GetItem, UpdateItem, DeleteItem. Clean-up by `garbageCollect()`: Scan, BatchWriteItem.
   *
   * @see https://github.com/aws/aws-sdk-php/blob/master/src/DynamoDb/SessionHandler.php
   */
  public static phpSdk(options: PhpSdkSessionStoreOptions = {}): SessionStore {
    return new SessionStore(php.phpSdk(options));
  }

  /**
   * The session handler of AsyncAws (`async-aws/dynamo-db-session` 1.2), for Symfony.
   *
   * Requests: GetItem, UpdateItem, DeleteItem.
   *
   * @see https://github.com/async-aws/dynamo-db-session/blob/master/src/SessionHandler.php
   */
  public static symfony(options: PhpSdkSessionStoreOptions = {}): SessionStore {
    return new SessionStore(php.symfony(options));
  }

  /**
   * The module `silverstripe/dynamodb` 5, which reads its own variables.
   *
   * Requests: GetItem, UpdateItem, DeleteItem.
   *
   * @see https://github.com/silverstripe/silverstripe-dynamodb
   */
  public static silverStripe(options: SessionStoreOptions = {}): SessionStore {
    return new SessionStore(php.silverStripe(options));
  }

  /**
   * Laravel's own session driver `dynamodb`, 11 to 13, with and without session blocking. Health checks ask for `/up`.
   *
   * Requests: GetItem, PutItem, DeleteItem.
   *
   * @see https://github.com/laravel/framework/blob/13.x/src/Illuminate/Cache/DynamoDbStore.php
   */
  public static laravel(options: LaravelSessionStoreOptions = {}): SessionStore {
    return new SessionStore(php.laravel(options));
  }

  /**
   * The package `fivesqrd/jam-laravel` 0.4, for Laravel before 5.8. Warns `ignoresRoles`: it passes static keys.
   *
   * Requests: GetItem, UpdateItem, DeleteItem. Clean-up, by its handler: Scan, BatchWriteItem.
   *
   * @see https://github.com/fivesqrd/jam-laravel
   */
  public static jamLaravel(options: JamLaravelSessionStoreOptions = {}): SessionStore {
    return new SessionStore(php.jamLaravel(options));
  }

  /**
   * `connect-dynamodb` 3 for Express and Fastify.
   *
   * Requests: GetItem, PutItem, DeleteItem, and UpdateItem unless `touch` is false. Start-up, without which every request hangs: DescribeTable.
   *
   * @see https://github.com/ca98am79/connect-dynamodb/blob/master/lib/connect-dynamodb.js
   */
  public static express(options: ExpressSessionStoreOptions = {}): SessionStore {
    return new SessionStore(javascript.express(options));
  }

  /**
   * `@pwrdrvr/dynamodb-session-store` 1 for Express and Fastify, which writes less often.
   *
   * Requests: GetItem, PutItem, DeleteItem, and UpdateItem unless `touch` is false.
   *
   * @see https://github.com/pwrdrvr/dynamodb-session-store/blob/main/src/dynamodb-store.ts
   */
  public static expressPwrdrvr(options: ExpressPwrdrvrSessionStoreOptions = {}): SessionStore {
    return new SessionStore(javascript.expressPwrdrvr(options));
  }

  /**
   * `koa-session-dynamodb-store` 1.1 for `koa-session`, which refuses expired sessions itself.
   *
   * Requests: GetItem, PutItem, DeleteItem.
   *
   * @see https://github.com/DGURI/koa-session-dynamodb-store
   */
  public static koa(options: KoaSessionStoreOptions = {}): SessionStore {
    return new SessionStore(javascript.koa(options));
  }

  /**
   * `@auth/dynamodb-adapter` 2 for Auth.js and NextAuth: users and accounts live in the table too, so keep it.
   *
   * Requests: GetItem, PutItem, UpdateItem, DeleteItem, BatchWriteItem, and Query on table and index.
   *
   * @see https://github.com/nextauthjs/next-auth/blob/main/packages/adapter-dynamodb/src/index.ts
   */
  public static authJs(options: SessionStoreOptions = {}): SessionStore {
    return new SessionStore(javascript.authJs(options));
  }

  /**
   * `createArcTableSessionStorage` of React Router and Remix, given a table object. Warns `expiredReadable`.
   *
   * Requests: GetItem, PutItem, DeleteItem.
   *
   * @see https://github.com/remix-run/react-router/blob/main/packages/react-router-architect/sessions/arcTableSessionStorage.ts
   */
  public static reactRouterArc(options: ReactRouterArcSessionStoreOptions = {}): SessionStore {
    return new SessionStore(javascript.reactRouterArc(options));
  }

  /**
   * `@shopify/shopify-app-session-storage-dynamodb` 8. Warns `neverExpires`: its tokens are no web sessions, so keep the table.
   *
   * Requests: GetItem, PutItem, DeleteItem, and Query on table and index.
   *
   * @see https://github.com/Shopify/shopify-app-js/tree/main/packages/apps/session-storage/shopify-app-session-storage-dynamodb
   */
  public static shopify(): SessionStore {
    return new SessionStore(javascript.shopify());
  }

  /**
   * The store `dynamodb` of `@adonisjs/session` 7 and 8. Warns `neverExpires`: it writes milliseconds.
   *
   * Requests: GetItem, PutItem, UpdateItem, DeleteItem.
   *
   * @see https://github.com/adonisjs/session/blob/8.x/src/stores/dynamodb.ts
   */
  public static adonis(options: AdonisSessionStoreOptions = {}): SessionStore {
    return new SessionStore(javascript.adonis(options));
  }

  /**
   * Flask-Session 0.8 with `SESSION_TYPE='dynamodb'`. Warns `createsTable` and `expiredReadable`.
   *
   * Requests: GetItem, UpdateItem, DeleteItem. Start-up, without which it does not start: CreateTable.
   *
   * @see https://github.com/pallets-eco/flask-session/blob/0.8.0/src/flask_session/dynamodb/dynamodb.py
   */
  public static flaskSession(options: SessionStoreOptions = {}): SessionStore {
    return new SessionStore(python.flaskSession(options));
  }

  /**
   * `aws-sessionstore-dynamodb` 4 for Rack and Rails, with and without locking. Warns `expiredReadable`. Health checks ask for `/up`.
   *
   * Requests: GetItem, UpdateItem, DeleteItem. Clean-up task: Scan, BatchWriteItem.
   *
   * @see https://github.com/aws/aws-sessionstore-dynamodb-ruby
   */
  public static rails(options: RailsSessionStoreOptions = {}): SessionStore {
    return new SessionStore(ruby.rails(options));
  }

  /**
   * `AWS.AspNetCore.DistributedCacheProvider` 1 under the session middleware of ASP.NET Core.
   *
   * Requests: GetItem, PutItem, UpdateItem, DeleteItem. Start-up: DescribeTable, DescribeTimeToLive.
   *
   * @see https://github.com/aws/aws-dotnet-distributed-cache-provider
   */
  public static aspNetCore(options: AspNetCoreSessionStoreOptions = {}): SessionStore {
    return new SessionStore(dotNet.aspNetCore(options));
  }

  /**
   * `spring-session-dynamodb` 0.0.2, experimental since 2018.
   *
   * Requests: GetItem, PutItem, DeleteItem.
   *
   * @see https://github.com/Scout24/spring-session-dynamodb
   */
  public static springSession(options: SessionStoreOptions = {}): SessionStore {
    return new SessionStore(java.springSession(options));
  }

  /**
   * `tower-sessions-dynamodb-store` 0.3 for axum and tower (Rust).
   *
   * Requests: Query, PutItem, DeleteItem. Clean-up, by `delete_expired`: Scan, BatchWriteItem.
   *
   * @see https://github.com/necrobious/tower-sessions-dynamodb-store
   */
  public static towerSessions(options: TowerSessionsSessionStoreOptions = {}): SessionStore {
    return new SessionStore(rust.towerSessions(options));
  }

  /**
   * The storage `dynamodb` 2 of Fiber (Go). Warns `neverExpires` and `expiredReadable`. `Reset()` would delete the table.
   *
   * Requests: GetItem, PutItem, DeleteItem. Start-up: DescribeTable.
   *
   * @see https://github.com/gofiber/storage/blob/main/dynamodb/dynamodb.go
   */
  public static fiber(options: SessionStoreOptions = {}): SessionStore {
    return new SessionStore(go.fiber(options));
  }

  /**
   * Any other client, described by hand.
   *
   * Run the application in the local kit with a first guess: it names every call that the policy denies.
   *
   * In TypeScript, spread a preset to change it: `SessionStore.of({ ...SessionStore.express(), requestActions: [ … ] })`. Its warnings
   * are kept.
   *
   * @see https://github.com/cdk-dynamodb-sessions/cdk-dynamodb-sessions/blob/main/docs/guide/recipes.md
   *
   * @throws when a name, an action or the lifetime is not one that DynamoDB, IAM or a shell would take, or a variable has two
   * meanings; all mistakes at once
   */
  public static of(props: SessionStoreProps): SessionStore {
    return new SessionStore(props);
  }

  private static phpSdkByDefault?: SessionStore;

  /**
   * What a table without `sessionStore` is for; one value for all of them, made when the first needs it.
   *
   * @internal
   */
  public static get _default(): SessionStore {
    return (SessionStore.phpSdkByDefault ??= SessionStore.phpSdk());
  }

  /** Name of the client, for messages. */
  public readonly clientName: string;

  /** Partition key of the session items. */
  public readonly partitionKey: dynamodb.Attribute;

  /** Sort key of the session items; undefined for most clients. */
  public readonly sortKey?: dynamodb.Attribute;

  /** How session items come to an end. */
  public readonly expiry: SessionExpiry;

  /** Whether the client refuses an expired session on read; the table may hold it for days more. */
  public readonly refusesExpired: boolean;

  /** Path that the framework answers without a session, for health checks; undefined when it has none of its own. */
  public readonly healthCheckPath?: string;

  /** IAM actions that serving requests takes, in alphabetical order. */
  public readonly requestActions!: string[];

  /** IAM actions that locking takes besides those of requests, in alphabetical order; empty for most clients. */
  public readonly lockingActions!: string[];

  /** IAM actions of the client's own clean-up, in alphabetical order; empty when it has none or needs none. */
  public readonly garbageCollectionActions!: string[];

  /** IAM actions that the client calls once, when it starts, in alphabetical order. */
  public readonly startUpActions!: string[];

  /** Dangers of the client: a table that is made for it says each as a warning, which can be acknowledged. */
  public readonly warnings!: SessionStoreWarning[];

  /** Secondary indexes that the client queries. */
  public readonly globalSecondaryIndexes!: dynamodb.GlobalSecondaryIndexPropsV2[];

  // named as the props, so that `{ ...store }` is what the store was made of
  private readonly tableNameVariables: string[];
  private readonly regionVariables: string[];
  private readonly variables: Record<string, string>;
  private readonly lifetime?: Duration;

  private constructor(props: SessionStoreProps) {
    validateStore(props);
    this.clientName = props.clientName;
    this.partitionKey = Object.freeze({ ...(props.partitionKey ?? { name: 'id', type: dynamodb.AttributeType.STRING }) });
    this.sortKey = props.sortKey && Object.freeze({ ...props.sortKey });
    this.expiry = props.expiry;
    this.refusesExpired = props.refusesExpired ?? true;
    this.healthCheckPath = props.healthCheckPath;
    this.offerCopies({
      requestActions: normalizeActions(props.requestActions),
      lockingActions: normalizeActions(props.lockingActions ?? []),
      garbageCollectionActions: normalizeActions(props.garbageCollectionActions ?? []),
      startUpActions: normalizeActions(props.startUpActions ?? []),
      warnings: warningsOf(props),
      globalSecondaryIndexes: deepCopy(props.globalSecondaryIndexes ?? []),
    });
    this.tableNameVariables = [...(props.tableNameVariables ?? [])];
    this.regionVariables = [...(props.regionVariables ?? [])];
    this.variables = { ...props.variables };
    this.lifetime = props.lifetime;
  }

  /**
   * Variables of this client besides `AWS_REGION`, for a table of this name in this region.
   *
   * @internal
   */
  public _environment(tableName: string, region: string): Record<string, string> {
    return {
      ...Object.fromEntries([TABLE_NAME_VARIABLE, ...this.tableNameVariables].map((name) => [name, tableName])),
      ...Object.fromEntries(this.regionVariables.map((name) => [name, region])),
      ...(this.lifetime && { [LIFETIME_VARIABLE]: Tokenization.stringifyNumber(this.lifetime.toSeconds()) }),
      ...this.variables,
    };
  }

  /** Nobody can change the store by a list that it returns; own properties, since `{ ...store }` leaves out the getters of a class. */
  private offerCopies(lists: Pick<SessionStore, 'requestActions' | 'lockingActions' | 'garbageCollectionActions' | 'startUpActions' | 'warnings' |
  'globalSecondaryIndexes'>): void {
    for (const [name, list] of Object.entries(lists)) {
      Object.defineProperty(this, name, { enumerable: true, get: () => deepCopy(list) });
    }
  }
}
