import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { CfnParameter, Stack } from 'aws-cdk-lib/core';
import { AutoscaledSessionCapacityOptions, AutoscaledUnits, SessionCapacity } from '../../src';

/** How a table would be billed. What CloudFormation gets is asserted in session-table.test.ts. */
function render(capacity: SessionCapacity) {
  const billing = capacity._render();
  return {
    mode: billing.mode as string,
    read: resolve(billing._renderReadCapacity()),
    write: resolve(billing._renderWriteCapacity()),
  };
}

const resolve = (value: unknown) => JSON.parse(JSON.stringify(value ?? null));

describe('on-demand capacity', () => {
  test('has no limit unless one is given', () => {
    expect(render(SessionCapacity.onDemand())).toEqual({ mode: 'PAY_PER_REQUEST', read: null, write: null });
  });

  test('may have a brake for each direction', () => {
    expect(render(SessionCapacity.onDemand({ maxReadRequestUnits: 100, maxWriteRequestUnits: 1 })))
      .toEqual({ mode: 'PAY_PER_REQUEST', read: 100, write: 1 });
  });

  test('does not change when its options do', () => {
    const options = { maxReadRequestUnits: 100 };
    const capacity = SessionCapacity.onDemand(options);
    options.maxReadRequestUnits = 1;
    expect(render(capacity).read).toBe(100);
  });

  test('takes a limit that is known only at deployment', () => {
    const units = new CfnParameter(new Stack(), 'Units', { type: 'Number' }).valueAsNumber;
    expect(() => SessionCapacity.onDemand({ maxReadRequestUnits: units })).not.toThrow();
  });

  test.each([
    [{ maxReadRequestUnits: 0 }, '`maxReadRequestUnits` must be a whole number of at least 1, got: 0'],
    [{ maxWriteRequestUnits: -1 }, '`maxWriteRequestUnits` must be a whole number of at least 1, got: -1'],
    [{ maxWriteRequestUnits: 1.5 }, '`maxWriteRequestUnits` must be a whole number of at least 1, got: 1.5'],
    [{ maxReadRequestUnits: NaN }, '`maxReadRequestUnits` must be a whole number of at least 1, got: NaN'],
    [{ maxReadRequestUnits: 0, maxWriteRequestUnits: 0 },
      '`maxReadRequestUnits` must be a whole number of at least 1, got: 0; `maxWriteRequestUnits` must be a whole number of at least 1, got: 0'],
  ])('fails when a limit is out of range: %j', (options, message) => {
    expect(() => SessionCapacity.onDemand(options)).toThrow(new Error(message));
  });
});

