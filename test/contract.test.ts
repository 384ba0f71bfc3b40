// what users, deployed stacks and the local kit hold us to: a change here breaks somebody, so it is made on purpose
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { CfnElement, Duration, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import * as library from '../src';
import { europe, newStack, newVpc, onlyResource } from './helpers';

const { LoadBalancedFargateSessionService, LoadBalancedSessionService, SessionStore, SessionTable } = library;

/** Each CloudFormation element below a construct: its path there, and its logical id. */
function logicalIdsOf(construct: IConstruct): Record<string, string> {
  const stack = Stack.of(construct);
  const elements = construct.node.findAll().filter(CfnElement.isCfnElement);
  return Object.fromEntries(elements.map((element) => [element.node.path.slice(construct.node.path.length + 1), stack.getLogicalId(element)]));
}

test('a session table is one resource with this path and logical id', () => {
  expect(logicalIdsOf(new SessionTable(newStack(), 'Sessions'))).toEqual({ 'Resource/Resource': 'SessionsE3A1DF70' });
});

test('an imported session table defines nothing', () => {
  expect(logicalIdsOf(SessionTable.fromSessionTableName(newStack(), 'Sessions', 'theirs'))).toEqual({});
});

describe('a load-balanced session service', () => {
  const stack = newStack();
  const service = new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023() });

  test('consists of these paths and logical ids', () => {
    expect(logicalIdsOf(service)).toEqual({
      'AutoScalingGroup/ASG': 'WebAutoScalingGroupASG148BE4DD',
      'AutoScalingGroup/ScalingPolicyCpuScaling/Resource': 'WebAutoScalingGroupScalingPolicyCpuScaling686E3622',
      'FlowLogs/Resource': 'WebFlowLogs5C43A9B8',
      'LaunchTemplate/Profile': 'WebLaunchTemplateProfileAFAF0FFB',
      'LaunchTemplate/Resource': 'WebLaunchTemplate2DE16FC2',
      'LoadBalancer/HttpListener/Resource': 'WebLoadBalancerHttpListener6E69E303',
      'LoadBalancer/Resource': 'WebLoadBalancer8E8983B1',
      'LoadBalancer/SecurityGroup/Resource': 'WebLoadBalancerSecurityGroupCE5B72B8',
      'LoadBalancer/SecurityGroup/to StackWebSecurityGroup05934276:80': 'WebLoadBalancerSecurityGrouptoStackWebSecurityGroup059342768070ACEF6A',
      'Role/DefaultPolicy/Resource': 'WebRoleDefaultPolicy781B291A',
      'Role/Resource': 'WebRole1D1172F5',
      'SecurityGroup/Resource': 'WebSecurityGroupF444D504',
      'SecurityGroup/from StackWebLoadBalancerSecurityGroup0424545F:80': 'WebSecurityGroupfromStackWebLoadBalancerSecurityGroup0424545F804C790EA0',
      'SessionTable/Resource/Resource': 'WebSessionTable110DB02B',
      'TargetGroup/Resource': 'WebTargetGroupFE6444AE',
      'Vpc/DynamoDb/Resource': 'WebVpcDynamoDbE8A2CA7F',
      'Vpc/FlowLogs/FlowLog': 'WebVpcFlowLogsFlowLog7869F273',
      'Vpc/FlowLogs/IAMRole/DefaultPolicy/Resource': 'WebVpcFlowLogsIAMRoleDefaultPolicy6DF9D78E',
      'Vpc/FlowLogs/IAMRole/Resource': 'WebVpcFlowLogsIAMRoleA7F869C7',
      'Vpc/IGW': 'WebVpcIGWA7BE4C46',
      'Vpc/PrivateSubnet1/DefaultRoute': 'WebVpcPrivateSubnet1DefaultRouteBFFE5C0C',
      'Vpc/PrivateSubnet1/RouteTable': 'WebVpcPrivateSubnet1RouteTableFC5BAE17',
      'Vpc/PrivateSubnet1/RouteTableAssociation': 'WebVpcPrivateSubnet1RouteTableAssociationB90ACE1B',
      'Vpc/PrivateSubnet1/Subnet': 'WebVpcPrivateSubnet1Subnet9F8BAF20',
      'Vpc/PrivateSubnet2/DefaultRoute': 'WebVpcPrivateSubnet2DefaultRoute432D9A65',
      'Vpc/PrivateSubnet2/RouteTable': 'WebVpcPrivateSubnet2RouteTableDD06356C',
      'Vpc/PrivateSubnet2/RouteTableAssociation': 'WebVpcPrivateSubnet2RouteTableAssociation60865B58',
      'Vpc/PrivateSubnet2/Subnet': 'WebVpcPrivateSubnet2SubnetB899A2E1',
      'Vpc/PublicSubnet1/DefaultRoute': 'WebVpcPublicSubnet1DefaultRouteA25765D1',
      'Vpc/PublicSubnet1/EIP': 'WebVpcPublicSubnet1EIP63CC4B49',
      'Vpc/PublicSubnet1/NATGateway': 'WebVpcPublicSubnet1NATGateway869CC76A',
      'Vpc/PublicSubnet1/RouteTable': 'WebVpcPublicSubnet1RouteTableDAB5F6C4',
      'Vpc/PublicSubnet1/RouteTableAssociation': 'WebVpcPublicSubnet1RouteTableAssociationC4782CFA',
      'Vpc/PublicSubnet1/Subnet': 'WebVpcPublicSubnet1Subnet08B06AF1',
      'Vpc/PublicSubnet2/DefaultRoute': 'WebVpcPublicSubnet2DefaultRoute2765442C',
      'Vpc/PublicSubnet2/RouteTable': 'WebVpcPublicSubnet2RouteTable0143DBDA',
      'Vpc/PublicSubnet2/RouteTableAssociation': 'WebVpcPublicSubnet2RouteTableAssociation32955D14',
      'Vpc/PublicSubnet2/Subnet': 'WebVpcPublicSubnet2SubnetE77F06D4',
      'Vpc/Resource': 'WebVpcC228DE21',
      'Vpc/VPCGW': 'WebVpcVPCGW099BAB32',
    });
  });

  test('keeps one listener for each port when it gets a certificate', () => {
    const other = newStack();
    const certificate = acm.Certificate.fromCertificateArn(other, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/c');
    const secure = new LoadBalancedSessionService(other, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), certificate });
    const listeners = Object.fromEntries(Object.entries(logicalIdsOf(secure)).filter(([path]) => path.includes('Listener')));
    expect(listeners).toEqual({
      'LoadBalancer/HttpListener/Resource': 'WebLoadBalancerHttpListener6E69E303',
      'LoadBalancer/HttpsListener/Resource': 'WebLoadBalancerHttpsListenerF5A68E98',
    });
  });

  test('has these children', () => {
    expect(service.node.children.map(({ node }) => node.id).sort()).toEqual([
      'AutoScalingGroup', 'FlowLogs', 'LaunchTemplate', 'LoadBalancer', 'Role', 'SecurityGroup', 'SessionTable', 'TargetGroup', 'Vpc',
    ]);
  });

  test('tells tools its environment under this metadata key', () => {
    expect(Object.keys(onlyResource(stack, 'AWS::AutoScaling::AutoScalingGroup').Metadata))
      .toContain('cdk-dynamodb-sessions');
  });
});

