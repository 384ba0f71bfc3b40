import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Environment } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { SessionStore, SessionTable, SessionTableGrants } from '../../../src';
import { actionsOf, sessionStore, StoreFacts } from '../arbitraries/session-store';
import { Case, environment, Subject } from '../case';
import { arnOf, grantedActions, grantFaults, indexesOf, leavesNothing } from '../expectations/grants';
import { Fault, Given, made, oneOf, settled } from '../given';
import { texts } from '../props';
import { expectSame, listOf, statementsOf, Template } from '../template';
import { World } from '../world';

type Access = 'sessionAccess' | 'requests' | 'garbageCollection';

/** A table of some kind with the grants on it. */
interface Granting {
  readonly text: string;
  /** Whether such a table needs a stack with a fixed region. */
  readonly isRegional?: boolean;
  readonly hasKey?: boolean;
  readonly replicaRegions?: string[];
  readonly make: (world: World, store: SessionStore) => { grants: SessionTableGrants; arn: unknown };
}

interface Keys {
  readonly partitionKey: dynamodb.Attribute;
  readonly sortKey?: dynamodb.Attribute;
}

function own(text: string, more: Partial<Granting>, props: (world: World) => object): Granting {
  return {
    text: `new SessionTable(stack, 'Sessions', { store, ${text} })`,
    ...more,
    make: (world, store) => {
      const { grants, tableArn } = new SessionTable(world.stack, 'Sessions', { store, ...props(world) });
      return { grants, arn: tableArn };
    },
  };
}

/** A table that somebody else defines, with the keys that the store needs. */
function other(text: string, hasKey: boolean, table: (world: World, keys: Keys) => dynamodb.ITableRef): Granting {
  return {
    text: `SessionTableGrants.fromTable(${text}, store)`,
    hasKey,
    make: (world, store) => {
      const { partitionKey, sortKey } = store;
      const defined = table(world, { partitionKey, sortKey });
      return { grants: SessionTableGrants.fromTable(defined, store), arn: defined.tableRef.tableArn };
    },
  };
}

function cfnTable({ stack }: World, { partitionKey, sortKey }: Keys): dynamodb.CfnTable {
  const keys = [[partitionKey, 'HASH'] as const, ...sortKey ? [[sortKey, 'RANGE'] as const] : []];
  return new dynamodb.CfnTable(stack, 'Table', {
    keySchema: keys.map(([{ name }, keyType]) => ({ attributeName: name, keyType })),
    attributeDefinitions: keys.map(([{ name, type }]) => ({ attributeName: name, attributeType: type })),
    billingMode: 'PAY_PER_REQUEST',
  });
}

const customerKey = ({ stack }: World) => dynamodb.TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'Key'));
const TABLES: Granting[] = [
  own('', {}, () => ({})),
  own("replicas: [{ region: 'us-west-2' }]", { isRegional: true, replicaRegions: ['us-west-2'] }, () => ({ replicas: [{ region: 'us-west-2' }] })),
  own("encryption: TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'Key'))", { isRegional: true, hasKey: true },
    (world) => ({ encryption: customerKey(world) })),
  other("new dynamodb.Table(stack, 'Table', keys)", false, ({ stack }, keys) => new dynamodb.Table(stack, 'Table', { ...keys })),
  other("new dynamodb.Table(stack, 'Table', { ...keys, encryptionKey: new kms.Key(stack, 'Key') })", true, ({ stack }, keys) => (
    new dynamodb.Table(stack, 'Table', { ...keys, encryptionKey: new kms.Key(stack, 'Key') }))),
  other("new dynamodb.TableV2(stack, 'Table', keys)", false, ({ stack }, keys) => new dynamodb.TableV2(stack, 'Table', { ...keys })),
  other("new dynamodb.CfnTable(stack, 'Table', keys)", false, cfnTable),
  other("dynamodb.Table.fromTableName(stack, 'Table', 'theirs')", false, ({ stack }) => dynamodb.Table.fromTableName(stack, 'Table', 'theirs')),
];

/** Who gets the rights, and whether a policy of the stack gives them. */
interface Grantee {
  readonly text: string;
  readonly takesPolicies: boolean;
  /** Whether it belongs to another account, as far as the stack knows its own. */
  readonly isElsewhere?: boolean;
  readonly isUnknown?: boolean;
  readonly make: (world: World) => { grantee: iam.IGrantable; name?: unknown };
}

