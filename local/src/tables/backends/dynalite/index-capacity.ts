import { Index, Item, Table } from './engine';

/** Consumed capacity as an answer tells it. */
export interface Capacity {
  CapacityUnits: number;
  Table?: { readonly CapacityUnits: number };
  GlobalSecondaryIndexes?: Record<string, { readonly CapacityUnits: number }>;
  LocalSecondaryIndexes?: Record<string, { readonly CapacityUnits: number }>;
}

type Size = (item: Item) => number;

/**
 * Adds to a write's capacity what its indexes take.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export function addIndexes(capacity: Capacity, table: Table, before: Item | undefined, after: Item | undefined, size: Size): void {
  for (const kind of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'] as const) {
    for (const index of table[kind] ?? []) {
      const units = unitsOf(index, table, before, after, size);
      capacity.CapacityUnits += units;
      if (units > 0 && capacity.Table !== undefined) {
        capacity[kind] = { ...capacity[kind], [index.IndexName]: { CapacityUnits: units } };
      }
    }
  }
}

function unitsOf(index: Index, table: Table, before: Item | undefined, after: Item | undefined, size: Size): number {
  const [old, now] = [projected(index, table, before), projected(index, table, after)];
  if (old === undefined || now === undefined) {
    return old === undefined && now === undefined ? 0 : written(old ?? now, size);
  }
  // a changed key is a deletion and a new entry
  const isMoved = index.KeySchema.some(({ AttributeName }) => JSON.stringify(old[AttributeName]) !== JSON.stringify(now[AttributeName]));
  if (isMoved) {
    return written(old, size) + written(now, size);
  }
  return sameItem(old, now) ? 0 : Math.max(written(old, size), written(now, size));
}

/** What the index keeps of an item; undefined where the item is not in it. */
function projected({ KeySchema, Projection }: Index, table: Table, item: Item | undefined): Item | undefined {
  const keys = KeySchema.map(({ AttributeName }) => AttributeName);
  if (item === undefined || keys.some((name) => item[name] === undefined)) {
    return undefined;
  }
  if (Projection.ProjectionType === 'ALL') {
    return item;
  }
  const names = [...keys, ...table.KeySchema.map(({ AttributeName }) => AttributeName), ...Projection.NonKeyAttributes ?? []];
  return Object.fromEntries(names.flatMap((name) => item[name] === undefined ? [] : [[name, item[name]]]));
}

function written(item: Item | undefined, size: Size): number {
  return item === undefined ? 0 : Math.max(1, Math.ceil(size(item) / 1024));
}

function sameItem(one: Item, other: Item): boolean {
  const sorted = (item: Item) => JSON.stringify(Object.entries(item).sort(([a], [b]) => a < b ? -1 : 1));
  return sorted(one) === sorted(other);
}
