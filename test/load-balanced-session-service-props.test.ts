// props that only instances have; those that all services share are in load-balanced-session-service-options.test.ts
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CfnParameter, Duration, Size, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService, LoadBalancedSessionServiceProps, SessionServiceScaling } from '../src';
import { newRole, newStack, newVpc, onlyResource, statementsOf } from './helpers';

type Props = Omit<LoadBalancedSessionServiceProps, 'machineImage'>;

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const LAUNCH_TEMPLATE = 'AWS::EC2::LaunchTemplate';

function newService(stack: Stack, props: Props = {}): LoadBalancedSessionService {
  return new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...props });
}

/** The resource of this type that a service with these props has. */
function only(type: string, props: Props): any {
  const stack = newStack();
  newService(stack, props);
  return onlyResource(stack, type);
}

function launchData(props: Props): any {
  return only(LAUNCH_TEMPLATE, props).Properties.LaunchTemplateData;
}

/** User data as text; what is known only at deployment stands as `<name>`. */
function userDataWith(props: Props): string {
  const script = launchData(props).UserData['Fn::Base64'];
  return script['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : `<${part.Ref}>`).join('');
}

function shell(...commands: string[]): ec2.UserData {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(...commands);
  return userData;
}

describe('mixed instances', () => {
  const mixedInstances = {
    instancesDistribution: { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 0 },
    launchTemplateOverrides: ['t3.small', 't3a.small'].map((type) => ({ instanceType: new ec2.InstanceType(type) })),
  };
  const group = only(GROUP, { mixedInstances }).Properties;

  test('are started from the own launch template', () => {
    const { LaunchTemplate, InstancesDistribution } = group.MixedInstancesPolicy;
    expect(InstancesDistribution).toEqual({ OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 0 });
    expect(LaunchTemplate).toMatchObject({
      LaunchTemplateSpecification: { LaunchTemplateId: { Ref: expect.stringContaining('LaunchTemplate') } },
      Overrides: [{ InstanceType: 't3.small' }, { InstanceType: 't3a.small' }],
    });
    expect(group).not.toHaveProperty('LaunchTemplate');
  });

  test('are replaced before Spot takes them', () => expect(group.CapacityRebalance).toBe(true));

  test('keep the size of the group to scaling', () => {
    expect(group).toMatchObject({ MinSize: '2', MaxSize: '4' });
    expect(group).not.toHaveProperty('DesiredCapacity');
  });

  test('are not there by default', () => {
    expect(only(GROUP, {}).Properties).not.toHaveProperty('MixedInstancesPolicy');
    expect(only(GROUP, {}).Properties).not.toHaveProperty('CapacityRebalance');
  });
});

describe('user data', () => {
  test('of the user may run before the variables are delivered', () => {
    const script = userDataWith({ userDataBefore: shell('mount /data'), userData: shell('start app') });
    const order = ['\n(\nmount /data\n)\n', '\nDYNAMODB_SESSION_TABLE_NAME=', '\nstart app\n'].map((part) => script.indexOf(part));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test('restarts the units that are named, besides web servers', () => {
    const script = userDataWith({ restartServices: ['my-app', 'worker@*', 'cron.service'] });
    expect(script).toContain("'php*fpm*' 'httpd*' 'apache2*' 'my-app.service' 'worker@*.service' 'cron.service' |");
  });

  test('restarts web servers alone by default', () => {
    expect(userDataWith({})).toContain("'php*fpm*' 'httpd*' 'apache2*' |");
  });
});

describe('security groups', () => {
  const stack = newStack();
  const vpc = newVpc(stack);
  const securityGroups = ['One', 'Two'].map((id) => new ec2.SecurityGroup(stack, id, { vpc }));
  const service = newService(stack, { vpc, securityGroups });
  const ids = securityGroups.map((group) => stack.resolve(group.securityGroupId));

  test('of the user are the instances\' only ones', () => {
    expect(onlyResource(stack, LAUNCH_TEMPLATE).Properties.LaunchTemplateData.SecurityGroupIds).toEqual(ids);
    expect(service.connections.securityGroups).toEqual(securityGroups);
    expect(service.node.tryFindChild('SecurityGroup')).toBeUndefined();
  });

  test('all let the load balancer in', () => {
    const ingress = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress'));
    expect(ingress.map(({ Properties }) => [Properties.GroupId, Properties.FromPort])).toEqual(ids.map((id) => [id, 80]));
  });
});

describe('Session Manager', () => {
  const statements = (props: Props) => {
    const stack = newStack();
    const { role } = newService(stack, props);
    return statementsOf(role);
  };

  test('has no access by default', () => {
    expect(JSON.stringify(statements({}))).not.toContain('ssm');
  });

  test('has the access of its agent and nothing else, without a policy of AWS', () => {
    expect(statements({ sessionManagerAccess: true })).toEqual([
      {
        Effect: 'Allow',
        Action: 'ssm:UpdateInstanceInformation',
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ec2:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':instance/*']] },
      },
      {
        Effect: 'Allow',
        Action: ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map((name) => `ssmmessages:${name}`),
        Resource: '*',
      },
      expect.objectContaining({ Action: expect.arrayContaining(['dynamodb:GetItem']) }),
    ]);
    const stack = newStack();
    newService(stack, { sessionManagerAccess: true });
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Role'))).not.toContain('ManagedPolicyArns');
  });

  test('is added to a given role', () => {
    const stack = newStack();
    const role = newRole(stack);
    newService(stack, { role, sessionManagerAccess: true });
    expect(statementsOf(role)).toHaveLength(3);
  });
});

