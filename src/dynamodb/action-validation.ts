import { isOfOtherResources, KNOWN_ACTIONS } from './actions';
import { ValidationErrors, quoted } from '../validation/validation-errors';

/** Calls of the API that IAM does not know by their own name. */
function actionsBehind(call: string): string[] | undefined {
  switch (call) {
    case 'transactgetitems': return ['dynamodb:GetItem'];
    case 'transactwriteitems': return ['dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    case 'executestatement':
    case 'batchexecutestatement':
    case 'executetransaction': return ['dynamodb:PartiQLDelete', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLSelect', 'dynamodb:PartiQLUpdate'];
    default: return undefined;
  }
}

export function validateActions(errors: ValidationErrors, prop: string, actions: string[] = []): void {
  for (const action of actions) {
    if (!KNOWN_ACTIONS.includes(action)) {
      validateUnknown(errors, prop, action);
    }
  }
}

/** Not in our list: misspelt, no action of a table, no action at all, or one that AWS has added since. */
function validateUnknown(errors: ValidationErrors, prop: string, action: string): void {
  const [service, call] = action.includes(':') ? action.toLowerCase().split(':', 2) : ['dynamodb', action.toLowerCase()];
  const behind = service === 'dynamodb' ? actionsBehind(call) : undefined;
  const meant = service === 'dynamodb' && !/[*?]/.test(call) ? nearest(call) : undefined;
  if (behind !== undefined) {
    const those = behind.map((each) => `'${each}'`).join(', ');
    errors.add(`\`${prop}\` must hold IAM actions, got: ${quoted(action)}, a call that IAM knows by other names; write what it does of ${those}`);
  } else if (isOfOtherResources(`${service}:${call}`)) {
    errors.add(`\`${prop}\` must hold actions that the ARN of a table can allow, got: ${quoted(action)}, which needs another resource or '*'; ` +
      'allow it to the role in a policy of your own');
  } else if (meant !== undefined) {
    errors.add(`\`${prop}\` must hold IAM actions as AWS spells them, got: ${quoted(action)}; write '${meant}'`);
  } else if (!/^dynamodb:[A-Z][A-Za-z]+$/.test(action)) {
    errors.add(`\`${prop}\` must hold exact DynamoDB actions such as 'dynamodb:GetItem', without wildcards, got: ${quoted(action)}`);
  }
}

/** The action that this one is at most two letters away from. */
function nearest(call: string): string | undefined {
  const distances = KNOWN_ACTIONS.map((action) => ({ action, distance: distanceOf(call, action.slice('dynamodb:'.length).toLowerCase()) }));
  const [best] = distances.sort((one, other) => one.distance - other.distance);
  return best.distance <= 2 ? best.action : undefined;
}

/** How many letters must be added, removed or changed to turn one word into the other; 3 where it is more than that. */
function distanceOf(word: string, other: string): number {
  if (Math.abs(word.length - other.length) > 2) {
    return 3;
  }
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let line = 1; line <= word.length; line++) {
    const above = row;
    row = [line];
    for (let column = 1; column <= other.length; column++) {
      const changed = above[column - 1] + (word[line - 1] === other[column - 1] ? 0 : 1);
      row.push(Math.min(changed, above[column] + 1, row[column - 1] + 1));
    }
  }
  return row[other.length];
}
