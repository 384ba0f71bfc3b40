import { Resource, Template } from '../../../tools/template';

/** Something that stands in subnets and has security groups. */
export interface Placed {
  readonly id: string;
  readonly subnets: unknown[];
  readonly securityGroups: unknown[];
}

/** Everything in a template that gets network interfaces. */
export function placedIn(template: Template): Placed[] {
  return [
    ...template.all('AWS::ElasticLoadBalancingV2::LoadBalancer').map(({ id, Properties }) => placed(id, Properties.Subnets, Properties.SecurityGroups)),
    ...template.all('AWS::ECS::Service').map(({ id, Properties: { NetworkConfiguration: { AwsvpcConfiguration: network } = {} as any } }) =>
      placed(id, network?.Subnets, network?.SecurityGroups)),
    ...template.all('AWS::AutoScaling::AutoScalingGroup').map((group) =>
      placed(group.id, group.Properties.VPCZoneIdentifier, groupsOfInstances(template, group))),
    ...template.all('AWS::EC2::VPCEndpoint').map(({ id, Properties }) => placed(id, Properties.SubnetIds, Properties.SecurityGroupIds)),
  ];
}

function placed(id: string, subnets: unknown, securityGroups: unknown): Placed {
  return { id, subnets: listIn(subnets), securityGroups: listIn(securityGroups) };
}

/** A list that is written out; one that only a deployment knows is empty. */
export function listIn(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}

/** The launch template's data, or the launch configuration, of an Auto Scaling group. */
export function launchOf(template: Template, { Properties }: Resource): any {
  const specification = Properties.LaunchTemplate ?? Properties.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  return template.at(specification?.LaunchTemplateId)?.Properties.LaunchTemplateData ?? template.at(Properties.LaunchConfigurationName)?.Properties;
}

function groupsOfInstances(template: Template, group: Resource): unknown[] {
  const launch = launchOf(template, group);
  return launch?.SecurityGroupIds ?? launch?.SecurityGroups ?? [];
}

/** The Availability Zone of a subnet of this template, as far as it can be compared. */
export function zoneOf(template: Template, subnet: unknown): unknown {
  return template.at(subnet)?.Properties.AvailabilityZone ?? { subnet };
}

/** The VPCs that subnets of this template stand in. */
export function vpcsOf(template: Template, parts: unknown[]): unknown[] {
  const vpcs = parts.flatMap((part) => template.at(part)?.Properties.VpcId ?? []);
  return [...new Map(vpcs.map((vpc) => [JSON.stringify(vpc), vpc])).values()];
}

/** From and to of an IPv4 range. */
export function rangeOf(cidr: unknown): [number, number] | undefined {
  const match = typeof cidr === 'string' ? /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr) : null;
  if (!match) {
    return undefined;
  }
  const size = 2 ** (32 - Number(match[5]));
  const address = match.slice(1, 5).reduce((sum, part) => sum * 256 + Number(part), 0);
  return [Math.floor(address / size) * size, Math.floor(address / size) * size + size - 1];
}
