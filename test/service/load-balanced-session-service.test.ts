import { Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Duration, Fn, Lazy, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService, LoadBalancedSessionServiceProps, SessionExpiry, SessionStore, SessionTable } from '../../src';
import { europe, newRole, newStack, newVpc, onlyResource, statementsOf, warningsOf } from '../helpers';

type Props = Omit<LoadBalancedSessionServiceProps, 'machineImage'>;

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const LAUNCH_TEMPLATE = 'AWS::EC2::LaunchTemplate';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const canonicalFive = ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'];

function newService(stack: Stack, props: Props = {}, id = 'Web'): LoadBalancedSessionService {
  return new LoadBalancedSessionService(stack, id, { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...props });
}

/** The resource of this type that a service with these props has. */
function only(type: string, props: Props | ((stack: Stack) => Props)): any {
  const stack = newStack();
  newService(stack, typeof props === 'function' ? props(stack) : props);
  return onlyResource(stack, type).Properties;
}

/** Logical id of the policy of this role. */
function policyIdOf(stack: Stack, role: iam.IRole): string {
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy',
    { Properties: { Roles: [stack.resolve(role.roleName)] } }));
  expect(policies).toHaveLength(1);
  return policies[0][0];
}

/** User data as text; what is known only at deployment stands as `<name>`. */
function userDataOf(stack: Stack): string {
  const { Properties } = onlyResource(stack, LAUNCH_TEMPLATE);
  const script = Properties.LaunchTemplateData.UserData['Fn::Base64'];
  return typeof script === 'string' ? script : script['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : `<${part.Ref}>`).join('');
}

describe('a service with nothing but an image', () => {
  const stack = newStack();
  const service = newService(stack);
  const template = Template.fromStack(stack);
  const group = onlyResource(stack, GROUP);
  const launch = onlyResource(stack, LAUNCH_TEMPLATE);
  const subnets = Object.entries(template.findResources('AWS::EC2::Subnet'));
  const subnetsOf = (kind: string) => subnets
    .filter(([, { Properties }]) => Properties.Tags.some((tag: any) => tag.Key === 'aws-cdk:subnet-type' && tag.Value === kind));
  const refs = (found: [string, unknown][]) => found.map(([Ref]) => ({ Ref }));

  describe('has a network', () => {
    test('with public and private subnets, each in two zones', () => {
      for (const kind of ['Public', 'Private']) {
        expect(subnetsOf(kind).map(([, { Properties }]) => Properties.AvailabilityZone))
          .toEqual([0, 1].map((zone) => ({ 'Fn::Select': [zone, { 'Fn::GetAZs': '' }] })));
      }
      expect(subnets).toHaveLength(4);
    });

    test('with one NAT gateway', () => {
      template.resourceCountIs('AWS::EC2::NatGateway', 1);
    });

    test('with a gateway endpoint, so that sessions do not pass the NAT gateway', () => {
      const { Properties } = onlyResource(stack, 'AWS::EC2::VPCEndpoint');
      expect(Properties).toMatchObject({
        VpcEndpointType: 'Gateway', ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.dynamodb']] },
      });
      const routeTables = service.vpc.privateSubnets.map((subnet) => stack.resolve(subnet.routeTable.routeTableId));
      expect(Properties.RouteTableIds).toEqual(expect.arrayContaining(routeTables));
    });
  });

  describe('has a load balancer', () => {
    const targetGroup = onlyResource(stack, TARGET_GROUP);

    test('in the public subnets, for the internet, that drops invalid headers', () => {
      const { Properties } = onlyResource(stack, LOAD_BALANCER);
      expect(Properties)
        .toMatchObject({ Type: 'application', Scheme: 'internet-facing', Subnets: refs(subnetsOf('Public')) });
      expect(Properties.LoadBalancerAttributes)
        .toContainEqual({ Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' });
    });

    test('that forwards HTTP to the target group', () => {
      expect(onlyResource(stack, LISTENER).Properties)

        .toMatchObject({ Port: 80, Protocol: 'HTTP', DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: targetGroup.id } }] });
    });

    test('without sticky sessions, and that is written down', () => {
      expect(targetGroup.Properties.TargetGroupAttributes).toEqual([
        { Key: 'deregistration_delay.timeout_seconds', Value: '30' }, { Key: 'stickiness.enabled', Value: 'false' },
      ]);
    });

    test('that asks /ping.html every 30 s for 5 s, and believes 2 failures, then 10 successes', () => {
      expect(targetGroup.Properties).toMatchObject({
        HealthCheckPath: '/ping.html',
        HealthCheckIntervalSeconds: 30,
        HealthCheckTimeoutSeconds: 5,
        UnhealthyThresholdCount: 2,
        HealthyThresholdCount: 10,
        Port: 80, Protocol: 'HTTP', TargetType: 'instance',
      });
    });
  });

  describe('has instances', () => {
    const data = launch.Properties.LaunchTemplateData;

    test('at least two, at most four, and leaves the number between to scaling', () => {
      expect(group.Properties).toMatchObject({ MinSize: '2', MaxSize: '4' });
      expect(group.Properties).not.toHaveProperty('DesiredCapacity');
      template.hasResourceProperties('AWS::AutoScaling::ScalingPolicy', {
        AutoScalingGroupName: { Ref: group.id },
        TargetTrackingConfiguration: { PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' }, TargetValue: 60 },
      });
    });

    test('in private subnets of two zones', () => {
      expect(group.Properties.VPCZoneIdentifier).toEqual(refs(subnetsOf('Private')));
    });

    test('behind the load balancer, which also decides about their health after five minutes', () => {
      expect(group.Properties).toMatchObject({
        TargetGroupARNs: [{ Ref: onlyResource(stack, TARGET_GROUP).id }], HealthCheckType: 'ELB', HealthCheckGracePeriod: 300,
      });
    });

    test('that are replaced one by one when they change', () => {
      expect(group.UpdatePolicy.AutoScalingInstanceRefresh)
        .toEqual({ Strategy: 'Rolling', Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 150 } });
      expect(group.Properties.LaunchTemplate.Version).toEqual({ 'Fn::GetAtt': [launch.id, 'LatestVersionNumber'] });
    });

    test('with version 2 of the metadata service only, not from behind a hop', () => {
      expect(data.MetadataOptions).toEqual({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
    });

    test('with an encrypted disk', () => {
      expect(data.BlockDeviceMappings).toEqual([
        { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeType: 'gp3', DeleteOnTermination: true } },
      ]);
    });

    test('without a key pair and without a public address', () => {
      expect(data).not.toHaveProperty('KeyName');
      expect(data).not.toHaveProperty('NetworkInterfaces');
    });

    test('small', () => expect(data.InstanceType).toBe('t3.micro'));

    test('that only the load balancer reaches', () => {
      const ingress = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties);
      expect(ingress).toEqual([expect.objectContaining({
        FromPort: 80, ToPort: 80, IpProtocol: 'tcp',
        GroupId: stack.resolve(service.connections.securityGroups[0].securityGroupId),
        SourceSecurityGroupId: stack.resolve(service.loadBalancer.connections.securityGroups[0].securityGroupId),
      })]);
      expect(onlyResource(stack, LAUNCH_TEMPLATE).Properties.LaunchTemplateData.SecurityGroupIds)
        .toEqual([stack.resolve(service.connections.securityGroups[0].securityGroupId)]);
    });

    test('that start after their policy and after the routes to the internet', () => {
      const policy = policyIdOf(stack, service.role);
      const routes = Object.keys(template.findResources('AWS::EC2::Route', { Properties: { NatGatewayId: Match.anyValue() } }));
      expect(routes).toHaveLength(2);
      expect(group.DependsOn).toEqual(expect.arrayContaining([policy, ...routes]));
    });
  });

  describe('has a role', () => {
    test('that only EC2 takes, with the session grant alone', () => {
      const role = template.findResources('AWS::IAM::Role')[stack.resolve(service.role.roleName).Ref].Properties;
      expect(role).toMatchObject({
        AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }] },
      });
      expect(role).not.toHaveProperty('ManagedPolicyArns');
      expect(statementsOf(service.role))
        .toEqual([{ Effect: 'Allow', Action: canonicalFive, Resource: stack.resolve(service.sessionTable.tableArn) }]);
    });

    test('without a wildcard', () => {
      expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain('*');
    });
  });

  describe('has a session table', () => {
    test('for the AWS SDK for PHP, retained', () => {
      expect(service.sessionTable.sessionStore.clientName).toBe('AWS SDK for PHP');
      expect(onlyResource(stack, 'AWS::DynamoDB::GlobalTable')).toMatchObject({
        DeletionPolicy: 'Retain', Properties: { TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } },
      });
    });

    test('whose name and region stand in the environment, the template and the user data', () => {
      const { id } = onlyResource(stack, 'AWS::DynamoDB::GlobalTable');
      const environment = { AWS_REGION: { Ref: 'AWS::Region' }, DYNAMODB_SESSION_TABLE_NAME: { Ref: id } };
      expect(stack.resolve(service.environment)).toEqual(environment);
      expect(group.Metadata['cdk-dynamodb-sessions']).toEqual({ environment });
      expect(userDataOf(stack)).toContain(`\nAWS_REGION=<AWS::Region>\nDYNAMODB_SESSION_TABLE_NAME=<${id}>\n`);
    });
  });

  test('exposes its parts', () => {
    expect(service.vpc).toBeInstanceOf(ec2.Vpc);
    expect(service.sessionTable).toBeInstanceOf(SessionTable);
    expect(service.loadBalancer).toBeInstanceOf(elbv2.ApplicationLoadBalancer);
    expect(service.listener).toBeInstanceOf(elbv2.ApplicationListener);
    expect(service.redirectListener).toBeUndefined();
    expect(service.targetGroup).toBeInstanceOf(elbv2.ApplicationTargetGroup);
    expect(service.autoScalingGroup).toBeInstanceOf(autoscaling.AutoScalingGroup);
    expect(service.launchTemplate).toBeInstanceOf(ec2.LaunchTemplate);
    expect(service.role).toBeInstanceOf(iam.Role);
    expect(service.grantPrincipal).toBe(service.role);
  });

  test('has no output, and two warnings: its region is not known, and it speaks no HTTPS', () => {
    expect(template.toJSON()).not.toHaveProperty('Outputs');
    expect(warningsOf(stack)).toEqual(['accessLogsSkipped',
      'withoutHttps'].map((id) => expect.stringContaining(`[ack: cdk-dynamodb-sessions:${id}]`)));
  });

  test('has no warning where its region is known and it has a certificate', () => {
    const other = newStack({ env: europe });
    newService(other, { certificate: acm.Certificate.fromCertificateArn(other, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/c') });
    expect(warningsOf(other)).toEqual([]);
  });
});

describe('a service in a given network', () => {
  const stack = newStack();
  const vpc = newVpc(stack);
  const service = newService(stack, { vpc });
  const template = Template.fromStack(stack);

  test('defines none, nor an endpoint', () => {
    expect(service.vpc).toBe(vpc);
    template.resourceCountIs('AWS::EC2::VPC', 1);
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  });

  test('has its instances in the private and its load balancer in the public subnets', () => {
    expect(onlyResource(stack, GROUP).Properties.VPCZoneIdentifier)
      .toEqual(stack.resolve(vpc.privateSubnets.map((subnet) => subnet.subnetId)));
    expect(onlyResource(stack, LOAD_BALANCER).Properties.Subnets)
      .toEqual(stack.resolve(vpc.publicSubnets.map((subnet) => subnet.subnetId)));
  });

  test('may have its instances elsewhere', () => {
    const properties = only(GROUP, (other) => ({ vpc: newVpc(other), vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }));
    expect(JSON.stringify(properties.VPCZoneIdentifier)).toContain('Public');
  });
});

describe('a service with a certificate', () => {
  const stack = newStack();
  const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/c');
  const service = newService(stack, { certificate });
  const withCertificate = (props: Props) => {
    const other = newStack();
    newService(other, { certificate: acm.Certificate.fromCertificateArn(other, 'Certificate', certificate.certificateArn), ...props });
    return Template.fromStack(other);
  };

  test('speaks HTTPS with a recommended policy', () => {
    Template.fromStack(stack).hasResourceProperties(LISTENER, {
      Port: 443, Protocol: 'HTTPS', Certificates: [{ CertificateArn: certificate.certificateArn }], SslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS,
      DefaultActions: [{ Type: 'forward' }],
    });
    expect(elbv2.SslPolicy.RECOMMENDED_TLS).toMatch(/TLS13/);
  });

  test('redirects HTTP to it for ever', () => {
    Template.fromStack(stack).hasResourceProperties(LISTENER, {
      Port: 80, Protocol: 'HTTP',
      DefaultActions: Match.exact([{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }]),
    });
    expect(service.redirectListener).toBeInstanceOf(elbv2.ApplicationListener);
  });

  test('serves nothing over HTTP', () => {
    Template.fromStack(stack).resourceCountIs(LISTENER, 2);
  });

  test('may leave HTTP alone', () => {
    const template = withCertificate({ redirectHTTP: false });
    template.resourceCountIs(LISTENER, 1);
    template.hasResourceProperties(LISTENER, { Port: 443 });
  });

  test('may have another policy', () => {
    withCertificate({ listenerOptions: { sslPolicy: elbv2.SslPolicy.TLS13_13 } }).hasResourceProperties(LISTENER, {
      Port: 443,
      SslPolicy: elbv2.SslPolicy.TLS13_13,
    });
  });
});

test.each([80, 8080])('a service keeps its listener when it gets a certificate, at port %d', (listenerPort) => {
  const listenerWith = (props: (stack: Stack) => Props) => {
    const stack = newStack();
    newService(stack, { listenerOptions: { port: listenerPort }, redirectHTTP: false, ...props(stack) });
    return onlyResource(stack, LISTENER);
  };
  const [before, after] = [listenerWith(() => ({})), listenerWith((stack) => ({
    certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/c'),
  }))];
  expect([before, after].map(({ Properties }) => Properties.Protocol)).toEqual(['HTTP', 'HTTPS']);
  expect(after.id).toBe(before.id);
});

describe('who reaches the load balancer', () => {
  const ingressOf = (props: Props, prepare: (service: LoadBalancedSessionService) => void = () => {}) => {
    const stack = newStack();
    prepare(newService(stack, props));
    const groups = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup'));
    return groups.flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []);
  };

  test('everybody, unless told otherwise', () => {
    expect(ingressOf({})).toMatchObject([{ CidrIp: '0.0.0.0/0', FromPort: 80, ToPort: 80 }]);
  });

  test('nobody when the listener is closed', () => {
    expect(ingressOf({ listenerOptions: { open: false } })).toEqual([]);
  });

  test('those who are let in', () => {
    const letIn = (service: LoadBalancedSessionService) => service.loadBalancer.connections.allowFrom(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcp(80));
    expect(ingressOf({ listenerOptions: { open: false } }, letIn)).toMatchObject([{ CidrIp: '10.0.0.0/8' }]);
  });

  test('the network alone when it is internal', () => {
    const { Scheme, Subnets } = only(LOAD_BALANCER, { publicLoadBalancer: false });
    expect(Scheme).toBe('internal');
    expect(JSON.stringify(Subnets)).not.toContain('Public');
  });
});

