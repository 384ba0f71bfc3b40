import { PolicyStatement } from '../../src/blueprint/blueprint';
import { decide, PolicyRequest } from '../../src/iam/policy';

const ROLE = 'arn:aws:iam::111122223333:role/Web';
const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/Sessions';
const KEYS = 'dynamodb:LeadingKeys';

const request = (over: Partial<PolicyRequest> = {}): PolicyRequest =>
  ({ action: 'dynamodb:GetItem', resource: TABLE, principal: ROLE, context: { values: {} }, ...over });
const context = (values: Record<string, string[]>) => ({ context: { values } });
const leading = (...keys: string[]) => context({ [KEYS]: keys });
const allow = (over: Partial<PolicyStatement> = {}): PolicyStatement =>
  ({ effect: 'Allow', actions: ['dynamodb:GetItem'], resources: [TABLE], ...over });
const deny = (over: Partial<PolicyStatement> = {}): PolicyStatement => ({ ...allow(over), effect: 'Deny' });
const when = (operator: string, key: string, ...values: string[]) => allow({ conditions: { [operator]: { [key]: values } } });

type Row = readonly [title: string, allowed: boolean, request: PolicyRequest, statements: PolicyStatement[]];

const ACTIONS: Row[] = [
  ['no statement at all', false, request(), []],
  ['the very action', true, request(), [allow()]],
  ['another action', false, request({ action: 'dynamodb:PutItem' }), [allow()]],
  ['an action in another case', true, request(), [allow({ actions: ['DynamoDB:getitem'] })]],
  ['every action', true, request(), [allow({ actions: ['*'] })]],
  ['every action of the service', true, request(), [allow({ actions: ['dynamodb:*'] })]],
  ['every action of another service', false, request(), [allow({ actions: ['kms:*'] })]],
  ['an action with a star inside', true, request({ action: 'dynamodb:BatchGetItem' }), [allow({ actions: ['dynamodb:Batch*Item'] })]],
  ['an action with a question mark', true, request(), [allow({ actions: ['dynamodb:?etItem'] })]],
  ['a question mark where no character is', false, request(), [allow({ actions: ['dynamodb:GetItem?'] })]],
  ['the second action of a list', true, request(), [allow({ actions: ['dynamodb:PutItem', 'dynamodb:GetItem'] })]],
  ['a longer action that starts alike', false, request({ action: 'dynamodb:GetItems' }), [allow()]],
  ['NotAction with another action', true, request(), [allow({ actions: undefined, notActions: ['dynamodb:PutItem'] })]],
  ['NotAction with the action', false, request(), [allow({ actions: undefined, notActions: ['dynamodb:Get*'] })]],
  ['neither Action nor NotAction', false, request(), [allow({ actions: undefined })]],
];

const RESOURCES: Row[] = [
  ['every resource', true, request(), [allow({ resources: ['*'] })]],
  ['another table', false, request({ resource: `${TABLE}2` }), [allow()]],
  ['a table in another case', false, request(), [allow({ resources: [TABLE.toLowerCase()] })]],
  ['a star in the name', true, request(), [allow({ resources: ['arn:aws:dynamodb:eu-west-1:111122223333:table/Sess*'] })]],
  ['a star for the region', true, request(), [allow({ resources: ['arn:aws:dynamodb:*:111122223333:table/Sessions'] })]],
  ['an index when only the table is named', false, request({ resource: `${TABLE}/index/byUser` }), [allow()]],
  ['an index by its pattern', true, request({ resource: `${TABLE}/index/byUser` }), [allow({ resources: [`${TABLE}/index/*`] })]],
  ['the table when only its indexes are named', false, request(), [allow({ resources: [`${TABLE}/index/*`] })]],
  ['NotResource with another table', true, request(), [allow({ resources: undefined, notResources: [`${TABLE}2`] })]],
  ['NotResource with the table', false, request(), [allow({ resources: undefined, notResources: [TABLE] })]],
  ['neither Resource nor NotResource', false, request(), [allow({ resources: undefined })]],
  ['a policy variable in the resource', false, request(), [allow({ resources: ['arn:*:table/${aws:username}'] })]],
  ['a policy variable beside the very resource', true, request(), [allow({ resources: ['arn:${x}', TABLE] })]],
  ['an action without resource and one table', false, request({ action: 'dynamodb:ListTables', resource: '*' }),
    [allow({ actions: ['dynamodb:*'] })]],
  ['an action without resource and a star', true, request({ action: 'dynamodb:ListTables', resource: '*' }),
    [allow({ actions: ['dynamodb:*'], resources: ['*'] })]],
];

