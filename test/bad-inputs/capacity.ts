import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib/core';
import { AutoscaledSessionCapacityOptions, OnDemandSessionCapacityOptions, SessionCapacity, SessionTable } from '../../src';
import { newStack } from '../helpers';
import { BadInput, TokenInput } from './bad-input';

const { autoscaled, fixed } = dynamodb.Capacity;
const token = () => Lazy.number({ produce: () => 5 });

/** A table that is billed so: some mistakes show only there. */
function table(capacity: SessionCapacity, stack: Stack = newStack()): SessionTable {
  return new SessionTable(stack, 'Sessions', { capacity });
}

function scaling(reads: dynamodb.AutoscaledCapacityOptions): dynamodb.Billing {
  return dynamodb.Billing.provisioned({ readCapacity: autoscaled(reads), writeCapacity: autoscaled({ maxCapacity: 5 }) });
}

type Row<Options> = [what: string, wrong: Options, message: string, right: Options];

const inAll = <Options>(make: (options: Options) => SessionCapacity) => ([what, wrong, message, right]: Row<Options>): BadInput => ({
  what, message, bad: () => table(make(wrong)), good: () => table(make(right)),
});

const LIMITS: Row<OnDemandSessionCapacityOptions>[] = [
  ['on-demand reads are limited to none', { maxReadRequestUnits: 0 }, '`maxReadRequestUnits` must be a whole number of at least 1, got: 0', { maxReadRequestUnits: 1 }],
  ['on-demand writes are limited to less than none', { maxWriteRequestUnits: -1 },
    '`maxWriteRequestUnits` must be a whole number of at least 1, got: -1', { maxWriteRequestUnits: 1 }],
  ['on-demand writes are limited to a fraction', { maxWriteRequestUnits: 1.5 },
    '`maxWriteRequestUnits` must be a whole number of at least 1, got: 1.5', { maxWriteRequestUnits: 2 }],
  ['on-demand reads are limited to infinity', { maxReadRequestUnits: Infinity },
    '`maxReadRequestUnits` must be a whole number of at least 1, got: Infinity', {}],
  ['on-demand reads and writes are limited to none', { maxReadRequestUnits: 0, maxWriteRequestUnits: 0 },
    '`maxReadRequestUnits` must be a whole number of at least 1, got: 0; `maxWriteRequestUnits` must be a whole number of at least 1, got: 0',
    { maxReadRequestUnits: 40_001, maxWriteRequestUnits: 40_001 }],
];

const RANGES: Row<AutoscaledSessionCapacityOptions>[] = [
  ['no maximum is given', {}, '`maxCapacity` is required for reads, got: none; write it for both directions or as `read.maxCapacity`; ' +
    '`maxCapacity` is required for writes, got: none; write it for both directions or as `write.maxCapacity`', { maxCapacity: 1 }],
  ['no maximum is given for writes', { read: { maxCapacity: 5 } },
    '`maxCapacity` is required for writes, got: none; write it for both directions or as `write.maxCapacity`', { read: { maxCapacity: 5 }, write: { maxCapacity: 5 } }],
  ['the minimum is nothing', { minCapacity: 0, maxCapacity: 5 }, '`minCapacity` must be a whole number of at least 1, got: 0', { minCapacity: 1, maxCapacity: 5 }],
  ['the maximum is nothing', { maxCapacity: 0 }, '`maxCapacity` must be at least `minCapacity` (1), got: 0', { maxCapacity: 1 }],
  ['the maximum has fractions', { maxCapacity: 10.5 }, '`maxCapacity` must be a whole number of at least 1, got: 10.5', { maxCapacity: 10 }],
  ['the maximum is no number', { maxCapacity: NaN }, '`maxCapacity` must be at least `minCapacity` (1), got: NaN', { maxCapacity: 1_000_000 }],
  ['the minimum is above the maximum', { minCapacity: 6, maxCapacity: 5 }, '`maxCapacity` must be at least `minCapacity` (6), got: 5', { minCapacity: 5, maxCapacity: 5 }],
  ['the minimum of writes is above the maximum of all', { maxCapacity: 100, write: { minCapacity: 101 } },
    '`maxCapacity` must be at least `write.minCapacity` (101), got: 100', { maxCapacity: 100, write: { minCapacity: 100 } }],
  ['the maximum of reads is below the minimum of all', { minCapacity: 10, maxCapacity: 100, read: { maxCapacity: 9 } },
    '`read.maxCapacity` must be at least `minCapacity` (10), got: 9', { minCapacity: 10, maxCapacity: 100, read: { maxCapacity: 10 } }],
  ['the target is too low', { maxCapacity: 5, targetUtilizationPercent: 19 },
    '`targetUtilizationPercent` must be a whole number from 20 to 90, got: 19', { maxCapacity: 5, targetUtilizationPercent: 20 }],
  ['the target of reads is too high', { maxCapacity: 5, read: { targetUtilizationPercent: 91 } },
    '`read.targetUtilizationPercent` must be a whole number from 20 to 90, got: 91', { maxCapacity: 5, read: { targetUtilizationPercent: 90 } }],
  ['the target is a share of one', { maxCapacity: 5, targetUtilizationPercent: 0.7 },
    '`targetUtilizationPercent` must be a whole number from 20 to 90, got: 0.7', { maxCapacity: 5, targetUtilizationPercent: 70 }],
  ['the first value of writes is nothing', { maxCapacity: 5, write: { seedCapacity: 0 } },
    '`write.seedCapacity` must be a whole number of at least 1, got: 0', { maxCapacity: 5, write: { seedCapacity: 1 } }],
  ['the first value is below the minimum', { minCapacity: 5, maxCapacity: 50, seedCapacity: 4 },
    '`seedCapacity` must be from `minCapacity` (5) to `maxCapacity` (50), got: 4', { minCapacity: 5, maxCapacity: 50, seedCapacity: 5 }],
  ['the first value of writes is above the maximum', { minCapacity: 5, maxCapacity: 50, write: { seedCapacity: 51 } },
    '`write.seedCapacity` must be from `minCapacity` (5) to `maxCapacity` (50), got: 51', { minCapacity: 5, maxCapacity: 50, write: { seedCapacity: 50 } }],
  ['the maximum is known only at deployment', { maxCapacity: token() },
    '`maxCapacity` must be known when the app is synthesized, got: a token; give a value', { maxCapacity: 5 }],
  ['the first value is known only at deployment', { maxCapacity: 5, seedCapacity: token() },
    '`seedCapacity` must be known when the app is synthesized, got: a token; give a value', { maxCapacity: 5, seedCapacity: 5 }],
  ['the target of reads is known only at deployment', { maxCapacity: 5, read: { targetUtilizationPercent: token() } },
    '`read.targetUtilizationPercent` must be known when the app is synthesized, got: a token; give a value', { maxCapacity: 5, read: { targetUtilizationPercent: 50 } }],
  ['several units are wrong, and names all', { minCapacity: 0, maxCapacity: 5, write: { targetUtilizationPercent: 5 } },
    '`minCapacity` must be a whole number of at least 1, got: 0; `write.targetUtilizationPercent` must be a whole number from 20 to 90, got: 5',
    { minCapacity: 1, maxCapacity: 5, write: { targetUtilizationPercent: 50 } }],
];