describe('the health check', () => {
  test('has the path of the store', () => {
    const sessionStore = SessionStore.of({
      clientName: 'my client', expiry: SessionExpiry.timeToLive('expires'), requestActions: ['dynamodb:GetItem'], healthCheckPath: '/up',
    });
    expect(only(TARGET_GROUP, { sessionStore }).HealthCheckPath).toBe('/up');
  });

  test('may be told otherwise and keeps the rest', () => {
    expect(only(TARGET_GROUP, { healthCheck: { path: '/health', interval: Duration.seconds(10), healthyHttpCodes: '204' } })).toMatchObject({
      HealthCheckPath: '/health', HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 5, HealthyThresholdCount: 10, UnhealthyThresholdCount: 2,
      Matcher: { HttpCode: '204' },
    });
  });

  test.each([
    ['a port of its own', '9000', ['80 Load balancer to target', '9000 Health check of the load balancer']],
    ['the port of the application', 'traffic-port', ['80 Load balancer to target']],
    ['the number of that port', '80', ['80 Load balancer to target']],
  ])('on %s reaches the instances', (_, port, expected) => {
    const stack = newStack();
    newService(stack, { healthCheck: { port } });
    const ingress = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress'));
    expect(ingress.map(({ Properties }) => `${Properties.FromPort} ${Properties.Description}`).sort())
      .toEqual(expected);
    expect(onlyResource(stack, TARGET_GROUP).Properties.HealthCheckPort).toBe(port);
  });

  test('may be on a port that is known only at synthesis', () => {
    const stack = newStack();
    newService(stack, { healthCheck: { port: Lazy.string({ produce: () => '9000' }) } });
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 9000, ToPort: 9000 });
  });

  test('may be on a port that is known only at deployment', () => {
    const stack = newStack();
    newService(stack, { healthCheck: { port: new CfnParameter(stack, 'Port').valueAsString } });
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: { Ref: 'Port' }, ToPort: { Ref: 'Port' } });
  });

  test('keeps its defaults where a member is there but undefined', () => {
    expect(only(TARGET_GROUP, { healthCheck: { path: undefined, timeout: undefined } }))
      .toMatchObject({ HealthCheckPath: '/ping.html', HealthCheckTimeoutSeconds: 5 });
  });
});