const servicePrincipal = new iam.ServicePrincipal('ec2.amazonaws.com');
const roleArn = (account: string) => `arn:aws:iam::${account}:role/app`;
const GRANTEES: Grantee[] = [
  {
    text: 'new iam.Role(stack, …)', takesPolicies: true, make: ({ stack }) => {
      const role = new iam.Role(stack, 'Role', { assumedBy: servicePrincipal });
      return { grantee: role, name: role.roleName };
    },
  },
  {
    text: 'new iam.User(stack, …)', takesPolicies: true, make: ({ stack }) => {
      const user = new iam.User(stack, 'User');
      return { grantee: user, name: user.userName };
    },
  },
  {
    text: 'new iam.Group(stack, …)', takesPolicies: true, make: ({ stack }) => {
      const group = new iam.Group(stack, 'Group');
      return { grantee: group, name: group.groupName };
    },
  },
  {
    text: 'new lambda.Function(stack, …)', takesPolicies: true, make: ({ stack }) => {
      const handler = new lambda.Function(stack, 'Function', {
        runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'),
      });
      return { grantee: handler, name: handler.role!.roleName };
    },
  },
  {
    text: "iam.Role.fromRoleName(stack, 'Role', 'app')", takesPolicies: true, make: ({ stack }) => {
      const role = iam.Role.fromRoleName(stack, 'Role', 'app');
      return { grantee: role, name: 'app' };
    },
  },
  {
    text: `iam.Role.fromRoleArn(stack, 'Role', '${roleArn('444455556666')}')`, takesPolicies: false, isElsewhere: true,
    make: ({ stack }) => ({ grantee: iam.Role.fromRoleArn(stack, 'Role', roleArn('444455556666')), name: 'app' }),
  },
  {
    text: `iam.Role.fromRoleArn(stack, 'Role', '${roleArn('111122223333')}', { mutable: false })`, takesPolicies: false,
    make: ({ stack }) => ({ grantee: iam.Role.fromRoleArn(stack, 'Role', roleArn('111122223333'), { mutable: false }) }),
  },
  { text: "new iam.AccountPrincipal('444455556666')", takesPolicies: false, isElsewhere: true, make: () => ({ grantee: new iam.AccountPrincipal('444455556666') }) },
  { text: "new iam.ServicePrincipal('ec2.amazonaws.com')", takesPolicies: false, isUnknown: true, make: () => ({ grantee: servicePrincipal }) },
];

const keyPrefixes = texts('keyPrefix', ['sess:', 'PHPSESSID_', '/', 'ключ', 'a b'], ['', '*', 'sess*', 'a?', '?'], {
  judge: (text) => text === '' || /[*?]/.test(text) ? 'bad' : 'unknown',
});
const prefixes = fc.oneof({ withCrossShrink: true }, { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: keyPrefixes.legal }, { weight: 1, arbitrary: keyPrefixes.odd! });
const stores = fc.oneof(
  { weight: 2, arbitrary: oneOf(made('SessionStore.phpSdk()', () => SessionStore.phpSdk(), phpFacts())) },
  { weight: 3, arbitrary: sessionStore.legal },
);

function phpFacts(): StoreFacts {
  return {
    clientName: 'AWS SDK for PHP', key: 'id', ttl: 'expires', requests: ['GetItem', 'UpdateItem', 'DeleteItem'].map((call) => `dynamodb:${call}`),
    garbageCollection: ['dynamodb:Scan', 'dynamodb:BatchWriteItem'],
  };
}

interface Grant {
  readonly table: Granting;
  readonly grantee: Grantee;
  readonly store: Given<SessionStore>;
  readonly access: Access;
  readonly prefix?: Given<string>;
}

const grants: fc.Arbitrary<Grant> = fc.record({
  table: fc.constantFrom(...TABLES), grantee: fc.constantFrom(...GRANTEES), store: stores,
  access: fc.constantFrom<Access>('sessionAccess', 'requests', 'garbageCollection'), prefix: prefixes,
});

function faultsOf({ table, store, access, prefix }: Grant, env: Environment | undefined): Fault[] {
  const actions = actionsOf(store.facts, access);
  const takesPrefix = access !== 'garbageCollection';
  return [
    ...(table.isRegional && env?.region === undefined ? [{ props: ['replicas', 'encryption'] }] : []),
    ...(access === 'garbageCollection' && actions.length === 0 ? [{ props: ['garbageCollection'] }] : []),
    ...(takesPrefix && prefix?.verdict === 'bad' ? [{ props: ['keyPrefix'] }] : []),
    ...(takesPrefix && prefix && prefix.verdict !== 'bad' && leavesNothing(actions) ? [{ props: ['keyPrefix'] }] : []),
  ];
}

