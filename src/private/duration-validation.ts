import { Duration, Token } from 'aws-cdk-lib/core';
import { Problems } from './validate';

export function validateDuration(problems: Problems, prop: string, value: Duration | undefined, min: number, max: number): void {
  const seconds = secondsOf(value);
  if (seconds === undefined) return;
  if (!Number.isInteger(seconds) || seconds < min || seconds > max) {
    problems.add(`\`${prop}\` must be whole seconds from ${min} to ${max}, got: ${seconds} s`);
  }
}

export function validateMinutes(problems: Problems, prop: string, value: Duration | undefined, max = Infinity): void {
  const seconds = secondsOf(value);
  if (seconds === undefined) return;
  if (seconds % 60 !== 0 || seconds / 60 > max) {
    problems.add(`\`${prop}\` must be whole minutes${max === Infinity ? '' : ` from 0 to ${max}`}, got: ${seconds} s`);
  }
}

/** Undefined where it is not known yet. */
export function secondsOf(value: Duration | undefined): number | undefined {
  if (!value || value.isUnresolved()) return undefined;
  const seconds = value.toMilliseconds({ integral: false }) / 1000;
  return Token.isUnresolved(seconds) ? undefined : seconds;
}
