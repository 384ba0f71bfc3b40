// what is legal and still loses sessions or gives them away: each warning, when it is not given, and how it is silenced
import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Annotations, CfnParameter, Duration, Fn, Stack } from 'aws-cdk-lib/core';
import { AccessLogs, LoadBalancedFargateSessionService, LoadBalancedFargateSessionServiceProps, LoadBalancedSessionService, LoadBalancedSessionServiceOptions, LoadBalancedSessionServiceProps, SessionStore, SessionTable } from '../../src';
import { account, europe, newApp, newRole, newStack, newVpc, onlyResource, statementsOf, warningsOf } from '../helpers';

type Options = LoadBalancedSessionServiceOptions;
type Given = Options | ((stack: Stack) => Options);
type Service = LoadBalancedSessionService | LoadBalancedFargateSessionService;

const onEc2 = (stack: Stack, props: Partial<LoadBalancedSessionServiceProps> = {}) =>
  new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...props });
const onFargate = (stack: Stack, props: Partial<LoadBalancedFargateSessionServiceProps> = {}) =>
  new LoadBalancedFargateSessionService(stack, 'Web', { image: ecs.ContainerImage.fromRegistry('example/shop'), ...props });
const flavours: [string, (stack: Stack, options: Options) => Service][] = [['on EC2', onEc2], ['on Fargate', onFargate]];

const certificate = (stack: Stack) => acm.Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:eu-west-1:${account}:certificate/c`);
const closed: Options = { listenerOptions: { open: false } };
const theirs = (region: string, owner = account) => (stack: Stack): Options =>
  ({ ...closed, sessionTable: SessionTable.fromSessionTableArn(stack, 'Sessions', `arn:aws:dynamodb:${region}:${owner}:table/theirs`) });
const living = (lifetime: Duration, healthCheck?: elbv2.HealthCheck): Options =>
  ({ ...closed, healthCheck, sessionStore: SessionStore.express({ lifetime }) });
const listener = (stack: Stack) => new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc: newVpc(stack) })
  .addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) });

const logsTo = (name: string, accessLogsPrefix?: string) => (stack: Stack): Options =>
  ({ ...closed, accessLogs: AccessLogs.toBucket(s3.Bucket.fromBucketName(stack, 'Logs', name), { prefix: accessLogsPrefix }) });

/** Subnets of an imported network, two for the load balancer, and one or two for the servers. */
const inZones = (...zones: string[]) => (stack: Stack): Options => ({
  ...closed,
  vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    publicSubnetIds: ['subnet-1', 'subnet-2'], privateSubnetIds: ['subnet-3', 'subnet-4'],
  }),
  vpcSubnets: {
    subnets: zones.map((availabilityZone, i) => ec2.Subnet.fromSubnetAttributes(stack, `Subnet${i}`, { subnetId: `subnet-${i}`, availabilityZone })),
  },
});

const WITHOUT_HTTPS = 'session cookies travel in the clear, since the load balancer is open to the internet and speaks no HTTPS; ' +
  'give a `certificate`, or a `domainName` with its `domainZone`';
const encrypted = (name: keyof typeof elbv2.SslPolicy) => (stack: Stack): Options =>
  ({ certificate: certificate(stack), listenerOptions: { sslPolicy: elbv2.SslPolicy[name] } });
const obsoleteTls = (policy: string) => `\`listenerOptions.sslPolicy\` '${policy}' also takes TLS 1.0 or 1.1, in which session cookies are not safe; ` +
  'leave it out, or give one of TLS 1.2 or 1.3 alone such as SslPolicy.RECOMMENDED_TLS';
const SINGLE_SERVER = 'one server is enough for `minCapacity`, so nobody is served while it is replaced; sessions survive; give `minCapacity: 2`';
const SINGLE_ZONE = 'all servers are in one zone, so nobody is served when it fails; give `vpcSubnets` of two zones';
const AT_ROOT = 'health checks ask for the start page, and if that begins a session, each probe leaves one in the table; ' +
  'give `healthCheck.path` a page without sessions';
const lifetimeBelow = (lifetime: number, failing: number) => `sessions live for ${lifetime} s and a dead server is noticed after ${failing} s, ` +
  'so users who are sent to it are logged out by then; give the store a longer `lifetime` or check more often';
