import { Duration, Token, Tokenization } from 'aws-cdk-lib/core';
import { ValidationErrors } from './validation-errors';

export function validateDuration(errors: ValidationErrors, prop: string, value: Duration | undefined, min: number, max: number): void {
  validateUnit(errors, prop, value, 'seconds');
  const seconds = secondsOf(value);
  if (seconds === undefined) {
    return;
  }
  if (!Number.isInteger(seconds) || seconds < min || seconds > max) {
    errors.add(`\`${prop}\` must be whole seconds from ${min} to ${max}, got: ${seconds} s`);
  }
}

export function validateMinutes(errors: ValidationErrors, prop: string, value: Duration | undefined, max = Infinity): void {
  validateUnit(errors, prop, value, 'minutes');
  const seconds = secondsOf(value);
  if (seconds === undefined) {
    return;
  }
  if (seconds % 60 !== 0 || seconds / 60 > max) {
    errors.add(`\`${prop}\` must be whole minutes${max === Infinity ? '' : ` from 0 to ${max}`}, got: ${seconds} s`);
  }
}

/** What aws-cdk-lib takes from nobody as a token. */
export function validateKnownDuration(errors: ValidationErrors, prop: string, value: Duration | undefined, min: number, max: number): void {
  errors.requireResolved(prop, value);
  if (!value?.isUnresolved()) {
    validateDuration(errors, prop, value, min, max);
  }
}

/** A token can be converted by nobody, so it must have the unit that AWS takes. */
export function validateUnit(errors: ValidationErrors, prop: string, value: Duration | undefined, unit: 'seconds' | 'minutes'): void {
  if (!value?.isUnresolved() || value.unitLabel() === unit) {
    return;
  }
  errors.add(`\`${prop}\` must be in ${unit} where it is known only at deployment, got: ${value.unitLabel()}; use Duration.${unit}`);
}

/** For attributes that are text: aws-cdk-lib leaves a token a number. */
export function asStringToken(value: Duration | undefined): Duration | undefined {
  return value?.isUnresolved() ? Duration.seconds(Token.asNumber(Tokenization.stringifyNumber(value.toSeconds()))) : value;
}

/** Undefined where it is not known yet. */
export function secondsOf(value: Duration | undefined): number | undefined {
  if (!value || value.isUnresolved()) {
    return undefined;
  }
  const seconds = value.toMilliseconds({ integral: false }) / 1000;
  return Token.isUnresolved(seconds) ? undefined : seconds;
}
