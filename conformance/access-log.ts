import { AccessRecord } from '../local/src';

/** Calls of one kind, counted. */
export interface Call {
  readonly role?: string;
  readonly operation: string;
  readonly table?: string;
  readonly index?: string;
  readonly allowed: boolean;
  readonly count: number;
  /** Why it was denied. */
  readonly reason?: string;
}

/** Every call to the tables, by role, operation, table or index, and whether it was allowed. */
export class AccessLog {
  private readonly kinds = new Map<string, Call>();

  record({ role, operation, table, index, allowed, reason }: AccessRecord): void {
    const key = JSON.stringify([role, operation, table, index, allowed]);
    const count = (this.kinds.get(key)?.count ?? 0) + 1;
    this.kinds.set(key, { role, operation, table, index, allowed, count, ...(allowed ? {} : { reason }) });
  }

  get calls(): Call[] {
    return [...this.kinds.values()];
  }
}
