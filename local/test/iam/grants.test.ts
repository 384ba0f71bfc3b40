import { sessions, SESSIONS } from '../helpers/engine';
import { PolicyStatement, RoleBlueprint } from '../../src/blueprint/blueprint';
import { indexGrants, tableGrants } from '../../src/iam/grants';

const allow = (over: Partial<PolicyStatement> = {}): PolicyStatement => ({ effect: 'Allow', actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources: [SESSIONS], ...over });
const role = (statements: PolicyStatement[], over: Partial<RoleBlueprint> = {}): RoleBlueprint =>
  ({ name: 'WebRole', arn: 'arn:aws:iam::111122223333:role/WebRole', statements, ...over });
const attributes = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id'] } };

test('what a role may do with a table is what its statements allow there', () => {
  const statements = [allow(), allow({ actions: ['dynamodb:DeleteItem'], resources: [`${SESSIONS}2`] })];
  expect(tableGrants(role(statements), sessions())).toEqual({ allowed: ['GetItem', 'PutItem'], conditional: [], conditions: [] });
});

test('everything is allowed by a wildcard, on an index as well', () => {
  const all = role([allow({ actions: ['dynamodb:*'], resources: ['*'] })]);
  expect(tableGrants(all, sessions()).allowed).toEqual(expect.arrayContaining(['GetItem', 'Scan', 'DescribeTable', 'DeleteTable']));
  expect(indexGrants(all, sessions(), 'byUser').allowed).toEqual(['Query', 'Scan', 'PartiQLSelect']);
});

test('the table alone is not its indexes', () => {
  expect(indexGrants(role([allow({ actions: ['dynamodb:Query'] })]), sessions(), 'byUser').allowed).toEqual([]);
  expect(indexGrants(role([allow({ actions: ['dynamodb:Query'], resources: [`${SESSIONS}/index/*`] })]), sessions(), 'byUser').allowed).toEqual(['Query']);
});

test('a denial, a boundary and the table\'s own policy count', () => {
  const denied = role([allow(), allow({ effect: 'Deny', actions: ['dynamodb:Put*'] })]);
  expect(tableGrants(denied, sessions()).allowed).toEqual(['GetItem']);
  const limited = role([allow()], { boundary: [allow({ actions: ['dynamodb:PutItem'] })] });
  expect(tableGrants(limited, sessions()).allowed).toEqual(['PutItem']);
  const resourcePolicy = [allow({ actions: ['dynamodb:Scan'], principals: ['*'] })];
  expect(tableGrants(role([]), sessions({ resourcePolicy })).allowed).toEqual(['Scan']);
});

test('what conditions decide is told with the conditions', () => {
  const statements = [allow({ conditions: attributes })];
  expect(tableGrants(role(statements), sessions())).toEqual({
    allowed: [], conditional: ['GetItem', 'PutItem'], conditions: ['when dynamodb:Attributes ForAllValues:StringEquals id'],
  });
});

test('a denial with conditions leaves what it may deny conditional', () => {
  const statements = [allow(), allow({ effect: 'Deny', actions: ['dynamodb:PutItem'], conditions: attributes })];
  expect(tableGrants(role(statements), sessions())).toEqual({
    allowed: ['GetItem'], conditional: ['PutItem'], conditions: ['not when dynamodb:Attributes ForAllValues:StringEquals id'],
  });
});

test('conditions of other tables and operations are not told', () => {
  const statements = [
    allow({ actions: ['dynamodb:GetItem'], conditions: attributes }),
    allow({ actions: ['dynamodb:GetItem'], resources: ['arn:aws:dynamodb:eu-west-1:111122223333:table/Other'], conditions: { Bool: { 'aws:SecureTransport': ['true'] } } }),
  ];
  expect(tableGrants(role(statements), sessions()).conditions).toEqual(['when dynamodb:Attributes ForAllValues:StringEquals id']);
});
