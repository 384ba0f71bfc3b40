import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** An HTTP response in the making. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Capacity units that a call to a table has consumed, by the table's name. */
  readonly units?: Readonly<Record<string, number>>;
}

/** An answer in DynamoDB's JSON protocol with the headers that SDKs look at; some check the checksum. */
export function jsonResponse(status: number, body: string): HttpResponse {
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': requestId(),
      'x-amz-crc32': String(crc32(body)),
    },
    body,
  };
}

/** An answer that no SDK reads. */
export function textResponse(status: number, body: string): HttpResponse {
  return { status, headers: { 'content-type': 'text/plain', 'x-amzn-requestid': requestId() }, body };
}

/** An error in the CBOR protocol: without it a client of that protocol could not show what is wrong. */
export function cborErrorResponse(type: string, message: string): HttpResponse {
  return {
    status: 400,
    headers: {
      'content-type': 'application/cbor',
      'smithy-protocol': 'rpc-v2-cbor',
      'x-amzn-requestid': requestId(),
    },
    body: Buffer.concat([Buffer.from([0xa2]), ...['__type', type, 'message', message].map(cborText)]),
  };
}

function cborText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.from([0x79, 0, 0]);
  head.writeUInt16BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function requestId(): string {
  return randomBytes(32).toString('base64url').toUpperCase().replace(/[-_]/g, '0');
}
