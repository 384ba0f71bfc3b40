import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { Problems } from './validate';

/** The table's name: every application finds it here, whatever its framework reads besides. */
export const TABLE_NAME_VARIABLE = 'DYNAMODB_SESSION_TABLE_NAME';
/** Seconds that an unused session lives, where the store was given a lifetime. */
export const LIFETIME_VARIABLE = 'DYNAMODB_SESSION_LIFETIME';
/** Where the SDKs look for their region. */
export const REGION_VARIABLE = 'AWS_REGION';

/** Variable names that shells, systemd and containers all take. */
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
export const VARIABLE_NAME_RULE = 'a variable name of letters, digits and underscores that begins with no digit';

/** Lambda sets these itself and refuses a function that brings its own. */
const RESERVED_BY_LAMBDA = ['AWS_REGION', 'AWS_DEFAULT_REGION'];

export function forLambda(environment: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !RESERVED_BY_LAMBDA.includes(name)));
}

/** Session variables and the user's own; a name in both with two values is a mistake that would lose sessions. */
export function mergeEnvironment(scope: IConstruct, session: Record<string, string>, own: Record<string, string>): Record<string, string> {
  const problems = new Problems();
  for (const [name, value] of Object.entries(own)) {
    problems.text('environment', name, VARIABLE_NAME, VARIABLE_NAME_RULE);
    if (name in session && session[name] !== value) {
      problems.add(`\`environment\` must not set '${name}', which the session store sets, got: '${value}'; remove it`);
    }
    if (!Token.isUnresolved(value) && /[\r\n\0]/.test(value)) {
      problems.add(`\`environment\` must hold values of one line, got a line break in '${name}'`);
    }
  }
  problems.throwIfAny(scope);
  return { ...session, ...own };
}