describe('a load-balanced service on Fargate', () => {
  const stack = newStack({ env: europe });
  const vpc = newVpc(stack);
  const image = ecs.ContainerImage.fromRegistry('example/shop');
  const service = new LoadBalancedFargateSessionService(stack, 'Web', { vpc, image });

  test('consists of these paths and logical ids', () => {
    expect(logicalIdsOf(service)).toEqual({
      'AccessLogs/Policy/Resource': 'WebAccessLogsPolicy3D72FBC3',
      'AccessLogs/Resource': 'WebAccessLogs024BC47D',
      'Cluster/Resource': 'WebCluster20B6B362',
      'LoadBalancer/HttpListener/Resource': 'WebLoadBalancerHttpListener6E69E303',
      'LoadBalancer/Resource': 'WebLoadBalancer8E8983B1',
      'LoadBalancer/SecurityGroup/Resource': 'WebLoadBalancerSecurityGroupCE5B72B8',
      'LoadBalancer/SecurityGroup/to StackWebSecurityGroup05934276:80': 'WebLoadBalancerSecurityGrouptoStackWebSecurityGroup059342768070ACEF6A',
      'LogGroup/Resource': 'WebLogGroup1664F270',
      'SecurityGroup/Resource': 'WebSecurityGroupF444D504',
      'SecurityGroup/from StackWebLoadBalancerSecurityGroup0424545F:80': 'WebSecurityGroupfromStackWebLoadBalancerSecurityGroup0424545F804C790EA0',
      'Service/Service': 'WebServiceD04B5F3E',
      'Service/TaskCount/Target/CpuScaling/Resource': 'WebServiceTaskCountTargetCpuScalingCC6B7830',
      'Service/TaskCount/Target/Resource': 'WebServiceTaskCountTargetF7BAB0BC',
      'SessionTable/Resource/Resource': 'WebSessionTable110DB02B',
      'TargetGroup/Resource': 'WebTargetGroupFE6444AE',
      'TaskDefinition/ExecutionRole/DefaultPolicy/Resource': 'WebTaskDefinitionExecutionRoleDefaultPolicy79D98D92',
      'TaskDefinition/ExecutionRole/Resource': 'WebTaskDefinitionExecutionRole9B66D88D',
      'TaskDefinition/Resource': 'WebTaskDefinitionD1709B1C',
      'TaskDefinition/TaskRole/DefaultPolicy/Resource': 'WebTaskDefinitionTaskRoleDefaultPolicyADC778FE',
      'TaskDefinition/TaskRole/Resource': 'WebTaskDefinitionTaskRole96791EDD',
    });
  });

  test('has these parts in common with the other service', () => {
    const other = new LoadBalancedSessionService(stack, 'Other', { vpc, machineImage: ec2.MachineImage.latestAmazonLinux2023() });
    const common = Object.keys(service).filter((name) => name in other);
    expect(common.sort()).toEqual([
      'accessLogsBucket', 'certificate', 'connections', 'environment', 'grantPrincipal', 'listener', 'listenerRule', 'node',
      'ownOrGivenLoadBalancer', 'redirectListener', 'sessionTable', 'targetGroup', 'vpc',
    ]);
  });
});