describe('each other prop of instances', () => {
  test.each<[string, Props, object]>([
    ['detailedMonitoring', { detailedMonitoring: true }, { Monitoring: { Enabled: true } }],
    ['rootVolumeSize', { rootVolumeSize: Size.gibibytes(20) }, { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20, Encrypted: true } }] }],
  ])('%s', (_, props, expected) => expect(launchData(props)).toMatchObject(expected));

  test('detailedMonitoring is off by default, since it costs', () => {
    expect(launchData({})).not.toHaveProperty('Monitoring');
  });

  test('maxInstanceLifetime', () => {
    expect(only(GROUP, { maxInstanceLifetime: Duration.days(7) }).Properties.MaxInstanceLifetime).toBe(604800);
  });

  test('notificationsTopic hears of every start and end', () => {
    const stack = newStack();
    const notificationsTopic = new sns.Topic(stack, 'Topic');
    newService(stack, { notificationsTopic });
    const [{ NotificationTypes, TopicARN }] = onlyResource(stack, GROUP).Properties.NotificationConfigurations;
    expect(TopicARN).toEqual(stack.resolve(notificationsTopic.topicArn));
    expect(NotificationTypes.sort()).toEqual(['INSTANCE_LAUNCH', 'INSTANCE_LAUNCH_ERROR', 'INSTANCE_TERMINATE', 'INSTANCE_TERMINATE_ERROR']
      .map((name) => `autoscaling:EC2_${name}`));
  });

  test('updatePolicy', () => {
    const { UpdatePolicy } = only(GROUP, { updatePolicy: autoscaling.UpdatePolicy.rollingUpdate({ maxBatchSize: 2 }) });
    expect(UpdatePolicy.AutoScalingRollingUpdate).toMatchObject({ MaxBatchSize: 2 });
    expect(UpdatePolicy).not.toHaveProperty('AutoScalingInstanceRefresh');
  });

  test('warmPool', () => {
    const stack = newStack();
    newService(stack, { warmPool: { minSize: 1, reuseOnScaleIn: true } });
    expect(onlyResource(stack, 'AWS::AutoScaling::WarmPool').Properties).toMatchObject({
      AutoScalingGroupName: { Ref: onlyResource(stack, GROUP).id }, MinSize: 1, InstanceReusePolicy: { ReuseOnScaleIn: true },
    });
  });

  test('values that are known only at deployment pass', () => {
    const stack = newStack();
    const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
    newService(stack, { maxInstanceLifetime: Duration.seconds(number('Age')), rootVolumeSize: Size.gibibytes(number('Disk')) });
    expect(onlyResource(stack, GROUP).Properties.MaxInstanceLifetime).toEqual({ Ref: 'Age' });
  });
});

describe('a service on instances fails', () => {
  test.each<[string, Props, string]>([
    ['when it scales by memory', { scaling: SessionServiceScaling.memoryUtilization(60) },
      '`scaling` must be something that EC2 reports of instances, got: memoryUtilization; use cpuUtilization or requestsPerTarget'],
    ['when its instances may not live for a day', { maxInstanceLifetime: Duration.hours(23) },
      '`maxInstanceLifetime` must be whole seconds from 86400 to 31536000, got: 82800 s'],
    ['when its instances may live for more than a year', { maxInstanceLifetime: Duration.days(366) },
      '`maxInstanceLifetime` must be whole seconds from 86400 to 31536000, got: 31622400 s'],
    ['when its disk has no size', { rootVolumeSize: Size.gibibytes(0) }, '`rootVolumeSize` must be a whole number from 1 to 65536, got: 0'],
    ['when its disk has half a gibibyte', { rootVolumeSize: Size.mebibytes(512) }, '`rootVolumeSize` must be a whole number from 1 to 65536, got: 0.5'],
    ['when a unit to restart is a command', { restartServices: ["app'; reboot"] },
      "`restartServices` must be units such as 'my-app' or 'worker@*', got: 'app'; reboot'"],
    ['when its first user data is for Windows', { userDataBefore: ec2.UserData.forWindows() },
      "`userDataBefore` must be a shell script that begins with '#!/bin/bash' or '#!/bin/sh', got: '<powershell></powershell>'; use UserData.forLinux()"],
    ['when it has no security group', { securityGroups: [] }, '`securityGroups` must hold at least one, got: none; leave the prop out for an own one'],
  ])('%s', (_, props, message) => {
    expect(() => newService(newStack(), props)).toThrow(new Error(`${message} (in Stack/Web)`));
  });

  test.each<[string, Props]>([
    ['a day of life', { maxInstanceLifetime: Duration.days(1) }],
    ['a year of life', { maxInstanceLifetime: Duration.days(365) }],
    ['a disk of one gibibyte', { rootVolumeSize: Size.mebibytes(1024) }],
  ])('not at the edges: %s', (_, props) => {
    expect(() => newService(newStack(), props)).not.toThrow();
  });
});
