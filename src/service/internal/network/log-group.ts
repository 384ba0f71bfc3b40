import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Annotations, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ValidationErrors } from '../../../validation/validation-errors';

/** What ends up in CloudWatch Logs, with a key of the user's own where there is one. */
export function defineLogGroup(scope: Construct, id: string, retention?: logs.RetentionDays, encryptionKey?: kms.IKey): logs.LogGroup {
  if (encryptionKey) {
    allowLogs(scope, encryptionKey);
  }
  return new logs.LogGroup(scope, id, { retention: retention ?? logs.RetentionDays.ONE_MONTH, encryptionKey });
}

export function validateLogKey(errors: ValidationErrors, key: kms.IKey | undefined): void {
  if (!key || (key as Partial<kms.IAlias>).aliasName === undefined) {
    return;
  }
  errors.add(`\`logEncryptionKey\` must be a key itself, since CloudWatch Logs takes no alias, got: the alias '${key.node.path}'; give its key`);
}

function allowLogs(scope: Construct, key: kms.IKey): void {
  const { region, account, partition } = Stack.of(scope);
  const actions = ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'DescribeKey'].map((name) => `kms:${name}`);
  const service = `logs.${region}.amazonaws.com`;
  const { statementAdded } = key.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(service)],
    actions,
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:*` } },
  }));
  if (!statementAdded) {
    Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:logKeyUnchanged', 'the policy of `logEncryptionKey`, which is imported, is not changed, ' +
      `so the deployment fails unless it allows '${Token.isUnresolved(region) ? 'logs.<region>.amazonaws.com' : service}' ${actions.join(', ')}; give it these rights where it is defined`);
  }
}
