import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import { SessionStore } from '../session-store';

/** All that a session grant must know about a table. */
export interface TableAccess {
  readonly table: dynamodb.ITableRef;
  readonly store: SessionStore;
  readonly encryptionKey?: kms.IKey;
  /** Other regions that hold a copy of the table. */
  readonly replicaRegions?: string[];
  readonly replicaKeyArns?: string[];
  /** @default true */
  readonly grantIndexPermissions?: boolean;
}
