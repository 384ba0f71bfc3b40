import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, Size, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionServiceProps, SessionServiceMixedInstances } from '../../../src';
import { givenOf } from '../../../tools/rows';
import { newRole } from '../../helpers';
import { importedVpc } from './specification';

type Given = (stack: Stack) => Partial<LoadBalancedSessionServiceProps>;

const script = (command: string): ec2.UserData => {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(command);
  return userData;
};

export const mixedInstances = (): SessionServiceMixedInstances => ({
  instancesDistribution: { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 0 },
  launchTemplateOverrides: [{ instanceType: new ec2.InstanceType('t3a.small') }, { instanceType: new ec2.InstanceType('t3.small') }],
});

/** What the service on EC2 alone takes. */
export const onInstances = (): Record<string, Given> => ({
  'with Arm, a disk and an age': (stack) => ({
    vpc: importedVpc(stack), instanceType: new ec2.InstanceType('t4g.micro'), maxInstanceLifetime: Duration.days(7),
    machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
    rootVolumeSize: Size.gibibytes(20), rootDeviceName: '/dev/sda1', healthCheckGracePeriod: Duration.minutes(10),
  }),
  'with mixed instances and Spot': (stack) => ({ vpc: importedVpc(stack), mixedInstances: mixedInstances() }),
  'with a warm pool': (stack) => ({
    vpc: importedVpc(stack), warmPool: { minSize: 1, reuseOnScaleIn: true, poolState: autoscaling.PoolState.STOPPED },
  }),
  'with a warm pool that hibernates': (stack) => ({
    vpc: importedVpc(stack), warmPool: { poolState: autoscaling.PoolState.HIBERNATED }, rootVolumeSize: Size.gibibytes(20),
  }),
  'with user data before and after, and units to restart': (stack) => ({
    vpc: importedVpc(stack), userDataBefore: script('dnf update -y'), userData: script('dnf install -y httpd'), restartServices: ['my-app', 'worker@*'],
  }),
  'with Session Manager and without a NAT gateway': () => ({ sessionManagerAccess: true, natGateways: 0 }),
  'with a role of one\'s own and Session Manager': (stack) => ({ vpc: importedVpc(stack), role: newRole(stack), sessionManagerAccess: true }),
  'with an imported role': (stack) => ({
    vpc: importedVpc(stack), role: iam.Role.fromRoleName(stack, 'Role', 'theirs'),
  }),
  'with notifications and detailed monitoring': (stack) => ({
    vpc: importedVpc(stack), ...givenOf('LoadBalancedSessionServiceProps'),
    notificationsTopic: new sns.Topic(stack, 'Topic', { enforceSSL: true, masterKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) }),
  }),
  'with a rolling update': (stack) => ({
    vpc: importedVpc(stack), updatePolicy: autoscaling.UpdatePolicy.rollingUpdate({ minInstancesInService: 2, maxBatchSize: 1 }),
    signals: autoscaling.Signals.waitForAll({ timeout: Duration.minutes(10) }),
  }),
  'with signals and without a NAT gateway': () => ({
    natGateways: 0, updatePolicy: autoscaling.UpdatePolicy.replacingUpdate(), signals: autoscaling.Signals.waitForMinCapacity(),
  }),
});
