import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SessionThrottleCause } from './session-throttle-cause';

/** Options of `SessionTableMetrics.throttledRequests`. */
export interface SessionThrottleMetricOptions extends cloudwatch.MetricOptions {
  /**
   * The cause to count.
   *
   * @default - all causes
   */
  readonly cause?: SessionThrottleCause;
}
