import * as kms from 'aws-cdk-lib/aws-kms';
import { Aws, Environment, Stack } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { ISessionTable, SessionTable } from '../../../src';
import { Fault, Given, isKnown, Later, made, oneOf, settled, Verdict } from '../given';
import { choice, Choice, factsOf, flag, Kind, legalSetOf, makeProps, Props, PropsModel, textOf, texts, verdictOf, wildSetOf } from '../props';
import { World } from '../world';
import { DEFAULT_STORE, sessionStore, StoreFacts } from './session-store';
import { tableName } from './session-table';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';

const typedArn: Choice = texts('tableArn',
  ['arn:aws:dynamodb:eu-west-1:111122223333:table/sessions', 'arn:aws:dynamodb:us-east-1:444455556666:table/abc', 'arn:aws-cn:dynamodb:cn-north-1:444455556666:table/a.b-c_1'],
  [
    '', 'sessions', 'arn:aws:s3:::sessions', 'arn:aws:dynamodb:eu-west-1:111122223333:table/', 'arn:aws:dynamodb:eu-west-1:111122223333:table/sessions/index/x',
    'arn:aws:dynamodb:eu-west-1:111122223333:table/my sessions', 'arn:aws:dynamodb:::table/sessions', 'arn:aws:dynamodb:eu-west-1:111122223333:table/*',
    'arn:aws:dynamodb:eu-west-1:111122223333:table/sessions\n', 'arn:aws:dynamodb:*:111122223333:table/sessions', 'arn:aws:dynamodb:eu-west-1:*:table/sessions',
    'arn:*:dynamodb:eu-west-1:111122223333:table/sessions', 'arn:aws:dynamodb:eu-west-1:11112222333?:table/sessions', 'arn:aws:dynamodb:eu-west-1:1:table/sessions',
    'arn:aws:dynamodb:eu-west-1:9\nEND\ntouch /tmp/pwned:table/sessions', 'arn:aws-cn:dynamodb:eu-west-1:111122223333:table/sessions',
    'arn:aws:dynamodb:eu-west-1:111122223333:table/ab', 'arn:aws:dynamodb:Ireland:111122223333:table/sessions',
  ], { judge: () => 'bad' });

