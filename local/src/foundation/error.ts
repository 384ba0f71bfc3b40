/** A mistake of the person at the keyboard: printed as its one line, exit code 2, no stack trace. */
export class KitError extends Error {
  public readonly name = 'KitError';
}
