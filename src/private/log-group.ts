import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** What ends up in CloudWatch Logs, with a key of the user's own where there is one. */
export function defineLogGroup(scope: Construct, id: string, retention?: logs.RetentionDays, encryptionKey?: kms.IKey): logs.LogGroup {
  if (encryptionKey) allowLogs(scope, encryptionKey);
  return new logs.LogGroup(scope, id, { retention: retention ?? logs.RetentionDays.ONE_MONTH, encryptionKey });
}

function allowLogs(scope: Construct, key: kms.IKey): void {
  const { region, account, partition } = Stack.of(scope);
  key.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:*` } },
  }));
}