const DENIALS: Row[] = [
  ['Deny after Allow', false, request(), [allow(), deny()]],
  ['Deny before Allow', false, request(), [deny(), allow()]],
  ['Deny of another action', true, request(), [allow(), deny({ actions: ['dynamodb:Scan'] })]],
  ['Deny of another table', true, request(), [allow(), deny({ resources: [`${TABLE}2`] })]],
  ['Deny with NotAction', false, request(), [allow(), deny({ actions: undefined, notActions: ['dynamodb:PutItem'] })]],
  ['Deny with a condition that is not met', true, request(leading('a')),
    [allow(), deny({ conditions: { 'ForAnyValue:StringEquals': { [KEYS]: ['b'] } } })]],
  ['Deny with a condition that nobody can judge', false, request(),
    [allow(), deny({ conditions: { DateLessThan: { 'aws:CurrentTime': ['2030-01-01'] } } })]],
  ['Deny that nobody can judge for another action', true, request(),
    [allow(), deny({ actions: ['dynamodb:Scan'], conditions: { DateLessThan: { 'aws:CurrentTime': ['2030-01-01'] } } })]],
  ['Deny without TLS', true, request(context({ 'aws:SecureTransport': ['true'] })),
    [allow(), deny({ conditions: { Bool: { 'aws:SecureTransport': ['false'] } } })]],
];

