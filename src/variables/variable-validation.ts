import { IConstruct } from 'constructs';
import { areSameValues } from '../validation/environments';
import { ValidationErrors, quoted } from '../validation/validation-errors';
import { resolvedText, SECRET } from './secrets';

/** The table's name: every application finds it here, whatever its framework reads besides. */
export const TABLE_NAME_VARIABLE = 'DYNAMODB_SESSION_TABLE_NAME';
/** Seconds that an unused session lives, where the store was given a lifetime. */
export const LIFETIME_VARIABLE = 'DYNAMODB_SESSION_LIFETIME';
/** Where the SDKs look for their region. */
export const REGION_VARIABLE = 'AWS_REGION';

/** An SDK that finds these looks no further, and never uses the role that is granted; those of Java and Go read the short names too. */
export const STATIC_KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_ACCESS_KEY', 'AWS_SECRET_KEY'];

/** Names and values that shells, systemd and containers all take. */
export function validateVariable(errors: ValidationErrors, prop: string, name: string, value: string | null = ''): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    errors.add(`\`${prop}\` must use names of letters, digits and underscores that begin with no digit, got: ${quoted(name)}`);
  }
  if (STATIC_KEYS.includes(name)) {
    errors.add(`\`${prop}\` must hold no static keys, which displace the role that is granted, got: '${name}'; remove it`);
  }
  if (typeof value !== 'string') {
    errors.add(`\`${prop}\` must hold texts, got: ${value === null ? 'nothing' : `a ${typeof value}`} in '${name}'; give a text or leave it out`);
    return;
  }
  const text = resolvedText(value);
  if (SECRET.test(text)) {
    errors.add(`\`${prop}\` must hold no secrets, which anybody could read there, got: one in '${name}'; ` +
      'use `secrets` on Fargate, or let the application fetch it with its role');
  }
  validateLine(errors, prop, name, text);
}

function validateLine(errors: ValidationErrors, prop: string, name: string, value: string): void {
  if (/[\r\n\0]/.test(value)) {
    errors.add(`\`${prop}\` must hold values of one line, got: a line break in '${name}'; remove it`);
  }
}

/** The user's own variables; a name that the session has too, with another value, is a mistake that would lose sessions. */
export function validateOwnEnvironment(
  errors: ValidationErrors, scope: IConstruct, session: Record<string, string>, own: Record<string, string>,
): void {
  // a table may be of somebody else's making
  for (const [name, value] of Object.entries(session)) {
    validateLine(errors, 'environment', name, value);
  }
  for (const [name, value] of Object.entries(own)) {
    // `process.env` may hold nothing, whatever the compiler was told
    validateVariable(errors, 'environment', name, value ?? null);
    if (typeof value === 'string' && name in session && session[name] !== value && !areSameValues(scope, session[name], value)) {
      errors.add(`\`environment\` must not set '${name}', which the session store sets, got: '${value}'; remove it`);
    }
  }
}
