import { validationError } from '../../../dynamodb-api/error';
import { Json } from './engine';

const DEEPEST_LEVEL = 32;
const MOST_WRITES = 25;
const MOST_READS = 100;
const SELECTED = 'SPECIFIC_ATTRIBUTES';

/** Checks that dynalite does not make before it looks at a request, or makes with other words than AWS. */
export function checkRequest(operation: string, input: Json): void {
  if (depthExceeds(input, DEEPEST_LEVEL)) {
    throw validationError('Nesting Levels have exceeded supported limits');
  }
  const problem = RULES[operation]?.(input);
  if (problem !== undefined) {
    throw validationError(problem);
  }
}

const RULES: Readonly<Record<string, (input: Json) => string | undefined>> = {
  BatchWriteItem: tooManyWrites,
  BatchGetItem: tooManyReads,
  CreateTable: (input) => wrongTableName(input) ?? tooManyKeys(input),
  Query: (input) => wrongLimit(input) ?? wrongSelect(input),
  Scan: (input) => wrongSegment(input) ?? wrongSelect(input),
};

function tooManyWrites({ RequestItems }: Json): string | undefined {
  const lists = Object.entries((RequestItems ?? {}) as Json).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const long = lists.find(([, list]) => list.length > MOST_WRITES);
  if (long !== undefined && lists.length === 1) {
    return `1 validation error detected: Value '{${long[0]}=[${JSON.stringify(long[1][0])}, …]}' at 'requestItems' failed to satisfy constraint: ` +
      `Map value must satisfy constraint: [Member must have length less than or equal to ${MOST_WRITES}, Member must have length greater than or equal to 1]`;
  }
  return lists.reduce((sum, [, list]) => sum + list.length, 0) > MOST_WRITES ? 'Too many items requested for the BatchWriteItem call' : undefined;
}

function tooManyReads({ RequestItems }: Json): string | undefined {
  const long = Object.entries((RequestItems ?? {}) as Record<string, { Keys?: unknown }>)
    .find(([, request]) => Array.isArray(request?.Keys) && request.Keys.length > MOST_READS);
  return long && `1 validation error detected: Value at 'RequestItems.${long[0]}.member.Keys' failed to satisfy constraint: ` +
    `Member must have length less than or equal to ${MOST_READS}`;
}

function wrongTableName({ TableName }: Json): string | undefined {
  if (typeof TableName !== 'string') {
    return undefined;
  }
  const at = `Value '${TableName}' at 'tableName' failed to satisfy constraint: Member must`;
  const problems = [
    ...TableName.length < 3 ? [`${at} have length greater than or equal to 3`] : [],
    ...TableName.length > 255 ? [`${at} have length less than or equal to 255`] : [],
    ...!/^[a-zA-Z0-9_.-]*$/.test(TableName) ? [`${at} satisfy regular expression pattern: [a-zA-Z0-9_.-]+`] : [],
  ];
  return problems.length === 0 ? undefined : `${problems.length} validation error${problems.length > 1 ? 's' : ''} detected: ${problems.join('; ')}`;
}

function tooManyKeys({ KeySchema }: Json): string | undefined {
  if (!Array.isArray(KeySchema) || KeySchema.length <= 2) {
    return undefined;
  }
  const shown = KeySchema.map((element: Json | null) => `KeySchemaElement(attributeName=${element?.AttributeName}, keyType=${element?.KeyType})`);
  return `1 validation error detected: Value '[${shown.join(', ')}]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2`;
}

function wrongLimit({ Limit }: Json): string | undefined {
  return typeof Limit === 'number' && Limit < 1
    ? '1 validation error detected: Value at \'Limit\' failed to satisfy constraint: Member must have value greater than or equal to 1' : undefined;
}

function wrongSegment({ Segment, TotalSegments }: Json): string | undefined {
  return typeof Segment === 'number' && (TotalSegments ?? undefined) === undefined
    ? 'The TotalSegments parameter is required but was not present in the request when Segment parameter is present' : undefined;
}

function wrongSelect({ Select, AttributesToGet, ProjectionExpression, IndexName }: Json): string | undefined {
  const list = AttributesToGet !== undefined ? 'AttributesToGet' : ProjectionExpression !== undefined ? 'ProjectionExpression' : undefined;
  if (Select === SELECTED && list === undefined) {
    return `Must specify the AttributesToGet or ProjectionExpression when choosing to get ${SELECTED}`;
  }
  if (list !== undefined && ['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'COUNT'].includes(String(Select))) {
    return `Cannot specify the ${list} when choosing to get ${Select === 'COUNT' ? 'only the Count' : String(Select)}`;
  }
  return Select === 'ALL_PROJECTED_ATTRIBUTES' && IndexName === undefined
    ? 'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName' : undefined;
}

/** Whether values of lists and maps are nested in each other more deeply than so; without recursion, since anybody may ask. */
function depthExceeds(input: unknown, limit: number): boolean {
  let level: unknown[] = [[input, 0]];
  while (level.length > 0) {
    const next: unknown[] = [];
    for (const [value, depth] of level as Array<[unknown, number]>) {
      if (depth > limit) {
        return true;
      }
      if (typeof value === 'object' && value !== null) {
        const nested = !Array.isArray(value) && ('M' in value || 'L' in value) ? 1 : 0;
        Object.values(value).forEach((each) => next.push([each, depth + nested]));
      }
    }
    level = next;
  }
  return false;
}
