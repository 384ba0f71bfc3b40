import { ServiceBlueprint, TableBlueprint } from '../../src/blueprint/blueprint';
import { AccessRecord } from '../../src/iam/access-record';
import { Denials } from '../../src/kit/denials';

const SERVICE = {
  path: 'Demo/Web', environment: { CARTS_TABLE: 'Demo-Carts123' }, role: { path: 'Demo/Web/TaskRole', name: 'Demo-WebTaskRole' },
} as unknown as ServiceBlueprint;
const TABLE = { path: 'Demo/Carts', name: 'Demo-Carts123' } as TableBlueprint;
const denials = () => new Denials(SERVICE, [TABLE]);
const record = (over: Partial<AccessRecord> = {}): AccessRecord =>
  ({ time: new Date(), server: 'i-1', role: 'WebRole', operation: 'PutItem', table: TABLE.name, allowed: false, reason: 'because', ...over });
const NO_GRANT = 'no grant helps here: the cloud may allow it, this kit cannot tell';

test.each<[string, Partial<AccessRecord>, string]>([
  ['a grant that is missing', {},
    'denied: Demo/Web may not dynamodb:PutItem on table Demo-Carts123: because; grant it to role Demo/Web/TaskRole on table Demo/Carts, or leave the call out'],
  ['an action without a table', { operation: 'ListTables', table: undefined },
    'denied: Demo/Web may not dynamodb:ListTables: because; allow dynamodb:ListTables on "*" in a policy of role Demo/Web/TaskRole, or leave the call out'],
  ['a table that is not there', { table: 'sessions' },
    'denied: Demo/Web may not dynamodb:PutItem on table sessions: because; there is no table sessions; the only one is Demo-Carts123 (variable CARTS_TABLE)'],
  ['a table that is not there, allowed by a policy for all tables', { table: 'sessions', allowed: true, reason: undefined, outcome: 'ResourceNotFoundException' },
    'not found: Demo/Web called dynamodb:PutItem on table sessions: there is no such table; ' +
    'there is no table sessions; the only one is Demo-Carts123 (variable CARTS_TABLE)'],
  ['another region', { reason: 'the client calls us-east-1, the table is in eu-west-1: no statement allows it' },
    'denied: Demo/Web may not dynamodb:PutItem on table Demo-Carts123: the client calls us-east-1, the table is in eu-west-1: no statement allows it; ' +
    'give the client the region and account of the table'],
  ['another region, allowed by a policy for all tables',
    { allowed: true, reason: 'the client calls us-east-1, the table is in eu-west-1', outcome: 'ResourceNotFoundException' },
    'not found: Demo/Web called dynamodb:PutItem on table Demo-Carts123: the client calls us-east-1, the table is in eu-west-1; ' +
    'give the client the region and account of the table'],
  ['an operation that nobody can judge', { operation: 'RestoreTable', table: undefined, reason: 'this kit cannot judge the operation RestoreTable' },
    `denied: Demo/Web may not dynamodb:RestoreTable: this kit cannot judge the operation RestoreTable; ${NO_GRANT}`],
  ['a condition that nobody can judge', { reason: 'condition operator IpAddress is not known to this kit' },
    `denied: Demo/Web may not dynamodb:PutItem on table Demo-Carts123: condition operator IpAddress is not known to this kit; ${NO_GRANT}`],
  ['a permissions boundary, which no grant widens', { reason: "the role's permissions boundary does not allow it" },
    "denied: Demo/Web may not dynamodb:PutItem on table Demo-Carts123: the role's permissions boundary does not allow it; allow it there, or leave the call out"],
  ['an unknown caller', { role: undefined, server: undefined, table: undefined, reason: 'unknown key' },
    'denied: a caller without credentials of this kit may not dynamodb:PutItem: unknown key; ' +
    'let the SDK find its credentials by itself, without keys in the code'],
])('%s is told with what to do', (_title, over, line) => {
  expect(denials().describe(record(over))).toBe(line);
});

test('the same denial is told once, and what is allowed never', () => {
  const told = denials();
  expect([record(), record(), record({ operation: 'Scan' }), record({ allowed: true, outcome: 'done', reason: undefined })].map((each) => told.describe(each)))
    .toEqual([expect.any(String), undefined, expect.stringContaining('Scan'), undefined]);
});
