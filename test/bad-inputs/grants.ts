import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { App, CfnParameter, Stack } from 'aws-cdk-lib/core';
import { ISessionTable, SessionExpiry, SessionStore, SessionTable, SessionTableGrants } from '../../src';
import { europe, newRole, newStack } from '../helpers';
import { BadInput, TokenInput } from './bad-input';

const { STRING, NUMBER } = dynamodb.AttributeType;
const PREFIX_RULE = "`keyPrefix` must be a text such as 'sess:', not empty and without '*' and '?'";

/** A table for the store, and a right on it for a role. */
function grant(give: (table: SessionTable, role: ReturnType<typeof newRole>) => unknown, store?: SessionStore): void {
  const stack = newStack();
  give(new SessionTable(stack, 'Sessions', { sessionStore: store }), newRole(stack));
}

/** Rights on a table that aws-cdk-lib imported. */
function grantOf(tableArn: string): SessionTableGrants {
  return SessionTableGrants.fromTable(dynamodb.Table.fromTableArn(newStack(), 'Theirs', tableArn));
}

/** A right for a role of another account. */
function grantFrom(roleName: string | undefined): void {
  const stack = newStack({ env: europe });
  const far = new Stack(stack.node.root as App, 'Far', { env: { ...europe, account: '444455556666' } });
  new SessionTable(stack, 'Sessions', { tableName: 'shared' })
    .grantSessionAccess(new iam.Role(far, 'Role', { roleName, assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }));
}

const scanner = (requestActions: string[]) => SessionStore.of({ clientName: 'my client', expiry: SessionExpiry.timeToLive('ttl'), requestActions });

const GRANTS: BadInput[] = [
  ...[['', ''], ['*', 'a'], ['sess*', 'sess'], ['se?s', 'se-s']].map(([keyPrefix, right]) => ({
    what: `a key prefix is '${keyPrefix}'`,
    bad: () => grant((table, role) => table.grantSessionAccess(role, { keyPrefix })),
    message: `${PREFIX_RULE}, got: '${keyPrefix}'`,
    good: () => grant((table, role) => table.grantSessionAccess(role, { keyPrefix: right === '' ? undefined : right })),
  })),
  {
    what: 'a key prefix would leave nothing',
    bad: () => grant((table, role) => table.grants.requests(role, { keyPrefix: 'sess:' }), scanner(['dynamodb:Scan'])),
    message: "`keyPrefix` must leave something to grant, got: 'sess:' for 'my client', which calls nothing that a prefix can limit: dynamodb:Scan; remove it",
    good: () => grant((table, role) => table.grants.requests(role, { keyPrefix: 'sess:' }), scanner(['dynamodb:Scan', 'dynamodb:GetItem'])),
  },
  {
    what: 'a role of another account has no name',
    bad: () => grantFrom(undefined),
    message: "`grantee` must have a `roleName` to be named in the policy of a table of another account, got: 'Far/Role' without; give it one",
    good: () => grantFrom('web'),
  },
  ...([['region', 'arn:aws:dynamodb:*:111122223333:table/theirs', 'eu-west-1'], ['account', 'arn:aws:dynamodb:eu-west-1:*:table/theirs', '111122223333']] as const)
    .map(([place, tableArn, right]) => ({
      what: `a table of every ${place} is granted`,
      bad: () => grantOf(tableArn),
      message: "`table` must be the ARN of a table such as 'arn:aws:dynamodb:eu-west-1:111122223333:table/sessions', " +
        `got: '${tableArn}' (in Stack/Theirs)`,
      good: () => grantOf(tableArn.replace('*', right)),
    })),
  {
    what: 'everybody is granted sessions',
    bad: () => grant((table) => table.grantSessionAccess(new iam.AnyPrincipal())),
    message: "`grantee` must be a role or an account, got: everybody ('*'); name who serves requests",
    good: () => grant((table) => table.grantSessionAccess(new iam.AccountPrincipal('444455556666'))),
  },
  {
    what: 'a clean-up is granted that the client does not have',
    bad: () => grant((table, role) => table.grants.garbageCollection(role), SessionStore.laravel()),
    message: "`garbageCollection` needs a store with a clean-up of its own, got: 'Laravel', which has none; " +
      'remove the call or give the store `garbageCollectionActions`',
    good: () => grant((table, role) => table.grants.garbageCollection(role), SessionStore.rails()),
  },
];

