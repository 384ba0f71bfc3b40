import { createHash, createHmac } from 'node:crypto';
import { DynamodbError } from './error';
import { isSameSecret } from '../foundation/secret';
import { Identity } from '../iam/identity';

/** A request as it came over the wire. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Names and values in turn, as in Node's `rawHeaders`. */
  readonly rawHeaders: readonly string[];
  readonly body: string | Buffer;
}

/** The caller of a request whose signature is right. */
export interface Caller {
  readonly identity: Identity;
  /** Region in the scope of the credentials. */
  readonly region: string;
}

interface Authorization {
  readonly accessKeyId: string;
  readonly scope: readonly string[];
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const TOLERANCE_MILLISECONDS = 15 * 60 * 1000;
const INVALID_TOKEN = 'The security token included in the request is invalid.';
/** What AWS says of temporary credentials that have ended. */
export const EXPIRED_TOKEN = 'The security token included in the request is expired';
const INVALID_SIGNATURE = 'The request signature we calculated does not match the signature you provided.' +
  ' Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** Finds out who signed a request (AWS Signature Version 4 in the `Authorization` header); throws what DynamoDB would answer. */
export function authenticate(
  request: SignedRequest,
  identify: (accessKeyId: string) => Identity | undefined,
  now: Date = new Date(),
): Caller {
  const authorization = readAuthorization(request);
  const date = readDate(request, authorization, now);
  const identity = identify(authorization.accessKeyId);
  if (!identity) {
    const reason = `access key ${authorization.accessKeyId} was not handed out by this kit, so the call is refused`;
    throw new DynamodbError('UnrecognizedClientException', INVALID_TOKEN, reason);
  }
  if (!isSameSecret(headerOf(request, 'x-amz-security-token') ?? '', identity.sessionToken)) {
    const reason = `the session token is not the one that belongs to access key ${identity.accessKeyId}`;
    throw new DynamodbError('UnrecognizedClientException', INVALID_TOKEN, reason);
  }
  const expected = signatureOf(request, authorization.signedHeaders, authorization.scope, date, identity.secretAccessKey);
  if (!isSameSecret(authorization.signature, expected)) {
    const reason = `the signature was not made with the secret of access key ${identity.accessKeyId} over this very request`;
    throw new DynamodbError('InvalidSignatureException', INVALID_SIGNATURE, reason);
  }
  if (identity.expires !== undefined && identity.expires <= now) {
    const reason = `access key ${identity.accessKeyId} has expired at ${identity.expires.toISOString()}; the client must ask for new credentials in time`;
    throw new DynamodbError('ExpiredTokenException', EXPIRED_TOKEN, reason);
  }
  return { identity, region: authorization.scope[1] };
}

/** The `Authorization` header for a request that has all its other headers already, `x-amz-date` among them. */
export function authorizationFor(
  request: SignedRequest,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
  region: string,
): string {
  const date = headerOf(request, 'x-amz-date') ?? '';
  const scope = [date.slice(0, 8), region, 'dynamodb', 'aws4_request'];
  const signedHeaders = request.rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()).sort();
  const signature = signatureOf(request, signedHeaders, scope, date, credentials.secretAccessKey);
  const credential = [credentials.accessKeyId, ...scope].join('/');
  return `${ALGORITHM} Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
}

/** A time as signatures write it: `20261121T103000Z`. */
export function amzDate(time: Date): string {
  return time.toISOString().replace(/[-:]|\.\d+/g, '');
}

function readAuthorization(request: SignedRequest): Authorization {
  const header = headerOf(request, 'authorization');
  if (!header?.startsWith('AWS4-')) {
    const reason = 'the request is not signed, so the kit cannot know who calls';
    throw new DynamodbError('MissingAuthenticationTokenException', 'Request is missing Authentication Token', reason);
  }
  const [algorithm, ...rest] = header.split(' ');
  if (algorithm !== ALGORITHM) {
    throw incomplete(`Unsupported AWS 'algorithm': '${algorithm}' (only ${ALGORITHM} for now).`);
  }
  const fields = new Map(rest.join('').split(',').map((field) => {
    const equals = field.indexOf('=');
    return [field.slice(0, equals), field.slice(equals + 1)];
  }));
  const field = (name: string): string => {
    const value = fields.get(name);
    if (!value) {
      throw incomplete(`Authorization header requires '${name}' parameter.`);
    }
    return value;
  };
  const [accessKeyId, ...scope] = field('Credential').split('/');
  if (scope.length !== 4) {
    throw incomplete('Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term');
  }
  const signedHeaders = field('SignedHeaders').toLowerCase().split(';');
  if (!signedHeaders.includes('host')) {
    throw invalidSignature('\'Host\' must be a \'SignedHeader\' in the AWS Authorization.');
  }
  return { accessKeyId, scope, signedHeaders, signature: field('Signature') };
}

function readDate(request: SignedRequest, { scope }: Authorization, now: Date): string {
  const plain = headerOf(request, 'date');
  const date = headerOf(request, 'x-amz-date') ?? (plain && !isNaN(Date.parse(plain)) ? amzDate(new Date(plain)) : '');
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (!parts) {
    throw incomplete('Authorization header requires existence of either a \'X-Amz-Date\' or a \'Date\' header.');
  }
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  const distance = Date.UTC(year, month - 1, day, hour, minute, second) - now.getTime();
  // a NaN would pass a plain comparison
  if (!(Math.abs(distance) <= TOLERANCE_MILLISECONDS)) {
    throw invalidSignature(`Signature ${distance < 0 ? 'expired' : 'not yet current'}: ${date} is more than 15 min. away from ${amzDate(now)}`);
  }
  const [scopeDate, , service, terminator] = scope;
  if (service !== 'dynamodb') {
    throw invalidSignature('Credential should be scoped to correct service: \'dynamodb\'.');
  }
  if (terminator !== 'aws4_request' || scopeDate !== date.slice(0, 8)) {
    throw invalidSignature(`Credential should be scoped to ${date.slice(0, 8)} and 'aws4_request', got '${scopeDate}' and '${terminator}'.`);
  }
  return date;
}

function signatureOf(
  request: SignedRequest,
  signedHeaders: readonly string[],
  scope: readonly string[],
  date: string,
  secret: string,
): string {
  const canonicalRequest = [
    request.method,
    canonicalPath(request.url),
    canonicalQuery(request.url),
    ...signedHeaders.map((name) => `${name}:${headerOf(request, name) ?? ''}`),
    '',
    signedHeaders.join(';'),
    createHash('sha256').update(request.body).digest('hex'),
  ].join('\n');
  const stringToSign = [ALGORITHM, date, scope.join('/'), createHash('sha256').update(canonicalRequest).digest('hex')].join('\n');
  const key = scope.reduce<string | Buffer>((previous, part) => createHmac('sha256', previous).update(part).digest(), `AWS4${secret}`);
  return createHmac('sha256', key).update(stringToSign).digest('hex');
}

function canonicalPath(url: string): string {
  return url.split('?')[0].split('/').map(encode).join('/');
}

function canonicalQuery(url: string): string {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  return [...query].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort().join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** All values of a header, as the canonical request writes them. */
function headerOf({ rawHeaders }: SignedRequest, name: string): string | undefined {
  const values = rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1].toLowerCase() === name);
  return values.length === 0 ? undefined : values.map((value) => value.trim().replace(/ +/g, ' ')).join(',');
}

function incomplete(message: string): DynamodbError {
  return new DynamodbError('IncompleteSignatureException', message);
}

function invalidSignature(message: string): DynamodbError {
  return new DynamodbError('InvalidSignatureException', message);
}
