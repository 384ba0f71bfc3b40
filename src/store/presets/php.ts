import { Duration } from 'aws-cdk-lib/core';
import { keyAndExpiry, lifetimeInMinutes, lifetimeInSeconds } from './attributes';
import {
  JamLaravelSessionStoreOptions, LaravelSessionStoreOptions, PhpSdkSessionStoreOptions, SessionStoreOptions, SessionStoreProps,
} from '../session-store-options';

export function phpSdk(options: PhpSdkSessionStoreOptions): SessionStoreProps {
  return {
    ...sdkShape('AWS SDK for PHP', options),
    garbageCollectionActions: ['dynamodb:Scan', 'dynamodb:BatchWriteItem'],
  };
}

export function symfony(options: PhpSdkSessionStoreOptions): SessionStoreProps {
  return sdkShape('async-aws/dynamo-db-session', options);
}

export function silverStripe({ lifetime }: SessionStoreOptions): SessionStoreProps {
  return {
    ...sdkShape('silverstripe/dynamodb', { lifetime }),
    tableNameVariables: ['AWS_DYNAMODB_SESSION_TABLE'],
    regionVariables: ['AWS_REGION_NAME'],
    variables: lifetimeInSeconds('AWS_DYNAMODB_SESSION_LIFETIME', lifetime),
  };
}

export function jamLaravel({ lifetime = Duration.minutes(120) }: JamLaravelSessionStoreOptions): SessionStoreProps {
  return {
    ...phpSdk({ lifetime }),
    clientName: 'fivesqrd/jam-laravel',
    tableNameVariables: ['SESSION_TABLE'],
    regionVariables: ['AWS_DEFAULT_REGION'],
    variables: { SESSION_DRIVER: 'dynamodb', ...lifetimeInMinutes('SESSION_LIFETIME', lifetime) },
    warnings: [{
      id: 'ignoresRoles',
      text: "jam-laravel's configuration passes static keys and ignores the role; remove 'credentials' from config/jam.php, " +
        "or use Laravel's own driver with SessionStore.laravel()",
    }],
  };
}

export function laravel(options: LaravelSessionStoreOptions): SessionStoreProps {
  const { cache = false, keyAttribute = 'key', expirationAttribute = 'expires_at', lifetime } = options;
  return {
    clientName: 'Laravel',
    ...keyAndExpiry({ option: 'keyAttribute', name: keyAttribute }, { option: 'expirationAttribute', name: expirationAttribute }),
    requestActions: [
      'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem',
      ...(cache ? ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:UpdateItem'] : []),
    ],
    tableNameVariables: ['DYNAMODB_CACHE_TABLE'],
    regionVariables: ['AWS_DEFAULT_REGION'],
    variables: { SESSION_DRIVER: 'dynamodb', ...lifetimeInMinutes('SESSION_LIFETIME', lifetime) },
    lifetime,
    healthCheckPath: '/up',
  };
}

/** The table and the calls of the SDK's handler, which others wrap or copy. With `locking` an UpdateItem takes the place of the GetItem. */
function sdkShape(clientName: string, options: PhpSdkSessionStoreOptions): SessionStoreProps {
  const { hashKey = 'id', sessionLifetimeAttribute = 'expires', lifetime } = options;
  return {
    clientName,
    ...keyAndExpiry({ option: 'hashKey', name: hashKey }, { option: 'sessionLifetimeAttribute', name: sessionLifetimeAttribute }),
    requestActions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    lifetime,
  };
}
