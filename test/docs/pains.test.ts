// what has hurt users of such stacks most, and that it does not here; docs/evidence/known-problems.md lists them, and answers 5, which no test can
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import {
  LoadBalancedFargateSessionService, LoadBalancedSessionService, LoadBalancedSessionServiceOptions, SessionCapacity, SessionExpiry, SessionStore,
  SessionTable,
} from '../../src';
import { europe, newApp, newRole, newStack, onlyResource, statementsOf, warningsOf } from '../helpers';

type Options = LoadBalancedSessionServiceOptions;

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const SERVICE = 'AWS::ECS::Service';
const TABLE = 'AWS::DynamoDB::GlobalTable';
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

function onEc2(options: Options = {}, stack = newStack({ env: europe })): { stack: Stack; service: LoadBalancedSessionService } {
  return { stack, service: new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...options }) };
}

function onFargate(options: Options = {}, stack = newStack({ env: europe })): { stack: Stack; service: LoadBalancedFargateSessionService } {
  return { stack, service: new LoadBalancedFargateSessionService(stack, 'Web', { image: ecs.ContainerImage.fromRegistry('example/shop'), ...options }) };
}

const both: [string, typeof onEc2 | typeof onFargate][] = [['on EC2', onEc2], ['on Fargate', onFargate]];

function tableWith(props: ConstructorParameters<typeof SessionTable>[2]): any {
  const stack = newStack({ env: europe });
  new SessionTable(stack, 'Sessions', props);
  return onlyResource(stack, TABLE);
}

/** Rules of all security groups that let everybody in. */
function openRules(stack: Stack): string[] {
  const template = Template.fromStack(stack);
  return JSON.stringify([template.findResources('AWS::EC2::SecurityGroup'), template.findResources('AWS::EC2::SecurityGroupIngress')],
    (key, value) => key === 'SecurityGroupEgress' ? undefined : value).match(/0\.0\.0\.0\/0|::\/0/g) ?? [];
}

test('1: an on-demand table becomes a provisioned one in place, with a first capacity', () => {
  const onDemand = tableWith({});
  const provisioned = tableWith({ capacity: SessionCapacity.autoscaled({ maxCapacity: 10, seedCapacity: 5 }) });
  expect(provisioned.id).toBe(onDemand.id);
  expect(provisioned.Properties.KeySchema).toEqual(onDemand.Properties.KeySchema);
  expect(provisioned.Properties.WriteProvisionedThroughputSettings.WriteCapacityAutoScalingSettings)
    .toMatchObject({ SeedCapacity: 5, MaxCapacity: 10 });
  // scaling is a part of the table, so no scaling target of its own is left behind or exists already
  const stack = newStack();
  new SessionTable(stack, 'Sessions', { capacity: SessionCapacity.autoscaled({ maxCapacity: 10, seedCapacity: 5 }) });
  Template.fromStack(stack).resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
});

test('2: time to live is on from the first day, on the attribute that the client writes', () => {
  expect(tableWith({}).Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expires', Enabled: true });
  const store = SessionStore.of({ clientName: 'mine', expiry: SessionExpiry.timeToLive('ttl'), requestActions: ['dynamodb:GetItem'] });
  expect(tableWith({ sessionStore: store }).Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'ttl', Enabled: true });
});

test('3: there is one kind of table, whatever is asked for', () => {
  const { id } = tableWith({});
  for (const props of [{ replicas: [{ region: 'us-east-1' }] }, { capacity: SessionCapacity.autoscaled({ maxCapacity: 10 }) }]) {
    expect(tableWith(props)).toMatchObject({ id, Type: TABLE });
  }
});

test('4: fixed write capacity is a minimum that equals the maximum', () => {
  const { WriteProvisionedThroughputSettings } = tableWith({ capacity: SessionCapacity.autoscaled({ minCapacity: 5, maxCapacity: 5 }) }).Properties;
  expect(WriteProvisionedThroughputSettings.WriteCapacityAutoScalingSettings).toMatchObject({ MinCapacity: 5, MaxCapacity: 5 });
});

test('6: a table that survives its stack does not block the next one, and one that shall go is not protected', () => {
  expect(tableWith({})).toMatchObject({ DeletionPolicy: 'Retain', Properties: { Replicas: [{ DeletionProtectionEnabled: true }] } });
  expect(tableWith({}).Properties).not.toHaveProperty('TableName');
  expect(tableWith({ removalPolicy: RemovalPolicy.DESTROY }))
    .toMatchObject({ DeletionPolicy: 'Delete', Properties: { Replicas: [{ DeletionProtectionEnabled: false }] } });
});

