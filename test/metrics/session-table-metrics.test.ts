import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Template } from 'aws-cdk-lib/assertions';
import { Duration } from 'aws-cdk-lib/core';
import { SessionCall, SessionExpiry, SessionStore, SessionTable, SessionTableMetrics, SessionThrottleCause } from '../../src';
import { newStack } from '../helpers';
import { partsOf as parts, whyNeverReported } from './published-metrics';

const CAUSES = Object.values(SessionThrottleCause);
const CALLS = Object.values(SessionCall);
const presets = Object.entries({
  phpSdk: SessionStore.phpSdk(), laravel: SessionStore.laravel(), express: SessionStore.express(), authJs: SessionStore.authJs(),
  shopify: SessionStore.shopify(), towerSessions: SessionStore.towerSessions(), aspNetCore: SessionStore.aspNetCore(),
});
const everything = SessionStore.of({
  clientName: 'everything', expiry: SessionExpiry.timeToLive('expires'), requestActions: [
    'BatchGetItem', 'BatchWriteItem', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PartiQLSelect', 'PartiQLUpdate', 'PutItem', 'Query', 'Scan', 'UpdateItem',
  ].map((action) => `dynamodb:${action}`),
});
const metricsOf = (store: SessionStore): SessionTableMetrics => new SessionTable(newStack(), 'Sessions', { sessionStore: store }).metrics;
const operations = (metric: cloudwatch.IMetric): unknown[] => parts(metric).map(({ dimensions }) => dimensions?.Operation);

function allOf(metrics: SessionTableMetrics, calls = CALLS): cloudwatch.IMetric[] {
  return [
    metrics.throttledRequests(), ...CAUSES.map((cause) => metrics.throttledRequests({ cause })), metrics.systemErrors(),
    ...calls.flatMap((call) => [metrics.latency(call, { statistic: 'p99' }), metrics.requests(call)]),
    metrics.consumedReadCapacityUnits(), metrics.consumedWriteCapacityUnits(), metrics.conditionalCheckFailures(), metrics.expiredSessions(),
    metrics.replicationLatency('eu-west-1'),
  ];
}

describe.each([...presets, ['everything', everything] as const])('the metrics of a table for %s', (_, store) => {
  const metrics = allOf(metricsOf(store));

  test('are metrics that DynamoDB reports, with these dimensions', () => {
    expect(metrics.flatMap(parts).flatMap((metric) => whyNeverReported(metric) ?? [])).toEqual([]);
  });

  test('are at most ten in each, as many as an alarm takes', () => {
    expect(metrics.filter((metric) => parts(metric).length > 10)).toEqual([]);
  });

  test('make alarms, and a graph that holds those of two tables', () => {
    const stack = newStack();
    const table = new SessionTable(stack, 'Sessions', { sessionStore: store });
    const own = [...allOf(table.metrics), ...allOf(new SessionTable(stack, 'Others', { sessionStore: store }).metrics)];
    own.forEach((metric, index) => new cloudwatch.Alarm(stack, `Alarm${index}`, { metric, threshold: 0, evaluationPeriods: 1 }));
    new cloudwatch.Dashboard(stack, 'Dashboard', { widgets: [[new cloudwatch.GraphWidget({ left: own })]] });
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', own.length);
  });
});

describe('the test of what DynamoDB reports', () => {
  test.each([
    ['SystemErrors', { TableName: 'sessions' }, 'SystemErrors has no dimensions TableName'],
    ['UserErrors', { TableName: 'sessions' }, 'UserErrors has no dimensions TableName'],
    ['WriteAccountLimitThrottleEvents', { TableName: 'sessions', GlobalSecondaryIndexName: 'byUser' }, 'WriteAccountLimitThrottleEvents has no dimensions ' +
      'GlobalSecondaryIndexName+TableName'],
    ['SystemErrors', { TableName: 'sessions', Operation: 'ReadSession' }, 'SystemErrors is not reported for ReadSession'],
    ['Errors', { TableName: 'sessions' }, 'AWS/DynamoDB Errors does not exist'],
  ])('fails if an alarm is on %s of %j, which never fires', (metricName, dimensionsMap, expected) => {
    expect(whyNeverReported(new cloudwatch.Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap }))).toBe(expected);
  });
});

