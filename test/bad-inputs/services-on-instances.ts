// props that only instances have
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { App, CfnParameter, Duration, Lazy, Size, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService, LoadBalancedSessionServiceProps, SessionServiceScaling, SessionTable } from '../../src';
import { account, europe, newStack, newVpc } from '../helpers';
import { BadInput, TokenInput } from './bad-input';

type Props = Partial<LoadBalancedSessionServiceProps>;
type Given = Props | ((stack: Stack) => Props);
type Row = [what: string, bad: Given, message: string, good: Given];
type Distribution = autoscaling.InstancesDistribution;

const define = (props: Given) => () => {
  const stack = newStack({ env: europe });
  return new LoadBalancedSessionService(stack, 'Web', {
    machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...(typeof props === 'function' ? props(stack) : props),
  });
};

function shell(...commands: string[]): ec2.UserData {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(...commands);
  return userData;
}

const number = (stack: Stack, id = 'Number') => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
const type = (name: string) => new ec2.InstanceType(name);
const { ARM_64, X86_64 } = ec2.AmazonLinuxCpuType;
const image = (cpuType: ec2.AmazonLinuxCpuType) => ec2.MachineImage.latestAmazonLinux2023({ cpuType });
const ubuntu = (processor: string) => ec2.MachineImage.fromSsmParameter(`/aws/service/canonical/ubuntu/server/24.04/stable/current/${processor}/hvm/ebs-gp3/ami-id`);
const anyType = { memoryMiB: { min: 1024 }, vCpuCount: { min: 2 } };
const mixed = (...launchTemplateOverrides: autoscaling.LaunchTemplateOverrides[]): Props => ({ mixedInstances: { launchTemplateOverrides } });
const distributed = (instancesDistribution: Distribution, more: Props = {}): Props =>
  ({ mixedInstances: { instancesDistribution, launchTemplateOverrides: [{ instanceType: type('t3.small') }] }, ...more });
const required = (instancesDistribution: Distribution): Props =>
  ({ mixedInstances: { instancesDistribution, launchTemplateOverrides: [{ instanceRequirements: anyType }] } });
const { CAPACITY_OPTIMIZED, CAPACITY_OPTIMIZED_PRIORITIZED, LOWEST_PRICE } = autoscaling.SpotAllocationStrategy;
const { PRIORITIZED } = autoscaling.OnDemandAllocationStrategy;
const { rollingUpdate } = autoscaling.UpdatePolicy;
const roleFor = (roleName: string | undefined) => (stack: Stack): Props => ({
  role: new iam.Role(stack, 'Role', { roleName, assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }),
  sessionTable: new SessionTable(new Stack(stack.node.root as App, 'Data', { env: { ...europe, account: '444455556666' } }), 'Sessions', { tableName: 'shared' }),
});

