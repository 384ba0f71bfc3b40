import { LoadBalancedSessionService } from '../../../src';
import { settled } from '../given';
import { listOf } from '../../../tools/template';
import { expectSame, StackTemplate } from '../template';
import { environmentFor, resolved, serviceFaults } from './service';

type Facts = Record<string, any>;

/** What is wrong with a service on instances that was made of these props. */
export function instancesFaults(
  template: StackTemplate, service: LoadBalancedSessionService, facts: Facts, env: { region?: string } | undefined,
): string[] {
  return [
    ...serviceFaults(template, service, service.role.roleName, facts, env),
    ...launchFaults(template, facts),
    ...groupFaults(template, facts),
    ...userDataFaults(template, facts, resolved(environmentFor(template, facts, env))),
  ];
}

function launchFaults(template: StackTemplate, facts: Facts): string[] {
  const data = template.only('AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData;
  const disks: any[] = data.BlockDeviceMappings;
  return [
    ...expectSame('IMDSv2', data.MetadataOptions?.HttpTokens, 'required'),
    ...expectSame('hop limit', data.MetadataOptions?.HttpPutResponseHopLimit, 1),
    ...expectSame('disks', disks.map(({ DeviceName }) => DeviceName), [settled(facts.rootDeviceName) ?? '/dev/xvda']),
    ...expectSame('encrypted disks', disks.map(({ Ebs }) => Ebs.Encrypted), [true]),
    ...expectSame('disk size', disks[0].Ebs.VolumeSize, facts.rootVolumeSize),
    ...expectSame('key pair', data.KeyName, undefined),
    ...expectSame('security groups', listOf(data.SecurityGroupIds ?? data.NetworkInterfaces?.[0].Groups).length, facts.securityGroups ?? 1),
    ...expectSame('public address', data.NetworkInterfaces?.[0].AssociatePublicIpAddress ?? false, facts.vpcSubnets === 'public'),
    ...expectSame('hibernation', data.HibernationOptions?.Configured ?? false, facts.warmPool?.poolState === 'Hibernated'),
  ];
}

function groupFaults(template: StackTemplate, facts: Facts): string[] {
  const { Properties: group, CreationPolicy, UpdatePolicy } = template.only('AWS::AutoScaling::AutoScalingGroup') as any;
  const min = settled(facts.minCapacity) ?? 2;
  const max = settled(facts.maxCapacity) ?? min * 2;
  const asText = (value: unknown) => typeof value === 'number' ? `${value}` : value;
  // two tokens may differ
  const isFixed = typeof facts.maxCapacity === 'number' && facts.maxCapacity === (facts.minCapacity ?? 2);
  const scales = facts.scaling !== 'none' && !isFixed;
  return [
    ...expectSame('desired capacity', group.DesiredCapacity, undefined),
    ...expectSame('fewest instances', group.MinSize, asText(min)),
    ...expectSame('most instances', group.MaxSize, asText(max)),
    ...expectSame('health check type', String(group.HealthCheckType ?? '').includes('ELB'), true),
    ...expectSame('grace period', group.HealthCheckGracePeriod, facts.healthCheckGracePeriod ?? 300),
    ...expectSame('scaling policies', template.all('AWS::AutoScaling::ScalingPolicy').length, scales ? 1 : 0),
    ...expectSame('longest life', group.MaxInstanceLifetime, facts.maxInstanceLifetime),
    ...expectSame('warm pools', template.all('AWS::AutoScaling::WarmPool').length, facts.warmPool === undefined ? 0 : 1),
    ...expectSame('update policy', UpdatePolicy !== undefined, true),
    ...expectSame('signals', CreationPolicy !== undefined, facts.signals ?? false),
  ];
}

/** A script with what CloudFormation joins into it, as text. */
function flat(value: any): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value['Fn::Base64'] !== undefined) {
    return flat(value['Fn::Base64']);
  }
  const [delimiter, parts] = value['Fn::Join'] ?? [];
  return parts === undefined ? `<${JSON.stringify(value)}>` : parts.map(flat).join(delimiter);
}

function userDataFaults(template: StackTemplate, facts: Facts, environment: Facts): string[] {
  const lines = flat(template.only('AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData.UserData).split('\n');
  const wanted = Object.entries(environment).map(([name, value]) => `${name}=${flat(value)}`);
  const commands = [...facts.userData ?? [], ...facts.userDataBefore ?? []];
  return [
    ...expectSame('variables missing in the user data', wanted.filter((line) => !lines.includes(line)), []),
    ...expectSame('commands missing in the user data', commands.filter((line) => !lines.includes(line)), []),
    ...expectSame('first line', lines[0], '#!/bin/bash'),
  ];
}
