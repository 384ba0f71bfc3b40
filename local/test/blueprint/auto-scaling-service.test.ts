import {
  App, CfnCondition, CfnMapping, CfnParameter, CfnResource, Duration, Fn, Stack, Token,
} from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { Blueprint, ServiceBlueprint } from '../../src/blueprint/blueprint';
import { readBlueprint } from '../../src/blueprint/read-blueprint';
import { synthesize } from '../helpers/assembly';
import {
  DEFAULT_HEALTH_CHECK, instances, InstancesOptions, IRELAND, read, sessionTable, webRole,
} from '../helpers/blueprint';

describe('Auto Scaling groups', () => {
  function serviceOf(options: (table: dynamodb.TableV2, stack: Stack) => InstancesOptions): ServiceBlueprint {
    return read((app) => {
      const stack = new Stack(app, 'Demo', IRELAND);
      instances(stack, options(sessionTable(stack, { tableName: 'sessions' }), stack));
    }).services[0];
  }

  test('a group is a service with the defaults of AWS for its health check', () => {
    const service = serviceOf((table, stack) =>
      ({ environment: { TABLE: table.tableName, AWS_REGION: stack.region, ARN: table.tableArn } }));
    expect(service).toEqual({
      path: 'Demo/Web',
      compute: 'ec2',
      loadBalancer: {},
      environment: {
        TABLE: 'sessions', AWS_REGION: 'eu-west-1', ARN: 'arn:aws:dynamodb:eu-west-1:111111111111:table/sessions',
      },
      role: {
        name: expect.stringMatching(/^Demo-WebRole\w+$/),
        path: 'Demo/WebRole',
        arn: expect.stringMatching(/^arn:aws:iam::111111111111:role\/Demo-WebRole\w+$/),
        statements: [],
      },
      region: 'eu-west-1',
      desiredServers: 2,
      healthCheck: DEFAULT_HEALTH_CHECK,
      deregistrationDelaySeconds: 300,
    });
  });

  test('what the target group says comes before the defaults', () => {
    const service = serviceOf(() => ({
      targets: {
        deregistrationDelay: Duration.seconds(7),
        healthCheck: {
          path: '/ping.html', interval: Duration.seconds(11), timeout: Duration.seconds(3),
          healthyThresholdCount: 10, unhealthyThresholdCount: 4, healthyHttpCodes: '200-299',
        },
      },
    }));
    expect(service.deregistrationDelaySeconds).toBe(7);
    expect(service.healthCheck).toEqual({
      path: '/ping.html', intervalSeconds: 11, timeoutSeconds: 3, healthyThreshold: 10, unhealthyThreshold: 4,
      healthyHttpCodes: '200-299',
    });
  });

  test('the desired capacity comes before the minimum', () => {
    expect(serviceOf(() => ({ group: { desiredCapacity: 3, maxCapacity: 4 } })).desiredServers).toBe(3);
  });

  test('of two target groups it is the one to which the listener sends requests', () => {
    const { services, notes } = read((app) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      const group = instances(stack, { targets: { healthCheck: { path: '/used' } } });
      const idle = new elb.ApplicationTargetGroup(stack, 'Idle', {
        vpc: stack.node.findChild('Vpc') as ec2.Vpc, port: 80, healthCheck: { path: '/idle' },
      });
      const resource = group.node.defaultChild as autoscaling.CfnAutoScalingGroup;
      resource.targetGroupArns = [idle.targetGroupArn, ...stack.resolve(resource.targetGroupArns)];
    });
    expect(services[0].healthCheck?.path).toBe('/used');
    expect(notes).toEqual([]);
  });

  test('a role is found through a mixed instances policy', () => {
    const { services } = read((app) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      const group = instances(stack).node.defaultChild as autoscaling.CfnAutoScalingGroup;
      group.mixedInstancesPolicy = { launchTemplate: { launchTemplateSpecification: group.launchTemplate! } };
      group.launchTemplate = undefined;
    });
    expect(services[0].role.name).toMatch(/^Demo-WebRole/);
  });

  test('a role is found through a launch configuration', () => {
    const service = serviceOf((_table, stack) => ({
      group: {
        launchTemplate: undefined,
        machineImage: ec2.MachineImage.latestAmazonLinux2023(),
        instanceType: new ec2.InstanceType('t3.micro'),
        role: webRole(new Construct(stack, 'Old'), { roleName: 'old' }),
      },
    }));
    expect(service.role.name).toBe('old');
  });

  test('a variable that only AWS can fill in is left out with a note', () => {
    const { services, notes } = read((app) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      const group = instances(stack);
      const balancer = stack.node.findChild('Balancer') as elb.ApplicationLoadBalancer;
      (group.node.defaultChild as CfnResource).addMetadata('cdk-dynamodb-sessions', {
        environment: { URL: `http://${balancer.loadBalancerDnsName}`, PLAIN: 'x' },
      });
    });
    expect(services[0].environment).toEqual({ PLAIN: 'x' });
    expect(notes.map((note) => note.replace(/Balancer\w+\./, 'ID.'))).toEqual([
      'Demo/Web: variable URL is left out: ID.DNSName (AWS::ElasticLoadBalancingV2::LoadBalancer) ' +
      'is known only to AWS; set it yourself if the servers need it',
    ]);
  });

  test('a group that uses no table is none where another one does', () => {
    const { services, notes } = read((app) => {
      const stack = new Stack(app, 'Demo', IRELAND);
      const role = webRole(stack);
      sessionTable(stack).grantReadData(role);
      instances(stack, { role });
      const other = new Stack(app, 'Other', IRELAND);
      (instances(other).node.defaultChild as CfnResource).cfnOptions.metadata = {};
    });
    expect(services.map((service) => service.path)).toEqual(['Demo/Web']);
    expect(notes).toEqual([]);
  });

  test('parameters, mappings and conditions are resolved where they matter', () => {
    const build = (app: App) => {
      const stack = new Stack(app, 'Demo');
      const stage = new CfnParameter(stack, 'Stage', { default: 'dev' });
      const sizes = new CfnMapping(stack, 'Sizes', { mapping: { dev: { servers: 1 }, prod: { servers: 4 } } });
      const isProd = new CfnCondition(stack, 'IsProd', { expression: Fn.conditionEquals(stage, 'prod') });
      sessionTable(stack, { tableName: Fn.join('-', ['sessions', stage.valueAsString]) });
      const audit = new dynamodb.CfnTable(stack, 'Audit', {
        tableName: 'audit',
        keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
        attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
      });
      audit.cfnOptions.condition = isProd;
      instances(stack, {
        environment: { LOG: Fn.conditionIf('IsProd', 'warn', 'debug').toString() },
        group: { minCapacity: Token.asNumber(sizes.findInMap(stage.valueAsString, 'servers')), maxCapacity: 9 },
      });
    };
    const summary = ({ tables, services }: Blueprint) =>
      [tables.map((table) => table.name), services[0].environment, services[0].desiredServers];
    const folder = synthesize(build);
    expect(summary(readBlueprint(folder))).toEqual([['sessions-dev'], { LOG: 'debug' }, 1]);
    expect(summary(readBlueprint(folder, { parameters: { Stage: 'prod' } })))
      .toEqual([['sessions-prod', 'audit'], { LOG: 'warn' }, 4]);
    expect(summary(readBlueprint(folder, { parameters: { 'Demo:Stage': 'prod' } }))[2]).toBe(4);
  });
});