test('environment variables have these names', () => {
  const { environment } = new SessionTable(newStack(), 'Sessions', { store: SessionStore.phpSdk({ lifetime: Duration.hours(1) }) });
  expect(Object.keys(environment).sort())
    .toEqual(['AWS_REGION', 'DYNAMODB_SESSION_LIFETIME', 'DYNAMODB_SESSION_TABLE_NAME']);
});

test('warnings have these ids', () => {
  const files = readdirSync(join(__dirname, '../src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const text = files.map((file) => readFileSync(join(__dirname, '../src', file), 'utf8')).join('\n');
  expect([...text.matchAll(/addWarningV2\('([^']+)'/g)].map(([, id]) => id).sort())
    .toEqual([
      'accessLogsSkipped', 'attachedInAnotherRegion', 'attachedToNewInstancesOnly', 'attachedWithoutVariables', 'executionRoleUnchanged', 'grantNotAdded',
      'hashCutByCron', 'healthCheckAtRoot', 'indexMissing', 'lifetimeBelowHealthCheck', 'protectedButDestroyed', 'sessionIdsInInsights', 'singleServer',
      'singleZone', 'tableInAnotherRegion', 'timeToLiveDiffers', 'timeToLiveMissing', 'withoutHttps',
    ].map((id) => `cdk-dynamodb-sessions:${id}`));
});

test('the library exports these names', () => {
  expect(Object.keys(library).sort()).toEqual([
    'LoadBalancedFargateSessionService', 'LoadBalancedSessionService', 'SessionAccess', 'SessionCapacity', 'SessionExpiry', 'SessionHost',
    'SessionServiceScaling', 'SessionStore', 'SessionTable', 'SessionTableGrants',
  ]);
});
