import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { SessionAttachment, SessionAttachmentOptions } from '../host/session-attachment';
import { SessionHost } from '../host/session-host';
import { SessionTableMetrics } from '../metrics/session-table-metrics';
import { SessionStore } from '../store/session-store';
import { SessionGrantOptions, SessionTableGrants } from '../grants/session-table-grants';

/** A DynamoDB table that holds web sessions: one that we define, or one that exists. */
export interface ISessionTable extends IConstruct {
  /** Name of the table. */
  readonly tableName: string;

  /** ARN of the table. */
  readonly tableArn: string;

  /** The session client for which the table is made. */
  readonly sessionStore: SessionStore;

  /** The table itself, for everything that aws-cdk-lib can do with one. */
  readonly table: dynamodb.ITableV2;

  /** Least-privilege rights on the table. */
  readonly grants: SessionTableGrants;

  /** CloudWatch metrics over exactly the calls of the store: throttled requests by cause, errors, latency. */
  readonly metrics: SessionTableMetrics;

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
   * For the default store exactly GetItem, UpdateItem, DeleteItem, Scan and BatchWriteItem on exactly this table, its replicas and
   * the store's indexes. With a customer-managed key also, through DynamoDB only, kms:Decrypt, kms:DescribeKey, kms:Encrypt,
   * kms:GenerateDataKey, kms:GenerateDataKeyWithoutPlaintext, kms:ReEncryptFrom and kms:ReEncryptTo. With `keyPrefix` without Scan,
   * which cannot be limited to a prefix.
   */
  grantSessionAccess(grantee: iam.IGrantable, options?: SessionGrantOptions): iam.Grant;

  /**
   * Give sessions to an application that exists: rights to its role, and the variables the way that it takes them.
   *
   * What cannot be done, or would not work, is a warning: `attachedWithoutVariables`, `attachedBesideStaticKeys`,
   * `attachedToNewInstancesOnly`, `attachedInAnotherRegion`.
   *
   * @throws when the application has one of the variables with another value already, its role is not known or, in another account than the
   * table, has no name, or the user data would be larger than EC2 takes
   */
  attachTo(host: SessionHost, options?: SessionAttachmentOptions): SessionAttachment;

  /**
   * Any metric of the table.
   *
   * SuccessfulRequestLatency, ThrottledRequests and SystemErrors exist for each operation alone: give
   * `dimensionsMap: { TableName: tableName, Operation: 'GetItem' }`.
   *
   * @default - sum over 5 minutes, average of a latency
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

  /**
   * Reads that were throttled: beyond the capacity, a maximum or what one key takes.
   *
   * @default - sum over 5 minutes
   */
  metricReadThrottleEvents(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Writes that were throttled: beyond the capacity, a maximum or what one key takes.
   *
   * @default - sum over 5 minutes
   */
  metricWriteThrottleEvents(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}
