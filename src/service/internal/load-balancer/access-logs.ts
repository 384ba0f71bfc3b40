import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Acknowledgment, Annotations, Duration, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { LoadBalancedSessionServiceOptions } from '../../load-balanced-session-service-options';
import { validateRegion } from '../../../validation/regions';
import { ValidationErrors } from '../../../validation/validation-errors';

/** Where the load balancer logs its requests; undefined when it does not. */
export function defineAccessLogs(
  scope: Construct, options: LoadBalancedSessionServiceOptions, loadBalancer: elbv2.ApplicationLoadBalancer,
): s3.IBucket | undefined {
  if (!(options.accessLogs ?? true)) {
    return undefined;
  }
  // who may write the logs depends on the region
  if (Token.isUnresolved(Stack.of(scope).region)) {
    Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:accessLogsSkipped', 'the load balancer writes no access logs, ' +
      "because the stack has no fixed region; give the stack `env: { region: 'eu-west-1' }` or yours, or the service `accessLogs: false`");
    return undefined;
  }
  const bucket = options.accessLogsBucket ?? defineBucket(scope);
  loadBalancer.logAccessLogs(bucket, options.accessLogsPrefix);
  if (!bucket.policy) {
    warnOfPolicy(scope, options);
  }
  return bucket;
}

/** aws-cdk-lib adds nothing to the policy of a bucket that it does not define. */
function warnOfPolicy(scope: Construct, { accessLogsPrefix }: LoadBalancedSessionServiceOptions): void {
  const [prefix, account] = [accessLogsPrefix, Stack.of(scope).account].map((each) => Token.isUnresolved(each) ? '…' : each);
  const path = [...prefix ? [prefix] : [], 'AWSLogs', account, '*'].join('/');
  Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:accessLogsBucketUnchanged', 'the policy of `accessLogsBucket`, which is imported, is not changed, ' +
    `so the deployment fails unless it allows 'logdelivery.elasticloadbalancing.amazonaws.com' s3:PutObject on '${path}'; give it this right where it is defined`);
}

function defineBucket(scope: Construct): s3.Bucket {
  const bucket = new s3.Bucket(scope, 'AccessLogs', {
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    versioned: true,
    lifecycleRules: [
      { expiration: Duration.days(90), noncurrentVersionExpiration: Duration.days(7), abortIncompleteMultipartUploadAfter: Duration.days(7) },
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
  const { accessLogs, accessLogsBucket, accessLogsPrefix } = options;
  if (accessLogs === false && (accessLogsBucket || accessLogsPrefix !== undefined)) {
    const prop = accessLogsBucket ? 'accessLogsBucket' : 'accessLogsPrefix';
    errors.add(`\`${prop}\` needs access logs, got: \`accessLogs: false\`; remove one of them`);
  }
  const encryption = accessLogsBucket && kmsOf(accessLogsBucket);
  if (encryption) {
    errors.add('`accessLogsBucket` must be encrypted by S3 itself, since load balancers cannot write with a key of KMS, ' +
      `got: '${accessLogsBucket.node.path}' with '${encryption}'; use BucketEncryption.S3_MANAGED`);
  }
  validateRegion(errors, scope, 'accessLogsBucket', accessLogsBucket?.env.region, 'use a bucket from there, or leave the prop out for an own one');
}
