// each grant on each kind of table for clients that differ: the exact statements, and that what was granted passes and its neighbours do not.
// two matchers judge each call, the local kit's and one written for this proof, against what facts.ts says, which knows nothing of src/
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { App, Stack } from 'aws-cdk-lib/core';
import { SessionStore, SessionTable } from '../../src';
import { europe, newRole, newStack, onlyResource } from '../helpers';
import { Deployment } from './concrete';
import { Case, GRANTS, Judged, keyCalls, keyStatements, roleStatements, tableCalls, tableStatements } from './expectation';
import { CLIENTS, KEY_USE } from './facts';
import { Call, dynamodbAllows, kmsAllows, Policies, Statement } from './iam';
import { kitJudge } from './kit';
import { EVERYTHING, Grantee } from './scene';
import { KINDS } from './tables';

interface Built extends Case {
  readonly grantee: Grantee;
}

const built = new Map<string, Built[]>();
let judgedCalls = 0;
const judgedTables = new Set<string>();

afterAll(() => {
  const tables = `${judgedTables.size} tables of ${Object.keys(KINDS).length} kinds`;
  process.stdout.write(`policy proof: ${judgedCalls} triples of grant, table and call, on ${tables}\n`);
});

/** All grants of all clients on tables of one kind, in one app. */
function casesOf(title: string): Built[] {
  const found = built.get(title);
  if (found) {
    return found;
  }
  const kind = KINDS[title];
  const scene = kind.scene();
  const defined = kind.clients.flatMap((name) => {
    const id = name.replace(/\W/g, '');
    const client = CLIENTS[name];
    const subject = kind.define(scene, id, client);
    return GRANTS.filter((grant) => grant.calls(client).length > 0).map((grant) => {
      const grantee = scene.newGrantee(`${id}${GRANTS.indexOf(grant)}`);
      grant.make(subject.grants, grantee.grantable);
      return { kind, client, grant, subject, grantee };
    });
  });
  const deployment = new Deployment(scene.app);
  const cases = defined.map((each) => ({ ...each, deployment, caller: each.grantee.arn(deployment) }));
  built.set(title, cases);
  return cases;
}

const nameOf = ({ client, grant }: Case) => `${grant.title} for ${client.store.clientName}`;

/** Statements about the caller: a role that the app makes is named by its account and its ARN. */
function forCaller(statements: Statement[], caller: string): Statement[] {
  return statements.filter(({ Principal, Condition }) => Principal?.includes(caller) || Condition?.ArnEquals?.['aws:PrincipalArn'].includes(caller));
}

function naming({ kind, caller }: Case): (statement: Statement) => Statement {
  if (kind.decidedBy === 'table') {
    return (statement) => ({ ...statement, Principal: [caller] });
  }
  return (statement) => ({
    ...statement,
    Principal: [caller.replace(/:role.*/, ':root')],
    Condition: { ...statement.Condition, ArnEquals: { 'aws:PrincipalArn': [caller] } },
  });
}

function policiesFor({ subject, deployment, grantee, caller }: Built, resource: string): Policies {
  const identity = grantee.identity(deployment);
  if (resource.split(':')[2] === 'kms') {
    return { identity, resource: subject.key!.keyPolicy(deployment, resource, caller) };
  }
  // a table's policy is also that of its indexes, and of nothing else
  const [table] = resource.split('/index/');
  const known = subject.tables(deployment).includes(table);
  return { identity, resource: known ? subject.tablePolicy(deployment, table, caller) : [] };
}

type Matcher = (policies: Policies) => (judged: Judged) => boolean;

const byOracle: Matcher = (policies) => ({ call }) => dynamodbAllows(call, policies);
const byKeyOracle: Matcher = (policies) => ({ call }) => kmsAllows(call, policies);

/** The same question put to the local kit. */
const byKit: Matcher = (policies) => {
  const judge = kitJudge(policies);
  return ({ call }) => judge(call);
};

const describeCall = ({ call: { action, resource, context } }: Judged) => `${action} on ${resource} ${JSON.stringify(context)}`;

/** Calls that a matcher judges otherwise than the facts; the policies are read once for each resource. */
function mistakes(test: Built, calls: Judged[], matcher: Matcher, change: (policies: Policies) => Policies = (policies) => policies): string[] {
  const judges = new Map<string, (judged: Judged) => boolean>();
  return calls.filter((judged) => {
    const { resource } = judged.call;
    const judge = judges.get(resource) ?? matcher(change(policiesFor(test, resource)));
    judges.set(resource, judge);
    return judge(judged) !== judged.allowed;
  }).map((judged) => `${nameOf(test)}: ${judged.allowed ? 'must pass' : 'must not pass'}: ${describeCall(judged)}`);
}

