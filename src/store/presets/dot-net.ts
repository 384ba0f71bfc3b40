import { keyAndExpiry } from './attributes';
import { AspNetCoreSessionStoreOptions, SessionStoreProps } from '../session-store-options';

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
