import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Duration, Token } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionServiceProps } from '../load-balanced-fargate-session-service-props';
import { secondsOf, validateMinutes } from './duration-validation';
import { bakeTimeOf, FARGATE_PROVIDERS, isRolling } from './tasks';
import { Problems } from './validate';

type Props = LoadBalancedFargateSessionServiceProps;

/** CloudFormation refuses what would come near to the time that it has for one operation. */
const MOST_HOURS = 33;
const DAY_IN_MINUTES = 1440;

export function validateDeployment(problems: Problems, props: Props): void {
  const { LINEAR, CANARY } = ecs.DeploymentStrategy;
  const strategy = props.deploymentStrategy;
  const needs = (prop: keyof Props, allowed: string, fits: boolean) => {
    if (props[prop] === undefined || fits) {
      return;
    }
    problems.add(`\`${prop}\` needs the \`deploymentStrategy\` ${allowed}, got: ${strategy ?? 'none'}; give it or remove \`${prop}\``);
  };
  needs('bakeTime', 'BLUE_GREEN, LINEAR or CANARY', !isRolling(props));
  needs('linearConfiguration', 'LINEAR', strategy === LINEAR);
  needs('canaryConfiguration', 'CANARY', strategy === CANARY);
  validateMinutes(problems, 'bakeTime', props.bakeTime, DAY_IN_MINUTES);
  validateShift(problems, 'linearConfiguration', props.linearConfiguration, 3);
  validateShift(problems, 'canaryConfiguration', props.canaryConfiguration, 0.1);
  if (strategy === LINEAR) {
    validateSum(problems, 'linearConfiguration', props, linearSteps(props.linearConfiguration), 6);
  }
  if (strategy === CANARY) {
    validateSum(problems, 'canaryConfiguration', props, 1, 10);
  }
  if (!isRolling(props) && props.scaling?._name === 'requestsPerTarget') {
    problems.add(`\`scaling\` by requests cannot follow two target groups, got: requestsPerTarget beside ${strategy}; use cpuUtilization or memoryUtilization`);
  }
}

function validateShift(problems: Problems, prop: string, { stepPercent, stepBakeTime }: ecs.TrafficShiftConfig = {}, min: number): void {
  if (stepPercent !== undefined && !Token.isUnresolved(stepPercent) && !isShare(stepPercent, min)) {
    problems.add(`\`${prop}.stepPercent\` must be ${min} to 100 in steps of 0.1, got: ${stepPercent}`);
  }
  validateMinutes(problems, `${prop}.stepBakeTime`, stepBakeTime, 1440);
}

/** As CloudFormation counts them: nothing is waited for after the last. */
function linearSteps({ stepPercent = 10 }: ecs.TrafficShiftConfig = {}): number | undefined {
  if (Token.isUnresolved(stepPercent) || !isShare(stepPercent, 3)) {
    return undefined;
  }
  const tenths = Math.round(stepPercent * 10);
  return 1000 % tenths === 0 ? 1000 / tenths - 1 : Math.floor(1000 / tenths);
}

/** @param minutes how long ECS waits after a step by default */
function validateSum(
  problems: Problems, prop: 'linearConfiguration' | 'canaryConfiguration', props: Props, steps: number | undefined, minutes: number,
): void {
  const { stepBakeTime = Duration.minutes(minutes) } = props[prop] ?? {};
  const [step, bake] = [secondsOf(stepBakeTime), secondsOf(bakeTimeOf(props))];
  if (steps === undefined || step === undefined || bake === undefined) {
    return;
  }
  const hours = (steps * step + bake) / 3600;
  if (hours <= MOST_HOURS) {
    return;
  }
  problems.add(`\`${prop}\` and \`bakeTime\` must end within ${MOST_HOURS} hours together, got: ${Number(hours.toFixed(2))} hours; shorten them`);
}

function isShare(percent: number, min: number): boolean {
  return percent >= min && percent <= 100 && Math.abs(percent * 10 - Math.round(percent * 10)) < 1e-9;
}

export function validateCapacityProviders(problems: Problems, { capacityProviderStrategies: strategies, cluster }: Props): void {
  if (!strategies) {
    return;
  }
  const prop = 'capacityProviderStrategies';
  if (strategies.length === 0 || strategies.length > 20) {
    problems.add(`\`${prop}\` must hold 1 to 20 providers, got: ${strategies.length || 'none'}`);
  }
  const names = strategies.map(({ capacityProvider }) => capacityProvider);
  for (const name of new Set(names.filter((each, index) => names.indexOf(each) < index))) {
    problems.add(`\`${prop}\` must name each provider once, got: '${name}' more than once`);
  }
  validateProviders(problems, names, cluster !== undefined);
  strategies.forEach(({ base, weight }, index) => {
    problems.wholeNumber(`${prop}[${index}].base`, base, 0, 100000);
    problems.wholeNumber(`${prop}[${index}].weight`, weight, 0, 1000);
  });
  const based = strategies.filter(({ base = 0 }) => base > 0).length;
  if (based > 1) {
    problems.add(`\`${prop}\` can have one provider with a \`base\`, got: ${based}; remove the others`);
  }
  if (strategies.length > 1 && strategies.every(({ weight = 0 }) => weight === 0)) {
    problems.add(`\`${prop}\` must give one provider a \`weight\` above 0, got: 0 for all`);
  }
}

function validateProviders(problems: Problems, names: string[], hasCluster: boolean): void {
  const others = names.filter((name) => !Token.isUnresolved(name) && !FARGATE_PROVIDERS.includes(name));
  if (others.length === 0) {
    return;
  }
  const known = FARGATE_PROVIDERS.join(' and ');
  if (!hasCluster) {
    problems.add(`\`capacityProviderStrategies\` of an own cluster must name ${known} alone, got: '${others[0]}'; give the \`cluster\` that has it`);
  } else if (others.length < names.length) {
    problems.add(`\`capacityProviderStrategies\` cannot mix ${known} with others, got: '${others[0]}' beside them; choose one kind`);
  }
}
