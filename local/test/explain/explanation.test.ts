import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, Fn, Stack } from 'aws-cdk-lib';
import { synthesize } from '../helpers/assembly';
import { instances, sessionTable, webRole } from '../helpers/blueprint';
import { surveyAssembly } from '../../src/blueprint/read-blueprint';
import { explain } from '../../src/explain/explanation';
import { explanationInWords } from '../../src/explain/explanation-in-words';

const explained = (build: (stack: Stack) => void, env = { region: 'eu-west-1', account: '111122223333' }) =>
  explain(surveyAssembly(synthesize((app: App) => build(new Stack(app, 'Demo', { env })))));

/** `title: name value` for each row. */
const rowsOf = (explanation: ReturnType<typeof explain>) =>
  explanationInWords(explanation).flatMap(({ title, rows }) => rows.length === 0 ? [title] : rows.map(([name, value]) => `${title}: ${name} ${value}`.trim()));

function login(stack: Stack, environment: Record<string, string> = {}): lambda.Function {
  return new lambda.Function(stack, 'Login', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1'), environment,
  });
}

test('a table is told with its keys, indexes, time to live and regions', () => {
  const { tables, services } = explained((stack) => {
    sessionTable(stack, {
      sortKey: { name: 'at', type: dynamodb.AttributeType.NUMBER },
      globalSecondaryIndexes: [{ indexName: 'byUser', partitionKey: { name: 'user', type: dynamodb.AttributeType.STRING } }],
      replicas: [{ region: 'eu-central-1' }],
    });
  });
  expect(services).toEqual([]);
  expect(tables).toEqual([{
    path: 'Demo/Sessions',
    name: expect.stringMatching(/^Demo-Sessions/),
    keys: [{ name: 'id', type: 'string', role: 'partition key' }, { name: 'at', type: 'number', role: 'sort key' }],
    indexes: [{ name: 'byUser', keys: [{ name: 'user', type: 'string', role: 'partition key' }] }],
    timeToLiveAttribute: 'expires',
    billing: 'on-demand',
    regions: ['eu-west-1', 'eu-central-1'],
    regionIsAssumed: false,
  }]);
});

test('a table without time to live or region says so', () => {
  const rows = rowsOf(explain(surveyAssembly(synthesize((app) => {
    sessionTable(new Stack(app, 'Demo'), { timeToLiveAttribute: undefined });
  }))));
  expect(rows).toContain('Table Demo/Sessions: time to live off: items stay until they are deleted');
  expect(rows).toContain('Table Demo/Sessions: region us-east-1 for now: the stack names no region');
  expect(rows).toContain('No service that the local kit can run');
});

test('a service is told with its permissions, variables, health check and draining', () => {
  const rows = rowsOf(explained((stack) => {
    const table = sessionTable(stack);
    const role = webRole(stack);
    table.grant(role, 'dynamodb:GetItem', 'dynamodb:PutItem');
    instances(stack, { role, environment: { TABLE: 'x' }, targets: { healthCheck: { path: '/ping', healthyHttpCodes: '200,302' } } });
  }));
  expect(rows).toEqual(expect.arrayContaining([
    'Service Demo/Web: compute EC2 instances, 2 servers, in eu-west-1',
    'Service Demo/Web: role Demo/WebRole',
    'Service Demo/Web: permissions Demo/Sessions: GetItem, PutItem',
    'Service Demo/Web: variable TABLE=x',
    'Service Demo/Web: AWS sets no variable, not even the region',
    'Service Demo/Web: health check GET /ping every 30 s must answer 200,302 within 5 s; unhealthy after 2 failed checks',
    'Service Demo/Web: draining 300 s for requests in flight when a server is replaced',
  ]));
});

test('a role that reaches no table says so', () => {
  const rows = rowsOf(explained((stack) => {
    sessionTable(stack);
    instances(stack);
  }));
  expect(rows).toContain('Service Demo/Web: permissions none on a table of this assembly');
  expect(rows).toContain('Service Demo/Web: variables none');
});

test('a Lambda function that reaches a table is told, one that does not is left out', () => {
  const { functions } = explained((stack) => {
    const table = sessionTable(stack);
    const reaching = login(stack, { TABLE: table.tableName, QUEUE: Fn.importValue('somewhere-else') });
    table.grant(reaching, 'dynamodb:DeleteItem');
    new lambda.Function(stack, 'Other', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('1') });
  });
  expect(functions).toEqual([{
    path: 'Demo/Login',
    role: 'Demo/Login/ServiceRole',
    permissions: [{ table: 'Demo/Sessions', allowed: ['DeleteItem'], conditional: [], conditions: [] }],
    environment: { TABLE: expect.stringMatching(/^Demo-Sessions/), QUEUE: null },
    platformEnvironment: expect.objectContaining({
      AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1', AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x', _HANDLER: 'index.handler',
      AWS_LAMBDA_FUNCTION_NAME: expect.stringMatching(/^Demo-Login/), AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    }),
  }]);
});

test('a Lambda function whose role only AWS knows is no mistake', () => {
  const { functions } = explained((stack) => {
    sessionTable(stack);
    new lambda.CfnFunction(stack, 'Foreign', { role: Fn.importValue('role-from-elsewhere'), code: { zipFile: '1' } });
  });
  expect(functions).toEqual([]);
});

test('conditions of a permission are told beside it', () => {
  const rows = rowsOf(explained((stack) => {
    const table = sessionTable(stack);
    table.grant(login(stack), 'dynamodb:PutItem');
    (stack.node.findChild('Login') as lambda.Function).addToRolePolicy(new iam.PolicyStatement({
      actions: ['dynamodb:GetItem'],
      resources: [table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id', 'data'] } },
    }));
  }));
  expect(rows).toContain('Lambda function Demo/Login: permissions Demo/Sessions: PutItem');
  expect(rows).toContain('Lambda function Demo/Login: permissions Demo/Sessions: GetItem when dynamodb:Attributes ForAllValues:StringEquals id, data');
});