describe('each other prop', () => {
  test.each<[string, Props, string, object]>([
    ['port', { port: 8080 }, TARGET_GROUP, { Port: 8080 }],
    ['port, from the load balancer', { port: 8080 }, 'AWS::EC2::SecurityGroupIngress',
      { FromPort: 8080, ToPort: 8080 }],
    ['deregistrationDelay', { targetGroupOptions: { deregistrationDelay: Duration.seconds(5) } }, TARGET_GROUP,
      { TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }, { Key: 'stickiness.enabled', Value: 'false' }] }],
    ['minCapacity, doubled', { minCapacity: 3 }, GROUP, { MinSize: '3', MaxSize: '6' }],
    ['maxCapacity', { maxCapacity: 10 }, GROUP, { MinSize: '2', MaxSize: '10' }],
    ['healthCheckGracePeriod', { healthCheckGracePeriod: Duration.minutes(10) }, GROUP,
      { HealthCheckGracePeriod: 600 }],
    ['instanceType', { instanceType: new ec2.InstanceType('t3.small') }, LAUNCH_TEMPLATE,
      { LaunchTemplateData: { InstanceType: 't3.small' } }],
    ['rootDeviceName', { rootDeviceName: '/dev/sda1' }, LAUNCH_TEMPLATE,
      { LaunchTemplateData: { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { Encrypted: true } }] } }],
    ['sessionStore', { sessionStore: SessionStore.phpSdk({ hashKey: 'sid' }) }, 'AWS::DynamoDB::GlobalTable',
      { KeySchema: [{ AttributeName: 'sid' }] }],
  ])('%s', (_, props, type, expected) => {
    expect(only(type, props)).toMatchObject(expected);
  });

  test('a fixed number of instances is not scaled', () => {
    const stack = newStack();
    newService(stack, { minCapacity: 2, maxCapacity: 2 });
    Template.fromStack(stack).resourceCountIs('AWS::AutoScaling::ScalingPolicy', 0);
  });

  test('numbers that are known only at deployment pass', () => {
    const stack = newStack();
    const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
    newService(stack, {
      port: number('Port'),
      minCapacity: number('Min'),
      maxCapacity: number('Max'),
      targetGroupOptions: { deregistrationDelay: Duration.seconds(number('Delay')) },
    });
    expect(onlyResource(stack, GROUP).Properties).toMatchObject({ MinSize: { Ref: 'Min' }, MaxSize: { Ref: 'Max' } });
    expect(onlyResource(stack, TARGET_GROUP).Properties.Port).toEqual({ Ref: 'Port' });
  });

  test('a maximum that is known only at deployment is not compared', () => {
    const stack = newStack();
    newService(stack, { maxCapacity: new CfnParameter(stack, 'Max', { type: 'Number' }).valueAsNumber });
    expect(onlyResource(stack, GROUP).Properties.MaxSize).toEqual({ Ref: 'Max' });
  });
});

