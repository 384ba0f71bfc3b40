import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

interface PublishedSet {
  readonly dimensions: { readonly name: string; readonly value?: string }[];
}

const database = loadAwsServiceSpecSync();

/**
 * What the database of AWS lacks.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
const LACKING: Record<string, string[]> = Object.fromEntries([
  ...['ProvisionedThroughput', 'MaxOnDemandThroughput', 'KeyRangeThroughput', 'AccountLimit'].flatMap((cause) => ['Read', 'Write'].map((kind) => [
    `${kind}${cause}ThrottleEvents`,
    `${kind}${cause}` === 'WriteAccountLimit' ? ['TableName'] : ['TableName', 'GlobalSecondaryIndexName+TableName'],
  ])),
]);

const namesOf = (dimensions: Record<string, unknown>): string => Object.keys(dimensions).sort().join('+');

/** The metrics of which an expression is made. */
export function partsOf(metric: cloudwatch.IMetric): cloudwatch.Metric[] {
  return metric instanceof cloudwatch.MathExpression ? Object.values(metric.usingMetrics).flatMap(partsOf) : [metric as cloudwatch.Metric];
}

/** Why AWS never reports the metric in this form; undefined where it does. */
export function whyNeverReported({ namespace, metricName, dimensions = {} }: cloudwatch.Metric): string | undefined {
  const asked = namesOf(dimensions);
  const published = database.all('metric').filter((metric) => metric.namespace === namespace && metric.name === metricName);
  const sets = published.flatMap((metric) => database.follow('usesDimensionSet', metric).map(({ entity }) => entity as PublishedSet));
  const known = [...sets.map((set) => namesOf(Object.fromEntries(set.dimensions.map(({ name }) => [name, true])))), ...(LACKING[metricName] ?? [])];
  if (known.length === 0) {
    return `${namespace} ${metricName} does not exist`;
  }
  if (!known.includes(asked)) {
    return `${metricName} has no dimensions ${asked}`;
  }
  const operations = sets.flatMap((set) => set.dimensions.filter(({ name }) => name === 'Operation').flatMap(({ value }) => value ?? []));
  const { Operation } = dimensions as { Operation?: string };
  return Operation === undefined || operations.length === 0 || operations.includes(Operation) ? undefined : `${metricName} is not reported for ${Operation}`;
}
