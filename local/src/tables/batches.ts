import { HttpResponse, jsonResponse } from '../dynamodb-api/http-response';
import { DynamodbRequest } from '../dynamodb-api/request';

type Batch = Record<string, unknown[] | { Keys: unknown[] }>;

interface Split {
  /** The request with the items that are carried out; undefined where none is. */
  readonly body?: string;
  /** The items that are given back. */
  readonly unprocessed: Batch;
}

export function isBatch({ operation }: DynamodbRequest): boolean {
  return operation === 'BatchGetItem' || operation === 'BatchWriteItem';
}

/** Gives back the items of a batch for which a table has no capacity left. */
export function splitBatch({ body }: DynamodbRequest, isRefused: (table: string) => boolean): Split {
  const input = JSON.parse(body) as { RequestItems: Batch };
  const [accepted, unprocessed]: [Batch, Batch] = [{}, {}];
  for (const [table, request] of Object.entries(input.RequestItems)) {
    const items = Array.isArray(request) ? request : request.Keys;
    const wrap = (some: unknown[]) => Array.isArray(request) ? some : { ...request, Keys: some };
    const refused = items.map(() => isRefused(table));
    const [kept, left] = [items.filter((_, index) => !refused[index]), items.filter((_, index) => refused[index])];
    if (kept.length > 0) {
      accepted[table] = wrap(kept);
    }
    if (left.length > 0) {
      unprocessed[table] = wrap(left);
    }
  }
  return {
    body: Object.keys(accepted).length === 0 ? undefined : JSON.stringify({ ...input, RequestItems: accepted }),
    unprocessed,
  };
}

/** The answer to a batch with what was given back. */
export function withUnprocessed(answer: HttpResponse, operation: string, unprocessed: Batch): HttpResponse {
  if (answer.status !== 200 || Object.keys(unprocessed).length === 0) {
    return answer;
  }
  const field = operation === 'BatchGetItem' ? 'UnprocessedKeys' : 'UnprocessedItems';
  const output = JSON.parse(String(answer.body)) as Record<string, object>;
  return jsonResponse(200, JSON.stringify({ ...output, [field]: { ...output[field], ...unprocessed } }));
}
