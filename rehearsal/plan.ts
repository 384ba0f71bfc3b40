/** What ec2.ts has prepared for the rehearsal. */
export interface Plan {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  /** Debian that all machines share. */
  readonly root: string;
  /** Empty folder that the rehearsal covers with memory, where everything goes that the machines write. */
  readonly folder: string;
  /** Begins the names of the machines' control groups. */
  readonly groupPrefix: string;
  /** How to break the user data. */
  readonly break?: string;
}
