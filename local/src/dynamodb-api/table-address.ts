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
}

/** Resolves a `TableName`, which may be a name or an ARN. */
export function addressOf(nameOrArn: string, tables: readonly TableBlueprint[], origin: CallOrigin): TableAddress {
  if (nameOrArn.startsWith('arn:')) {
    const name = nameOrArn.slice(nameOrArn.indexOf('/') + 1);
    return { name, arn: nameOrArn, table: tables.find(({ arns }) => arns.includes(nameOrArn)) };
  }
  const namesakes = tables.filter(({ name }) => name === nameOrArn);
  for (const table of namesakes) {
    const arn = table.arns.find((candidate) => regionOf(candidate) === origin.region);
    if (arn) {
      return { name: nameOrArn, arn, table };
    }
  }
  const arn = namesakes[0]?.arns[0] ?? `arn:aws:dynamodb:${origin.region}:${accountOf(origin.roleArn)}:table/${nameOrArn}`;
  return { name: nameOrArn, arn, table: namesakes[0] };
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
