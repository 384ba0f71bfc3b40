import { RoleBlueprint } from '../blueprint/blueprint';

/** One server's temporary credentials: how the table engine knows which server calls and with which role. */
export interface Identity {
  /** The server's name, as on its pages: an instance id or a task id. */
  readonly server: string;
  readonly role: RoleBlueprint;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** When the credentials end; absent for those that never do. */
  readonly expires?: Date;
}
