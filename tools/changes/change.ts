import { Given } from './template';

/** A change of props, and what its deployment does: it replaces nothing and nothing stands in its way, unless it is said here. */
export interface Change<P> {
  /** From what to what. */
  readonly what: string;
  /** No props where none are given. */
  readonly before?: Given<P>;
  readonly after: Given<P>;
  /** Resources that are made anew, on the way back too. */
  readonly replaces?: string[];
  /** Whether tasks get a new task definition, as with every change of what they run; instances get a new version of their template. */
  readonly newTasks?: boolean;
  /** What is precious and removed for good. */
  readonly loses?: string[];
  /** What the stack lets go and the account keeps. */
  readonly keeps?: string[];
  /** The same for the way back. */
  readonly keepsBack?: string[];
  /** Why AWS refuses to do it in one deployment. */
  readonly refused?: string[];
  /** The same for the way back. */
  readonly refusedBack?: string[];
  /** What to know before, and what to do instead. Needed where something precious is replaced or AWS refuses. */
  readonly note?: string;
}
