import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { keyAndExpiry, stringKey } from './attributes';
import { SessionExpiry } from '../session-expiry';
import {
  AdonisSessionStoreOptions, ExpressPwrdrvrSessionStoreOptions, ExpressSessionStoreOptions, KoaSessionStoreOptions,
  ReactRouterArcSessionStoreOptions, SessionStoreOptions, SessionStoreProps,
} from '../session-store-options';

export function express({ hashKey = 'id', initialized = false, touch, lifetime }: ExpressSessionStoreOptions): SessionStoreProps {
  return {
    clientName: 'connect-dynamodb',
    ...keyAndExpiry({ option: 'hashKey', name: hashKey }, { name: 'expires' }),
    requestActions: callsOfExpress(touch),
    startUpActions: initialized ? [] : ['dynamodb:DescribeTable'],
    lifetime,
  };
}

export function expressPwrdrvr({ hashKey = 'id', touch, lifetime }: ExpressPwrdrvrSessionStoreOptions): SessionStoreProps {
  return {
    clientName: '@pwrdrvr/dynamodb-session-store',
    ...keyAndExpiry({ option: 'hashKey', name: hashKey }, { name: 'expires' }),
    requestActions: callsOfExpress(touch),
    lifetime,
  };
}

/** UpdateItem moves the expiry of a session that did not change. */
function callsOfExpress(touch = true): string[] {
  return ['dynamodb:GetItem', 'dynamodb:PutItem', ...touch ? ['dynamodb:UpdateItem'] : [], 'dynamodb:DeleteItem'];
}

export function koa({ hashKey = 'sessionId', ttlKey = 'expires', lifetime }: KoaSessionStoreOptions): SessionStoreProps {
  return {
    clientName: 'koa-session-dynamodb-store',
    ...keyAndExpiry({ option: 'hashKey', name: hashKey }, { option: 'ttlKey', name: ttlKey }),
    requestActions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    lifetime,
  };
}

export function authJs({ lifetime }: SessionStoreOptions): SessionStoreProps {
  return {
    clientName: '@auth/dynamodb-adapter',
    partitionKey: stringKey('pk'),
    sortKey: stringKey('sk'),
    expiry: SessionExpiry.timeToLive('expires'),
    globalSecondaryIndexes: [{ indexName: 'GSI1', partitionKey: stringKey('GSI1PK'), sortKey: stringKey('GSI1SK') }],
    requestActions: [
      'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Query', 'dynamodb:BatchWriteItem',
    ],
    lifetime,
  };
}

export function reactRouterArc({ idx = '_idx', ttl = '_ttl', lifetime }: ReactRouterArcSessionStoreOptions): SessionStoreProps {
  return {
    clientName: '@react-router/architect',
    ...keyAndExpiry({ option: 'idx', name: idx }, { option: 'ttl', name: ttl }),
    refusesExpired: false,
    requestActions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    lifetime,
  };
}

export function shopify(): SessionStoreProps {
  return {
    clientName: '@shopify/shopify-app-session-storage-dynamodb',
    partitionKey: stringKey('id'),
    expiry: SessionExpiry.never('`expires` is an ISO string, and offline sessions have none'),
    globalSecondaryIndexes: [{
      indexName: 'shop_index', partitionKey: stringKey('shop'), projectionType: dynamodb.ProjectionType.KEYS_ONLY,
    }],
    requestActions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
  };
}

export function adonis({ keyAttribute = 'key', lifetime }: AdonisSessionStoreOptions): SessionStoreProps {
  return {
    clientName: '@adonisjs/session',
    ...keyAndExpiry({ option: 'keyAttribute', name: keyAttribute }, { name: 'expires_at' }),
    expiry: SessionExpiry.never('`expires_at` is in milliseconds'),
    requestActions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    variables: { SESSION_DRIVER: 'dynamodb' },
    lifetime,
  };
}