test('every preset takes part', () => {
  const presets = Object.getOwnPropertyNames(SessionStore).filter((name) => typeof (SessionStore as any)[name] === 'function' && name !== 'of');
  expect(Object.keys(CLIENTS)).toEqual(expect.arrayContaining(presets));
});

describe.each(Object.keys(KINDS))('a table that is %s', (title) => {
  const cases = () => casesOf(title);

  test('is granted by exactly these statements', () => {
    for (const each of cases()) {
      const { kind, deployment, grantee } = each;
      // a role that the app cannot change has no policy in it
      const expected = kind.decidedBy === 'table' ? [] : roleStatements(each);
      expect({ [nameOf(each)]: grantee.written(deployment) }).toEqual({ [nameOf(each)]: expected });
    }
  });

  test('says exactly this in its own policy and that of its key', () => {
    for (const each of cases()) {
      const { kind, subject, deployment, caller } = each;
      const open = kind.decidedBy === 'role';
      for (const table of subject.tables(deployment).slice(0, 1)) {
        const own = forCaller(subject.tablePolicy(deployment, table, caller), caller).filter(({ Action }) => Action[0] !== EVERYTHING.Action[0]);
        const withoutCreation = tableStatements(each)
          .map((statement) => ({ ...statement, Action: statement.Action.filter((action) => action !== 'dynamodb:CreateTable') }))
          .filter(({ Action }) => Action.length > 0);
        expect({ [nameOf(each)]: own }).toEqual({ [nameOf(each)]: open ? [] : withoutCreation.map(naming(each)) });
      }
      for (const key of subject.key?.keys(deployment).slice(0, 1) ?? []) {
        const own = forCaller(subject.key!.keyPolicy(deployment, key, caller), caller).filter(({ Action }) => Action[0] !== EVERYTHING.Action[0]);
        expect(own).toEqual(open ? [] : keyStatements(subject.key, deployment, ['*']).map(naming(each)));
      }
    }
  });

  test('lets exactly the granted calls pass', () => {
    for (const each of cases()) {
      const calls = tableCalls(each);
      judgedCalls += calls.length;
      for (const table of each.subject.tables(each.deployment)) {
        judgedTables.add(`${title} ${table}`);
      }
      expect(calls.some(({ allowed }) => allowed)).toBe(true);
      expect(mistakes(each, calls, byOracle)).toEqual([]);
      expect(mistakes(each, calls, byKit)).toEqual([]);
    }
  });

  test('lets its key be used through DynamoDB, and for nothing else', () => {
    for (const each of cases()) {
      const calls = keyCalls(each);
      judgedCalls += calls.length;
      expect(mistakes(each, calls, byKeyOracle)).toEqual([]);
    }
  });
});

describe('across accounts', () => {
  const crossing = Object.keys(KINDS).filter((title) => KINDS[title].decidedBy === 'both' || title.startsWith('imported, of another account'));

  test.each(crossing)('either side alone lets nothing pass: %s', (title) => {
    for (const each of casesOf(title)) {
      const denied = tableCalls(each).map((judged) => ({ ...judged, allowed: false }));
      for (const matcher of [byOracle, byKit]) {
        expect(mistakes(each, denied, matcher, (policies) => ({ ...policies, resource: [] }))).toEqual([]);
        expect(mistakes(each, denied, matcher, (policies) => ({ ...policies, identity: [] }))).toEqual([]);
      }
      const deniedKey = keyCalls(each).map((judged) => ({ ...judged, allowed: false }));
      expect(mistakes(each, deniedKey, byKeyOracle, (policies) => ({ ...policies, resource: [] }))).toEqual([]);
    }
  });
});

