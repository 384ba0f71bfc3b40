import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Annotations, CfnResource, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { ISessionTable } from '../../table/session-table-interface';
import { areKnownToDiffer } from '../../validation/environments';
import { hasDynamoDbEndpoint, Network } from './network/network';
import { replicaIn } from '../../table/internal/nearest-replica';

/** Taken back at synthesis where an endpoint or a route came later. Not said then: acknowledgements would come too late. */
export function warnOfTableOutOfReach(scope: Construct, { vpc, subnets }: Network, sessionTable: ISessionTable): void {
  if (!areIsolated(vpc, subnets.subnets)) {
    return;
  }
  const [own, { region }] = [Stack.of(scope).region, replicaIn(scope, sessionTable).table.env];
  const hasEndpoint = () => !areKnownToDiffer(own, region) && hasDynamoDbEndpoint(vpc, ['Gateway', 'Interface']);
  if (hasEndpoint()) {
    return;
  }
  const reason = areKnownToDiffer(own, region)
    ? `the session table is in ${region}, where no endpoint of a network in ${own} leads; give subnets with a way out, or a table or replica in ${own}`
    : 'the network has no endpoint for DynamoDB in this app; give `dynamoDbEndpoint: true`, or subnets with a way out';
  Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:tableOutOfReach', `the servers, in isolated subnets, do not reach their table: ${reason}`);
  scope.node.addValidation({
    validate: () => {
      if (hasEndpoint() || haveRoute(vpc, subnets.subnets)) {
        Annotations.of(scope).acknowledgeWarning('cdk-dynamodb-sessions:tableOutOfReach', 'a way came later');
      }
      return [];
    },
  });
}

/** Certainly: an imported network may have routes that nobody sees here. */
function areIsolated(vpc: ec2.IVpc, subnets: ec2.ISubnet[]): boolean {
  return vpc.node.defaultChild !== undefined && subnets.every((subnet) => vpc.isolatedSubnets.includes(subnet));
}

/** Below one of the subnets, or anywhere in the app for its route table. */
function haveRoute(vpc: ec2.IVpc, subnets: ec2.ISubnet[]): boolean {
  return vpc.node.root.node.findAll().some((each) => isRoute(each) && subnets.some((subnet) => isRouteOf(subnet, each)));
}

function isRoute(each: IConstruct): each is ec2.CfnRoute {
  return CfnResource.isCfnResource(each) && each.cfnResourceType === 'AWS::EC2::Route';
}

function isRouteOf(subnet: ec2.ISubnet, route: ec2.CfnRoute): boolean {
  const [{ routeTableId }, stack] = [subnet.routeTable, Stack.of(route)];
  if (route.node.scope === subnet || route.routeTableId === routeTableId) {
    return true;
  }
  // in another stack the same logical id may be of something else
  return stack === Stack.of(subnet) && JSON.stringify(stack.resolve(route.routeTableId)) === JSON.stringify(stack.resolve(routeTableId));
}

/** An own network without NAT gateways has endpoints for Amazon ECR alone. */
export function warnOfImageOutOfReach(scope: Construct, { endpoints, subnets }: Network, imageName: string): void {
  if (endpoints.length === 0 || subnets.hasPublic || Token.isUnresolved(imageName) || /^\d{12}\.dkr[.-]ecr/.test(imageName)) {
    return;
  }
  Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:imageOutOfReach', 'no task starts, since without NAT gateways `image` must come from Amazon ECR, ' +
    `got: '${imageName}'; copy it into a private repository, or give \`natGateways: 1\``);
}
