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
  readonly allowed: boolean;
  /** Why a call was denied, in words for people. */
  readonly reason?: string;
}
