import * as functions from 'dynalite/db';

/** What the kit's additions to dynalite use of it. */
export interface Engine {
  /** Its functions as they have been repaired. */
  readonly database: typeof functions;
  /** The input of an operation as dynalite reads it; throws what is wrong with it. */
  check(operation: string, input: unknown): Promise<Json>;
  /** Carries out an operation whose input has been checked. */
  act(operation: string, checked: Json): Promise<Json>;
  table(name: string): Promise<Table>;
}

export type Json = Record<string, unknown>;
export type AttributeValue = Record<string, unknown>;
export type Item = Record<string, AttributeValue>;

export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: string;
}

export interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] };
}

export interface Table {
  readonly TableName: string;
  readonly TableArn: string;
  readonly KeySchema: readonly KeyElement[];
  readonly AttributeDefinitions: ReadonlyArray<{ readonly AttributeName: string; readonly AttributeType: string }>;
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly LocalSecondaryIndexes?: readonly Index[];
}

/** The attributes of an item that are its key. */
export function keyOf(item: Item, { KeySchema }: Pick<Table, 'KeySchema'>): Item {
  return Object.fromEntries(KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]));
}
