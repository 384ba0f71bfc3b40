import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Environment, Stack } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { SessionStore, SessionTable, SessionTableGrants } from '../../../src';
import { keyPrefix } from '../arbitraries/key-prefix';
import { actionsOf, sessionStore, StoreFacts } from '../arbitraries/session-store';
import { Case, environment, Subject } from '../case';
import { arnOf, grantedActions, grantFaults, indexesOf, leavesNothing } from '../expectations/grants';
import { Fault, Given, made, oneOf, settled } from '../given';
import { listOf } from '../../../tools/template';
import { expectSame, statementsOf, StackTemplate } from '../template';
import { World } from '../world';

type Access = 'sessionAccess' | 'requests' | 'garbageCollection';

/** A table of some kind with the grants on it. */
interface Granting {
  readonly text: string;
  /** Whether such a table needs a stack with a fixed region. */
  readonly isRegional?: boolean;
  readonly hasKey?: boolean;
  /** Whether this app writes no policy for the table itself. */
  readonly isClosed?: boolean;
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
      const { grants, tableArn } = new SessionTable(world.stack, 'Sessions', { sessionStore: store, ...props(world) });
      return { grants, arn: tableArn };
    },
  };
}

/** A table that somebody else defines, with the keys that the store needs. */
function other(text: string, hasKey: boolean, table: (world: World, keys: Keys) => dynamodb.ITableRef, isClosed = false): Granting {
  return {
    text: `SessionTableGrants.fromTable(${text}, store)`,
    hasKey,
    isClosed,
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
  other("new dynamodb.CfnTable(stack, 'Table', keys)", false, cfnTable, true),
  other("dynamodb.Table.fromTableName(stack, 'Table', 'theirs')", false, ({ stack }) => dynamodb.Table.fromTableName(stack, 'Table', 'theirs'), true),
];

/** Who gets the rights, and whether a policy of the stack gives them. */
interface Grantee {
  readonly text: string;
  readonly takesPolicies: boolean;
  /** Whether it belongs to another account, as far as the stack knows its own. */
  readonly isElsewhere?: boolean;
  /** What a policy of the table calls one that takes none of its own; nothing of its own decides. */
  readonly principal?: string;
  readonly isRefused?: boolean;
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
  { text: "new iam.ServicePrincipal('ec2.amazonaws.com')", takesPolicies: false, isRefused: true, make: () => ({ grantee: servicePrincipal }) },
  {
    text: `new iam.ArnPrincipal('${roleArn('111122223333')}')`, takesPolicies: false, principal: 'role/app',
    make: () => ({ grantee: new iam.ArnPrincipal(roleArn('111122223333')) }),
  },
  { text: 'new iam.AnyPrincipal()', takesPolicies: false, isRefused: true, make: () => ({ grantee: new iam.AnyPrincipal() }) },
  {
    text: "new iam.CompositePrincipal(new iam.AccountPrincipal('444455556666'), new iam.StarPrincipal())", takesPolicies: false, isRefused: true,
    make: () => ({ grantee: new iam.CompositePrincipal(new iam.AccountPrincipal('444455556666'), new iam.StarPrincipal()) }),
  },
];

const prefixes = fc.oneof({ withCrossShrink: true }, { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: keyPrefix.legal }, { weight: 1, arbitrary: keyPrefix.odd! });
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

function faultsOf({ table, grantee, store, access, prefix }: Grant, env: Environment | undefined): Fault[] {
  const actions = actionsOf(store.facts, access);
  const takesPrefix = access !== 'garbageCollection';
  // the table throws before the grant does
  if (table.isRegional && env?.region === undefined) {
    return [{ props: ['replicas', 'encryption'] }];
  }
  if (access === 'garbageCollection' && actions.length === 0) {
    return [{ props: ['garbageCollection'] }];
  }
  return [
    ...(grantee.isRefused ? [{ props: ['grantee'] }] : []),
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
  return {
    text: `const store = ${store.text};\n${table.text}.${access}(${grantee.text}${options});`,
    env,
    faults: faultsOf(grant, env),
    isUnknown: prefix?.verdict === 'unknown' && access !== 'garbageCollection',
    place: { isOptional: true },
    define: (world) => {
      const made_ = table.make(world, store.make(world));
      const to = grantee.make(world);
      const given = prefix?.make(world);
      if (access === 'garbageCollection') {
        made_.grants.garbageCollection(to.grantee);
      } else {
        made_.grants[access](to.grantee, ...prefix ? [{ keyPrefix: given }] : []);
      }
      return { arn: made_.arn, name: to.name };
    },
    broken: (template, { stack }, use) => [...policyFaults(template, use, grant, env), ...silenceFaults(stack, grant)],
  };
});

function policyFaults(
  template: StackTemplate, { arn, name }: Use, { table, grantee, store, access, prefix }: Grant, env: Environment | undefined,
): string[] {
  const actions = actionsOf(store.facts, access);
  const tableArn = template.resolve(arn);
  const replicaArns = (table.replicaRegions ?? []).map((region) => arnOf(
    { Ref: template.all('AWS::DynamoDB::GlobalTable')[0].id }, region, env?.account ?? { Ref: 'AWS::AccountId' }));
  const prefixText = access === 'garbageCollection' ? undefined : settled(prefix?.facts);
  const principal = grantee.principal ?? (grantee.isElsewhere ? '444455556666' : undefined);
  const hasPolicy = principal !== undefined && !table.isRegional && table.text.includes('SessionTable(');
  const ofTable = hasPolicy ? resourcePolicyFaults(template, actions, prefixText, principal) : [];
  // a stack that does not know its account takes an imported role for one of its own
  const takesPolicies = grantee.takesPolicies || (grantee.isElsewhere && name !== undefined && env?.account === undefined);
  if (!takesPolicies) {
    return [...ofTable, ...expectSame('policies', template.all('AWS::IAM::Policy').length, 0)];
  }
  const statements = statementsOf(template, name);
  const keyStatements = statementsOf(template, name, 'kms');
  return [
    ...ofTable,
    ...grantFaults(statements, { actions, tableArns: [tableArn, ...replicaArns], indexes: indexesOf(store.facts), keyPrefix: prefixText }),
    ...expectSame('key statements', keyStatements.length, table.hasKey ? 1 : 0),
    ...keyStatements.flatMap(({ Action, Resource, Condition }) => [
      ...expectSame('wildcards for the key', [...listOf(Action), ...listOf(Resource)].filter((each) => JSON.stringify(each).includes('*')), []),
      ...expectSame('key only through DynamoDB', Object.keys(Condition?.StringEquals ?? {}), ['kms:ViaService']),
    ]),
  ];
}

/** Nothing is left out without a word where a principal takes no policy of its own. */
function silenceFaults(stack: Stack, { table, grantee, store, access, prefix }: Grant): string[] {
  if (grantee.principal === undefined) {
    return [];
  }
  const told = stack.node.findAll().flatMap(({ node }) => node.metadata).some(({ data }) => `${data}`.includes('cdk-dynamodb-sessions:grantNotAdded'));
  const actions = grantedActions(actionsOf(store.facts, access), access === 'garbageCollection' ? undefined : prefix?.facts);
  return expectSame('said that the grant lacks something', told, table.isClosed === true || actions.includes('dynamodb:CreateTable'));
}

/** What the table's own policy says for another account: DynamoDB refuses a policy that names CreateTable. */
function resourcePolicyFaults(template: StackTemplate, actions: string[], prefix: unknown, principal: string): string[] {
  const wanted = grantedActions(actions, prefix).filter((action) => action !== 'dynamodb:CreateTable');
  const statements: any[] = template.only('AWS::DynamoDB::GlobalTable').Properties.Replicas
    .flatMap((replica: any) => replica.ResourcePolicy?.PolicyDocument.Statement ?? []);
  return [
    ...expectSame("actions of the table's own policy", [...new Set(statements.flatMap(({ Action }) => listOf(Action)))].sort(), wanted),
    ...expectSame('who the table lets in', statements.every(({ Principal }) => JSON.stringify(Principal).includes(principal)), true),
  ];
}

export const grantsSubject: Subject = { name: 'SessionTableGrants', cases };
