// every action of DynamoDB, by what AWS's documentation says of it (test/policy/facts.ts) and what the library makes of it
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { SessionExpiry, SessionStore, SessionTable } from '../../src';
import { europe, newRole, newStack, onlyResource, statementsOf, warningsOf } from '../helpers';
import {
  ACROSS_ACCOUNTS, ADMINISTERS_TABLE, DYNAMODB_ACTIONS, IN_POLICIES_OF_TABLES, KEYED, LOOKS_AT_TABLE, NOT_ON_TABLES, ON_ALL_ITEMS, ON_INDEXES,
} from '../policy/facts';

const CREATE = 'dynamodb:CreateTable';
const INVENTED = 'dynamodb:ReadTheFuture';
const ON_TABLES = [...KEYED, ...ON_ALL_ITEMS, ...LOOKS_AT_TABLE, ...ADMINISTERS_TABLE, CREATE];
/** What some clients do when they start: without it they fail, prefix or not. */
const AT_START = [CREATE, 'dynamodb:UpdateTable', 'dynamodb:UpdateTimeToLive'];
const LISTS = ['requestActions', 'lockingActions', 'startUpActions', 'garbageCollectionActions'] as const;

const storeOf = (actions: string[], list: typeof LISTS[number] = 'requestActions') => SessionStore.of({
  clientName: 'my client',
  expiry: SessionExpiry.timeToLive('expires'),
  requestActions: ['dynamodb:GetItem'],
  [list]: ['dynamodb:GetItem', ...actions],
  globalSecondaryIndexes: [{ indexName: 'byUser', partitionKey: { name: 'user', type: dynamodb.AttributeType.STRING } }],
});
const warnings = (...given: Parameters<typeof storeOf>) => storeOf(...given).warnings.map(({ id }) => id);
const listOf = <T>(value: T | T[]) => Array.isArray(value) ? value : [value];

/** A store that calls everything, and who is granted it. */
function granted(options: { keyPrefix?: string; account?: string } = {}) {
  const stack = newStack({ env: europe });
  const table = new SessionTable(stack, 'Sessions', { sessionStore: storeOf([...ON_TABLES, INVENTED]) });
  const role = options.account === undefined ? newRole(stack) : iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${options.account}:role/app`);
  table.grantSessionAccess(role, { keyPrefix: options.keyPrefix });
  return { stack, statements: statementsOf(role), onTable: JSON.stringify(stack.resolve(table.tableArn)) };
}

test('the lists hold each action of DynamoDB once', () => {
  const all = [...ON_TABLES, ...NOT_ON_TABLES];
  expect(new Set(all).size).toBe(all.length);
  expect(DYNAMODB_ACTIONS.filter((action) => !all.includes(action))).toEqual(['dynamodb:TransactGetItems', 'dynamodb:TransactWriteItems']);
});

describe('whoever has the role can delete, weaken or copy the table: told of', () => {
  test.each(ADMINISTERS_TABLE)('%s', (action) => {
    for (const list of LISTS) {
      expect(warnings([action], list)).toEqual(['changesTable']);
    }
  });

  test.each([...KEYED, ...ON_ALL_ITEMS, ...LOOKS_AT_TABLE])('not %s', (action) => expect(warnings([action])).toEqual([]));

  test.each(LISTS)(`${CREATE} in its own words, in %s`, (list) => expect(warnings([CREATE], list)).toEqual(['createsTable']));
});

describe('what the ARN of a table can never allow is refused', () => {
  test.each(NOT_ON_TABLES)('%s', (action) => {
    expect(() => storeOf([action])).toThrow(new Error(
      `\`requestActions\` must hold actions that the ARN of a table can allow, got: '${action}', which needs another resource or '*'; ` +
      'allow it to the role in a policy of your own'));
  });

  test('however it is spelt', () => expect(() => storeOf(['dynamodb:listTables'])).toThrow('needs another resource'));

  test.each(ON_TABLES)('not %s', (action) => expect(() => storeOf([action])).not.toThrow());
});

describe('an action that the library does not know', () => {
  test('may be granted, with a warning', () => {
    expect(storeOf([INVENTED]).warnings).toEqual([{
      id: 'unknownActions',
      text: 'my client is granted dynamodb:ReadTheFuture, of which this library does not know what it does; check the spelling, ' +
        'and whether it reaches more than sessions',
    }]);
  });

  test('is not among those that AWS has', () => expect(DYNAMODB_ACTIONS.flatMap((action) => NOT_ON_TABLES.includes(action) ? [] : action)
    .filter((action) => !action.includes('Transact')).flatMap((action) => warnings([action])).filter((id) => id === 'unknownActions')).toEqual([]));
});

describe('a key prefix', () => {
  const { statements, onTable } = granted({ keyPrefix: 'sess:' });
  const stateOf = (action: string) => statements
    .filter(({ Action, Resource }) => listOf(Action).includes(action) && JSON.stringify(Resource) === onTable)
    .map(({ Condition }) => Condition?.Null === undefined ? 'unlimited' : 'limited');

  test.each([...KEYED, INVENTED])('limits %s', (action) => expect(stateOf(action)).toEqual(['limited']));
  test.each([...LOOKS_AT_TABLE, ...AT_START])('leaves %s as it is', (action) => expect(stateOf(action)).toEqual(['unlimited']));
  test.each([...ON_ALL_ITEMS, ...ADMINISTERS_TABLE.filter((action) => !AT_START.includes(action))])('leaves out %s', (action) => {
    expect(stateOf(action)).toEqual([]);
  });
});

describe('an index', () => {
  const { statements } = granted();
  const onIndex = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('/index/')).flatMap(({ Action }) => listOf(Action));

  test('takes exactly the calls that name one', () => expect(onIndex).toEqual(ON_INDEXES));
});

describe("a table's own policy, for a role of another account,", () => {
  const { stack } = granted({ account: '444455556666' });
  const [statement] = onlyResource(stack, 'AWS::DynamoDB::GlobalTable').Properties.Replicas[0].ResourcePolicy.PolicyDocument.Statement;
  const told = warningsOf(stack).find((warning) => warning.includes('denies to other accounts'))!;

  test.each(IN_POLICIES_OF_TABLES)('holds %s', (action) => expect(statement.Action).toContain(action));
  test('holds nothing else, which would fail it as a whole', () => expect(statement.Action).toHaveLength(IN_POLICIES_OF_TABLES.length));

  const lacking = / lacks (.*), which 'my client'/.exec(told)![1].split(', ');
  test.each(ACROSS_ACCOUNTS)('is enough for %s', (action) => expect(lacking).not.toContain(action));
  test.each([...ON_TABLES, INVENTED].filter((action) => !ACROSS_ACCOUNTS.includes(action)))('is said not to be for %s', (action) => {
    expect(lacking).toContain(action);
  });
});