const key = (region: string) => (stack: Stack): Props => ({ logEncryptionKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${region}:${account}:key/k`) });

const unsuited = (prop: string, needs: string, got: string, has: string, other: string, cpuType: string) =>
  `\`${prop}\` must have the processor of \`machineImage\` (${needs}), got: '${got}' (${has}); use a type such as '${other}', ` +
  `or an image such as MachineImage.latestAmazonLinux2023({ cpuType: AmazonLinuxCpuType.${cpuType} })`;
const windows = '`machineImage` must be a Linux with systemd, since the variables are delivered there, got: Windows; ' +
  'use MachineImage.latestAmazonLinux2023(), or Windows containers in LoadBalancedFargateSessionService';
const OVERRIDES = 'mixedInstances.launchTemplateOverrides';
const DISTRIBUTION = 'mixedInstances.instancesDistribution';
const tooLarge = (bytes: number) => '`userData` must fit into the 16384 bytes that EC2 takes, our commands and the environment included, ' +
  `got: ${bytes}; put the script into S3 and run it with addS3DownloadCommand and addExecuteFileCommand`;

const ROWS: Row[] = [
  ['the type of its instances is none', { instanceType: type('t3 micro') },
    "`instanceType` must be the name of an instance type such as 't3.micro', got: 't3 micro'", { instanceType: type('t3.micro') }],
  ['Arm instances are to run an image for x86', { instanceType: type('t4g.micro') },
    unsuited('instanceType', 'x86', 't4g.micro', 'Arm', 't3.micro', 'ARM_64'), { instanceType: type('t4g.micro'), machineImage: image(ARM_64) }],
  ['x86 instances are to run an image for Arm', { instanceType: type('m7i-flex.large'), machineImage: image(ARM_64) },
    unsuited('instanceType', 'Arm', 'm7i-flex.large', 'x86', 't4g.micro', 'X86_64'), { instanceType: type('m7i-flex.large'), machineImage: image(X86_64) }],
  ['instances of the default type are to run an image for Arm', { machineImage: ubuntu('arm64') },
    unsuited('instanceType', 'Arm', 't3.micro', 'x86', 't4g.micro', 'X86_64'), { machineImage: ubuntu('amd64') }],
  ['one of mixed types has another processor than the image', mixed({ instanceType: type('t3.small') }, { instanceType: type('c7gn.large') }),
    unsuited(`${OVERRIDES}[1].instanceType`, 'x86', 'c7gn.large', 'Arm', 't3.micro', 'ARM_64'),
    { ...mixed({ instanceType: type('t4g.small') }, { instanceType: type('c7gn.large') }), machineImage: image(ARM_64) }],
  ['its image is a Windows', { machineImage: ec2.MachineImage.latestWindows(ec2.WindowsVersion.WINDOWS_SERVER_2022_ENGLISH_FULL_BASE) },
    windows, { machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }) }],
  ['its user data is for Windows', { userData: ec2.UserData.forWindows() },
    "`userData` must be a shell script that begins with '#!/bin/bash' or '#!/bin/sh', got: '<powershell></powershell>'; use UserData.forLinux()",
    { userData: ec2.UserData.forLinux() }],
  ['its user data is for cloud-init', { userData: ec2.UserData.custom('#cloud-config') },
    "`userData` must be a shell script that begins with '#!/bin/bash' or '#!/bin/sh', got: '#cloud-config'; use UserData.forLinux()",
    { userData: ec2.UserData.custom('#!/bin/sh') }],
  ['its first user data is for Python', { userDataBefore: ec2.UserData.forLinux({ shebang: '#!/usr/bin/python3' }) },
    "`userDataBefore` must be a shell script that begins with '#!/bin/bash' or '#!/bin/sh', got: '#!/usr/bin/python3'; use UserData.forLinux()",
    { userDataBefore: ec2.UserData.forLinux({ shebang: '#!/usr/bin/env bash' }) }],
  ['its user data is larger than EC2 takes', { userData: shell(`echo ${'x'.repeat(20000)}`) }, tooLarge(22370), { userData: shell(`echo ${'x'.repeat(13000)}`) }],
  ['its environment is larger than EC2 takes', { environment: { LONG: 'ü'.repeat(8000) } }, tooLarge(18253), { environment: { LONG: 'ü'.repeat(7000) } }],
  ['the key of its logs is in another region', key('us-east-1'),
    "`logEncryptionKey` must be in the region of the service ('eu-west-1'), got: 'us-east-1'; use a key from there", key('eu-west-1')],
  ['the key of its logs has nothing to encrypt', (stack) => ({ ...key('eu-west-1')(stack), vpc: newVpc(stack) }),
    '`logEncryptionKey` is for the flow logs of an own network, got: it beside a given one; remove it, since instances have no other log of ours',
    (stack) => ({ vpc: newVpc(stack) })],
  ['the second of two other types has another processor', mixed({ instanceRequirements: anyType }, { instanceType: type('t4g.micro') }),
    unsuited('mixedInstances.launchTemplateOverrides[1].instanceType', 'x86', 't4g.micro', 'Arm', 't3.micro', 'ARM_64'),
    mixed({ instanceRequirements: anyType }, { instanceType: type('t3a.micro') })],
  ['a unit to restart is a command', { restartServices: ["app'; reboot"] }, "`restartServices` must be units such as 'my-app' or 'worker@*', got: 'app'; reboot'",
    { restartServices: ['app'] }],
  ['a unit to restart is no service', { restartServices: ['backup.timer'] },
    "`restartServices` must be services, since only these have an environment, got: 'backup.timer'", { restartServices: ['backup.service'] }],
  ['it scales by memory', { scaling: SessionServiceScaling.memoryUtilization(60) },
    '`scaling` must be something that EC2 reports of instances, got: memoryUtilization; use cpuUtilization or requestsPerTarget',
    { scaling: SessionServiceScaling.requestsPerTarget(60) }],
  ['its grace period is too long', { healthCheckGracePeriod: Duration.seconds(7201) },
    '`healthCheckGracePeriod` must be whole seconds from 0 to 7200, got: 7201 s', { healthCheckGracePeriod: Duration.hours(2) }],
  ...(['maxInstanceLifetime', 'healthCheckGracePeriod'] as const).map((prop): Row => [
    `its ${prop} is days that are known only at deployment`, (stack) => ({ [prop]: Duration.days(number(stack)) }),
    `\`${prop}\` must be in seconds where it is known only at deployment, got: days; use Duration.seconds`,
    (stack) => ({ [prop]: Duration.seconds(number(stack)) }),
  ]),
  ['its root disk has mebibytes that are known only at deployment', (stack) => ({ rootVolumeSize: Size.mebibytes(number(stack)) }),
    '`rootVolumeSize` must be in gibibytes where it is known only at deployment, got: another unit; use Size.gibibytes',
    (stack) => ({ rootVolumeSize: Size.gibibytes(number(stack)) })],
  ['its instances may not live for a day', { maxInstanceLifetime: Duration.hours(23) },
    '`maxInstanceLifetime` must be whole seconds from 86400 to 31536000, got: 82800 s', { maxInstanceLifetime: Duration.days(1) }],
  ['its instances may live for more than a year', { maxInstanceLifetime: Duration.days(366) },
    '`maxInstanceLifetime` must be whole seconds from 86400 to 31536000, got: 31622400 s', { maxInstanceLifetime: Duration.days(365) }],
  ['its instances may live for ever, counted', { maxInstanceLifetime: Duration.millis(Infinity) },
    '`maxInstanceLifetime` must be whole seconds from 86400 to 31536000, got: Infinity s', {}],
  ['its root disk is no device', { rootDeviceName: 'xvda' }, "`rootDeviceName` must be a device such as '/dev/xvda', got: 'xvda'", { rootDeviceName: '/dev/sda1' }],
  ['its root disk has no size', { rootVolumeSize: Size.gibibytes(0) }, '`rootVolumeSize` must be a whole number from 1 to 65536, got: 0',
    { rootVolumeSize: Size.gibibytes(1) }],
  ['its root disk has half a gibibyte', { rootVolumeSize: Size.mebibytes(512) }, '`rootVolumeSize` must be a whole number from 1 to 65536, got: 0.5',
    { rootVolumeSize: Size.mebibytes(1024) }],
  ['its root disk is larger than any', { rootVolumeSize: Size.gibibytes(65537) }, '`rootVolumeSize` must be a whole number from 1 to 65536, got: 65537',
    { rootVolumeSize: Size.tebibytes(64) }],
  ['it mixes no types', mixed(), `\`${OVERRIDES}\` must hold 1 to 40 types, got: none`, mixed({ instanceType: type('t3.small') })],
  ['it mixes too many types', mixed(...Array.from({ length: 41 }, () => ({ instanceType: type('t3.small') }))),
    `\`${OVERRIDES}\` must hold 1 to 40 types, got: 41`, mixed(...Array.from({ length: 40 }, () => ({ instanceType: type('t3.small') })))],
  ['one of mixed types is none', mixed({ weightedCapacity: 1 }),
    `\`${OVERRIDES}[0]\` must have exactly one of \`instanceType\` and \`instanceRequirements\`, got: neither`, mixed({ instanceRequirements: anyType })],
  ['one of mixed types is two', mixed({ instanceType: type('t3.small'), instanceRequirements: anyType }),
    `\`${OVERRIDES}[0]\` must have exactly one of \`instanceType\` and \`instanceRequirements\`, got: both`, mixed({ instanceType: type('t3.small') })],
  ['one of mixed types has no weight', mixed({ instanceType: type('t3.small'), weightedCapacity: 0 }),
    `\`${OVERRIDES}[0].weightedCapacity\` must be a whole number from 1 to 999, got: 0`, mixed({ instanceType: type('t3.small'), weightedCapacity: 1 })],
  ['some of mixed types have weights', mixed({ instanceType: type('t3.small'), weightedCapacity: 1 }, { instanceType: type('t3.large') }),
    `\`${OVERRIDES}\` must have a \`weightedCapacity\` each or none at all, got: 1 of 2`,
    mixed({ instanceType: type('t3.small'), weightedCapacity: 1 }, { instanceType: type('t3.large'), weightedCapacity: 4 })],
  ['five sets of requirements are mixed', mixed(...Array.from({ length: 5 }, () => ({ instanceRequirements: anyType }))),
    `\`${OVERRIDES}\` must hold at most 4 sets of \`instanceRequirements\`, got: 5`, mixed(...Array.from({ length: 4 }, () => ({ instanceRequirements: anyType })))],
  ['requirements have a priority on demand', required({ onDemandAllocationStrategy: PRIORITIZED }),
    `\`${DISTRIBUTION}.onDemandAllocationStrategy\` must not go by priority beside \`instanceRequirements\`, which have none, got: 'prioritized'; use LOWEST_PRICE`,
    distributed({ onDemandAllocationStrategy: PRIORITIZED })],
  ['requirements have a priority on Spot', required({ spotAllocationStrategy: CAPACITY_OPTIMIZED_PRIORITIZED }),
    `\`${DISTRIBUTION}.spotAllocationStrategy\` must not go by priority beside \`instanceRequirements\`, which have none, ` +
    "got: 'capacity-optimized-prioritized'; use PRICE_CAPACITY_OPTIMIZED", required({ spotAllocationStrategy: CAPACITY_OPTIMIZED })],
  ['a rolling update keeps every server', { updatePolicy: rollingUpdate({ minInstancesInService: 4 }) },
    '`updatePolicy` must keep fewer servers in service than `maxCapacity` (4), got: 4; CloudFormation needs one to replace',
    { updatePolicy: rollingUpdate({ minInstancesInService: 3 }) }],
  ['its role has no name for a table of another account', roleFor(undefined),
    "`role` must have a `roleName` to be named in the policy of a table of another account, got: 'Stack/Role' without; give it one", roleFor('web')],
  ['less than no instance is on demand', distributed({ onDemandBaseCapacity: -1 }),
    `\`${DISTRIBUTION}.onDemandBaseCapacity\` must be a whole number of at least 0, got: -1`, distributed({ onDemandBaseCapacity: 0 })],
  ['more than all instances are on demand', distributed({ onDemandPercentageAboveBaseCapacity: 101 }),
    `\`${DISTRIBUTION}.onDemandPercentageAboveBaseCapacity\` must be a whole number from 0 to 100, got: 101`,
    distributed({ onDemandPercentageAboveBaseCapacity: 100 })],
  ['Spot has no pool', distributed({ spotInstancePools: 0 }), `\`${DISTRIBUTION}.spotInstancePools\` must be a whole number from 1 to 20, got: 0`,
    distributed({ spotInstancePools: 1 })],
  ['Spot counts pools that it does not choose by', distributed({ spotInstancePools: 2, spotAllocationStrategy: CAPACITY_OPTIMIZED }),
    `\`${DISTRIBUTION}.spotInstancePools\` goes with the strategy LOWEST_PRICE only, got: 'capacity-optimized'; remove one of them`,
    distributed({ spotInstancePools: 2, spotAllocationStrategy: LOWEST_PRICE })],
  ['Spot has a price in words', distributed({ spotMaxPrice: '5 cents' }),
    `\`${DISTRIBUTION}.spotMaxPrice\` must be US dollars an hour such as '0.05', or '' for the on-demand price, got: '5 cents'`,
    distributed({ spotMaxPrice: '0.05' })],
  ['its warm pool is smaller than empty', { warmPool: { minSize: -1 } }, '`warmPool.minSize` must be a whole number of at least 0, got: -1',
    { warmPool: { minSize: 0 } }],
  ['its warm pool prepares less than nothing', { warmPool: { maxGroupPreparedCapacity: -2 } },
    '`warmPool.maxGroupPreparedCapacity` must be a whole number of at least -1, got: -2', { warmPool: { maxGroupPreparedCapacity: -1 } }],
  ['its warm pool has a size that is known only at deployment',
    (stack) => ({ warmPool: { minSize: number(stack, 'Min'), maxGroupPreparedCapacity: number(stack, 'Max') } }),
    '`warmPool.minSize` must be known when the app is synthesized, got: a token; give a value; ' +
    '`warmPool.maxGroupPreparedCapacity` must be known when the app is synthesized, got: a token; give a value',
    { warmPool: { minSize: 1, maxGroupPreparedCapacity: 2 } }],
  ['its warm pool is to hold Spot instances', distributed({ onDemandPercentageAboveBaseCapacity: 40 }, { warmPool: {} }),
    '`warmPool` cannot hold Spot instances, got: 60 per cent Spot in `mixedInstances`; remove one of them',
    distributed({ onDemandPercentageAboveBaseCapacity: 100 }, { warmPool: {} })],
];