/** An ARN of which the deployment knows a part. */
function partly(place: string, verdict: Verdict): Given<string> {
  return {
    text: `\`arn:\${Aws.PARTITION}:dynamodb:${place}:111122223333:table/sessions\``,
    verdict,
    facts: new Later({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:dynamodb:${place}:111122223333:table/sessions`]] }),
    make: () => `arn:${Aws.PARTITION}:dynamodb:${place}:111122223333:table/sessions`,
  };
}

const tableArn: Choice = choice(
  fc.oneof({ weight: 4, arbitrary: typedArn.legal }, { weight: 1, arbitrary: fc.constant(partly('eu-west-1', 'good')) }),
  fc.oneof({ weight: 6, arbitrary: typedArn.odd! }, { weight: 1, arbitrary: fc.constantFrom(...['*', 'eu-west-1\n', ''].map((each) => partly(each, 'bad'))) }),
);

const region: Choice = texts('region', ['eu-west-1', 'us-gov-east-1', 'ap-southeast-4'], ['', 'Ireland', 'eu-west-1a', '*', 'eu west 1'], { judge: () => 'bad' });

const model: PropsModel = {
  props: {
    tableName,
    tableArn,
    sessionStore,
    encryptionKey: choice(oneOf(made(`kms.Key.fromKeyArn(stack, 'Key', '${KEY}')`, ({ stack }) => kms.Key.fromKeyArn(stack, 'Key', KEY), KEY))),
    region,
    grantIndexPermissions: flag,
  },
  oneIn: 3,
  rules: [
    { props: ['tableName', 'tableArn'], remove: ['tableName'], broken: (facts) => facts.tableName !== undefined && facts.tableArn !== undefined },
    { props: ['region'], broken: (facts) => facts.region !== undefined && facts.tableArn !== undefined },
  ],
};

export interface ImportedFacts {
  readonly store: StoreFacts;
  readonly arn: unknown;
  readonly name: unknown;
  readonly region: unknown;
  readonly account?: string;
  readonly key?: string;
  readonly withIndexes: boolean;
}

/** One way to use a table that exists, with what must come of it. */
export interface ImportedTable {
  readonly text: string;
  readonly faults: (env: Environment | undefined) => Fault[];
  readonly isUnknown: boolean;
  readonly early: boolean;
  readonly facts: (env: Environment | undefined) => ImportedFacts;
  readonly make: (world: World) => ISessionTable;
}

function imported(props: Props, way: (world: World, values: any) => ISessionTable, text: string): ImportedTable {
  const { faults, isUnknown } = verdictOf(props, model.rules);
  const facts = factsOf(props);
  const isMissing = facts.tableName === undefined && facts.tableArn === undefined;
  return {
    text,
    faults: (env) => [...faults, ...isMissing ? [{ props: ['tableName', 'tableArn'] }] : [], ...placeFaults(facts, env)],
    isUnknown,
    early: Object.values(props).some(({ early, verdict: each }) => early && each !== 'good'),
    facts: (env) => importedFacts(facts, env),
    make: (world) => way(world, makeProps(props, world)),
  };
}

function partitionOf(code: string): string {
  return code.startsWith('cn-') ? 'aws-cn' : code.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** What does not go together with the stack's place or with the table's own. */
function placeFaults(facts: Record<string, any>, env: Environment | undefined): Fault[] {
  const ofArn = facts.tableArn instanceof Later ? undefined : facts.tableArn?.split(':')[3];
  // the one that is known in part is in the key's region
  const place = facts.tableArn === undefined ? facts.region ?? env?.region : ofArn;
  if (typeof place !== 'string' || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(place)) {
    return [];
  }
  const isFar = env?.region !== undefined && partitionOf(place) !== partitionOf(env.region);
  return [
    ...(isFar ? [{ props: [facts.tableArn === undefined ? 'region' : 'tableArn'] }] : []),
    ...(facts.encryptionKey !== undefined && place !== 'eu-west-1' ? [{ props: ['encryptionKey'] }] : []),
  ];
}

function importedFacts(facts: Record<string, any>, env: Environment | undefined): ImportedFacts {
  const common = { store: facts.sessionStore ?? DEFAULT_STORE, key: facts.encryptionKey, withIndexes: facts.grantIndexPermissions ?? true };
  const arn = settled(facts.tableArn);
  if (facts.tableArn !== undefined) {
    // CloudFormation takes an ARN apart that is known at deployment only
    const [, , , ofArn, account, resource] = isKnown(facts.tableArn) ? arn.split(':') : [];
    return { ...common, arn, name: resource?.slice('table/'.length), region: ofArn, account };
  }
  const name = settled(facts.tableName);
  const where = settled(facts.region) ?? env?.region ?? { Ref: 'AWS::Region' };
  return { ...common, arn: undefined, name, region: where };
}

function sets(kind: Kind, names: string[]): fc.Arbitrary<Props> {
  const props = Object.fromEntries(names.map((name) => [name, model.props[name]]));
  return (kind === 'legal' ? legalSetOf : wildSetOf)({ ...model, props, required: names.slice(0, 1), oddOneIn: 2 });
}

function ways(kind: Kind): fc.Arbitrary<ImportedTable> {
  const positional = (name: 'fromSessionTableName' | 'fromSessionTableArn', prop: string) => sets(kind, [prop, 'sessionStore']).map((props) => imported(
    props,
    ({ stack }: { stack: Stack }, values) => SessionTable[name](stack, 'Sessions', values[prop], ...'sessionStore' in values ? [values.sessionStore] : []),
    `SessionTable.${name}(stack, 'Sessions', ${[prop, 'sessionStore'].filter((each) => each in props).map((each) => props[each].text).join(', ')});`,
  ));
  const byAttributes = (first: string, others: string[]) => sets(kind, [first, ...others]).map((props) => imported(
    props,
    ({ stack }, values) => SessionTable.fromSessionTableAttributes(stack, 'Sessions', values),
    `SessionTable.fromSessionTableAttributes(stack, 'Sessions', ${textOf(props)});`,
  ));
  const more = ['sessionStore', 'encryptionKey', 'grantIndexPermissions'];
  return fc.oneof(
    positional('fromSessionTableName', 'tableName'),
    positional('fromSessionTableArn', 'tableArn'),
    byAttributes('tableName', ['region', ...more]),
    byAttributes('tableArn', more),
    ...kind === 'legal' ? [] : [wildSetOf(model).map((props) => imported(
      props, ({ stack }, values) => SessionTable.fromSessionTableAttributes(stack, 'Sessions', values),
      `SessionTable.fromSessionTableAttributes(stack, 'Sessions', ${textOf(props)});`,
    ))],
  );
}

export const legalImports = ways('legal');
export const imports = fc.oneof({ weight: 2, arbitrary: legalImports }, { weight: 3, arbitrary: ways('wild') });

export function asGiven(table: ImportedTable): Given<ISessionTable> {
  return { text: table.text, verdict: 'good', facts: table.facts, make: (world) => world.once('sessions', () => table.make(world)) };
}
