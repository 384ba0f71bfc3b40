import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import * as database from 'dynalite/db';
import * as validations from 'dynalite/validations';
import { HttpResponse, jsonResponse } from '../../dynamodb-api/http-response';
import { DynamodbError } from '../../dynamodb-api/error';
import { KitError } from '../../foundation/error';
import { TableBackend } from './backend';
import { askForCapacity, takeCapacity } from './consumed-capacity';
import { Engine, Json, Table } from './dynalite/engine';
import { Gate } from './dynalite/gate';
import { indexUpdateOf, updateIndexes } from './dynalite/index-updates';
import { itemCollections } from './dynalite/item-collections';
import { fromDynalite, repairDynalite, toDynalite } from './dynalite/repairs';
import { checkRequest } from './dynalite/request-rules';
import { Transactions } from './dynalite/transactions';

type Action = (store: database.Store, input: unknown, callback: (error: unknown, output?: unknown) => void) => void;

// one file for each operation, loaded when it is first called
const load = createRequire(__filename);

const OPERATIONS: readonly string[] = [
  'BatchGetItem', 'BatchWriteItem', 'CreateTable', 'DeleteItem', 'DeleteTable', 'DescribeTable', 'GetItem', 'ListTables',
  'ListTagsOfResource', 'PutItem', 'Query', 'Scan', 'TagResource', 'TransactGetItems', 'TransactWriteItems', 'UntagResource', 'UpdateItem', 'UpdateTable',
];

const UUID_LENGTH = 36;

/**
 * dynalite in this process, in memory or in a folder.
 *
 * Its actions are called directly, not through its HTTP server: that one closes its database only after it has listened on
 * an address of its own, which would be a way around the proxy, and it lets an unexpected error end the whole process.
 */
export class DynaliteBackend implements TableBackend {
  /** Opens the tables in `directory`, which is made if it does not exist; without one they live in memory. */
  public static async open(directory?: string): Promise<DynaliteBackend> {
    if (directory !== undefined) {
      makeFolder(directory);
    }
    repairDynalite(load);
    const store = database.create({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    try {
      await store.db.open();
    } catch (error) {
      const cause = (error as Error).cause as { code?: string; message?: string } | undefined;
      throw cause?.code === 'LEVEL_LOCKED'
        ? new KitError(`cannot open the tables in ${directory}: another process uses it; choose another folder or end the other process`)
        : unusable(directory, cause?.message ?? String(error));
    }
    return new DynaliteBackend(store);
  }

  private readonly gate = new Gate();
  private readonly engine: Engine = {
    check: async (name, input) => this.check(name, input),
    act: (name, checked) => this.act(name, checked),
    table: (name) => new Promise((resolve, reject) =>
      this.store.getTable(name, (error, table) => error ? reject(error) : resolve(table as Table))),
    database: load('dynalite/db') as typeof database,
  };
  private readonly transactions = new Transactions(this.engine);

  private constructor(private readonly store: database.Store) {
    const { tableDb } = store;
    const put = tableDb.put.bind(tableDb);
    // what dynalite gives new tables is too short for a UUID
    tableDb.put = (key, table, callback) => {
      const described = table as { TableId?: string };
      described.TableId = described.TableId?.length === UUID_LENGTH ? described.TableId : randomUUID();
      put(key, table, callback);
    };
  }

  /** Makes tables that are created from now on describe themselves with the account and region of this ARN. */
  public createTablesLike(arn: string): void {
    const [, , , region, account] = arn.split(':');
    this.store.tableDb.awsRegion = region;
    this.store.tableDb.awsAccountId = account;
  }

  public async send(operation: string, body: string): Promise<HttpResponse> {
    if (!OPERATIONS.includes(operation)) {
      const message = `the kit's own table engine has no ${operation}; start a DynamoDB Local, which has it, and give its address with --endpoint`;
      return new DynamodbError('UnknownOperationException', message).toResponse();
    }
    try {
      const input = JSON.parse(toDynalite(body)) as Record<string, unknown>;
      checkRequest(operation, input);
      const isHidden = askForCapacity(operation, input);
      const output = await this.perform(operation, input);
      const units = takeCapacity(output, isHidden);
      return { ...jsonResponse(200, fromDynalite(JSON.stringify(output))), units };
    } catch (error) {
      if (error instanceof DynamodbError) {
        return error.toResponse();
      }
      // dynalite's own answers carry the body that DynamoDB would send
      const { statusCode, body: answered } = error as { statusCode?: number; body?: unknown };
      if (statusCode !== undefined) {
        return jsonResponse(statusCode, fromDynalite(JSON.stringify(answered)));
      }
      return new DynamodbError('InternalServerError', `the table engine failed: ${String(error)}`).toResponse();
    }
  }

  public close(): Promise<void> {
    return new Promise((resolve, reject) => this.store.db.close((error) => error ? reject(error) : resolve()));
  }

  private perform(operation: string, input: Json): Promise<Json> {
    const update = indexUpdateOf(operation, input);
    if (update !== undefined) {
      return this.gate.passAlone(() => updateIndexes(this.engine, this.store, input, update));
    }
    switch (operation) {
      case 'TransactGetItems':
        return this.gate.passAlone(() => this.transactions.get(input));
      case 'TransactWriteItems':
        return this.gate.passAlone(() => this.transactions.write(input));
      default:
        return this.gate.together(() => this.performOne(operation, input));
    }
  }

  private async performOne(operation: string, input: Json): Promise<Json> {
    const name = validations.toLowerFirst(operation);
    const answer = await this.act(name, this.check(name, input));
    return input.ReturnItemCollectionMetrics === undefined ? answer : { ...answer, ...await itemCollections(this.engine, operation, input) };
  }

  private check(name: string, input: unknown): Json {
    const { types, custom }: { types: unknown; custom: unknown } = load(`dynalite/validations/${name}`);
    const checked = validations.checkTypes(input, types);
    validations.checkValidations(checked, types, custom, this.store);
    return checked as Json;
  }

  private act(name: string, checked: Json): Promise<Json> {
    const action: Action = load(`dynalite/actions/${name}`);
    return new Promise((resolve, reject) => action(this.store, checked, (error, output) => error ? reject(error) : resolve(output as Json)));
  }
}

/** Not with `recursive`: where a file system refuses folders, as /proc does, Node tries for ever. */
function makeFolder(folder: string): void {
  try {
    if (!fs.existsSync(path.dirname(folder))) {
      makeFolder(path.dirname(folder));
    }
    if (!fs.existsSync(folder)) {
      fs.mkdirSync(folder);
    }
    if (!fs.statSync(folder).isDirectory()) {
      throw unusable(folder, 'it is a file');
    }
  } catch (error) {
    throw error instanceof KitError ? error : unusable(folder, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

function unusable(folder: string | undefined, problem: string): KitError {
  return new KitError(`cannot open the tables in ${folder}: ${problem}; choose another folder`);
}
