import { DynamodbError, validationError } from '../dynamodb-api/error';
import { callBackend, TableBackend } from './backends/backend';

/** Key attributes of an item in DynamoDB's JSON. */
export type ItemKey = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface TimeToLiveOptions {
  /** Time to live attribute of each table that has one. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Called for each item that was deleted because its time had come. */
  readonly onExpired?: (table: string, key: ItemKey) => void;
  readonly intervalMilliseconds?: number;
  readonly now?: () => Date;
}

interface Description {
  readonly KeySchema: ReadonlyArray<{ readonly AttributeName: string }>;
}

interface Page {
  readonly Items: readonly ItemKey[];
  readonly LastEvaluatedKey?: ItemKey;
}

const DEFAULT_INTERVAL_MILLISECONDS = 5000;
const MAXIMUM_AGE_YEARS = 5;

/** Time to live as DynamoDB has it, for a backend without: its two operations, and items that really go. */
export class TimeToLive {
  private readonly attributes: Map<string, string>;
  private timer?: NodeJS.Timeout;
  private stopped = false;
  private sweeping: Promise<unknown> = Promise.resolve();

  public constructor(private readonly backend: TableBackend, private readonly options: TimeToLiveOptions) {
    this.attributes = new Map(options.attributes);
  }

  /** Answers DescribeTimeToLive. */
  public async describe(input: unknown): Promise<unknown> {
    const table = await this.existingTable(input);
    const attribute = this.attributes.get(table);
    return {
      TimeToLiveDescription: attribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute },
    };
  }

  /** Answers UpdateTimeToLive; unlike in the cloud a change is effective at once and allowed more than once an hour. */
  public async update(input: unknown): Promise<unknown> {
    const { attribute, enabled } = readSpecification(input);
    const table = await this.existingTable(input);
    const current = this.attributes.get(table);
    if (current !== undefined && current !== attribute) {
      throw validationError(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
    }
    if (enabled === (current !== undefined)) {
      throw validationError(`TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
    }
    if (enabled) {
      this.attributes.set(table, attribute);
    } else {
      this.attributes.delete(table);
    }
    return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } };
  }

  /** Forgets a table that was deleted: one that is created again under its name has no time to live. */
  public forget(table: string): void {
    this.attributes.delete(table);
  }

  /** Deletes expired items again and again until `stop`. */
  public start(): void {
    this.timer = setTimeout(() => {
      // an engine that fails shows in the callers' own requests; the next round tries again
      void this.expireNow().catch(() => 0).finally(() => !this.stopped && this.start());
    }, this.options.intervalMilliseconds ?? DEFAULT_INTERVAL_MILLISECONDS).unref();
  }

  /** Deletes the items that have expired by now and tells how many. */
  public expireNow(): Promise<number> {
    const sweep = this.sweeping.catch(() => 0).then(() => this.sweepAll());
    this.sweeping = sweep;
    return sweep;
  }

  /** Ends the deleting; resolves when no delete is under way. */
  public async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.sweeping.catch(() => 0);
  }

  private async sweepAll(): Promise<number> {
    let count = 0;
    const problems: Error[] = [];
    for (const [table, attribute] of this.attributes) {
      try {
        count += await this.sweep(table, attribute);
      } catch (error) {
        problems.push(error as Error);
      }
    }
    // a table that was just deleted has nothing left to expire
    const problem = problems.find(({ name }) => name !== 'ResourceNotFoundException');
    if (problem !== undefined) {
      throw problem;
    }
    return count;
  }

  private async sweep(table: string, attribute: string): Promise<number> {
    const description = await callBackend<{ Table: Description }>(this.backend, 'DescribeTable', { TableName: table });
    const keyNames = description.Table.KeySchema.map(({ AttributeName }) => AttributeName);
    let count = 0;
    let start: ItemKey | undefined;
    do {
      const page = await callBackend<Page>(this.backend, 'Scan', this.expiredItems(table, attribute, keyNames, start));
      for (const item of page.Items) {
        if (this.stopped) {
          return count;
        }
        const key = Object.fromEntries(keyNames.map((name) => [name, item[name]]));
        if (await this.deleteUnlessRefreshed(table, attribute, key, item[attribute])) {
          count++;
          this.options.onExpired?.(table, key);
        }
      }
      start = page.LastEvaluatedKey;
    } while (start);
    return count;
  }

  private expiredItems(table: string, attribute: string, keyNames: readonly string[], start: ItemKey | undefined): unknown {
    const now = this.options.now?.() ?? new Date();
    const oldest = new Date(now);
    oldest.setUTCFullYear(now.getUTCFullYear() - MAXIMUM_AGE_YEARS);
    const names = [...new Set([attribute, ...keyNames])];
    return {
      TableName: table,
      ConsistentRead: true,
      ExclusiveStartKey: start,
      // anything but a number never expires, and neither does what is older than five years
      FilterExpression: 'attribute_type(#0, :number) AND #0 < :now AND #0 >= :oldest',
      ProjectionExpression: names.map((_, i) => `#${i}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#${i}`, name])),
      ExpressionAttributeValues: {
        ':number': { S: 'N' }, ':now': { N: String(now.getTime() / 1000) }, ':oldest': { N: String(oldest.getTime() / 1000) },
      },
    };
  }

  private async deleteUnlessRefreshed(table: string, attribute: string, key: ItemKey, seen: unknown): Promise<boolean> {
    try {
      await callBackend(this.backend, 'DeleteItem', {
        TableName: table,
        Key: key,
        ConditionExpression: '#0 = :seen',
        ExpressionAttributeNames: { '#0': attribute },
        ExpressionAttributeValues: { ':seen': seen },
      });
      return true;
    } catch (error) {
      if ((error as Error).name === 'ConditionalCheckFailedException') {
        return false;
      }
      throw error;
    }
  }

  private async existingTable(input: unknown): Promise<string> {
    const table = (input as { TableName: string }).TableName;
    try {
      await callBackend(this.backend, 'DescribeTable', { TableName: table });
    } catch (error) {
      const isMissing = (error as Error).name === 'ResourceNotFoundException';
      throw isMissing
        ? new DynamodbError('ResourceNotFoundException', `Requested resource not found: Table: ${table} not found`)
        : error;
    }
    return table;
  }
}

function readSpecification(input: unknown): { readonly attribute: string; readonly enabled: boolean } {
  const { TimeToLiveSpecification: specification } = input as {
    TimeToLiveSpecification?: { AttributeName?: unknown; Enabled?: unknown };
  };
  const { AttributeName: attribute, Enabled: enabled } = specification ?? {};
  if (typeof attribute !== 'string' || attribute.length < 1 || attribute.length > 255) {
    throw validationError('1 validation error detected: Value at \'timeToLiveSpecification.attributeName\' failed to satisfy constraint: ' +
      'Member must have length between 1 and 255');
  }
  if (typeof enabled !== 'boolean') {
    throw validationError('1 validation error detected: Value null at \'timeToLiveSpecification.enabled\' failed to satisfy constraint: ' +
      'Member must not be null');
  }
  return { attribute, enabled };
}