test('7: grants hold what the client calls at its start, and the indexes of an imported table', () => {
  const stack = newStack({ env: europe });
  const role = newRole(stack);
  const store = SessionStore.of({
    clientName: 'mine', expiry: SessionExpiry.timeToLive('ttl'), requestActions: ['dynamodb:Query'], startUpActions: ['dynamodb:DescribeTable'],
    globalSecondaryIndexes: [{ indexName: 'by-user', partitionKey: { name: 'user', type: dynamodb.AttributeType.STRING } }],
  });
  SessionTable.fromSessionTableName(stack, 'Sessions', 'theirs', store).grantSessionAccess(role);
  expect(statementsOf(role)).toMatchObject([{ Action: ['dynamodb:DescribeTable', 'dynamodb:Query'] }, { Action: 'dynamodb:Query' }]);
  expect(JSON.stringify(statementsOf(role)[1].Resource)).toContain('table/theirs/index/by-user');
});

/** Without flags, and as `cdk init` sets them. */
const everyFlag = both.flatMap(([name, define]) => [{}, recommendedFlags].map((context): [string, Record<string, unknown>, typeof define] =>
  [`${name}, ${Object.keys(context).length > 0 ? 'with all recommended feature flags' : 'without feature flags'}`, context, define]));

test.each(everyFlag)('8: no custom resource and no wildcard of ours: %s', (_, context, define) => {
  const { stack } = define({}, new Stack(newApp({ context }), 'Stack', { env: europe }));
  const template = Template.fromStack(stack);
  expect(Object.values(template.toJSON().Resources).filter(({ Type }: any) => /^Custom::|CustomResource|::Lambda::/.test(Type))).toEqual([]);
  expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain('*');
  expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).not.toContain('ManagedPolicyArns');
});

describe('9: a deployment does not cost capacity', () => {
  test('on EC2', () => {
    expect(onlyResource(onEc2().stack, GROUP).UpdatePolicy.AutoScalingInstanceRefresh.Preferences)
      .toEqual({ MinHealthyPercentage: 100, MaxHealthyPercentage: 150 });
  });

  test('on Fargate', () => {
    expect(onlyResource(onFargate().stack, SERVICE).Properties.DeploymentConfiguration)
      .toMatchObject({ MinimumHealthyPercent: 100, MaximumPercent: 200 });
  });

  test.each(both)('and synthesis has no warning: %s', (_, define) => expect(warningsOf(define({ listenerOptions: { open: false } }).stack)).toEqual([]));
});

test('10: a deployment that cannot work ends by itself and is rolled back', () => {
  const { DeploymentConfiguration, HealthCheckGracePeriodSeconds } = onlyResource(onFargate().stack, SERVICE).Properties;
  expect(DeploymentConfiguration.DeploymentCircuitBreaker).toEqual({ Enable: true, Rollback: true });
  expect(HealthCheckGracePeriodSeconds).toBe(60);
});

test.each(both)('11: the health check is a prop, and its path touches no session: %s', (_, define) => {
  expect(onlyResource(define().stack, TARGET_GROUP).Properties.HealthCheckPath).toBe('/ping.html');
  const healthCheck = { path: '/up', healthyHttpCodes: '200,204', interval: Duration.seconds(10), healthyThresholdCount: 3 };
  expect(onlyResource(define({ healthCheck }).stack, TARGET_GROUP).Properties).toMatchObject({
    HealthCheckPath: '/up', Matcher: { HttpCode: '200,204' }, HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 3,
  });
});

test.each(both)('12: the deregistration delay is a prop, and short by default: %s', (_, define) => {
  const delay = (options?: Options) => onlyResource(define(options).stack, TARGET_GROUP).Properties.TargetGroupAttributes
    .find(({ Key }: any) => Key === 'deregistration_delay.timeout_seconds').Value;
  expect(delay()).toBe('30');
  expect(delay({ targetGroupOptions: { deregistrationDelay: Duration.seconds(5) } })).toBe('5');
});

test('13: tasks end within the time in which the load balancer lets go of them, even where both begin at once, as on Spot', () => {
  const { stack } = onFargate();
  const [{ StopTimeout }] = onlyResource(stack, 'AWS::ECS::TaskDefinition').Properties.ContainerDefinitions;
  expect(StopTimeout).toBeLessThan(30);
  expect(onlyResource(stack, TARGET_GROUP).Properties.TargetGroupAttributes)
    .toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '30' });
});

