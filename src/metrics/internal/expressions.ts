import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';

/** Most of these metrics are absent, not zero, when nothing happens. */
export function sumOfMetrics(owner: IConstruct, metrics: cloudwatch.Metric[], options: cloudwatch.MetricOptions): cloudwatch.MathExpression {
  return combineMetrics(owner, metrics, (ids) => ids.map((id) => `FILL(${id}, 0)`).join(' + '), options);
}

/** The largest of those that are reported. */
export function largestOfMetrics(owner: IConstruct, metrics: cloudwatch.Metric[], options: cloudwatch.MetricOptions): cloudwatch.MathExpression {
  return combineMetrics(owner, metrics, (ids) => (ids.length > 1 ? `MAX([${ids.join(', ')}])` : ids[0]), options);
}

/** @param owner whose metrics they are: it makes the ids of metrics differ from those of others in the same graph */
export function combineMetrics(
  owner: IConstruct, metrics: cloudwatch.Metric[], expression: (ids: string[]) => string, options: cloudwatch.MetricOptions,
): cloudwatch.MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => {
    // the label and the color are those of the expression
    return [idOf(owner, metric, index), metric.with({ label: '', color: '' })];
  }));
  const { label, color, period } = options;
  return new cloudwatch.MathExpression({ expression: expression(Object.keys(usingMetrics)), usingMetrics, label, color, period });
}

/** One id means one metric in a whole graph, which may show several tables and services. */
function idOf(owner: IConstruct, { metricName, statistic, period, dimensions = {} }: cloudwatch.Metric, index: number): string {
  const { Operation = '', GlobalSecondaryIndexName = '' } = dimensions as Record<string, string>;
  const parts = [metricName, statistic, `${period.toSeconds()}`, Operation, GlobalSecondaryIndexName, `${index}`, owner.node.addr.slice(-8)];
  return `m${parts.filter((part) => part !== '').join('_').replace(/\W/g, '_')}`;
}
