import * as s3 from 'aws-cdk-lib/aws-s3';
import { Duration } from 'aws-cdk-lib/core';
import { ValidationErrors } from '../validation/validation-errors';

/** Access logs in a bucket that exists. */
export interface AccessLogsOptions {
  /**
   * Path of the logs in the bucket, without `/` at its ends and without `AWSLogs`.
   *
   * @default - at the top
   */
  readonly prefix?: string;
}

/** Access logs in a bucket that the service creates. */
export interface AccessLogsNewBucketOptions extends AccessLogsOptions {
  /**
   * Age at which logs are deleted, whole days, at least 1. Deleted logs can be restored for another week.
   *
   * @default Duration.days(90)
   */
  readonly expiration?: Duration;
}

/** Where a load balancer that the service creates logs its requests. */
export class AccessLogs {
  /**
   * A new bucket, encrypted by S3, closed to the public, that takes connections over TLS only.
   *
   * @throws when an option is out of its range
   */
  public static toNewBucket(options: AccessLogsNewBucketOptions = {}): AccessLogs {
    return new AccessLogs(true, { expiration: Duration.days(90), ...options });
  }

  /**
   * A bucket that exists, in the region of the load balancer and encrypted by S3 itself: load balancers cannot use a KMS key.
   *
   * The policy of an imported bucket must let the load balancer write.
   *
   * @throws when an option is out of its range
   */
  public static toBucket(bucket: s3.IBucket, options: AccessLogsOptions = {}): AccessLogs {
    return new AccessLogs(true, { bucket, ...options });
  }

  /** No access logs. */
  public static disabled(): AccessLogs {
    return new AccessLogs(false, {});
  }

  /** @internal */
  public readonly _bucket?: s3.IBucket;

  /** @internal */
  public readonly _prefix?: string;

  /** @internal */
  public readonly _expiration?: Duration;

  private constructor(
    /** @internal */
    public readonly _isEnabled: boolean,
    { bucket, prefix, expiration }: AccessLogsNewBucketOptions & { readonly bucket?: s3.IBucket },
  ) {
    const errors = new ValidationErrors();
    errors.matches('prefix', prefix, /^(?!.*AWSLogs)[^/](.*[^/])?$/, "a path without '/' at its ends and without 'AWSLogs'");
    errors.requireResolved('expiration', expiration);
    const days = expiration?.isUnresolved() ? undefined : expiration?.toDays({ integral: false });
    if (days !== undefined && (!Number.isInteger(days) || days < 1)) {
      errors.add(`\`expiration\` must be whole days, at least 1, got: ${expiration}; use Duration.days`);
    }
    errors.throwIfAny();
    this._bucket = bucket;
    this._prefix = prefix;
    this._expiration = expiration;
  }
}
