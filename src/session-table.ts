import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Annotations, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { attachSessions } from './private/attachment';
import { forLambda, sessionEnvironment } from './private/session-environment';
import { Problems } from './private/validate';
import { SessionAttachment, SessionAttachmentOptions } from './session-attachment';
import { SessionCapacity } from './session-capacity';
import { SessionHost } from './session-host';
import { SessionStore } from './session-store';
import { SessionGrantOptions, SessionTableGrants } from './session-table-grants';

/** A DynamoDB table that holds web sessions: one that we define, or one that exists. */
export interface ISessionTable extends IConstruct {
  /** Name of the table. */
  readonly tableName: string;

  /** ARN of the table. */
  readonly tableArn: string;

  /** The session client for which the table is made. */
  readonly store: SessionStore;

  /** The table itself, for everything that aws-cdk-lib can do with one. */
  readonly table: dynamodb.ITableV2;

  /** Least-privilege rights on the table. */
  readonly grants: SessionTableGrants;

  /**
   * Variables that an application needs to find its sessions: `DYNAMODB_SESSION_TABLE_NAME`, `AWS_REGION` and what its
   * framework reads by itself. For containers and instances that you wire yourself.
   */
  readonly environment: Record<string, string>;

  /** The same without the variables that AWS Lambda sets itself and refuses to be given. */
  readonly lambdaEnvironment: Record<string, string>;

  /**
   * Grant what the session client calls; shorthand for `grants.sessionAccess`.
   *
   * For the default store exactly GetItem, UpdateItem, DeleteItem, Scan and BatchWriteItem on exactly this table.
   */
  grantSessionAccess(grantee: iam.IGrantable, options?: SessionGrantOptions): iam.Grant;

  /**
   * Give sessions to an application that exists: rights to its role, and the variables the way that it takes them.
   *
   * What cannot be done is a warning: `attachedWithoutVariables`, `attachedToNewInstancesOnly`, `attachedInAnotherRegion`.
   *
   * @throws when the application has one of the variables with another value already, or its role is not known
   */
  attachTo(host: SessionHost, options?: SessionAttachmentOptions): SessionAttachment;

