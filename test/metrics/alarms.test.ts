// alarms as in the recipe, each against what happens to a table
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { SessionCall, SessionStore, SessionTable, SessionTableMetrics, SessionThrottleCause } from '../../src';
import { newStack, onlyResource } from '../helpers';
import { AlarmState, Reported, Series, statesOf } from './alarm-evaluator';

const MINUTES = 30;
const phpSdk = SessionStore.phpSdk();
const period = Duration.minutes(1);

/** Reports in the minutes from the tenth, nothing or what is usual otherwise. */
const during = (length: number, value: number, usual?: number): Series => (
  Array.from({ length: MINUTES }, (_, minute) => (minute >= 10 && minute < 10 + length ? value : usual)));

type Alarm = [metric: (metrics: SessionTableMetrics) => cloudwatch.IMetric, options: Omit<cloudwatch.AlarmProps, 'metric'>];

const treatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING;
const throttled: Alarm = [
  (metrics) => metrics.throttledRequests({ cause: SessionThrottleCause.KEY_RANGE_THROUGHPUT, period }),
  { threshold: 1, evaluationPeriods: 5, datapointsToAlarm: 3, treatMissingData },
];
const failing: Alarm = [(metrics) => metrics.systemErrors({ period }), { threshold: 1, evaluationPeriods: 5, treatMissingData }];
const slow: Alarm = [
  (metrics) => metrics.latency(SessionCall.READ, { period, statistic: 'p99' }), { threshold: 100, evaluationPeriods: 10, treatMissingData },
];
const slowWrites: Alarm = [
  (metrics) => metrics.latency(SessionCall.WRITE, { period, statistic: 'p99' }), { threshold: 100, evaluationPeriods: 10, treatMissingData },
];

function states([metricOf, options]: Alarm, reported: Reported, store = phpSdk): AlarmState[] {
  const stack = newStack();
  const table = new SessionTable(stack, 'Sessions', { sessionStore: store });
  new cloudwatch.Alarm(stack, 'Alarm', { metric: metricOf(table.metrics), ...options });
  return statesOf(onlyResource(stack, 'AWS::CloudWatch::Alarm').Properties, reported, MINUTES);
}

test.each<[string, Alarm, Reported, SessionStore]>([
  ['reads of one partition are throttled', throttled, { ReadKeyRangeThroughputThrottleEvents: during(5, 3) }, phpSdk],
  ['writes of one partition are throttled', throttled, { WriteKeyRangeThroughputThrottleEvents: during(5, 3) }, phpSdk],
  ['an index is throttled', throttled, { 'ReadKeyRangeThroughputThrottleEvents GSI1': during(5, 3) }, SessionStore.authJs()],
  ['reads fail', failing, { 'SystemErrors GetItem': during(6, 1) }, phpSdk],
  ['writes fail', failing, { 'SystemErrors UpdateItem': during(6, 1) }, phpSdk],
  ['deletions fail', failing, { 'SystemErrors DeleteItem': during(6, 1) }, phpSdk],
  ['reads and writes fail in turn', failing, {
    'SystemErrors GetItem': during(6, 1).map((point, minute) => (minute % 2 ? point : undefined)),
    'SystemErrors UpdateItem': during(6, 1).map((point, minute) => (minute % 2 ? undefined : point)),
  }, phpSdk],
  ['reads are slow', slow, { 'SuccessfulRequestLatency GetItem': during(12, 400, 4) }, phpSdk],
  ['one of two kinds of writes is slow', slowWrites, {
    'SuccessfulRequestLatency PutItem': during(12, 5, 5), 'SuccessfulRequestLatency UpdateItem': during(12, 400, 4),
  }, SessionStore.express()],
])('the alarm fires when %s, and recovers', (_, alarm, reported, store) => {
  const seen = states(alarm, reported, store);
  expect(seen).toContain('ALARM');
  expect([seen[0], seen[MINUTES - 1]]).toEqual(['OK', 'OK']);
});

test.each<[string, Alarm, Reported]>([
  ['nothing is throttled and nobody comes', throttled, {}],
  ['throttling is brief', throttled, { ReadKeyRangeThroughputThrottleEvents: during(2, 50) }],
  ['another limit throttles', throttled, { ReadAccountLimitThrottleEvents: during(10, 3) }],
  ['nothing fails and nobody comes', failing, {}],
  ['a failure is brief', failing, { 'SystemErrors GetItem': during(4, 9) }],
  ['the clean-up fails', failing, { 'SystemErrors Scan': during(10, 9) }],
  ['nobody comes', slow, {}],
  ['reads are fast', slow, { 'SuccessfulRequestLatency GetItem': during(30, 4, 4) }],
  ['slowness is brief', slow, { 'SuccessfulRequestLatency GetItem': during(9, 900, 4) }],
])('the alarm is quiet when %s', (_, alarm, reported) => {
  expect(new Set(states(alarm, reported))).toEqual(new Set(['OK']));
});

test('fails if an alarm names no operation: DynamoDB reports nothing for it', () => {
  const byTable: Alarm = [
    () => new cloudwatch.MathExpression({
      expression: 'FILL(errors, 0)', period, usingMetrics: {
        errors: new cloudwatch.Metric({ namespace: 'AWS/DynamoDB', metricName: 'SystemErrors', dimensionsMap: { TableName: 'sessions' }, period }),
      },
    }), failing[1],
  ];
  expect(states(byTable, { 'SystemErrors GetItem': during(6, 1) })).not.toContain('ALARM');
});
