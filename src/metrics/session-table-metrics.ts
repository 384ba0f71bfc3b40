import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { SessionStore } from '../store/session-store';
import { largestOfMetrics, sumOfMetrics } from './internal/expressions';
import { operationsOf } from './internal/operations';
import { SessionCall } from './session-call';
import { SessionThrottleMetricOptions } from './session-table-metrics-options';
import { SessionThrottleCause } from './session-throttle-cause';

/**
 * CloudWatch metrics of a session table, for alarms and dashboards.
 *
 * They count exactly the calls that the session library makes, and every dimension is one that DynamoDB reports.
 */
export class SessionTableMetrics {
  /**
   * The metrics of any table construct.
   *
   * @param sessionStore the session library that uses the table, `SessionStore.phpSdk()` by default
   */
  public static fromTable(table: dynamodb.ITable, sessionStore?: SessionStore): SessionTableMetrics {
    return new SessionTableMetrics(table, sessionStore ?? SessionStore._default);
  }

  private constructor(private readonly table: dynamodb.ITable, private readonly store: SessionStore) {}

  /**
   * Reads and writes that were throttled, on the table and on the indexes of the store. Unit: count.
   *
   * An alarm takes it for stores of up to four indexes, since it takes ten metrics.
   *
   * @default - sum over 5 minutes, all causes
   */
  public throttledRequests(options: SessionThrottleMetricOptions = {}): cloudwatch.MathExpression {
    const { cause, ...rest } = options;
    const indexes = this.store.globalSecondaryIndexes.map(({ indexName }) => indexName);
    const metrics = ['Read', 'Write'].flatMap((kind) => {
      // the one metric without the dimension of an index
      const places = kind === 'Write' && cause === SessionThrottleCause.ACCOUNT_LIMIT ? [undefined] : [undefined, ...indexes];
      return places.map((index) => this.metric(`${kind}${cause ?? ''}ThrottleEvents`, cloudwatch.Stats.SUM, rest, {
        ...(index !== undefined && { GlobalSecondaryIndexName: index }),
      }));
    });
    return sumOfMetrics(this.table, metrics, { label: cause ? `Throttled: ${cause}` : 'Throttled', ...rest });
  }

  /**
   * Requests that DynamoDB failed to answer (HTTP 500), over the calls of the store. Unit: count.
   *
   * @default - sum over 5 minutes
   */
  public systemErrors(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    const metrics = operationsOf(this.store).map((Operation) => this.metric('SystemErrors', cloudwatch.Stats.SUM, options, { Operation }));
    return sumOfMetrics(this.table, metrics, { label: 'System errors', ...options });
  }

  /**
   * Time that successful calls took, of the slowest operation for this purpose. Unit: milliseconds.
   *
   * @default - average over 5 minutes
   * @throws when the store makes no such call
   */
  public latency(call: SessionCall, options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    const metrics = this.successful(call, cloudwatch.Stats.AVERAGE, options);
    return largestOfMetrics(this.table, metrics, { label: `Latency: ${call}`, ...options });
  }

  /**
   * Successful calls for this purpose. Unit: count.
   *
   * @default - number of samples over 5 minutes
   * @throws when the store makes no such call
   */
  public requests(call: SessionCall, options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    const metrics = this.successful(call, cloudwatch.Stats.SAMPLE_COUNT, options);
    return sumOfMetrics(this.table, metrics, { label: `Requests: ${call}`, ...options });
  }

  /**
   * Read units that were consumed. Unit: count.
   *
   * @default - sum over 5 minutes
   */
  public consumedReadCapacityUnits(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ConsumedReadCapacityUnits', cloudwatch.Stats.SUM, options);
  }

  /**
   * Write units that were consumed. Unit: count.
   *
   * @default - sum over 5 minutes
   */
  public consumedWriteCapacityUnits(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ConsumedWriteCapacityUnits', cloudwatch.Stats.SUM, options);
  }

  /**
   * Writes whose condition failed: with locking, attempts that found the session locked. Unit: count.
   *
   * @default - sum over 5 minutes
   */
  public conditionalCheckFailures(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ConditionalCheckFailedRequests', cloudwatch.Stats.SUM, options);
  }

  /**
   * Sessions that time to live deleted. Unit: count.
   *
   * @default - sum over 5 minutes
   */
  public expiredSessions(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('TimeToLiveDeletedItemCount', cloudwatch.Stats.SUM, options);
  }

  /**
   * Time until a write is in the replica of another region. Unit: milliseconds.
   *
   * @param receivingRegion the region of the replica
   * @default - average over 5 minutes
   */
  public replicationLatency(receivingRegion: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ReplicationLatency', cloudwatch.Stats.AVERAGE, options, { ReceivingRegion: receivingRegion });
  }

  private successful(call: SessionCall, statistic: string, options: cloudwatch.MetricOptions): cloudwatch.Metric[] {
    const operations = operationsOf(this.store, call);
    if (operations.length === 0) {
      throw new Error(`\`call\` must be for what ${this.store.clientName} does, got: SessionCall.${call.toUpperCase()}; its store has no such action`);
    }
    return operations.map((Operation) => this.metric('SuccessfulRequestLatency', statistic, options, { Operation }));
  }

  /** The table's own method adds its region and account. */
  private metric(name: string, statistic: string, options: cloudwatch.MetricOptions = {}, dimensions?: Record<string, string>): cloudwatch.Metric {
    const dimensionsMap = { TableName: this.table.tableName, ...dimensions, ...options.dimensionsMap };
    return this.table.metric(name, { statistic, ...options, dimensionsMap });
  }
}
