import { HttpResponse } from '../../dynamodb-api/http-response';
import { DynamodbError } from '../../dynamodb-api/error';

/** What keeps the items: it sees only calls that the proxy let through. */
export interface TableBackend {
  /** Carries out one operation; `body` is its input in DynamoDB's JSON. */
  send(operation: string, body: string): Promise<HttpResponse>;
  /** Makes tables that are created from now on describe themselves with the account and region of this ARN. */
  createTablesLike?(arn: string): void;
  close(): Promise<void>;
}

/** Carries out one of the kit's own operations; throws the error that the backend answers. */
export async function callBackend<T>(backend: TableBackend, operation: string, input: unknown): Promise<T> {
  const answer = await backend.send(operation, JSON.stringify(input));
  const output = JSON.parse(String(answer.body)) as Record<string, unknown>;
  if (answer.status !== 200) {
    const [name] = String(output.__type).split('#').slice(-1);
    throw new DynamodbError(name, String(output.message ?? output.Message ?? `${operation} failed`));
  }
  return output as T;
}
