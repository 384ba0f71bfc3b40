import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Duration, Token } from 'aws-cdk-lib/core';
import { secondsOf, validateMinutes } from '../validation/durations';
import { ValidationErrors } from '../validation/validation-errors';

/** How long both versions run. */
export interface SessionServiceBlueGreenOptions {
  /**
   * How long the old version stays after the new one took over, whole minutes up to 24 hours.
   *
   * @default Duration.minutes(5)
   */
  readonly bakeTime?: Duration;
}

/** In which steps the requests move from the old version to the new one. */
export interface SessionServiceTrafficShiftOptions extends SessionServiceBlueGreenOptions {
  /**
   * Per cent of the requests that move with each step, in steps of 0.1: 3 to 100 for linear, 0.1 to 100 for canary deployments.
   *
   * @default - 10 for linear, 5 for canary deployments
   */
  readonly stepPercent?: number;

  /**
   * How long each step waits, whole minutes up to 24 hours. All steps and `bakeTime` must end within 33 hours together.
   *
   * @default - 6 minutes for linear, 10 minutes for canary deployments
   */
  readonly stepBakeTime?: Duration;
}

const DAY_IN_MINUTES = 1440;
/** CloudFormation refuses what would come near to the time that it has for one operation. */
const MOST_HOURS = 33;
/** Per strategy that shifts: the least share of a step, the share and the wait where nobody says them, how often is waited. */
const SHIFTS = {
  LINEAR: { least: 3, percent: 10, minutes: 6, waits: linearWaits },
  CANARY: { least: 0.1, percent: 5, minutes: 10, waits: () => 1 },
};

/**
 * How a new version takes over from the old one on Fargate.
 *
 * All but `rolling()` shift the requests from one target group to another. ECS moves the weights of the listener's rule, and an update of
 * that rule by CloudFormation moves them back: change `sharedListener` only while the first target group has the requests.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-types.html
 */
export class SessionServiceDeployment {
  /** New tasks start before old ones end, 100 to 200 per cent of the tasks; rolled back when the new ones do not start. */
  public static rolling(): SessionServiceDeployment {
    return new SessionServiceDeployment('ROLLING');
  }

  /**
   * All new tasks start beside the old ones and take all requests at once; rolled back when they do not start.
   *
   * @throws when an option is out of its range
   */
  public static blueGreen(options: SessionServiceBlueGreenOptions = {}): SessionServiceDeployment {
    return new SessionServiceDeployment('BLUE_GREEN', options);
  }

  /**
   * The requests move to the new tasks in equal steps. There is no circuit breaker.
   *
   * @throws when an option is out of its range
   */
  public static linear(options: SessionServiceTrafficShiftOptions = {}): SessionServiceDeployment {
    return new SessionServiceDeployment('LINEAR', options);
  }

  /**
   * A small part of the requests moves to the new tasks first, then all others. There is no circuit breaker.
   *
   * @throws when an option is out of its range
   */
  public static canary(options: SessionServiceTrafficShiftOptions = {}): SessionServiceDeployment {
    return new SessionServiceDeployment('CANARY', options);
  }

  private readonly bakeTime?: Duration;
  private readonly shift?: ecs.TrafficShiftConfig;

  private constructor(private readonly strategy: 'ROLLING' | 'BLUE_GREEN' | keyof typeof SHIFTS, options: SessionServiceTrafficShiftOptions = {}) {
    const errors = new ValidationErrors();
    const { stepPercent, stepBakeTime } = options;
    // where nobody says how long both versions stay after the shift, CloudFormation takes 36 hours, which is all the time that it has
    this.bakeTime = strategy === 'ROLLING' ? undefined : options.bakeTime ?? Duration.minutes(5);
    this.shift = stepPercent === undefined && stepBakeTime === undefined ? undefined : { stepPercent, stepBakeTime };
    validateMinutes(errors, 'bakeTime', options.bakeTime, DAY_IN_MINUTES);
    validateMinutes(errors, 'stepBakeTime', stepBakeTime, DAY_IN_MINUTES);
    if (strategy === 'LINEAR' || strategy === 'CANARY') {
      validateShift(errors, strategy, options, this.bakeTime);
    }
    errors.throwIfAny();
  }

  /**
   * Name of the strategy, as ECS has it.
   *
   * @internal
   */
  public get _name(): string {
    return this.strategy;
  }

  /**
   * Whether without a second target group.
   *
   * @internal
   */
  public get _isRolling(): boolean {
    return this.strategy === 'ROLLING';
  }

  /**
   * What the ECS service takes of it.
   *
   * @internal
   */
  public get _serviceProps(): Partial<ecs.FargateServiceProps> {
    return {
      circuitBreaker: { enable: !(this.strategy in SHIFTS), rollback: true },
      // said even where it is ECS's default, so that somebody who goes back to it gets it
      deploymentStrategy: ecs.DeploymentStrategy[this.strategy],
      bakeTime: this.bakeTime,
      linearConfiguration: this.strategy === 'LINEAR' ? this.shift : undefined,
      canaryConfiguration: this.strategy === 'CANARY' ? this.shift : undefined,
    };
  }
}

function validateShift(
  errors: ValidationErrors, strategy: keyof typeof SHIFTS, { stepPercent, stepBakeTime }: SessionServiceTrafficShiftOptions,
  bakeTime: Duration | undefined,
): void {
  const { least, percent, minutes, waits } = SHIFTS[strategy];
  const share = stepPercent ?? percent;
  if (!Token.isUnresolved(share) && !isShare(share, least)) {
    errors.add(`\`stepPercent\` must be ${least} to 100 in steps of 0.1, got: ${share}`);
    return;
  }
  const [wait, bake] = [secondsOf(stepBakeTime ?? Duration.minutes(minutes)), secondsOf(bakeTime)];
  if (Token.isUnresolved(share) || wait === undefined || bake === undefined) {
    return;
  }
  const hours = (waits(share) * wait + bake) / 3600;
  if (hours > MOST_HOURS) {
    errors.add(`all steps and \`bakeTime\` must end within ${MOST_HOURS} hours together, got: ${Number(hours.toFixed(2))} hours; shorten them`);
  }
}

/** As CloudFormation counts them: nothing is waited for after the last step. */
function linearWaits(stepPercent: number): number {
  const tenths = Math.round(stepPercent * 10);
  return 1000 % tenths === 0 ? 1000 / tenths - 1 : Math.floor(1000 / tenths);
}

function isShare(percent: number, least: number): boolean {
  return percent >= least && percent <= 100 && Math.abs(percent * 10 - Math.round(percent * 10)) < 1e-9;
}
