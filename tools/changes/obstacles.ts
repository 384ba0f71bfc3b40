import { nameOf, referringToNew } from './template';
import { ResourceJson, TemplateJson } from '../template';

/** Where there is room for one only: the properties that together name the place. */
const PLACES: Record<string, string[][]> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': [['ResourceId', 'ScalableDimension', 'ServiceNamespace']],
  'AWS::AutoScaling::WarmPool': [['AutoScalingGroupName']],
  'AWS::DynamoDB::GlobalTable': [['TableName']],
  'AWS::EC2::Route': [['RouteTableId', 'DestinationCidrBlock'], ['RouteTableId', 'DestinationIpv6CidrBlock']],
  'AWS::EC2::SecurityGroupEgress': [['GroupId', 'IpProtocol', 'FromPort', 'ToPort', 'DestinationSecurityGroupId']],
  'AWS::EC2::SecurityGroupIngress': [
    ['GroupId', 'IpProtocol', 'FromPort', 'ToPort', 'SourceSecurityGroupId'], ['GroupId', 'IpProtocol', 'FromPort', 'ToPort', 'CidrIp'],
  ],
  'AWS::EC2::Subnet': [['VpcId', 'CidrBlock']],
  'AWS::EC2::SubnetRouteTableAssociation': [['SubnetId']],
  'AWS::EC2::VPCEndpoint': [['VpcId', 'ServiceName']],
  'AWS::ElasticLoadBalancingV2::Listener': [['LoadBalancerArn', 'Port']],
  'AWS::ElasticLoadBalancingV2::ListenerRule': [['ListenerArn', 'Priority']],
  'AWS::Logs::LogGroup': [['LogGroupName']],
  'AWS::Route53::RecordSet': [['HostedZoneId', 'Name', 'Type']],
  'AWS::S3::Bucket': [['BucketName']],
  'AWS::S3::BucketPolicy': [['Bucket']],
  'AWS::SSM::Parameter': [['Name']],
};

/**
 * Why AWS refuses to get from one template to the other in one deployment.
 *
 * @param replaced logical ids of resources that are made anew
 */
export function obstaclesBetween(before: TemplateJson, after: TemplateJson, replaced: Set<string>): string[] {
  const now = referringToNew(after, replaced);
  const staying = Object.keys(after.Resources).filter((id) => id in before.Resources && !replaced.has(id));
  const ofType = (type: string) => staying.filter((id) => after.Resources[id].Type === type);
  const whyNot = (type: string, reasons: (id: string) => string[]) => ofType(type)
    .flatMap((id) => reasons(id).map((reason) => `${nameOf(id, after.Resources[id])}: ${reason}`));
  return [
    ...takenPlaces(before, now, new Set(staying)),
    ...whyNot('AWS::ElasticLoadBalancingV2::TargetGroup', (id) => secondLoadBalancer(before, now, id)),
    ...whyNot('AWS::ElasticLoadBalancingV2::LoadBalancer', (id) => otherNetwork(before.Resources[id], now.Resources[id])),
    ...whyNot('AWS::DynamoDB::GlobalTable', (id) => refusedByTable(before.Resources[id], now.Resources[id])),
  ].sort();
}

/** CloudFormation makes what is new before it removes what is old. */
function takenPlaces(before: TemplateJson, now: TemplateJson, staying: Set<string>): string[] {
  const taken = new Map(Object.entries(before.Resources).flatMap(([id, resource]) => placesOf(resource).map((place) => [place, id])));
  return Object.entries(now.Resources).filter(([id]) => !staying.has(id)).flatMap(([id, resource]) => {
    const owner = placesOf(resource).map((place) => taken.get(place)).find((each) => each !== undefined);
    return owner === undefined ? [] : [`${nameOf(id, resource)}: ${nameOf(owner, before.Resources[owner])} is still in its place`];
  });
}

