import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Acknowledgment, Annotations, Duration, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { AccessLogs } from '../../access-logs';
import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';
import { validateRegion } from '../../../validation/regions';
import { ValidationErrors } from '../../../validation/validation-errors';

/** Where the load balancer logs its requests; undefined when it does not. */
export function defineAccessLogs(
  scope: Construct, options: LoadBalancedSessionServiceOptions, loadBalancer: elbv2.ApplicationLoadBalancer,
): s3.IBucket | undefined {
  const accessLogs = options.accessLogs ?? AccessLogs.toNewBucket();
  if (!accessLogs._isEnabled) {
    return undefined;
  }
  // who may write the logs depends on the region
  if (Token.isUnresolved(Stack.of(scope).region)) {
    Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:accessLogsSkipped', 'the load balancer writes no access logs, ' +
      "because the stack has no fixed region; give the stack `env: { region: 'eu-west-1' }` or yours, or the service `accessLogs: AccessLogs.disabled()`");
    return undefined;
  }
  const bucket = accessLogs._bucket ?? defineBucket(scope, accessLogs);
  loadBalancer.logAccessLogs(bucket, accessLogs._prefix);
  if (!bucket.policy) {
    warnOfPolicy(scope, accessLogs);
  }
  return bucket;
}

/** aws-cdk-lib adds nothing to the policy of a bucket that it does not define. */
function warnOfPolicy(scope: Construct, { _prefix }: AccessLogs): void {
  const [prefix, account] = [_prefix, Stack.of(scope).account].map((each) => Token.isUnresolved(each) ? '…' : each);
  const path = [...prefix ? [prefix] : [], 'AWSLogs', account, '*'].join('/');
  Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:accessLogsBucketUnchanged', 'the policy of the bucket of `accessLogs`, which is imported, is not changed, ' +
    `so the deployment fails unless it allows 'logdelivery.elasticloadbalancing.amazonaws.com' s3:PutObject on '${path}'; give it this right where it is defined`);
}

function defineBucket(scope: Construct, { _expiration }: AccessLogs): s3.Bucket {
  const bucket = new s3.Bucket(scope, 'AccessLogs', {
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    versioned: true,
    lifecycleRules: [
      { expiration: _expiration, noncurrentVersionExpiration: Duration.days(7), abortIncompleteMultipartUploadAfter: Duration.days(7) },
      { expiredObjectDeleteMarker: true },
    ],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(bucket).acknowledge(...acknowledgements());
  return bucket;
}

/** What rule packs say of any bucket for the logs of a load balancer (docs/decisions/0007). */
function acknowledgements(): Acknowledgment[] {
  const noLog = 'this bucket holds access logs; it does not log access to itself';
  const noKey = 'load balancers cannot write to a bucket with a customer-managed key; S3 encrypts it with its own';
  const packs = ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'];
  return [
    { id: 'AwsSolutions::AwsSolutions-S1', reason: noLog },
    ...packs.flatMap((pack) => [
      { id: `${pack}::${pack}-S3BucketLoggingEnabled`, reason: noLog },
      { id: `${pack}::${pack}-S3DefaultEncryptionKMS`, reason: noKey },
    ]),
  ];
}

/** How KMS encrypts the bucket, as far as this app knows. */
function kmsOf(bucket: s3.IBucket): string | undefined {
  const { bucketEncryption } = (bucket.node.defaultChild ?? {}) as Partial<s3.CfnBucket>;
  const [, algorithm] = /"(aws:kms(:dsse)?)"/.exec(JSON.stringify(Stack.of(bucket).resolve(bucketEncryption) ?? {})) ?? [];
  return algorithm ?? (bucket.encryptionKey && 'aws:kms');
}

export function validateAccessLogs(errors: ValidationErrors, scope: IConstruct, options: LoadBalancedSessionServiceOptions): void {
  const bucket = options.accessLogs?._bucket;
  const encryption = bucket && kmsOf(bucket);
  if (encryption) {
    errors.add('the bucket of `accessLogs` must be encrypted by S3 itself, since load balancers cannot write with a key of KMS, ' +
      `got: '${bucket.node.path}' with '${encryption}'; use BucketEncryption.S3_MANAGED`);
  }
  validateRegion(errors, scope, 'accessLogs', bucket?.env.region, 'use a bucket from there, or AccessLogs.toNewBucket()');
}
