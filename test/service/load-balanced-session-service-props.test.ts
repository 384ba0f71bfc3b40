// props that only instances have; those that all services share are in load-balanced-session-service-options.test.ts
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CfnParameter, Duration, Size, Stack, Tags } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService, LoadBalancedSessionServiceProps, SessionServiceScaling } from '../../src';
import { europe, newRole, newStack, newVpc, onlyResource, statementsOf, warningsOf } from '../helpers';

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

describe('public subnets', () => {
  const inSubnets = (subnetType: ec2.SubnetType, mixedInstances?: Props['mixedInstances']) => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', {
      maxAzs: 2, natGateways: 1, subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      ],
    });
    const securityGroups = ['One', 'Two'].map((id) => new ec2.SecurityGroup(stack, id, { vpc }));
    newService(stack, { vpc, securityGroups, vpcSubnets: { subnetType }, mixedInstances });
    const data = onlyResource(stack, LAUNCH_TEMPLATE).Properties.LaunchTemplateData;
    return { data, groups: securityGroups.map((each) => stack.resolve(each.securityGroupId)) };
  };

  test.each<[string, Props['mixedInstances']]>([
    ['alone', undefined], ['with other types', { launchTemplateOverrides: [{ instanceType: new ec2.InstanceType('t3a.micro') }] }],
  ])('give each instance an address of its own, without which it reaches nothing: %s', (_, mixedInstances) => {
    const { data, groups } = inSubnets(ec2.SubnetType.PUBLIC, mixedInstances);
    expect(data.NetworkInterfaces).toEqual([{ AssociatePublicIpAddress: true, DeviceIndex: 0, Groups: groups }]);
    // EC2 refuses both
    expect(data).not.toHaveProperty('SecurityGroupIds');
  });

  test('do so alone', () => {
    const { data, groups } = inSubnets(ec2.SubnetType.PRIVATE_WITH_EGRESS);
    expect(data).not.toHaveProperty('NetworkInterfaces');
    expect(data.SecurityGroupIds).toEqual(groups);
  });
});

describe('weights', () => {
  const withWeights = (minCapacity: number, ...weights: (number | undefined)[]) => {
    const stack = newStack({ env: europe });
    newService(stack, {
      minCapacity, listenerOptions: { open: false },
      mixedInstances: { launchTemplateOverrides: weights.map((weightedCapacity) => ({ instanceType: new ec2.InstanceType('t3.small'), weightedCapacity })) },
    });
    return warningsOf(stack);
  };

  test.each([[2, [8]], [8, [8]], [8, [2, 8, 4]], [1, [1]], [1, [undefined]]])('may make one server enough for %d: %j', (minCapacity, weights) => {
    const least = Math.max(...weights.map((weight) => weight ?? 1)) + 1;
    expect(withWeights(minCapacity, ...weights)).toEqual(['Stack/Web: one server is enough for `minCapacity`, so nobody is served while it is replaced; ' +
      `sessions survive; give \`minCapacity: ${least}\` [ack: cdk-dynamodb-sessions:singleServer]`]);
  });

  test.each([[9, [8]], [9, [2, 8]], [2, [1, 1]], [2, [undefined]]])('need two servers for %d: %j', (minCapacity, weights) => {
    expect(withWeights(minCapacity, ...weights)).toEqual([]);
  });
});

test('tags of the service reach its instances, their disks and the group', () => {
  const stack = newStack();
  Tags.of(newService(stack)).add('team', 'web');
  const tag = { Key: 'team', Value: 'web' };
  const { TagSpecifications, LaunchTemplateData } = onlyResource(stack, LAUNCH_TEMPLATE).Properties;
  expect([...LaunchTemplateData.TagSpecifications, ...TagSpecifications].map(({ ResourceType, Tags: tags }: any) => [ResourceType, tags]))
    .toEqual(['instance', 'volume', 'launch-template'].map((type) => [type, expect.arrayContaining([tag])]));
  expect(onlyResource(stack, GROUP).Properties.Tags).toContainEqual({ ...tag, PropagateAtLaunch: true });
  const template = Template.fromStack(stack);
  for (const type of ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::IAM::Role', 'AWS::EC2::VPC']) {
    template.hasResourceProperties(type, { Tags: Match.arrayWith([tag]) });
  }
  expect(onlyResource(stack, 'AWS::DynamoDB::GlobalTable').Properties.Replicas[0].Tags).toContainEqual(tag);
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
    const signals = autoscaling.Signals.waitForAll();
    const updatePolicy = autoscaling.UpdatePolicy.rollingUpdate({ maxBatchSize: 2, minInstancesInService: 2 });
    const { UpdatePolicy } = only(GROUP, { signals, updatePolicy });
    expect(UpdatePolicy.AutoScalingRollingUpdate).toMatchObject({ MaxBatchSize: 2, MinInstancesInService: 2, WaitOnResourceSignals: true });
    expect(UpdatePolicy).not.toHaveProperty('AutoScalingInstanceRefresh');
  });

  test('warmPool', () => {
    const stack = newStack();
    newService(stack, { warmPool: { minSize: 1, reuseOnScaleIn: true } });
    expect(onlyResource(stack, 'AWS::AutoScaling::WarmPool').Properties).toMatchObject({
      AutoScalingGroupName: { Ref: onlyResource(stack, GROUP).id }, MinSize: 1, InstanceReusePolicy: { ReuseOnScaleIn: true },
    });
  });

  test('warmPool hibernates instances that are allowed to', () => {
    const pool = (poolState: autoscaling.PoolState) => launchData({ warmPool: { poolState } });
    expect(pool(autoscaling.PoolState.HIBERNATED))
      .toMatchObject({ HibernationOptions: { Configured: true }, BlockDeviceMappings: [{ Ebs: { Encrypted: true } }] });
    expect(pool(autoscaling.PoolState.STOPPED)).not.toHaveProperty('HibernationOptions');
    expect(launchData({})).not.toHaveProperty('HibernationOptions');
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
