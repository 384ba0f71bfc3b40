import { Store } from 'dynalite/db';
import { DynamodbError, validationError } from '../../../dynamodb-api/error';
import { Engine, Index, Item, Json, Table } from './engine';

interface Create extends Index {
  readonly ProvisionedThroughput?: Json;
}

interface Update {
  readonly Create?: Create;
  readonly Delete?: { readonly IndexName: string };
}

/** The part of a request for UpdateTable that creates or deletes an index, which dynalite accepts and ignores. */
export function indexUpdateOf(operation: string, input: Json): Update | undefined {
  const updates = Array.isArray(input.GlobalSecondaryIndexUpdates) ? input.GlobalSecondaryIndexUpdates as Update[] : [];
  const found = operation === 'UpdateTable' ? updates.filter((update) => update?.Create ?? update?.Delete) : [];
  if (found.length > 1) {
    throw new DynamodbError('LimitExceededException',
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table');
  }
  return found[0];
}

/**
 * Creates an index with the items that the table has, or deletes one.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
 */
export async function updateIndexes(engine: Engine, store: Store, input: Json, update: Update): Promise<Json> {
  const table = await engine.table(String(input.TableName));
  const indexes = [...table.GlobalSecondaryIndexes ?? []];
  if (update.Delete !== undefined) {
    const { IndexName } = update.Delete;
    if (!indexes.some((index) => index.IndexName === IndexName)) {
      throw new DynamodbError('ResourceNotFoundException', 'Requested resource not found');
    }
    await new Promise<void>((resolve, reject) =>
      store.deleteIndexDb('global', table.TableName, IndexName, (error) => error ? reject(error) : resolve()));
    return describe(store, { ...table, GlobalSecondaryIndexes: indexes.filter((index) => index.IndexName !== IndexName) });
  }
  const created = await checkedIndex(engine, table, input, update.Create as Create);
  const GlobalSecondaryIndexes = [...indexes, describedIndex(table, created)];
  const next: Table = { ...table, AttributeDefinitions: definitions(table, input), GlobalSecondaryIndexes };
  const answer = await describe(store, next);
  await fill(engine, store, next, created);
  return answer;
}

/** As dynalite judges it in a table of its own. */
async function checkedIndex(engine: Engine, table: Table, input: Json, index: Create): Promise<Create> {
  if ([...table.GlobalSecondaryIndexes ?? [], ...table.LocalSecondaryIndexes ?? []].some(({ IndexName }) => IndexName === index.IndexName)) {
    throw validationError(`Attempting to create an index which already exists: ${index.IndexName}`);
  }
  const used = new Set([...table.KeySchema, ...Array.isArray(index.KeySchema) ? index.KeySchema : []].map(({ AttributeName }) => AttributeName));
  await engine.check('createTable', {
    TableName: table.TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: definitions(table, input).filter(({ AttributeName }) => used.has(AttributeName)),
    KeySchema: table.KeySchema,
    GlobalSecondaryIndexes: [{ IndexName: index.IndexName, KeySchema: index.KeySchema, Projection: index.Projection }],
  });
  return index;
}

function definitions(table: Table, { AttributeDefinitions }: Json): Table['AttributeDefinitions'] {
  const known = new Map(table.AttributeDefinitions.map((definition) => [definition.AttributeName, definition]));
  for (const definition of (AttributeDefinitions ?? []) as Table['AttributeDefinitions']) {
    known.set(definition.AttributeName, definition);
  }
  return [...known.values()];
}

function describedIndex(table: Table, { IndexName, KeySchema, Projection, ProvisionedThroughput }: Create): Index {
  return {
    IndexName,
    KeySchema,
    Projection,
    ...{
      IndexArn: `${table.TableArn}/index/${IndexName}`,
      IndexSizeBytes: 0,
      ItemCount: 0,
      IndexStatus: 'ACTIVE',
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, ...ProvisionedThroughput, NumberOfDecreasesToday: 0 },
    },
  };
}

async function describe(store: Store, table: Table): Promise<Json> {
  const { GlobalSecondaryIndexes = [], ...rest } = table;
  const stored = GlobalSecondaryIndexes.length > 0 ? table : rest;
  await new Promise<void>((resolve, reject) => store.tableDb.put(table.TableName, stored, (error) => error ? reject(error) : resolve()));
  return { TableDescription: stored };
}

async function fill(engine: Engine, store: Store, table: Table, index: Index): Promise<void> {
  const entries = store.getIndexDb('global', table.TableName, index.IndexName);
  let start: unknown;
  do {
    const page = await engine.act('scan', { TableName: table.TableName, ...start === undefined ? {} : { ExclusiveStartKey: start } });
    for (const item of page.Items as Item[]) {
      for (const { key, item: entry } of engine.database.getIndexActions([index], null, item, table).puts) {
        await new Promise<void>((resolve, reject) => entries.put(key, entry, (error) => error ? reject(error) : resolve()));
      }
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