const BILLING: Row<() => dynamodb.Billing>[] = [
  ['billing has fixed writes', () => dynamodb.Billing.provisioned({ readCapacity: fixed(5), writeCapacity: fixed(5) }),
    '`writeCapacity` must scale, since replicas share it, got: fixed capacity; ' +
    'use Capacity.autoscaled, with `minCapacity` and `maxCapacity` the same if need be',
    () => dynamodb.Billing.provisioned({ readCapacity: fixed(5), writeCapacity: autoscaled({ minCapacity: 5, maxCapacity: 5 }) })],
  ['billing has no read units', () => dynamodb.Billing.provisioned({ readCapacity: fixed(0), writeCapacity: autoscaled({ maxCapacity: 5 }) }),
    '`readCapacity` must be a whole number of at least 1, got: 0',
    () => dynamodb.Billing.provisioned({ readCapacity: fixed(1), writeCapacity: autoscaled({ maxCapacity: 5 }) })],
  ['billing has a minimum of nothing',
    () => dynamodb.Billing.provisioned({ readCapacity: fixed(1), writeCapacity: autoscaled({ minCapacity: 0, maxCapacity: 5 }) }),
    '`writeCapacity.minCapacity` must be a whole number of at least 1, got: 0',
    () => dynamodb.Billing.provisioned({ readCapacity: fixed(1), writeCapacity: autoscaled({ minCapacity: 1, maxCapacity: 5 }) })],
  ['billing has a maximum with fractions',
    () => scaling({ maxCapacity: 5.5 }),
    '`readCapacity.maxCapacity` must be a whole number of at least 1, got: 5.5',
    () => scaling({ maxCapacity: 5 })],
  ['billing has a first value with fractions',
    () => scaling({ maxCapacity: 5, seedCapacity: 1.5 }),
    '`readCapacity.seedCapacity` must be a whole number of at least 1, got: 1.5',
    () => scaling({ maxCapacity: 5, seedCapacity: 2 })],
  ['billing on demand has a limit of less than nothing', () => dynamodb.Billing.onDemand({ maxReadRequestUnits: -5 }),
    '`maxReadRequestUnits` must be a whole number of at least 1, got: -5', () => dynamodb.Billing.onDemand({ maxReadRequestUnits: 5 })],
];

export const BAD_INPUTS: BadInput[] = [
  ...LIMITS.map(inAll(SessionCapacity.onDemand)),
  ...RANGES.map(inAll(SessionCapacity.autoscaled)),
  ...BILLING.map(inAll((make) => SessionCapacity.of(make()))),
];

const using = (what: string, make: (units: number) => SessionCapacity): TokenInput => ({
  what,
  use: () => {
    const stack = newStack();
    return table(make(new CfnParameter(stack, 'Units', { type: 'Number' }).valueAsNumber), stack);
  },
});

export const TOKENS: TokenInput[] = [
  using('on-demand limits', (units) => SessionCapacity.onDemand({ maxReadRequestUnits: units, maxWriteRequestUnits: units })),
  using('an autoscaled minimum', (units) => SessionCapacity.autoscaled({ minCapacity: units, maxCapacity: 5 })),
  using('fixed reads of other billing', (units) => SessionCapacity.of(
    dynamodb.Billing.provisioned({ readCapacity: fixed(units), writeCapacity: autoscaled({ maxCapacity: 5 }) }))),
];
