import { Token } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionServiceProps } from '../../load-balanced-fargate-session-service-props';
import { FARGATE_PROVIDERS } from './tasks';
import { ValidationErrors } from '../../../validation/validation-errors';

type Props = LoadBalancedFargateSessionServiceProps;

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
