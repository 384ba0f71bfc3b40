import * as iam from 'aws-cdk-lib/aws-iam';
import { SessionTableGrants } from '../../src';
import { Deployment } from './concrete';
import { Client, DYNAMODB_ACTIONS, KEYED, KEY_NEIGHBOURS, KEY_USE, ON_ALL_ITEMS, ON_INDEXES, SOME_NEIGHBOURS } from './facts';
import { Call, Statement } from './iam';
import { KeySubject, Kind, Subject } from './tables';

export const PREFIX = 'sess:';
const KEYS = 'dynamodb:LeadingKeys';
const VIA = 'kms:ViaService';
const CALLER = 'aws:PrincipalArn';
const ALIASES = 'kms:ResourceAliases';
const PREFIX_CONDITION = { 'ForAllValues:StringLike': { [KEYS]: [`${PREFIX}*`] }, 'Null': { [KEYS]: ['false'] } };

/** A grant: how it is made, and which of a client's calls it is for. */
export interface GrantKind {
  readonly title: string;
  readonly prefixed: boolean;
  make(grants: SessionTableGrants, grantee: iam.IGrantable): void;
  calls(client: Client): string[];
}

const all = ({ requests, startUp, cleanUp }: Client) => [...requests, ...startUp, ...cleanUp];
const serving = ({ requests, startUp }: Client) => [...requests, ...startUp];

export const GRANTS: GrantKind[] = [
  { title: 'sessionAccess', prefixed: false, make: (grants, grantee) => grants.sessionAccess(grantee), calls: all },
  { title: 'sessionAccess with a prefix', prefixed: true, make: (grants, grantee) => grants.sessionAccess(grantee, { keyPrefix: PREFIX }), calls: all },
  { title: 'requests', prefixed: false, make: (grants, grantee) => grants.requests(grantee), calls: serving },
  { title: 'requests with a prefix', prefixed: true, make: (grants, grantee) => grants.requests(grantee, { keyPrefix: PREFIX }), calls: serving },
  { title: 'garbageCollection', prefixed: false, make: (grants, grantee) => grants.garbageCollection(grantee), calls: ({ cleanUp }) => cleanUp },
];

/** One client's grant on one table. */
export interface Case {
  readonly kind: Kind;
  readonly client: Client;
  readonly grant: GrantKind;
  readonly subject: Subject;
  readonly deployment: Deployment;
  /** ARN of the caller. */
  readonly caller: string;
}

/** A call and whether it must pass. */
export interface Judged {
  readonly call: Call;
  readonly allowed: boolean;
}

function grantedActions({ client, grant }: Case): string[] {
  const actions = [...new Set(grant.calls(client))].sort();
  return grant.prefixed ? actions.filter((action) => !ON_ALL_ITEMS.includes(action)) : actions;
}

/** What the policy of the role must say, in this order. */
export function roleStatements(test: Case): Statement[] {
  const { subject, deployment } = test;
  const tables = subject.tables(deployment);
  return [
    ...tableStatements(test, tables, (indexes) => tables.flatMap((table) => indexes.map((name) => `${table}/index/${name}`))),
    ...keyStatements(subject.key, deployment),
  ];
}

/** What the table's own policy must say of the caller: its resource is the table with all that belongs to it. */
export function tableStatements(test: Case, onTable = ['*'], onIndexes: (indexes: string[]) => string[] = () => ['*']): Statement[] {
  const { client, grant, subject } = test;
  const actions = grantedActions(test);
  const statement = (Action: string[], Resource: string[], limited: boolean): Statement[] =>
    Action.length === 0 ? [] : [{ Effect: 'Allow', Action, Resource, ...(limited && { Condition: PREFIX_CONDITION }) }];
  const limited = grant.prefixed ? actions.filter((action) => KEYED.includes(action)) : actions;
  const indexes = subject.indexesGranted === false ? [] : client.indexes;
  return [
    ...statement(limited, onTable, grant.prefixed),
    ...(indexes.length > 0 ? statement(limited.filter((action) => ON_INDEXES.includes(action)), onIndexes(indexes), grant.prefixed) : []),
    ...statement(actions.filter((action) => !limited.includes(action)), onTable, false),
  ];
}

