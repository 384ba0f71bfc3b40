import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { LoadBalancedFargateSessionServiceProps } from '../../load-balanced-fargate-session-service-props';
import { validateCapacityProviders } from './capacity-providers';
import { Given } from '../network/network';
import { areDifferent, validateSameNetwork, validateSecurityGroups } from '../network/network-validation';
import { validateVariable } from '../../../variables/variable-validation';
import { isSecret } from '../../../variables/secrets';
import { SessionServiceDeployment } from '../../session-service-deployment';
import { validateGivenParts } from '../given-parts';
import { TASKS } from '../ranges';
import { validateRanges } from '../../../validation/ranges';
import { ValidationErrors } from '../../../validation/validation-errors';

type Props = LoadBalancedFargateSessionServiceProps;

/** The memory that Fargate takes with the fewest processor units, which has no even steps. */
const SMALLEST = { units: 256, memory: [512, 1024, 2048] };
/** What else it takes: processor units, then the least memory, the most and the step between. */
const SIZES = [
  [512, 1024, 4096, 1024], [1024, 2048, 8192, 1024], [2048, 4096, 16384, 1024],
  [4096, 8192, 30720, 1024], [8192, 16384, 61440, 4096], [16384, 32768, 122880, 8192],
];

const WINDOWS_UNITS = [1024, 2048, 4096];
/** The most that an interface of a task can have. */
const SECURITY_GROUPS_OF_TASK = 5;
/** What a task definition can have in all. */
const TASK_DEFINITION_BYTES = 65536;

