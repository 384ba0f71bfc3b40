import { setTimeout as sleep } from 'node:timers/promises';
import { TableBlueprint } from '../blueprint/blueprint';
import { DynamodbError } from '../dynamodb-api/error';
import { KitError } from '../foundation/error';
import { callBackend, TableBackend } from './backends/backend';

interface Description {
  readonly TableStatus: string;
  readonly KeySchema: ReadonlyArray<{ readonly AttributeName: string; readonly KeyType: string }>;
}

const POLL_MILLISECONDS = 5;
const MAXIMUM_POLLS = 6000;

/** Creates the tables that the backend does not have yet and waits until all can be used. */
export async function createMissingTables(backend: TableBackend, tables: readonly TableBlueprint[]): Promise<void> {
  for (const table of tables) {
    const existing = await describeTable(backend, table.name);
    if (existing) {
      checkKey(table, existing);
    } else {
      await createTable(backend, table);
    }
  }
}

async function createTable(backend: TableBackend, table: TableBlueprint): Promise<void> {
  if (table.arns.length > 0) {
    backend.createTablesLike?.(table.arns[0]);
  }
  try {
    await callBackend(backend, 'CreateTable', { ...table.createTable, TableName: table.name });
  } catch (error) {
    throw error instanceof DynamodbError
      ? new KitError(`cannot create table ${table.name} (${table.path}): ${error.message}`)
      : error;
  }
  for (let poll = 0; poll < MAXIMUM_POLLS; poll++) {
    if ((await describeTable(backend, table.name))?.TableStatus === 'ACTIVE') {
      return;
    }
    await sleep(POLL_MILLISECONDS);
  }
  throw new KitError(`table ${table.name} (${table.path}) was created but did not become active`);
}

async function describeTable(backend: TableBackend, name: string): Promise<Description | undefined> {
  try {
    return (await callBackend<{ Table: Description }>(backend, 'DescribeTable', { TableName: name })).Table;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') {
      return undefined;
    }
    throw error;
  }
}

function checkKey(table: TableBlueprint, existing: Description): void {
  const wanted = keyText(table.createTable.KeySchema as Description['KeySchema'] | undefined);
  const found = keyText(existing.KeySchema);
  if (wanted !== found) {
    throw new KitError(`table ${table.name} exists already with the key ${found}, the template wants ${wanted}:` +
      ' delete the kept table or keep this one somewhere else');
  }
}

function keyText(schema: Description['KeySchema'] | undefined): string {
  return (schema ?? []).map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType})`).join(', ');
}
