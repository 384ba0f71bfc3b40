import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as fc from 'fast-check';
import { Arbitrary, bad, good, isKnown, literal } from '../given';
import { choice, Choice, flag, oneOfValues, PropsModel, Rule, seconds, structOf, texts } from '../props';
import { attributeName } from './attribute-name';
import { sessionExpiry } from './session-expiry';
import type { StoreFacts } from './session-store';

const TYPES = { STRING: dynamodb.AttributeType.STRING, NUMBER: dynamodb.AttributeType.NUMBER, BINARY: dynamodb.AttributeType.BINARY };
const { STRING, NUMBER } = TYPES;
const KNOWN_CALLS = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'BatchGetItem', 'BatchWriteItem', 'ConditionCheckItem'];
const TABLE_CALLS = ['DescribeTable', 'DescribeTimeToLive', 'CreateTable'];
const NO_ACTIONS = [
  'GetItem', 'dynamodb:getItem', 'dynamodb:*', 'dynamodb:Get*', '*', '', 's3:GetObject', ' dynamodb:GetItem', 'dynamodb:GetItem ', 'DYNAMODB:GETITEM', 'dynamodb:Get?tem',
];

function attribute(prop: string): Choice {
  return structOf(prop, {
    props: { name: attributeName(`${prop}.name`), type: oneOfValues('AttributeType', TYPES) },
    required: ['name', 'type'],
  });
}

function actions(minLength: number, ...calls: string[]): Choice {
  const fine = fc.subarray(calls.map((call) => `dynamodb:${call}`), { minLength }).map((each) => literal(each));
  const wrong = fc.tuple(fc.subarray(calls.map((call) => `dynamodb:${call}`), { maxLength: 2 }), fc.constantFrom(...NO_ACTIONS))
    .map(([some, one]) => literal([...some, one], 'bad'));
  return choice(fine, minLength > 0 ? fc.oneof({ weight: 1, arbitrary: bad([]) as Arbitrary }, { weight: 4, arbitrary: wrong }) : wrong);
}

const index = (name: string, more: object = {}): dynamodb.GlobalSecondaryIndexPropsV2 => (
  { indexName: name, partitionKey: { name: `${name}PK`, type: STRING }, ...more });

const INDEXES: Choice = choice(
  good<dynamodb.GlobalSecondaryIndexPropsV2[]>([], [index('byUser')],
    [index('byUser', { sortKey: { name: 'at', type: NUMBER } }), index('by-shop', { projectionType: dynamodb.ProjectionType.KEYS_ONLY })],
    [index('a.b_c', { projectionType: dynamodb.ProjectionType.INCLUDE, nonKeyAttributes: ['data'] })]),
  bad<dynamodb.GlobalSecondaryIndexPropsV2[]>(
    [index('')], [index('ab')], [index('by user')], [index('x'.repeat(256))], [index('byUser'), index('byUser')],
    [index('byUser', { partitionKey: { name: '', type: STRING } })],
    [index('byUser', { projectionType: dynamodb.ProjectionType.INCLUDE })],
    [index('byUser', { nonKeyAttributes: ['data'] })],
  ),
);

const VARIABLE_NAMES = ['DYNAMODB_SESSION_LIFETIME', 'SESSIONS', 'session_table', '_X', 'A1', 'MY_REGION', 'SHARED'];
const NO_VARIABLE_NAMES = ['', '1A', 'A-B', 'A B', 'Ä', 'A=B', 'A\nB', '$A'];
const names: Choice = choice(
  fc.subarray(VARIABLE_NAMES, { maxLength: 2 }).map((each) => literal(each)),
  fc.constantFrom(...NO_VARIABLE_NAMES).map((each) => literal([each], 'bad')),
);
const VALUES = ['', 'dynamodb', 'with space', '"quotes" and \'these\'', '$HOME', '100%', 'back\\slash', 'ünïcödé 会话', 'x'.repeat(3000), 'a=b', '#'];

/** Variables of an application with fixed values. */
export function variables(fixed: string[] = VARIABLE_NAMES): Choice {
  return choice(
    fc.dictionary(fc.constantFrom(...fixed), fc.constantFrom(...VALUES), { maxKeys: 3 }).map((each) => literal({ ...each })),
    fc.oneof(
      fc.constantFrom(...NO_VARIABLE_NAMES).map((name) => literal({ [name]: 'x' }, 'bad')),
      fc.constantFrom('a\nb', 'a\rb', '\n', 'a\0b').map((value) => literal({ APP: value }, 'bad')),
    ),
  );
}

export const warnings: Choice = choice(
  good([], [{ id: 'slow', text: 'it is slow; use another' }], [{ id: 'aB1', text: 'x' }, { id: 'neverExpires', text: 'our own words' }]),
  bad([{ id: '', text: 'x' }], [{ id: 'Slow', text: 'x' }], [{ id: 'a-b', text: 'x' }], [{ id: 'slow', text: '' }], [{ id: 'slow', text: ' ' }], [{ id: 'slow', text: 'a\nb' }]),
);

