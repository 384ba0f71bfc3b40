// options of a way to deploy that neither ECS nor CloudFormation takes
import { CfnParameter, Duration } from 'aws-cdk-lib/core';
import { SessionServiceDeployment } from '../../src';
import { newStack } from '../helpers';
import { BadInput, TokenInput } from './bad-input';

const { blueGreen, canary, linear } = {
  blueGreen: (bakeTime: Duration) => () => SessionServiceDeployment.blueGreen({ bakeTime }),
  canary: (...[options]: Parameters<typeof SessionServiceDeployment.canary>) => () => SessionServiceDeployment.canary(options),
  linear: (...[options]: Parameters<typeof SessionServiceDeployment.linear>) => () => SessionServiceDeployment.linear(options),
};
const number = () => new CfnParameter(newStack(), 'Number', { type: 'Number' }).valueAsNumber;
const tooLong = (hours: string) => `all steps and \`bakeTime\` must end within 33 hours together, got: ${hours} hours; shorten them`;

export const BAD_INPUTS: BadInput[] = ([
  ['a blue/green deployment bakes for a part of a minute', blueGreen(Duration.seconds(90)),
    '`bakeTime` must be whole minutes from 0 to 1440, got: 90 s', blueGreen(Duration.seconds(120))],
  ['a blue/green deployment bakes for more than a day', blueGreen(Duration.minutes(1441)),
    '`bakeTime` must be whole minutes from 0 to 1440, got: 86460 s', blueGreen(Duration.days(1))],
  ['a blue/green deployment bakes for seconds that are known only at deployment', () => blueGreen(Duration.seconds(number()))(),
    '`bakeTime` must be in minutes where it is known only at deployment, got: seconds; use Duration.minutes', () => blueGreen(Duration.minutes(number()))()],
  ['a step bakes for seconds that are known only at deployment', () => linear({ stepBakeTime: Duration.seconds(number()) })(),
    '`stepBakeTime` must be in minutes where it is known only at deployment, got: seconds; use Duration.minutes',
    () => canary({ stepBakeTime: Duration.minutes(number()) })()],
  ['a canary and what follows take longer than CloudFormation waits', canary({ stepBakeTime: Duration.hours(24), bakeTime: Duration.minutes(541) }),
    tooLong('33.02'), canary({ stepBakeTime: Duration.hours(24), bakeTime: Duration.minutes(540) })],
  ['linear steps take longer than CloudFormation waits', linear({ stepPercent: 3, stepBakeTime: Duration.minutes(60) }),
    tooLong('33.08'), linear({ stepPercent: 3, stepBakeTime: Duration.minutes(59) })],
  ['a linear deployment shifts in steps too small', linear({ stepPercent: 2.9 }), '`stepPercent` must be 3 to 100 in steps of 0.1, got: 2.9',
    linear({ stepPercent: 3 })],
  ['a linear deployment shifts more than all', linear({ stepPercent: 100.1 }), '`stepPercent` must be 3 to 100 in steps of 0.1, got: 100.1',
    linear({ stepPercent: 100 })],
  ['a linear deployment shifts a third', linear({ stepPercent: 33.33 }), '`stepPercent` must be 3 to 100 in steps of 0.1, got: 33.33',
    linear({ stepPercent: 33.3 })],
  ['a canary is nobody', canary({ stepPercent: 0 }), '`stepPercent` must be 0.1 to 100 in steps of 0.1, got: 0', canary({ stepPercent: 0.1 })],
  ['a canary bakes for too long', canary({ stepBakeTime: Duration.minutes(1441) }),
    '`stepBakeTime` must be whole minutes from 0 to 1440, got: 86460 s', canary({ stepBakeTime: Duration.days(1) })],
  ['linear steps bake for a part of a minute', linear({ stepBakeTime: Duration.seconds(30) }),
    '`stepBakeTime` must be whole minutes from 0 to 1440, got: 30 s', linear({ stepBakeTime: Duration.minutes(0) })],
] as [string, () => unknown, string, () => unknown][]).map(([what, bad, message, good]) => ({ what, bad, message, good }));

export const TOKENS: TokenInput[] = [
  { what: 'the share of a step', use: () => linear({ stepPercent: number() })() },
];
