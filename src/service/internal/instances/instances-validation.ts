import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { LoadBalancedSessionServiceProps } from '../../load-balanced-session-service-props';
import { INSTANCES } from '../ranges';
import { validateRanges } from '../../../validation/ranges';
import { validateGivenParts } from '../given-parts';
import { validateImage } from './machine-image';
import { Given } from '../network/network';
import { validateSecurityGroups } from '../network/network-validation';
import { sessionUserData } from '../../../host/internal/user-data';
import { validateSystemdUnits } from '../../../host/internal/systemd-units';
import { userDataSizeProblem, userDataProblem } from '../../../host/internal/user-data-validation';
import { ValidationErrors } from '../../../validation/validation-errors';

type Props = LoadBalancedSessionServiceProps;

/** Five by default; AWS raises it up to this. */
const SECURITY_GROUPS_OF_INSTANCE = 16;
const GP3_GIBIBYTES = 65536;

/**
 * @param given what the props bring of parts that exist
 * @param environment all variables of the service
 */
export function validateInstances(
  errors: ValidationErrors, scope: IConstruct, props: Props, given: Given, environment: Record<string, string>,
): void {
  const { scaling, rootVolumeSize } = props;
  validateRanges(errors, props, INSTANCES);
  if (scaling && !scaling._isForInstances) {
    errors.add(`\`scaling\` must be something that EC2 reports of instances, got: ${scaling._name}; use cpuUtilization or requestsPerTarget`);
  }
  validateSecurityGroups(errors, props, SECURITY_GROUPS_OF_INSTANCE);
  if (rootVolumeSize) {
    validateVolumeSize(errors, rootVolumeSize);
  }
  validateImage(errors, props);
  const { notificationsTopic } = props;
  validateGivenParts(errors, scope, [
    { prop: 'notificationsTopic', arn: notificationsTopic?.topicArn, what: 'a topic', resource: /^[^:]+$/, ofAnyAccount: true },
  ]);
  if (props.logEncryptionKey && given.vpc) {
    errors.add('`logEncryptionKey` is for the flow logs of an own network, got: it beside a given one; ' +
      'remove it, since instances have no other log of ours');
  }
  validateMixedInstances(errors, props.mixedInstances);
  validateWarmPool(errors, props);
  validateSystemdUnits(errors, props.restartServices);
  validateOwners(errors, environment);
  validateUserData(errors, props, environment);
}

/** What decides how shells and programs run: every service of the machine would get it, sshd too. */
const OWNS_THE_MACHINE = /^(PATH|IFS|ENV|BASH_ENV|HOME|SHELL|USER|LOGNAME|PWD|TMPDIR|LD_\w+|BASH_FUNC_\w*|GCONV_PATH|PYTHONPATH|PERL5LIB)$/;

function validateOwners(errors: ValidationErrors, environment: Record<string, string>): void {
  for (const name of Object.keys(environment).filter((each) => OWNS_THE_MACHINE.test(each))) {
    errors.add(`\`environment\` must not set '${name}', which would change every service of the machine, got: '${environment[name]}'; ` +
      'set it in the unit of your application');
  }
}

function validateVolumeSize(errors: ValidationErrors, size: Size): void {
  try {
    errors.integer('rootVolumeSize', size.toGibibytes({ rounding: SizeRoundingBehavior.NONE }), 1, GP3_GIBIBYTES);
  } catch {
    // its unit is not told otherwise
    errors.add('`rootVolumeSize` must be in gibibytes where it is known only at deployment, got: another unit; use Size.gibibytes');
  }
}

function validateUserData(errors: ValidationErrors, props: Props, environment: Record<string, string>): void {
  const { userData, userDataBefore, restartServices } = props;
  for (const [prop, script] of Object.entries({ userData, userDataBefore })) {
    const problem = script && userDataProblem(script, prop);
    if (problem) {
      errors.add(problem);
    }
  }
  const all = sessionUserData(environment, userData ?? ec2.UserData.forLinux(), { before: userDataBefore, restartServices });
  const problem = userDataSizeProblem(all);
  if (problem) {
    errors.add(problem);
  }
}

