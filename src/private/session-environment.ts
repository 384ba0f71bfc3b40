import { Token } from 'aws-cdk-lib/core';
import { SessionStore } from '../session-store';
import { Problems } from './validate';

/** The table's name: every application finds it here, whatever its framework reads besides. */
export const TABLE_NAME_VARIABLE = 'DYNAMODB_SESSION_TABLE_NAME';
/** Seconds that an unused session lives, where the store was given a lifetime. */
export const LIFETIME_VARIABLE = 'DYNAMODB_SESSION_LIFETIME';
/** Where the SDKs look for their region. */
export const REGION_VARIABLE = 'AWS_REGION';

/** Lambda sets these itself and refuses a function that brings its own. */
const RESERVED_BY_LAMBDA = ['AWS_REGION', 'AWS_DEFAULT_REGION'];

export function sessionEnvironment(store: SessionStore, tableName: string, region: string): Record<string, string> {
  return { [REGION_VARIABLE]: region, ...store._environment(tableName, region) };
}

export function forLambda(environment: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !RESERVED_BY_LAMBDA.includes(name)));
}

/** Names and values that shells, systemd and containers all take. */
export function validateVariable(problems: Problems, prop: string, name: string, value: string = ''): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    problems.add(`\`${prop}\` must use names of letters, digits and underscores that begin with no digit, got: '${name}'`);
  }
  if (!Token.isUnresolved(value) && /[\r\n\0]/.test(value)) {
    problems.add(`\`${prop}\` must hold values of one line, got: a line break in '${name}'; remove it`);
  }
}

/** The user's own variables; a name that the session has too, with another value, is a mistake that would lose sessions. */
export function validateOwnEnvironment(problems: Problems, session: Record<string, string>, own: Record<string, string>): void {
  for (const [name, value] of Object.entries(own)) {
    validateVariable(problems, 'environment', name, value);
    if (name in session && session[name] !== value) {
      problems.add(`\`environment\` must not set '${name}', which the session store sets, got: '${value}'; remove it`);
    }
  }
}
