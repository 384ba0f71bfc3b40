import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LoadBalancedSessionServiceProps } from '../../load-balanced-session-service-props';
import { SHELL_ACTIONS } from '../../../grants/internal/grant';
import { InterfaceEndpoints, Network } from '../network/network';
import { Capacity } from '../capacity';
import { roleNameFor } from '../session';
import { checkUpdatePolicy } from './update-policy';

type Props = LoadBalancedSessionServiceProps;

const REGISTER = 'ssm:UpdateInstanceInformation';

/** What instances must reach of AWS where there is no NAT gateway. */
export function endpointsForInstances({ sessionManagerAccess, signals }: Props): InterfaceEndpoints {
  const { CLOUDFORMATION, SSM, SSM_MESSAGES, EC2_MESSAGES } = ec2.InterfaceVpcEndpointAwsService;
  return {
    ...(sessionManagerAccess ? { Ssm: SSM, SsmMessages: SSM_MESSAGES, Ec2Messages: EC2_MESSAGES } : {}),
    ...(signals ? { CloudFormation: CLOUDFORMATION } : {}),
  };
}

/** By prop, the names of those that must be there; newer agents of Session Manager do without ec2messages. */
export function servicesOfInstances({ sessionManagerAccess, signals }: Props): Record<string, string[]> {
  return { sessionManagerAccess: sessionManagerAccess ? ['ssm', 'ssmmessages'] : [], signals: signals ? ['cloudformation'] : [] };
}

/** What a given role must allow, by prop. */
export function rightsOfInstances({ sessionManagerAccess, signals }: Props): Record<string, string[]> {
  return {
    sessionManagerAccess: sessionManagerAccess ? [REGISTER, ...SHELL_ACTIONS] : [],
    signals: signals ? ['cloudformation:SignalResource'] : [],
  };
}

export function defineInstanceRole(scope: Construct, props: Props): iam.IRole {
  const role = props.role ?? new iam.Role(scope, 'Role', {
    roleName: roleNameFor(scope, props),
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    description: 'Instances of a load-balanced service with sessions in DynamoDB',
  });
  if (props.sessionManagerAccess) {
    allowSessionManager(scope, role);
  }
  return role;
}

function allowSessionManager(scope: Construct, role: iam.IRole): void {
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: [REGISTER],
    resources: [Stack.of(scope).formatArn({ service: 'ec2', resource: 'instance', resourceName: '*' })],
  }));
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: SHELL_ACTIONS, resources: ['*'] }));
}

export function defineLaunchTemplate(
  scope: Construct, props: Props, { vpc, subnets }: Network, role: iam.IRole, userData: ec2.UserData,
): ec2.LaunchTemplate {
  const [securityGroup, ...others] = props.securityGroups ?? [new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc, description: 'Instances of a load-balanced service with sessions in DynamoDB',
  })];
  const launchTemplate = new ec2.LaunchTemplate(scope, 'LaunchTemplate', {
    machineImage: props.machineImage,
    instanceType: props.instanceType ?? ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO),
    role,
    userData,
    securityGroup,
    // in a public subnet an address of its own is the only way out, and the subnet need not give one
    associatePublicIpAddress: subnets.hasPublic || undefined,
    hibernationConfigured: props.warmPool?.poolState === autoscaling.PoolState.HIBERNATED || undefined,
    detailedMonitoring: props.detailedMonitoring,
    requireImdsv2: true,
    httpPutResponseHopLimit: 1,
    blockDevices: [{
      deviceName: props.rootDeviceName ?? '/dev/xvda',
      volume: {
        ebsDevice: {
          encrypted: true,
          volumeType: ec2.EbsDeviceVolumeType.GP3,
          volumeSize: props.rootVolumeSize?.toGibibytes(),
          deleteOnTermination: true,
        },
      },
    }],
  });
  others.forEach((each) => launchTemplate.addSecurityGroup(each));
  return launchTemplate;
}

export function defineAutoScalingGroup(
  scope: Construct, props: Props, capacity: Capacity, { vpc, subnets }: Network, launchTemplate: ec2.LaunchTemplate,
): autoscaling.AutoScalingGroup {
  const group = new autoscaling.AutoScalingGroup(scope, 'AutoScalingGroup', {
    vpc,
    vpcSubnets: { subnets: subnets.subnets },
    ...(props.mixedInstances
      ? { mixedInstancesPolicy: { launchTemplate, ...props.mixedInstances }, capacityRebalance: true } : { launchTemplate }),
    minCapacity: capacity.minCapacity,
    maxCapacity: capacity.maxCapacity,
    maxInstanceLifetime: props.maxInstanceLifetime,
    notifications: props.notificationsTopic && [{ topic: props.notificationsTopic }],
    healthChecks: autoscaling.HealthChecks.withAdditionalChecks({
      additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB],
      gracePeriod: props.healthCheckGracePeriod ?? Duration.minutes(5),
    }),
    signals: props.signals,
    updatePolicy: props.updatePolicy ?? autoscaling.UpdatePolicy.instanceRefresh({
      strategy: autoscaling.InstanceRefreshStrategy.ROLLING, minHealthyPercentage: 100, maxHealthyPercentage: 150,
    }),
  });
  checkUpdatePolicy(scope, capacity, group);
  if (props.warmPool) {
    group.addWarmPool(props.warmPool);
  }
  return group;
}
