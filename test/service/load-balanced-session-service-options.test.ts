// props that all services share, each tried with each service
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Duration, Fn, Stack } from 'aws-cdk-lib/core';
import {
  AccessLogs, LoadBalancedFargateSessionService, LoadBalancedSessionService, LoadBalancedSessionServiceOptions, SessionAccess,
  SessionServiceScaling, SessionStore, SessionTable,
} from '../../src';
import { account, europe, newApp, newStack, newVpc, onlyResource, statementsOf, warningsOf } from '../helpers';

type Options = LoadBalancedSessionServiceOptions;
type Service = LoadBalancedSessionService | LoadBalancedFargateSessionService;

const BUCKET = 'AWS::S3::Bucket';
const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const LISTENER_RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const RECORD = 'AWS::Route53::RecordSet';
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

const certificateArn = `arn:aws:acm:eu-west-1:${account}:certificate/c`;
const certificateIn = (stack: Stack) => acm.Certificate.fromCertificateArn(stack, 'Given', certificateArn);
const zoneIn = (stack: Stack) => route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
const webAclArn = `arn:aws:wafv2:eu-west-1:${account}:regional/webacl/shop/1`;

const flavours: [string, (stack: Stack, options?: Options, id?: string) => Service][] = [
  ['on EC2', (stack, options, id = 'Web') =>
    new LoadBalancedSessionService(stack, id, { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...options })],
  ['on Fargate', (stack, options, id = 'Web') =>
    new LoadBalancedFargateSessionService(stack, id, { image: ecs.ContainerImage.fromRegistry('example/shop'), ...options })],
];

function attributesOf(stack: Stack): Record<string, string> {
  const { LoadBalancerAttributes } = onlyResource(stack, LOAD_BALANCER).Properties;
  return Object.fromEntries(LoadBalancerAttributes.map(({ Key, Value }: any) => [Key, Value]));
}

/** Rules that let in addresses, not security groups: from where, to which port. */
function ingressOf(stack: Stack): string[] {
  const groups = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup'));
  const rules = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress'));
  return [...groups.flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? []), ...rules.map(({ Properties }) => Properties)]
    .filter(({ SourceSecurityGroupId }: any) => SourceSecurityGroupId === undefined)
    .map(({ CidrIp, CidrIpv6, SourcePrefixListId, FromPort }: any) => `${CidrIp ?? CidrIpv6 ?? SourcePrefixListId} ${FromPort}`);
}

/** Kinds and names of VPC endpoints: `Gateway dynamodb`. */
function endpointsOf(stack: Stack): string[] {
  return Object.values(Template.fromStack(stack).findResources(ENDPOINT)).map(({ Properties: { VpcEndpointType, ServiceName } }) =>
    `${VpcEndpointType} ${(typeof ServiceName === 'string' ? ServiceName : ServiceName['Fn::Join'][1].at(-1)).replace(/^.*eu-west-1/, '').slice(1)}`).sort();
}

/** Of each public subnet: whether what starts there gets a public address. */
function publicAddresses(stack: Stack): boolean[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::EC2::Subnet'))
    .filter(({ Properties: { Tags } }) => Tags.some(({ Key, Value }: any) => Key === 'aws-cdk:subnet-type' && Value === 'Public'))
    .map(({ Properties: { MapPublicIpOnLaunch } }) => MapPublicIpOnLaunch);
}