describe('the table of a service', () => {
  test('may be given, and then serves several services', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const sessionTable = new SessionTable(stack, 'Sessions', { sessionStore: SessionStore.express() });
    const services = ['Web', 'Admin'].map((id) => newService(stack, { vpc, sessionTable }, id));
    const { id } = onlyResource(stack, 'AWS::DynamoDB::GlobalTable');
    for (const service of services) {
      expect(service.sessionTable).toBe(sessionTable);
      expect(stack.resolve(service.environment.DYNAMODB_SESSION_TABLE_NAME)).toEqual({ Ref: id });
      expect(statementsOf(service.role)).toMatchObject([{ Resource: { 'Fn::GetAtt': [id, 'Arn'] } }]);
      expect(statementsOf(service.role)[0].Action).toContain('dynamodb:PutItem');
    }
  });

  test('may exist, in another region', () => {
    const stack = newStack({ env: europe });
    const sessionTable = SessionTable.fromSessionTableArn(stack, 'Sessions', 'arn:aws:dynamodb:us-east-1:111122223333:table/theirs');
    const service = newService(stack, { sessionTable });
    expect(service.environment).toEqual({ AWS_REGION: 'us-east-1', DYNAMODB_SESSION_TABLE_NAME: 'theirs' });
    expect(userDataOf(stack)).toContain('\nAWS_REGION=us-east-1\nDYNAMODB_SESSION_TABLE_NAME=theirs\n');
  });

  test('may exist, known by its ARN in a stack without an account: instances still wait for their policy', () => {
    const stack = newStack();
    const sessionTable = SessionTable.fromSessionTableArn(stack, 'Sessions', 'arn:aws:dynamodb:us-east-1:111122223333:table/theirs');
    const service = newService(stack, { sessionTable });
    expect(onlyResource(stack, GROUP).DependsOn).toContain(policyIdOf(stack, service.role));
  });
});

