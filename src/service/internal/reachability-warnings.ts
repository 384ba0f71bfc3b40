import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Annotations, CfnResource, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { ISessionTable } from '../../table/session-table-interface';
import { areKnownToDiffer } from '../../validation/environments';
import { hasDynamoDbEndpoint, hasEndpoint, Network } from './network/network';
import { replicaIn } from '../../table/internal/nearest-replica';

/** @param needed what else the servers must reach before they can use the table */
export function warnOfTableOutOfReach(scope: Construct, { vpc, subnets }: Network, sessionTable: ISessionTable, needed: string[] = []): void {
  if (!areIsolated(vpc, subnets.subnets)) {
    return;
  }
  const [own, { region }] = [Stack.of(scope).region, replicaIn(scope, sessionTable).table.env];
  const hasWay = () => !areKnownToDiffer(own, region) && hasDynamoDbEndpoint(vpc, ['Gateway', 'Interface']);
  if (hasWay()) {
    return;
  }
  const others = missingOf(vpc, needed).length > 0 ? ' beside the endpoints that the warning `imageOutOfReach` names' : '';
  const reason = areKnownToDiffer(own, region)
    ? `the session table is in ${region}, where no endpoint of a network in ${own} leads; give subnets with a way out, or a table or replica in ${own}`
    : `the network has no endpoint for DynamoDB in this app; give \`dynamoDbEndpoint: true\`${others}, or subnets with a way out`;
  Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:tableOutOfReach', `the servers, in isolated subnets, do not reach their table: ${reason}`);
  takeBackLater(scope, 'cdk-dynamodb-sessions:tableOutOfReach', () => hasWay() || haveRoute(vpc, subnets.subnets));
}

/** Where an endpoint or a route came later. Not said at synthesis only: acknowledgements would come too late. */
function takeBackLater(scope: Construct, id: string, isInReach: () => boolean): void {
  scope.node.addValidation({
    validate: () => {
      if (isInReach()) {
        Annotations.of(scope).acknowledgeWarning(id, 'a way came later');
      }
      return [];
    },
  });
}

function missingOf(vpc: ec2.IVpc, services: string[]): string[] {
  return services.filter((each) => !hasEndpoint(vpc, each));
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

/**
 * An own network without NAT gateways has endpoints for Amazon ECR alone; a given one has what this app gives it.
 *
 * @param needed what a task must reach before it starts
 */
export function warnOfImageOutOfReach(scope: Construct, { vpc, endpoints, subnets }: Network, imageName: string, needed: string[]): void {
  const isOwn = endpoints.length > 0 && !subnets.hasPublic;
  const foreign = Token.isUnresolved(imageName) || /^\d{12}\.dkr[.-]ecr/.test(imageName) ? undefined : imageName;
  const missing = () => missingOf(vpc, isOwn ? [] : needed);
  const isInReach = () => (!foreign && missing().length === 0) || (!isOwn && haveRoute(vpc, subnets.subnets));
  if (!(isOwn || areIsolated(vpc, subnets.subnets)) || isInReach()) {
    return;
  }
  const reason = isOwn ? ownImageText(foreign!) : imageText(missing(), foreign);
  Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:imageOutOfReach', `no task starts${reason}`);
  takeBackLater(scope, 'cdk-dynamodb-sessions:imageOutOfReach', isInReach);
}

function ownImageText(foreignImage: string): string {
  return `, since without NAT gateways \`image\` must come from Amazon ECR, got: '${foreignImage}'; copy it into a private repository, or give \`natGateways: 1\``;
}

function imageText(missing: string[], foreignImage: string | undefined): string {
  const isMissing = missing.length > 0;
  const reasons = [
    ...isMissing ? [`the network has no endpoint for ${missing.join(', ')} in this app`] : [],
    ...foreignImage ? [`\`image\` must come from Amazon ECR, got: '${foreignImage}'`] : [],
  ];
  const ways = [...isMissing ? ['add these endpoints'] : [], ...foreignImage ? ['copy the image into a private repository'] : []];
  return ` in isolated subnets, since ${reasons.join(', and ')}; ${ways.join(' and ')}, or give subnets with a way out`;
}

/**
 * What a prop asks for and no server reaches.
 *
 * @param needs the services that each prop needs
 */
export function warnOfMissingEndpoints(scope: Construct, { vpc, endpoints, subnets }: Network, needs: Record<string, string[]>): void {
  const missing = () => missingOf(vpc, Object.values(needs).flat());
  if (endpoints.length > 0 || !areIsolated(vpc, subnets.subnets) || missing().length === 0) {
    return;
  }
  const props = Object.keys(needs).filter((each) => missingOf(vpc, needs[each]).length > 0).map((each) => `\`${each}\``);
  Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:endpointsMissing',
    `the servers, in isolated subnets, do not reach all that is needed for ${props.join(' and ')}: the network has no endpoint for ${missing().join(', ')} in this app; ` +
    'add these endpoints, or give subnets with a way out');
  takeBackLater(scope, 'cdk-dynamodb-sessions:endpointsMissing', () => missing().length === 0 || haveRoute(vpc, subnets.subnets));
}
