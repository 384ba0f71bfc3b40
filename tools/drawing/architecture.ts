import { Connection, readConnections } from './connections';
import { LoadBalancer, readLoadBalancer } from './load-balancer';
import { Network, readNetwork } from './network';
import { readRights, Right } from './permissions';
import { readServers, Servers } from './servers';
import { readBucket, readLogGroups, readTable, Store } from './stores';
import { Template } from '../template';

/** What a template deploys, in the words of the picture. */
export interface Architecture {
  readonly network: Network;
  readonly loadBalancer?: LoadBalancer;
  readonly servers?: Servers;
  readonly table?: Store;
  readonly logs: Store[];
  readonly bucket?: Store;
  readonly connections: Connection[];
  readonly rights: Right[];
  /** Whether a cluster reports on its containers, which is charged. */
  readonly hasInsights: boolean;
}

const DRAWN = new Set([
  'AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy', 'AWS::AutoScaling::AutoScalingGroup',
  'AWS::AutoScaling::ScalingPolicy', 'AWS::DynamoDB::GlobalTable', 'AWS::EC2::EIP', 'AWS::EC2::FlowLog', 'AWS::EC2::InternetGateway',
  'AWS::EC2::LaunchTemplate', 'AWS::EC2::NatGateway', 'AWS::EC2::Route', 'AWS::EC2::RouteTable', 'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::Subnet', 'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC', 'AWS::EC2::VPCEndpoint', 'AWS::EC2::VPCGatewayAttachment', 'AWS::ECS::Cluster', 'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition', 'AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::IAM::InstanceProfile', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::Logs::LogGroup',
  'AWS::S3::Bucket', 'AWS::S3::BucketPolicy',
]);

/** @throws when the template holds something that no picture would show */
export function readArchitecture(template: Template, region: string): Architecture {
  const unknown = template.resources.find(({ Type }) => !DRAWN.has(Type));
  if (unknown) {
    throw new Error(`tools/drawing cannot draw ${unknown.Type} (${unknown.id}); teach it, so that nothing is left out`);
  }
  const parts = { loadBalancer: readLoadBalancer(template), servers: readServers(template) };
  return {
    ...parts,
    network: readNetwork(template),
    table: readTable(template),
    logs: readLogGroups(template),
    bucket: readBucket(template),
    connections: readConnections(template, parts),
    rights: readRights(template, region),
    hasInsights: template.all('AWS::ECS::Cluster').some(({ Properties }) => (
      Properties.ClusterSettings?.some((setting: { Name: string; Value: string }) => setting.Name === 'containerInsights' && setting.Value !== 'disabled'))),
  };
}