interface Use {
  readonly arn: unknown;
  readonly name?: unknown;
}

const cases = fc.tuple(environment(), grants).map(([env, grant]): Case<Use> => {
  const { table, grantee, store, access, prefix } = grant;
  const options = prefix && access !== 'garbageCollection' ? `, { keyPrefix: ${prefix.text} }` : '';
  const faults = faultsOf(grant, env);
  // the table throws before the grant does
  const first = table.isRegional && env?.region === undefined ? faults.slice(0, 1) : faults;
  return {
    text: `const store = ${store.text};\n${table.text}.${access}(${grantee.text}${options});`,
    env,
    faults: first,
    isUnknown: Boolean(grantee.isUnknown) || (prefix?.verdict === 'unknown' && access !== 'garbageCollection'),
    place: { isOptional: true },
    define: (world) => {
      const made_ = table.make(world, store.make(world));
      const to = grantee.make(world);
      const given = prefix?.make(world);
      if (access === 'garbageCollection') made_.grants.garbageCollection(to.grantee);
      else made_.grants[access](to.grantee, ...prefix ? [{ keyPrefix: given }] : []);
      return { arn: made_.arn, name: to.name };
    },
    broken: (template, _, use) => grantee.isUnknown ? [] : policyFaults(template, use, grant, env),
  };
});

function policyFaults(
  template: Template, { arn, name }: Use, { table, grantee, store, access, prefix }: Grant, env: Environment | undefined,
): string[] {
  const actions = actionsOf(store.facts, access);
  const tableArn = template.resolve(arn);
  const replicaArns = (table.replicaRegions ?? []).map((region) => arnOf(
    { Ref: template.all('AWS::DynamoDB::GlobalTable')[0].id }, region, env?.account ?? { Ref: 'AWS::AccountId' }));
  const keyPrefix = access === 'garbageCollection' ? undefined : settled(prefix?.facts);
  const hasPolicy = grantee.isElsewhere && !table.isRegional && table.text.includes('SessionTable(');
  const ofTable = hasPolicy ? resourcePolicyFaults(template, actions, keyPrefix) : [];
  // a stack that does not know its account takes an imported role for one of its own
  const takesPolicies = grantee.takesPolicies || (grantee.isElsewhere && name !== undefined && env?.account === undefined);
  if (!takesPolicies) return [...ofTable, ...expectSame('policies', template.all('AWS::IAM::Policy').length, 0)];
  const statements = statementsOf(template, name);
  const keyStatements = statementsOf(template, name, 'kms');
  return [
    ...ofTable,
    ...grantFaults(statements, { actions, tableArns: [tableArn, ...replicaArns], indexes: indexesOf(store.facts), keyPrefix }),
    ...expectSame('key statements', keyStatements.length, table.hasKey ? 1 : 0),
    ...keyStatements.flatMap(({ Action, Resource, Condition }) => [
      ...expectSame('wildcards for the key', [...listOf(Action), ...listOf(Resource)].filter((each) => JSON.stringify(each).includes('*')), []),
      ...expectSame('key only through DynamoDB', Object.keys(Condition?.StringEquals ?? {}), ['kms:ViaService']),
    ]),
  ];
}

/** What the table's own policy says for another account: DynamoDB refuses a policy that names CreateTable. */
function resourcePolicyFaults(template: Template, actions: string[], keyPrefix: unknown): string[] {
  const wanted = grantedActions(actions, keyPrefix).filter((action) => action !== 'dynamodb:CreateTable');
  const statements: any[] = template.only('AWS::DynamoDB::GlobalTable').Properties.Replicas
    .flatMap((replica: any) => replica.ResourcePolicy?.PolicyDocument.Statement ?? []);
  return [
    ...expectSame("actions of the table's own policy", [...new Set(statements.flatMap(({ Action }) => listOf(Action)))].sort(), wanted),
    ...expectSame('accounts that the table lets in', statements.every(({ Principal }) => JSON.stringify(Principal).includes('444455556666')), true),
  ];
}

export const grantsSubject: Subject = { name: 'SessionTableGrants', cases };
