// the ends of the range of each simple prop, as its row has them
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { CfnParameter, Duration } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService, LoadBalancedSessionService } from '../../src';
import { europe, newStack } from '../helpers';
import { BadInput, TokenInput } from './bad-input';
import { Row, ROWS, valueOf, withValue } from '../../tools/rows';

const stackOf = () => newStack({ env: europe });
const define = (row: Row, value: unknown, stack = stackOf()) => row.taker === 'LoadBalancedFargateSessionServiceProps'
  ? new LoadBalancedFargateSessionService(stack, 'Web', { image: ecs.ContainerImage.fromRegistry('example/shop'), ...withValue({}, row, value) })
  : new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...withValue({}, row, value) });

function badInputs(row: Row): BadInput[] {
  const { prop, range } = row;
  if (range === 'flag') {
    return [];
  }
  const isTime = 'seconds' in range;
  const [min, max] = isTime ? range.seconds : range.whole;
  const allowed = isTime ? `whole seconds from ${min} to ${max}` : `a whole number from ${min} to ${max}`;
  const input = (what: string, bad: unknown, got: string, good: number): BadInput => ({
    what: `\`${prop}\` is ${what}`, message: `\`${prop}\` must be ${allowed}, got: ${got}${isTime ? ' s' : ''} (in Stack/Web)`,
    bad: () => define(row, bad), good: () => define(row, valueOf(row, good)),
  });
  return [
    ...min > 0 ? [input('too small', valueOf(row, min - 1), `${min - 1}`, min)] : [],
    input('too large', valueOf(row, max + 1), `${max + 1}`, max),
    input('not whole', isTime ? Duration.millis(max * 1000 - 500) : max - 0.5, `${max - 0.5}`, max - 1),
  ];
}

export const BAD_INPUTS: BadInput[] = ROWS.flatMap(badInputs);

export const TOKENS: TokenInput[] = ROWS.filter(({ range }) => range !== 'flag').map((row) => ({
  what: `\`${row.prop}\``,
  use: () => {
    const stack = stackOf();
    return define(row, valueOf(row, new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber), stack);
  },
}));
