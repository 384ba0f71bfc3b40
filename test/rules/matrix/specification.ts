import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Stack } from 'aws-cdk-lib/core';

/** Where a template is for: anywhere, with CDK's oldest behaviour, or a fixed region, with the flags that `cdk init` writes today. */
export enum Place {
  ANYWHERE = 'anywhere',
  FIXED = 'eu-west-1',
}

/** What stands in a stack; other stacks are made beside it. */
export type Define = (stack: Stack) => void;

/** Definitions by name. */
export type Specifications = Record<string, Define>;

/** Specifications that hold in some places only. */
export interface Placed {
  readonly places: Place[];
  readonly specifications: Specifications;
}

/** A network as a careful team has it. */
export function givenVpc(stack: Stack, props: ec2.VpcProps = {}): ec2.Vpc {
  const gatewayEndpoints = { DynamoDb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB } };
  return new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, gatewayEndpoints, ...props });
}

/** A network that another team made. */
export function importedVpc(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-12345678', availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    publicSubnetIds: ['subnet-11111111', 'subnet-22222222'], privateSubnetIds: ['subnet-33333333', 'subnet-44444444'],
  });
}
