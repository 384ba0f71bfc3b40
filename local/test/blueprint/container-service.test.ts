import { App, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as patterns from 'aws-cdk-lib/aws-ecs-patterns';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { DEFAULT_HEALTH_CHECK, IRELAND, read, sessionTable } from '../helpers/blueprint';

describe('ECS services', () => {
  const image = ecs.ContainerImage.fromRegistry('web');

  function fargate(stack: Stack, props: Partial<patterns.ApplicationLoadBalancedFargateServiceProps> = {}) {
    const defaults = { taskImageOptions: { image } };
    return new patterns.ApplicationLoadBalancedFargateService(stack, 'Site', { ...defaults, ...props });
  }

  test('a service has the variables, role and target group of the container that gets the requests', () => {
    const { services, notes } = read((app) => {
      const stack = new Stack(app, 'Demo', IRELAND);
      const table = sessionTable(stack, { tableName: 'sessions' });
      const secret = new ssm.StringParameter(stack, 'Secret', { parameterName: '/app/secret', stringValue: 'hush' });
      const unnamed = new ssm.StringParameter(stack, 'Unnamed', { stringValue: 'whisper' });
      const theirs = ssm.StringParameter.fromStringParameterName(stack, 'Theirs', '/theirs');
      const definition = new ecs.FargateTaskDefinition(stack, 'Task');
      definition.addContainer('sidecar', { image, environment: { SIDECAR: 'yes' } });
      definition.defaultContainer = definition.addContainer('web', {
        image,
        portMappings: [{ containerPort: 80 }],
        environment: { TABLE: table.tableName },
        secrets: {
          SECRET: ecs.Secret.fromSsmParameter(secret),
          UNNAMED: ecs.Secret.fromSsmParameter(unnamed),
          THEIRS: ecs.Secret.fromSsmParameter(theirs),
        },
      });
      table.grant(definition.taskRole, 'dynamodb:GetItem');
      fargate(stack, { taskDefinition: definition, taskImageOptions: undefined, desiredCount: 3 });
    });
    expect(services).toEqual([{
      path: 'Demo/Site',
      compute: 'fargate',
      container: 'web',
      loadBalancer: {},
      environment: { TABLE: 'sessions', SECRET: 'hush', UNNAMED: 'whisper' },
      role: {
        name: expect.stringMatching(/^Demo-TaskTaskRole/),
        path: 'Demo/Task/TaskRole',
        arn: expect.stringMatching(/^arn:aws:iam::111111111111:role\/Demo-TaskTaskRole/),
        statements: [{
          effect: 'Allow',
          actions: ['dynamodb:GetItem'],
          resources: ['arn:aws:dynamodb:eu-west-1:111111111111:table/sessions'],
        }],
      },
      region: 'eu-west-1',
      desiredServers: 3,
      healthCheck: DEFAULT_HEALTH_CHECK,
      deregistrationDelaySeconds: 300,
    }]);
    expect(notes).toEqual([
      'Demo/Site: its task has 2 containers, sidecar, web: the servers get the variables of web; --container NAME chooses another',
      'Demo/Site: secret THEIRS is left out: only AWS knows it; set it yourself if the servers need it',
    ]);
  });

  test('the minimum of automatic scaling stands in for a count that the service does not give', () => {
    const { services } = read((app) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      const { service } = fargate(stack);
      service.autoScaleTaskCount({ minCapacity: 4, maxCapacity: 8 });
      (service.node.findChild('Service') as ecs.CfnService).desiredCount = undefined;
    });
    expect(services[0].desiredServers).toBe(4);
  });

  test.each<[string, string, Partial<ecs.CfnServiceProps>, 'FARGATE' | 'EC2']>([
    ['fargate', 'its launch type', { launchType: 'FARGATE' }, 'EC2'],
    ['ecs-on-ec2', 'its launch type', { launchType: 'EC2' }, 'FARGATE'],
    ['fargate', 'its capacity providers', { launchType: undefined, capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }] }, 'EC2'],
    ['ecs-on-ec2', 'its capacity providers', { launchType: undefined, capacityProviderStrategy: [{ capacityProvider: 'instances' }] }, 'FARGATE'],
    ['ecs-on-ec2', 'what its tasks are made for', { launchType: undefined }, 'EC2'],
    ['fargate', 'what its tasks are made for', { launchType: undefined }, 'FARGATE'],
  ])('it is %s where %s say so', (compute, _what, props, compatibility) => {
    const { services } = read((app) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      const { service, taskDefinition } = fargate(stack);
      Object.assign(service.node.findChild('Service'), props);
      (taskDefinition.node.defaultChild as ecs.CfnTaskDefinition).requiresCompatibilities = [compatibility];
    });
    expect(services[0].compute).toBe(compute);
  });

  test('the attributes of its load balancer are those of the listener that sends it requests', () => {
    const { services } = read((app) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      const { loadBalancer, targetGroup } = fargate(stack);
      loadBalancer.setAttribute('routing.http.drop_invalid_header_fields.enabled', 'true');
      loadBalancer.setAttribute('idle_timeout.timeout_seconds', '120');
      targetGroup.setAttribute('stickiness.enabled', 'true');
    });
    expect(services[0].loadBalancer).toEqual({ dropInvalidHeaderFields: true, idleTimeoutSeconds: 120 });
  });

  test('a service without a load balancer is none where another one has requests, and runs when it is named', () => {
    const build = (app: App) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      const { cluster, taskDefinition } = fargate(stack);
      new ecs.FargateService(stack, 'Worker', { cluster, taskDefinition });
    };
    expect(read(build).services.map((service) => service.path)).toEqual(['Demo/Site']);
    const { services: [worker], notes } = read(build, { services: [{ service: 'Demo/Worker' }] });
    expect(worker).toMatchObject({ path: 'Demo/Worker', compute: 'fargate', deregistrationDelaySeconds: 0 });
    expect(worker.healthCheck).toBeUndefined();
    expect(notes).toEqual([]);
  });

  test.each([
    ['the service\'s own while it has the requests', 100, 0, '/production'],
    ['its alternate once that has them', 0, 100, '/next'],
  ])('of two target groups for deployments it is %s', (_title, own, alternate, path) => {
    const { services, notes } = read((app) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      const { service, targetGroup, listener, cluster } = fargate(stack);
      targetGroup.configureHealthCheck({ path: '/production' });
      const next = new elb.ApplicationTargetGroup(stack, 'Next', { vpc: cluster.vpc, port: 80, healthCheck: { path: '/next' } });
      listener.addAction('Deployment', {
        priority: 1,
        conditions: [elb.ListenerCondition.pathPatterns(['/*'])],
        action: elb.ListenerAction.weightedForward([{ targetGroup, weight: own }, { targetGroup: next, weight: alternate }]),
      });
      // nothing but the rule leads anywhere
      (listener.node.defaultChild as elb.CfnListener).defaultActions = [{ type: 'fixed-response', fixedResponseConfig: { statusCode: '404' } }];
      (service.node.findChild('Service') as ecs.CfnService)
        .addPropertyOverride('LoadBalancers.0.AdvancedConfiguration.AlternateTargetGroupArn', next.targetGroupArn);
    });
    expect(services[0].healthCheck?.path).toBe(path);
    expect(notes).toEqual([]);
  });

  test('a service behind two target groups that both have requests is noted', () => {
    const { services, notes } = read((app) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      const { service, targetGroup, loadBalancer } = fargate(stack);
      targetGroup.configureHealthCheck({ path: '/first' });
      loadBalancer.addListener('Second', { port: 81, protocol: elb.ApplicationProtocol.HTTP })
        .addTargets('More', { port: 81, protocol: elb.ApplicationProtocol.HTTP, healthCheck: { path: '/second' }, targets: [service] });
    });
    expect(services[0].healthCheck?.path).toBe('/first');
    expect(notes).toEqual([
      'Demo/Site: it gets requests through 2 target groups; the kit checks health as Demo/Site/LB/PublicListener/ECSGroup says',
    ]);
  });

  test('a target group that others made is noted', () => {
    const { services, notes } = read((app) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      const service = fargate(stack).service.node.findChild('Service') as ecs.CfnService;
      const theirs = 'arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/x/1';
      service.addPropertyOverride('LoadBalancers.0.TargetGroupArn', theirs);
    });
    expect(services[0].healthCheck).toEqual(DEFAULT_HEALTH_CHECK);
    expect(notes).toEqual([
      'Demo/Site: its target group is not part of this assembly; the kit checks health with the defaults of AWS',
    ]);
  });

  test('a health check of a network load balancer is a connection', () => {
    const { services, notes } = read((app) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      (fargate(stack).targetGroup.node.defaultChild as elb.CfnTargetGroup).healthCheckProtocol = 'TCP';
    });
    expect(services[0].healthCheck?.isConnection).toBe(true);
    expect(notes).toEqual([]);
  });

  describe('with nginx in front of the application in one task', () => {
    const build = (app: App) => {
      const stack = new Stack(app, 'Demo');
      sessionTable(stack);
      const { taskDefinition } = fargate(stack);
      taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('app'), environment: { TABLE: 'sessions' } });
    };

    test('the servers get what nginx gets, with a note', () => {
      const { services: [service], notes } = read(build);
      expect(service.container).toBe('web');
      expect(service.environment).not.toHaveProperty('TABLE');
      expect(notes).toEqual(['Demo/Site: its task has 2 containers, web, app: the servers get the variables of web; --container NAME chooses another']);
    });

    test('a container that is named is taken, without a note', () => {
      const { services: [service], notes } = read(build, { services: [{ container: 'app' }] });
      expect(service).toMatchObject({ container: 'app', environment: { TABLE: 'sessions' } });
      expect(notes).toEqual([]);
    });

    test('fails when the named one is not there', () => {
      expect(() => read(build, { services: [{ service: 'Demo/Site', container: 'php' }] })).toThrow('Demo/Site has no container php; it has web, app');
    });
  });
});
