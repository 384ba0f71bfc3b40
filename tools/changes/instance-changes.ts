import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, Size } from 'aws-cdk-lib/core';
import { Change } from './change';
import { ACCOUNT, InstanceProps } from './template';

const script = (...commands: string[]) => {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(...commands);
  return userData;
};

/** Changes of what only the service on EC2 takes. */
export const instanceChanges: Change<InstanceProps>[] = [
  { what: '`machineImage`: one → another one', after: () => ({ machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }) }) },
  { what: '`instanceType`: t3.micro → m7i.large', after: () => ({ instanceType: new ec2.InstanceType('m7i.large') }) },
  {
    what: '`mixedInstances`: none → some',
    after: () => ({ mixedInstances: { launchTemplateOverrides: [{ instanceType: new ec2.InstanceType('t3a.micro') }] } }),
  },
  { what: '`userData`: none → some', after: () => ({ userData: script('dnf install -y httpd') }) },
  { what: '`userDataBefore`: none → some', after: () => ({ userDataBefore: script('dnf install -y httpd') }) },
  { what: '`restartServices`: none → some', after: () => ({ restartServices: ['my-app'] }) },
  { what: '`healthCheckGracePeriod`: 5 min → 10 min', after: () => ({ healthCheckGracePeriod: Duration.minutes(10) }) },
  { what: '`updatePolicy`: instance refresh → rolling update', after: () => ({ updatePolicy: autoscaling.UpdatePolicy.rollingUpdate() }) },
  { what: '`updatePolicy`: instance refresh → replacing update', after: () => ({ updatePolicy: autoscaling.UpdatePolicy.replacingUpdate() }) },
  {
    what: '`signals`: none → some, with a rolling update',
    before: () => ({ updatePolicy: autoscaling.UpdatePolicy.rollingUpdate() }),
    after: () => ({ updatePolicy: autoscaling.UpdatePolicy.rollingUpdate(), signals: autoscaling.Signals.waitForAll() }),
  },
  { what: '`maxInstanceLifetime`: any → 7 days', after: () => ({ maxInstanceLifetime: Duration.days(7) }) },
  { what: '`warmPool`: none → one', after: () => ({ warmPool: { minSize: 1 } }) },
  {
    what: '`warmPool`: stopped → hibernated',
    before: () => ({ warmPool: { minSize: 1 } }), after: () => ({ warmPool: { minSize: 1, poolState: autoscaling.PoolState.HIBERNATED } }),
  },
  {
    what: '`notificationsTopic`: none → one',
    after: (stack) => ({ notificationsTopic: sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:eu-west-1:${ACCOUNT}:topic`) }),
  },
  { what: '`role`: own → given', after: (stack) => ({ role: iam.Role.fromRoleName(stack, 'Given', 'web') }) },
  { what: '`sessionManagerAccess`: false → true', after: () => ({ sessionManagerAccess: true }) },
  {
    what: '`sessionManagerAccess`: false → true, without NAT gateways',
    before: () => ({ natGateways: 0 }), after: () => ({ natGateways: 0, sessionManagerAccess: true }),
  },
  { what: '`rootDeviceName`: /dev/xvda → /dev/sda1', after: () => ({ rootDeviceName: '/dev/sda1' }) },
  { what: '`rootVolumeSize`: the image\'s → 20 GiB', after: () => ({ rootVolumeSize: Size.gibibytes(20) }) },
];
