/** A call that reached the table engine, and what the policy said. */
export interface AccessRecord {
  readonly time: Date;
  /** The caller, absent when the kit could not identify it. */
  readonly server?: string;
  readonly role?: string;
  /** Set for a call of the person's own tools, which no policy limits. */
  readonly developer?: boolean;
  /** `GetItem`, `Query`, … */
  readonly operation: string;
  readonly table?: string;
  readonly index?: string;
  /** ARN of the table or index, as policies name it; `*` for a call that has no resource. */
  readonly resource?: string;
  /** The partition key, where the call has one. */
  readonly key?: string;
  /** The partition keys of a batch or of a request that has several. */
  readonly keys?: readonly string[];
  readonly allowed: boolean;
  /** `done`, or the exception that the caller got. */
  readonly outcome?: string;
  readonly milliseconds?: number;
  /** Capacity units that the call has consumed in this table; absent where the engine told none, as for a refused call. */
  readonly units?: number;
  /** Whether a read by key found an item; absent for other calls and for calls that failed. */
  readonly found?: boolean;
  /** Which of the role's statements allow the call, counted from 0. */
  readonly statements?: readonly number[];
  /** Why a call was denied, in words for people. */
  readonly reason?: string;
}
