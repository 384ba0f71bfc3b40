import { Engine, Item, Json, keyOf, Table } from './engine';

interface Metrics {
  readonly ItemCollectionKey: Item;
  readonly SizeEstimateRangeGB: readonly number[];
}

interface WriteRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

/**
 * The item collection that a write has changed, if it was asked for and the table has a local secondary index: without one AWS tells none.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ItemCollections.SizeLimit
 */
export async function itemCollections(engine: Engine, operation: string, input: Json): Promise<Json> {
  if (input.ReturnItemCollectionMetrics !== 'SIZE') {
    return {};
  }
  if (operation === 'BatchWriteItem') {
    const requests = Object.entries(input.RequestItems as Record<string, WriteRequest[]>).flatMap(([name, list]) =>
      list.map(({ PutRequest, DeleteRequest }): [string, Item] => [name, PutRequest?.Item ?? DeleteRequest?.Key ?? {}]));
    return collectionsByTable(engine, requests);
  }
  const metrics = metricsOf(await engine.table(String(input.TableName)), (input.Key ?? input.Item) as Item);
  return metrics === undefined ? {} : { ItemCollectionMetrics: metrics };
}

/** The item collections of several writes, each once. */
export async function collectionsByTable(engine: Engine, writes: ReadonlyArray<readonly [string, Item]>): Promise<Json> {
  const found: Record<string, Metrics[]> = {};
  for (const [name, item] of writes) {
    const metrics = metricsOf(await engine.table(name), item);
    const known = (found[name] ?? []).map((each) => JSON.stringify(each));
    if (metrics !== undefined && !known.includes(JSON.stringify(metrics))) {
      found[name] = [...found[name] ?? [], metrics];
    }
  }
  return Object.keys(found).length === 0 ? {} : { ItemCollectionMetrics: found };
}

function metricsOf(table: Table, item: Item): Metrics | undefined {
  const partitionKey = table.KeySchema.filter(({ KeyType }) => KeyType === 'HASH');
  return table.LocalSecondaryIndexes === undefined ? undefined
    // never above one gigabyte here
    : { ItemCollectionKey: keyOf(item, { KeySchema: partitionKey }), SizeEstimateRangeGB: [0, 1] };
}