describe('a key prefix', () => {
  const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/indexed';
  const [phpSdk, indexed] = ['phpSdk', 'indexed'].map((name) => () => casesOf('own, in a known place')
    .find(({ client, grant }) => client === CLIENTS[name] && grant.title === 'sessionAccess with a prefix')!);
  const passes = (each: Built, action: string, resource: string, keys: string[]) => {
    const context: Call['context'] = keys.length > 0 ? { 'dynamodb:LeadingKeys': keys } : {};
    const call: Call = { action: `dynamodb:${action}`, resource, role: each.caller, context };
    const verdicts = [byOracle, byKit].map((matcher) => matcher(policiesFor(each, resource))({ call, allowed: true }));
    expect(new Set(verdicts).size).toBe(1);
    return verdicts[0];
  };
  const onPhp = (action: string, keys: string[]) => passes(phpSdk(), action, table.replace('indexed', 'phpSdk'), keys);

  test.each(['GetItem', 'UpdateItem', 'DeleteItem'])('lets %s reach our items, not those of a neighbour', (action) => {
    expect(onPhp(action, ['sess:1'])).toBe(true);
    expect(onPhp(action, ['other:1'])).toBe(false);
  });

  test('denies a request that names no key, which ForAllValues alone would let pass', () => expect(onPhp('GetItem', [])).toBe(false));

  test('denies a batch with one key of a neighbour', () => {
    expect(onPhp('BatchWriteItem', ['sess:1', 'sess:2'])).toBe(true);
    expect(onPhp('BatchWriteItem', ['sess:1', 'other:1'])).toBe(false);
  });

  test('denies Scan, so the clean-up of the client no longer works', () => expect(onPhp('Scan', [])).toBe(false));

  test('limits the keys of an index as well', () => {
    expect(passes(indexed(), 'Query', `${table}/index/byUser`, ['sess:1'])).toBe(true);
    expect(passes(indexed(), 'Query', `${table}/index/byUser`, ['jane'])).toBe(false);
    expect(passes(indexed(), 'Scan', `${table}/index/byUser`, [])).toBe(false);
  });

  test('lets calls about the table itself pass', () => expect(passes(indexed(), 'DescribeTable', table, [])).toBe(true));
});

