import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { combineMetrics, largestOfMetrics, sumOfMetrics } from './internal/expressions';
import { MeasuredService } from './measured-service';

const NAMESPACE = 'AWS/ApplicationELB';

/**
 * CloudWatch metrics of a load-balanced session service, for alarms and dashboards.
 *
 * They are those of its target groups: of both where a deployment shifts requests from one to the other. Every dimension is one that
 * AWS reports.
 */
export class SessionServiceMetrics {
  /**
   * @internal
   */
  public static _of(owner: IConstruct, service: MeasuredService): SessionServiceMetrics {
    return new SessionServiceMetrics(owner, service);
  }

  private constructor(private readonly owner: IConstruct, private readonly service: MeasuredService) {}

  /**
   * @internal
   */
  public get _service(): MeasuredService {
    return this.service;
  }

  /**
   * Requests that the load balancer gave to the servers. Health checks do not count. Unit: count.
   *
   * @default - sum over 5 minutes
   */
  public requests(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    return sumOfMetrics(this.owner, this.ofTargetGroups('RequestCount', cloudwatch.Stats.SUM, options), { label: 'Requests', ...options });
  }

  /**
   * Requests that were answered with 500 to 599, by a server or, where none answered, by the load balancer. Unit: count.
   *
   * On a load balancer that the service shares with others, connections to servers that failed stand for the load balancer's own answers,
   * which it counts for all services together.
   *
   * @default - sum over 5 minutes
   */
  public errors(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    const { SUM } = cloudwatch.Stats;
    const front = this.service.isShared
      ? this.ofTargetGroups('TargetConnectionErrorCount', SUM, options) : [this.ofLoadBalancer('HTTPCode_ELB_5XX_Count', SUM, options)];
    return sumOfMetrics(this.owner, [...this.ofTargetGroups('HTTPCode_Target_5XX_Count', SUM, options), ...front], { label: 'Errors', ...options });
  }

  /**
   * Share of requests that were answered with 500 to 599. Unit: percent.
   *
   * @default - over 5 minutes
   */
  public errorRate(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    const { label = 'Error rate', color, period } = options;
    const suffix = `${period?.toSeconds() ?? ''}_${this.owner.node.addr.slice(-8)}`;
    const [errors, requests] = [`errors${suffix}`, `requests${suffix}`];
    return new cloudwatch.MathExpression({
      // an answer of the load balancer's own is no request of a server
      expression: `IF(${errors} > 0, 100 * ${errors} / IF(${requests} > ${errors}, ${requests}, ${errors}), 0)`,
      usingMetrics: { [errors]: this.errors(options), [requests]: this.requests(options) },
      label, color, period,
    });
  }

  /**
   * Time from the request until the first byte of a server's answer. Unit: seconds.
   *
   * @default - average over 5 minutes
   */
  public responseTime(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    const metrics = this.ofTargetGroups('TargetResponseTime', cloudwatch.Stats.AVERAGE, options);
    return largestOfMetrics(this.owner, metrics, { label: 'Response time', ...options });
  }

  /**
   * Servers that pass the health check. Unit: count.
   *
   * @default - average over 5 minutes
   */
  public healthyServers(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    const metrics = this.ofTargetGroups('HealthyHostCount', cloudwatch.Stats.AVERAGE, options);
    return this.together(metrics, { label: 'Healthy servers', ...options });
  }

  /**
   * Servers that fail the health check. Unit: count.
   *
   * @default - average over 5 minutes
   */
  public unhealthyServers(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    const metrics = this.ofTargetGroups('UnHealthyHostCount', cloudwatch.Stats.AVERAGE, options);
    return this.together(metrics, { label: 'Unhealthy servers', ...options });
  }

  /**
   * Connections that the load balancer refused, and those that a server refused. Unit: count.
   *
   * @default - sum over 5 minutes
   */
  public refusedConnections(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    const { SUM } = cloudwatch.Stats;
    const metrics = [this.ofLoadBalancer('RejectedConnectionCount', SUM, options), ...this.ofTargetGroups('TargetConnectionErrorCount', SUM, options)];
    return sumOfMetrics(this.owner, metrics, { label: 'Refused connections', ...options });
  }

  /**
   * Requests for each server, on average. Unit: count.
   *
   * @default - sum over 5 minutes
   */
  public requestsPerServer(options: cloudwatch.MetricOptions = {}): cloudwatch.MathExpression {
    const metrics = this.ofTargetGroups('RequestCountPerTarget', cloudwatch.Stats.SUM, options);
    return largestOfMetrics(this.owner, metrics, { label: 'Requests per server', ...options });
  }

  /**
   * Load of the processors. Unit: percent.
   *
   * EC2 instances report it every 5 minutes, and each minute with `detailedMonitoring`.
   *
   * @default - average over 5 minutes
   */
  public cpuUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.ofProcessors('CPUUtilization', options);
  }

  /**
   * Memory in use, for Fargate alone. Unit: percent.
   *
   * @default - average over 5 minutes
   * @throws for a service on EC2 instances, which do not report it
   */
  public memoryUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    if (this.service.processors.namespace === 'AWS/EC2') {
      throw new Error('`memoryUtilization` must be of a service on Fargate, got: one on EC2 instances, which report no memory; ' +
        `install the CloudWatch agent and use its metric (in ${this.owner.node.path})`);
    }
    return this.ofProcessors('MemoryUtilization', options);
  }

  private ofProcessors(metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const { namespace, dimensionsMap } = this.service.processors;
    return this.metric({ namespace, metricName, statistic: cloudwatch.Stats.AVERAGE, ...options, dimensionsMap });
  }

  private ofTargetGroups(metricName: string, statistic: string, options: cloudwatch.MetricOptions): cloudwatch.Metric[] {
    return this.service.targetGroups.map((dimensions) => (
      this.metric({ namespace: NAMESPACE, metricName, statistic, ...options, dimensionsMap: { ...dimensions } })));
  }

  private ofLoadBalancer(metricName: string, statistic: string, options: cloudwatch.MetricOptions): cloudwatch.Metric {
    const [{ LoadBalancer }] = this.service.targetGroups;
    return this.metric({ namespace: NAMESPACE, metricName, statistic, ...options, dimensionsMap: { LoadBalancer } });
  }

  /** One group alone keeps its gaps; of two, one may hold no server at all. */
  private together(metrics: cloudwatch.Metric[], options: cloudwatch.MetricOptions): cloudwatch.MathExpression {
    return metrics.length > 1 ? sumOfMetrics(this.owner, metrics, options) : combineMetrics(this.owner, metrics, ([id]) => id, options);
  }

  /** In the region and account of the service. */
  private metric(props: cloudwatch.MetricProps): cloudwatch.Metric {
    return new cloudwatch.Metric(props).attachTo(this.owner);
  }
}
