import * as kms from 'aws-cdk-lib/aws-kms';
import { SessionStore } from '../store/session-store';

/** What is known of a session table that exists: what `fromSessionTableAttributes` takes. */
export interface SessionTableAttributes {
  /**
   * Name of the table. Give this or `tableArn`.
   *
   * @default - taken from `tableArn`
   */
  readonly tableName?: string;

  /**
   * ARN of the table. Give this or `tableName`.
   *
   * @default - made of `tableName`, `region` and the stack's account
   */
  readonly tableArn?: string;

  /**
   * The session client for which the table was made.
   *
   * @default SessionStore.phpSdk()
   */
  readonly sessionStore?: SessionStore;

  /**
   * The customer-managed key of the table, so that grants cover it.
   *
   * @default - the table has no customer-managed key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Region of the table. Not together with `tableArn`, which names its own.
   *
   * @default - the stack's region
   */
  readonly region?: string;

  /**
   * Whether grants cover the indexes of the store.
   *
   * @default true
   */
  readonly grantIndexPermissions?: boolean;
}
