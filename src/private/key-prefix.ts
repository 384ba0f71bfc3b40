import { isTableAction, reachesAllItems } from './dynamodb-actions';
import { withoutTokens } from './names';
import { Problems, quoted } from './validate';

/** @param actions what is to be granted */
export function validateKeyPrefix(problems: Problems, keyPrefix: string | undefined, clientName: string, actions: string[]): void {
  if (keyPrefix === undefined) {
    return;
  }
  const known = withoutTokens(keyPrefix);
  if (!/^[^*?]+$/.test(known)) {
    problems.add(`\`keyPrefix\` must be a text such as 'sess:', not empty and without '*' and '?', got: ${quoted(known)}`);
  } else if (actions.every((action) => isTableAction(action) || reachesAllItems(action))) {
    problems.add(`\`keyPrefix\` must leave something to grant, got: ${quoted(keyPrefix)} for ${quoted(clientName)}, ` +
      `which calls nothing that a prefix can limit: ${actions.join(', ')}; remove it`);
  }
}
