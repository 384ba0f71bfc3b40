import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { SessionCapacity } from './session-capacity';
import { SessionStore } from '../store/session-store';

/** Properties of a session table. */
export interface SessionTableProps {
  /**
   * The session client: it decides the keys, the time to live, the indexes, the grants and the variables.
   *
   * The keys of a table cannot be changed later: a store with other keys makes a new, empty table, all users are logged out,
   * and the old table stays, unless `tableName` is fixed, since then CloudFormation refuses. Another time to live on the same
   * keys takes two deployments.
   *
   * @default SessionStore.phpSdk()
   */
  readonly sessionStore?: SessionStore;

  /**
   * Name of the table: 3 to 255 letters, digits, underscores, hyphens and dots.
   *
   * A fixed name gets in the way when the stack is deleted and made anew, since the table is retained. Another name later
   * makes a new, empty table.
   *
   * @default - CloudFormation makes one
   */
  readonly tableName?: string;

  /**
   * How the table is billed, and how much traffic it takes.
   *
   * @default SessionCapacity.onDemand()
   */
  readonly capacity?: SessionCapacity;

  /**
   * Which key encrypts the table.
   *
   * With a customer-managed key every grant covers the key; each new table key costs a KMS request per five minutes and client.
   * Such a key needs a stack with a fixed region, and replicas a key each.
   *
   * @default TableEncryptionV2.dynamoOwnedKey()
   */
  readonly encryption?: dynamodb.TableEncryptionV2;

  /**
   * Whether the table can be restored to any second of the recovery period.
   *
   * Costs by the size of the table. A restored session table logs people in again who had logged out.
   *
   * @default true
   */
  readonly pointInTimeRecovery?: boolean;

  /**
   * Days for which the table can be restored, 1 to 35. Needs `pointInTimeRecovery`.
   *
   * @default 35
   */
  readonly recoveryPeriodInDays?: number;

  /**
   * What happens to the table when it leaves the stack.
   *
   * For development: `RemovalPolicy.DESTROY`.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether DynamoDB refuses to delete the table. Beside `RemovalPolicy.DESTROY` deleting the stack then fails.
   *
   * @default - true unless `removalPolicy` is DESTROY
   */
  readonly deletionProtection?: boolean;

  /**
   * Storage class: infrequent access makes storage cheaper and requests dearer, seldom right for sessions.
   *
   * @default TableClass.STANDARD
   */
  readonly tableClass?: dynamodb.TableClass;

  /**
   * Copies in other regions, one more or less in each deployment. Needs a stack with a fixed region; grants cover the copies.
   *
   * Copies follow within about a second, so a user who changes region at once may see an older session. Each is protected like the
   * table: give one `deletionProtection: false`, deploy, then remove it. Its items go with it, whatever `removalPolicy` says.
   *
   * @default - none
   */
  readonly replicas?: dynamodb.ReplicaTableProps[];

  /**
   * What a change of an item puts into the table's stream: with `OLD_IMAGE` or `NEW_AND_OLD_IMAGES` a function learns which session ended.
   *
   * Who knows the key of a session can take it over, so this warns `sessionsInStream`. Beside `replicas` only `NEW_AND_OLD_IMAGES`.
   *
   * @default - no stream, beside `replicas` NEW_AND_OLD_IMAGES
   */
  readonly dynamoStream?: dynamodb.StreamViewType;

  /**
   * Reports on the most used and most throttled keys, in clear text.
   *
   * Who knows the key of a session can take it over, so this warns `sessionIdsInInsights`.
   *
   * @default - off
   */
  readonly contributorInsightsSpecification?: dynamodb.ContributorInsightsSpecification;

  /**
   * Traffic that the table takes from its first second, before it has seen any. On demand at least 12,000 reads and 4,000 writes.
   *
   * Raising it is charged, once. It never goes down again: AWS refuses a lower value.
   *
   * @default - DynamoDB's own (4,000 writes and 12,000 reads per second on demand)
   */
  readonly warmThroughput?: dynamodb.WarmThroughput;

  /**
   * The table's own policy, for principals of other accounts. Replicas do not get it: each has its own `resourcePolicy`.
   *
   * @default - none, until a grant to another account adds one
   */
  readonly resourcePolicy?: iam.PolicyDocument;

  /**
   * Tags of the table: at most 50, keys of up to 128 characters, values of up to 256. Replicas have their own.
   *
   * @default - those of the stack and of `Tags.of`
   */
  readonly tags?: Record<string, string>;
}
