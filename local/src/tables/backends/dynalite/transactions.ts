import { DynamodbError, validationError } from '../../../dynamodb-api/error';
import { Engine, Item, Json, keyOf, Table } from './engine';
import { collectionsByTable } from './item-collections';

interface Step {
  readonly kind: string;
  readonly part: Json;
  readonly checked: Json;
  readonly table: Table;
}

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

const MOST_STEPS = 100;
const LARGEST_TRANSACTION = 4 * 1024 * 1024;
const TOKEN_MILLISECONDS = 10 * 60 * 1000;
// a condition check is validated as the write whose parameters it has
const OPERATIONS: Readonly<Record<string, string>> = {
  Get: 'getItem', Put: 'putItem', Update: 'updateItem', Delete: 'deleteItem', ConditionCheck: 'deleteItem',
};
const CODES: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed', ValidationException: 'ValidationError',
};

/**
 * TransactGetItems and TransactWriteItems, made of dynalite's own operations; nothing else may run meanwhile.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export class Transactions {
  private readonly tokens = new Map<string, { readonly payload: string; readonly time: number }>();

  public constructor(private readonly engine: Engine, private readonly now: () => number = Date.now) {}

  public async get(input: Json): Promise<Json> {
    const steps = await this.stepsOf(input);
    const outcomes = await inTurn(steps, ({ checked }) => this.attempt(() => this.engine.act('getItem', checked)));
    cancelIfFailed(outcomes);
    const answers = outcomes.map((outcome) => outcome as Json);
    return { Responses: answers.map(({ Item: found }) => found === undefined ? {} : { Item: found }), ...capacityOf(answers, 'ReadCapacityUnits') };
  }

  public async write(input: Json): Promise<Json> {
    const payload = JSON.stringify(input.TransactItems);
    const token = typeof input.ClientRequestToken === 'string' ? input.ClientRequestToken : undefined;
    if (token !== undefined && this.wasDone(token, payload)) {
      return {};
    }
    const steps = await this.stepsOf(input);
    const undo: Array<() => Promise<unknown>> = [];
    const outcomes = await inTurn(steps, (step) => this.attempt(() => this.perform(step, undo)));
    if (outcomes.some((outcome) => outcome instanceof Failure)) {
      await inTurn(undo.reverse(), (restore) => restore());
    }
    cancelIfFailed(outcomes);
    if (token !== undefined) {
      this.tokens.set(token, { payload, time: this.now() });
    }
    const metrics = input.ReturnItemCollectionMetrics === 'SIZE'
      ? await collectionsByTable(this.engine, steps.map(({ table, part }) => [table.TableName, (part.Item ?? part.Key) as Item])) : {};
    return { ...metrics, ...capacityOf(outcomes as Json[], 'WriteCapacityUnits') };
  }

  private wasDone(token: string, payload: string): boolean {
    const limit = this.now() - TOKEN_MILLISECONDS;
    this.tokens.forEach(({ time }, each) => time < limit && this.tokens.delete(each));
    const done = this.tokens.get(token);
    if (done !== undefined && done.payload !== payload) {
      throw new DynamodbError('IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests');
    }
    return done !== undefined;
  }

  /** What is wrong with the request itself is an error of its own; what is wrong with an item cancels the transaction. */
  private async stepsOf(input: Json): Promise<Step[]> {
    const items = input.TransactItems as Array<Record<string, Json>>;
    if (items.length > MOST_STEPS) {
      const value = JSON.stringify(items.slice(0, 1)).slice(1, -1);
      throw validationError(`1 validation error detected: Value '[${value}, …]' at 'transactItems' failed to satisfy constraint: ` +
        `Member must have length less than or equal to ${MOST_STEPS}`);
    }
    const ReturnConsumedCapacity = input.ReturnConsumedCapacity;
    const steps = await inTurn(items.flatMap((item) => Object.entries(item)), async ([kind, part]): Promise<Step> => {
      const checked = await this.engine.check(OPERATIONS[kind], { ...part, ReturnConsumedCapacity });
      return { kind, part, checked, table: await this.engine.table(String(part.TableName)) };
    });
    const keys = steps.flatMap((step) => targetOf(this.engine, step));
    if (new Set(keys).size < keys.length) {
      throw validationError('Transaction request cannot include multiple operations on one item');
    }
    if (steps.reduce((sum, { checked }) => sum + this.engine.database.itemSize(checked.Item ?? checked.Key), 0) > LARGEST_TRANSACTION) {
      throw validationError('The aggregate size of the items in the transaction cannot exceed 4 MB');
    }
    return steps;
  }

  private async perform({ kind, checked, table }: Step, undo: Array<() => Promise<unknown>>): Promise<Json> {
    const TableName = table.TableName;
    const Key = keyOf((checked.Item ?? checked.Key) as Item, table);
    const before = (await this.engine.act('getItem', { TableName, Key: (checked.Key ?? Key) as Item })).Item as Item | undefined;
    if (kind === 'ConditionCheck') {
      const failure = this.engine.database.checkConditional(checked, before);
      if (failure) {
        throw failure;
      }
      return checked.ReturnConsumedCapacity === undefined ? {} : { ConsumedCapacity: { TableName, CapacityUnits: 1 } };
    }
    const answer = await this.engine.act(OPERATIONS[kind], checked);
    undo.push(() => before === undefined
      ? this.engine.act('deleteItem', { TableName, Key })
      : this.engine.act('putItem', { TableName, Item: before }));
    return answer;
  }

  private async attempt(work: () => Promise<Json>): Promise<Json | Failure> {
    try {
      return await work();
    } catch (error) {
      const body = (error as { body?: Record<string, unknown> }).body;
      const code = CODES[String(body?.__type).split('#').slice(-1)[0]];
      if (body === undefined || code === undefined) {
        throw error;
      }
      return new Failure({ Code: code, Message: String(body.message), ...body.Item === undefined ? {} : { Item: body.Item as Item } });
    }
  }
}

class Failure {
  public constructor(public readonly reason: Reason) {}
}

function cancelIfFailed(outcomes: ReadonlyArray<Json | Failure>): void {
  if (outcomes.some((outcome) => outcome instanceof Failure)) {
    const reasons = outcomes.map((outcome): Reason => outcome instanceof Failure ? outcome.reason : { Code: 'None' });
    const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`;
    throw new DynamodbError('TransactionCanceledException', message, message, { CancellationReasons: reasons });
  }
}

/** The item that a step is about, unless its key is none. */
function targetOf({ database }: Engine, { checked, table }: Step): string[] {
  const key = keyOf((checked.Item ?? checked.Key) as Item, table);
  return database.validateKey(key, table) ? [] : [`${table.TableName}/${database.createKey(key, table)}`];
}

/** A transaction takes each unit twice: to prepare and to commit. */
function capacityOf(answers: readonly Json[], units: 'ReadCapacityUnits' | 'WriteCapacityUnits'): Json {
  const sums = new Map<string, number>();
  for (const { ConsumedCapacity } of answers as Array<{ ConsumedCapacity?: { TableName: string; CapacityUnits: number } }>) {
    if (ConsumedCapacity !== undefined) {
      sums.set(ConsumedCapacity.TableName, (sums.get(ConsumedCapacity.TableName) ?? 0) + 2 * Math.max(1, ConsumedCapacity.CapacityUnits));
    }
  }
  return sums.size === 0 ? {} : {
    ConsumedCapacity: [...sums].map(([TableName, sum]) => ({ TableName, CapacityUnits: sum, [units]: sum })),
  };
}

async function inTurn<T, R>(values: readonly T[], work: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const value of values) {
    results.push(await work(value));
  }
  return results;
}
