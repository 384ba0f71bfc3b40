import * as s3 from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';

/** A bucket of the user's own, with versions and logs of who reads it. */
function ownAccessLogsBucket(stack: Stack, more?: s3.BucketProps): s3.Bucket {
  return new s3.Bucket(stack, 'OwnAccessLogs', {
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    versioned: true,
    serverAccessLogsBucket: s3.Bucket.fromBucketName(stack, 'LogsOfLogs', 'logs-of-logs'),
    ...more,
  });
}

export function ownReplicatedBucket(stack: Stack): s3.Bucket {
  return ownAccessLogsBucket(stack, { replicationRules: [{ destination: s3.Bucket.fromBucketName(stack, 'CopyOfLogs', 'copy-of-logs') }] });
}
