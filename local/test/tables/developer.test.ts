// a person's own tools: AWS CLI, NoSQL Workbench, scripts of tutorials that were written for DynamoDB Local
import { CreateTableCommand, DynamoDBClient, ListTablesCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ask, startServer } from '../helpers/http';
import { startKit } from '../helpers/running-kit';

const items = (table: string, id: string) => ({ TableName: table, Item: { id: { S: id } } });

function client(endpoint: string, region = 'us-west-2'): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region, maxAttempts: 1, credentials: { accessKeyId: 'fakeMyKeyId', secretAccessKey: 'fakeSecretAccessKey' } });
}

async function start() {
  const world = await startKit({ servers: 1, dynamodbPort: 0 });
  return { ...world, tools: client(world.kit.developerEndpoint!) };
}

test('any key and any region see the tables of the servers, and what the servers have written', async () => {
  const { kit, call, tools } = await start();
  const [table] = kit.tables;
  expect(await call('UpdateItem', { Key: { id: { S: 'session' } } })).toBe('done');
  expect((await tools.send(new ListTablesCommand({}))).TableNames).toEqual([table]);
  expect((await tools.send(new ScanCommand({ TableName: table }))).Items).toEqual([{ id: { S: 'session' } }]);
});

test('a tutorial creates its own table and fills it', async () => {
  const { tools } = await start();
  await tools.send(new CreateTableCommand({
    TableName: 'Movies',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 10 },
  }));
  // a new table takes a moment, as everywhere
  const put = async (): Promise<unknown> => tools.send(new PutItemCommand(items('Movies', 'Rush')))
    .catch((error) => error.name === 'ResourceNotFoundException' ? new Promise((resolve) => setTimeout(resolve, 50)).then(put) : Promise.reject(error));
  await put();
  expect((await tools.send(new ScanCommand({ TableName: 'Movies' }))).Count).toBe(1);
});

test('the first call is told once, since no policy is enforced there', async () => {
  const { kit, tools, lines } = await start();
  await tools.send(new ListTablesCommand({}));
  await tools.send(new ListTablesCommand({}));
  expect(lines.filter((line) => line.startsWith('developer: '))).toEqual([`developer: a call to ${kit.developerEndpoint}, where no policy is enforced; ` +
    `an application must call ${kit.endpoint} (AWS_ENDPOINT_URL_DYNAMODB)`]);
  expect(lines.filter((line) => line.startsWith('denied: '))).toEqual([]);
});

test('no fault hits it', async () => {
  const { kit, tools } = await start();
  Object.assign(kit.faults, { errorPercent: 100, throttlePercent: 100, credentialsExpired: true });
  await tools.send(new PutItemCommand(items(kit.tables[0], 'a')));
  expect((await tools.send(new ScanCommand({ TableName: kit.tables[0] }))).Count).toBe(1);
});

test('the port of the servers still takes their keys alone', async () => {
  const { kit } = await start();
  await expect(client(kit.endpoint).send(new ListTablesCommand({}))).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
});

test('fails if a request is not signed, or comes from a page of another site', async () => {
  const { kit } = await start();
  const target = { 'X-Amz-Target': 'DynamoDB_20120810.ListTables', 'Content-Type': 'application/x-amz-json-1.0' };
  const unsigned = await ask(kit.developerEndpoint!, { method: 'POST', headers: target }, '{}');
  expect(unsigned.status).toBe(400);
  expect(JSON.parse(unsigned.body))
    .toMatchObject({ __type: expect.stringMatching(/MissingAuthenticationToken/), message: expect.stringMatching(/any access key/) });
  const signed = { ...target, Authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request' };
  expect((await ask(kit.developerEndpoint!, { method: 'POST', headers: { ...signed, Origin: 'http://elsewhere.example' } }, '{}')).status).toBe(403);
  expect((await ask(kit.developerEndpoint!, { method: 'POST', headers: { ...signed, Host: 'elsewhere.example' } }, '{}')).status).toBe(403);
});

test('there is none unless it is wanted, and it fails if its port is taken', async () => {
  const { kit } = await startKit({ servers: 1 });
  expect(kit.developerEndpoint).toBeUndefined();
  const { port } = await startServer(() => undefined);
  await expect(startKit({ servers: 1, dynamodbPort: port })).rejects
    .toThrow(`port ${port} is taken by another program; choose another one with --dynamodb-port, or --dynamodb-port 0 for any free one`);
});

describe('another kit', () => {
  test('shares the tables through that port', async () => {
    const { kit, call } = await start();
    const other = await startKit({ servers: 1, endpoint: kit.developerEndpoint });
    expect(await call('UpdateItem', { Key: { id: { S: 'a' } }, UpdateExpression: 'SET n = :n', ExpressionAttributeValues: { ':n': { N: '1' } } })).toBe('done');
    expect(await other.call('GetItem', { Key: { id: { S: 'a' } } })).toBe('done');
    expect(await other.call('DeleteItem', { Key: { id: { S: 'a' } } })).toBe('AccessDeniedException');
    expect((await client(other.kit.endpoint).send(new ListTablesCommand({})).catch(({ name }) => name))).toBe('UnrecognizedClientException');
  });

  test('fails if it is given the port of the servers', async () => {
    const { kit } = await start();
    await expect(startKit({ servers: 1, endpoint: kit.endpoint })).rejects.toThrow(`${kit.endpoint} takes the keys of its own servers alone, ` +
      'as the tables of another kit do; start that one with --dynamodb-port and give that address');
  });
});

test('a value of 5,000 levels is refused as DynamoDB refuses it, and the kit lives', async () => {
  const { kit, tools } = await start();
  const value = '{"M":{"a":'.repeat(5000) + '{"S":"x"}' + '}}'.repeat(5000);
  const answer = await ask(kit.developerEndpoint!, {
    method: 'POST',
    headers: { 'X-Amz-Target': 'DynamoDB_20120810.PutItem', 'Authorization': 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request' },
  }, `{"TableName":"${kit.tables[0]}","Item":{"id":{"S":"a"},"v":${value}}}`);
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body).__type).toMatch(/#(Validation|Serialization)Exception$/);
  expect((await tools.send(new ScanCommand({ TableName: kit.tables[0] }))).Count).toBe(0);
});
