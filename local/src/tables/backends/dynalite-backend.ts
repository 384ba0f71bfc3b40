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
import { checkLimits, fromDynalite, repairDynalite, toDynalite } from './dynalite-repairs';

type Action = (store: database.Store, input: unknown, callback: (error: unknown, output?: unknown) => void) => void;

// one file for each operation, loaded when it is first called
const load = createRequire(__filename);

const OPERATIONS: readonly string[] = [
  'BatchGetItem', 'BatchWriteItem', 'CreateTable', 'DeleteItem', 'DeleteTable', 'DescribeTable', 'GetItem', 'ListTables',
  'ListTagsOfResource', 'PutItem', 'Query', 'Scan', 'TagResource', 'UntagResource', 'UpdateItem', 'UpdateTable',
];

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

  private constructor(private readonly store: database.Store) {}

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
      checkLimits(operation, input);
      const isHidden = askForCapacity(operation, input);
      const output = await this.perform(validations.toLowerFirst(operation), input) as Record<string, unknown>;
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

  private perform(name: string, input: unknown): Promise<unknown> {
    const action: Action = load(`dynalite/actions/${name}`);
    const { types, custom }: { types: unknown; custom: unknown } = load(`dynalite/validations/${name}`);
    return new Promise((resolve, reject) => {
      const checked = validations.checkTypes(input, types);
      validations.checkValidations(checked, types, custom, this.store);
      action(this.store, checked, (error, output) => error ? reject(error) : resolve(output));
    });
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
