import { stringKey } from './attributes';
import { SessionExpiry } from '../session-expiry';
import { SessionStoreOptions, SessionStoreProps } from '../session-store-options';

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
