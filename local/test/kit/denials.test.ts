import { ServiceBlueprint } from '../../src/blueprint/blueprint';
import { Denials } from '../../src/kit/denials';
import { AccessRecord } from '../../src/iam/access-record';

const denials = () => new Denials({ path: 'Demo/Web' } as ServiceBlueprint);
const record = (over: Partial<AccessRecord> = {}): AccessRecord =>
  ({ time: new Date(), server: 'i-1', role: 'WebRole', operation: 'PutItem', table: 'Sessions', allowed: false, reason: 'because', ...over });

test.each<[string, Partial<AccessRecord>, string]>([
  ['a grant that is missing', {},
    "denied: Demo/Web may not dynamodb:PutItem on table Sessions: because; grant it, e.g. sessions.table.grant(service, 'dynamodb:PutItem'), " +
    'or leave the call out'],
  ['a permissions boundary, which no grant widens', { reason: "the role's permissions boundary does not allow it" },
    "denied: Demo/Web may not dynamodb:PutItem on table Sessions: the role's permissions boundary does not allow it; allow it there, or leave the call out"],
  ['an unknown caller', { role: undefined, server: undefined, table: undefined, reason: 'unknown key' },
    'denied: a caller without credentials of this kit may not dynamodb:PutItem: unknown key; ' +
    'let the SDK find its credentials by itself, without keys in the code'],
])('%s is told with what to do', (_title, over, line) => {
  expect(denials().describe(record(over))).toBe(line);
});

test('the same denial is told once', () => {
  const told = denials();
  expect([told.describe(record()), told.describe(record()), told.describe(record({ operation: 'Scan' }))])
    .toEqual([expect.any(String), undefined, expect.stringContaining('Scan')]);
});
