import * as database from 'dynalite/db';
import { Capacity, addIndexes } from './index-capacity';
import { AttributeValue, Item, Table } from './engine';

const LARGEST_KEY = { HASH: 2048, RANGE: 1024 } as const;
const TOO_LARGE = {
  HASH: 'Size of hashkey has exceeded the maximum size limit of2048 bytes',
  RANGE: 'Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
} as const;
const MOST_DIGITS = 38;
// AWS's own words also where the magnitude is fine: test_number.py of ScyllaDB's Alternator, which is run against DynamoDB
const TOO_LARGE_NUMBER = 'Number overflow. Attempting to store a number with magnitude larger than supported range';
const RETURN_ON_FAILURE = { type: 'String', enum: ['ALL_OLD', 'NONE'] };

// a name that objects of JavaScript cannot have as a key of their own; in its place one of as many bytes, of private characters
const PROTO = '"__proto__"';
const PROTO_REPLACED = '"\uE000\uE000\uE000"';

let isRepaired = false;

/**
 * Gives dynalite what AWS does and it does not: sizes in bytes of UTF-8, keys of indexes that are never empty, numbers of 38 digits, the
 * capacity that indexes take, and the item in a ConditionalCheckFailedException. Its functions call each other through the exports of
 * their modules, so they are replaced there.
 */
export function repairDynalite(load: (module: string) => unknown): void {
  if (isRepaired) {
    return;
  }
  isRepaired = true;
  for (const operation of ['putItem', 'updateItem', 'deleteItem']) {
    const { types } = load(`dynalite/validations/${operation}`) as { types: Record<string, unknown> };
    types.ReturnValuesOnConditionCheckFailure = RETURN_ON_FAILURE;
  }
  // the module itself, not the copy of its exports that an import may be
  const engine = load('dynalite/db') as typeof database;
  const { itemSize, checkConditional, validateItem, validateKey, validateUpdates, addConsumedCapacity, updateIndexes } = engine;
  const sizeOf = (item: Item, ...rest: unknown[]) => itemSize(item, ...rest) + (rest[0] ? 0 : moreBytes(item));
  // the capacity of a write is made right before its indexes are updated, without anything in between
  let written: Capacity | undefined;
  Object.assign(engine, {
    // its own count but for text, where it counts UTF-16 units; the compressed size only decides where a page of a scan ends
    itemSize: sizeOf,
    checkConditional: (data: { ReturnValuesOnConditionCheckFailure?: string }, existing?: Item) => {
      const error = checkConditional(data, existing);
      if (error?.body !== undefined && data.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && existing !== undefined) {
        error.body.Item = existing;
      }
      return error;
    },
    validateItem: (item: Item, table: Table) => validateItem(item, table) ?? keyProblem(item, table) ?? indexKeyProblem(item, table),
    validateKey: (key: Item, table: Table, schema: unknown) => validateKey(key, table, schema) ?? keyProblem(key, table),
    validateUpdates: (updates: unknown, expression: { sections?: Section[] } | undefined, table: Table) =>
      validateUpdates(updates, expression, table) ?? indexKeyProblem(updatedValues(updates, expression), table),
    addConsumedCapacity: (data: unknown, isRead: boolean, ...items: unknown[]) => {
      const capacity = addConsumedCapacity(data, isRead, ...items);
      written = isRead ? undefined : capacity;
      return capacity;
    },
    updateIndexes: (store: unknown, table: Table, before: Item | undefined, after: Item | undefined, callback: (error?: unknown) => void) => {
      const capacity = written;
      written = undefined;
      if (after !== undefined && after !== null && hasTooLongNumber(Object.values(after))) {
        callback(database.validationError(TOO_LARGE_NUMBER));
        return;
      }
      if (capacity !== undefined) {
        addIndexes(capacity, table, before, after ?? undefined, sizeOf);
      }
      updateIndexes(store, table, before, after, callback);
    },
  });
}

/** A sum may have more digits than a number may; those that a caller writes have been checked. */
function hasTooLongNumber(values: readonly AttributeValue[]): boolean {
  return values.some(({ N, L, M }) => {
    const digits = typeof N === 'string' && N.length > MOST_DIGITS ? N.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length : 0;
    return digits > MOST_DIGITS ||
      (L !== undefined && hasTooLongNumber(L as AttributeValue[])) ||
      (M !== undefined && hasTooLongNumber(Object.values(M as Item)));
  });
}

interface Section {
  readonly type: string;
  readonly path: ReadonlyArray<string | number>;
  readonly val: AttributeValue;
}

function updatedValues(updates: unknown, expression: { sections?: Section[] } | undefined): Item {
  const legacy = Object.entries((updates ?? {}) as Record<string, { Value?: AttributeValue }>)
    .flatMap(([name, { Value }]): Array<[string, AttributeValue]> => Value === undefined ? [] : [[name, Value]]);
  const set = (expression?.sections ?? []).filter(({ type, path }) => type === 'set' && path.length === 1)
    .map(({ path, val }): [string, AttributeValue] => [String(path[0]), val]);
  return Object.fromEntries([...legacy, ...set]);
}

/** How many bytes of UTF-8 an item has more than dynalite counts. */
function moreBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + surplus(name) + moreBytesOf(value), 0);
}

function moreBytesOf({ S, SS, L, M }: AttributeValue): number {
  return [S].filter(isText).reduce((sum, text) => sum + surplus(text), 0) +
    (SS as string[] | undefined ?? []).reduce((sum, text) => sum + surplus(text), 0) +
    (L as AttributeValue[] | undefined ?? []).reduce((sum, value) => sum + moreBytesOf(value), 0) +
    (M === undefined ? 0 : moreBytes(M as Item));
}

function surplus(text: string): number {
  return Buffer.byteLength(text) - text.length;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function keyProblem(item: Item, { KeySchema }: Table): unknown {
  const found = KeySchema.find(({ AttributeName, KeyType }) => {
    const text = item[AttributeName]?.S;
    return isText(text) && Buffer.byteLength(text) > LARGEST_KEY[KeyType as keyof typeof LARGEST_KEY];
  });
  return found && database.validationError(`One or more parameter values were invalid: ${TOO_LARGE[found.KeyType as keyof typeof TOO_LARGE]}`);
}

function indexKeyProblem(item: Item, { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: Table): unknown {
  for (const { IndexName, KeySchema } of [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes]) {
    const empty = KeySchema.find(({ AttributeName }) => item[AttributeName]?.S === '' || item[AttributeName]?.B === '');
    if (empty !== undefined) {
      const type = item[empty.AttributeName].S === '' ? 'string' : 'binary';
      return database.validationError('One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
        `The AttributeValue for a key attribute cannot contain an empty ${type} value. IndexName: ${IndexName}, IndexKey: ${empty.AttributeName}`);
    }
  }
  return undefined;
}

export function toDynalite(body: string): string {
  return body.replaceAll(PROTO, PROTO_REPLACED);
}

export function fromDynalite(body: string): string {
  return body.replaceAll(PROTO_REPLACED, PROTO);
}