describe.each(flavours)('a service %s', (_flavour, newService) => {
  const stackWith = (options: Options | ((stack: Stack) => Options), env: typeof europe | undefined = europe): Stack => {
    const stack = newStack({ env });
    newService(stack, typeof options === 'function' ? options(stack) : options);
    return stack;
  };

  describe('with its own network', () => {
    test('logs the flows for a month', () => {
      const stack = stackWith({});
      const { LogGroupName, TrafficType } = onlyResource(stack, 'AWS::EC2::FlowLog').Properties;
      expect(TrafficType).toBe('ALL');
      expect(Template.fromStack(stack).findResources('AWS::Logs::LogGroup')[LogGroupName.Ref].Properties.RetentionInDays).toBe(30);
    });

    test.each([1, 2])('has as many NAT gateways as are asked for: %d', (natGateways) => {
      const stack = stackWith({ natGateways });
      Template.fromStack(stack).resourceCountIs('AWS::EC2::NatGateway', natGateways);
      expect(endpointsOf(stack)).toEqual(['Gateway dynamodb']);
    });

    test('without NAT gateways has isolated servers, which reach DynamoDB and S3', () => {
      const stack = stackWith({ natGateways: 0 });
      Template.fromStack(stack).resourceCountIs('AWS::EC2::NatGateway', 0);
      expect(endpointsOf(stack)).toEqual(expect.arrayContaining(['Gateway dynamodb', 'Gateway s3']));
      const tags = Object.values(Template.fromStack(stack).findResources('AWS::EC2::Subnet')).flatMap(({ Properties }) => Properties.Tags);
      expect(new Set(tags.filter(({ Key }: any) => Key === 'aws-cdk:subnet-type').map(({ Value }: any) => Value))).toEqual(new Set(['Public',
        'Isolated']));
    });

    test('tells its endpoints, so that others can be let in', () => {
      const stack = newStack({ env: europe });
      const { endpoints } = newService(stack, { natGateways: 0, sessionManagerAccess: true } as Options); // on EC2 only Session Manager needs some
      expect(endpoints.length).toBeGreaterThan(0);
      expect(endpoints.length).toBe(endpointsOf(stack).filter((each) => each.startsWith('Interface')).length);
      expect(newService(newStack({ env: europe })).endpoints).toEqual([]);
    });

    test('keeps the ids of its subnets, which keep their addresses, when it gives up its NAT gateways', () => {
      const subnets = (natGateways: number) => Template.fromStack(stackWith({ natGateways })).findResources('AWS::EC2::Subnet');
      const addresses = (found: Record<string, any>) => Object.entries(found).map(([id, { Properties }]) => [id, Properties.CidrBlock]);
      expect(addresses(subnets(0))).toEqual(addresses(subnets(1)));
    });

    test('gives no address to what starts in its public subnets', () => expect(publicAddresses(stackWith({}))).toEqual([false, false]));

    test('but to servers that stand there, which have no other way out', () => {
      expect(publicAddresses(stackWith({ vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }))).toEqual([true, true]);
      expect(publicAddresses(stackWith({ vpcSubnets: { subnetGroupName: 'Public' } }))).toEqual([true, true]);
    });

    test('has no internet gateway and no public subnet where nothing goes in or out', () => {
      const stack = stackWith({ natGateways: 0, publicLoadBalancer: false });
      Template.fromStack(stack).resourceCountIs('AWS::EC2::InternetGateway', 0);
      expect(publicAddresses(stack)).toEqual([]);
      // the private ones keep their addresses when that changes
      const addresses = (options: Options) => Object.values(Template.fromStack(stackWith(options)).findResources('AWS::EC2::Subnet'))
        .filter(({ Properties }) => JSON.stringify(Properties.Tags).includes('PrivateSubnet')).map(({ Properties }) => Properties.CidrBlock);
      expect(addresses({ natGateways: 0, publicLoadBalancer: false })).toEqual(addresses({ publicLoadBalancer: false }));
    });

    test.each<[string, Options]>([
      ['servers', { vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }],
      ['the load balancer', { loadBalancerOptions: { vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } } }],
    ])('unless %s shall stand there', (_, options) => {
      const stack = stackWith({ natGateways: 0, publicLoadBalancer: false, ...options });
      Template.fromStack(stack).resourceCountIs('AWS::EC2::InternetGateway', 1);
    });

    test('encrypts its flow logs with logEncryptionKey, which CloudWatch Logs may use', () => {
      const stack = newStack({ env: europe });
      const key = new kms.Key(stack, 'Key');
      newService(stack, { logEncryptionKey: key });
      const { LogGroupName } = onlyResource(stack, 'AWS::EC2::FlowLog').Properties;
      expect(Template.fromStack(stack).findResources('AWS::Logs::LogGroup')[LogGroupName.Ref].Properties.KmsKeyId).toEqual(stack.resolve(key.keyArn));
      expect(JSON.stringify(onlyResource(stack, 'AWS::KMS::Key').Properties.KeyPolicy)).toContain('logs.eu-west-1.amazonaws.com');
    });

    test('may do without the gateway endpoint', () => {
      expect(endpointsOf(stackWith({ dynamoDbEndpoint: false }))).toEqual([]);
    });

    test('has IPv6 when its load balancer has', () => {
      const stack = stackWith({ loadBalancerOptions: { ipAddressType: elbv2.IpAddressType.DUAL_STACK } });
      Template.fromStack(stack).resourceCountIs('AWS::EC2::VPCCidrBlock', 1);
      expect(onlyResource(stack, LOAD_BALANCER).Properties.IpAddressType).toBe('dualstack');
      expect(ingressOf(stack)).toEqual(['0.0.0.0/0 80', '::/0 80']);
    });

    describe.each([true, false])('has IPv6 alone for the public, whatever the feature flag says: %s', (flag) => {
      const DUAL_STACK_WITHOUT_PUBLIC_IPV4 = elbv2.IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4;
      const flagged = () => new Stack(newApp({
        context: { '@aws-cdk/aws-elasticloadbalancingv2:albDualstackWithoutPublicIpv4SecurityGroupRulesDefault': flag },
      }), 'Stack', { env: europe });

      test('and lets everybody in on each port', () => {
        const stack = flagged();
        newService(stack, { loadBalancerOptions: { ipAddressType: DUAL_STACK_WITHOUT_PUBLIC_IPV4 }, certificate: certificateIn(stack) });
        expect(ingressOf(stack).sort()).toEqual(['0.0.0.0/0 443', '0.0.0.0/0 80', '::/0 443', '::/0 80']);
      });

      test('or nobody', () => {
        const stack = flagged();
        newService(stack, { loadBalancerOptions: { ipAddressType: DUAL_STACK_WITHOUT_PUBLIC_IPV4 }, listenerOptions: { open: false } });
        expect(ingressOf(stack)).toEqual([]);
      });

      test('on a load balancer that is given', () => {
        const stack = flagged();
        const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, ipProtocol: ec2.IpProtocol.DUAL_STACK });
        const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', {
          vpc, internetFacing: true, ipAddressType: DUAL_STACK_WITHOUT_PUBLIC_IPV4,
        });
        newService(stack, { loadBalancer, listenerOptions: { open: true } });
        expect(ingressOf(stack).sort()).toEqual(['0.0.0.0/0 80', '::/0 80']);
      });
    });
  });

  describe('in a given network', () => {
    test('adds an endpoint when asked to, one for all services', () => {
      const stack = newStack({ env: europe });
      const vpc = newVpc(stack);
      newService(stack, { vpc, dynamoDbEndpoint: true }, 'One');
      newService(stack, { vpc, dynamoDbEndpoint: true }, 'Two');
      newService(stack, { vpc }, 'Three');
      expect(endpointsOf(stack)).toEqual(['Gateway dynamodb']);
      expect(onlyResource(stack, ENDPOINT).Properties.RouteTableIds)
        .toEqual(expect.arrayContaining(stack.resolve(vpc.privateSubnets.map((subnet) => subnet.routeTable.routeTableId))));
    });

    test('adds none where there is one', () => {
      const stack = newStack({ env: europe });
      const vpc = newVpc(stack);
      new ec2.GatewayVpcEndpoint(stack, 'Theirs', { vpc, service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });
      newService(stack, { vpc, dynamoDbEndpoint: true });
      expect(endpointsOf(stack)).toEqual(['Gateway dynamodb']);
    });

    test.each<[string, (stack: Stack, vpc: ec2.Vpc) => void]>([
      ['for S3', (_, vpc) => vpc.addGatewayEndpoint('Other', { service: ec2.GatewayVpcEndpointAwsService.S3 })],
      ['of the interface kind', (stack, vpc) => new ec2.CfnVPCEndpoint(stack, 'Other', {
        vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.dynamodb', vpcEndpointType: 'Interface',
      })],
      ['of another network', (stack) => new ec2.Vpc(stack, 'Other').addGatewayEndpoint('Other',
        { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB })],
    ])('is not misled by an endpoint %s', (_, define) => {
      const stack = newStack({ env: europe });
      const vpc = newVpc(stack);
      define(stack, vpc);
      newService(stack, { vpc, dynamoDbEndpoint: true });
      expect(vpc.node.tryFindChild('SessionsDynamoDb')).toBeDefined();
    });

    test('shares the endpoint of an imported network between stacks', () => {
      const app = newApp();
      const stacks = ['One', 'Two'].map((id) => new Stack(app, id, { env: europe }));
      for (const stack of stacks) {
        const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
          vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'], publicSubnetIds: ['subnet-1', 'subnet-2'],
          privateSubnetIds: ['subnet-3', 'subnet-4'], privateSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
        });
        newService(stack, { vpc, dynamoDbEndpoint: true });
      }
      expect(stacks.map((stack) => endpointsOf(stack))).toEqual([['Gateway dynamodb'], []]);
    });

    test('has its load balancer in the subnets that are given', () => {
      const stack = newStack({ env: europe });
      const vpc = newVpc(stack);
      newService(stack, { vpc, publicLoadBalancer: false, loadBalancerOptions: { vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } } });
      expect(onlyResource(stack, LOAD_BALANCER).Properties).toMatchObject({
        Scheme: 'internal', Subnets: stack.resolve(vpc.publicSubnets.map((subnet) => subnet.subnetId)),
      });
    });
  });

  describe('with a domain', () => {
    const stack = newStack({ env: europe });
    const service = newService(stack, { domainName: 'shop.example.com', domainZone: zoneIn(stack) });

    test('makes a certificate that DNS validates', () => {
      expect(onlyResource(stack, 'AWS::CertificateManager::Certificate').Properties).toMatchObject({
        DomainName: 'shop.example.com', ValidationMethod: 'DNS', DomainValidationOptions: [{ HostedZoneId: 'Z1' }],
      });
      expect(stack.resolve(service.certificate!.certificateArn)).toEqual({ Ref: onlyResource(stack, 'AWS::CertificateManager::Certificate').id });
    });

    test('speaks HTTPS and redirects HTTP', () => {
      Template.fromStack(stack).hasResourceProperties(LISTENER, {
        Port: 443, Protocol: 'HTTPS', Certificates: [{ CertificateArn: stack.resolve(service.certificate!.certificateArn) }],
        SslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS,
      });
      Template.fromStack(stack).hasResourceProperties(LISTENER, {
        Port: 80, DefaultActions: [{
          Type: 'redirect',
          RedirectConfig: { Port: '443' },
        }],
      });
    });

    test('leads the domain to the load balancer', () => {
      expect(onlyResource(stack, RECORD).Properties).toMatchObject({
        Name: 'shop.example.com.', Type: 'A', HostedZoneId: 'Z1',
        AliasTarget: {
          HostedZoneId: { 'Fn::GetAtt': [onlyResource(stack, LOAD_BALANCER).id, 'CanonicalHostedZoneID'] },
          DNSName: { 'Fn::Join': ['', ['dualstack.', { 'Fn::GetAtt': [onlyResource(stack, LOAD_BALANCER).id, 'DNSName'] }]] },
        },
      });
    });

    test('makes the record alone when it has a certificate', () => {
      const other = stackWith((given) => ({ domainName: 'example.com', domainZone: zoneIn(given), certificate: certificateIn(given) }));
      Template.fromStack(other).resourceCountIs('AWS::CertificateManager::Certificate', 0);
      Template.fromStack(other).resourceCountIs(RECORD, 1);
      Template.fromStack(other).hasResourceProperties(LISTENER, { Port: 443, Certificates: [{ CertificateArn: certificateArn }] });
    });

    test('has a record for IPv6 where the load balancer has it', () => {
      const other = stackWith((given) => ({
        domainName: 'example.com', domainZone: zoneIn(given), loadBalancerOptions: { ipAddressType: elbv2.IpAddressType.DUAL_STACK },
      }));
      Template.fromStack(other).hasResourceProperties(RECORD, { Type: 'AAAA', Name: 'example.com.' });
    });
  });

  describe('with its own load balancer', () => {
    test.each<[string, Options, object]>([
      ['idleTimeout', { loadBalancerOptions: { idleTimeout: Duration.seconds(120) } }, { 'idle_timeout.timeout_seconds': '120' }],
      ['loadBalancerDeletionProtection', { loadBalancerOptions: { deletionProtection: true } }, { 'deletion_protection.enabled': 'true' }],
      ['no protection by default, invalid headers dropped', {},
        { 'deletion_protection.enabled': 'false', 'routing.http.drop_invalid_header_fields.enabled': 'true' }],
    ])('takes %s', (_, options, expected) => expect(attributesOf(stackWith(options))).toMatchObject(expected));

    test.each<[string, Options, object]>([
      ['loadBalancingAlgorithm',
        { targetGroupOptions: { loadBalancingAlgorithm: elbv2.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS } },
        { 'load_balancing.algorithm.type': 'least_outstanding_requests', 'stickiness.enabled': 'false' }],
      ['slowStart', { targetGroupOptions: { slowStart: Duration.seconds(60) } }, { 'slow_start.duration_seconds': '60' }],
      ['no slowStart', {
        targetGroupOptions: {
          slowStart: Duration.seconds(0),
          loadBalancingAlgorithm: elbv2.TargetGroupLoadBalancingAlgorithmType.ROUND_ROBIN,
        },
      },
      { 'slow_start.duration_seconds': '0' }],
    ])('takes %s', (_, options, expected) => {
      const { TargetGroupAttributes } = onlyResource(stackWith(options), TARGET_GROUP).Properties;
      expect(Object.fromEntries(TargetGroupAttributes.map(({ Key, Value }: any) => [Key, Value]))).toMatchObject(expected);
    });

    test('takes protocolVersion', () => {
      const stack = stackWith((given) => ({
        certificate: certificateIn(given),
        targetGroupOptions: { protocolVersion: elbv2.ApplicationProtocolVersion.HTTP2 },
      }));
      expect(onlyResource(stack, TARGET_GROUP).Properties.ProtocolVersion).toBe('HTTP2');
    });

    test('takes listenerPort', () => {
      expect(onlyResource(stackWith({ listenerOptions: { port: 8080 } }), LISTENER).Properties.Port).toBe(8080);
      const stack = stackWith((given) => ({ certificate: certificateIn(given), listenerOptions: { port: 8443 } }));
      Template.fromStack(stack).hasResourceProperties(LISTENER, { Port: 8443, Protocol: 'HTTPS' });
      Template.fromStack(stack).hasResourceProperties(LISTENER, { Port: 80, DefaultActions: [{ RedirectConfig: { Port: '8443' } }] });
    });

    test('takes webAclArn', () => {
      const stack = stackWith({ loadBalancerOptions: { webAclArn } });
      expect(onlyResource(stack, 'AWS::WAFv2::WebACLAssociation').Properties)
        .toEqual({ ResourceArn: { Ref: onlyResource(stack, LOAD_BALANCER).id }, WebACLArn: webAclArn });
    });

    test('is open to all unless told otherwise', () => {
      expect(ingressOf(stackWith({}))).toEqual(['0.0.0.0/0 80']);
      expect(ingressOf(stackWith({ listenerOptions: { open: false } }))).toEqual([]);
    });

    test('is open to allowed peers alone, on each of its ports', () => {
      const stack = stackWith((given) => ({
        certificate: certificateIn(given), listenerOptions: { allowedPeers: [ec2.Peer.ipv4('10.0.0.0/8'), ec2.Peer.prefixList('pl-1')] },
      }));
      expect(ingressOf(stack).sort()).toEqual(['10.0.0.0/8 443', '10.0.0.0/8 80', 'pl-1 443', 'pl-1 80']);
    });

    test('is open to security groups that are allowed', () => {
      const stack = newStack({ env: europe });
      const vpc = newVpc(stack);
      const clients = new ec2.SecurityGroup(stack, 'Clients', { vpc });
      const { loadBalancer } = newService(stack, { vpc, listenerOptions: { allowedPeers: [clients] } });
      expect(ingressOf(stack)).toEqual([]);
      Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
        FromPort: 80, SourceSecurityGroupId: stack.resolve(clients.securityGroupId),
        GroupId: stack.resolve(loadBalancer.connections.securityGroups[0].securityGroupId),
      });
    });

    test('is open to nobody when it is not open', () => expect(ingressOf(stackWith({ listenerOptions: { open: false } }))).toEqual([]));
  });

  describe('access logs', () => {
    test('go to an own bucket: encrypted by S3, TLS only, not public, for 90 days, retained', () => {
      const stack = newStack({ env: europe });
      const service = newService(stack);
      const { id, DeletionPolicy, Properties } = onlyResource(stack, BUCKET);
      expect(DeletionPolicy).toBe('Retain');
      expect(Properties).toMatchObject({
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        VersioningConfiguration: { Status: 'Enabled' },
      });
      Template.fromStack(stack).hasResourceProperties('AWS::S3::BucketPolicy', {
        Bucket: { Ref: id },
        PolicyDocument: {
          Statement: Match.arrayWith([Match.objectLike({
            Effect: 'Deny',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          })]),
        },
      });
      expect(Properties.LifecycleConfiguration.Rules.map(({ Status, ...rule }: any) => rule)).toEqual([
        { ExpirationInDays: 90, NoncurrentVersionExpiration: { NoncurrentDays: 7 }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
        { ExpiredObjectDeleteMarker: true },
      ]);
      expect(attributesOf(stack)).toMatchObject({ 'access_logs.s3.enabled': 'true', 'access_logs.s3.bucket': { Ref: id } });
      expect(stack.resolve(service.accessLogsBucket!.bucketName)).toEqual({ Ref: id });
    });

    test('may go to another bucket, with a prefix', () => {
      const stack = newStack({ env: europe });
      const accessLogsBucket = new s3.Bucket(stack, 'Logs', { encryption: s3.BucketEncryption.S3_MANAGED });
      const service = newService(stack, { accessLogs: AccessLogs.toBucket(accessLogsBucket, { prefix: 'shop/web' }) });
      expect(service.accessLogsBucket).toBe(accessLogsBucket);
      Template.fromStack(stack).resourceCountIs(BUCKET, 1);
      expect(attributesOf(stack)).toMatchObject({ 'access_logs.s3.prefix': 'shop/web' });
    });

    test('may be switched off, and then there is no warning in any stack', () => {
      for (const env of [europe, undefined]) {
        const stack = newStack({ env });
        expect(newService(stack, { accessLogs: AccessLogs.disabled() }).accessLogsBucket).toBeUndefined();
        Template.fromStack(stack).resourceCountIs(BUCKET, 0);
        expect(attributesOf(stack)).not.toHaveProperty('access_logs.s3.enabled');
        expect(warningsOf(stack).filter((warning) => !warning.includes('withoutHttps'))).toEqual([]);
      }
    });

    test.each<[string, (stack: Stack) => Options]>([
      ['by default', () => ({})], ['when asked for', () => ({ accessLogs: AccessLogs.toNewBucket() })],
      ['into a given bucket', (stack) => ({ accessLogs: AccessLogs.toBucket(s3.Bucket.fromBucketName(stack, 'Logs', 'logs')) })],
    ])('are skipped with one warning where the region is not known: %s', (_, options) => {
      const stack = newStack();
      expect(newService(stack, options(stack)).accessLogsBucket).toBeUndefined();
      Template.fromStack(stack).resourceCountIs(BUCKET, 0);
      expect(warningsOf(stack).filter((warning) => !warning.includes('withoutHttps'))).toEqual([
        'Stack/Web: the load balancer writes no access logs, because the stack has no fixed region; give the stack ' +
        "`env: { region: 'eu-west-1' }` or yours, or the service `accessLogs: AccessLogs.disabled()` [ack: cdk-dynamodb-sessions:accessLogsSkipped]",
      ]);
    });
  });

  describe('behind a load balancer of another stack', () => {
    const app = newApp();
    const shared = new Stack(app, 'Shared', { env: europe });
    const vpc = new ec2.Vpc(shared, 'Vpc', { maxAzs: 2 });
    const loadBalancer = new elbv2.ApplicationLoadBalancer(shared, 'LoadBalancer', { vpc });
    const stack = new Stack(app, 'Stack', { env: europe });
    const allowed = new ec2.SecurityGroup(stack, 'Allowed', { vpc });
    const service = newService(stack, {
      loadBalancer, listenerOptions: { allowedPeers: [allowed, ec2.Peer.ipv4('10.0.0.0/8')] }, certificate: certificateIn(stack),
      domainName: 'shop.example.com', domainZone: zoneIn(stack),
    });

    test('has a listener of its own, in its own stack, without a cycle', () => {
      expect(() => app.synth()).not.toThrow();
      expect(onlyResource(stack, LISTENER).Properties).toMatchObject({ Port: 443, LoadBalancerArn: stack.resolve(loadBalancer.loadBalancerArn) });
      Template.fromStack(shared).resourceCountIs(LISTENER, 0);
      expect(service.loadBalancer).toBe(loadBalancer);
      expect(stack.dependencies).toEqual([shared]);
      expect(shared.dependencies).toEqual([]);
    });

    test('has its network, and no load balancer, redirect or log of its own', () => {
      expect(service.vpc).toBe(vpc);
      for (const type of [LOAD_BALANCER, BUCKET, 'AWS::EC2::VPC']) {
        Template.fromStack(stack).resourceCountIs(type, 0);
      }
      expect(service.redirectListener).toBeUndefined();
      // a stack that uses parts of another one hears of reference strengths from CDK
      expect(warningsOf(stack).filter((warning) => !warning.includes('crossStackReferences'))).toEqual([]);
    });

    test('does not open it, besides to allowed peers', () => {
      expect(ingressOf(shared)).toEqual(['10.0.0.0/8 443']);
      Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
        FromPort: 443, SourceSecurityGroupId: stack.resolve(allowed.securityGroupId),
      });
    });

    test('has a record for it', () => Template.fromStack(stack).resourceCountIs(RECORD, 1));

    test('may open it and redirect when asked to', () => {
      const other = newStack({ env: europe });
      const network = newVpc(other);
      const given = new elbv2.ApplicationLoadBalancer(other, 'LoadBalancer', { vpc: network });
      newService(other, { loadBalancer: given, listenerOptions: { open: true }, redirectHTTP: true, certificate: certificateIn(other) });
      expect(ingressOf(other).sort()).toEqual(['0.0.0.0/0 443', '0.0.0.0/0 80']);
    });

    test('may be imported', () => {
      const other = newStack({ env: europe });
      const network = newVpc(other);
      newService(other, {
        vpc: network,
        loadBalancer: elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(other, 'LoadBalancer', {
          loadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/app/shared/1`, securityGroupId: 'sg-1',
        }),
      });
      expect(onlyResource(other, LISTENER).Properties.LoadBalancerArn).toContain('loadbalancer/app/shared/1');
    });
  });

  describe('behind a listener of another stack', () => {
    const app = newApp();
    const shared = new Stack(app, 'Shared', { env: europe });
    const vpc = new ec2.Vpc(shared, 'Vpc', { maxAzs: 2 });
    const loadBalancer = new elbv2.ApplicationLoadBalancer(shared, 'LoadBalancer', { vpc });
    const listener = loadBalancer.addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) });
    const stacks = ['Shop', 'Blog'].map((id) => new Stack(app, id, { env: europe }));
    const services = stacks.map((stack, i) => newService(stack, {
      sharedListener: { listener, priority: i + 1, conditions: [elbv2.ListenerCondition.hostHeaders([`${stack.stackName}.example.com`])] },
      domainName: `${stack.stackName.toLowerCase()}.example.com`, domainZone: zoneIn(stack),
      scaling: SessionServiceScaling.requestsPerTarget(1000), healthCheck: { port: '9000' },
    }));

    test.each<[string, object]>([
      ['that names its values by itself', { field: 'path-pattern', values: ['/a*'] }],
      ['with regular expressions', { field: 'path-pattern', pathPatternConfig: { regexValues: ['^/a'] } }],
    ])('takes a condition %s', (_, raw) => {
      class Own extends elbv2.ListenerCondition {
        public renderRawCondition() {
          return raw;
        }
      }
      const stack = new Stack(app, `Condition${app.node.children.length}`, { env: europe });
      expect(() => newService(stack, { sharedListener: { listener, priority: app.node.children.length, conditions: [new Own()] } })).not.toThrow();
    });

    test('has a rule in its own stack; two services in two stacks share the listener without a cycle', () => {
      expect(() => app.synth()).not.toThrow();
      stacks.forEach((stack, i) => {
        expect(onlyResource(stack, LISTENER_RULE).Properties).toMatchObject({
          ListenerArn: stack.resolve(listener.listenerArn), Priority: i + 1,
          Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: [`${stack.stackName}.example.com`] } }],
          Actions: [{ Type: 'forward', TargetGroupArn: { Ref: onlyResource(stack, TARGET_GROUP).id } }],
        });
        expect(stack.dependencies).toEqual([shared]);
      });
      expect(shared.dependencies).toEqual([]);
    });

    test('knows the load balancer and its network from the listener', () => {
      for (const service of services) {
        expect(service.loadBalancer).toBe(loadBalancer);
        expect(service.listener).toBe(listener);
        expect(service.listenerRule).toBeInstanceOf(elbv2.ApplicationListenerRule);
        expect(service.vpc).toBe(vpc);
      }
    });

    test('has a record and no certificate, listener or load balancer', () => {
      for (const stack of stacks) {
        Template.fromStack(stack).resourceCountIs(RECORD, 1);
        for (const type of ['AWS::CertificateManager::Certificate', LISTENER, LOAD_BALANCER]) {
          Template.fromStack(stack).resourceCountIs(type, 0);
        }
      }
    });

    test('lets the load balancer in, on both ports', () => {
      for (const stack of stacks) {
        const ingress = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress'));
        expect(ingress.map(({ Properties }) => Properties.FromPort).sort()).toEqual([80, 9000]);
        const egress = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupEgress'));
        expect(egress.map(({ Properties }) => Properties.FromPort).sort()).toEqual([80, 9000]);
      }
    });

    test('adds its certificate to those of the listener', () => {
      const other = newStack({ env: europe });
      const given = new elbv2.ApplicationLoadBalancer(other, 'LoadBalancer', { vpc: newVpc(other) })
        .addListener('Listener', { port: 443, certificates: [certificateIn(other)], defaultAction: elbv2.ListenerAction.fixedResponse(404) });
      const certificate = acm.Certificate.fromCertificateArn(other, 'Own', `${certificateArn}2`);
      newService(other, {
        sharedListener: { listener: given, priority: 1, conditions: [elbv2.ListenerCondition.pathPatterns(['/shop/*'])] },
        certificate,
      });
      expect(onlyResource(other, 'AWS::ElasticLoadBalancingV2::ListenerCertificate').Properties).toEqual({
        Certificates: [{ CertificateArn: `${certificateArn}2` }], ListenerArn: other.resolve(given.listenerArn),
      });
    });

    test('may be imported, and then the load balancer is not known unless it is given too', () => {
      const other = newStack({ env: europe });
      const network = newVpc(other);
      const imported = elbv2.ApplicationListener.fromApplicationListenerAttributes(other, 'Listener', {
        listenerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:listener/app/shared/1/2`,
        securityGroup: ec2.SecurityGroup.fromSecurityGroupId(other, 'Group', 'sg-1'),
      });
      const at = (priority: number) => (
        { vpc: network, sharedListener: { listener: imported, priority, conditions: [elbv2.ListenerCondition.pathPatterns(['/shop/*'])] } });
      const service = newService(other, at(1));
      expect(() => service.loadBalancer).toThrow(new Error(
        '`loadBalancer` is not known of an imported listener, got: none; give the service `loadBalancer` beside `sharedListener` (in Stack/Web)'));
      const theirs = elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(other, 'LoadBalancer', {
        loadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/app/shared/1`, securityGroupId: 'sg-1',
        loadBalancerDnsName: 'shared.elb.amazonaws.com', loadBalancerCanonicalHostedZoneId: 'Z2',
      });
      const second = newService(other, { ...at(2), loadBalancer: theirs, domainName: 'example.com', domainZone: zoneIn(other) }, 'Second');
      expect(second.loadBalancer).toBe(theirs);
      const rules = Object.values(Template.fromStack(other).findResources(LISTENER_RULE)).map(({ Properties }) => Properties);
      expect(rules).toMatchObject([1, 2].map((Priority) => ({ ListenerArn: imported.listenerArn, Priority })));
      expect(JSON.stringify(onlyResource(other, RECORD).Properties.AliasTarget)).toContain('shared.elb.amazonaws.com');
    });
  });

  describe('and its sessions', () => {
    const actionsOf = (sessionAccess?: SessionAccess) => {
      const stack = newStack({ env: europe });
      const service = newService(stack, { sessionAccess });
      return statementsOf(service instanceof LoadBalancedSessionService ? service.role : service.taskDefinition.taskRole)[0].Action;
    };

    test('may have the five actions or those of requests', () => {
      const requests = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'];
      const all = ['dynamodb:BatchWriteItem', ...requests.slice(0, 2), 'dynamodb:Scan', 'dynamodb:UpdateItem'];
      expect(actionsOf()).toEqual(all);
      expect(actionsOf(SessionAccess.FULL)).toEqual(all);
      expect(actionsOf(SessionAccess.REQUESTS)).toEqual(requests);
    });

    test('may be limited to a prefix of keys', () => {
      const stack = newStack({ env: europe });
      const service = newService(stack, { keyPrefix: 'shop:' });
      const [statement, ...others] = statementsOf(service instanceof LoadBalancedSessionService ? service.role : service.taskDefinition.taskRole);
      expect(statement).toMatchObject({
        Action: ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['shop:*'] }, 'Null': { 'dynamodb:LeadingKeys': 'false' } },
      });
      expect(others).toEqual([]);
    });

    test('may have other names for their variables', () => {
      const stack = newStack({ env: europe });
      const sessionTable = SessionTable.fromSessionTableName(stack, 'Sessions', 'theirs', SessionStore.phpSdk({ lifetime: Duration.hours(1) }));
      const service = newService(stack, {
        sessionTable, environment: { DYNAMODB_SESSION_TABLE_NAME: 'mine again', STAGE: 'test' },
        variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS', AWS_REGION: 'REGION' },
      });
      expect(service.environment).toEqual({
        REGION: 'eu-west-1', SESSIONS: 'theirs', DYNAMODB_SESSION_LIFETIME: '3600', DYNAMODB_SESSION_TABLE_NAME: 'mine again', STAGE: 'test',
      });
    });

    test('may swap the names of two variables', () => {
      const variableNames = { DYNAMODB_SESSION_TABLE_NAME: 'AWS_REGION', AWS_REGION: 'DYNAMODB_SESSION_TABLE_NAME' };
      const stack = newStack({ env: europe });
      expect(newService(stack, { variableNames }).environment.DYNAMODB_SESSION_TABLE_NAME).toBe('eu-west-1');
    });

    test('may be in a table of another stack', () => {
      const app = newApp();
      const data = new Stack(app, 'Data', { env: europe });
      const stack = new Stack(app, 'Stack', { env: europe });
      newService(stack, { sessionTable: new SessionTable(data, 'Sessions') });
      expect(() => app.synth()).not.toThrow();
      expect(stack.dependencies).toEqual([data]);
      expect(data.dependencies).toEqual([]);
    });
  });

  describe('fails', () => {
    const vpcKnown = (stack: Stack) => new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc: newVpc(stack) });
    const imported = (stack: Stack) => elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'LoadBalancer', {
      loadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/app/shared/1`, securityGroupId: 'sg-1',
    });
    const listenerOf = (stack: Stack) => vpcKnown(stack).addListener('Listener', {
      port: 80,
      defaultAction: elbv2.ListenerAction.fixedResponse(404),
    });
    const conditions = [elbv2.ListenerCondition.pathPatterns(['/*'])];
    const beside = (prop: string,
      owner: string) => `\`${prop}\` is decided where the ${owner === 'loadBalancer' ? 'load balancer' : 'listener'} is defined, got: it beside \`${owner}\`; remove \`${prop}\``;
    const needsTls = (prop: string,
      got = 'none') => `\`${prop}\` needs a \`certificate\` or a \`domainName\`, got: ${got}; give one or remove \`${prop}\``;

    test.each<[string, Options | ((stack: Stack) => Options), string]>([
      ['when it counts NAT gateways of a given network', (stack) => ({ vpc: newVpc(stack), natGateways: 0 }),
        '`natGateways` goes with an own network only, got: 0 beside a given one; remove `natGateways`'],
      ['when it has a negative number of NAT gateways', { natGateways: -1 }, '`natGateways` must be a whole number from 0 to 2, got: -1'],
      ['when it has more NAT gateways than zones', { natGateways: 3 }, '`natGateways` must be a whole number from 0 to 2, got: 3'],
      ['when its load balancer does not know its network', (stack) => ({ loadBalancer: imported(stack) }),
        '`vpc` is required beside a `loadBalancer` that does not know its own, got: none; give the network of the load balancer'],
      ['when it has a domain and no zone', { domainName: 'example.com' },
        '`domainName` needs `domainZone`, got: none; give it or remove `domainName`'],
      ['when it has a zone and no domain', (stack) => ({ domainZone: zoneIn(stack) }),
        '`domainZone` needs `domainName`, got: none; give it or remove `domainZone`'],
      ['when its domain is not in its zone', (stack) => ({ domainZone: zoneIn(stack), domainName: 'shop.counterexample.com' }),
        "`domainName` must be 'example.com' or end with '.example.com', got: 'shop.counterexample.com'"],
      ['when its own servers speak gRPC and it speaks no TLS', { targetGroupOptions: { protocolVersion: elbv2.ApplicationProtocolVersion.GRPC } },
        needsTls('targetGroupOptions.protocolVersion', "none beside 'GRPC'")],
      ['when it redirects to the port from where it redirects', (stack) => ({
        certificate: certificateIn(stack), redirectHTTP: true,
        listenerOptions: { port: 80 },
      }),
      '`listenerOptions.port` must not be 80, from where `redirectHTTP` redirects, got: 80; remove one of them'],
      ['when its listener has no port', { listenerOptions: { port: 0 } }, '`listenerOptions.port` must be a whole number from 1 to 65535, got: 0'],
      ['when it is open and not', { listenerOptions: { open: true, allowedPeers: [ec2.Peer.ipv4('10.0.0.0/8')] } },
        '`listenerOptions.open` must not be true beside `listenerOptions.allowedPeers`, got: true; remove one of them'],
      ['when it waits too short', { loadBalancerOptions: { idleTimeout: Duration.seconds(0) } },
        '`loadBalancerOptions.idleTimeout` must be whole seconds from 1 to 4000, got: 0 s'],
      ['when it waits too long', { loadBalancerOptions: { idleTimeout: Duration.seconds(4001) } },
        '`loadBalancerOptions.idleTimeout` must be whole seconds from 1 to 4000, got: 4001 s'],
      ['when it starts too fast', { targetGroupOptions: { slowStart: Duration.seconds(29) } },
        '`targetGroupOptions.slowStart` must be whole seconds from 30 to 900, got: 29 s'],
      ['when it starts too slowly', { targetGroupOptions: { slowStart: Duration.seconds(901) } },
        '`targetGroupOptions.slowStart` must be whole seconds from 30 to 900, got: 901 s'],
      ['when it starts slowly without round robin',
        {
          targetGroupOptions: {
            slowStart: Duration.seconds(30),
            loadBalancingAlgorithm: elbv2.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
          },
        },
        "`targetGroupOptions.slowStart` works with round robin only, got: 'least_outstanding_requests'; remove one of them"],
      ['when its web ACL is for CloudFront', { loadBalancerOptions: { webAclArn: `arn:aws:wafv2:us-east-1:${account}:global/webacl/shop/1` } },
        "`loadBalancerOptions.webAclArn` must be the ARN of a regional web ACL such as 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/name/id', " +
        `got: 'arn:aws:wafv2:us-east-1:${account}:global/webacl/shop/1'`],
      ['when its log bucket has a key', (stack) => ({
        accessLogs: AccessLogs.toBucket(new s3.Bucket(stack, 'Logs',
          { encryptionKey: new kms.Key(stack, 'Key') })),
      }),
      'the bucket of `accessLogs` must be encrypted by S3 itself, since load balancers cannot write with a key of KMS, ' +
        "got: 'Stack/Logs' with 'aws:kms'; use BucketEncryption.S3_MANAGED"],
      ['when its rule matches nothing', (stack) => ({ sharedListener: { listener: listenerOf(stack), priority: 1, conditions: [] } }),
        '`sharedListener.conditions` must hold at least one, got: none; say which requests are for the service'],
      ['when its rule has no place', (stack) => ({ sharedListener: { listener: listenerOf(stack), priority: 50001, conditions } }),
        '`sharedListener.priority` must be a whole number from 1 to 50000, got: 50001'],
      ['when it has a domain behind an imported listener', (stack) => ({
        vpc: newVpc(stack), sharedListener: {
          priority: 1, conditions, listener: elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
            listenerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:listener/app/my/1/2`,
            securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'),
          }),
        }, domainName: 'example.com', domainZone: zoneIn(stack),
      }), '`domainName` beside an imported `sharedListener.listener` needs its load balancer, got: none; give `loadBalancer` too'],
      ['when it decides about a given load balancer', (stack) => ({
        loadBalancer: vpcKnown(stack), publicLoadBalancer: true, loadBalancerOptions: {
          vpcSubnets: {}, idleTimeout: Duration.seconds(1),
          ipAddressType: elbv2.IpAddressType.IPV4, webAclArn, deletionProtection: false,
        }, accessLogs: AccessLogs.disabled(),
      }), ['publicLoadBalancer', 'loadBalancerOptions', 'accessLogs'].map((prop) => beside(prop, 'loadBalancer')).join('; ')],
      ['when it decides about a given listener', (stack) => ({
        sharedListener: { listener: listenerOf(stack), priority: 1, conditions }, accessLogs: AccessLogs.toNewBucket({ prefix: 'web' }),
        redirectHTTP: true, listenerOptions: { sslPolicy: elbv2.SslPolicy.TLS13_RES, port: 1, open: false, allowedPeers: [] },
      }), ['accessLogs', 'redirectHTTP', 'listenerOptions'].map((prop) => beside(prop, 'sharedListener')).join('; ')],
      ['when it renames what is not there', { variableNames: { TABLE: 'SESSIONS' } },
        "`variableNames` must rename session variables (AWS_REGION, DYNAMODB_SESSION_TABLE_NAME), got: 'TABLE'"],
      ['when it gives two variables one name', { variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'AWS_REGION' } },
        "`variableNames` must give each variable a name of its own, got: 'AWS_REGION' for 'DYNAMODB_SESSION_TABLE_NAME' and another one"],
      ['when it gives a name that no shell takes', { variableNames: { AWS_REGION: 'MY-REGION' } },
        "`variableNames` must use names of letters, digits and underscores that begin with no digit, got: 'MY-REGION'"],
      ['when it sets a renamed variable', { variableNames: { AWS_REGION: 'REGION' }, environment: { REGION: 'mine' } },
        "`environment` must not set 'REGION', which the session store sets, got: 'mine'; remove it"],
      ['when it has no security group', { securityGroups: [] },
        '`securityGroups` must hold at least one, got: none; leave the prop out for an own one'],
      ['when it listens nowhere', { port: 0 }, '`port` must be a whole number from 1 to 65535, got: 0'],
      ['when it has no server', { minCapacity: 0 }, '`minCapacity` must be a whole number of at least 1, got: 0'],
      ['when its most servers are below its fewest', { maxCapacity: 1 }, '`maxCapacity` must be at least `minCapacity` (2), got: 1'],
    ])('%s', (_, options, message) => {
      const stack = newStack({ env: europe });
      expect(() => newService(stack, typeof options === 'function' ? options(stack) : options)).toThrow(new Error(`${message} (in Stack/Web)`));
    });

    test.each<[string, Options | ((stack: Stack) => Options)]>([
      ['a second of patience', { loadBalancerOptions: { idleTimeout: Duration.seconds(1) } }],
      ['4000 seconds of patience', { loadBalancerOptions: { idleTimeout: Duration.seconds(4000) } }],
      ['a start of 30 s', { targetGroupOptions: { slowStart: Duration.seconds(30) } }],
      ['a start of 15 min', { targetGroupOptions: { slowStart: Duration.minutes(15) } }],
      ['HTTPS on port 80', (stack) => ({ certificate: certificateIn(stack), listenerOptions: { port: 80 } })],
      ['the last place', (stack) => ({ sharedListener: { listener: listenerOf(stack), priority: 50000, conditions } })],
      ['a domain that is its zone', (stack) => ({ domainZone: zoneIn(stack), domainName: 'example.com' })],
    ])('not at the edges: %s', (_, options) => {
      const stack = newStack({ env: europe });
      expect(() => newService(stack, typeof options === 'function' ? options(stack) : options)).not.toThrow();
    });

    test('not for values that are known only at deployment', () => {
      const stack = newStack({ env: europe });
      const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
      const options: Options = {
        listenerOptions: { port: number('Port') }, loadBalancerOptions: {
          idleTimeout: Duration.seconds(number('Idle')),
          webAclArn: Fn.importValue('WebAcl'),
        },
        accessLogs: AccessLogs.toNewBucket({ prefix: new CfnParameter(stack, 'Prefix').valueAsString }),
        targetGroupOptions: { deregistrationDelay: Duration.seconds(number('Delay')) },
      };
      newService(stack, options);
      expect(onlyResource(stack, LISTENER).Properties.Port).toEqual({ Ref: 'Port' });
      expect(attributesOf(stack)['idle_timeout.timeout_seconds']).toEqual({ Ref: 'Idle' });
    });
  });
});
