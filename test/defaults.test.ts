// each default that the documentation promises, seen in the template: a change here breaks somebody, so it is made on purpose
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Template } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib/core';
import {
  LoadBalancedFargateSessionService, LoadBalancedSessionService, SessionCapacity, SessionExpiry, SessionHost, SessionServiceDeployment, SessionStore,
  SessionTable,
} from '../src';
import { account, europe, newRole, newStack, onlyResource } from './helpers';
import { ownPropsOf, propsOf, structs } from '../tools/props';
import { ROWS } from '../tools/rows';
import { Template as ReadTemplate, TemplateJson } from '../tools/template';

const GLOBAL_TABLE = 'AWS::DynamoDB::GlobalTable';

describe('documented defaults', () => {
  const { table, instances, secured, tasks } = defaultTemplates();
  const only = (template: Template, type: string) => Object.values(template.findResources(type))[0].Properties;
  const statements = (template: Template) => JSON.stringify(template.findResources('AWS::IAM::Policy'));
  const data = (template: Template) => only(template, 'AWS::EC2::LaunchTemplate').LaunchTemplateData;
  const container = () => only(tasks, 'AWS::ECS::TaskDefinition').ContainerDefinitions[0];
  const attributes = (template: Template, type: string, list: string) => Object.fromEntries(
    only(template, `AWS::ElasticLoadBalancingV2::${type}`)[list].map(({ Key, Value }: Record<string, string>) => [Key, Value]));
  const seconds = (store: SessionStore) => store._environment('sessions', 'eu-west-1').DYNAMODB_SESSION_LIFETIME;

  /** Prop, what its documentation says, what the template holds or the value is, and what it must be. */
  const rows: [prop: string, documented: string, is: () => unknown, must: unknown][] = [
    ...ROWS.flatMap(({ taker, prop, byDefault, rendered }): [string, string, () => unknown, unknown][] => byDefault === undefined ? [] : [
      [nameOf(taker, prop), byDefault[0], () => rendered(new ReadTemplate((taker.includes('Fargate') ? tasks : instances).toJSON() as TemplateJson)), byDefault[1]],
    ]),
    ['AutoscaledUnits.minCapacity', '1', () => readScaling().MinCapacity, 1],
    ['AutoscaledUnits.targetUtilizationPercent', '70', () => readScaling().TargetTrackingScalingPolicyConfiguration.TargetValue, 70],
    ['SessionTableProps.sessionStore', 'SessionStore.phpSdk()', () => only(table, GLOBAL_TABLE).KeySchema, [{ AttributeName: 'id', KeyType: 'HASH' }]],
    ['SessionTableProps.capacity', 'SessionCapacity.onDemand()', () => only(table, GLOBAL_TABLE).BillingMode, 'PAY_PER_REQUEST'],
    ['SessionTableProps.encryption', 'TableEncryptionV2.dynamoOwnedKey()', () => only(table, GLOBAL_TABLE).SSESpecification, undefined],
    ['SessionTableProps.pointInTimeRecovery', 'true', () => replica().PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled, true],
    // DynamoDB's own default
    ['SessionTableProps.recoveryPeriodInDays', '35', () => replica().PointInTimeRecoverySpecification.RecoveryPeriodInDays, undefined],
    ['SessionTableProps.removalPolicy', 'RemovalPolicy.RETAIN', () => Object.values(table.findResources(GLOBAL_TABLE))[0].DeletionPolicy, 'Retain'],
    ['SessionTableProps.tableClass', 'TableClass.STANDARD', () => replica().TableClass, undefined],
    ['SessionTableAttributes.sessionStore', 'SessionStore.phpSdk()',
      () => SessionTable.fromSessionTableName(newStack(), 'Sessions', 'theirs').sessionStore.clientName, 'AWS SDK for PHP'],
    ['SessionTableAttributes.grantIndexPermissions', 'true', () => indexGrantOfImported(), true],
    ['SessionAttachmentOptions.sessionAccess', 'SessionAccess.FULL', () => actionsOfAttached(), true],
    ['LoadBalancedSessionServiceOptions.natGateways', '1', () => Object.keys(instances.findResources('AWS::EC2::NatGateway')).length, 1],
    ['SessionServiceListenerOptions.sslPolicy', 'SslPolicy.RECOMMENDED_TLS',
      () => Object.values(secured.findResources('AWS::ElasticLoadBalancingV2::Listener')).map(({ Properties }) => Properties.SslPolicy).filter(Boolean),
      ['ELBSecurityPolicy-TLS13-1-2-2021-06']],
    ['LoadBalancedSessionServiceOptions.publicLoadBalancer', 'true',
      () => only(instances, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Scheme, 'internet-facing'],
    ['SessionServiceLoadBalancerOptions.ipAddressType', 'IpAddressType.IPV4',
      () => only(instances, 'AWS::ElasticLoadBalancingV2::LoadBalancer').IpAddressType, undefined],
    ['SessionServiceTargetGroupOptions.protocolVersion', 'ApplicationProtocolVersion.HTTP1', () => targetGroup().ProtocolVersion, undefined],
    ['LoadBalancedSessionServiceOptions.accessLogs',
      'AccessLogs.toNewBucket() - retained, encrypted by S3 itself; logs are deleted after 90 days and gone a week later',
      () => [
        attributes(instances, 'LoadBalancer', 'LoadBalancerAttributes')['access_logs.s3.enabled'],
        only(instances, 'AWS::S3::Bucket').LifecycleConfiguration.Rules[0].ExpirationInDays,
      ], ['true', 90]],
    ['AccessLogsNewBucketOptions.expiration', 'Duration.days(90)', () => only(instances, 'AWS::S3::Bucket').LifecycleConfiguration.Rules[0].ExpirationInDays, 90],
    ['LoadBalancedSessionServiceOptions.port', '80', () => targetGroup().Port, 80],
    ['LoadBalancedSessionServiceOptions.minCapacity', '2', () => only(instances, 'AWS::AutoScaling::AutoScalingGroup').MinSize, '2'],
    ['LoadBalancedSessionServiceOptions.scaling', 'SessionServiceScaling.cpuUtilization(60)',
      () => only(instances, 'AWS::AutoScaling::ScalingPolicy').TargetTrackingConfiguration,
      { PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' }, TargetValue: 60 }],
    ['LoadBalancedSessionServiceOptions.sessionStore', 'SessionStore.phpSdk()', () => only(instances, GLOBAL_TABLE), only(table, GLOBAL_TABLE)],
    ['LoadBalancedSessionServiceOptions.sessionAccess', 'SessionAccess.FULL', () => statements(instances).includes('dynamodb:Scan'), true],
    ['LoadBalancedSessionServiceProps.healthCheckGracePeriod', 'Duration.minutes(5)',
      () => only(instances, 'AWS::AutoScaling::AutoScalingGroup').HealthCheckGracePeriod, 300],
    ['LoadBalancedSessionServiceProps.sessionManagerAccess', 'false', () => statements(instances).includes('ssm'), false],
    ['LoadBalancedSessionServiceProps.rootDeviceName', "'/dev/xvda'", () => data(instances).BlockDeviceMappings[0].DeviceName, '/dev/xvda'],
    ['LoadBalancedFargateSessionServiceProps.cpu', '256', () => only(tasks, 'AWS::ECS::TaskDefinition').Cpu, '256'],
    ['LoadBalancedFargateSessionServiceProps.stopTimeout', 'Duration.seconds(25)', () => container().StopTimeout, 25],
    ['LoadBalancedFargateSessionServiceProps.sessionVariablesAsSecrets', 'false',
      () => [container().Secrets, container().Environment.length], [undefined, 2]],
    ['LoadBalancedFargateSessionServiceProps.healthCheckGracePeriod', 'Duration.seconds(60)',
      () => only(tasks, 'AWS::ECS::Service').HealthCheckGracePeriodSeconds, 60],
    ['LoadBalancedFargateSessionServiceProps.deployment', 'SessionServiceDeployment.rolling()',
      () => {
        const { Strategy, MinimumHealthyPercent, MaximumPercent, DeploymentCircuitBreaker } = only(tasks, 'AWS::ECS::Service').DeploymentConfiguration;
        return [Strategy, MinimumHealthyPercent, MaximumPercent, DeploymentCircuitBreaker];
      },
      ['ROLLING', 100, 200, { Enable: true, Rollback: true }]],
    ['SessionServiceBlueGreenOptions.bakeTime', 'Duration.minutes(5)', () => {
      const stack = newStack();
      new LoadBalancedFargateSessionService(stack, 'Web', {
        image: ecs.ContainerImage.fromRegistry('example/shop'), deployment: SessionServiceDeployment.blueGreen(),
      });
      return onlyResource(stack, 'AWS::ECS::Service').Properties.DeploymentConfiguration.BakeTimeInMinutes;
    }, 5],
    ['LoadBalancedFargateSessionServiceProps.enableExecuteCommand', 'false',
      () => only(tasks, 'AWS::ECS::Service').EnableExecuteCommand ?? false, false],
    ['LoadBalancedFargateSessionServiceProps.logRetention', 'RetentionDays.ONE_MONTH', () => retentionOfTasks(), 30],
    ['SessionStoreProps.refusesExpired', 'true', () => minimalStore().refusesExpired, true],
    ['PhpSdkSessionStoreOptions.hashKey', "'id'", () => SessionStore.phpSdk().partitionKey.name, 'id'],
    ['PhpSdkSessionStoreOptions.sessionLifetimeAttribute', "'expires'", () => SessionStore.phpSdk().expiry.timeToLiveAttribute, 'expires'],
    ['LaravelSessionStoreOptions.cache', 'false', () => SessionStore.laravel().requestActions.includes('dynamodb:UpdateItem'), false],
    ['LaravelSessionStoreOptions.keyAttribute', "'key'", () => SessionStore.laravel().partitionKey.name, 'key'],
    ['LaravelSessionStoreOptions.expirationAttribute', "'expires_at'", () => SessionStore.laravel().expiry.timeToLiveAttribute, 'expires_at'],
    ['JamLaravelSessionStoreOptions.lifetime', 'Duration.minutes(120)', () => seconds(SessionStore.jamLaravel()), '7200'],
    ['ExpressSessionStoreOptions.hashKey', "'id'", () => SessionStore.express().partitionKey.name, 'id'],
    ['ExpressSessionStoreOptions.initialized', 'false - DescribeTable is granted', () => SessionStore.express().startUpActions, ['dynamodb:DescribeTable']],
    ['ExpressSessionStoreOptions.touch', 'true - UpdateItem is granted', () => SessionStore.express().requestActions.includes('dynamodb:UpdateItem'), true],
    ['ExpressPwrdrvrSessionStoreOptions.touch', 'true - UpdateItem is granted',
      () => SessionStore.expressPwrdrvr().requestActions.includes('dynamodb:UpdateItem'), true],
    ['ExpressPwrdrvrSessionStoreOptions.hashKey', "'id'", () => SessionStore.expressPwrdrvr().partitionKey.name, 'id'],
    ['KoaSessionStoreOptions.hashKey', "'sessionId'", () => SessionStore.koa().partitionKey.name, 'sessionId'],
    ['KoaSessionStoreOptions.ttlKey', "'expires'", () => SessionStore.koa().expiry.timeToLiveAttribute, 'expires'],
    ['ReactRouterArcSessionStoreOptions.idx', "'_idx'", () => SessionStore.reactRouterArc().partitionKey.name, '_idx'],
    ['ReactRouterArcSessionStoreOptions.ttl', "'_ttl'", () => SessionStore.reactRouterArc().expiry.timeToLiveAttribute, '_ttl'],
    ['AdonisSessionStoreOptions.keyAttribute', "'key'", () => SessionStore.adonis().partitionKey.name, 'key'],
    ['RailsSessionStoreOptions.tableKey', "'session_id'", () => SessionStore.rails().partitionKey.name, 'session_id'],
    ['RailsSessionStoreOptions.lifetime', 'Duration.hours(5)', () => seconds(SessionStore.rails()), '18000'],
    ['AspNetCoreSessionStoreOptions.partitionKeyName', "'id'", () => SessionStore.aspNetCore().partitionKey.name, 'id'],
    ['AspNetCoreSessionStoreOptions.ttlAttributeName', "'ttl_date'", () => SessionStore.aspNetCore().expiry.timeToLiveAttribute, 'ttl_date'],
    ['AspNetCoreSessionStoreOptions.namesConfigured', 'false - DescribeTable and DescribeTimeToLive are granted',
      () => SessionStore.aspNetCore().startUpActions, ['dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive']],
    ['TowerSessionsSessionStoreOptions.partitionKey', "'session_id'", () => SessionStore.towerSessions().partitionKey.name, 'session_id'],
  ];

  test.each(rows)('%s: %s', (_prop, _documented, is, must) => {
    expect(is()).toEqual(must);
  });

  test('fails if a prop with a default has no row, or its documentation says another one', () => {
    const documented = structs().flatMap((struct) => ownPropsOf(struct).map(({ name, documentedDefault }) => [`${struct}.${name}`, documentedDefault]))
      .filter(([, value]) => value !== undefined && !value.startsWith('- '));
    expect(rows.map(([prop, value]) => `${prop}: ${value}`).sort()).toEqual(documented.map(([prop, value]) => `${prop}: ${value}`).sort());
  });

  /** A member of a struct by the struct's name. */
  function nameOf(taker: string, path: string): string {
    const [prop, member] = path.split('.');
    return member === undefined ? `${taker}.${prop}` : `${propsOf(taker).find(({ name }) => name === prop)?.struct}.${member}`;
  }

  function replica() {
    return only(table, GLOBAL_TABLE).Replicas[0];
  }

  function targetGroup() {
    return only(instances, 'AWS::ElasticLoadBalancingV2::TargetGroup');
  }

  function readScaling() {
    const stack = newStack();
    new SessionTable(stack, 'Sessions', { capacity: SessionCapacity.autoscaled({ maxCapacity: 10 }) });
    return onlyResource(stack, GLOBAL_TABLE).Properties.Replicas[0].ReadProvisionedThroughputSettings.ReadCapacityAutoScalingSettings;
  }

  function indexGrantOfImported() {
    const stack = newStack();
    SessionTable.fromSessionTableName(stack, 'Sessions', 'theirs', SessionStore.authJs()).grantSessionAccess(newRole(stack));
    return statements(Template.fromStack(stack)).includes(':table/theirs/index/');
  }

  function actionsOfAttached() {
    const stack = newStack();
    new SessionTable(stack, 'Sessions').attachTo(SessionHost.grantee(newRole(stack)));
    return statements(Template.fromStack(stack)).includes('dynamodb:Scan');
  }

  function retentionOfTasks() {
    const groups = Object.entries(tasks.findResources('AWS::Logs::LogGroup'));
    return groups.find(([id]) => id.startsWith('WebLogGroup'))?.[1].Properties.RetentionInDays;
  }

  function minimalStore() {
    return SessionStore.of({ clientName: 'my client', expiry: SessionExpiry.timeToLive('ttl'), requestActions: ['dynamodb:GetItem'] });
  }
});

/** Templates of the constructs without optional props; one has a certificate, which some defaults need. */
function defaultTemplates(): Record<'table' | 'instances' | 'secured' | 'tasks', Template> {
  const machineImage = ec2.MachineImage.latestAmazonLinux2023();
  const templateOf = (define: (stack: Stack) => void) => {
    const stack = newStack({ env: europe });
    define(stack);
    return Template.fromStack(stack);
  };
  return {
    table: templateOf((stack) => new SessionTable(stack, 'Sessions')),
    instances: templateOf((stack) => new LoadBalancedSessionService(stack, 'Web', { machineImage })),
    secured: templateOf((stack) => new LoadBalancedSessionService(stack, 'Web', {
      machineImage,
      certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:eu-west-1:${account}:certificate/c`),
    })),
    tasks: templateOf((stack) => new LoadBalancedFargateSessionService(stack, 'Web', { image: ecs.ContainerImage.fromRegistry('example/shop') })),
  };
}
