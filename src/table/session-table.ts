import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { PhysicalName, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { attachSessions } from './internal/attachment';
import { checkReplicaPoliciesLater, POLICY_PER_REPLICA } from '../dynamodb/replica-policies';
import { isInAnotherAccount, noteGeneratedName, tableBehind } from '../dynamodb/table-reference';
import { forLambda } from '../variables/lambda';
import { sessionEnvironment } from './internal/session-variables';
import { checkProtectionLater, warnOfProps } from './internal/table-warnings';
import { warnOfStore } from '../store/internal/store-warnings';
import { checkTable } from '../store/internal/table-requirements';
import { validateReplicaRegion, validateTable, validateTableAttributes } from './internal/table-validation';
import { SessionAttachment, SessionAttachmentOptions } from '../host/session-attachment';
import { SessionCapacity } from './session-capacity';
import { SessionHost } from '../host/session-host';
import { SessionTableMetrics } from '../metrics/session-table-metrics';
import { SessionStore } from '../store/session-store';
import { SessionTableAttributes } from './session-table-attributes';
import { SessionGrantOptions, SessionTableGrants } from '../grants/session-table-grants';
import { ISessionTable } from './session-table-interface';
import { SessionTableProps } from './session-table-props';

/** What grants, environment and metrics need, for owned and for imported tables alike. */
abstract class SessionTableBase extends Construct implements ISessionTable {
  public abstract readonly tableName: string;
  public abstract readonly tableArn: string;
  public abstract readonly sessionStore: SessionStore;
  public abstract readonly table: dynamodb.ITableV2;
  public abstract readonly grants: SessionTableGrants;

  public get metrics(): SessionTableMetrics {
    return SessionTableMetrics.fromTable(this.table, this.sessionStore);
  }

  public get environment(): Record<string, string> {
    // DynamoDB finds a table of another account by its ARN alone
    const name = isInAnotherAccount(this, this.table) ? this.tableArn : this.tableName;
    return sessionEnvironment(this.sessionStore, name, this.table.env.region);
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
    const statistic = metricName.endsWith('Latency') ? cloudwatch.Stats.AVERAGE : cloudwatch.Stats.SUM;
    return this.table.metric(metricName, { statistic, ...options });
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

  public metricReadThrottleEvents(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ReadThrottleEvents', options);
  }

  public metricWriteThrottleEvents(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('WriteThrottleEvents', options);
  }
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
   * @param sessionStore the client for which the table was made, `SessionStore.phpSdk()` by default
   */
  public static fromSessionTableName(scope: Construct, id: string, tableName: string, sessionStore?: SessionStore): ISessionTable {
    return SessionTable.fromSessionTableAttributes(scope, id, { tableName, sessionStore });
  }

  /**
   * Use a session table that exists, known by its ARN.
   *
   * @param sessionStore the client for which the table was made, `SessionStore.phpSdk()` by default
   */
  public static fromSessionTableArn(scope: Construct, id: string, tableArn: string, sessionStore?: SessionStore): ISessionTable {
    return SessionTable.fromSessionTableAttributes(scope, id, { tableArn, sessionStore });
  }

  /**
   * Use a session table that exists.
   *
   * @throws when neither or both of `tableName` and `tableArn` are given, a region beside an ARN, a wildcard, a partition other than the
   * stack's, or a key of another region than the table's
   */
  public static fromSessionTableAttributes(scope: Construct, id: string, attributes: SessionTableAttributes): ISessionTable {
    validateTableAttributes(scope, id, attributes);
    const { tableName, tableArn } = attributes;
    const table = SessionTable.existing(scope, id, attributes);
    warnOfStore(table, table.sessionStore);
    checkTable(table, tableName === undefined ? 'tableArn' : 'tableName', tableBehind(tableName ?? tableArn), table.sessionStore);
    return table;
  }

  private static existing(scope: Construct, id: string, attributes: SessionTableAttributes): ISessionTable {
    // where this app defines the table, its key is known although only a name was given
    const owner = tableBehind(attributes.tableName ?? attributes.tableArn)?.node.scope as Partial<dynamodb.ITable> | undefined;
    const encryptionKey = attributes.encryptionKey ?? owner?.encryptionKey;
    class Import extends SessionTableBase {
      public readonly sessionStore = attributes.sessionStore ?? SessionStore._default;
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
          tableArn: this.tableArn, encryptionKey,
        });
        this.tableName = attributes.tableName ?? this.table.tableName;
        this.grants = SessionTableGrants._of({
          table: this.table,
          store: this.sessionStore,
          encryptionKey,
          grantIndexPermissions: attributes.grantIndexPermissions,
        });
      }
    }
    return new Import();
  }

  public readonly tableName: string;
  public readonly tableArn: string;
  public readonly sessionStore: SessionStore;
  public readonly table: dynamodb.ITableV2;
  public readonly grants: SessionTableGrants;
  /** The other regions that hold a copy, each with the key of its own. */
  private readonly replicaKeys: Record<string, string | undefined>;

  constructor(scope: Construct, id: string, props: SessionTableProps = {}) {
    super(scope, id);
    validateTable(this, props);
    // whatever the app says: a policy that is copied to a new replica cannot be deployed
    this.node.setContext(POLICY_PER_REPLICA, true);
    const store = props.sessionStore ?? SessionStore._default;
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
      dynamoStream: props.dynamoStream,
      replicas: props.replicas && [...props.replicas],
      contributorInsightsSpecification: props.contributorInsightsSpecification,
      warmThroughput: props.warmThroughput,
      resourcePolicy: props.resourcePolicy,
      tags: props.tags && Object.entries(props.tags).map(([key, value]) => ({ key, value })),
    });

    if (props.tableName === PhysicalName.GENERATE_IF_NEEDED) {
      noteGeneratedName(table.node.defaultChild!);
    }

    this.sessionStore = store;
    this.table = table;
    this.replicaKeys = Object.fromEntries((props.replicas ?? []).map(({ region }) => [region, props.encryption?.replicaKeyArns?.[region]]));
    this.tableName = table.tableName;
    this.tableArn = table.tableArn;
    this.grants = SessionTableGrants._of({
      table,
      store,
      encryptionKey: table.encryptionKey,
      replicaRegions: Object.keys(this.replicaKeys),
      replicaKeyArns: Object.values(this.replicaKeys).flatMap((arn) => arn ?? []),
    });
    warnOfStore(this, store);
    warnOfProps(this, props);
    checkReplicaPoliciesLater(this, table);
    checkProtectionLater(this, table.node.defaultChild as dynamodb.CfnGlobalTable);
  }

  // here too, since jsii-rosetta spells members of a hidden base wrongly in samples for Go
  public grantSessionAccess(grantee: iam.IGrantable, options?: SessionGrantOptions): iam.Grant {
    return super.grantSessionAccess(grantee, options);
  }

  public attachTo(host: SessionHost, options?: SessionAttachmentOptions): SessionAttachment {
    return super.attachTo(host, options);
  }

  /**
   * The copy in a region, for what runs there: its own ARN, variables, grants of that copy alone, metrics. The table itself in its own region.
   *
   * Services and `attachTo` find the copy of their region themselves: give them the table.
   *
   * @param region one of `replicas`, or the table's own
   * @throws when the table has no copy there
   */
  public replica(region: string): ISessionTable {
    if (region === Stack.of(this).region) {
      return this;
    }
    validateReplicaRegion(this, region, Object.keys(this.replicaKeys));
    const id = `Replica${region}`;
    const known = this.node.tryFindChild(id) as ISessionTable | undefined;
    if (known) {
      return known;
    }
    const keyArn = this.replicaKeys[region];
    return SessionTable.existing(this, id, {
      sessionStore: this.sessionStore,
      tableArn: Stack.of(this).formatArn({ service: 'dynamodb', resource: 'table', resourceName: this.tableName, region }),
      encryptionKey: keyArn === undefined ? undefined : kms.Key.fromKeyArn(this, `${id}Key`, keyArn),
    });
  }

  /**
   * @internal
   */
  public _isIn(region: string): boolean {
    return region in this.replicaKeys;
  }
}
