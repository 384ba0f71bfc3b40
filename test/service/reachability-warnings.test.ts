// servers that certainly cannot reach their table or their image
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Annotations, App, CfnParameter, CfnResource, Lazy, Stack } from 'aws-cdk-lib/core';
import {
  LoadBalancedFargateSessionService, LoadBalancedFargateSessionServiceProps, LoadBalancedSessionService, LoadBalancedSessionServiceOptions,
  SessionTable,
} from '../../src';
import { account, europe, newApp, newStack, newVpc, warningsOf } from '../helpers';

type Options = LoadBalancedSessionServiceOptions;
type Service = LoadBalancedSessionService | LoadBalancedFargateSessionService;

const ownImage = (stack: Stack) => ecs.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'shop'));
const flavours: [string, (stack: Stack, options: Options) => Service, string?][] = [
  ['on EC2', (stack, options) => new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...options })],
  ['on Fargate', (stack, options) => new LoadBalancedFargateSessionService(stack, 'Web', { image: ownImage(stack), ...options }),
    ' beside the endpoints that the warning `imageOutOfReach` names'],
];
const isolated: ec2.SubnetSelection = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
/** A network of the app with public and isolated subnets. */
const closedVpc = (stack: Stack, more?: ec2.VpcProps) => new ec2.Vpc(stack, 'Vpc', {
  maxAzs: 2, natGateways: 0, subnetConfiguration: [
    { name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  ], ...more,
});
const tableIn = (region: string) => (stack: Stack) => SessionTable.fromSessionTableArn(stack, 'Sessions', `arn:aws:dynamodb:${region}:${account}:table/theirs`);
const { DYNAMODB, S3 } = ec2.GatewayVpcEndpointAwsService;

const start = 'Stack/Web: the servers, in isolated subnets, do not reach their table: ';
const ack = ' [ack: cdk-dynamodb-sessions:tableOutOfReach]';
const ANOTHER_REGION = `${start}the session table is in us-east-1, where no endpoint of a network in eu-west-1 leads; ` +
  `give subnets with a way out, or a table or replica in eu-west-1${ack}`;

describe.each(flavours)('the table of a service %s', (_flavour, define, others = '') => {
  const NO_ENDPOINT = `${start}the network has no endpoint for DynamoDB in this app; give \`dynamoDbEndpoint: true\`${others}, or subnets with a way out${ack}`;
  const warnings = (options: (stack: Stack) => Options, later: (service: Service) => void = () => {}) => {
    const stack = newStack({ env: europe });
    later(define(stack, options(stack)));
    Template.fromStack(stack);
    return warningsOf(stack).filter((warning) => warning.includes('tableOutOfReach'));
  };

  test.each<[string, (stack: Stack) => Options, string]>([
    ['in isolated subnets of the app without an endpoint', (stack) => ({ vpc: closedVpc(stack), vpcSubnets: isolated }), NO_ENDPOINT],
    ['beside an endpoint for something else',
      (stack) => ({ vpc: closedVpc(stack, { gatewayEndpoints: { S3: { service: S3 } } }), vpcSubnets: isolated }), NO_ENDPOINT],
    ['in another region than an own network without NAT gateways', (stack) => ({ natGateways: 0, sessionTable: tableIn('us-east-1')(stack) }), ANOTHER_REGION],
    ['in another region than isolated subnets, whatever their endpoint', (stack) => (
      { vpc: closedVpc(stack, { gatewayEndpoints: { DynamoDb: { service: DYNAMODB } } }), vpcSubnets: isolated, sessionTable: tableIn('us-east-1')(stack) }
    ), ANOTHER_REGION],
  ])('is out of reach: %s', (_, options, expected) => {
    expect(warnings(options)).toEqual([expected]);
    expect(warnings(options, (service) => Annotations.of(service).acknowledgeWarning('cdk-dynamodb-sessions:tableOutOfReach', 'a route by hand'))).toEqual([]);
  });

  test.each<[string, (stack: Stack) => Options]>([
    ['from an own network', () => ({})],
    ['from an own network without NAT gateways', () => ({ natGateways: 0 })],
    ['in another region, through a NAT gateway', (stack) => ({ sessionTable: tableIn('us-east-1')(stack) })],
    ['in another region, from public subnets', (stack) => (
      { natGateways: 0, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, sessionTable: tableIn('us-east-1')(stack) })],
    ['through the endpoint that is asked for', (stack) => ({ vpc: closedVpc(stack), vpcSubnets: isolated, dynamoDbEndpoint: true })],
    ['through an endpoint of the network', (stack) => (
      { vpc: closedVpc(stack, { gatewayEndpoints: { DynamoDb: { service: DYNAMODB } } }), vpcSubnets: isolated })],
    ['from private subnets', (stack) => ({ vpc: newVpc(stack) })],
    ['as far as is known of an imported network', (stack) => ({
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'], publicSubnetIds: ['subnet-1', 'subnet-2'], isolatedSubnetIds: ['subnet-3', 'subnet-4'],
      }),
      vpcSubnets: isolated,
    })],
    ['as far as is known of imported subnets', (stack) => (
      { vpc: closedVpc(stack), vpcSubnets: { subnets: ['1', '2'].map((id) => ec2.Subnet.fromSubnetId(stack, id, `subnet-${id}`)) } })],
  ])('is in reach: %s', (_, options) => expect(warnings(options)).toEqual([]));

  test.each<[string, (vpc: ec2.Vpc) => void]>([
    ['an endpoint beside the network', (vpc) => new ec2.GatewayVpcEndpoint(Stack.of(vpc), 'Late', { vpc, service: DYNAMODB })],
    ['an interface endpoint', (vpc) => vpc.addInterfaceEndpoint('Late', { service: ec2.InterfaceVpcEndpointAwsService.DYNAMODB })],
    ['a route', (vpc) => (vpc.isolatedSubnets[0] as ec2.Subnet).addRoute('Late', { routerType: ec2.RouterType.TRANSIT_GATEWAY, routerId: 'tgw-1' })],
  ])('is in reach when %s comes later', (_, add) => {
    expect(warnings((stack) => ({ vpc: closedVpc(stack), vpcSubnets: isolated }), ({ vpc }) => add(vpc as ec2.Vpc))).toEqual([]);
  });

  const transitGatewayId = 'tgw-1';
  const firstOf = (vpc: ec2.Vpc) => vpc.isolatedSubnets[0].routeTable;
  /** In a stack of its own that has a network of its own too, with the same logical ids. */
  const elsewhere = (vpc: ec2.Vpc) => {
    const stack = new Stack(vpc.node.root as App, 'Elsewhere', { env: europe });
    return { stack, other: closedVpc(stack) };
  };
  const route = (stack: Stack, routeTableId: string) =>
    new ec2.CfnRoute(stack, 'Out', { routeTableId, destinationCidrBlock: '0.0.0.0/0', transitGatewayId });

  test.each<[string, (vpc: ec2.Vpc) => void]>([
    ['beside the network', (vpc) => route(Stack.of(vpc), firstOf(vpc).routeTableId)],
    ['in another stack', (vpc) => route(elsewhere(vpc).stack, firstOf(vpc).routeTableId)],
    ['that finds its route table late', (vpc) => route(Stack.of(vpc), Lazy.string({ produce: () => firstOf(vpc).routeTableId }))],
    ['of plain properties, below its subnet', (vpc) => new CfnResource(vpc.isolatedSubnets[0], 'Out', {
      type: 'AWS::EC2::Route', properties: { RouteTableId: firstOf(vpc).routeTableId, DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: transitGatewayId },
    })],
  ])('is in reach through a route %s', (_, add) => {
    expect(warnings((stack) => ({ vpc: closedVpc(stack), vpcSubnets: isolated }), ({ vpc }) => add(vpc as ec2.Vpc))).toEqual([]);
  });

  test.each<[string, (vpc: ec2.Vpc) => void]>([
    ['other subnets', (vpc) => route(Stack.of(vpc), new ec2.CfnRouteTable(Stack.of(vpc), 'Theirs', { vpcId: vpc.vpcId }).ref)],
    ['another network with the same logical ids', (vpc) => {
      const { stack, other } = elsewhere(vpc);
      route(stack, firstOf(other).routeTableId);
    }],
  ])('is out of reach beside a route of %s', (_, add) => {
    expect(warnings((stack) => ({ vpc: closedVpc(stack), vpcSubnets: isolated }), ({ vpc }) => add(vpc as ec2.Vpc))).toEqual([NO_ENDPOINT]);
  });

  test('is in reach as a replica', () => {
    const app = newApp();
    const data = new Stack(app, 'Data', { env: { ...europe, region: 'us-east-1' } });
    const sessionTable = new SessionTable(data, 'Sessions', { tableName: 'shared', replicas: [{ region: 'eu-west-1' }] });
    const stack = new Stack(app, 'Stack', { env: europe });
    define(stack, { natGateways: 0, sessionTable });
    Template.fromStack(stack);
    expect(warningsOf(stack).filter((warning) => warning.includes('OutOfReach'))).toEqual([]);
  });
});

