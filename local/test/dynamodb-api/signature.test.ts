import { createServer, IncomingMessage } from 'node:http';
import { AddressInfo } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { Identity } from '../../src/iam/identity';
import { amzDate, authenticate, authorizationFor, SignedRequest } from '../../src/dynamodb-api/signature';

const IDENTITY: Identity = {
  server: 'i-1',
  role: { name: 'Web', arn: 'arn:aws:iam::111122223333:role/Web', statements: [] },
  accessKeyId: 'ASIAKIT1',
  secretAccessKey: 'secret/+=',
  sessionToken: 'token/+==',
};
const identify = (accessKeyId: string) => accessKeyId === IDENTITY.accessKeyId ? IDENTITY : undefined;

/** A request that the real SDK signs with these credentials. */
async function signedBySdk(over: Partial<Identity> = {}): Promise<SignedRequest> {
  const { accessKeyId, secretAccessKey, sessionToken } = { ...IDENTITY, ...over };
  const received: Array<{ message: IncomingMessage; body: Buffer }> = [];
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      received.push({ message, body: Buffer.concat(chunks) });
      response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new DynamoDBClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  });
  await client.send(new GetItemCommand({ TableName: 'Sessions', Key: { id: { S: 'ä b' } } }));
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
  const [{ message, body }] = received;
  return { method: message.method!, url: message.url!, rawHeaders: message.rawHeaders, body };
}

function withHeader(request: SignedRequest, name: string, change: (value: string) => string | undefined): SignedRequest {
  const rawHeaders = request.rawHeaders.flatMap((header, i, all) => {
    if (i % 2 === 1) {
      return [];
    }
    const value = header.toLowerCase() === name ? change(all[i + 1]) : all[i + 1];
    return value === undefined ? [] : [header, value];
  });
  return { ...request, rawHeaders };
}

const header = (request: SignedRequest, name: string) =>
  request.rawHeaders[request.rawHeaders.findIndex((value) => value.toLowerCase() === name) + 1];
const failure = (name: string, text?: string) => expect.objectContaining({ name, message: expect.stringContaining(text ?? '') });

let request: SignedRequest;
beforeAll(async () => {
  request = await signedBySdk();
});

test('a request of the real SDK is its owner\'s', () => {
  expect(authenticate(request, identify)).toEqual({ identity: IDENTITY, region: 'eu-west-1' });
});

test('what the kit signs itself is accepted', () => {
  const own = { method: 'POST', url: '/a%20b?z=1&a=%2F', rawHeaders: ['Host', 'x', 'X-Amz-Date', amzDate(new Date()), 'X-Amz-Security-Token', IDENTITY.sessionToken], body: '{}' };
  const authorization = authorizationFor(own, IDENTITY, 'us-east-1');
  expect(authenticate({ ...own, rawHeaders: [...own.rawHeaders, 'Authorization', authorization] }, identify).region).toBe('us-east-1');
});

describe('a request is refused', () => {
  test('fails if the body was changed on the way', () => {
    const body = String(request.body).replace('Sessions', 'Secrets!');
    expect(() => authenticate({ ...request, body }, identify)).toThrow(failure('InvalidSignatureException', 'does not match'));
  });

  test('fails if the operation was changed on the way', () => {
    const changed = withHeader(request, 'x-amz-target', () => 'DynamoDB_20120810.DeleteItem');
    expect(() => authenticate(changed, identify)).toThrow(failure('InvalidSignatureException'));
  });

  test('fails if it was signed with another secret', async () => {
    const other = await signedBySdk({ secretAccessKey: 'guess' });
    expect(() => authenticate(other, identify)).toThrow(failure('InvalidSignatureException'));
  });

  test('fails if it was signed with another session token', async () => {
    const other = await signedBySdk({ sessionToken: 'guess' });
    expect(() => authenticate(other, identify)).toThrow(failure('UnrecognizedClientException', 'The security token included in the request is invalid.'));
  });

  test('fails if the session token is missing', () => {
    expect(() => authenticate(withHeader(request, 'x-amz-security-token', () => undefined), identify))
      .toThrow(failure('UnrecognizedClientException'));
  });

  test('fails if the kit did not hand out the access key', () => {
    expect(() => authenticate(request, () => undefined)).toThrow(expect.objectContaining({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
      reason: 'access key ASIAKIT1 was not handed out by this kit, so the call is refused',
    }));
  });

  test('fails if it is not signed', () => {
    expect(() => authenticate(withHeader(request, 'authorization', () => undefined), identify))
      .toThrow(failure('MissingAuthenticationTokenException', 'Request is missing Authentication Token'));
  });

  test.each([
    ['has no signature', 'IncompleteSignatureException', (value: string) => value.replace(/, Signature=.*/, '')],
    ['has another algorithm', 'IncompleteSignatureException', (value: string) => value.replace('SHA256', 'SHA1')],
    ['has a short scope', 'IncompleteSignatureException', (value: string) => value.replace('/dynamodb/', '/')],
    ['is for another service', 'InvalidSignatureException', (value: string) => value.replace('/dynamodb/', '/s3/')],
    ['is for another region than it was signed for', 'InvalidSignatureException', (value: string) => value.replace('eu-west-1', 'us-east-1')],
    ['is for another day', 'InvalidSignatureException', (value: string) => value.replace(/\/20\d{6}\//, '/20200101/')],
    ['does not sign the host', 'InvalidSignatureException', (value: string) => value.replace('host;', '')],
    ['is a bearer token', 'MissingAuthenticationTokenException', () => 'Bearer x'],
  ])('fails if its authorization %s', (_, name, change) => {
    expect(() => authenticate(withHeader(request, 'authorization', change), identify)).toThrow(failure(name));
  });

  test('fails if its date is missing', () => {
    expect(() => authenticate(withHeader(request, 'x-amz-date', () => undefined), identify)).toThrow(failure('IncompleteSignatureException'));
  });

  test.each([[16, 'Signature expired'], [-16, 'Signature not yet current']])('fails if it is read %d minutes later', (minutes, text) => {
    const date = header(request, 'x-amz-date').replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z');
    expect(() => authenticate(request, identify, new Date(Date.parse(date) + minutes * 60_000))).toThrow(failure('InvalidSignatureException', text));
  });
});