export const BAD_INPUTS: BadInput[] = ROWS.map(([what, bad, message, good]) => (
  { what: `a service on instances: ${what}`, bad: define(bad), message: `${message} (in Stack/Web)`, good: define(good) }));

export const TOKENS: TokenInput[] = ([
  ['an instance type', (stack) => ({ instanceType: type(new CfnParameter(stack, 'Type').valueAsString) })],
  ['a parameter with an image', (stack) => ({ machineImage: ec2.MachineImage.resolveSsmParameterAtLaunch(new CfnParameter(stack, 'Image').valueAsString) })],
  ['the lifetime of instances', (stack) => ({ maxInstanceLifetime: Duration.seconds(number(stack)) })],
  ['the size of a disk', (stack) => ({ rootVolumeSize: Size.gibibytes(number(stack)) })],
  ['commands', (stack) => ({ userData: shell(`echo ${new CfnParameter(stack, 'Command').valueAsString}`) })],
  ['a share on demand', (stack) => distributed({ onDemandPercentageAboveBaseCapacity: number(stack) }, { warmPool: {} })],
  ['a role', (stack) => ({ role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal(Lazy.string({ produce: () => 'ec2.amazonaws.com' })) }) })],
] as [string, Given][]).map(([what, props]) => ({ what, use: define(props) }));
