/** A call that reached the table engine, and what the policy said. */
export interface AccessRecord {
  readonly time: Date;
  /** The caller, absent when the kit could not identify it. */
  readonly server?: string;
  readonly role?: string;
  /** `GetItem`, `Query`, … */
  readonly operation: string;
  readonly table?: string;
  readonly index?: string;
  /** The partition key, where the call has one. */
  readonly key?: string;
  readonly allowed: boolean;
  /** `done`, or the exception that the caller got. */
  readonly outcome?: string;
  readonly milliseconds?: number;
  /** Why a call was denied, in words for people. */
  readonly reason?: string;
}
