import { isTableAction, reachesAllItems } from '../../dynamodb/actions';
import { withoutTokens } from '../../validation/names';
import { ValidationErrors, quoted } from '../../validation/validation-errors';

/** @param actions what is to be granted */
export function validateKeyPrefix(errors: ValidationErrors, keyPrefix: string | undefined, clientName: string, actions: string[]): void {
  if (keyPrefix === undefined) {
    return;
  }
  const known = withoutTokens(keyPrefix);
  if (!/^[^*?]+$/.test(known)) {
    errors.add(`\`keyPrefix\` must be a text such as 'sess:', not empty and without '*' and '?', got: ${quoted(known)}`);
  } else if (actions.every((action) => isTableAction(action) || reachesAllItems(action))) {
    errors.add(`\`keyPrefix\` must leave something to grant, got: ${quoted(keyPrefix)} for ${quoted(clientName)}, ` +
      `which calls nothing that a prefix can limit: ${actions.join(', ')}; remove it`);
  }
}