describe('the calls of a store', () => {
  test('are counted for errors: requests and locking, not the clean-up', () => {
    expect(operations(metricsOf(SessionStore.phpSdk()).systemErrors())).toEqual(['DeleteItem', 'GetItem', 'UpdateItem']);
    expect(operations(metricsOf(SessionStore.laravel()).systemErrors())).toEqual(['DeleteItem', 'GetItem', 'PutItem']);
  });

  test('are read by Query where the library reads so', () => {
    expect(operations(metricsOf(SessionStore.towerSessions()).latency(SessionCall.READ))).toEqual(['Query']);
  });

  test('are the slowest of several for one purpose', () => {
    const latency = metricsOf(SessionStore.express()).latency(SessionCall.WRITE, { statistic: 'p99' });
    expect(operations(latency)).toEqual(['PutItem', 'UpdateItem']);
    expect(latency.expression).toBe(`MAX([${Object.keys(latency.usingMetrics).join(', ')}])`);
    expect(parts(latency).map(({ statistic }) => statistic)).toEqual(['p99', 'p99']);
  });

  test('fails if the store makes none for the purpose', () => {
    const metrics = metricsOf(SessionStore.of({ clientName: 'reader', expiry: SessionExpiry.timeToLive('expires'), requestActions: ['dynamodb:GetItem'] }));
    expect(() => metrics.requests(SessionCall.DELETE)).toThrow(
      '`call` must be for what reader does, got: SessionCall.DELETE; its store has no such action');
  });
});

describe('throttled requests', () => {
  test('are counted on indexes too, but for writes beyond the quota of the account', () => {
    const named = (cause?: SessionThrottleCause) => parts(metricsOf(SessionStore.authJs()).throttledRequests({ cause }))
      .map(({ metricName, dimensions = {} }) => [metricName, ...Object.keys(dimensions).filter((name) => name !== 'TableName')].join(' '));
    expect(named(SessionThrottleCause.ACCOUNT_LIMIT)).toEqual([
      'ReadAccountLimitThrottleEvents', 'ReadAccountLimitThrottleEvents GlobalSecondaryIndexName', 'WriteAccountLimitThrottleEvents',
    ]);
    expect(named()).toEqual([
      'ReadThrottleEvents', 'ReadThrottleEvents GlobalSecondaryIndexName', 'WriteThrottleEvents', 'WriteThrottleEvents GlobalSecondaryIndexName',
    ]);
  });

  test('are zero where DynamoDB reports nothing', () => {
    const { expression, usingMetrics } = metricsOf(SessionStore.phpSdk()).throttledRequests();
    expect(expression).toBe(Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`).join(' + '));
  });
});

test('period, label and color are taken as for any metric of CDK', () => {
  const metric = metricsOf(SessionStore.phpSdk()).systemErrors({ period: Duration.minutes(1), label: 'Errors', color: '#ff0000' });
  expect(metric).toMatchObject({ label: 'Errors', color: '#ff0000' });
  expect(parts(metric).map(({ period }) => period.toMinutes())).toEqual([1, 1, 1]);
});

test('the metrics of a replica are those of its region', () => {
  const stack = newStack({ env: { account: '111111111111', region: 'eu-central-1' } });
  const table = new SessionTable(stack, 'Sessions', { replicas: [{ region: 'us-east-1' }] });
  expect(parts(table.replica('us-east-1').metrics.systemErrors()).map((metric) => metric.toMetricConfig().metricStat?.region))
    .toEqual(['us-east-1', 'us-east-1', 'us-east-1']);
});

test('a table of another construct has them too', () => {
  const stack = newStack();
  const table = dynamodb.Table.fromTableName(stack, 'Sessions', 'sessions');
  expect(operations(SessionTableMetrics.fromTable(table).systemErrors())).toEqual(['DeleteItem', 'GetItem', 'UpdateItem']);
});
