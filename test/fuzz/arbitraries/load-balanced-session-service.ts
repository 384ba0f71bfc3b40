import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, Environment, Size } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { bad, Given, good, made, oneOf, settled } from '../given';
import { bundle, choice, Choice, flag, Kind, Props, PropsModel, seconds, texts, valueOf } from '../props';
import { choicesOf } from '../rows';
import { SessionServiceMixedInstances } from '../../../src';
import { optionRules, serviceBundles, serviceOptions } from './service-options';

const { ARM_64 } = ec2.AmazonLinuxCpuType;

/** An image that suits each type. */
export const IMAGE = made("MachineImage.fromSsmParameter('/image')", () => ec2.MachineImage.fromSsmParameter('/image'), 'any');

/** Facts: the processor. */
const machineImage: Choice = choice(
  oneOf(
    made('MachineImage.latestAmazonLinux2023()', () => ec2.MachineImage.latestAmazonLinux2023(), 'x86'),
    made('MachineImage.latestAmazonLinux2023({ cpuType: ARM_64 })', () => ec2.MachineImage.latestAmazonLinux2023({ cpuType: ARM_64 }), 'arm'),
    IMAGE,
    made("MachineImage.genericLinux({ 'eu-west-1': 'ami-11111111', 'us-east-1': 'ami-22222222' })",
      () => ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-11111111', 'us-east-1': 'ami-22222222' }), 'any'),
  ),
  oneOf(made('MachineImage.latestWindows(WINDOWS_SERVER_2022_ENGLISH_FULL_BASE)',
    () => ec2.MachineImage.latestWindows(ec2.WindowsVersion.WINDOWS_SERVER_2022_ENGLISH_FULL_BASE), 'any', 'bad')),
);

const type = (name: string, processor: string) => made(`new InstanceType('${name}')`, () => new ec2.InstanceType(name), processor);
const instanceType: Choice = choice(oneOf(type('t3.small', 'x86'), type('m5.large', 'x86'), type('t4g.micro', 'arm'), type('c7gn.xlarge', 'arm')));

/** Image and type, whose processors must be the same; `any` suits each. */
function machines(kind: Kind): fc.Arbitrary<Props> {
  const suits = (image: Given, size: Given | undefined) => image.facts === 'any' || image.facts === (size?.facts ?? 'x86');
  const pairs = fc.tuple(valueOf(machineImage, kind, 8), fc.option(instanceType.legal, { nil: undefined })).map(([image, size]): Props => ({
    machineImage: image, ...size && (kind === 'wild' || suits(image, size)) ? { instanceType: size } : {},
  }));
  if (kind === 'wild') {
    return pairs;
  }
  return pairs.map((props) => suits(props.machineImage, props.instanceType) ? props : { ...props, instanceType: type('t4g.micro', 'arm') });
}

function shell(...commands: string[]): ec2.UserData {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(...commands);
  return userData;
}

const scripts: Choice = choice(
  oneOf(
    made('UserData.forLinux()', () => ec2.UserData.forLinux(), []),
    made("shell('dnf install -y httpd', 'echo \"ünïcödé $HOME\"')", () => shell('dnf install -y httpd', 'echo "ünïcödé $HOME"'), ['dnf install -y httpd']),
    made("UserData.custom('#!/bin/sh -e\\ntouch /srv/x')", () => ec2.UserData.custom('#!/bin/sh -e\ntouch /srv/x'), ['touch /srv/x']),
  ),
  oneOf(
    made('UserData.forWindows()', () => ec2.UserData.forWindows(), [], 'bad'),
    made("UserData.custom('#cloud-config')", () => ec2.UserData.custom('#cloud-config'), [], 'bad'),
    made("UserData.custom('')", () => ec2.UserData.custom(''), [], 'bad'),
    { ...made('shell(20,000 characters)', () => shell('x'.repeat(20_000)), [], 'bad'), faults: [{ props: ['userData', 'userDataBefore'] }] },
  ),
);

const restartServices: Choice = choice(
  good<string[]>([], ['my-app'], ['worker@*', 'a.service', 'php8.3-fpm']),
  bad<string[]>([''], ['my app'], ["a'b"], ['a;b'], ['$x'], ['приложение'], ['a\nb']),
);

const updatePolicy: Choice = choice(oneOf(
  made('UpdatePolicy.rollingUpdate()', () => autoscaling.UpdatePolicy.rollingUpdate(), { kept: 0 }),
  ...[{ maxBatchSize: 3 }, { minInstancesInService: 2 }, { maxBatchSize: 4, minInstancesInService: 1 }].map((each) => (
    made(`UpdatePolicy.rollingUpdate(${JSON.stringify(each)})`, () => autoscaling.UpdatePolicy.rollingUpdate(each),
      { kept: each.minInstancesInService ?? 0 }))),
  made('UpdatePolicy.replacingUpdate()', () => autoscaling.UpdatePolicy.replacingUpdate()),
  made('UpdatePolicy.instanceRefresh()', () => (autoscaling.UpdatePolicy as any).instanceRefresh({ strategy: 'Rolling', minHealthyPercentage: 50 })),
));

const signals: Choice = choice(oneOf(
  made('Signals.waitForAll()', () => autoscaling.Signals.waitForAll(), true),
  made('Signals.waitForCount(1, { timeout: Duration.minutes(10) })', () => autoscaling.Signals.waitForCount(1, { timeout: Duration.minutes(10) }), true),
));

const requirements = [{ memoryMiB: { min: 1024 }, vCpuCount: { min: 2 } }];

/** Facts: whether some of the instances are Spot, and whether they have types of their own. */
const mixedInstances: Choice = choice(
  oneOf(
    made('{}', () => ({}), { spot: false }),
    made("{ launchTemplateOverrides: [{ instanceType: new InstanceType('t3a.small') }] }",
      () => ({ launchTemplateOverrides: [{ instanceType: new ec2.InstanceType('t3a.small') }] }), { spot: false, hasTypes: true, processor: 'x86' }),
    made('{ launchTemplateOverrides: [{ instanceRequirements }] }',
      () => ({ launchTemplateOverrides: requirements.map((instanceRequirements) => ({ instanceRequirements })) }), { spot: false, hasTypes: true }),
    made("{ launchTemplateOverrides: [{ instanceType: new InstanceType('t3.large'), weightedCapacity: 4 }] }",
      () => ({ launchTemplateOverrides: [{ instanceType: new ec2.InstanceType('t3.large'), weightedCapacity: 4 }] }),
      { spot: false, hasTypes: true, processor: 'x86' }),
    made('{ instancesDistribution: { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 0 } }',
      () => ({ instancesDistribution: { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 0 } }), { spot: true }),
  ),
  oneOf<SessionServiceMixedInstances>(
    made('{ launchTemplateOverrides: [] }', () => ({ launchTemplateOverrides: [] }), { spot: false, hasTypes: true }, 'bad'),
    made('{ launchTemplateOverrides: 5 x { instanceRequirements } }', () => ({
      launchTemplateOverrides: Array.from({ length: 5 }, () => ({ instanceRequirements: requirements[0] })),
    }), { spot: false, hasTypes: true }, 'bad'),
    made("{ instancesDistribution: { onDemandAllocationStrategy: 'prioritized' }, launchTemplateOverrides: [{ instanceRequirements }] }", () => ({
      instancesDistribution: { onDemandAllocationStrategy: autoscaling.OnDemandAllocationStrategy.PRIORITIZED },
      launchTemplateOverrides: requirements.map((instanceRequirements) => ({ instanceRequirements })),
    }), { spot: false, hasTypes: true }, 'bad'),
    made('{ launchTemplateOverrides: [{}] }', () => ({ launchTemplateOverrides: [{}] }), { spot: false, hasTypes: true }, 'bad'),
    ...[-1, 101, 0.5, NaN].map((share) => made(`{ instancesDistribution: { onDemandPercentageAboveBaseCapacity: ${share} } }`,
      () => ({ instancesDistribution: { onDemandPercentageAboveBaseCapacity: share } }), { spot: false }, 'bad')),
    made('{ instancesDistribution: { onDemandBaseCapacity: -1 } }', () => ({ instancesDistribution: { onDemandBaseCapacity: -1 } }), { spot: false }, 'bad'),
  ),
);

const warmPool: Choice = choice(
  good<autoscaling.WarmPoolOptions>({}, { minSize: 0 }, { minSize: 2, maxGroupPreparedCapacity: 4 }, { reuseOnScaleIn: true },
    { poolState: autoscaling.PoolState.HIBERNATED }),
  bad<autoscaling.WarmPoolOptions>({ minSize: -1 }, { minSize: 0.5 }, { maxGroupPreparedCapacity: -2 }, { minSize: NaN }),
);

const gibibytes = (size: number, verdict: 'good' | 'bad' = 'good') => made(`Size.gibibytes(${size})`, () => Size.gibibytes(size), size, verdict);
const rootVolumeSize: Choice = choice(
  oneOf(gibibytes(1), gibibytes(8), gibibytes(16_384), made('Size.mebibytes(2048)', () => Size.mebibytes(2048), 2)),
  oneOf(gibibytes(0, 'bad'), gibibytes(1.5, 'bad'), gibibytes(NaN, 'bad'), gibibytes(100_000, 'bad'),
    made('Size.mebibytes(1500)', () => Size.mebibytes(1500), 0, 'bad')),
);

export const instanceRole: Choice = choice(
  oneOf(
    made("new iam.Role(stack, 'GivenRole', { assumedBy: ec2 })", ({ stack }) => (
      new iam.Role(stack, 'GivenRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') })), 'own'),
    made("iam.Role.fromRoleName(stack, 'GivenRole', 'web')", ({ stack }) => iam.Role.fromRoleName(stack, 'GivenRole', 'web'), 'imported'),
  ),
  oneOf({
    ...made("new iam.Role(stack, 'GivenRole', { assumedBy: lambda })", ({ stack }) => (
      new iam.Role(stack, 'GivenRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })), 'own', 'bad'),
    faults: [{ props: ['role'], late: true }],
  }),
);

/** What `LoadBalancedSessionService` takes in a stack of this environment. */
export function instancesModel(env: Environment | undefined): PropsModel {
  return {
    props: {
      ...serviceOptions(env),
      ...choicesOf('LoadBalancedSessionServiceProps'),
      mixedInstances,
      userData: scripts,
      userDataBefore: scripts,
      restartServices,
      healthCheckGracePeriod: seconds('healthCheckGracePeriod', 0, 7200),
      updatePolicy,
      signals,
      maxInstanceLifetime: seconds('maxInstanceLifetime', 86_400, 31_536_000),
      warmPool,
      notificationsTopic: choice(oneOf(made("new sns.Topic(stack, 'Topic')", ({ stack }) => new sns.Topic(stack, 'Topic')))),
      role: instanceRole,
      sessionManagerAccess: flag,
      rootDeviceName: texts('rootDeviceName', ['/dev/xvda', '/dev/sda1'], ['', 'xvda', '/dev/', '/dev/a b', '/etc/passwd'], { judge: () => 'unknown' }),
      rootVolumeSize,
    },
    bundles: [bundle(machines), ...serviceBundles(env)],
    oneIn: 8,
    rules: [
      ...optionRules,
      { props: ['scaling'], broken: (facts) => facts.scaling === 'memory' },
      {
        props: ['instanceType', 'machineImage'],
        broken: ({ instanceType: size = 'x86', machineImage: image, mixedInstances: mixed }) => !mixed?.hasTypes && !['any', size].includes(image),
      },
      {
        // nobody ever uses the type
        props: ['instanceType'],
        undecided: true,
        broken: ({ instanceType: size, machineImage: image, mixedInstances: mixed }) => mixed?.hasTypes && size !== undefined && !['any', size].includes(image),
      },
      {
        props: ['mixedInstances', 'mixedInstances.launchTemplateOverrides[0].instanceType'],
        broken: ({ mixedInstances: mixed, machineImage: image }) => mixed?.processor !== undefined && !['any', mixed.processor].includes(image),
      },
      {
        // said when aws-cdk-lib has rendered it, after all that is wrong with the props
        props: ['updatePolicy'],
        undecided: true,
        broken: ({ updatePolicy: policy, minCapacity: min = 2, maxCapacity: max = settled(min) * 2 }) =>
          policy !== undefined && policy.kept >= settled(max),
      },
      { props: ['warmPool'], broken: (facts) => facts.warmPool !== undefined && facts.mixedInstances?.spot },
      {
        props: ['warmPool'],
        undecided: true,
        broken: (facts) => facts.warmPool !== undefined && facts.mixedInstances !== undefined,
      },
    ],
  };
}
