/** A reference whose value the kit cannot know: an error or a note, depending on where the value is needed. */
export class Unresolved extends Error {
  /**
   * @param reason what cannot be known
   * @param advice what to write instead
   * @param canBeGiven whether the person at the keyboard can give the value as a parameter
   */
  constructor(public readonly reason: string, public readonly advice: string, public readonly canBeGiven = false) {
    super(`${reason}; ${advice}`);
  }
}

export const SYNTH_AGAIN = 'run "cdk synth" again';

export function knownOnlyToAws(what: string): Unresolved {
  return new Unresolved(`${what} is known only to AWS`, 'write a literal or a parameter with a default instead');
}

export function malformed(intrinsic: string, form: string, received: unknown): Unresolved {
  return new Unresolved(`${intrinsic} takes ${form}, got ${JSON.stringify(received)}`, `correct it and ${SYNTH_AGAIN}`);
}