  /**
   * Any metric of the table.
   *
   * @default - sum over 5 minutes
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Read units that were consumed.
   *
   * @default - sum over 5 minutes
   */
  metricConsumedReadCapacityUnits(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Write units that were consumed.
   *
   * @default - sum over 5 minutes
   */
  metricConsumedWriteCapacityUnits(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Items that time to live deleted: the sessions that ended by themselves.
   *
   * @default - sum over 5 minutes
   */
  metricTimeToLiveDeletedItemCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Writes whose condition failed: with a locking client, requests that waited for another one.
   *
   * @default - sum over 5 minutes
   */
  metricConditionalCheckFailedRequests(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** What is known of a session table that exists: what `fromSessionTableAttributes` takes. */
export interface SessionTableAttributes {
  /**
   * Name of the table. Give this or `tableArn`.
   *
   * @default - taken from `tableArn`
   */
  readonly tableName?: string;

  /**
   * ARN of the table. Give this or `tableName`.
   *
   * @default - made of `tableName`, `region` and the stack's account
   */
  readonly tableArn?: string;

  /**
   * The session client for which the table was made.
   *
   * @default SessionStore.phpSdk()
   */
  readonly store?: SessionStore;

  /**
   * The customer-managed key of the table, so that grants cover it.
   *
   * @default - the table has no customer-managed key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Region of the table. Not together with `tableArn`, which names its own.
   *
   * @default - the stack's region
   */
  readonly region?: string;

  /**
   * Whether grants cover the indexes of the store.
   *
   * @default true
   */
  readonly grantIndexPermissions?: boolean;
}

/** What grants, environment and metrics need, for owned and for imported tables alike. */
abstract class SessionTableBase extends Construct implements ISessionTable {
  public abstract readonly tableName: string;
  public abstract readonly tableArn: string;
  public abstract readonly store: SessionStore;
  public abstract readonly table: dynamodb.ITableV2;
  public abstract readonly grants: SessionTableGrants;

  public get environment(): Record<string, string> {
    // DynamoDB finds a table of another account by its ARN alone
    const name = isInAnotherAccount(this.table) ? this.tableArn : this.tableName;
    return sessionEnvironment(this.store, name, this.table.env.region);
  }

  public get lambdaEnvironment(): Record<string, string> {
    return forLambda(this.environment);
  }

  public grantSessionAccess(grantee: iam.IGrantable, options?: SessionGrantOptions): iam.Grant {
    return this.grants.sessionAccess(grantee, options);
  }

  public attachTo(host: SessionHost, options: SessionAttachmentOptions = {}): SessionAttachment {
    return attachSessions(this, host, options);
  }

  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.table.metric(metricName, { statistic: cloudwatch.Stats.SUM, ...options });
  }

  public metricConsumedReadCapacityUnits(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ConsumedReadCapacityUnits', options);
  }

  public metricConsumedWriteCapacityUnits(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ConsumedWriteCapacityUnits', options);
  }

  public metricTimeToLiveDeletedItemCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('TimeToLiveDeletedItemCount', options);
  }

  public metricConditionalCheckFailedRequests(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ConditionalCheckFailedRequests', options);
  }
}

function isInAnotherAccount(table: dynamodb.ITableV2): boolean {
  const [own, stacks] = [table.env.account, Stack.of(table).account];
  return !Token.isUnresolved(own) && !Token.isUnresolved(stacks) && own !== stacks;
}

/** Properties of a session table. */
export interface SessionTableProps {
  /**
   * The session client: it decides the keys, the time to live, the indexes, the grants and the variables.
   *
   * The keys of a table cannot be changed later without replacing it.
   *
   * @default SessionStore.phpSdk()
   */
  readonly store?: SessionStore;

  /**
   * Name of the table: 3 to 255 letters, digits, underscores, hyphens and dots.
   *
   * A fixed name gets in the way when the stack is deleted and made anew, since the table is retained.
   *
   * @default - CloudFormation makes one
   */
  readonly tableName?: string;

  /**
   * How the table is billed, and how much traffic it takes.
   *
   * @default SessionCapacity.onDemand()
   */
  readonly capacity?: SessionCapacity;

  /**
   * Which key encrypts the table.
   *
   * With a customer-managed key every grant covers the key; each new table key costs a KMS request per five minutes and client.
   *
   * @default TableEncryptionV2.dynamoOwnedKey()
   */
  readonly encryption?: dynamodb.TableEncryptionV2;

  /**
   * Whether the table can be restored to any second of the recovery period.
   *
   * Costs by the size of the table. A restored session table logs people in again who had logged out.
   *
   * @default true
   */
  readonly pointInTimeRecovery?: boolean;

  /**
   * Days for which the table can be restored, 1 to 35. Needs `pointInTimeRecovery`.
   *
   * @default 35
   */
  readonly recoveryPeriodInDays?: number;

  /**
   * What happens to the table when it leaves the stack.
   *
   * For development: `RemovalPolicy.DESTROY`.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether DynamoDB refuses to delete the table.
   *
   * @default - true unless `removalPolicy` is DESTROY
   */
  readonly deletionProtection?: boolean;

  /**
   * Storage class: infrequent access makes storage cheaper and requests dearer, seldom right for sessions.
   *
   * @default TableClass.STANDARD
   */
  readonly tableClass?: dynamodb.TableClass;

  /**
   * Copies in other regions. Needs a stack with a fixed region; grants cover the copies.
   *
   * Copies follow within about a second, so a user who changes region at once may see an older session.
   *
   * @default - none
   */
  readonly replicas?: dynamodb.ReplicaTableProps[];

  /**
   * Reports on the most used and most throttled keys.
   *
   * @default - off
   */
  readonly contributorInsightsSpecification?: dynamodb.ContributorInsightsSpecification;

  /**
   * Traffic that the table takes from its first second, before it has seen any.
   *
   * @default - DynamoDB's own (4,000 writes and 12,000 reads per second on demand)
   */
  readonly warmThroughput?: dynamodb.WarmThroughput;

  /**
   * The table's own policy, for principals of other accounts.
   *
   * @default - none, until a grant to another account adds one
   */
  readonly resourcePolicy?: iam.PolicyDocument;

  /**
   * Tags of the table.
   *
   * @default - those of the stack and of `Tags.of`
   */
  readonly tags?: Record<string, string>;
}

/**
 * A DynamoDB table for web sessions, shared by all servers of an application.
 *
 * ```ts
 * declare const role: iam.Role;
 *
 * const sessions = new SessionTable(this, 'Sessions');
 * sessions.grantSessionAccess(role);
 * ```
 *
 * Defines one `AWS::DynamoDB::GlobalTable`: partition key and time to live as the store needs them (`id` and `expires`
 * by default), on-demand, encrypted, with point-in-time recovery, retained and protected against deletion.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export class SessionTable extends SessionTableBase {
  /**
   * Use a session table that exists, known by its name, in the stack's own account and region.
   *
   * @param store the client for which the table was made; the AWS SDK for PHP's handler where none is given
   */
  public static fromSessionTableName(scope: Construct, id: string, tableName: string, store?: SessionStore): ISessionTable {
    return SessionTable.fromSessionTableAttributes(scope, id, { tableName, store });
  }

  /**
   * Use a session table that exists, known by its ARN.
   *
   * @param store the client for which the table was made; the AWS SDK for PHP's handler where none is given
   */
  public static fromSessionTableArn(scope: Construct, id: string, tableArn: string, store?: SessionStore): ISessionTable {
    return SessionTable.fromSessionTableAttributes(scope, id, { tableArn, store });
  }

  /**
   * Use a session table that exists.
   *
   * @throws when neither or both of `tableName` and `tableArn` are given, or a region beside an ARN
   */
  public static fromSessionTableAttributes(scope: Construct, id: string, attributes: SessionTableAttributes): ISessionTable {
    validateAttributes(scope, id, attributes);
    class Import extends SessionTableBase {
      public readonly store = attributes.store ?? SessionStore.phpSdk();
      public readonly table: dynamodb.ITableV2;
      public readonly tableName: string;
      public readonly tableArn: string;
      public readonly grants: SessionTableGrants;

      constructor() {
        super(scope, id);
        this.tableArn = attributes.tableArn ?? Stack.of(this).formatArn({
          service: 'dynamodb', resource: 'table', resourceName: attributes.tableName, region: attributes.region,
        });
        this.table = dynamodb.TableV2.fromTableAttributes(this, 'Resource', {
          tableArn: this.tableArn, encryptionKey: attributes.encryptionKey,
        });
        this.tableName = attributes.tableName ?? this.table.tableName;
        this.grants = SessionTableGrants._of({
          table: this.table,
          store: this.store,
          encryptionKey: attributes.encryptionKey,
          grantIndexPermissions: attributes.grantIndexPermissions,
        });
        addCautions(this, this.store);
      }
    }
    return new Import();
  }

  public readonly tableName: string;
  public readonly tableArn: string;
  public readonly store: SessionStore;
  public readonly table: dynamodb.ITableV2;
  public readonly grants: SessionTableGrants;

  constructor(scope: Construct, id: string, props: SessionTableProps = {}) {
    super(scope, id);
    validateProps(this, props);
    const store = props.store ?? SessionStore.phpSdk();
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const table = new dynamodb.TableV2(this, 'Resource', {
      partitionKey: store.partitionKey,
      sortKey: store.sortKey,
      timeToLiveAttribute: store.expiry.timeToLiveAttribute,
      globalSecondaryIndexes: store.globalSecondaryIndexes.length > 0 ? store.globalSecondaryIndexes : undefined,
      tableName: props.tableName,
      billing: (props.capacity ?? SessionCapacity.onDemand())._render(),
      encryption: props.encryption,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: props.pointInTimeRecovery ?? true,
        recoveryPeriodInDays: props.recoveryPeriodInDays,
      },
      removalPolicy,
      deletionProtection: props.deletionProtection ?? removalPolicy !== RemovalPolicy.DESTROY,
      tableClass: props.tableClass,
      replicas: props.replicas && [...props.replicas],
      contributorInsightsSpecification: props.contributorInsightsSpecification,
      warmThroughput: props.warmThroughput,
      resourcePolicy: props.resourcePolicy,
      tags: props.tags && Object.entries(props.tags).map(([key, value]) => ({ key, value })),
    });

    this.store = store;
    this.table = table;
    this.tableName = table.tableName;
    this.tableArn = table.tableArn;
    this.grants = SessionTableGrants._of({
      table,
      store,
      encryptionKey: table.encryptionKey,
      replicaRegions: props.replicas?.map((replica) => replica.region),
      replicaKeyArns: Object.values(props.encryption?.replicaKeyArns ?? {}),
    });
    addCautions(this, store);
  }
}

