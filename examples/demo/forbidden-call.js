// a server that misuses its role: each request tries to delete the session table and answers with the error's name
const http = require('node:http');
const { DeleteTableCommand, DynamoDBClient } = require('@aws-sdk/client-dynamodb');

const client = new DynamoDBClient({ maxAttempts: 1 });

http.createServer(async (request, response) => {
  if (request.url === '/ping.html') return response.end('well');
  try {
    await client.send(new DeleteTableCommand({ TableName: process.env.DYNAMODB_SESSION_TABLE_NAME }));
    return response.end('allowed');
  } catch (error) {
    return response.end(error.name);
  }
}).listen(Number(process.argv[2]), '127.0.0.1');
