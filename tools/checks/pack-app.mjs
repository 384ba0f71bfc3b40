// the app of a user who installs the packed library, and what its template must hold

/** A table for a role, after the README's example; imports may stand anywhere. */
const TABLE = `
import * as iam from 'aws-cdk-lib/aws-iam';
import { SessionTable } from 'cdk-dynamodb-sessions';

const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
const sessions = new SessionTable(stack, 'Sessions');
sessions.grantSessionAccess(role);
`;

/** The README's first example as somebody would paste it, and a table. */
export function appSource(readme) {
  const example = /^```ts[^\n]*\n(.*?)^```$/ms.exec(readme)?.[1];
  if (!example?.includes('new LoadBalancedSessionService(stack,')) {
    throw new Error(`README.md must begin with an example that defines \`stack\` and a LoadBalancedSessionService in it, got: ${example}`);
  }
  return example + TABLE;
}

/** The declarations of the library are checked too, which `skipLibCheck` would leave out. */
export const APP_TSCONFIG = {
  compilerOptions: { target: 'ES2022', module: 'node16', strict: true, skipLibCheck: false, types: ['node'] },
  files: ['app.ts', 'deep.ts'],
};
export const BUNDLER_TSCONFIG = {
  extends: './tsconfig.json', compilerOptions: { module: 'ESNext', moduleResolution: 'bundler', noEmit: true },
};

/** The declarations lie in files of their own and the code does not: what compiled would end at run time (docs/decisions/0015, 0016). */
export const DEEP_IMPORT = `
// @ts-expect-error only the root is API
import type { SessionTable } from 'cdk-dynamodb-sessions/lib/session-table';
`;

/** What Node finds of the package by name. */
export const REACH = `
const assert = require('node:assert');
const name = 'cdk-dynamodb-sessions';
for (const path of ['package.json', '.jsii', '.jsii.gz']) require.resolve(name + '/' + path);
for (const path of ['lib/library', 'lib/session-table']) assert.throws(() => require(name + '/' + path), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
import(name).then(({ SessionTable }) => assert.equal(SessionTable, require(name).SessionTable));
// stack traces and messages call a class what its users call it
for (const [exported, value] of Object.entries(require(name))) if (typeof value === 'function') assert.equal(value.name, exported);
`;

/** One prop that is wrong, as Node reports it to a user who catches nothing. */
export const MISTAKE = `
const { App, Stack } = require('aws-cdk-lib/core');
const { SessionTable } = require('cdk-dynamodb-sessions');
new SessionTable(new Stack(new App(), 'Shop'), 'Sessions', { tableName: 'a' });
`;
export const MISTAKE_MESSAGE = "Error: `tableName` must be 3 to 255 letters, digits, underscores, hyphens and dots, got: 'a' (in Shop/Sessions)";

const ACTIONS = ['BatchWriteItem', 'DeleteItem', 'GetItem', 'Scan', 'UpdateItem'].map((action) => `dynamodb:${action}`);

export function templateProblems(template) {
  const problems = [];
  const must = (holds, what, received) => holds || problems.push(`${what}, got: ${JSON.stringify(received)}`);
  const ofType = (type) => Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);

  const tables = ofType('AWS::DynamoDB::GlobalTable');
  must(tables.length === 2, 'two session tables expected', tables.length);
  for (const [id, { Properties, DeletionPolicy }] of tables) {
    must(same(Properties.TimeToLiveSpecification, { AttributeName: 'expires', Enabled: true }),
      `${id} must have its time to live on 'expires'`, Properties.TimeToLiveSpecification);
    must(same(Properties.KeySchema, [{ AttributeName: 'id', KeyType: 'HASH' }]), `${id} must have the key 'id'`, Properties.KeySchema);
    must(Properties.BillingMode === 'PAY_PER_REQUEST', `${id} must be on demand`, Properties.BillingMode);
    must(DeletionPolicy === 'Retain', `${id} must be retained`, DeletionPolicy);
    const statements = ofType('AWS::IAM::Policy').flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement)
      .filter(({ Resource }) => same(Resource, { 'Fn::GetAtt': [id, 'Arn'] }));
    must(statements.length === 1 && same(statements[0].Action, ACTIONS), `one statement must give five actions on ${id}`, statements);
  }

  const targetGroups = ofType('AWS::ElasticLoadBalancingV2::TargetGroup');
  must(targetGroups.length === 1, 'one target group expected', targetGroups.length);
  for (const [id, { Properties }] of targetGroups) {
    const stickiness = Properties.TargetGroupAttributes.find(({ Key }) => Key === 'stickiness.enabled')?.Value;
    must(stickiness === 'false', `${id} must write stickiness as off`, stickiness);
    must(Properties.HealthCheckPath === '/ping.html', `${id} must probe /ping.html`, Properties.HealthCheckPath);
  }
  for (const [id, { Properties }] of ofType('AWS::EC2::LaunchTemplate')) {
    const { HttpTokens } = Properties.LaunchTemplateData.MetadataOptions;
    must(HttpTokens === 'required', `${id} must ask for IMDSv2`, HttpTokens);
  }
  const groups = ofType('AWS::AutoScaling::AutoScalingGroup').map(([, { Properties }]) => Properties.MinSize);
  must(same(groups, ['2']), 'one Auto Scaling group of at least two instances expected', groups);
  return problems;
}

function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}
