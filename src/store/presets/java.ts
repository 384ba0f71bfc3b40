import { lifetimeInSeconds, stringKey } from './attributes';
import { SessionExpiry } from '../session-expiry';
import { SessionStoreOptions, SessionStoreProps } from '../session-store-options';

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