const bucketUnchanged = (path: string) => 'the policy of the bucket of `accessLogs`, which is imported, is not changed, so the deployment fails unless it ' +
  `allows 'logdelivery.elasticloadbalancing.amazonaws.com' s3:PutObject on '${path}'; give it this right where it is defined`;
const ANOTHER_REGION = 'the session table is in us-east-1 and the service in eu-west-1, so AWS_REGION sends all AWS clients of the application to us-east-1; ' +
  'rename it with `variableNames` and give that region to the session client, or give the table a replica in eu-west-1: ' +
  'a SessionTable finds it itself, an imported table must be that replica';

describe.each(flavours)('a service %s', (_flavour, newService) => {
  const warningsWith = (options: Given, prepare: (service: Service) => void = () => {}): string[] => {
    const stack = newStack({ env: europe });
    prepare(newService(stack, typeof options === 'function' ? options(stack) : options));
    // aws-cdk-lib has warnings of its own about imported subnets
    return warningsOf(stack).filter((warning) => warning.includes('cdk-dynamodb-sessions:'));
  };

  test.each<[string, string, Given, string]>([
    ['withoutHttps', 'that is open to the internet without HTTPS', {}, WITHOUT_HTTPS],
    ...[ec2.Peer.anyIpv4(), ec2.Peer.anyIpv6()].map((peer): [string, string, Given, string] => (
      ['withoutHttps', `that lets in everybody by name: ${peer.uniqueId}`, { listenerOptions: { allowedPeers: [ec2.Peer.ipv4('10.0.0.0/8'), peer] } }, WITHOUT_HTTPS])),
    ['withoutHttps', 'that opens a given load balancer without HTTPS',
      (stack) => ({ loadBalancer: new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc: newVpc(stack), internetFacing: true }), listenerOptions: { open: true } }),
      WITHOUT_HTTPS],
    ...(['RECOMMENDED', 'TLS13_10', 'TLS13_11', 'TLS13_10_PQ', 'FIPS_TLS13_11', 'FORWARD_SECRECY', 'FORWARD_SECRECY_TLS11', 'TLS11', 'LEGACY'] as const)
      .map((name): [string, string, Given, string] => ['obsoleteTls', `that takes old TLS by ${name}`, encrypted(name), obsoleteTls(elbv2.SslPolicy[name])]),
    ['singleServer', 'that may have one server', { ...closed, minCapacity: 1 }, SINGLE_SERVER],
    ['singleZone', 'with one subnet', inZones('eu-west-1a'), SINGLE_ZONE],
    ['singleZone', 'with two subnets in one zone', inZones('eu-west-1a', 'eu-west-1a'), SINGLE_ZONE],
    ['healthCheckAtRoot', 'whose probes ask for the start page', { ...closed, healthCheck: { path: '/' } }, AT_ROOT],
    ['lifetimeBelowHealthCheck', 'whose sessions end before a dead server is noticed', living(Duration.seconds(64)), lifetimeBelow(64, 65)],
    ['lifetimeBelowHealthCheck', 'whose sessions end before slow probes notice',
      living(Duration.minutes(10), { interval: Duration.minutes(5), timeout: Duration.seconds(10) }), lifetimeBelow(600, 610)],
    ['tableInAnotherRegion', 'whose table is in another region', theirs('us-east-1'), ANOTHER_REGION],
    ['accessLogsBucketUnchanged', 'whose logs go to an imported bucket', logsTo('logs'), bucketUnchanged(`AWSLogs/${account}/*`)],
    ['accessLogsBucketUnchanged', 'whose logs go below a path of it', logsTo('logs', 'shop/web'), bucketUnchanged(`shop/web/AWSLogs/${account}/*`)],
    ['accessLogsBucketUnchanged', 'whose logs go below a path that only the deployment knows', logsTo('logs', Fn.importValue('Path')),
      bucketUnchanged(`…/AWSLogs/${account}/*`)],
  ])('warns %s: %s', (id, _, options, text) => {
    expect(warningsWith(options)).toEqual([`Stack/Web: ${text} [ack: cdk-dynamodb-sessions:${id}]`]);
    const silence = (service: Service) => Annotations.of(service).acknowledgeWarning(`cdk-dynamodb-sessions:${id}`, 'known');
    expect(warningsWith(options, silence)).toEqual([]);
  });

  test.each<[string, Given]>([
    ['with a certificate', (stack) => ({ certificate: certificate(stack) })],
    ...(['RECOMMENDED_TLS', 'TLS13_13', 'TLS13_RES', 'TLS13_12_PQ', 'FIPS_TLS13_12_EXT2', 'FORWARD_SECRECY_TLS12_RES_GCM', 'TLS12', 'TLS12_EXT'] as const)
      .map((name): [string, Given] => [`that takes new TLS alone by ${name}`, encrypted(name)]),
    ['with a domain', (stack) => ({
      domainName: 'shop.example.com', domainZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }),
    })],
    ['that is internal', { publicLoadBalancer: false }],
    ['that lets in allowed peers alone', { listenerOptions: { allowedPeers: [ec2.Peer.prefixList('pl-1')] } }],
    ['behind a listener of somebody else', (stack) => ({ sharedListener: { listener: listener(stack), priority: 1, conditions: [elbv2.ListenerCondition.pathPatterns(['/*'])] } })],
    ['behind a load balancer of somebody else',
      (stack) => ({ loadBalancer: new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc: newVpc(stack) }) })],
    ['with two servers', { ...closed, minCapacity: 2, maxCapacity: 2 }],
    ['whose fewest servers are known only at deployment',
      (stack) => ({ ...closed, minCapacity: new CfnParameter(stack, 'Min', { type: 'Number' }).valueAsNumber, maxCapacity: 4 })],
    ['in two zones', inZones('eu-west-1a', 'eu-west-1b')],
    ['in subnets whose zones are not known', (stack) => ({
      ...closed, vpc: newVpc(stack), vpcSubnets: { subnets: ['subnet-1', 'subnet-2'].map((id) => ec2.Subnet.fromSubnetId(stack, id, id)) },
    })],
    ['whose probes ask for a page of their own', { ...closed, healthCheck: { path: '/up' } }],
    ['whose sessions live as long as a dead server', living(Duration.seconds(65))],
    ['whose sessions live for a time that is known only at deployment',
      (stack) => living(Duration.seconds(new CfnParameter(stack, 'Lifetime', { type: 'Number' }).valueAsNumber))],
    ['whose failures are counted only at deployment', (stack) => living(Duration.seconds(1), {
      unhealthyThresholdCount: new CfnParameter(stack, 'Failures', { type: 'Number' }).valueAsNumber,
    })],
    ['whose table is in its region', theirs('eu-west-1')],
    ['whose logs go to a bucket of the app', (stack) => ({ ...closed, accessLogs: AccessLogs.toBucket(new s3.Bucket(stack, 'Logs')) })],
    ['behind an internal load balancer that is given',
      (stack) => ({ loadBalancer: new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc: newVpc(stack) }), listenerOptions: { open: true } })],
  ])('warns of nothing: %s', (_, options) => {
    expect(warningsWith(options)).toEqual([]);
  });

  test('whose client ignores roles is warned of once, and can silence it', () => {
    const options = { ...closed, sessionStore: SessionStore.jamLaravel() };
    expect(warningsWith(options))
      .toEqual([expect.stringMatching(/^Stack\/Web\/SessionTable: .*static keys.*\[ack: cdk-dynamodb-sessions:ignoresRoles\]$/)]);
    expect(warningsWith(options, (service) => Annotations.of(service).acknowledgeWarning('cdk-dynamodb-sessions:ignoresRoles', 'known'))).toEqual([]);
  });

  test('finds an imported table of another account by its ARN, with rights on it', () => {
    const stack = newStack({ env: europe });
    const service = newService(stack, theirs('eu-west-1', '444455556666')(stack));
    const tableArn = 'arn:aws:dynamodb:eu-west-1:444455556666:table/theirs';
    expect(stack.resolve(service.environment)).toEqual({ AWS_REGION: 'eu-west-1', DYNAMODB_SESSION_TABLE_NAME: tableArn });
    expect(statementsOf(service.grantPrincipal as iam.Role)).toMatchObject([{ Resource: tableArn }]);
  });

  test('finds a table that a stack of another account defines by its ARN, with rights in the policies of both', () => {
    const app = newApp();
    const data = new Stack(app, 'Data', { env: { ...europe, account: '444455556666' } });
    const stack = new Stack(app, 'Stack', { env: europe });
    const sessionTable = new SessionTable(data, 'Sessions', { tableName: 'shared' });
    const service = newService(stack, { sessionTable });
    expect(JSON.stringify(stack.resolve(service.environment.DYNAMODB_SESSION_TABLE_NAME))).toMatch(/:dynamodb:eu-west-1:444455556666:table\/shared"/);
    expect(JSON.stringify(statementsOf(service.grantPrincipal as iam.Role))).toMatch(/:dynamodb:eu-west-1:444455556666:table\/shared"/);
    const [{ ResourcePolicy }] = onlyResource(data, 'AWS::DynamoDB::GlobalTable').Properties.Replicas;
    expect(JSON.stringify(ResourcePolicy.PolicyDocument)).toContain(account);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('of another region than its named table is warned of, and finds it', () => {
    const app = newApp();
    const sessionTable = new SessionTable(new Stack(app, 'Data', { env: { ...europe, region: 'us-east-1' } }), 'Sessions', { tableName: 'shared' });
    const stack = new Stack(app, 'Stack', { env: europe });
    const service = newService(stack, { ...closed, sessionTable });
    expect(stack.resolve(service.environment)).toEqual({ AWS_REGION: 'us-east-1', DYNAMODB_SESSION_TABLE_NAME: 'shared' });
    expect(warningsOf(stack)).toEqual([`Stack/Web: ${ANOTHER_REGION} [ack: cdk-dynamodb-sessions:tableInAnotherRegion]`]);
  });

  test('of a region where its table has a replica uses the replica, in silence', () => {
    const app = newApp();
    const data = new Stack(app, 'Data', { env: { ...europe, region: 'us-east-1' } });
    const sessionTable = new SessionTable(data, 'Sessions', { tableName: 'shared', replicas: [{ region: 'eu-west-1' }] });
    const stack = new Stack(app, 'Stack', { env: europe });
    const service = newService(stack, { ...closed, sessionTable });
    expect(stack.resolve(service.environment)).toEqual({ AWS_REGION: 'eu-west-1', DYNAMODB_SESSION_TABLE_NAME: 'shared' });
    expect(service.sessionTable).toBe(sessionTable);
    expect(warningsOf(stack)).toEqual([]);
    const policies = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies).toContain(`:dynamodb:eu-west-1:${account}:table/shared`);
  });

  test("that speaks gRPC is probed at AWS's own method", () => {
    const stack = newStack({ env: europe });
    newService(stack, { certificate: certificate(stack), targetGroupOptions: { protocolVersion: elbv2.ApplicationProtocolVersion.GRPC } });
    expect(onlyResource(stack, 'AWS::ElasticLoadBalancingV2::TargetGroup').Properties)
      .toMatchObject({ HealthCheckPath: '/AWS.ALB/healthcheck', ProtocolVersion: 'GRPC' });
  });
});

describe('variables with a number sign', () => {
  const warning = "Stack/Web: jobs of cron see COLOUR, MOTD only up to the '#', all other processes see it whole; " +
    'read /etc/cdk-dynamodb-sessions/environment in such jobs [ack: cdk-dynamodb-sessions:hashCutByCron]';
  const warnings = (environment: Record<string, string>, silence = false) => {
    const stack = newStack({ env: europe });
    const service = onEc2(stack, { ...closed, environment });
    if (silence) {
      Annotations.of(service).acknowledgeWarning('cdk-dynamodb-sessions:hashCutByCron', 'no job of cron reads it');
    }
    return warningsOf(stack);
  };

  test('are warned of on EC2, where cron cuts them', () => {
    expect(warnings({ COLOUR: '#fff', STAGE: 'test', MOTD: 'we are #1' })).toEqual([warning]);
    expect(warnings({ COLOUR: '#fff' }, true)).toEqual([]);
    expect(warnings({ STAGE: 'test' })).toEqual([]);
  });

  test('are no matter on Fargate', () => {
    const stack = newStack({ env: europe });
    onFargate(stack, { ...closed, environment: { COLOUR: '#fff' } });
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('an execution role that takes no policies', () => {
  const warnings = (props: (stack: Stack) => Partial<LoadBalancedFargateSessionServiceProps>, mutable = false, silence = false) => {
    const stack = newStack({ env: europe });
    const executionRole = iam.Role.fromRoleName(stack, 'Execution', 'starter', { mutable });
    const service = onFargate(stack, { ...closed, executionRole, ...props(stack) });
    if (silence) {
      Annotations.of(service).acknowledgeWarning('cdk-dynamodb-sessions:executionRoleUnchanged', 'it has them');
    }
    return warningsOf(stack);
  };
  const warning = (rights: string) => `Stack/Web: the execution role takes no policies, so no task starts unless it may ${rights}; ` +
    'give it these rights where it is defined [ack: cdk-dynamodb-sessions:executionRoleUnchanged]';

  test('is warned of, with the rights that it must have', () => {
    expect(warnings(() => ({}))).toEqual([warning('fetch the image, write the logs')]);
    expect(warnings((stack) => ({ secrets: { KEY: ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Secret')) } })))
      .toEqual([warning('fetch the image, write the logs, read the secrets')]);
  });

  test('is warned of too when resources may grant it something in their own policies', () => {
    const executionRole = (stack: Stack) => iam.Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::111122223333:role/starter', {
      mutable: false, addGrantsToResources: true,
    });
    expect(warnings((stack) => ({ executionRole: executionRole(stack) }))).toEqual([warning('fetch the image, write the logs')]);
  });

  test('is no matter when it takes them or somebody knows', () => {
    expect(warnings(() => ({}), true)).toEqual([]);
    expect(warnings(() => ({}), false, true)).toEqual([]);
  });
});

describe('a role that the servers cannot take', () => {
  const message = (prop: string, service: string, got: string) =>
    `\`${prop}\` must trust '${service}', got: ${got}; define it with \`assumedBy: new ServicePrincipal('${service}')\``;

  test.each<[string, (stack: Stack) => unknown, string]>([
    ['on EC2', (stack) => onEc2(stack, { role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }) }),
      message('role', 'ec2.amazonaws.com', "'lambda.amazonaws.com'")],
    ['on Fargate, as the application', (stack) => onFargate(stack, { taskRole: newRole(stack) }),
      message('taskRole', 'ecs-tasks.amazonaws.com', "'ec2.amazonaws.com'")],
    ['on Fargate, as the one that starts it', (stack) => onFargate(stack, { executionRole: newRole(stack) }),
      message('executionRole', 'ecs-tasks.amazonaws.com', "'ec2.amazonaws.com'")],
    ['of an account', (stack) => onEc2(stack, { role: new iam.Role(stack, 'Role', { assumedBy: new iam.ArnPrincipal('arn:aws:iam::111122223333:user/me') }) }),
      message('role', 'ec2.amazonaws.com', 'other principals')],
  ])('fails at synthesis %s', (_, define, expected) => {
    const stack = newStack({ env: europe });
    define(stack);
    expect(() => Template.fromStack(stack)).toThrow(`[Stack/Web] ${expected}`);
  });

  test('does not when it is completed in time, trusts a principal that is not known yet, or is imported', () => {
    const stack = newStack({ env: europe });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    onEc2(stack, { role, vpc: newVpc(stack) });
    role.assumeRolePolicy?.addStatements(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.ServicePrincipal('ec2.amazonaws.com')] }));
    expect(() => Template.fromStack(stack)).not.toThrow();
    const other = newStack({ env: europe });
    const principal = new CfnParameter(other, 'Principal').valueAsString;
    onEc2(other, { role: new iam.Role(other, 'Role', { assumedBy: new iam.ServicePrincipal(principal) }) });
    expect(() => Template.fromStack(other)).not.toThrow();
    const third = newStack({ env: europe });
    onEc2(third, { role: iam.Role.fromRoleName(third, 'Role', 'app') });
    expect(() => Template.fromStack(third)).not.toThrow();
  });
});

test('user data that grows too large later fails at synthesis', () => {
  const stack = newStack({ env: europe });
  const { userData } = onEc2(stack);
  userData.addCommands('x'.repeat(20000));
  expect(() => Template.fromStack(stack)).toThrow(/\[Stack\/Web\] `userData` must fit into the 16384 bytes that EC2 takes, .* got: 22\d{3}; put/);
});
