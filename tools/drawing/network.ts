import { listOf, Resource, Template } from '../template';

export interface Network {
  readonly cidr: string;
  readonly hasInternetGateway: boolean;
  readonly zones: Zone[];
  /** Services with a gateway endpoint: `dynamodb`. */
  readonly gatewayEndpoints: string[];
}

export interface Zone {
  readonly name: string;
  readonly subnets: Subnet[];
}

export interface Subnet {
  readonly resource: Resource;
  readonly cidr: string;
  /** By what its default route leads to, not by its name. */
  readonly kind: 'public' | 'private' | 'isolated';
  readonly natGateway?: { readonly hasAddress: boolean };
  /** Services that it reaches through a gateway endpoint. */
  readonly gatewayEndpoints: string[];
}

export function readNetwork(template: Template): Network {
  const zones = new Map<string, Subnet[]>();
  for (const resource of template.all('AWS::EC2::Subnet')) {
    const name = zoneName(resource.Properties.AvailabilityZone);
    zones.set(name, [...zones.get(name) ?? [], readSubnet(template, resource)]);
  }
  return {
    cidr: template.all('AWS::EC2::VPC')[0]?.Properties.CidrBlock ?? '(a given one)',
    hasInternetGateway: template.all('AWS::EC2::InternetGateway').some((gateway) => isAttached(template, gateway)),
    zones: [...zones].map(([name, subnets]) => ({ name, subnets })),
    gatewayEndpoints: template.all('AWS::EC2::VPCEndpoint').map(endpointService),
  };
}

function readSubnet(template: Template, resource: Resource): Subnet {
  const routeTable = template.at(template.all('AWS::EC2::SubnetRouteTableAssociation')
    .find(({ Properties }) => template.isAt(Properties.SubnetId, resource))?.Properties.RouteTableId);
  const natGateway = template.all('AWS::EC2::NatGateway').find(({ Properties }) => template.isAt(Properties.SubnetId, resource));
  return {
    resource,
    cidr: resource.Properties.CidrBlock,
    kind: routeTable ? kindOf(template, routeTable) : 'isolated',
    natGateway: natGateway && { hasAddress: template.at(natGateway.Properties.AllocationId) !== undefined },
    gatewayEndpoints: template.all('AWS::EC2::VPCEndpoint')
      .filter(({ Properties }) => listOf(Properties.RouteTableIds).some((id) => routeTable && template.isAt(id, routeTable)))
      .map(endpointService),
  };
}

function kindOf(template: Template, routeTable: Resource): Subnet['kind'] {
  const route = template.all('AWS::EC2::Route').find(({ Properties }) => (
    Properties.DestinationCidrBlock === '0.0.0.0/0' && template.isAt(Properties.RouteTableId, routeTable)))?.Properties;
  const gateway = template.at(route?.GatewayId);
  if (gateway && isAttached(template, gateway)) {
    return 'public';
  }
  return template.at(route?.NatGatewayId) ? 'private' : 'isolated';
}

function isAttached(template: Template, gateway: Resource): boolean {
  return template.all('AWS::EC2::VPCGatewayAttachment')
    .some(({ Properties }) => template.isAt(Properties.InternetGatewayId, gateway) && template.at(Properties.VpcId));
}

function zoneName(zone: unknown): string {
  const index = (zone as { 'Fn::Select'?: [number] })['Fn::Select']?.[0];
  return index === undefined ? String(zone) : `Zone ${index + 1}`;
}

function endpointService({ Properties }: Resource): string {
  return JSON.stringify(Properties.ServiceName).match(/\.([a-z0-9]+)["\]}]*$/)?.[1] ?? '(unknown)';
}