function placesOf({ Type, Properties = {} }: ResourceJson): string[] {
  return (PLACES[Type] ?? [])
    .filter((names) => names.every((name) => Properties[name] !== undefined))
    .map((names) => [Type, ...names.map((name) => JSON.stringify(Properties[name]))].join(' '));
}

/** A target group serves one load balancer; it cannot stay and get a new one. */
function secondLoadBalancer(before: TemplateJson, now: TemplateJson, group: string): string[] {
  const old = loadBalancersOf(before, group);
  const others = loadBalancersOf(now, group).filter((each) => !old.includes(each));
  return old.length > 0 && others.length > 0 ? ['it would belong to two load balancers'] : [];
}

/** Those with a listener, or a rule on a listener, that leads to the target group. */
function loadBalancersOf({ Resources }: TemplateJson, group: string): string[] {
  const leading = Object.values(Resources).filter(({ Type, Properties }) => (
    Type.startsWith('AWS::ElasticLoadBalancingV2::Listener') && JSON.stringify(Properties).includes(`{"Ref":"${group}"}`)));
  return leading.map(({ Properties = {} }) => {
    // a rule belongs to the load balancer of its listener
    const { Ref = '' } = (Properties.ListenerArn ?? {}) as { Ref?: string };
    return JSON.stringify(Properties.LoadBalancerArn ?? Resources[Ref]?.Properties?.LoadBalancerArn ?? Properties.ListenerArn);
  });
}

/** A load balancer takes other subnets of its network only. */
function otherNetwork(old: ResourceJson, now: ResourceJson): string[] {
  const groups = (resource: ResourceJson) => JSON.stringify(resource.Properties?.SecurityGroups);
  return groups(now).includes('(new)') && groups(old) !== groups(now) ? ['it cannot move to another network'] : [];
}

/** What CloudFormation takes for an update and DynamoDB refuses. */
function refusedByTable({ Properties: old = {} }: ResourceJson, { Properties: now = {} }: ResourceJson): string[] {
  const [from, to] = [old, now].map((each) => (each.TimeToLiveSpecification as { AttributeName?: string } | undefined)?.AttributeName);
  const changes = (list: string, name: string) => differing(...[old, now].map((each) => namesIn(each[list], name)));
  const leaving = replicasOf(old).filter(({ Region }) => !replicasOf(now).some((each) => each.Region === Region));
  const warm = (['ReadUnitsPerSecond', 'WriteUnitsPerSecond'] as const).some((units) => (warmthOf(now)[units] ?? Infinity) < (warmthOf(old)[units] ?? 0));
  const isSeeded = JSON.stringify(now).includes('"SeedCapacity"');
  return [
    ...(from && to && from !== to ? [`time to live must be off before it moves from '${from}' to '${to}'`] : []),
    ...(changes('Replicas', 'Region') > 1 ? ['one replica can be added or removed at a time'] : []),
    ...leaving.filter((each) => each.DeletionProtectionEnabled).map(({ Region }) => `the replica in ${Region} is protected against deletion`),
    ...(warm ? ['warm throughput never goes down'] : []),
    ...(changes('GlobalSecondaryIndexes', 'IndexName') > 1 ? ['one index can be added or removed at a time'] : []),
    ...(old.BillingMode !== now.BillingMode && now.BillingMode === 'PROVISIONED' && !isSeeded ? ['its first capacity is not known'] : []),
  ];
}

function replicasOf({ Replicas = [] }: NonNullable<ResourceJson['Properties']>) {
  return Replicas as { Region: string; DeletionProtectionEnabled?: boolean }[];
}

function warmthOf({ WarmThroughput = {} }: NonNullable<ResourceJson['Properties']>) {
  return WarmThroughput as { ReadUnitsPerSecond?: number; WriteUnitsPerSecond?: number };
}

function namesIn(list: unknown, name: string): string[] {
  return (list as Record<string, string>[] | undefined ?? []).map((each) => each[name]);
}

function differing(one: string[] = [], other: string[] = []): number {
  return [...one.filter((each) => !other.includes(each)), ...other.filter((each) => !one.includes(each))].length;
}
