import * as s3 from 'aws-cdk-lib/aws-s3';
import { Stack, Validations } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService } from 'cdk-dynamodb-sessions';

/** What is left, each with the reason for which we sign it; anything else fails `cdk synth`. */
export function acknowledge(stack: Stack, service: LoadBalancedFargateSessionService, accessLogsBucket: s3.Bucket): void {
  Validations.of(stack).acknowledge(...inEachPack('IAMNoInlinePolicy',
    'CDK writes what a role may into a policy of this role alone; no other role can be given it by mistake'));
  Validations.of(service.taskDefinition).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]', reason: 'ecr:GetAuthorizationToken, which fetches images, takes no resource',
  });
  Validations.of(accessLogsBucket).acknowledge(
    { id: 'AwsSolutions::AwsSolutions-S1', reason: 'this bucket holds access logs; it does not log access to itself' },
    ...inEachPack('S3BucketLoggingEnabled', 'this bucket holds access logs; it does not log access to itself'),
    ...inEachPack('S3DefaultEncryptionKMS', 'load balancers cannot write to a bucket with a customer-managed key; S3 encrypts it with its own'),
    ...inEachPack('S3BucketReplicationEnabled', 'S3 keeps the logs in three zones; we need no copy in another region'),
  );
}

function inEachPack(rule: string, reason: string) {
  return ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'].map((pack) => ({ id: `${pack}::${pack}-${rule}`, reason }));
}
