import { StoreFacts } from '../arbitraries/session-store';
import { listOf } from '../../../tools/template';
import { expectSame, isSame } from '../template';

const WHOLE_TABLE = ['dynamodb:Scan', 'dynamodb:PartiQLSelect', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'];
const ABOUT_TABLE = ['dynamodb:CreateTable', 'dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive', 'dynamodb:UpdateTable', 'dynamodb:UpdateTimeToLive'];
const ON_INDEX = ['dynamodb:PartiQLSelect', 'dynamodb:Query', 'dynamodb:Scan'];

export interface GrantFacts {
  readonly actions: string[];
  /** ARNs of the table and its replicas as the template says them. */
  readonly tableArns: unknown[];
  readonly indexes: string[];
  /** A text, or what CloudFormation makes one of. */
  readonly keyPrefix?: unknown;
}

/** The actions that a grant gives. */
export function grantedActions(actions: string[], keyPrefix: unknown): string[] {
  return keyPrefix === undefined ? actions : actions.filter((action) => !WHOLE_TABLE.includes(action));
}

/** Whether a grant with a prefix leaves nothing. */
export function leavesNothing(actions: string[]): boolean {
  return actions.every((action) => [...WHOLE_TABLE, ...ABOUT_TABLE].includes(action));
}

/** What is wrong with the statements that one role has of one grant. */
export function grantFaults(statements: any[], facts: GrantFacts): string[] {
  const pairs = statements.flatMap((statement) => listOf(statement.Action).flatMap((action) => listOf(statement.Resource)
    .map((resource) => JSON.stringify([action, resource, statement.Condition ?? null, statement.Effect]))));
  const wanted = grantedActions(facts.actions, facts.keyPrefix).flatMap((action) => [
    ...facts.tableArns.map((arn) => wantedPair(action, arn, facts.keyPrefix)),
    ...(ON_INDEX.includes(action) ? facts.tableArns : [])
      .flatMap((arn) => facts.indexes.map((index) => wantedPair(action, under(arn, index), facts.keyPrefix))),
  ]);
  const [actual, expected] = [pairs, wanted].map((each) => [...new Set(each)].sort());
  if (isSame(actual, expected)) {
    return [];
  }
  return expectSame('rights', actual.filter((each) => !expected.includes(each)), []).concat(
    expectSame('missing rights', expected.filter((each) => !actual.includes(each)), []));
}

function wantedPair(action: string, resource: unknown, keyPrefix: unknown): string {
  const isLimited = keyPrefix !== undefined && !ABOUT_TABLE.includes(action);
  return JSON.stringify([action, resource, isLimited ? {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [joined([keyPrefix, '*'])] }, 'Null': { 'dynamodb:LeadingKeys': 'false' },
  } : null, 'Allow']);
}

/** The ARN of an index as CDK joins it. */
export function under(arn: any, index: string): unknown {
  const tail = `/index/${index}`;
  if (typeof arn === 'string') {
    return arn + tail;
  }
  const join = arn['Fn::Join'];
  if (!join) {
    return { 'Fn::Join': ['', [arn, tail]] };
  }
  const [delimiter, parts] = join;
  const last = parts[parts.length - 1];
  return { 'Fn::Join': [delimiter, typeof last === 'string' ? [...parts.slice(0, -1), last + tail] : [...parts, tail]] };
}

/** Names of the indexes that a grant covers. */
export function indexesOf(store: StoreFacts): string[] {
  return (store.indexes ?? []).map(({ name }) => name);
}

/** The ARN of a table as CDK formats it from its name. */
export function arnOf(name: unknown, region: unknown, account: unknown): unknown {
  return joined(['arn:', { Ref: 'AWS::Partition' }, ':dynamodb:', region, ':', account, ':table/', name]);
}

function joined(parts: unknown[]): unknown {
  const merged = parts.reduce<unknown[]>((all, part) => {
    const last = all[all.length - 1];
    return typeof part === 'string' && typeof last === 'string' ? [...all.slice(0, -1), last + part] : [...all, part];
  }, []);
  return merged.length === 1 ? merged[0] : { 'Fn::Join': ['', merged] };
}
