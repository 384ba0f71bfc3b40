import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Annotations, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { LoadBalancedSessionServiceProps } from '../../load-balanced-session-service-props';
import { ValidationErrors } from '../../../validation/validation-errors';

type Props = LoadBalancedSessionServiceProps;
type Processor = 'Arm' | 'x86';

const INSTANCE_TYPE = /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/;

/** Instances that cannot start, since their processor is not the image's, and images that our user data is not for. */
export function validateImage(errors: ValidationErrors, { machineImage, instanceType, mixedInstances }: Props): void {
  const parameter = parameterOf(machineImage);
  if (isWindows(machineImage, parameter)) {
    errors.add('`machineImage` must be a Linux with systemd, since the variables are delivered there, got: Windows; ' +
      'use MachineImage.latestAmazonLinux2023(), or Windows containers in LoadBalancedFargateSessionService');
  }
  const overridden = overriddenTypes(mixedInstances);
  for (const [prop, type] of Object.entries({ instanceType, ...overridden })) {
    errors.matches(prop, type?.toString(), INSTANCE_TYPE, "the name of an instance type such as 't3.micro'");
    // no instance has the default type where others are listed
    if (type || !mixedInstances?.launchTemplateOverrides) {
      validateProcessor(errors, prop, type?.toString() ?? 't3.micro', parameter);
    }
  }
}

/** Images on which the variables do not reach every service; the parameter tells which they are. */
const WITHOUT_DELIVERY: [parameter: RegExp, what: string][] = [
  [/\/amzn2-ami|\/amazon-linux-2\//, 'Amazon Linux 2, whose systemd 219 gives services no common variables'],
  [/\/amzn-ami|\/amazon-linux\//, 'Amazon Linux 1, which has no systemd'],
  [/\/bottlerocket\//, 'Bottlerocket, which runs no user data'],
];

export function warnOfImage(scope: IConstruct, machineImage: ec2.IMachineImage): void {
  const parameter = parameterOf(machineImage) ?? '';
  const [, what] = WITHOUT_DELIVERY.find(([pattern]) => pattern.test(parameter)) ?? [];
  if (what) {
    Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:imageWithoutVariables', `the session variables do not reach the application, since \`machineImage\` is ${what}; ` +
      'use MachineImage.latestAmazonLinux2023(), or set the variables in the image');
  }
}

function overriddenTypes(mixedInstances: Props['mixedInstances']): Record<string, ec2.InstanceType | undefined> {
  const overrides = mixedInstances?.launchTemplateOverrides ?? [];
  return Object.fromEntries(overrides.flatMap(({ launchTemplate, instanceType }, index) =>
    // a launch template of an override's own brings an image of its own
    instanceType && !launchTemplate ? [[`mixedInstances.launchTemplateOverrides[${index}].instanceType`, instanceType]] : []));
}

function validateProcessor(errors: ValidationErrors, prop: string, type: string, parameter: string | undefined): void {
  const [has, needs] = [processorOfType(type), processorOfImage(parameter)];
  if (!has || !needs || has === needs) {
    return;
  }
  const [image, instead] = has === 'Arm' ? ['ARM_64', 't3.micro'] : ['X86_64', 't4g.micro'];
  errors.add(`\`${prop}\` must have the processor of \`machineImage\` (${needs}), got: '${type}' (${has}); use a type such as '${instead}', ` +
    `or an image such as MachineImage.latestAmazonLinux2023({ cpuType: AmazonLinuxCpuType.${image} })`);
}

/** The SSM parameter that names the image; undefined for images that are found in another way. */
function parameterOf(image: ec2.IMachineImage): string | undefined {
  // the factories of Amazon Linux keep it among their props
  const { parameterName, amiParameterName, props } = image as Partial<Record<'parameterName' | 'amiParameterName', string>> & {
    props?: { parameterName?: string };
  };
  const name = parameterName ?? amiParameterName ?? props?.parameterName;
  return name === undefined || Token.isUnresolved(name) ? undefined : name;
}

function isWindows(image: ec2.IMachineImage, parameter = ''): boolean {
  const { props, os } = image as { props?: { windows?: boolean; os?: ec2.OperatingSystemType }; os?: ec2.OperatingSystemType };
  return (os ?? props?.os) === ec2.OperatingSystemType.WINDOWS || props?.windows === true ||
    parameter.startsWith('/aws/service/ami-windows-latest/') || image instanceof ec2.GenericWindowsImage;
}

function processorOfImage(parameter = ''): Processor | undefined {
  if (/arm64|aarch64/.test(parameter)) {
    return 'Arm';
  }
  return /x86_64|amd64/.test(parameter) ? 'x86' : undefined;
}

/** Arm has a `g` behind the generation, or is the first of them all. */
function processorOfType(type: string): Processor | undefined {
  const [, family, capabilities] = /^([a-z]+)\d+([a-z-]*)\./.exec(type) ?? [];
  // Macs have names of their own
  if (family === undefined || family === 'mac' || Token.isUnresolved(type)) {
    return undefined;
  }
  return family === 'a' || capabilities.includes('g') ? 'Arm' : 'x86';
}
