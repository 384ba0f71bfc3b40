/** A server that ends sooner than this is not replaced at once. */
const SHORT_LIFE_MILLISECONDS = 10_000;
const FIRST_PAUSE_MILLISECONDS = 500;
const LONGEST_PAUSE_MILLISECONDS = 30_000;

/** How long to wait before a server is replaced: not at all, unless it lived so short that the next one will hardly live longer. */
export function pauseAfter(ageMilliseconds: number, pauseBefore: number): number {
  return ageMilliseconds < SHORT_LIFE_MILLISECONDS ? longerPause(pauseBefore) : 0;
}

/** Longer each time, so that a broken command costs next to nothing. */
export function longerPause(pauseMilliseconds: number): number {
  return Math.min(Math.max(pauseMilliseconds * 2, FIRST_PAUSE_MILLISECONDS), LONGEST_PAUSE_MILLISECONDS);
}
