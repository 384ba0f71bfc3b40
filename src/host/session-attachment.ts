import * as iam from 'aws-cdk-lib/aws-iam';
import { SessionAccess } from '../grants/session-access';
import { SessionGrantOptions } from '../grants/session-table-grants';

/** How sessions are attached to an application that exists. */
export interface SessionAttachmentOptions extends SessionGrantOptions {
  /**
   * Which rights on the table the application gets.
   *
   * @default SessionAccess.FULL
   */
  readonly sessionAccess?: SessionAccess;

  /**
   * Further variables for the application, besides those for the sessions. Values of one line; no secrets.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;

  /**
   * Other names for session variables: from ours to yours, `{ DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' }`.
   *
   * @default - the names that the store says
   */
  readonly variableNames?: Record<string, string>;
}

/** What `attachTo` did. */
export interface SessionAttachment {
  /** The rights on the table. */
  readonly grant: iam.Grant;

  /** The variables that the application needs, under the names that you gave them: what was delivered, where it could be. */
  readonly environment: Record<string, string>;
}