describe('the role of a service', () => {
  test('may be given and gets the grant', () => {
    const stack = newStack();
    const role = newRole(stack);
    const service = newService(stack, { role, vpc: newVpc(stack) });
    expect(service.role).toBe(role);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 1);
    expect(onlyResource(stack, 'AWS::IAM::InstanceProfile').Properties.Roles).toEqual([stack.resolve(role.roleName)]);
    expect(statementsOf(role)).toMatchObject([{ Action: canonicalFive }]);
    expect(onlyResource(stack, GROUP).DependsOn).toContain(policyIdOf(stack, service.role));
  });

  test('may be imported as it is, and then there is a warning', () => {
    const stack = newStack();
    newService(stack, { role: iam.Role.fromRoleName(stack, 'Role', 'app', { mutable: false }), vpc: newVpc(stack) });
    expect(warningsOf(stack).filter((warning) => warning.includes('cdk-dynamodb-sessions:grantNotAdded')))
      .toHaveLength(1);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('takes the grants of others', () => {
    const stack = newStack();
    const service = newService(stack);
    new s3.Bucket(stack, 'Bucket').grantRead(service);
    expect(statementsOf(service.role))
      .toMatchObject([{ Action: canonicalFive }, { Action: expect.arrayContaining(['s3:GetObject*']) }]);
  });
});

test('the instances of a service are let in by others', () => {
  const stack = newStack();
  const service = newService(stack);
  const database = new ec2.SecurityGroup(stack, 'Database', { vpc: service.vpc });
  database.connections.allowFrom(service, ec2.Port.tcp(3306));
  Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    FromPort: 3306, SourceSecurityGroupId: stack.resolve(service.connections.securityGroups[0].securityGroupId),
  });
});

