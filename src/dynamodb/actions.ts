const actions = (calls: string) => calls.split(' ').map((call) => `dynamodb:${call}`);

/** Calls that name the items they touch, so that `dynamodb:LeadingKeys` can limit them. */
const ITEM_ACTIONS = actions('BatchGetItem BatchWriteItem ConditionCheckItem DeleteItem GetItem PutItem Query UpdateItem');

/** Calls that read or write items without naming them: no key condition can limit them. */
const WHOLE_TABLE_ACTIONS = actions('PartiQLDelete PartiQLInsert PartiQLSelect PartiQLUpdate Scan');

/** Calls about the table itself that reach no item and change nothing. */
const READING_ACTIONS = actions(
  'DescribeContinuousBackups DescribeContributorInsights DescribeKinesisStreamingDestination DescribeTable DescribeTableReplicaAutoScaling ' +
  'DescribeTimeToLive GetResourcePolicy ListTagsOfResource');

/** Calls that change the table, what protects it or who may use it, or copy its items. */
const CHANGING_ACTIONS = actions(
  'CreateBackup DeleteResourcePolicy DeleteTable DisableKinesisStreamingDestination EnableKinesisStreamingDestination ExportTableToPointInTime ' +
  'PutResourcePolicy RestoreTableToPointInTime TagResource UntagResource UpdateContinuousBackups UpdateContributorInsights ' +
  'UpdateKinesisStreamingDestination UpdateTable UpdateTableReplicaAutoScaling UpdateTimeToLive');

/** Such calls that only the policy of a role can allow. */
const ROLE_ONLY_ACTIONS = actions(
  'AssociateTableReplica CreateGlobalTableWitness CreateTableReplica DeleteGlobalTableWitness DeleteTableReplica ImportTable ReadDataForReplication ' +
  'ReplicateSettings RestoreTableFromAwsBackup StartAwsBackupJob WriteDataForReplication');

/** Some clients make these when they start. */
const START_UP_ACTIONS = actions('CreateTable UpdateTable UpdateTimeToLive');

/** They list for the account or for one table. */
const LISTING_ACTIONS = actions('ListExports ListImports');

/** Calls about an account, a stream, a backup, an export, an import or a global table of the version of 2017. */
const OTHER_ACTIONS = actions(
  'CreateGlobalTable DeleteBackup DescribeBackup DescribeEndpoints DescribeExport DescribeGlobalTable DescribeGlobalTableSettings DescribeImport ' +
  'DescribeLimits DescribeReservedCapacity DescribeReservedCapacityOfferings DescribeStream GetAbacStatus GetRecords GetShardIterator InjectError ' +
  'ListBackups ListContributorInsights ListGlobalTables ListStreams ListTables PurchaseReservedCapacityOfferings RestoreTableFromBackup ' +
  'UpdateAbacStatus UpdateGlobalTable UpdateGlobalTableSettings UpdateGlobalTableVersion');

const IN_POLICIES_OF_TABLES = [...ITEM_ACTIONS, ...WHOLE_TABLE_ACTIONS, ...READING_ACTIONS, ...CHANGING_ACTIONS];
const ACROSS_ACCOUNTS = [...ITEM_ACTIONS, ...actions('DeleteTable DescribeTable ListTagsOfResource Scan TagResource UntagResource UpdateTable')];

/** All that the ARN of a table can allow. */
export const KNOWN_ACTIONS = [...IN_POLICIES_OF_TABLES, ...ROLE_ONLY_ACTIONS, ...LISTING_ACTIONS, ...START_UP_ACTIONS];

/** What a caller needs on the customer-managed key of a table, spelt out because a wildcard would be a finding. */
export const KEY_ACTIONS = [
  'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom', 'kms:ReEncryptTo',
];

/** Whether the call names no item and does nothing to items, so that it can stand beside a limit to some of them. */
export function isTableAction(action: string): boolean {
  return [...READING_ACTIONS, ...LISTING_ACTIONS, ...START_UP_ACTIONS].includes(action);
}

/** Whether the call changes or copies the table; making the table anew has a warning of its own. */
export function isAdministrative(action: string): boolean {
  return CHANGING_ACTIONS.includes(action) || ROLE_ONLY_ACTIONS.includes(action);
}

/** Whether the call reaches items that no prefix can tell apart. */
export function reachesAllItems(action: string): boolean {
  return WHOLE_TABLE_ACTIONS.includes(action) || (isAdministrative(action) && !isTableAction(action));
}

/** Whether no ARN of a table can ever allow the call; however it is spelt. */
export function isOfOtherResources(action: string): boolean {
  return OTHER_ACTIONS.some((other) => other.toLowerCase() === action.toLowerCase());
}

/** Whether the call works on an index as well as on its table; statements that write take a table alone. */
export function isIndexAction(action: string): boolean {
  return ['dynamodb:PartiQLSelect', 'dynamodb:Query', 'dynamodb:Scan'].includes(action);
}

/**
 * Whether a table's own policy may name the call: DynamoDB refuses the whole policy otherwise, and the deployment fails.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html
 */
export function isResourcePolicyAction(action: string): boolean {
  return IN_POLICIES_OF_TABLES.includes(action);
}

/** Whether the owner of a table can allow the call to another account. */
export function crossesAccounts(action: string): boolean {
  return ACROSS_ACCOUNTS.includes(action);
}

/** Sorted and without repetition, so that policies of equal meaning are equal. */
export function normalizeActions(...lists: string[][]): string[] {
  return [...new Set(lists.flat())].sort();
}
