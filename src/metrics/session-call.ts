/** What a call to the session table is for. */
export enum SessionCall {
  /** Reads a session. */
  READ = 'read',

  /** Creates or changes a session. */
  WRITE = 'write',

  /** Deletes a session. */
  DELETE = 'delete',
}
