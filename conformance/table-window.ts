import { once } from 'node:events';
import { Server } from 'node:http';
import { AddressInfo } from 'node:net';
import {
  AttributeValue, DescribeTableCommand, DynamoDBClient, ListTablesCommand, paginateScan, PutItemCommand, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

export type Item = Readonly<Record<string, AttributeValue>>;

/** The tables behind the kit's policy, and a way to look at them past it. */
export class TableWindow {
  static async open(): Promise<TableWindow> {
    const engine = dynalite({ createTableMs: 0 });
    engine.listen(0, '127.0.0.1');
    await once(engine, 'listening');
    return new TableWindow(engine, `http://127.0.0.1:${(engine.address() as AddressInfo).port}`);
  }

  private readonly client: DynamoDBClient;
  private keyNames?: Promise<string[]>;

  private constructor(private readonly engine: Server, readonly url: string) {
    this.client = new DynamoDBClient({
      endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  }

  /** The table, of which there must be one. */
  async onlyTable(): Promise<string> {
    const { TableNames = [] } = await this.client.send(new ListTablesCommand({}));
    if (TableNames.length !== 1) {
      throw new Error(`expected one table, got: ${TableNames.join(', ') || 'none'}`);
    }
    return TableNames[0];
  }

  async items(table: string): Promise<Item[]> {
    const items: Item[] = [];
    for await (const page of paginateScan({ client: this.client }, { TableName: table, ConsistentRead: true })) {
      items.push(...page.Items ?? []);
    }
    return items;
  }

  /** The items that are there now and were not among the former ones. */
  async newItems(table: string, former: readonly Item[]): Promise<Item[]> {
    const known = new Set(await Promise.all(former.map((item) => this.keyText(table, item))));
    const items = await this.items(table);
    const keys = await Promise.all(items.map((item) => this.keyText(table, item)));
    return items.filter((_, i) => !known.has(keys[i]));
  }

  /** The item with the key of this one, as it is now. */
  async current(table: string, item: Item): Promise<Item | undefined> {
    const key = await this.keyText(table, item);
    for (const each of await this.items(table)) {
      if (await this.keyText(table, each) === key) {
        return each;
      }
    }
    return undefined;
  }

  async put(table: string, item: Item): Promise<void> {
    await this.client.send(new PutItemCommand({ TableName: table, Item: item }));
  }

  async setNumber(table: string, item: Item, attribute: string, value: number): Promise<void> {
    await this.client.send(new UpdateItemCommand({
      TableName: table,
      Key: await this.key(table, item),
      UpdateExpression: 'SET #0 = :value',
      ExpressionAttributeNames: { '#0': attribute },
      ExpressionAttributeValues: { ':value': { N: String(value) } },
    }));
  }

  async key(table: string, item: Item): Promise<Item> {
    this.keyNames ??= this.client.send(new DescribeTableCommand({ TableName: table }))
      .then(({ Table }) => (Table?.KeySchema ?? []).map(({ AttributeName }) => AttributeName as string));
    return Object.fromEntries((await this.keyNames).map((name) => [name, item[name]]));
  }

  async close(): Promise<void> {
    this.client.destroy();
    this.engine.closeAllConnections();
    await new Promise((resolve) => this.engine.close(resolve));
  }

  private async keyText(table: string, item: Item): Promise<string> {
    return JSON.stringify(await this.key(table, item));
  }
}

/** Size of an item in bytes, names and values, without DynamoDB's small overhead for lists and maps. */
export function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(value: AttributeValue): number {
  if (value.M) {
    return sizeOf(value.M);
  }
  if (value.L) {
    return value.L.reduce((sum, each) => sum + valueSize(each), 0);
  }
  if (value.B) {
    return value.B.byteLength;
  }
  return Buffer.byteLength(value.S ?? value.N ?? '');
}