/** @param session variables for the sessions, under the names that the user wants */
export function validateTasks(
  errors: ValidationErrors, scope: IConstruct, props: Props, { clusterVpc, loadBalancer }: Given, deployment: SessionServiceDeployment,
  session: Record<string, string>,
): void {
  const { cluster, logRetention } = props;
  validateRanges(errors, props, TASKS);
  if (cluster && !clusterVpc) {
    errors.add('`cluster` must know its network, got: an imported one that does not; import it with Cluster.fromClusterAttributes and its `vpc`');
  }
  validateGivenParts(errors, scope, [{ prop: 'cluster', arn: cluster?.clusterArn, what: 'a cluster', resource: /^cluster\// }]);
  validateSameNetwork(errors, 'cluster', clusterVpc, props.vpc);
  if (!props.vpc && areDifferent(clusterVpc, loadBalancer?.vpc)) {
    errors.add(`\`loadBalancer\` must stand in the network of \`cluster\` ('${clusterVpc!.node.path}'), ` +
      `got: '${loadBalancer!.vpc!.node.path}'; use one in that network, or another \`cluster\``);
  }
  validateSecurityGroups(errors, props, SECURITY_GROUPS_OF_TASK);
  validateTaskSize(errors, props);
  validateWindows(errors, props);
  validateCommands(errors, props);
  if (props.enableExecuteCommand && props.readonlyRootFilesystem) {
    errors.add('`enableExecuteCommand` needs a file system that its agent can write to, got: `readonlyRootFilesystem: true`; remove one of them');
  }
  if (logRetention !== undefined && !Token.isUnresolved(logRetention) && !(logRetention in logs.RetentionDays)) {
    errors.add(`\`logRetention\` must be one of RetentionDays, got: ${logRetention}; the next are ${neighbours(logRetention).join(' and ')} days`);
  }
  if (!deployment._isRolling && props.scaling?._name === 'requestsPerTarget') {
    errors.add(`\`scaling\` by requests cannot follow two target groups, got: requestsPerTarget beside ${deployment._name}; use cpuUtilization or memoryUtilization`);
  }
  validateCapacityProviders(errors, props);
  validateSecrets(errors, props, session);
  validateEnvironmentSize(errors, props, session);
}

/** The network of the given cluster; an imported cluster may not know its own, and says so by an exception. */
export function clusterVpcOf({ cluster }: Props): ec2.IVpc | undefined {
  try {
    return cluster?.vpc;
  } catch {
    return undefined;
  }
}

function neighbours(days: number): number[] {
  const known = Object.values(logs.RetentionDays).filter((each): each is logs.RetentionDays => typeof each === 'number').sort((a, b) => a - b);
  return [known.filter((each) => each < days).at(-1), known.find((each) => each > days)].filter((each) => each !== undefined);
}

function validateCommands(errors: ValidationErrors, { command, entryPoint }: Props): void {
  for (const [prop, words] of Object.entries({ command, entryPoint })) {
    if (words?.length === 0) {
      errors.add(`\`${prop}\` must hold at least one word, got: none; leave the prop out for the image's own`);
    }
    if (words?.some(isSecret)) {
      errors.add(`\`${prop}\` must hold no secrets, which anybody could read there, got: one; give it to \`secrets\`, and let a shell put its variable in`);
    }
  }
}

function validateSecrets(errors: ValidationErrors, props: Props, session: Record<string, string>): void {
  for (const name of Object.keys(props.secrets ?? {})) {
    validateVariable(errors, 'secrets', name);
    const other = name in session ? 'the session store' : name in (props.environment ?? {}) ? '`environment`' : undefined;
    if (other) {
      errors.add(`\`secrets\` must not set '${name}', which ${other} sets, got: a secret; remove it`);
    }
  }
}

function validateEnvironmentSize(errors: ValidationErrors, { environment }: Props, session: Record<string, string>): void {
  const bytes = Buffer.byteLength(Object.entries({ ...session, ...environment }).flat().filter((text) => !Token.isUnresolved(text)).join(''));
  if (bytes > TASK_DEFINITION_BYTES) {
    errors.add(`\`environment\` must fit into the ${TASK_DEFINITION_BYTES} bytes of a task definition, got: ${bytes}; ` +
      'put long values into S3 or Parameter Store');
  }
}

function validateWindows(errors: ValidationErrors, props: Props): void {
  if (!props.runtimePlatform?.operatingSystemFamily?.isWindows()) {
    return;
  }
  const { cpu = 256, memoryLimitMiB, runtimePlatform, capacityProviderStrategies = [], readonlyRootFilesystem } = props;
  for (const [prop, value] of Object.entries({ cpu, memoryLimitMiB })) {
    if (Token.isUnresolved(value)) {
      errors.add(`\`${prop}\` must be known when the app is synthesized for Windows, got: a token; give a number`);
    }
  }
  if (!Token.isUnresolved(cpu) && !WINDOWS_UNITS.includes(cpu)) {
    errors.add(`\`cpu\` must be one of ${WINDOWS_UNITS.join(', ')} for Windows, got: ${cpu}`);
  }
  const impossible = (prop: string, got: string) =>
    errors.add(`\`${prop}\` must be left out for Windows, which Fargate does not offer with it, got: ${got}; remove it`);
  if (runtimePlatform.cpuArchitecture === ecs.CpuArchitecture.ARM64) {
    impossible('runtimePlatform.cpuArchitecture', 'ARM64');
  }
  if (readonlyRootFilesystem) {
    impossible('readonlyRootFilesystem', 'true');
  }
  if (capacityProviderStrategies.some(({ capacityProvider }) => capacityProvider === 'FARGATE_SPOT')) {
    impossible('capacityProviderStrategies', "'FARGATE_SPOT'");
  }
}

function validateTaskSize(errors: ValidationErrors, { cpu = 256, memoryLimitMiB = cpu * 2 }: Props): void {
  if (Token.isUnresolved(cpu) || Token.isUnresolved(memoryLimitMiB)) {
    return;
  }
  if (cpu === SMALLEST.units) {
    if (SMALLEST.memory.includes(memoryLimitMiB)) {
      return;
    }
    errors.add(`\`memoryLimitMiB\` must be one of ${SMALLEST.memory.join(', ')} for ${cpu} units of \`cpu\`, got: ${memoryLimitMiB}`);
    return;
  }
  const size = SIZES.find(([units]) => units === cpu);
  if (!size) {
    errors.add(`\`cpu\` must be one of ${[SMALLEST.units, ...SIZES.map(([units]) => units)].join(', ')}, got: ${cpu}`);
    return;
  }
  const [, min, max, step] = size;
  const fits = memoryLimitMiB >= min && memoryLimitMiB <= max && memoryLimitMiB % step === 0;
  if (!fits) {
    errors.add(`\`memoryLimitMiB\` must be ${min} to ${max} in steps of ${step} for ${cpu} units of \`cpu\`, got: ${memoryLimitMiB}`);
  }
}