function clashes(): Rule[] {
  type Facts = Record<string, any>;
  const tables = ({ tableNameVariables = [] }: Facts): string[] => ['DYNAMODB_SESSION_TABLE_NAME', ...tableNameVariables];
  const regions = ({ regionVariables = [] }: Facts): string[] => ['AWS_REGION', ...regionVariables];
  return [
    { props: ['regionVariables', 'tableNameVariables'], broken: (facts) => tables(facts).some((name) => regions(facts).includes(name)) },
    {
      props: ['tableNameVariables', 'regionVariables'],
      broken: (facts) => facts.lifetime !== undefined && [...tables(facts), ...regions(facts)].includes('DYNAMODB_SESSION_LIFETIME'),
    },
    {
      props: ['variables', 'tableNameVariables', 'regionVariables'],
      broken: (facts) => Object.keys(facts.variables ?? {})
        .some((name) => [...tables(facts), ...regions(facts), ...facts.lifetime === undefined ? [] : ['DYNAMODB_SESSION_LIFETIME']].includes(name)),
    },
  ];
}

const keyName = ({ partitionKey }: Record<string, any>) => partitionKey?.name ?? 'id';

/** What `SessionStore.of` takes. */
export function storeProps(): { model: PropsModel; facts: (facts: Record<string, any>) => StoreFacts } {
  return {
    model: {
      props: {
        clientName: texts('clientName', ['my client', 'x', 'клиент'], ['', ' ', 'a\nb'], { judge: (text) => /\S/.test(text) ? 'unknown' : 'bad' }),
        partitionKey: attribute('partitionKey'),
        sortKey: attribute('sortKey'),
        expiry: sessionExpiry,
        refusesExpired: flag,
        globalSecondaryIndexes: INDEXES,
        requestActions: actions(1, ...KNOWN_CALLS),
        lockingActions: actions(0, 'UpdateItem', 'ConditionCheckItem'),
        garbageCollectionActions: actions(0, 'Scan', 'BatchWriteItem'),
        startUpActions: actions(0, ...TABLE_CALLS),
        tableNameVariables: names,
        regionVariables: names,
        variables: { legal: variables().legal, odd: fc.oneof(variables().odd!, bad({ AWS_REGION: 'x' }, { DYNAMODB_SESSION_TABLE_NAME: 'x' }, { 'A.B': 'x' })) },
        lifetime: seconds('lifetime', 1),
        healthCheckPath: texts('healthCheckPath', ['/', '/up', '/health?deep=1'], ['', 'up', ' /up', '/u\np', 'https://x/'], {
          judge: (text) => text.startsWith('/') ? 'unknown' : 'bad',
        }),
        warnings,
      },
      required: ['clientName', 'expiry', 'requestActions'],
      oneIn: 3,
      rules: [
        { props: ['sortKey'], broken: (facts) => facts.sortKey && isKnown(facts.sortKey.name) && facts.sortKey.name === keyName(facts) },
        {
          props: ['expiry'],
          remove: ['sortKey', 'partitionKey'],
          broken: (facts) => isKnown(facts.expiry?.ttl) && [keyName(facts), facts.sortKey?.name].includes(facts.expiry.ttl),
        },
        ...clashes(),
      ],
    },
    facts: (facts) => ({
      clientName: facts.clientName,
      key: keyName(facts),
      keyType: facts.partitionKey?.type,
      sort: facts.sortKey?.name,
      sortType: facts.sortKey?.type,
      ttl: facts.expiry?.ttl,
      refusesExpired: facts.refusesExpired,
      indexes: (facts.globalSecondaryIndexes ?? []).map((each: dynamodb.GlobalSecondaryIndexPropsV2) => ({
        name: each.indexName,
        key: each.partitionKey!.name,
        sort: each.sortKey?.name,
        projection: each.projectionType,
        attributes: each.nonKeyAttributes,
      })),
      requests: facts.requestActions ?? [],
      locking: facts.lockingActions,
      garbageCollection: facts.garbageCollectionActions,
      startUp: facts.startUpActions,
      tableNameVariables: facts.tableNameVariables,
      regionVariables: facts.regionVariables,
      variables: facts.variables,
      lifetime: facts.lifetime,
      healthCheckPath: facts.healthCheckPath,
      warnings: [...new Set([
        ...facts.expiry?.ttl === undefined ? ['neverExpires'] : [],
        ...facts.refusesExpired === false ? ['expiredReadable'] : [],
        ...facts.refusesExpired === false && facts.expiry?.ttl === undefined && facts.lifetime !== undefined ? ['lifetimeNotKept'] : [],
        ...[...facts.startUpActions ?? [], ...facts.requestActions ?? []].includes('dynamodb:CreateTable') ? ['createsTable'] : [],
        ...(facts.warnings ?? []).map(({ id }: { id: string }) => id),
      ])],
    }),
  };
}
