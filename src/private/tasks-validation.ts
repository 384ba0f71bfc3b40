import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Duration, Token } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionServiceProps } from '../load-balanced-fargate-session-service-props';
import { validateDuration } from './load-balancing-validation';
import { isRolling } from './tasks';
import { Problems } from './validate';

type Props = LoadBalancedFargateSessionServiceProps;

/** What Fargate takes: processor units, then the least memory, the most and the step between. */
const SIZES = [
  [256, 512, 2048, 512], [512, 1024, 4096, 1024], [1024, 2048, 8192, 1024], [2048, 4096, 16384, 1024],
  [4096, 8192, 30720, 1024], [8192, 16384, 61440, 4096], [16384, 32768, 122880, 8192],
];

/** @param session variables for the sessions, under the names that the user wants */
export function validateTasks(problems: Problems, props: Props, session: Record<string, string>): void {
  const { cluster, vpc, healthCheckGracePeriod, ephemeralStorageGiB } = props;
  if (cluster && vpc && cluster.vpc !== vpc) {
    problems.add(`\`vpc\` must be the network of \`cluster\` ('${cluster.vpc.node.path}'), got: '${vpc.node.path}'; remove \`vpc\``);
  }
  validateSize(problems, props);
  problems.wholeNumber('ephemeralStorageGiB', ephemeralStorageGiB, 21, 200);
  validateDuration(problems, 'healthCheckGracePeriod', healthCheckGracePeriod, 0, 7200);
  validateStopTimeout(problems, props);
  if (props.enableExecuteCommand && props.readonlyRootFilesystem) {
    problems.add('`enableExecuteCommand` needs a file system that its agent can write to, got: `readonlyRootFilesystem: true`; remove one of them');
  }
  validateDeployment(problems, props);
  for (const name of Object.keys(props.secrets ?? {})) {
    const other = name in session ? 'the session store' : name in (props.environment ?? {}) ? '`environment`' : undefined;
    if (other) problems.add(`\`secrets\` must not set '${name}', which ${other} sets, got: a secret; remove it`);
  }
}

function validateSize(problems: Problems, { cpu = 256, memoryLimitMiB = cpu * 2 }: Props): void {
  if (Token.isUnresolved(cpu) || Token.isUnresolved(memoryLimitMiB)) return;
  const size = SIZES.find(([units]) => units === cpu);
  if (!size) {
    problems.add(`\`cpu\` must be one of ${SIZES.map(([units]) => units).join(', ')}, got: ${cpu}`);
    return;
  }
  const [, min, max, step] = size;
  const fits = memoryLimitMiB >= min && memoryLimitMiB <= max && memoryLimitMiB % step === 0;
  if (!fits) {
    problems.add(`\`memoryLimitMiB\` must be ${min} to ${max} in steps of ${step} for ${cpu} units of \`cpu\`, got: ${memoryLimitMiB}`);
  }
}

function validateStopTimeout(problems: Problems, { stopTimeout, deregistrationDelay = Duration.seconds(30) }: Props): void {
  validateDuration(problems, 'stopTimeout', stopTimeout, 1, 120);
  if (!stopTimeout || stopTimeout.isUnresolved() || deregistrationDelay.isUnresolved()) return;
  const [stop, delay] = [stopTimeout, deregistrationDelay].map((duration) => duration.toMilliseconds() / 1000);
  if (stop >= delay) problems.add(`\`stopTimeout\` must be shorter than \`deregistrationDelay\` (${delay} s), got: ${stop} s`);
}

function validateDeployment(problems: Problems, props: Props): void {
  const { LINEAR, CANARY } = ecs.DeploymentStrategy;
  const strategy = props.deploymentStrategy;
  const needs = (prop: keyof Props, allowed: string, fits: boolean) => {
    if (props[prop] === undefined || fits) return;
    problems.add(`\`${prop}\` needs the \`deploymentStrategy\` ${allowed}, got: ${strategy ?? 'none'}; give it or remove \`${prop}\``);
  };
  needs('bakeTime', 'BLUE_GREEN, LINEAR or CANARY', !isRolling(props));
  needs('linearConfiguration', 'LINEAR', strategy === LINEAR);
  needs('canaryConfiguration', 'CANARY', strategy === CANARY);
  if (!isRolling(props) && props.scaling?._name === 'requestsPerTarget') {
    problems.add(`\`scaling\` by requests cannot follow two target groups, got: requestsPerTarget beside ${strategy}; use cpuUtilization or memoryUtilization`);
  }
}
