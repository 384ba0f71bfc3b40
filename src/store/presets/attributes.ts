import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Duration, Tokenization } from 'aws-cdk-lib/core';
import { SessionExpiry } from '../session-expiry';
import { SessionStoreProps } from '../session-store-options';
import { ATTRIBUTE_NAME, ATTRIBUTE_NAME_RULE } from '../../validation/names';
import { validateLifetime } from '../internal/store-validation';
import { ValidationErrors } from '../../validation/validation-errors';

/** An attribute, and the option that names it; no option where the client has none. */
interface NamedAttribute {
  readonly option?: string;
  readonly name: string;
}

export function stringKey(name: string): dynamodb.Attribute {
  return { name, type: dynamodb.AttributeType.STRING };
}

/** What presets call an attribute is what their messages must call it too. */
export function keyAndExpiry(key: NamedAttribute, expiry: NamedAttribute): Pick<SessionStoreProps, 'partitionKey' | 'expiry'> {
  const errors = new ValidationErrors();
  for (const { option, name } of [key, expiry]) {
    if (option) {
      errors.matches(option, name, ATTRIBUTE_NAME, ATTRIBUTE_NAME_RULE);
    }
  }
  if (key.option && key.name === expiry.name) {
    errors.add(`\`${key.option}\` must differ from ${expiry.option ? `\`${expiry.option}\`` : 'the attribute of the expiry'}, got: '${key.name}' for both`);
  }
  errors.throwIfAny();
  return { partitionKey: stringKey(key.name), expiry: SessionExpiry.timeToLive(expiry.name) };
}

/** The lifetime as a variable of the client's own, in seconds; nothing where none was given. */
export function lifetimeInSeconds(name: string, lifetime: Duration | undefined): Record<string, string> {
  throwIfInvalid(lifetime, 'seconds');
  return lifetime ? { [name]: Tokenization.stringifyNumber(lifetime.toSeconds()) } : {};
}

/** The same in minutes. */
export function lifetimeInMinutes(name: string, lifetime: Duration | undefined): Record<string, string> {
  throwIfInvalid(lifetime, 'minutes');
  return lifetime ? { [name]: `${lifetime.toMinutes()}` } : {};
}

function throwIfInvalid(lifetime: Duration | undefined, unit: 'seconds' | 'minutes'): void {
  const errors = new ValidationErrors();
  validateLifetime(errors, lifetime, unit);
  errors.throwIfAny();
}
