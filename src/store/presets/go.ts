import { stringKey } from './attributes';
import { SessionExpiry } from '../session-expiry';
import { SessionStoreOptions, SessionStoreProps } from '../session-store-options';

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
