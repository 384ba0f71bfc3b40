import { accountOf, regionOf } from '../foundation/arn';
import { TableBlueprint } from '../blueprint/blueprint';

/** Who calls, and from which region: what turns a table's name into an ARN. */
export interface CallOrigin {
  /** Region in the scope of the caller's credentials. */
  readonly region: string;
  /** ARN of the calling role. */
  readonly roleArn: string;
}

/** What a request's `TableName` means. */
export interface TableAddress {
  readonly name: string;
  readonly arn: string;
  /** Absent when the template has no such table. */
  readonly table?: TableBlueprint;
  /** Set where the template has such a table in another region or account: which, in words for people. */
  readonly misplaced?: string;
}

// what an assembly without environment stands for
const UNKNOWN_ACCOUNT = '000000000000';

/** Resolves a `TableName`, which may be a name or an ARN, as IAM does: a name means the caller's own region and account. */
export function addressOf(nameOrArn: string, tables: readonly TableBlueprint[], origin: CallOrigin): TableAddress {
  const isArn = nameOrArn.startsWith('arn:');
  const name = isArn ? nameOrArn.slice(nameOrArn.indexOf('/') + 1) : nameOrArn;
  const namesakes = tables.filter((table) => table.name === name);
  const arn = isArn ? nameOrArn : `arn:aws:dynamodb:${origin.region}:${accountOf(origin.roleArn)}:table/${name}`;
  for (const table of namesakes) {
    const found = table.arns.find((candidate) => isReached(candidate, arn, origin, table));
    if (found !== undefined) {
      return { name, arn: found, table };
    }
  }
  return namesakes.length === 0 ? { name, arn } : { name, arn, misplaced: misplacement(arn, namesakes[0], origin) };
}

/** Where the assembly does not say a region or an account, each will do. */
function isReached(candidate: string, arn: string, { region }: CallOrigin, { arns, regionIsAssumed }: TableBlueprint): boolean {
  const accounts = [accountOf(candidate), accountOf(arn)];
  const sameAccount = accounts[0] === accounts[1] || accounts.includes(UNKNOWN_ACCOUNT);
  const sameRegion = regionOf(candidate) === regionOf(arn) && arns.some((each) => regionOf(each) === region);
  return sameAccount && (regionIsAssumed === true || sameRegion);
}

function misplacement(arn: string, { arns }: TableBlueprint, { region }: CallOrigin): string {
  const regions = [...new Set(arns.map(regionOf))];
  return regions.includes(region) && regions.includes(regionOf(arn))
    ? `the client calls account ${accountOf(arn)}, the table is in ${accountOf(arns[0])}`
    : `the client calls ${region}, the table is in ${regions.join(' and ')}`;
}

interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: string;
}

/** Partition key of a table or one of its indexes; undefined where the kit does not know exactly one. */
export function partitionKeyOf(table: TableBlueprint | undefined, index?: string): string | undefined {
  const input = (table?.createTable ?? {}) as {
    KeySchema?: KeyElement[];
    GlobalSecondaryIndexes?: Array<{ IndexName: string; KeySchema: KeyElement[] }>;
    LocalSecondaryIndexes?: Array<{ IndexName: string; KeySchema: KeyElement[] }>;
  };
  const indexes = [...input.GlobalSecondaryIndexes ?? [], ...input.LocalSecondaryIndexes ?? []];
  const schema = index === undefined ? input.KeySchema : indexes.find(({ IndexName }) => IndexName === index)?.KeySchema;
  const partitionKeys = schema?.filter(({ KeyType }) => KeyType === 'HASH') ?? [];
  return partitionKeys.length === 1 ? partitionKeys[0].AttributeName : undefined;
}
