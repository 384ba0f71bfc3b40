/** A mistake, what it is answered with, and the nearest that is none. Each file of this folder exports such rows as BAD_INPUTS. */
export interface BadInput {
  /** What is wrong, as a person would say it: the title of two tests. */
  readonly what: string;
  readonly bad: () => unknown;
  /** The whole message. */
  readonly message: string;
  /** The nearest value that is allowed. */
  readonly good: () => unknown;
}

/** A value that is known only at deployment, where it must pass or where nobody can take one. Exported as TOKENS. */
export interface TokenInput {
  readonly what: string;
  readonly use: () => unknown;
}
