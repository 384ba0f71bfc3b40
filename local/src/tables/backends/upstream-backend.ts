import { HttpResponse, jsonResponse } from '../../dynamodb-api/http-response';
import { KitError } from '../../foundation/error';
import { amzDate, authorizationFor } from '../../dynamodb-api/signature';
import { TableBackend } from './backend';
import { askForCapacity, takeCapacity } from './consumed-capacity';

// LocalStack takes its time for the first answer
const LONGEST_WAIT_MILLISECONDS = 10_000;
// DynamoDB Local keeps one database for each access key and region, so everything goes there under this one
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A DynamoDB Local, LocalStack or the like that somebody has started on this computer. */
export class UpstreamBackend implements TableBackend {
  /** Fails unless something that speaks DynamoDB answers at the URL, which must be on the loopback interface. */
  public static async connect(url: string, region: string): Promise<UpstreamBackend> {
    const backend = new UpstreamBackend(loopbackUrl(url), region);
    let answer: HttpResponse;
    try {
      answer = await backend.send('ListTables', '{}', AbortSignal.timeout(LONGEST_WAIT_MILLISECONDS));
    } catch (error) {
      const { name, cause = error } = error as Error;
      const problem = name === 'TimeoutError' ? `nothing within ${LONGEST_WAIT_MILLISECONDS / 1000} s` : (cause as Error).message;
      throw new KitError(`no DynamoDB answers at ${url}: ${problem}; start it or leave the endpoint out`);
    }
    if (String(answer.body).includes('UnrecognizedClientException')) {
      const advice = 'start that one with --dynamodb-port and give that address';
      throw new KitError(`${url} takes the keys of its own servers alone, as the tables of another kit do; ${advice}`);
    }
    if (answer.status !== 200) {
      throw new KitError(`${url} does not answer like DynamoDB: it gave status ${answer.status} to ListTables`);
    }
    return backend;
  }

  private readonly closing = new AbortController();

  private constructor(private readonly url: URL, private readonly region: string) {}

  public async send(operation: string, body: string, signal: AbortSignal = this.closing.signal): Promise<HttpResponse> {
    const input = JSON.parse(body) as Record<string, unknown>;
    const isHidden = askForCapacity(operation, input);
    const answer = await this.post(operation, isHidden ? JSON.stringify(input) : body, signal);
    if (answer.status !== 200 || !String(answer.body).includes('"ConsumedCapacity"')) {
      return answer;
    }
    const output = JSON.parse(String(answer.body)) as Record<string, unknown>;
    const units = takeCapacity(output, isHidden);
    return { ...(isHidden ? jsonResponse(200, JSON.stringify(output)) : answer), units };
  }

  private async post(operation: string, body: string, signal: AbortSignal): Promise<HttpResponse> {
    const headers: Record<string, string> = {
      'host': this.url.host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': amzDate(new Date()),
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    const request = { method: 'POST', url: this.url.pathname, rawHeaders: Object.entries(headers).flat(), body };
    const authorization = authorizationFor(request, CREDENTIALS, this.region);
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { ...headers, authorization },
      body,
      redirect: 'error',
      signal,
    });
    return jsonResponse(response.status, await response.text());
  }

  public async close(): Promise<void> {
    this.closing.abort();
  }
}

function loopbackUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '') {
    throw new KitError(`the endpoint must be a URL like http://127.0.0.1:8000, got ${text}`);
  }
  if (!/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)) {
    throw new KitError(`the endpoint must be on this computer, like http://127.0.0.1:8000, got ${text}`);
  }
  return url;
}
