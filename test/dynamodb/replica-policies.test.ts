// a replica and its policy in one deployment, which DynamoDB refuses (rbac-considerations), with the feature flag of aws-cdk-lib on and off
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { SessionTable, SessionTableGrants } from '../../src';
import { europe, newApp, newStack } from '../helpers';

const FLAG = '@aws-cdk/aws-dynamodb:resourcePolicyPerReplica';
const replicas = [{ region: 'us-east-1' }];
const others = new iam.AccountPrincipal('444455556666');
const statement = () => new iam.PolicyStatement({ actions: ['dynamodb:GetItem'], resources: ['*'], principals: [others] });
const FLAGS = [{ context: { [FLAG]: true } }, { context: { [FLAG]: false } }, {}];

/** Which regions have a policy, and what is warned of. */
function synthesized(stack: Stack): { regions: string[]; warnings: string[] } {
  const { template, messages } = newStackOf(stack);
  const table: any = Object.values<any>(template.Resources).find(({ Type }) => Type === 'AWS::DynamoDB::GlobalTable');
  return {
    regions: table.Properties.Replicas.filter(({ ResourcePolicy }: any) => ResourcePolicy).map(({ Region }: any) => Region),
    warnings: messages.map(({ entry }) => `${entry.data}`).filter((text) => text.includes('replicaPolicyInOneUpdate')),
  };
}

const newStackOf = (stack: Stack) => (stack.node.root as ReturnType<typeof newApp>).synth().getStackByName('Data');
const stackWith = (props: object) => new Stack(newApp(props), 'Data', { env: europe });

describe.each(FLAGS)('with the flags %j', (props) => {
  test('the policy of a session table stays in its own region', () => {
    const byGrant = stackWith(props);
    new SessionTable(byGrant, 'Sessions', { replicas }).grantSessionAccess(others);
    expect(synthesized(byGrant)).toEqual({ regions: ['eu-west-1'], warnings: [] });
    const byProp = stackWith(props);
    new SessionTable(byProp, 'Sessions', { replicas, resourcePolicy: new iam.PolicyDocument({ statements: [statement()] }) });
    expect(synthesized(byProp)).toEqual({ regions: ['eu-west-1'], warnings: [] });
  });

  test('a policy that a replica is given is warned of once, by whatever way it comes', () => {
    const byProp = stackWith(props);
    new SessionTable(byProp, 'Sessions', { replicas: [{ ...replicas[0], resourcePolicy: new iam.PolicyDocument({ statements: [statement()] }) }] });
    expect(synthesized(byProp)).toEqual({ regions: ['us-east-1'], warnings: [expect.stringContaining('got: a policy for us-east-1; deploy the replica first')] });
    const byHatch = stackWith(props);
    const { table } = new SessionTable(byHatch, 'Sessions');
    (table as dynamodb.TableV2).addReplica({ ...replicas[0], resourcePolicy: new iam.PolicyDocument({ statements: [statement()] }) });
    expect(synthesized(byHatch)).toEqual({ regions: ['us-east-1'], warnings: [expect.stringContaining('got: a policy for us-east-1; deploy the replica first')] });
  });
});

test('the policy that aws-cdk-lib copies to the replicas of another table is warned of, with the flag that keeps it at home', () => {
  const theirs = (stack: Stack) => new dynamodb.TableV2(stack, 'Theirs', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, timeToLiveAttribute: 'expires', replicas,
  });
  const [off, on] = [stackWith({}), stackWith({ context: { [FLAG]: true } })];
  [off, on].forEach((stack) => SessionTableGrants.fromTable(theirs(stack)).requests(others));
  expect(synthesized(off)).toEqual({ regions: ['us-east-1', 'eu-west-1'], warnings: [expect.stringContaining(`set the feature flag '${FLAG}'`)] });
  expect(synthesized(on)).toEqual({ regions: ['eu-west-1'], warnings: [] });
});

test('a table without copies, or of the older construct, is none of this', () => {
  const stack = newStack({ env: europe });
  const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };
  const table = new dynamodb.Table(stack, 'Old', { partitionKey, timeToLiveAttribute: 'expires' });
  SessionTableGrants.fromTable(table).requests(others);
  expect(JSON.stringify(stack.node.findAll().map(({ node }) => node.metadata))).not.toContain('replicaPolicyInOneUpdate');
});
