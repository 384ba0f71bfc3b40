import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Duration, Token } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionServiceProps } from '../../load-balanced-fargate-session-service-props';
import { secondsOf, validateMinutes } from '../../../validation/durations';
import { Deployment, FARGATE_PROVIDERS } from './tasks';
import { ValidationErrors } from '../../../validation/validation-errors';

type Props = LoadBalancedFargateSessionServiceProps;

/** CloudFormation refuses what would come near to the time that it has for one operation. */
const MOST_HOURS = 33;
const DAY_IN_MINUTES = 1440;

export function validateDeployment(errors: ValidationErrors, props: Props, { isRolling, bakeTime }: Deployment): void {
  const { LINEAR, CANARY } = ecs.DeploymentStrategy;
  const strategy = props.deploymentStrategy;
  const needs = (prop: keyof Props, allowed: string, fits: boolean) => {
    if (props[prop] === undefined || fits) {
      return;
    }
    errors.add(`\`${prop}\` needs the \`deploymentStrategy\` ${allowed}, got: ${strategy ?? 'none'}; give it or remove \`${prop}\``);
  };
  needs('bakeTime', 'BLUE_GREEN, LINEAR or CANARY', !isRolling);
  needs('linearConfiguration', 'LINEAR', strategy === LINEAR);
  needs('canaryConfiguration', 'CANARY', strategy === CANARY);
  validateMinutes(errors, 'bakeTime', props.bakeTime, DAY_IN_MINUTES);
  validateShift(errors, 'linearConfiguration', props.linearConfiguration, 3);
  validateShift(errors, 'canaryConfiguration', props.canaryConfiguration, 0.1);
  // where nobody says how long a step waits, ECS takes 6 and 10 minutes
  if (strategy === LINEAR) {
    validateSum(errors, 'linearConfiguration', props.linearConfiguration?.stepBakeTime ?? Duration.minutes(6), linearSteps(props.linearConfiguration), bakeTime);
  }
  if (strategy === CANARY) {
    validateSum(errors, 'canaryConfiguration', props.canaryConfiguration?.stepBakeTime ?? Duration.minutes(10), 1, bakeTime);
  }
  if (!isRolling && props.scaling?._name === 'requestsPerTarget') {
    errors.add(`\`scaling\` by requests cannot follow two target groups, got: requestsPerTarget beside ${strategy}; use cpuUtilization or memoryUtilization`);
  }
}

function validateShift(errors: ValidationErrors, prop: string, { stepPercent, stepBakeTime }: ecs.TrafficShiftConfig = {}, min: number): void {
  if (stepPercent !== undefined && !Token.isUnresolved(stepPercent) && !isShare(stepPercent, min)) {
    errors.add(`\`${prop}.stepPercent\` must be ${min} to 100 in steps of 0.1, got: ${stepPercent}`);
  }
  validateMinutes(errors, `${prop}.stepBakeTime`, stepBakeTime, 1440);
}

/** As CloudFormation counts them: nothing is waited for after the last. */
function linearSteps({ stepPercent = 10 }: ecs.TrafficShiftConfig = {}): number | undefined {
  if (Token.isUnresolved(stepPercent) || !isShare(stepPercent, 3)) {
    return undefined;
  }
  const tenths = Math.round(stepPercent * 10);
  return 1000 % tenths === 0 ? 1000 / tenths - 1 : Math.floor(1000 / tenths);
}

function validateSum(
  errors: ValidationErrors, prop: keyof Props, stepBakeTime: Duration, steps: number | undefined, bakeTime: Duration | undefined,
): void {
  const [step, bake] = [secondsOf(stepBakeTime), secondsOf(bakeTime)];
  if (steps === undefined || step === undefined || bake === undefined) {
    return;
  }
  const hours = (steps * step + bake) / 3600;
  if (hours <= MOST_HOURS) {
    return;
  }
  errors.add(`\`${prop}\` and \`bakeTime\` must end within ${MOST_HOURS} hours together, got: ${Number(hours.toFixed(2))} hours; shorten them`);
}

function isShare(percent: number, min: number): boolean {
  return percent >= min && percent <= 100 && Math.abs(percent * 10 - Math.round(percent * 10)) < 1e-9;
}

export function validateCapacityProviders(errors: ValidationErrors, { capacityProviderStrategies: strategies, cluster }: Props): void {
  if (!strategies) {
    return;
  }
  const prop = 'capacityProviderStrategies';
  if (strategies.length === 0 || strategies.length > 20) {
    errors.add(`\`${prop}\` must hold 1 to 20 providers, got: ${strategies.length || 'none'}`);
  }
  const names = strategies.map(({ capacityProvider }) => capacityProvider);
  for (const name of new Set(names.filter((each, index) => names.indexOf(each) < index))) {
    errors.add(`\`${prop}\` must name each provider once, got: '${name}' more than once`);
  }
  validateProviders(errors, names, cluster !== undefined);
  strategies.forEach(({ base, weight }, index) => {
    errors.integer(`${prop}[${index}].base`, base, 0, 100000);
    errors.integer(`${prop}[${index}].weight`, weight, 0, 1000);
  });
  const based = strategies.filter(({ base = 0 }) => base > 0).length;
  if (based > 1) {
    errors.add(`\`${prop}\` can have one provider with a \`base\`, got: ${based}; remove the others`);
  }
  if (strategies.length > 1 && strategies.every(({ weight = 0 }) => weight === 0)) {
    errors.add(`\`${prop}\` must give one provider a \`weight\` above 0, got: 0 for all`);
  }
}

function validateProviders(errors: ValidationErrors, names: string[], hasCluster: boolean): void {
  const others = names.filter((name) => !Token.isUnresolved(name) && !FARGATE_PROVIDERS.includes(name));
  if (others.length === 0) {
    return;
  }
  const known = FARGATE_PROVIDERS.join(' and ');
  if (!hasCluster) {
    errors.add(`\`capacityProviderStrategies\` of an own cluster must name ${known} alone, got: '${others[0]}'; give the \`cluster\` that has it`);
  } else if (others.length < names.length) {
    errors.add(`\`capacityProviderStrategies\` cannot mix ${known} with others, got: '${others[0]}' beside them; choose one kind`);
  }
}
