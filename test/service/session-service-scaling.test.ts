import { CfnParameter } from 'aws-cdk-lib/core';
import { SessionServiceScaling } from '../../src';
import { newStack } from '../helpers';

describe('scaling fails', () => {
  test.each<[string, () => SessionServiceScaling, string]>([
    ['when it aims at no load', () => SessionServiceScaling.cpuUtilization(0), '`targetUtilizationPercent` must be a whole number from 1 to 100, got: 0'],
    ['when it aims at more than all', () => SessionServiceScaling.cpuUtilization(101), '`targetUtilizationPercent` must be a whole number from 1 to 100, got: 101'],
    ['when it aims at no memory', () => SessionServiceScaling.memoryUtilization(0), '`targetUtilizationPercent` must be a whole number from 1 to 100, got: 0'],
    ['when it aims at no requests', () => SessionServiceScaling.requestsPerTarget(0), '`requestsPerMinute` must be a whole number of at least 1, got: 0'],
    ['when it aims at a part of a request', () => SessionServiceScaling.requestsPerTarget(0.5), '`requestsPerMinute` must be a whole number of at least 1, got: 0.5'],
  ])('%s', (_, make, message) => expect(make).toThrow(new Error(message)));

  test('not at the edges, nor for a number that is known only at deployment', () => {
    const number = new CfnParameter(newStack(), 'Number', { type: 'Number' }).valueAsNumber;
    for (const make of [SessionServiceScaling.cpuUtilization, SessionServiceScaling.memoryUtilization, SessionServiceScaling.requestsPerTarget]) {
      for (const value of [1, 100, number]) {
        expect(() => make(value)).not.toThrow();
      }
    }
  });
});