describe('autoscaled capacity', () => {
  const scaling = (minCapacity: number, maxCapacity: number, targetValue: number, seedCapacity?: number) => ({
    minCapacity, maxCapacity, targetTrackingScalingPolicyConfiguration: { targetValue }, ...(seedCapacity && { seedCapacity }),
  });
  const settings = (rendered: any) => rendered.readCapacityAutoScalingSettings ?? rendered.writeCapacityAutoScalingSettings;

  test('scales from 1 at 70 per cent unless told otherwise', () => {
    const { mode, read, write } = render(SessionCapacity.autoscaled({ maxCapacity: 100 }));
    expect(mode).toBe('PROVISIONED');
    expect(settings(read)).toEqual(scaling(1, 100, 70));
    expect(settings(write)).toEqual(scaling(1, 100, 70));
  });

  test('takes everything once for both directions', () => {
    const { read, write } = render(SessionCapacity.autoscaled({ minCapacity: 5, maxCapacity: 50, targetUtilizationPercent: 60, seedCapacity: 10 }));
    expect(settings(read)).toEqual(scaling(5, 50, 60, 10));
    expect(settings(write)).toEqual(scaling(5, 50, 60, 10));
  });

  test('lets one direction overrule what is said for both', () => {
    const { read, write } = render(SessionCapacity.autoscaled({
      minCapacity: 5, maxCapacity: 50, read: { targetUtilizationPercent: 90 }, write: { minCapacity: 10, maxCapacity: 400, seedCapacity: 20 },
    }));
    expect(settings(read)).toEqual(scaling(5, 50, 90));
    expect(settings(write)).toEqual(scaling(10, 400, 70, 20));
  });

  test('may be given for each direction alone', () => {
    const { read, write } = render(SessionCapacity.autoscaled({ read: { maxCapacity: 10 }, write: { maxCapacity: 20 } }));
    expect(settings(read)).toEqual(scaling(1, 10, 70));
    expect(settings(write)).toEqual(scaling(1, 20, 70));
  });

  test('takes a minimum that is known only at deployment', () => {
    const stack = new Stack();
    const units = new CfnParameter(stack, 'Units', { type: 'Number' }).valueAsNumber;
    const { read } = render(SessionCapacity.autoscaled({ minCapacity: units, maxCapacity: 10 }));
    expect(stack.resolve(settings(read).minCapacity)).toEqual({ Ref: 'Units' });
  });

  test.each<keyof AutoscaledUnits>(['maxCapacity', 'seedCapacity', 'targetUtilizationPercent'])(
    'fails when a %s is known only at deployment, since aws-cdk-lib compares it', (prop) => {
      const units = new CfnParameter(new Stack(), 'Units', { type: 'Number' }).valueAsNumber;
      expect(() => SessionCapacity.autoscaled({ maxCapacity: 10, [prop]: units }))
        .toThrow(new Error(`\`${prop}\` must be known when the app is synthesized, got: a token; give a value`));
    });

  test.each<[AutoscaledSessionCapacityOptions]>([
    [{ minCapacity: 1, maxCapacity: 1 }],
    [{ maxCapacity: 1, targetUtilizationPercent: 20 }],
    [{ maxCapacity: 1, targetUtilizationPercent: 90 }],
    [{ maxCapacity: 1, seedCapacity: 1 }],
  ])('accepts the edges: %j', (options) => {
    expect(() => SessionCapacity.autoscaled(options)).not.toThrow();
  });

  test.each<[AutoscaledSessionCapacityOptions, string]>([
    [{}, '`maxCapacity` is required for reads, got: none; write it for both directions or as `read.maxCapacity`; ' +
      '`maxCapacity` is required for writes, got: none; write it for both directions or as `write.maxCapacity`'],
    [{ read: { maxCapacity: 5 } },
      '`maxCapacity` is required for writes, got: none; write it for both directions or as `write.maxCapacity`'],
    [{ minCapacity: 0, maxCapacity: 5 }, '`minCapacity` must be a whole number of at least 1, got: 0'],
    [{ maxCapacity: 0 }, '`maxCapacity` must be at least `minCapacity` (1), got: 0'],
    [{ maxCapacity: 10.5 }, '`maxCapacity` must be a whole number of at least 1, got: 10.5'],
    [{ maxCapacity: NaN }, '`maxCapacity` must be at least `minCapacity` (1), got: NaN'],
    [{ minCapacity: 6, maxCapacity: 5 }, '`maxCapacity` must be at least `minCapacity` (6), got: 5'],
    [{ maxCapacity: 100, write: { minCapacity: 200 } },
      '`maxCapacity` must be at least `write.minCapacity` (200), got: 100'],
    [{ minCapacity: 10, maxCapacity: 100, read: { maxCapacity: 5 } },
      '`read.maxCapacity` must be at least `minCapacity` (10), got: 5'],
    [{ maxCapacity: 5, targetUtilizationPercent: 19 },
      '`targetUtilizationPercent` must be a whole number from 20 to 90, got: 19'],
    [{ maxCapacity: 5, read: { targetUtilizationPercent: 91 } },
      '`read.targetUtilizationPercent` must be a whole number from 20 to 90, got: 91'],
    [{ maxCapacity: 5, write: { seedCapacity: 0 } },
      '`write.seedCapacity` must be a whole number of at least 1, got: 0'],
    [{ minCapacity: 0, maxCapacity: 5, write: { targetUtilizationPercent: 5 } },
      '`minCapacity` must be a whole number of at least 1, got: 0; `write.targetUtilizationPercent` must be a whole number from 20 to 90, got: 5'],
  ])('fails when a number is missing or out of range: %j', (options, message) => {
    expect(() => SessionCapacity.autoscaled(options)).toThrow(new Error(message));
  });
});

test('any other billing is taken as it is', () => {
  const billing = dynamodb.Billing.onDemand({ maxReadRequestUnits: 7 });
  expect(SessionCapacity.of(billing)._render()).toBe(billing);
});