/** What is said of the key, to the role or in the key's own policy. */
export function keyStatements(key: KeySubject | undefined, deployment: Deployment, resources?: string[]): Statement[] {
  if (!key) {
    return [];
  }
  const via = { StringEquals: { [VIA]: key.regions.map(dynamodbOf) } };
  const alias: Statement['Condition'] = key.byAlias === undefined ? {} : { 'ForAnyValue:StringEquals': { [ALIASES]: [key.byAlias] } };
  const statement = (Resource: string[], Condition: Statement['Condition']) => ({ Effect: 'Allow', Action: KEY_USE, Resource, Condition });
  return [statement(resources ?? key.named(deployment), { ...via, ...alias }), ...(key.replicaKeys ? [statement(key.replicaKeys, via)] : [])];
}

const dynamodbOf = (region: string) => `dynamodb.${region}.amazonaws.com`;

/** Calls on the table, its indexes and their neighbours. */
export function tableCalls(test: Case): Judged[] {
  const { kind, subject, client, grant, deployment, caller } = test;
  // in the policy of a table its resource is `*`, so that alone cannot tell its indexes apart
  const exactOnIndexes = kind.decidedBy !== 'table';
  const granted = grantedActions(test).filter((action) => kind.decidedBy === 'role' || action !== 'dynamodb:CreateTable');
  const judged: Judged[] = [];
  const judge = (action: string, resource: string, covered: boolean, keys: string[]) => judged.push({
    call: { action, resource, role: caller, context: { [CALLER]: [caller], ...(keys.length > 0 && { [KEYS]: keys }) } },
    allowed: covered && granted.includes(action) && keysPass(test, action, keys),
  });
  for (const [copy, table] of subject.tables(deployment).entries()) {
    // cross-account the policy stands at the table's own region alone
    const covered = kind.decidedBy === 'role' || subject.tablePolicy(deployment, table, caller).length > 0;
    const indexes = client.indexes.map((name) => `${table}/index/${name}`);
    for (const action of copy === 0 ? DYNAMODB_ACTIONS : new Set([...granted, ...SOME_NEIGHBOURS])) {
      for (const keys of granted.includes(action) ? keysOf(action, grant.prefixed) : keysOf(action, false).slice(0, 1)) {
        judge(action, table, covered, keys);
        for (const index of indexes) {
          const granting = subject.indexesGranted !== false && ON_INDEXES.includes(action);
          judge(action, index, covered && (granting || !exactOnIndexes), keys);
        }
      }
    }
    for (const action of new Set([...granted, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'])) {
      const keys = KEYED.includes(action) ? [`${PREFIX}1`] : [];
      // who is denied everything else by nobody may look elsewhere: that is not the table's business
      const others = neighbours(table, client).filter((neighbour) => kind.decidedBy !== 'table' || neighbour !== '*');
      for (const neighbour of others) {
        judge(action, neighbour, covered && !exactOnIndexes && neighbour.startsWith(`${table}/index/`), keys);
      }
    }
  }
  return judged;
}

function keysPass({ grant }: Case, action: string, keys: string[]): boolean {
  return !grant.prefixed || !KEYED.includes(action) || (keys.length > 0 && keys.every((key) => key.startsWith(PREFIX)));
}

/** Partition keys of a request: ours, a neighbour's, none at all, and where it matters such as look alike and both in one batch. */
function keysOf(action: string, prefixed: boolean): string[][] {
  if (!KEYED.includes(action)) {
    return [[]];
  }
  const some = [[`${PREFIX}1`], ['other:1'], []];
  if (!prefixed) {
    return some;
  }
  const alike = [[PREFIX], ['sess'], ['Sess:1'], [`x${PREFIX}1`], ['*']];
  const batches = [[`${PREFIX}1`, `${PREFIX}2`], [`${PREFIX}1`, 'other:1'], ['other:1', `${PREFIX}1`]];
  return [...some, ...alike, ...(action.includes('Batch') ? batches : [])];
}

function neighbours(table: string, { indexes }: Client): string[] {
  const [arn, partition, service, region, account, resource] = table.split(':');
  const at = (over: { region?: string; account?: string; resource?: string }) =>
    [arn, partition, service, over.region ?? region, over.account ?? account, over.resource ?? resource].join(':');
  const name = resource.slice('table/'.length);
  const tables = [
    at({ resource: 'table/Other' }), at({ resource: `table/${name}2` }), at({ resource: `table/${name}-copy` }), at({ resource: `table/x${name}` }),
    at({ resource: `table/${name.slice(0, -1)}` }), at({ resource: `table/${name.toUpperCase()}x` }), at({ region: 'ap-south-1' }),
    at({ account: '999988887777' }), at({ region: 'ap-south-1', account: '999988887777' }),
  ];
  const names = [...indexes.flatMap((index) => [`${index}s`, index.slice(0, -1)]).filter((index) => !indexes.includes(index)), 'Other'];
  return [
    ...tables,
    ...names.map((index) => `${table}/index/${index}`),
    ...indexes.flatMap((index) => tables.map((each) => `${each}/index/${index}`)),
    `${table}/stream/2026-11-21T00:00:00.000`, `${table}/backup/01234567890123-abcdefgh`, `${table}/export/01234567890123-abcdefgh`, '*',
  ];
}

/** Calls on the key and its neighbours, through DynamoDB, through others and directly. */
export function keyCalls({ kind, subject, deployment, caller }: Case): Judged[] {
  const { key } = subject;
  if (!key) {
    return [];
  }
  const judged: Judged[] = [];
  const judge = (action: string, resource: string, covered: boolean, via: string | undefined, alias = key.byAlias) => judged.push({
    call: { action, resource, role: caller, context: { [CALLER]: [caller], ...(via && { [VIA]: [via] }), ...(alias && { [ALIASES]: [alias] }) } },
    allowed: covered && KEY_USE.includes(action) && via !== undefined && key.regions.map(dynamodbOf).includes(via),
  });
  const vias = (region: string) => [
    dynamodbOf(region), undefined, `s3.${region}.amazonaws.com`, `secretsmanager.${region}.amazonaws.com`, 'dynamodb.ap-south-1.amazonaws.com',
    `dynamodb.${region}.amazonaws.com.cn`, `dynamodb.${region}.example.com`, 'dynamodb.amazonaws.com',
  ];
  for (const resource of key.keys(deployment)) {
    const region = resource.split(':')[3];
    for (const action of [...KEY_USE, ...KEY_NEIGHBOURS]) {
      for (const via of vias(region)) {
        judge(action, resource, true, via);
      }
    }
    if (key.byAlias && !key.replicaKeys?.includes(resource)) {
      for (const action of KEY_USE) {
        for (const alias of ['alias/other', 'alias/sessions2', '']) {
          judge(action, resource, false, dynamodbOf(region), alias);
        }
      }
    }
    if (kind.decidedBy === 'table') {
      continue;
    }
    const other = key.byAlias ? 'alias/other' : undefined;
    const parts = resource.split(':');
    const neighbouring = [
      [...parts.slice(0, 5), 'key/00000000-2222-3333-4444-555555555555'], [...parts.slice(0, 5), `${parts[5]}0`], [...parts.slice(0, 5), 'alias/sessions'],
      [...parts.slice(0, 3), 'ap-south-1', parts[4], parts[5]], [...parts.slice(0, 4), '999988887777', parts[5]],
    ].map((arn) => arn.join(':'));
    for (const action of KEY_USE) {
      for (const neighbour of neighbouring) {
        judge(action, neighbour, false, dynamodbOf(region), other);
      }
    }
  }
  return judged;
}
