import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnResource, Stack } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';
import { defineLogGroup } from './log-group';

export type InterfaceEndpoints = Record<string, ec2.InterfaceVpcEndpointAwsService>;

/** The network of a service and where in it the servers stand. */
export interface Network {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SelectedSubnets;
  /** What an own network without NAT gateways has instead; closed until somebody is let in. */
  readonly endpoints: ec2.InterfaceVpcEndpoint[];
}

/** @param endpoints what the servers must reach of AWS where there is no NAT gateway */
export function defineNetwork(
  scope: Construct, options: LoadBalancedSessionServiceOptions, { vpc: given }: Given, endpoints: InterfaceEndpoints,
): Network {
  const vpc = given ?? defineVpc(scope, options);
  const isClosed = !given && isIsolated(options);
  if (given && options.dynamoDbEndpoint) {
    addDynamoDbEndpoint(given);
  }
  const subnetType = isClosed ? ec2.SubnetType.PRIVATE_ISOLATED : ec2.SubnetType.PRIVATE_WITH_EGRESS;
  return {
    vpc,
    subnets: vpc.selectSubnets(options.vpcSubnets ?? { subnetType }),
    endpoints: isClosed ? Object.entries(endpoints).map(([id, service]) => vpc.addInterfaceEndpoint(id, { service, open: false })) : [],
  };
}

/** What the props bring with them of parts that exist, through whichever of them. */
export interface Given {
  readonly vpc?: ec2.IVpc;
  /** The load balancer itself, or the one to which the listener is known to belong. */
  readonly loadBalancer?: elbv2.IApplicationLoadBalancer;
  readonly clusterVpc?: ec2.IVpc;
}

export function givenOf(options: LoadBalancedSessionServiceOptions, clusterVpc?: ec2.IVpc): Given {
  const loadBalancer = options.loadBalancer ?? (options.sharedListener?.listener as Partial<elbv2.ApplicationListener> | undefined)?.loadBalancer;
  return { loadBalancer, clusterVpc, vpc: clusterVpc ?? options.vpc ?? loadBalancer?.vpc };
}

export function isDualStack(type: elbv2.IpAddressType | undefined): boolean {
  return type === elbv2.IpAddressType.DUAL_STACK || type === elbv2.IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4;
}

export function isIsolated(options: LoadBalancedSessionServiceOptions): boolean {
  return options.natGateways === 0;
}

/** Without NAT gateways and behind an internal load balancer nothing goes in or out. */
function isWithoutInternet({ natGateways, publicLoadBalancer, vpcSubnets, loadBalancerOptions }: LoadBalancedSessionServiceOptions): boolean {
  return natGateways === 0 && publicLoadBalancer === false && ![vpcSubnets, loadBalancerOptions?.vpcSubnets].some(isPublic);
}

export function isPublic(selection: ec2.SubnetSelection | undefined): boolean {
  return selection?.subnetType === ec2.SubnetType.PUBLIC || selection?.subnetGroupName === 'Public';
}

/** Session traffic stays inside, over the gateway endpoint. */
function defineVpc(scope: Construct, options: LoadBalancedSessionServiceOptions): ec2.Vpc {
  const { DYNAMODB, S3 } = ec2.GatewayVpcEndpointAwsService;
  const flowLogs = defineLogGroup(scope, 'FlowLogs', undefined, options.logEncryptionKey);
  return new ec2.Vpc(scope, 'Vpc', {
    maxAzs: 2,
    natGateways: options.natGateways ?? 1,
    // the names make the ids: with others, CloudFormation would make new subnets before the old ones leave their addresses
    subnetConfiguration: [
      {
        name: 'Public',
        subnetType: ec2.SubnetType.PUBLIC,
        // load balancer and NAT gateway bring addresses of their own; servers there have no other way out
        mapPublicIpOnLaunch: isPublic(options.vpcSubnets),
        // nobody stands there, yet the private subnets keep their addresses when somebody shall
        reserved: isWithoutInternet(options),
      },
      { name: 'Private', subnetType: isIsolated(options) ? ec2.SubnetType.PRIVATE_ISOLATED : ec2.SubnetType.PRIVATE_WITH_EGRESS },
    ],
    // whatever the feature flag says: nothing uses that group, and only a Lambda function could empty it (docs/decisions/0021)
    restrictDefaultSecurityGroup: false,
    ipProtocol: isDualStack(options.loadBalancerOptions?.ipAddressType) ? ec2.IpProtocol.DUAL_STACK : undefined,
    gatewayEndpoints: {
      ...(options.dynamoDbEndpoint ?? true ? { DynamoDb: { service: DYNAMODB } } : {}),
      ...(isIsolated(options) ? { S3: { service: S3 } } : {}),
    },
    flowLogs: { FlowLogs: { destination: ec2.FlowLogDestination.toCloudWatchLogs(flowLogs) } },
  });
}

/** Once for each network, since a second route to DynamoDB in a route table fails. */
function addDynamoDbEndpoint(vpc: ec2.IVpc): void {
  if (!hasDynamoDbEndpoint(vpc)) {
    vpc.addGatewayEndpoint('SessionsDynamoDb', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });
  }
}

export function hasDynamoDbEndpoint(vpc: ec2.IVpc, types = ['Gateway']): boolean {
  return hasEndpoint(vpc, 'dynamodb', types);
}

/**
 * One that this app defines; others are not seen. The network itself is searched first, since the app may be large.
 *
 * @param service as in the name of an endpoint, behind the region
 */
export function hasEndpoint(vpc: ec2.IVpc, service: string, types = ['Gateway', 'Interface']): boolean {
  return [vpc, vpc.node.root].some(({ node }) => node.findAll().some((each) => isEndpointOf(vpc, each, service, types)));
}

function isEndpointOf(vpc: ec2.IVpc, each: IConstruct, service: string, types: string[]): boolean {
  if (!CfnResource.isCfnResource(each) || each.cfnResourceType !== 'AWS::EC2::VPCEndpoint') {
    return false;
  }
  const { vpcId, vpcEndpointType, serviceName } = each as ec2.CfnVPCEndpoint;
  const name = JSON.stringify(Stack.of(each).resolve([serviceName]));
  return vpcId === vpc.vpcId && types.includes(vpcEndpointType ?? 'Gateway') && [`.${service}"`, `.${service}-fips"`].some((end) => name.includes(end));
}
