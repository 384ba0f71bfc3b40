import { Duration } from 'aws-cdk-lib/core';
import { validateDuration, validateKnownDuration } from './durations';
import { ValidationErrors } from './validation-errors';

/** What a prop may be, whatever other props say. */
type Range<V> = (errors: ValidationErrors, prop: string, value: V | undefined) => void;

/** Ranges by prop. */
export type Ranges<P> = { readonly [K in keyof P]?: Range<NonNullable<P[K]>> };

export function whole(min: number, max?: number): Range<number> {
  return (errors, prop, value) => errors.integer(prop, value, min, max);
}

export function seconds(min: number, max: number): Range<Duration> {
  return (errors, prop, value) => validateDuration(errors, prop, value, min, max);
}

/** For durations that aws-cdk-lib takes from nobody as a token. */
export function knownSeconds(min: number, max: number): Range<Duration> {
  return (errors, prop, value) => validateKnownDuration(errors, prop, value, min, max);
}

/** @param allowed the pattern in words, as in "must be …" */
export function text(pattern: RegExp, allowed: string): Range<string> {
  return (errors, prop, value) => errors.matches(prop, value, pattern, allowed);
}

/** @param owner the prop that holds these, where they are members of one */
export function validateRanges<P extends object>(errors: ValidationErrors, props: P, ranges: Ranges<P>, owner?: string): void {
  for (const [name, check] of Object.entries(ranges) as [keyof P & string, Range<unknown>][]) {
    check(errors, owner ? `${owner}.${name}` : name, props[name]);
  }
}
