// what an application of Auth.js does besides: deletes a user with all sessions, at each POST; `node delete-auth-js-user.mjs PORT`
import * as http from 'node:http';
import { DynamoDBAdapter } from '@auth/dynamodb-adapter';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocument.from(new DynamoDBClient({}), {
  marshallOptions: { convertEmptyValues: true, removeUndefinedValues: true, convertClassInstanceToMap: true },
});
const adapter = DynamoDBAdapter(client, { tableName: process.env.DYNAMODB_SESSION_TABLE_NAME });

http.createServer(async (request, response) => {
  try {
    if (request.method === 'POST') await deleteUser();
    response.end('well');
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}).listen(Number(process.argv[2]), '127.0.0.1');

async function deleteUser() {
  const user = await adapter.createUser({ email: 'leaver@example.com', emailVerified: null });
  const expires = new Date(Date.now() + 3_600_000);
  for (const sessionToken of ['first', 'second']) await adapter.createSession({ sessionToken, userId: user.id, expires });
  await adapter.deleteUser(user.id);
  if (await adapter.getUser(user.id) !== null || await adapter.getSessionAndUser('first') !== null) throw new Error('the user is still there');
}