function validateMixedInstances(errors: ValidationErrors, mixed: Props['mixedInstances']): void {
  const prop = 'mixedInstances.launchTemplateOverrides';
  const overrides = mixed?.launchTemplateOverrides;
  if (overrides && (overrides.length === 0 || overrides.length > 40)) {
    errors.add(`\`${prop}\` must hold 1 to 40 types, got: ${overrides.length || 'none'}`);
  }
  overrides?.forEach(({ instanceType, instanceRequirements, weightedCapacity }, index) => {
    if ((instanceType === undefined) === (instanceRequirements === undefined)) {
      errors.add(`\`${prop}[${index}]\` must have exactly one of \`instanceType\` and \`instanceRequirements\`, ` +
        `got: ${instanceType ? 'both' : 'neither'}`);
    }
    errors.integer(`${prop}[${index}].weightedCapacity`, weightedCapacity, 1, 999);
  });
  const weighted = overrides?.filter(({ weightedCapacity }) => weightedCapacity !== undefined).length ?? 0;
  if (weighted > 0 && weighted < overrides!.length) {
    errors.add(`\`${prop}\` must have a \`weightedCapacity\` each or none at all, got: ${weighted} of ${overrides!.length}`);
  }
  validateDistribution(errors, mixed?.instancesDistribution ?? {});
  const requirements = overrides?.filter(({ instanceRequirements }) => instanceRequirements).length ?? 0;
  if (requirements > 0) {
    validateRequirements(errors, requirements, mixed?.instancesDistribution);
  }
}

/** What AWS takes beside a list of types only. */
function validateRequirements(errors: ValidationErrors, sets: number, distribution: autoscaling.InstancesDistribution = {}): void {
  if (sets > 4) {
    errors.add(`\`mixedInstances.launchTemplateOverrides\` must hold at most 4 sets of \`instanceRequirements\`, got: ${sets}`);
  }
  const { PRIORITIZED } = autoscaling.OnDemandAllocationStrategy;
  const { CAPACITY_OPTIMIZED_PRIORITIZED } = autoscaling.SpotAllocationStrategy;
  const refuse = (prop: 'onDemandAllocationStrategy' | 'spotAllocationStrategy', priority: string, instead: string) => {
    if (distribution[prop] !== priority) {
      return;
    }
    errors.add(`\`mixedInstances.instancesDistribution.${prop}\` must not go by priority beside \`instanceRequirements\`, which have none, ` +
      `got: '${priority}'; use ${instead}`);
  };
  refuse('onDemandAllocationStrategy', PRIORITIZED, 'LOWEST_PRICE');
  refuse('spotAllocationStrategy', CAPACITY_OPTIMIZED_PRIORITIZED, 'PRICE_CAPACITY_OPTIMIZED');
}

function validateDistribution(errors: ValidationErrors, distribution: autoscaling.InstancesDistribution): void {
  const prop = 'mixedInstances.instancesDistribution';
  errors.integer(`${prop}.onDemandBaseCapacity`, distribution.onDemandBaseCapacity, 0);
  errors.integer(`${prop}.onDemandPercentageAboveBaseCapacity`, distribution.onDemandPercentageAboveBaseCapacity, 0, 100);
  errors.integer(`${prop}.spotInstancePools`, distribution.spotInstancePools, 1, 20);
  const { LOWEST_PRICE } = autoscaling.SpotAllocationStrategy;
  const strategy = distribution.spotAllocationStrategy ?? LOWEST_PRICE;
  if (distribution.spotInstancePools !== undefined && strategy !== LOWEST_PRICE) {
    errors.add(`\`${prop}.spotInstancePools\` goes with the strategy LOWEST_PRICE only, got: '${strategy}'; remove one of them`);
  }
  errors.matches(`${prop}.spotMaxPrice`, distribution.spotMaxPrice, /^(\d{1,10}(\.\d{1,10})?)?$/, "US dollars an hour such as '0.05', or '' for the on-demand price");
}

function validateWarmPool(errors: ValidationErrors, { warmPool, mixedInstances }: Props): void {
  if (!warmPool) {
    return;
  }
  errors.requireResolved('warmPool.minSize', warmPool.minSize);
  errors.requireResolved('warmPool.maxGroupPreparedCapacity', warmPool.maxGroupPreparedCapacity);
  errors.integer('warmPool.minSize', warmPool.minSize, 0);
  errors.integer('warmPool.maxGroupPreparedCapacity', warmPool.maxGroupPreparedCapacity, -1);
  const onDemand = mixedInstances?.instancesDistribution?.onDemandPercentageAboveBaseCapacity ?? 100;
  if (!Token.isUnresolved(onDemand) && onDemand < 100) {
    errors.add(`\`warmPool\` cannot hold Spot instances, got: ${100 - onDemand} per cent Spot in \`mixedInstances\`; remove one of them`);
  }
}
