/** Which rights on the session table the servers of a service get. */
export enum SessionAccess {
  /** All that the session client calls, its own clean-up included: `grants.sessionAccess`. */
  FULL = 'full',

  /** Only what serving requests takes: `grants.requests`. A stolen role cannot list the sessions. */
  REQUESTS = 'requests',
}