function addCautions(scope: Construct, store: SessionStore): void {
  for (const { id, text } of store.cautions) {
    Annotations.of(scope).addWarningV2(`cdk-dynamodb-sessions:${id}`, text);
  }
}

const TABLE_NAME = /^[A-Za-z0-9_.-]{3,255}$/;
const TABLE_NAME_RULE = '3 to 255 letters, digits, underscores, hyphens and dots';

function validateProps(scope: Construct, props: SessionTableProps): void {
  const problems = new Problems();
  problems.text('tableName', props.tableName, TABLE_NAME, TABLE_NAME_RULE);
  problems.wholeNumber('recoveryPeriodInDays', props.recoveryPeriodInDays, 1, 35);
  if (props.recoveryPeriodInDays !== undefined && props.pointInTimeRecovery === false) {
    problems.add('`recoveryPeriodInDays` needs point-in-time recovery, got: `pointInTimeRecovery: false`; remove one of them');
  }
  const { region } = Stack.of(scope);
  if (props.replicas?.length && Token.isUnresolved(region)) {
    problems.add("`replicas` need a stack with a fixed region, got: none; give the stack `env: { region: 'eu-west-1' }` or yours");
  }
  for (const replica of props.replicas ?? []) {
    if (replica.region === region) {
      problems.add(`\`replicas\` must be in other regions than the table's own, got: '${replica.region}'`);
    }
  }
  problems.throwIfAny(scope);
}

function validateAttributes(scope: Construct, id: string, attributes: SessionTableAttributes): void {
  const problems = new Problems();
  if ((attributes.tableName === undefined) === (attributes.tableArn === undefined)) {
    problems.add(`give exactly one of \`tableName\` and \`tableArn\`, got: ${attributes.tableName === undefined ? 'neither' : 'both'}`);
  }
  if (attributes.region !== undefined && attributes.tableArn !== undefined) {
    problems.add(`\`region\` goes with \`tableName\` only, since an ARN names its own, got: '${attributes.region}'`);
  }
  problems.text('tableName', attributes.tableName, TABLE_NAME, TABLE_NAME_RULE);
  problems.text('tableArn', attributes.tableArn, /^arn:[^:]+:dynamodb:[^:]+:[^:]+:table\/[A-Za-z0-9_.-]+$/,
    "the ARN of a table such as 'arn:aws:dynamodb:eu-west-1:111122223333:table/sessions'");
  problems.throwIfAny(scope, id);
}