type Make = (stack: Stack, store: SessionStore) => { tableName: string };

/** What an app may know of a table by its name: the whole table. */
const imported = (make: Make, store: SessionStore): ISessionTable => {
  const stack = newStack();
  return SessionTable.fromSessionTableName(stack, 'Sessions', make(stack, store).tableName, store);
};

const table = (props: Partial<dynamodb.TableProps>): Make => (stack) =>
  new dynamodb.Table(stack, 'Theirs', { partitionKey: { name: 'id', type: STRING }, timeToLiveAttribute: 'expires', ...props });
const global = (props: Partial<dynamodb.TablePropsV2>): Make => (stack) =>
  new dynamodb.TableV2(stack, 'Theirs', { partitionKey: { name: 'id', type: STRING }, timeToLiveAttribute: 'expires', ...props });
const resource = (...keys: [name: string, keyType: string][]): Make => (stack) => ({
  tableName: new dynamodb.CfnTable(stack, 'Theirs', {
    keySchema: keys.map(([attributeName, keyType]) => ({ attributeName, keyType })),
  }).ref,
});
const { phpSdk, authJs } = SessionStore;
const change = (option: string) => `; change the table, or say its ${option} where the store is made`;

const KEYS: [what: string, wrong: Make, store: () => SessionStore, message: string, right: Make][] = [
  ['a Table of this app has another key', table({ partitionKey: { name: 'pk', type: STRING } }), phpSdk,
    "`tableName` must be a table with the partition key 'id' (S), as AWS SDK for PHP needs it, got: 'pk' (S)" + change('partitionKey'), table({})],
  ['a Table of this app has a key of another type', table({ partitionKey: { name: 'id', type: NUMBER } }), phpSdk,
    "`tableName` must be a table with the partition key 'id' (S), as AWS SDK for PHP needs it, got: 'id' (N)" + change('partitionKey'), table({})],
  ['a TableV2 of this app has another key', global({ partitionKey: { name: 'sid', type: STRING } }), phpSdk,
    "`tableName` must be a table with the partition key 'id' (S), as AWS SDK for PHP needs it, got: 'sid' (S)" + change('partitionKey'), global({})],
  ['a TableV2 of this app has a sort key too much', global({ sortKey: { name: 'sk', type: STRING } }), phpSdk,
    "`tableName` must be a table with no sort key, as AWS SDK for PHP needs it, got: 'sk' (S)" + change('sortKey'), global({ sortKey: undefined })],
  ['a CfnTable of this app has another key', resource(['key', 'HASH']), phpSdk,
    "`tableName` must be a table with the partition key 'id' (S), as AWS SDK for PHP needs it, got: 'key'" + change('partitionKey'), resource(['id', 'HASH'])],
  ['a CfnTable of this app has no sort key', resource(['pk', 'HASH']), authJs,
    "`tableName` must be a table with the sort key 'sk' (S), as @auth/dynamodb-adapter needs it, got: none" + change('sortKey'), resource(['pk', 'HASH'], ['sk', 'RANGE'])],
  ['a CfnTable of this app has both keys exchanged', resource(['sk', 'HASH'], ['pk', 'RANGE']), authJs,
    "`tableName` must be a table with the partition key 'pk' (S), as @auth/dynamodb-adapter needs it, got: 'sk'" + change('partitionKey') +
    "; `tableName` must be a table with the sort key 'sk' (S), as @auth/dynamodb-adapter needs it, got: 'pk'" + change('sortKey'), resource(['sk', 'RANGE'], ['pk', 'HASH'])],
];

export const BAD_INPUTS: BadInput[] = [
  ...GRANTS,
  ...KEYS.map(([what, wrong, store, message, right]) => ({
    what,
    bad: () => imported(wrong, store()),
    message: `${message} (in Stack/Sessions)`,
    good: () => imported(right, store()),
  })),
];

export const TOKENS: TokenInput[] = [
  {
    what: 'a key prefix',
    use: () => grant((sessions, role) => sessions.grantSessionAccess(role, { keyPrefix: new CfnParameter(Stack.of(role), 'Prefix').valueAsString })),
  },
  {
    what: 'the key of a table of this app',
    use: () => imported((stack) => resource([new CfnParameter(stack, 'Key').valueAsString, 'HASH'])(stack, phpSdk()), phpSdk()),
  },
];
