// what the construct library synthesizes is what the kit reads; only this test knows both
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Duration } from 'aws-cdk-lib/core';
import {
  LoadBalancedFargateSessionService, LoadBalancedFargateSessionServiceProps, LoadBalancedSessionService, SessionAccess, SessionServiceDeployment,
  SessionStore, SessionTable,
} from '../../../src';
import { Blueprint } from '../../src/blueprint/blueprint';
import { readBlueprint } from '../../src/blueprint/read-blueprint';
import { synthesize } from '../helpers/assembly';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const IMAGE = ecs.ContainerImage.fromRegistry('example/shop');

function read(build: (stack: Stack) => void, regional = true): Blueprint {
  return readBlueprint(synthesize((app) => build(new Stack(app, 'Demo', regional ? { env: ENV } : {}))));
}

function tasks(props: Partial<LoadBalancedFargateSessionServiceProps> = {}, regional = true): Blueprint {
  return read((stack) => new LoadBalancedFargateSessionService(stack, 'Web', { image: IMAGE, ...props }), regional);
}

describe('a service on Fargate is read', () => {
  const { tables: [table], services: [service], notes } = tasks();

  test('with its variables, which name its table', () => {
    expect(service.environment).toEqual({ AWS_REGION: 'eu-west-1', DYNAMODB_SESSION_TABLE_NAME: table.name });
  });

  test('with a role that may do the five things with this table, and nothing else', () => {
    const actions = ['BatchWriteItem', 'DeleteItem', 'GetItem', 'Scan', 'UpdateItem'].map((name) => `dynamodb:${name}`);
    expect(service.role.statements).toEqual([{ effect: 'Allow', actions, resources: [table.arns[0]] }]);
  });

  test('with the number of servers, the health check and the delay', () => {
    expect(service).toMatchObject({
      path: 'Demo/Web', compute: 'fargate', region: 'eu-west-1', desiredServers: 2, deregistrationDelaySeconds: 30,
      healthCheck: { path: '/ping.html', intervalSeconds: 30, timeoutSeconds: 5, healthyThreshold: 10, unhealthyThreshold: 2 },
    });
  });

  test('without a note', () => expect(notes).toEqual([]));
});

describe('a service on Fargate is read as well', () => {
  test('with variables that come from parameters', () => {
    const { tables: [table], services: [service], notes } = tasks({
      sessionVariablesAsSecrets: true, environment: { STAGE: 'test' }, sessionStore: SessionStore.phpSdk({ lifetime: Duration.hours(1) }),
    });
    expect(service.environment).toEqual({
      AWS_REGION: 'eu-west-1', DYNAMODB_SESSION_TABLE_NAME: table.name, DYNAMODB_SESSION_LIFETIME: '3600', STAGE: 'test',
    });
    expect(notes).toEqual([]);
  });

  test('in a stack without a region, with a fixed number of tasks and other names for variables', () => {
    const { tables: [table], services: [service] } = tasks({
      minCapacity: 3, maxCapacity: 3, variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' }, sessionAccess: SessionAccess.REQUESTS,
    }, false);
    expect(service).toMatchObject({ desiredServers: 3, environment: { SESSIONS: table.name } });
    expect(service.role.statements).toMatchObject([{ actions: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'] }]);
  });

  test('with blue/green deployments', () => {
    const { services, notes } = tasks({ deployment: SessionServiceDeployment.blueGreen() });
    expect(services).toMatchObject([{ healthCheck: { path: '/ping.html' } }]);
    expect(notes).toEqual([]);
  });
});

test('a service on EC2 with Spot is read as one without', () => {
  const { services } = read((stack) => new LoadBalancedSessionService(stack, 'Web', {
    machineImage: ec2.MachineImage.latestAmazonLinux2023(), mixedInstances: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } },
  }));
  expect(services).toMatchObject([{ compute: 'ec2', desiredServers: 2, role: { statements: [{ effect: 'Allow' }] } }]);
});

test('both services behind one listener and on one table, in stacks of their own, are put together', () => {
  const { tables, services } = readBlueprint(synthesize((app) => {
    const shared = new Stack(app, 'Shared', { env: ENV });
    const vpc = new ec2.Vpc(shared, 'Vpc', { maxAzs: 2 });
    const listener = new elbv2.ApplicationLoadBalancer(shared, 'LoadBalancer', { vpc })
      .addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) });
    const sessionTable = new SessionTable(shared, 'Sessions');
    const rule = (priority: number, path: string) => (
      { sharedListener: { listener, priority, conditions: [elbv2.ListenerCondition.pathPatterns([path])] }, sessionTable });
    const machineImage = ec2.MachineImage.latestAmazonLinux2023();
    new LoadBalancedSessionService(new Stack(app, 'Shop', { env: ENV }), 'Web', { machineImage, ...rule(1, '/shop/*') });
    new LoadBalancedFargateSessionService(new Stack(app, 'Blog', { env: ENV }), 'Web', { image: IMAGE, ...rule(2, '/blog/*') });
  }));
  expect(tables).toHaveLength(1);
  for (const service of services) {
    expect(service.environment.DYNAMODB_SESSION_TABLE_NAME).toBe(tables[0].name);
    expect(service.role.statements.map(({ resources }) => resources)).toEqual([[tables[0].arns[0]]]);
  }
  expect(services.map(({ compute }) => compute).sort()).toEqual(['ec2', 'fargate']);
});
