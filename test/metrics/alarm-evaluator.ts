/** What a metric reports minute by minute; undefined where it reports nothing. */
export type Series = (number | undefined)[];

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What is reported for a metric: by its name, with its operation or index where it has one, such as `SystemErrors GetItem`. */
export type Reported = Record<string, Series>;

interface TemplateMetric {
  readonly MetricName: string;
  readonly Dimensions: { readonly Name: string; readonly Value: unknown }[];
}

interface TemplateQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: TemplateMetric; readonly Period: number };
}

const MINUTE = 60;

/**
 * The state of an alarm of a template at each minute, on the window of its evaluation periods alone.
 *
 * CloudWatch looks further back where points of the window are missing; how far is not published.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function statesOf(alarm: any, reported: Reported, minutes: number): AlarmState[] {
  const points = pointsOf(alarm.Metrics, reported, minutes);
  const needed = alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods;
  return points.map((_, end) => {
    const window = points.slice(Math.max(0, end + 1 - alarm.EvaluationPeriods), end + 1);
    if (window.every((point) => point === undefined) && (alarm.TreatMissingData ?? 'missing') === 'missing') {
      return 'INSUFFICIENT_DATA';
    }
    const breaching = window.filter((point) => (point === undefined ? alarm.TreatMissingData === 'breaching' : isBreaching(alarm, point)));
    return breaching.length >= needed ? 'ALARM' : 'OK';
  });
}

function isBreaching({ ComparisonOperator, Threshold }: any, point: number): boolean {
  switch (ComparisonOperator) {
    case 'GreaterThanThreshold': return point > Threshold;
    case 'GreaterThanOrEqualToThreshold': return point >= Threshold;
    default: throw new Error(`the evaluator does not know ${ComparisonOperator}`);
  }
}

function pointsOf(queries: TemplateQuery[], reported: Reported, minutes: number): Series {
  const { Expression = '' } = queries.find((query) => query.Expression !== undefined)!;
  const series = new Map(queries.filter(({ MetricStat }) => MetricStat).map(({ Id, MetricStat }) => {
    if (MetricStat!.Period !== MINUTE) {
      throw new Error(`the evaluator knows periods of a minute, got: ${MetricStat!.Period} seconds`);
    }
    return [Id, reported[nameOf(MetricStat!.Metric)] ?? []];
  }));
  return Array.from({ length: minutes }, (_, minute) => calculate(Expression, (id) => valueOf(series, id, minute)));
}

function valueOf(series: Map<string, Series>, id: string, minute: number): number | undefined {
  const found = series.get(id);
  if (found === undefined) {
    throw new Error(`the expression uses ${id}, which is no metric of the alarm`);
  }
  return found[minute];
}

function nameOf({ MetricName, Dimensions }: TemplateMetric): string {
  return [MetricName, ...Dimensions.filter(({ Name }) => Name !== 'TableName').map(({ Value }) => Value)].join(' ');
}

/** A metric, the largest of several, or a sum of metrics that are zero where they are missing. */
function calculate(expression: string, value: (id: string) => number | undefined): number | undefined {
  const largest = /^MAX\(\[([\w, ]+)\]\)$/.exec(expression);
  if (largest) {
    const known = largest[1].split(', ').map(value).filter((point) => point !== undefined);
    return known.length === 0 ? undefined : Math.max(...known);
  }
  if (/^\w+$/.test(expression)) {
    return value(expression);
  }
  return expression.split(' + ').reduce((sum, term) => {
    const filled = /^FILL\((\w+), 0\)$/.exec(term);
    if (!filled) {
      throw new Error(`the evaluator does not know ${term}`);
    }
    return sum + (value(filled[1]) ?? 0);
  }, 0);
}