describe('the environment of a service', () => {
  const environment = { STAGE: 'test', MOTD: 'it\'s "quoted"' };
  const stack = newStack({ env: europe });
  const service = newService(stack, { environment });

  test('holds further variables beside those of the session', () => {
    expect(Object.keys(service.environment)).toEqual(['AWS_REGION', 'DYNAMODB_SESSION_TABLE_NAME', 'STAGE', 'MOTD']);
    expect(service.environment).toMatchObject({ AWS_REGION: 'eu-west-1', ...environment });
  });

  test('stands in the user data and in the template', () => {
    expect(userDataOf(stack)).toContain('\nSTAGE=test\nMOTD=it\'s "quoted"\n');
    expect(onlyResource(stack, GROUP).Metadata['cdk-dynamodb-sessions'])
      .toEqual({ environment: stack.resolve(service.environment) });
  });

  test('may repeat a session variable with the same value', () => {
    const other = newStack({ env: europe });
    expect(() => newService(other, { environment: { AWS_REGION: 'eu-west-1' } })).not.toThrow();
    // the same in other words
    for (const env of [europe, undefined]) {
      expect(() => newService(newStack({ env }), { environment: { AWS_REGION: Fn.ref('AWS::Region') } })).not.toThrow();
    }
    expect(() => newService(newStack({ env: europe }), { environment: { AWS_REGION: Fn.ref('AWS::AccountId') } })).toThrow(/AWS_REGION/);
  });

  test('may hold values that are known only at deployment', () => {
    const other = newStack();
    newService(other, { environment: { STAGE: new CfnParameter(other, 'Stage').valueAsString } });
    expect(userDataOf(other)).toContain('\nSTAGE=<Stage>\n');
  });

  const clash = (name: string, value: string) => `\`environment\` must not set '${name}', which the session store sets, got: '${value}'; remove it`;
  test.each<[string, Props, string]>([
    ["sets the table's name", { environment: { DYNAMODB_SESSION_TABLE_NAME: 'mine' } },
      clash('DYNAMODB_SESSION_TABLE_NAME', 'mine')],
    ["empties the table's name", { environment: { DYNAMODB_SESSION_TABLE_NAME: '' } },
      clash('DYNAMODB_SESSION_TABLE_NAME', '')],
    ['sets another region', { environment: { AWS_REGION: 'us-east-1' } }, clash('AWS_REGION', 'us-east-1')],
    ['sets another lifetime', { environment: { DYNAMODB_SESSION_LIFETIME: '1' }, sessionStore: SessionStore.phpSdk({ lifetime: Duration.hours(1) }) },
      clash('DYNAMODB_SESSION_LIFETIME', '1')],
    ['has a name that no shell takes', { environment: { 'MY-STAGE': 'test' } },
      "`environment` must use names of letters, digits and underscores that begin with no digit, got: 'MY-STAGE'"],
    ['has a value of two lines', { environment: { MOTD: 'one\ntwo' } },
      "`environment` must hold values of one line, got: a line break in 'MOTD'; remove it"],
    ['is wrong together with something else', { environment: { AWS_REGION: 'us-east-1' }, port: 0 },
      `\`port\` must be a whole number from 1 to 65535, got: 0; ${clash('AWS_REGION', 'us-east-1')}`],
  ])('fails when it %s', (_, props, message) => {
    expect(() => newService(newStack({ env: europe }), props)).toThrow(new Error(`${message} (in Stack/Web)`));
  });

  test('fails when it displaces a variable of a given table', () => {
    const other = newStack();
    const sessionTable = SessionTable.fromSessionTableName(other, 'Sessions', 'theirs');
    expect(() => newService(other, { sessionTable, environment: { DYNAMODB_SESSION_TABLE_NAME: 'mine' } }))
      .toThrow(new Error(`${clash('DYNAMODB_SESSION_TABLE_NAME', 'mine')} (in Stack/Web)`));
  });
});