const CONDITIONS: Row[] = [
  ['ForAllValues with the key', true, request(leading('a')), [when('ForAllValues:StringEquals', KEYS, 'a')]],
  ['ForAllValues with one foreign key of two', false, request(leading('a', 'b')), [when('ForAllValues:StringEquals', KEYS, 'a')]],
  ['ForAllValues with both keys', true, request(leading('a', 'b')), [when('ForAllValues:StringEquals', KEYS, 'a', 'b')]],
  ['ForAllValues without any key, as in a Scan', true, request({ action: 'dynamodb:Scan' }),
    [{ ...when('ForAllValues:StringEquals', KEYS, 'a'), actions: ['dynamodb:Scan'] }]],
  ['ForAnyValue with one key of two', true, request(leading('a', 'b')), [when('ForAnyValue:StringEquals', KEYS, 'a')]],
  ['ForAnyValue without any key', false, request(), [when('ForAnyValue:StringEquals', KEYS, 'a')]],
  ['ForAnyValue with IfExists without any key', false, request(), [when('ForAnyValue:StringEqualsIfExists', KEYS, 'a')]],
  ['a prefix', true, request(leading('sess:1', 'sess:2')), [when('ForAllValues:StringLike', KEYS, 'sess:*')]],
  ['a prefix that one key lacks', false, request(leading('sess:1', 'x')), [when('ForAllValues:StringLike', KEYS, 'sess:*')]],
  ['StringEquals takes a star literally', false, request(leading('sess:1')), [when('ForAllValues:StringEquals', KEYS, 'sess:*')]],
  ['StringEquals in another case', false, request(leading('A')), [when('ForAllValues:StringEquals', KEYS, 'a')]],
  ['StringEqualsIgnoreCase', true, request(leading('A')), [when('ForAllValues:StringEqualsIgnoreCase', KEYS, 'a')]],
  ['StringNotEqualsIgnoreCase', false, request(leading('A')), [when('ForAllValues:StringNotEqualsIgnoreCase', KEYS, 'a')]],
  ['StringNotLike with a match', false, request(leading('admin:1')), [when('ForAllValues:StringNotLike', KEYS, 'admin:*')]],
  ['StringNotEquals means none of the values', false, request(leading('b')), [when('ForAllValues:StringNotEquals', KEYS, 'a', 'b')]],
  ['a plain operator with one value', true, request(leading('a')), [when('StringEquals', KEYS, 'a')]],
  ['a plain operator with two values', false, request(leading('a', 'a2')), [when('StringLike', KEYS, 'a*')]],
  ['a plain operator without the key', false, request(), [when('StringEquals', 'dynamodb:Select', 'COUNT')]],
  ['IfExists without the key', true, request(), [when('StringEqualsIfExists', 'dynamodb:Select', 'COUNT')]],
  ['IfExists with another value', false, request(context({ 'dynamodb:Select': ['ALL_ATTRIBUTES'] })),
    [when('StringEqualsIfExists', 'dynamodb:Select', 'COUNT')]],
  ['a negated operator without the key', true, request(), [when('StringNotEquals', 'dynamodb:ReturnValues', 'ALL_OLD')]],
  ['Null for a key that is absent', true, request(), [when('Null', KEYS, 'true')]],
  ['Null for a key that is there', false, request(leading('a')), [when('Null', KEYS, 'true')]],
  ['not Null for a key that is there', true, request(leading('a')), [when('Null', KEYS, 'false')]],
  ['a condition key in another case', true, request(leading('a')), [when('ForAllValues:StringEquals', KEYS.toUpperCase(), 'a')]],
  ['the region', true, request(context({ 'aws:RequestedRegion': ['eu-west-1'] })), [when('StringEquals', 'aws:RequestedRegion', 'eu-*', 'eu-west-1')]],
  ['ArnLike by parts', false, request(context({ 'aws:PrincipalArn': [ROLE] })), [when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam:*:role/Web')]],
  ['ArnLike with a pattern', true, request(context({ 'aws:PrincipalArn': [ROLE] })), [when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/W?b')]],
  ['two conditions of which one is not met', false, request(leading('a')),
    [allow({ conditions: { 'ForAllValues:StringEquals': { [KEYS]: ['a'] }, 'StringEquals': { 'dynamodb:Select': ['COUNT'] } } })]],
  ['an unknown operator', false, request(), [when('NumericLessThan', KEYS, '1')]],
  ['an unknown key', false, request(), [when('StringEquals', 'aws:SourceVpce', 'vpce-1')]],
  ['an unknown key even with IfExists', false, request(), [when('StringEqualsIfExists', 'aws:SourceVpce', 'vpce-1')]],
  ['an unknown key beside a statement that allows', true, request(), [when('StringEquals', 'aws:SourceVpce', 'vpce-1'), allow()]],
  ['a policy variable', false, request(leading('${aws:userid}')), [when('ForAllValues:StringEquals', KEYS, '${aws:userid}')]],
  ['a key that the call hides', false, request({ context: { values: {}, unreadable: { [KEYS]: 'x' } } }),
    [when('ForAllValues:StringEquals', KEYS, 'a')]],
  ['an empty list of values', false, request(leading('a')), [when('ForAllValues:StringEquals', KEYS)]],
];

describe.each([['actions', ACTIONS], ['resources', RESOURCES], ['denials', DENIALS], ['conditions', CONDITIONS]])('%s', (_, rows) => {
  test.each(rows)('%s: allowed is %s', (_title, allowed, call, statements) => {
    expect(decide(call, statements, []).allowed).toBe(allowed);
  });
});

describe('the table\'s own policy', () => {
  const own = (over: Partial<PolicyStatement> = {}) => allow({ resources: ['*'], principals: [ROLE], ...over });
  const foreign = request({ principal: 'arn:aws:iam::999988887777:role/Web' });

  test.each<readonly [string, boolean, PolicyRequest, PolicyStatement[], PolicyStatement[]]>([
    ['allows the role alone', true, request(), [], [own()]],
    ['allows everybody', true, request(), [], [own({ principals: ['*'] })]],
    ['allows another role', false, request(), [], [own({ principals: [`${ROLE}2`] })]],
    ['names the account, which leaves it to the role', false, request(), [], [own({ principals: ['arn:aws:iam::111122223333:root'] })]],
    ['denies the account', false, request(), [allow()], [{ ...own({ principals: ['111122223333'] }), effect: 'Deny' }]],
    ['denies another role', true, request(), [allow()], [{ ...own({ principals: [`${ROLE}2`] }), effect: 'Deny' }]],
    ['names no principal', false, request(), [], [own({ principals: undefined })]],
    ['is silent for a role of another account', false, foreign, [allow()], []],
    ['is the only one to allow a role of another account', false, foreign, [], [own({ principals: ['999988887777'] })]],
    ['allows a role of another account whose policy does too', true, foreign, [allow()], [own({ principals: ['999988887777'] })]],
  ])('%s: allowed is %s', (_title, allowed, call, role, resource) => {
    expect(decide(call, role, resource).allowed).toBe(allowed);
  });
});

describe('a permissions boundary', () => {
  const own = allow({ principals: [ROLE] });
  const foreign = request({ principal: 'arn:aws:iam::999988887777:role/Web' });

  test.each<readonly [string, boolean, PolicyRequest, PolicyStatement[], PolicyStatement[], PolicyStatement[]]>([
    ['allows what the role may', true, request(), [allow()], [], [allow({ actions: ['dynamodb:*'] })]],
    ['allows and the role does not', false, request(), [], [], [allow()]],
    ['is silent', false, request(), [allow()], [], []],
    ['allows another action', false, request(), [allow()], [], [allow({ actions: ['dynamodb:Query'] })]],
    ['allows another table', false, request(), [allow()], [], [allow({ resources: [`${TABLE}2`] })]],
    ['denies what it allows elsewhere', false, request(), [allow()], [], [allow(), deny()]],
    ['denies something else', true, request(), [allow()], [], [allow(), deny({ actions: ['dynamodb:Query'] })]],
    ['has a condition that is met', true, request(leading('a')), [allow()], [], [when('ForAllValues:StringEquals', KEYS, 'a')]],
    ['has a condition that is not met', false, request(leading('b')), [allow()], [], [when('ForAllValues:StringEquals', KEYS, 'a')]],
    ['has a condition that nobody can judge', false, request(), [allow()], [], [when('StringEquals', 'aws:SourceVpce', 'vpce-1')]],
    ['is silent while the table\'s policy allows the role', false, request(), [], [own], []],
    ['allows what the table\'s policy allows the role', true, request(), [], [own], [allow()]],
    ['is silent while the table\'s policy allows everybody', true, request(), [], [allow({ principals: ['*'] })], []],
    ['denies what the table\'s policy allows everybody', false, request(), [], [allow({ principals: ['*'] })], [deny()]],
    ['is silent for a role of another account', false, foreign, [allow()], [allow({ principals: ['999988887777'] })], []],
    ['is silent for a role of another account while the table allows everybody', false, foreign, [allow()], [allow({ principals: ['*'] })], []],
  ])('%s: allowed is %s', (_title, allowed, call, role, resource, boundary) => {
    expect(decide(call, role, resource, boundary).allowed).toBe(allowed);
  });

  test('is named when it does not allow', () => {
    expect(decide(request(), [allow()], [], [])).toEqual({
      allowed: false,
      reason: `the role's permissions boundary does not allow dynamodb:GetItem on ${TABLE}`,
      clause: 'because no permissions boundary allows the dynamodb:GetItem action',
    });
  });

  test('is named when it denies', () => {
    expect(decide(request(), [allow()], [], [allow({ actions: ['*'] }), deny({ sid: 'NoReads' })])).toEqual({
      allowed: false,
      reason: 'statement "NoReads" of the role\'s permissions boundary denies it',
      clause: 'with an explicit deny in a permissions boundary',
    });
  });

  test('is named with the condition that stood in the way', () => {
    expect(decide(request(leading('b')), [allow()], [], [when('ForAllValues:StringEquals', KEYS, 'a')]).reason)
      .toBe(`the role's permissions boundary does not allow dynamodb:GetItem on ${TABLE}: ` +
        `statement 1 of the role's permissions boundary would, but its condition on ${KEYS} is not met`);
  });
});

describe('reasons', () => {
  test('say that nothing allows the call', () => {
    expect(decide(request({ action: 'dynamodb:PutItem' }), [allow()], [])).toEqual({
      allowed: false,
      reason: `no statement of the role allows dynamodb:PutItem on ${TABLE}`,
      clause: 'because no identity-based policy allows the dynamodb:PutItem action',
    });
  });

  test('name the statement that denies', () => {
    expect(decide(request(), [allow(), deny({ sid: 'NoReads' })], [])).toEqual({
      allowed: false,
      reason: 'statement "NoReads" denies it',
      clause: 'with an explicit deny in an identity-based policy',
    });
  });

  test('name the table\'s policy when that denies', () => {
    expect(decide(request(), [allow()], [deny({ principals: ['*'] })])).toMatchObject({
      reason: 'statement 1 of the table\'s own policy denies it',
      clause: 'with an explicit deny in a resource-based policy',
    });
  });

  test('name the condition that stood in the way', () => {
    const statement = { ...when('ForAllValues:StringEquals', KEYS, 'a'), sid: 'Own' };
    expect(decide(request(leading('b')), [statement], []).reason)
      .toBe(`no statement of the role allows dynamodb:GetItem on ${TABLE}: statement "Own" would, but its condition on ${KEYS} is not met`);
  });

  test.each([
    ['StringEquals', 'aws:SourceVpce', 'condition key aws:SourceVpce is not known to this kit, so the call is refused'],
    ['DateLessThan', KEYS, 'condition operator DateLessThan is not known to this kit, so the call is refused'],
    ['StringLike', KEYS, `condition key ${KEYS} has 2 values in this call and StringLike is for one, so the call is refused: write ForAllValues:StringLike`],
  ])('name what cannot be judged: %s %s', (operator, key, reason) => {
    expect(decide(request(leading('a', 'b')), [when(operator, key, 'a')], []).reason).toBe(`statement 1: ${reason}`);
  });
});

test('a pattern of many stars is judged at once', () => {
  const pattern = `${'*a'.repeat(2000)}b`;
  expect(decide(request(leading('a'.repeat(2000))), [when('ForAllValues:StringLike', KEYS, pattern)], []).allowed).toBe(false);
});
