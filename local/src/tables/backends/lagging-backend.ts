import { HttpResponse } from '../../dynamodb-api/http-response';
import { callBackend, TableBackend } from './backend';
import { DynaliteBackend } from './dynalite-backend';
import { FaultSettings } from '../faults';
import { createMirror, KeyNames, keysWritten, Mirror } from './mirror';

type Json = Record<string, unknown>;

const READS: readonly string[] = ['GetItem', 'BatchGetItem', 'Query', 'Scan'];

/**
 * Answers reads that are not strongly consistent from a copy that follows late, where the settings say so.
 *
 * Without them it costs nothing: the copy is made when a read first wants it, and thrown away when none does any more.
 */
export class LaggingBackend implements TableBackend {
  private mirror?: Promise<Mirror>;
  private readonly keyNames: KeyNames = new Map();
  /** Copies are made one after the other, so that the order of the writes is theirs. */
  private copying: Promise<unknown> = Promise.resolve();
  private readonly timers = new Set<NodeJS.Timeout>();

  public constructor(private readonly backend: TableBackend, private readonly faults: FaultSettings) {}

  public createTablesLike(arn: string): void {
    this.backend.createTablesLike?.(arn);
  }

  public async send(operation: string, body: string): Promise<HttpResponse> {
    const lag = this.faults.staleMilliseconds ?? 0;
    if (lag <= 0) {
      await this.forgetMirror();
      return this.backend.send(operation, body);
    }
    this.mirror ??= createMirror(this.backend, this.keyNames, () => DynaliteBackend.open());
    const mirror = await this.mirror;
    if (READS.includes(operation)) {
      return isConsistent(JSON.parse(body) as Json) ? this.backend.send(operation, body) : mirror.backend.send(operation, body);
    }
    const answer = await this.backend.send(operation, body);
    const writes = keysWritten(operation, body, this.keyNames);
    if (answer.status === 200 && writes === 'unknown') {
      await this.forgetMirror();
    } else if (answer.status === 200 && writes !== 'unknown') {
      writes.forEach(({ table, key }) => this.follow(mirror, table, key, lag));
    }
    return answer;
  }

  public async close(): Promise<void> {
    await this.forgetMirror();
    await this.backend.close();
  }

  /** Takes the item as it is now, and shows it to the copy's readers when the time has come. */
  private follow(mirror: Mirror, table: string, key: Json, lag: number): void {
    const now = performance.now();
    this.copying = this.copying.then(async () => {
      const { Item } = await callBackend<{ Item?: Json }>(this.backend, 'GetItem', { TableName: table, Key: key, ConsistentRead: true });
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        const [operation, input] = Item === undefined ? ['DeleteItem', { TableName: table, Key: key }] : ['PutItem', { TableName: table, Item }];
        void callBackend(mirror.backend, operation as string, input).catch(() => undefined);
      }, Math.max(0, lag - (performance.now() - now)));
      this.timers.add(timer);
    }).catch(() => undefined);
  }

  private async forgetMirror(): Promise<void> {
    if (this.mirror !== undefined) {
      const mirror = this.mirror;
      this.mirror = undefined;
      this.timers.forEach((timer) => clearTimeout(timer));
      this.timers.clear();
      await mirror.then(({ backend }) => backend.close(), () => undefined);
    }
  }
}

function isConsistent({ ConsistentRead, RequestItems }: Json): boolean {
  const parts = Object.values((RequestItems ?? {}) as Record<string, Json>);
  return ConsistentRead === true || parts.some((part) => part?.ConsistentRead === true);
}