describe('the image of tasks', () => {
  const warnings = (
    image: (stack: Stack) => ecs.ContainerImage, props: Partial<LoadBalancedFargateSessionServiceProps> = { natGateways: 0 }, silence = false,
  ): string[] => {
    const stack = newStack({ env: europe });
    const service = new LoadBalancedFargateSessionService(stack, 'Web', { image: image(stack), listenerOptions: { open: false }, ...props });
    if (silence) {
      Annotations.of(service).acknowledgeWarning('cdk-dynamodb-sessions:imageOutOfReach', 'a proxy');
    }
    return warningsOf(stack).filter((warning) => warning.includes('imageOutOfReach'));
  };
  const registry = (name: string) => () => ecs.ContainerImage.fromRegistry(name);

  test.each(['nginx', 'public.ecr.aws/nginx/nginx:latest', 'images.example.com/shop/web', 'registry.example.com/111122223333.dkr.ecr/web'])('is out of reach: %s', (name) => {
    expect(warnings(registry(name))).toEqual([`Stack/Web: no task starts, since without NAT gateways \`image\` must come from Amazon ECR, got: '${name}'; ` +
      'copy it into a private repository, or give `natGateways: 1` [ack: cdk-dynamodb-sessions:imageOutOfReach]']);
    expect(warnings(registry(name), { natGateways: 0 }, true)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => ecs.ContainerImage]>([
    ['of a repository', ownImage],
    ['of a repository by its ARN', (stack) => ecs.ContainerImage.fromEcrRepository(
      ecr.Repository.fromRepositoryArn(stack, 'Images', `arn:aws:ecr:eu-west-1:${account}:repository/shop`), 'v1')],
    ['of the app itself', () => ecs.ContainerImage.fromTarball(__filename)],
    ['of a repository by its name alone', registry(`${account}.dkr.ecr.eu-west-1.amazonaws.com/shop:v1`)],
    ['of a repository with two kinds of addresses', registry(`${account}.dkr-ecr.eu-west-1.on.aws/shop:v1`)],
    ['that only the deployment knows', (stack) => ecs.ContainerImage.fromRegistry(new CfnParameter(stack, 'Image').valueAsString)],
  ])('is in reach: %s', (_, image) => expect(warnings(image)).toEqual([]));

  test('is in reach through a NAT gateway, and from public subnets', () => {
    expect(warnings(registry('nginx'), {})).toEqual([]);
    expect(warnings(registry('nginx'), { natGateways: 0, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } })).toEqual([]);
  });

  const needed = ['ecr.api', 'ecr.dkr', 'logs'];
  const inGiven = (
    image: (stack: Stack) => ecs.ContainerImage, services: string[], vpcOf = closedVpc, more: Partial<LoadBalancedFargateSessionServiceProps> = {},
  ) => {
    const stack = newStack({ env: europe });
    const vpc = vpcOf(stack);
    services.forEach((name) => vpc.addInterfaceEndpoint(name, { service: new ec2.InterfaceVpcEndpointAwsService(name) }));
    const service = new LoadBalancedFargateSessionService(stack, 'Web', {
      image: image(stack), listenerOptions: { open: false }, vpc, vpcSubnets: isolated, dynamoDbEndpoint: true, ...more,
    });
    const said = () => {
      Template.fromStack(stack);
      return warningsOf(stack);
    };
    return { service, warnings: said };
  };
  const withS3 = (stack: Stack) => closedVpc(stack, { gatewayEndpoints: { S3: { service: S3 } } });

  test.each<[string, (stack: Stack) => ecs.ContainerImage, string[], string]>([
    ['without any endpoint', ownImage, [],
      'the network has no endpoint for s3, ecr.api, ecr.dkr, logs in this app; add these endpoints, or give subnets with a way out'],
    ['without that for logs', ownImage, ['s3', 'ecr.api', 'ecr.dkr'], 'the network has no endpoint for logs in this app; add these endpoints, or give subnets with a way out'],
    ['from elsewhere, whatever the endpoints', registry('nginx'), ['s3', ...needed],
      "`image` must come from Amazon ECR, got: 'nginx'; copy the image into a private repository, or give subnets with a way out"],
  ])('is out of reach of isolated subnets of a given network: %s', (_, image, services, reason) => {
    expect(inGiven(image, services).warnings()).toEqual([`Stack/Web: no task starts in isolated subnets, since ${reason} [ack: cdk-dynamodb-sessions:imageOutOfReach]`]);
  });

  test('is in reach of isolated subnets with all endpoints, also when the last comes later, or a route', () => {
    expect(inGiven(ownImage, needed, withS3).warnings()).toEqual([]);
    const endpoint = inGiven(ownImage, needed);
    endpoint.service.vpc.addGatewayEndpoint('S3', { service: S3 });
    expect(endpoint.warnings()).toEqual([]);
    const way = inGiven(registry('nginx'), []);
    (way.service.vpc.isolatedSubnets[0] as ec2.Subnet).addRoute('Late', { routerType: ec2.RouterType.TRANSIT_GATEWAY, routerId: 'tgw-1' });
    expect(way.warnings()).toEqual([]);
  });

  test('is not all that a shell in a task needs', () => {
    const cases: [string[], string[]][] = [[needed, [
      'Stack/Web: the servers, in isolated subnets, do not reach all that is needed for `enableExecuteCommand`: the network has no endpoint for ssmmessages in this app; ' +
      'add these endpoints, or give subnets with a way out [ack: cdk-dynamodb-sessions:endpointsMissing]',
    ]], [[...needed, 'ssmmessages'], []]];
    cases.forEach(([services, expected]) => expect(inGiven(ownImage, services, withS3, { enableExecuteCommand: true }).warnings()).toEqual(expected));
  });
});

test.each<[string[], string[]]>([
  [[], ['`sessionManagerAccess` and `signals`: the network has no endpoint for ssm, ssmmessages, cloudformation']],
  [['ssm', 'ssmmessages'], ['`signals`: the network has no endpoint for cloudformation']],
  [['ssm', 'ssmmessages', 'cloudformation'], []],
])('what props of instances need is out of reach of isolated subnets of a given network beside endpoints for %j', (services, expected) => {
  const stack = newStack({ env: europe });
  const vpc = closedVpc(stack);
  services.forEach((name) => vpc.addInterfaceEndpoint(name, { service: new ec2.InterfaceVpcEndpointAwsService(name) }));
  new LoadBalancedSessionService(stack, 'Web', {
    machineImage: ec2.MachineImage.latestAmazonLinux2023(), vpc, vpcSubnets: isolated, dynamoDbEndpoint: true,
    sessionManagerAccess: true, signals: autoscaling.Signals.waitForMinCapacity(),
  });
  expect(warningsOf(stack).filter((warning) => warning.includes('endpointsMissing'))).toEqual(expected.map((text) =>
    `Stack/Web: the servers, in isolated subnets, do not reach all that is needed for ${text} in this app; ` +
    'add these endpoints, or give subnets with a way out [ack: cdk-dynamodb-sessions:endpointsMissing]'));
});