describe.each(both)('14: nothing is opened behind the back of the user: %s', (_, define) => {
  test('not a load balancer that is given', () => {
    const stack = newStack({ env: europe });
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
    const securityGroup = new ec2.SecurityGroup(stack, 'Group', { vpc });
    const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc, securityGroup });
    define({ loadBalancer }, stack);
    expect(openRules(stack)).toEqual([]);
  });

  test('nor a listener that is given', () => {
    const stack = newStack({ env: europe });
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
    const listener = new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc })
      .addListener('Listener', { port: 80, open: false, defaultAction: elbv2.ListenerAction.fixedResponse(404) });
    define({ sharedListener: { listener, priority: 1, conditions: [elbv2.ListenerCondition.pathPatterns(['/*'])] } }, stack);
    expect(openRules(stack)).toEqual([]);
  });

  test('nor the own one beside peers', () => expect(openRules(define({ listenerOptions: { allowedPeers: [ec2.Peer.ipv4('10.0.0.0/8')] } }).stack)).toEqual([]));
  test('but the own one by default, which is what a web site wants', () => expect(openRules(define().stack)).toEqual(['0.0.0.0/0']));
});

test('15: a slow boot is no reason to be killed, a dead application is', () => {
  expect(onlyResource(onEc2().stack, GROUP).Properties).toMatchObject({ HealthCheckType: 'ELB', HealthCheckGracePeriod: 300 });
});

test('16: changed user data and changed variables reach the instances', () => {
  const launchTemplate = (options: Options) => {
    const { stack } = onEc2(options);
    const group = onlyResource(stack, GROUP);
    const { id, Properties } = onlyResource(stack, 'AWS::EC2::LaunchTemplate');
    expect(group.Properties.LaunchTemplate).toEqual({ LaunchTemplateId: { Ref: id }, Version: { 'Fn::GetAtt': [id, 'LatestVersionNumber'] } });
    expect(group.UpdatePolicy).toHaveProperty('AutoScalingInstanceRefresh');
    return Properties;
  };
  expect(launchTemplate({ environment: { STAGE: 'test' } })).not.toEqual(launchTemplate({ environment: { STAGE: 'prod' } }));
});

test.each<[string, Record<string, unknown>]>([
  ['true', { '@aws-cdk/aws-autoscaling:generateLaunchTemplateInsteadOfLaunchConfig': true }],
  ['false', { '@aws-cdk/aws-autoscaling:generateLaunchTemplateInsteadOfLaunchConfig': false }],
  ['all as recommended', recommendedFlags],
])('17: there is a launch template and no launch configuration, whatever the feature flag says: %s', (_, context) => {
  const app = newApp({ context });
  const { stack } = onEc2({}, new Stack(app, 'Stack', { env: europe }));
  Template.fromStack(stack).resourceCountIs('AWS::AutoScaling::LaunchConfiguration', 0);
  Template.fromStack(stack).resourceCountIs('AWS::EC2::LaunchTemplate', 1);
});

describe('18: a deployment leaves the number of servers as it is', () => {
  test('on EC2', () => expect(onlyResource(onEc2().stack, GROUP).Properties).not.toHaveProperty('DesiredCapacity'));
  test('on Fargate', () => expect(onlyResource(onFargate().stack, SERVICE).Properties).not.toHaveProperty('DesiredCount'));
});

test.each(both)('19: services share a load balancer and a table of other stacks without a cycle: %s', (_, define) => {
  const app = newApp();
  const [network, data, shop, blog] = ['Network', 'Data', 'Shop', 'Blog'].map((id) => new Stack(app, id, { env: europe }));
  const vpc = new ec2.Vpc(network, 'Vpc', { maxAzs: 2 });
  const listener = new elbv2.ApplicationLoadBalancer(network, 'LoadBalancer', { vpc })
    .addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) });
  const sessionTable = new SessionTable(data, 'Sessions');
  [shop, blog].forEach((stack, i) => define({
    sharedListener: { listener, priority: i + 1, conditions: [elbv2.ListenerCondition.hostHeaders([`${stack.stackName}.example.com`])] }, sessionTable,
  }, stack));
  expect(() => app.synth()).not.toThrow();
  for (const stack of [shop, blog]) {
    expect(stack.dependencies.map(({ node }) => node.id).sort()).toEqual(['Data', 'Network']);
    Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', { Priority: Match.anyValue() });
  }
  expect([...network.dependencies, ...data.dependencies]).toEqual([]);
});

test.each(both)('20: access logs are skipped with a warning where the region is not known: %s', (_, define) => {
  const { stack } = define({ listenerOptions: { open: false } }, newStack());
  expect(() => Template.fromStack(stack)).not.toThrow();
  expect(warningsOf(stack)).toEqual([expect.stringContaining('[ack: cdk-dynamodb-sessions:accessLogsSkipped]')]);
  expect(warningsOf(define({ listenerOptions: { open: false } }).stack)).toEqual([]);
});
