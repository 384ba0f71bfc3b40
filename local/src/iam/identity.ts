import { RoleBlueprint } from '../blueprint/blueprint';

/** One server's temporary credentials: how the table engine knows which server calls and with which role. */
export interface Identity {
  /** The server's name, as on its pages: an instance id or a task id. */
  readonly server: string;
  readonly role: RoleBlueprint;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

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
