import { SecretValue, Token, Tokenization } from 'aws-cdk-lib/core';
import { Problems, quoted } from './validate';

/** The table's name: every application finds it here, whatever its framework reads besides. */
export const TABLE_NAME_VARIABLE = 'DYNAMODB_SESSION_TABLE_NAME';
/** Seconds that an unused session lives, where the store was given a lifetime. */
export const LIFETIME_VARIABLE = 'DYNAMODB_SESSION_LIFETIME';
/** Where the SDKs look for their region. */
export const REGION_VARIABLE = 'AWS_REGION';

/** An SDK that finds these looks no further, and never uses the role that is granted. */
const STATIC_KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** Deployment would write its value in the clear into user data or a task definition. */
function isSecret(value: string): boolean {
  return /\{\{resolve:(secretsmanager|ssm-secure):/.test(value) ||
    Tokenization.reverseString(value).tokens.some((token) => SecretValue.isSecretValue(token));
}

/** Names and values that shells, systemd and containers all take. */
export function validateVariable(problems: Problems, prop: string, name: string, value: string = ''): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    problems.add(`\`${prop}\` must use names of letters, digits and underscores that begin with no digit, got: ${quoted(name)}`);
  }
  if (STATIC_KEYS.includes(name)) {
    problems.add(`\`${prop}\` must hold no static keys, which displace the role that is granted, got: '${name}'; remove it`);
  }
  if (isSecret(value)) {
    problems.add(`\`${prop}\` must hold no secrets, which anybody could read there, got: one in '${name}'; ` +
      'use `secrets` on Fargate, or let the application fetch it with its role');
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
