import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { createArcTableSessionStorage } from '@react-router/architect';

/** `getSession`, `commitSession` and `destroySession`, as React Router has them, over the table of this name. */
export function createSessions({ tableName, secret, lifetimeSeconds }) {
  return createArcTableSessionStorage({
    cookie: { name: 'sid', secrets: [secret], httpOnly: true, sameSite: 'lax', path: '/', maxAge: lifetimeSeconds },
    table: arcTable(tableName),
    idx: '_idx',
    ttl: '_ttl',
  });
}

/** A table with the methods of Architect's own; given by name, the storage would look it up in Architect's SSM parameters. */
function arcTable(TableName) {
  const client = DynamoDBDocument.from(new DynamoDBClient({})); // region and the role's credentials come from the environment
  return {
    async get(Key) {
      // consistent: the page after a redirect may come from another server, and must show what the one before has just stored
      const { Item } = await client.get({ TableName, Key, ConsistentRead: true });
      return Item && Item._ttl > Date.now() / 1000 ? Item : undefined; // time to live may take days to delete an item
    },
    put: (Item) => client.put({ TableName, Item }),
    delete: (Key) => client.delete({ TableName, Key }),
  };
}
