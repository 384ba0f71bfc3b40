import { Duration } from 'aws-cdk-lib/core';
import { keyAndExpiry, lifetimeInSeconds } from './attributes';
import { RailsSessionStoreOptions, SessionStoreProps } from '../session-store-options';

export function rails({ tableKey = 'session_id', lifetime = Duration.hours(5) }: RailsSessionStoreOptions): SessionStoreProps {
  return {
    clientName: 'aws-sessionstore-dynamodb',
    ...keyAndExpiry({ option: 'tableKey', name: tableKey }, { name: 'expire_at' }),
    refusesExpired: false,
    requestActions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    garbageCollectionActions: ['dynamodb:Scan', 'dynamodb:BatchWriteItem'],
    tableNameVariables: ['AWS_DYNAMO_DB_SESSION_TABLE_NAME'],
    variables: {
      AWS_DYNAMO_DB_SESSION_TABLE_KEY: tableKey,
      ...lifetimeInSeconds('AWS_DYNAMO_DB_SESSION_MAX_STALE', lifetime),
    },
    lifetime,
    healthCheckPath: '/up',
  };
}