describe('the own policy of a key', () => {
  /** A table with this key, and what its role may do with it. */
  function decrypts(keyOf: (stack: Stack, role: iam.Role) => kms.Key): boolean {
    const stack = newStack({ env: europe });
    const role = newRole(stack);
    const key = keyOf(stack, role);
    new SessionTable(stack, 'Sessions', { encryption: dynamodb.TableEncryptionV2.customerManagedKey(key) }).grantSessionAccess(role);
    const deployment = new Deployment(stack.node.root as App);
    const [caller, resource, name] = [role.roleArn, key.keyArn, role.roleName].map((value) => deployment.text(stack, value));
    const policies = {
      identity: deployment.statementsByRole(stack).get(name)!,
      resource: deployment.statements(stack, onlyResource(stack, 'AWS::KMS::Key').Properties.KeyPolicy),
    };
    const context = { 'kms:ViaService': ['dynamodb.eu-west-1.amazonaws.com'] };
    return kmsAllows({ action: 'kms:Decrypt', resource, role: caller, context }, policies);
  }
  const administeredBy = (principal: iam.IPrincipal) => new iam.PolicyDocument({
    statements: [new iam.PolicyStatement({ principals: [principal], actions: ['kms:Create*', 'kms:Put*'], resources: ['*'] })],
  });
  const strict = (stack: Stack) => new kms.Key(stack, 'Key', { policy: administeredBy(new iam.ArnPrincipal('arn:aws:iam::111122223333:role/KeyOwner')) });

  test('is enough as aws-cdk-lib makes it', () => expect(decrypts((stack) => new kms.Key(stack, 'Key'))).toBe(true));

  test('leaves the grant without effect when it hands nothing to its account', () => expect(decrypts(strict)).toBe(false));

  test('gives the grant its effect once it names the role as docs/guide/keys-and-accounts.md says', () => {
    expect(decrypts((stack, role) => {
      const key = strict(stack);
      key.addToResourcePolicy(new iam.PolicyStatement({
        principals: [role],
        actions: KEY_USE,
        resources: ['*'],
        conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${stack.region}.amazonaws.com` } },
      }));
      return key;
    })).toBe(true);
  });
});

describe('replicas across accounts', () => {
  // DynamoDB creates no replica together with its policy, so that of the table goes to its own region alone, whatever the feature flag says
  test.each([
    'own, with replicas, called by a role of another account',
    'own, with replicas that have policies of their own, called by a role of another account',
  ])('have no copy of the policy: %s', (title) => {
    for (const { subject, deployment, caller } of casesOf(title)) {
      expect(subject.tables(deployment).map((table) => subject.tablePolicy(deployment, table, caller).length > 0)).toEqual([true, false, false]);
    }
  });
});

describe('a proof that can fail: it sees', () => {
  type Change = (statements: readonly Statement[]) => Statement[];
  const first = (change: (statement: Statement) => Partial<Statement>): Change => ([one, ...others]) => [{ ...one, ...change(one) }, ...others];
  const last = (change: (statement: Statement) => Partial<Statement>): Change =>
    (all) => [...all.slice(0, -1), { ...all.at(-1)!, ...change(all.at(-1)!) }];
  const find = (client: string, grant: string) => casesOf('own, with replicas and a customer key in each region')
    .find((each) => each.client === CLIENTS[client] && each.grant.title === grant)!;
  const without = (condition: string) => ({ Condition = {} }: Statement) =>
    ({ Condition: Object.fromEntries(Object.entries(Condition).filter(([operator]) => operator !== condition)) });

  test.each<[string, string, string, Change]>([
    ['PutItem for a client that never calls it', 'phpSdk', 'sessionAccess', first(({ Action }) => ({ Action: [...Action, 'dynamodb:PutItem'] }))],
    ['Scan in the grant for requests', 'phpSdk', 'requests', first(({ Action }) => ({ Action: [...Action, 'dynamodb:Scan'] }))],
    ['a call that is missing', 'phpSdk', 'sessionAccess', first(({ Action }) => ({ Action: Action.slice(1) }))],
    ['all actions', 'express', 'sessionAccess', first(() => ({ Action: ['dynamodb:*'] }))],
    ['actions by a pattern', 'express', 'sessionAccess', first(({ Action }) => ({ Action: [...Action, 'dynamodb:Describe*'] }))],
    ['all tables', 'laravel', 'requests', first(() => ({ Resource: ['*'] }))],
    ['tables that begin alike', 'laravel', 'requests', first(({ Resource }) => ({ Resource: Resource.map((arn) => `${arn}*`) }))],
    ['the table in every region', 'laravel', 'requests', first(({ Resource }) => ({ Resource: [Resource[0].replace('eu-west-1', '*')] }))],
    ['a copy that is missing', 'laravel', 'requests', first(({ Resource }) => ({ Resource: Resource.slice(0, -1) }))],
    ['an index too many', 'authJs', 'requests',
      ([one, two, three]) => [one, { ...two, Resource: two.Resource.map((arn) => arn.replace('GSI1', '*')) }, three]],
    ['an index that is missing', 'indexed', 'requests', ([one, two, three]) => [one, { ...two, Resource: two.Resource.slice(1) }, three]],
    ['another call on an index', 'authJs', 'requests', ([one, two, three]) => [one, { ...two, Action: [...two.Action, 'dynamodb:Scan'] }, three]],
    ['a prefix without its condition', 'phpSdk', 'requests with a prefix', first(() => ({ Condition: {} }))],
    ['a prefix that requests without keys get round', 'phpSdk', 'requests with a prefix', first(without('Null'))],
    ['a prefix that is a pattern too wide', 'phpSdk', 'requests with a prefix',
      first(({ Condition }) => ({ Condition: { ...Condition, 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['sess*'] } } }))],
    ['a prefix that limits calls about the table', 'express', 'requests with a prefix',
      ([one, two, three]) => [one, { ...two, Condition: one.Condition }, three]],
  ])('%s', (_, client, grant, change) => {
    const each = find(client, grant);
    const calls = tableCalls(each);
    for (const matcher of [byOracle, byKit]) {
      expect(mistakes(each, calls, matcher)).toEqual([]);
      expect(mistakes(each, calls, matcher, ({ identity, resource }) => ({ identity: change(identity), resource })).length).toBeGreaterThan(0);
    }
  });

  test.each<[string, Change]>([
    ['a key that others than DynamoDB may use', last(() => ({ Condition: {} }))],
    ['a key that another service may use', last(() => ({ Condition: { StringLike: { 'kms:ViaService': ['*.amazonaws.com'] } } }))],
    ["the suffix of China's host names", last(({ Condition }) => ({
      Condition: { StringEquals: { 'kms:ViaService': Condition!.StringEquals['kms:ViaService'].map((service) => `${service}.cn`) } },
    }))],
    ['all keys', last(() => ({ Resource: ['*'] }))],
    ['the key of a copy that is missing', last(({ Resource }) => ({ Resource: Resource.slice(0, 1) }))],
    ['the right to hand the key on', last(({ Action }) => ({ Action: [...Action, 'kms:CreateGrant'] }))],
    ['keys that are missing altogether', (all) => all.slice(0, -1)],
  ])('%s', (_, change) => {
    const each = find('phpSdk', 'requests');
    const calls = keyCalls(each);
    expect(mistakes(each, calls, byKeyOracle, ({ identity, resource }) => ({ identity: change(identity), resource })).length).toBeGreaterThan(0);
  });

  test('a key whose own policy leaves nothing to the policies of roles', () => {
    const each = find('phpSdk', 'requests');
    const refused = mistakes(each, keyCalls(each), byKeyOracle, ({ identity }) => ({ identity, resource: [] }));
    expect(refused.length).toBeGreaterThanOrEqual(KEY_USE.length);
    expect(refused.every((mistake) => mistake.includes('must pass'))).toBe(true);
  });
});
