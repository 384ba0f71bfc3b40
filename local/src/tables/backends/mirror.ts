import { callBackend, TableBackend } from './backend';

type Json = Record<string, unknown>;

/** Names of the key attributes of each table. */
export type KeyNames = Map<string, readonly string[]>;

/** A copy of all tables. */
export interface Mirror {
  readonly backend: TableBackend;
}

interface Index {
  readonly IndexName: string;
  readonly KeySchema: unknown;
  readonly Projection: unknown;
}

interface Description {
  readonly AttributeDefinitions: unknown;
  readonly KeySchema: ReadonlyArray<{ readonly AttributeName: string }>;
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly LocalSecondaryIndexes?: readonly Index[];
}

/** Copies every table with its items. */
export async function createMirror(source: TableBackend, keyNames: KeyNames, open: () => Promise<TableBackend>): Promise<Mirror> {
  const backend = await open();
  const { TableNames } = await callBackend<{ TableNames: string[] }>(source, 'ListTables', {});
  for (const name of TableNames) {
    const { Table } = await callBackend<{ Table: Description }>(source, 'DescribeTable', { TableName: name });
    keyNames.set(name, Table.KeySchema.map(({ AttributeName }) => AttributeName));
    await callBackend(backend, 'CreateTable', createTableInput(name, Table));
    while ((await callBackend<{ Table: { TableStatus: string } }>(backend, 'DescribeTable', { TableName: name })).Table.TableStatus !== 'ACTIVE') {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await copyItems(source, backend, name);
  }
  return { backend };
}

function createTableInput(name: string, table: Description): Json {
  const indexes = (list: readonly Index[] | undefined) =>
    list?.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: table.AttributeDefinitions,
    KeySchema: table.KeySchema,
    GlobalSecondaryIndexes: indexes(table.GlobalSecondaryIndexes),
    LocalSecondaryIndexes: indexes(table.LocalSecondaryIndexes),
  };
}

async function copyItems(source: TableBackend, target: TableBackend, name: string): Promise<void> {
  let start: unknown;
  do {
    const input = { TableName: name, ConsistentRead: true, ExclusiveStartKey: start };
    const page = await callBackend<{ Items: Json[]; LastEvaluatedKey?: unknown }>(source, 'Scan', input);
    for (const Item of page.Items) {
      await callBackend(target, 'PutItem', { TableName: name, Item });
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}

interface Write {
  readonly table: string;
  readonly key: Json;
}

/** The items that an operation may have changed; `unknown` where the copy must be made again. */
export function keysWritten(operation: string, body: string, keyNames: KeyNames): Write[] | 'unknown' {
  const input = JSON.parse(body) as Json;
  const write = (table: string, part: Json): Write => ({ table, key: (part.Key ?? keyIn(part.Item as Json, keyNames.get(table))) as Json });
  switch (operation) {
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [write(String(input.TableName), input)];
    case 'BatchWriteItem':
      return Object.entries(input.RequestItems as Record<string, Json[]>).flatMap(([table, requests]) =>
        requests.flatMap((request) => Object.values(request).map((part) => write(table, part as Json))));
    default:
      return /^(Describe|List)/.test(operation) ? [] : 'unknown';
  }
}

function keyIn(item: Json, names: readonly string[] = []): Json {
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}
