type Json = Record<string, unknown>;

const TELLS_CAPACITY: readonly string[] = [
  'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'BatchGetItem', 'BatchWriteItem', 'TransactGetItems', 'TransactWriteItems',
];

/** Makes the engine tell the capacity that an operation consumes; true where the caller did not ask for it himself. */
export function askForCapacity(operation: string, input: Json): boolean {
  const asks = input.ReturnConsumedCapacity !== undefined && input.ReturnConsumedCapacity !== 'NONE';
  if (asks || !TELLS_CAPACITY.includes(operation)) {
    return false;
  }
  input.ReturnConsumedCapacity = 'TOTAL';
  return true;
}

/** The capacity that an answer tells, by table; taken out of the answer where the caller did not ask for it. */
export function takeCapacity(output: Json, isHidden: boolean): Record<string, number> | undefined {
  const told = [output.ConsumedCapacity ?? []].flat() as Array<{ TableName?: string; CapacityUnits?: number }>;
  if (isHidden) {
    delete output.ConsumedCapacity;
  }
  const units: Record<string, number> = {};
  for (const { TableName, CapacityUnits } of told) {
    if (TableName !== undefined && CapacityUnits !== undefined) {
      units[TableName] = (units[TableName] ?? 0) + CapacityUnits;
    }
  }
  return told.length === 0 ? undefined : units;
}