describe('user data', () => {
  const given = ec2.UserData.forLinux();
  given.addCommands('dnf install -y httpd');
  const stack = newStack();
  const service = newService(stack, { userData: given });
  service.userData.addCommands('systemctl enable --now httpd');
  given.addCommands('echo last');
  const script = userDataOf(stack);

  test('of the user runs after the session variables were delivered, once more delivered after', () => {
    const parts = [
      '\nDYNAMODB_SESSION_TABLE_NAME=', '\n/etc/cdk-dynamodb-sessions/apply\n', '\ndnf install -y httpd\n',
      '\nsystemctl enable --now httpd\n', '\necho last\n', 'status=$?\n/etc/cdk-dynamodb-sessions/apply\nexit $status',
    ];
    const order = parts.map((part) => script.indexOf(part));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test('fits into the 16 KiB that EC2 takes, with room for the user', () => {
    expect(script.length).toBeLessThan(5 * 1024);
  });

  test('may download and execute files, and signal at its end', () => {
    const other = newStack();
    const { userData, autoScalingGroup } = newService(other);
    const bucket = s3.Bucket.fromBucketName(other, 'Bucket', 'theirs');
    const path = userData.addS3DownloadCommand({ bucket, bucketKey: 'install.sh' });
    userData.addExecuteFileCommand({ filePath: path });
    userData.addOnExitCommands('echo bye');
    userData.addSignalOnExitCommand(autoScalingGroup);
    const text = userDataOf(other);
    for (const part of ["aws s3 cp 's3://theirs/install.sh'", "chmod +x '/tmp/install.sh'", 'trap exitTrap EXIT', 'echo bye', 'cfn-signal']) {
      expect(text).toContain(part);
    }
  });
});

describe('a service fails', () => {
  const certificate = (stack: Stack) => acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/c');
  const shell = (first: string) => "`userData` must be a shell script that begins with '#!/bin/bash' or '#!/bin/sh', " +
    `got: '${first}'; use UserData.forLinux()`;

  test.each<[string, Props | ((stack: Stack) => Props), string]>([
    ['when its port is 0', { port: 0 }, '`port` must be a whole number from 1 to 65535, got: 0'],
    ['when its port is 65536', { port: 65536 }, '`port` must be a whole number from 1 to 65535, got: 65536'],
    ['when its port has fractions', { port: 80.5 }, '`port` must be a whole number from 1 to 65535, got: 80.5'],
    ['when it has no instance', { minCapacity: 0 }, '`minCapacity` must be a whole number of at least 1, got: 0'],
    ['when its most instances are below its fewest', { minCapacity: 3, maxCapacity: 2 },
      '`maxCapacity` must be at least `minCapacity` (3), got: 2'],
    ['when its most instances are below the default of its fewest', { maxCapacity: 1 },
      '`maxCapacity` must be at least `minCapacity` (2), got: 1'],
    ['when its fewest instances are not known and the most are not given',
      (stack) => ({ minCapacity: new CfnParameter(stack, 'Min', { type: 'Number' }).valueAsNumber }),
      '`maxCapacity` is required beside a `minCapacity` that is known only at deployment, got: none'],
    ['when its grace period is too long', { healthCheckGracePeriod: Duration.seconds(7201) },
      '`healthCheckGracePeriod` must be whole seconds from 0 to 7200, got: 7201 s'],
    ['when its deregistration delay is too long', { targetGroupOptions: { deregistrationDelay: Duration.seconds(3601) } },
      '`targetGroupOptions.deregistrationDelay` must be whole seconds from 0 to 3600, got: 3601 s'],
    ['when its deregistration delay has fractions', { targetGroupOptions: { deregistrationDelay: Duration.millis(500) } },
      '`targetGroupOptions.deregistrationDelay` must be whole seconds from 0 to 3600, got: 0.5 s'],
    ['when its root disk is no device', { rootDeviceName: 'xvda' },
      "`rootDeviceName` must be a device such as '/dev/xvda', got: 'xvda'"],
    ['when its health check has a relative path', { healthCheck: { path: 'ping.html' } },
      "`healthCheck.path` must be a path that begins with '/', got: 'ping.html'"],
    ['when its health check has no port', { healthCheck: { port: 'http' } },
      "`healthCheck.port` must be a port from 1 to 65535 or 'traffic-port', got: 'http'"],
    ['when its health check has port 65536', { healthCheck: { port: '65536' } },
      "`healthCheck.port` must be a port from 1 to 65535 or 'traffic-port', got: '65536'"],
    ['when its health check is too frequent', { healthCheck: { interval: Duration.seconds(4), timeout: Duration.seconds(2) } },
      '`healthCheck.interval` must be whole seconds from 5 to 300, got: 4 s'],
    ['when its health check is too rare', { healthCheck: { interval: Duration.seconds(301) } },
      '`healthCheck.interval` must be whole seconds from 5 to 300, got: 301 s'],
    ['when its health check waits too short', { healthCheck: { timeout: Duration.seconds(1) } },
      '`healthCheck.timeout` must be whole seconds from 2 to 120, got: 1 s'],
    ['when its health check waits too long', { healthCheck: { interval: Duration.seconds(300), timeout: Duration.seconds(121) } },
      '`healthCheck.timeout` must be whole seconds from 2 to 120, got: 121 s'],
    ['when its health check waits as long as its interval', { healthCheck: { interval: Duration.seconds(5) } },
      '`healthCheck.timeout` must be shorter than the interval (5 s), got: 5 s'],
    ['when its health check has fractions', { healthCheck: { interval: Duration.millis(5500), timeout: Duration.seconds(6) } },
      '`healthCheck.interval` must be whole seconds from 5 to 300, got: 5.5 s; ' +
      '`healthCheck.timeout` must be shorter than the interval (5.5 s), got: 6 s'],
    ['when its health check believes one success', { healthCheck: { healthyThresholdCount: 1 } },
      '`healthCheck.healthyThresholdCount` must be a whole number from 2 to 10, got: 1'],
    ['when its health check wants eleven successes', { healthCheck: { healthyThresholdCount: 11 } },
      '`healthCheck.healthyThresholdCount` must be a whole number from 2 to 10, got: 11'],
    ['when its health check believes one failure', { healthCheck: { unhealthyThresholdCount: 1 } },
      '`healthCheck.unhealthyThresholdCount` must be a whole number from 2 to 10, got: 1'],
    ['when its health check wants eleven failures', { healthCheck: { unhealthyThresholdCount: 11 } },
      '`healthCheck.unhealthyThresholdCount` must be a whole number from 2 to 10, got: 11'],
    ['when it redirects to nothing', { redirectHTTP: true },
      '`redirectHTTP` needs a `certificate` or a `domainName`, got: none; give one or remove `redirectHTTP`'],
    ['when it has a policy for no certificate', { listenerOptions: { sslPolicy: elbv2.SslPolicy.TLS13_RES } },
      "`listenerOptions.sslPolicy` needs a `certificate` or a `domainName`, got: none beside 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06'; give one or remove `listenerOptions.sslPolicy`"],
    ['when it has a table and a store', (stack) => ({ sessionTable: new SessionTable(stack, 'Sessions'), sessionStore: SessionStore.express() }),
      "`sessionStore` goes with an own table only, got: 'connect-dynamodb' beside `sessionTable`, which was made for " +
      "'AWS SDK for PHP'; remove `sessionStore`, or give the table that store"],
    ['when its user data is for Windows', { userData: ec2.UserData.forWindows() }, shell('<powershell></powershell>')],
    ['when its user data is for Python', { userData: ec2.UserData.forLinux({ shebang: '#!/usr/bin/python3' }) },
      shell('#!/usr/bin/python3')],
    ['when its user data is for cloud-init', { userData: ec2.UserData.custom('#cloud-config\npackages: [httpd]') },
      shell('#cloud-config')],
    ['and tells several mistakes together', { port: 0, minCapacity: 0, redirectHTTP: true },
      '`port` must be a whole number from 1 to 65535, got: 0; `minCapacity` must be a whole number of at least 1, got: 0; ' +
      '`redirectHTTP` needs a `certificate` or a `domainName`, got: none; give one or remove `redirectHTTP`'],
  ])('%s', (_, props, message) => {
    const stack = newStack();
    expect(() => newService(stack, typeof props === 'function' ? props(stack) : props))
      .toThrow(new Error(`${message} (in Stack/Web)`));
  });

  test.each<[string, Props | ((stack: Stack) => Props)]>([
    ['port 1', { port: 1 }],
    ['port 65535', { port: 65535 }],
    ['one instance', { minCapacity: 1, maxCapacity: 1 }],
    ['no grace', { healthCheckGracePeriod: Duration.seconds(0) }],
    ['two hours of grace', { healthCheckGracePeriod: Duration.hours(2) }],
    ['no deregistration delay', { targetGroupOptions: { deregistrationDelay: Duration.seconds(0) } }],
    ['an hour of deregistration delay', { targetGroupOptions: { deregistrationDelay: Duration.hours(1) } }],
    ['the fastest health check',
      { healthCheck: { interval: Duration.seconds(5), timeout: Duration.seconds(2), healthyThresholdCount: 2, unhealthyThresholdCount: 2 } }],
    ['the slowest health check',
      { healthCheck: { interval: Duration.seconds(300), timeout: Duration.seconds(120), healthyThresholdCount: 10, unhealthyThresholdCount: 10 } }],
    ['a health check on port 65535', { healthCheck: { port: '65535' } }],
    ['a redirect that is not wanted, without a certificate', { redirectHTTP: false }],
    ['a redirect and a policy with a certificate',
      (stack) => ({ certificate: certificate(stack), redirectHTTP: true, listenerOptions: { sslPolicy: elbv2.SslPolicy.TLS13_RES } })],
    ['user data for another shell', { userData: ec2.UserData.forLinux({ shebang: '#!/usr/bin/env bash' }) }],
  ])('not at the edges: %s', (_, props) => {
    const stack = newStack();
    expect(() => newService(stack, typeof props === 'function' ? props(stack) : props)).not.toThrow();
  });
});
