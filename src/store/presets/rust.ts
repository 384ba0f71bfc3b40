import { keyAndExpiry, stringKey } from './attributes';
import { SessionStoreProps, TowerSessionsSessionStoreOptions } from '../session-store-options';

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
