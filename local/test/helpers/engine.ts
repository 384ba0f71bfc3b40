import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ask, atTestEnd } from './http';
import { PolicyStatement, TableBlueprint } from '../../src/blueprint/blueprint';
import { amzDate, authorizationFor } from '../../src/dynamodb-api/signature';
import { Identity } from '../../src/iam/identity';
import { TableEngine, TableEngineOptions } from '../../src/tables/table-engine';

const ACCOUNT = '111122223333';
export const SESSIONS = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/Sessions`;

export function sessions(over: Partial<TableBlueprint> = {}): TableBlueprint {
  return {
    path: 'Demo/Sessions',
    name: 'Sessions',
    arns: [SESSIONS],
    createTable: {
      TableName: 'Sessions',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }, { AttributeName: 'user', AttributeType: 'S' }],
      GlobalSecondaryIndexes: [
        { IndexName: 'byUser', KeySchema: [{ AttributeName: 'user', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
      ],
    },
    resourcePolicy: [],
    ...over,
  };
}

/** A caller that may do everything. */
export function caller(over: Partial<Identity> = {}): Identity {
  const statements: PolicyStatement[] = [{ effect: 'Allow', actions: ['dynamodb:*'], resources: ['*'] }];
  return {
    server: 'i-1',
    role: { name: 'WebRole', arn: `arn:aws:iam::${ACCOUNT}:role/WebRole`, statements },
    accessKeyId: 'ASIAONE',
    secretAccessKey: 'secret',
    sessionToken: 'token',
    ...over,
  };
}

/** An engine with one table and a real client of it, both ended with the test. */
export async function startEngine(options: Partial<TableEngineOptions> = {}, who = caller(), region = 'eu-west-1') {
  const engine = await TableEngine.start({ tables: [sessions()], identify: () => who, timeToLiveIntervalMilliseconds: 3_600_000, ...options });
  atTestEnd(() => engine.stop());
  const client = new DynamoDBClient({ region, endpoint: engine.url, credentials: who, maxAttempts: 1 });
  atTestEnd(() => client.destroy());
  return { engine, client };
}

/** A signed call whose body is sent as it is, without a client that reads or writes it. */
export async function post(engine: TableEngine, operation: string, body: string, who = caller()): Promise<{ status: number; body: string }> {
  const headers: Record<string, string> = {
    'host': new URL(engine.url).host,
    'x-amz-date': amzDate(new Date()),
    'x-amz-security-token': who.sessionToken,
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
  const authorization = authorizationFor({ method: 'POST', url: '/', rawHeaders: Object.entries(headers).flat(), body }, who, 'eu-west-1');
  return ask(engine.url, { method: 'POST', headers: { ...headers, authorization } }, body);
}
