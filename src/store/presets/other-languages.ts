import { Duration } from 'aws-cdk-lib/core';
import { keyAndExpiry, lifetimeInSeconds, stringKey } from './attributes';
import { SessionExpiry } from '../session-expiry';
import {
  AspNetCoreSessionStoreOptions, RailsSessionStoreOptions, SessionStoreOptions, SessionStoreProps, TowerSessionsSessionStoreOptions,
} from '../session-store-options';

/** Python. */
export function flaskSession({ lifetime }: SessionStoreOptions): SessionStoreProps {
  return {
    clientName: 'Flask-Session',
    partitionKey: stringKey('id'),
    expiry: SessionExpiry.timeToLive('expiration'),
    refusesExpired: false,
    requestActions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    startUpActions: ['dynamodb:CreateTable'],
    regionVariables: ['AWS_DEFAULT_REGION'], // boto3 does not read AWS_REGION
    lifetime,
  };
}

/** Ruby. */
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

/** .NET. */
export function aspNetCore(options: AspNetCoreSessionStoreOptions): SessionStoreProps {
  const { partitionKeyName = 'id', ttlAttributeName = 'ttl_date', namesConfigured = false, lifetime } = options;
  return {
    clientName: 'AWS.AspNetCore.DistributedCacheProvider',
    ...keyAndExpiry({ option: 'partitionKeyName', name: partitionKeyName }, { option: 'ttlAttributeName', name: ttlAttributeName }),
    requestActions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    startUpActions: namesConfigured ? [] : ['dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive'],
    lifetime,
  };
}

/** Java. */
export function springSession({ lifetime }: SessionStoreOptions): SessionStoreProps {
  return {
    clientName: 'spring-session-dynamodb',
    partitionKey: stringKey('SessionID'),
    expiry: SessionExpiry.timeToLive('SessionExpirationTime'),
    requestActions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    tableNameVariables: ['SPRING_SESSION_DYNAMODB_TABLENAME'],
    variables: lifetimeInSeconds('SPRING_SESSION_DYNAMODB_MAXINACTIVEINTERVALINSECONDS', lifetime),
    lifetime,
  };
}

/** Rust. */
export function towerSessions({ partitionKey = 'session_id', sortKey, lifetime }: TowerSessionsSessionStoreOptions): SessionStoreProps {
  return {
    clientName: 'tower-sessions-dynamodb-store',
    ...keyAndExpiry({ option: 'partitionKey', name: partitionKey }, { name: 'expire_at' }),
    sortKey: sortKey === undefined ? undefined : stringKey(sortKey),
    requestActions: ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    garbageCollectionActions: ['dynamodb:Scan', 'dynamodb:BatchWriteItem'],
    lifetime,
  };
}

/** Go. */
export function fiber({ lifetime }: SessionStoreOptions): SessionStoreProps {
  return {
    clientName: 'gofiber/storage/dynamodb',
    partitionKey: stringKey('k'),
    expiry: SessionExpiry.never('the storage drops the expiry that it is given'),
    refusesExpired: false,
    requestActions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    startUpActions: ['dynamodb:DescribeTable'],
    lifetime,
  };
}
