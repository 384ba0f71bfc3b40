import { CfnParameter, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, SecretValue, Token, Tokenization } from 'aws-cdk-lib/core';
import { ValidationErrors, quoted } from '../validation/validation-errors';

/** The table's name: every application finds it here, whatever its framework reads besides. */
export const TABLE_NAME_VARIABLE = 'DYNAMODB_SESSION_TABLE_NAME';
/** Seconds that an unused session lives, where the store was given a lifetime. */
export const LIFETIME_VARIABLE = 'DYNAMODB_SESSION_LIFETIME';
/** Where the SDKs look for their region. */
export const REGION_VARIABLE = 'AWS_REGION';

/** An SDK that finds these looks no further, and never uses the role that is granted; those of Java and Go read the short names too. */
export const STATIC_KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_ACCESS_KEY', 'AWS_SECRET_KEY'];

/** Deployment would write its value in the clear into user data or a task definition. */
const SECRET = /\{\{resolve:(secretsmanager|ssm-secure):/;

export function isSecret(value: string): boolean {
  return SECRET.test(knownText(value));
}

/** As much of a value as is known before deployment. */
function knownText(value: string): string {
  if (!Token.isUnresolved(value)) {
    return value;
  }
  // defined here because extending a class of aws-cdk-lib at the top of a file would load it at import
  class Reader extends DefaultTokenResolver {
    public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
      if (SecretValue.isSecretValue(token) || isHiddenParameter(token)) {
        return '{{resolve:secretsmanager:}}';
      }
      return isLeftAlone(token) ? '' : super.resolveToken(token, context, postProcessor);
    }
  }
  try {
    const resolver = new Reader({ join: (left = '', right = '') => `${textOf(left)}${textOf(right)}` });
    // of a store nobody knows yet where it will stand, and few tokens ask
    return textOf(Tokenization.resolve(value, { scope: undefined!, resolver, preparing: false }));
  } catch {
    return '';
  }
}

function isHiddenParameter(token: IResolvable): boolean {
  return Reference.isReference(token) && (token.target as Partial<CfnParameter>).noEcho === true;
}

/** A reference holds no text, and asking could name its resource; a lazy value must not be asked before it is there. */
function isLeftAlone(token: IResolvable): boolean {
  return Reference.isReference(token) || JSON.stringify(token) === '"<unresolved-lazy>"';
}

function textOf(resolved: unknown): string {
  return typeof resolved === 'string' ? resolved : JSON.stringify(resolved ?? '');
}

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
  const text = knownText(value);
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
export function validateOwnEnvironment(errors: ValidationErrors, session: Record<string, string>, own: Record<string, string>): void {
  // a table may be of somebody else's making
  for (const [name, value] of Object.entries(session)) {
    validateLine(errors, 'environment', name, value);
  }
  for (const [name, value] of Object.entries(own)) {
    // `process.env` may hold nothing, whatever the compiler was told
    validateVariable(errors, 'environment', name, value ?? null);
    if (typeof value === 'string' && name in session && session[name] !== value) {
      errors.add(`\`environment\` must not set '${name}', which the session store sets, got: '${value}'; remove it`);
    }
  }
}
