// the proof's matcher against verdicts worked out by hand, and against the local kit's where both know the rules
import * as fc from 'fast-check';
import { Call, dynamodbAllows, kmsAllows, Policies, Statement } from './iam';
import { kitJudge } from './kit';

const ROLE = 'arn:aws:iam::111122223333:role/Web';
const FOREIGN = 'arn:aws:iam::444455556666:role/Web';
const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/Sessions';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const ROOT = 'arn:aws:iam::111122223333:root';
const KEYS = 'dynamodb:LeadingKeys';

const get = (over: Partial<Call> = {}): Call => ({ action: 'dynamodb:GetItem', resource: TABLE, role: ROLE, context: {}, ...over });
const keys = (...values: string[]) => get({ context: { [KEYS]: values } });
const allow = (over: Partial<Statement> = {}): Statement => ({ Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: [TABLE], ...over });
const when = (operator: string, ...values: string[]) => allow({ Condition: { [operator]: { [KEYS]: values } } });
const deny = (over: Partial<Statement> = {}) => allow({ Effect: 'Deny', ...over });

const ROWS: Array<[string, boolean, Call, Statement[], Statement[]?]> = [
  ['no statement', false, get(), []],
  ['the very call', true, get(), [allow()]],
  ['another action', false, get({ action: 'dynamodb:PutItem' }), [allow()]],
  ['an action that begins alike', false, get({ action: 'dynamodb:GetItems' }), [allow()]],
  ['an action in another case', true, get({ action: 'DYNAMODB:getitem' }), [allow()]],
  ['an action by a pattern', true, get(), [allow({ Action: ['dynamodb:Get*'] })]],
  ['a dot in a pattern is a dot', false, get({ resource: 'arn:x' }), [allow({ Resource: ['arn.x'] })]],
  ['a table that begins alike', false, get({ resource: `${TABLE}2` }), [allow()]],
  ['a table by a pattern', true, get({ resource: `${TABLE}2` }), [allow({ Resource: [`${TABLE}*`] })]],
  ['a question mark for one character', false, get({ resource: `${TABLE}22` }), [allow({ Resource: [`${TABLE}?`] })]],
  ['an index of the table', false, get({ resource: `${TABLE}/index/x` }), [allow()]],
  ['a denial', false, get(), [allow(), deny()]],
  ['a denial of something else', true, get(), [allow(), deny({ Action: ['dynamodb:Scan'] })]],
  ['a denial in the policy of the table', false, get(), [allow()], [deny({ Principal: [ROLE] })]],
  ['a denial of another role there', true, get(), [allow()], [deny({ Principal: [`${ROLE}2`] })]],
  ['keys that are all like it', true, keys('a1', 'a2'), [when('ForAllValues:StringLike', 'a*')]],
  ['one key that is not', false, keys('a1', 'b'), [when('ForAllValues:StringLike', 'a*')]],
  ['no key at all, for all values', true, get(), [when('ForAllValues:StringLike', 'a*')]],
  ['no key at all, and none may be absent', false, get(), [when('Null', 'false')]],
  ['a key, and none may be absent', true, keys('a'), [when('Null', 'false')]],
  ['any value', true, keys('a', 'b'), [when('ForAnyValue:StringEquals', 'b')]],
  ['any value of none', false, get(), [when('ForAnyValue:StringEquals', 'b')]],
  ['a star is a star for StringEquals', false, keys('abc'), [when('StringEquals', 'a*')]],
  ['the policy of the table alone', true, get(), [], [allow({ Principal: [ROLE], Resource: ['*'] })]],
  ['the account alone, which leaves it to the role', false, get(), [], [allow({ Principal: [ROOT] })]],
  ['a role of another account by its own policy', false, get({ role: FOREIGN }), [allow()]],
  ['a role of another account by the policy of the table', false, get({ role: FOREIGN }), [], [allow({ Principal: [FOREIGN] })]],
  ['a role of another account by both', true, get({ role: FOREIGN }), [allow()], [allow({ Principal: [FOREIGN] })]],
  ['a role of another account by both, as part of its account', true, get({ role: FOREIGN }), [allow()], [allow({ Principal: ['444455556666'] })]],
];

test.each(ROWS)('DynamoDB: %s: %s', (_, expected, call, identity, resource = []) => {
  expect(dynamodbAllows(call, { identity, resource })).toBe(expected);
});

