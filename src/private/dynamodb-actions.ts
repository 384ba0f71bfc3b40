/** Calls that name the items they touch, so that `dynamodb:LeadingKeys` can limit them. */
const ITEM_ACTIONS = [
  'dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem',
  'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem',
];

/** Calls that read or write items without naming them: no key condition can limit them. */
const WHOLE_TABLE_ACTIONS = [
  'dynamodb:PartiQLDelete', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLSelect', 'dynamodb:PartiQLUpdate', 'dynamodb:Scan',
];

/** Calls about the table itself that some clients make when they start; they reach no item. */
const TABLE_ACTIONS = [
  'dynamodb:CreateTable', 'dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive', 'dynamodb:UpdateTable', 'dynamodb:UpdateTimeToLive',
];

/** All that session clients are known to call. */
export const KNOWN_ACTIONS = [...ITEM_ACTIONS, ...WHOLE_TABLE_ACTIONS, ...TABLE_ACTIONS];

/** What a caller needs on the customer-managed key of a table, spelt out because a wildcard would be a finding. */
export const KEY_ACTIONS = [
  'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom', 'kms:ReEncryptTo',
];

export function isTableAction(action: string): boolean {
  return TABLE_ACTIONS.includes(action);
}

/** Whether the call changes the table, its backups or its protection; making the table anew has a warning of its own. */
export function isAdministrative(action: string): boolean {
  const changes = /^dynamodb:(Create|Delete|Disable|Enable|Import|Put|Restore|Tag|Untag|Update)/.test(action);
  return changes && !ITEM_ACTIONS.includes(action) && action !== 'dynamodb:CreateTable';
}

/** Whether the call works on an index as well as on its table. */
export function isIndexAction(action: string): boolean {
  return action === 'dynamodb:Query' || action === 'dynamodb:Scan';
}

export function isWholeTableAction(action: string): boolean {
  return WHOLE_TABLE_ACTIONS.includes(action);
}

/** Whether a table's own policy may name the call: DynamoDB refuses the whole policy otherwise, and the deployment fails. */
export function isResourcePolicyAction(action: string): boolean {
  return action !== 'dynamodb:CreateTable';
}

/** Whether the owner of a table can allow the call to another account. */
export function crossesAccounts(action: string): boolean {
  const within = ['dynamodb:CreateTable', 'dynamodb:DescribeTimeToLive', 'dynamodb:UpdateTimeToLive'];
  return !within.includes(action) && !action.startsWith('dynamodb:PartiQL');
}

/** Sorted and without repetition, so that policies of equal meaning are equal. */
export function normalizeActions(...lists: string[][]): string[] {
  return [...new Set(lists.flat())].sort();
}
