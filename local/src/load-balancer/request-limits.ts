import * as http from 'node:http';

// of the User Guide for Application Load Balancers: quotas of HTTP headers and the causes of its own answers
export const LONGEST_LINE = 16 * 1024;
export const LONGEST_HEADER = 64 * 1024;
const MOST_ADDRESSES = 30;

export const TOO_LARGE = 'its header is above 64 KB, or a single one above 16 KB';

interface Refusal {
  readonly status: number;
  readonly reason: string;
}

/** Why a load balancer answers a request itself that every server would take. */
export function refusalOf(request: http.IncomingMessage): Refusal | undefined {
  const { rawHeaders, method = '', url = '', httpVersion } = request;
  const lines = rawHeaders.flatMap((text, index) => index % 2 === 0 ? [text.length + rawHeaders[index + 1].length + 4] : []);
  if (method === 'TRACE') {
    return { status: 405, reason: 'the method TRACE is not supported' };
  }
  if (httpVersion === '1.1' && request.headers.host === undefined) {
    return { status: 400, reason: 'it has no Host header' };
  }
  if (method.length + url.length + 11 > LONGEST_LINE) {
    return { status: 414, reason: 'its request line is above 16 KB' };
  }
  if (lines.some((length) => length > LONGEST_LINE) || lines.reduce((sum, length) => sum + length, 0) > LONGEST_HEADER) {
    return { status: 400, reason: TOO_LARGE };
  }
  const addresses = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  if (addresses.length > MOST_ADDRESSES) {
    return { status: 463, reason: `its X-Forwarded-For has more than ${MOST_ADDRESSES} addresses` };
  }
  return undefined;
}