describe('KMS', () => {
  const decrypt = (over: Partial<Call> = {}): Call =>
    ({ action: 'kms:Decrypt', resource: KEY, role: ROLE, context: { 'kms:ViaService': ['dynamodb.eu-west-1.amazonaws.com'] }, ...over });
  const use = (over: Partial<Statement> = {}): Statement => ({ Effect: 'Allow', Action: ['kms:Decrypt'], Resource: [KEY], ...over });
  const account = use({ Action: ['kms:*'], Resource: ['*'], Principal: [ROOT] });
  const via = (...services: string[]) => ({ Condition: { StringEquals: { 'kms:ViaService': services } } });

  test.each<[string, boolean, Call, Statement[], Statement[]]>([
    ['a role where the key leaves it to its account', true, decrypt(), [use()], [account]],
    ['a role where the key says nothing of its account', false, decrypt(), [use()], []],
    ['a role that the key names', true, decrypt(), [], [use({ Principal: [ROLE], Resource: ['*'] })]],
    ['the account alone', false, decrypt(), [], [account]],
    ['an alias as the resource', false, decrypt(), [use({ Resource: [KEY.replace('key/1', 'alias/sessions')] })], [account]],
    ['through the service', true, decrypt(), [use(via('dynamodb.eu-west-1.amazonaws.com'))], [account]],
    ['through another region', false, decrypt(), [use(via('dynamodb.us-east-1.amazonaws.com'))], [account]],
    ['directly', false, decrypt({ context: {} }), [use(via('dynamodb.eu-west-1.amazonaws.com'))], [account]],
    ['another account by its own policy', false, decrypt({ role: FOREIGN }), [use()], [account]],
    ['another account by the policy of the key', false, decrypt({ role: FOREIGN }), [], [use({ Principal: [FOREIGN] })]],
    ['another account by both', true, decrypt({ role: FOREIGN }), [use()], [use({ Principal: ['arn:aws:iam::444455556666:root'] })]],
  ])('%s: %s', (_, expected, call, identity, resource) => {
    expect(kmsAllows(call, { identity, resource })).toBe(expected);
  });
});

test('fails when it meets an operator that it does not know', () => {
  expect(() => dynamodbAllows(get(), { identity: [when('StringNotLike', 'a')], resource: [] })).toThrow('does not know the operator StringNotLike');
});

test('agrees with the matcher of the local kit on policies that nobody chose', () => {
  const some = <T>(...values: T[]) => fc.constantFrom(...values);
  const resources = ['*', TABLE, `${TABLE}*`, `${TABLE}/index/?`, `${TABLE}/index/a`, TABLE.replace('eu-west-1', '*')];
  const condition = fc.dictionary(
    some('ForAllValues:StringLike', 'ForAnyValue:StringEquals', 'Null'),
    fc.array(some('a*', 'b', '?', 'true', 'false', ''), { minLength: 1, maxLength: 2 }).map((values) => ({ [KEYS]: values })), { maxKeys: 2 });
  const statement = (principal: boolean) => fc.record({
    Effect: some('Allow', 'Allow', 'Deny'),
    Action: fc.array(some('dynamodb:GetItem', 'dynamodb:*', 'dynamodb:?etItem', 'dynamodb:Query'), { minLength: 1, maxLength: 2 }),
    Resource: fc.array(some(...resources), { minLength: 1, maxLength: 2 }),
    Condition: condition,
    ...(principal && { Principal: fc.array(some(ROLE, FOREIGN, ROOT, '444455556666', '*'), { minLength: 1, maxLength: 2 }) }),
  }) as fc.Arbitrary<Statement>;
  const call = fc.record({
    action: some('dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'),
    resource: some(TABLE, `${TABLE}2`, `${TABLE}/index/a`, TABLE.replace('eu-west-1', 'us-east-1')),
    role: some(ROLE, FOREIGN),
    context: fc.array(some('a1', 'a', 'b', ''), { maxLength: 3 }).map((values) => values.length > 0 ? { [KEYS]: values } : {}),
  }) as fc.Arbitrary<Call>;
  const seen = { true: 0, false: 0 };

  const policy = fc.record({ identity: fc.array(statement(false), { maxLength: 3 }), resource: fc.array(statement(true), { maxLength: 2 }) });

  fc.assert(fc.property(call, policy, (request, policies: Policies) => {
    const verdict = dynamodbAllows(request, policies);
    seen[`${verdict}`]++;
    expect({ request, policies, verdict: kitJudge(policies)(request) }).toEqual({ request, policies, verdict });
  }), { numRuns: 5000, seed: 20261121 });

  expect(Math.min(seen.true, seen.false)).toBeGreaterThan(300);
});
