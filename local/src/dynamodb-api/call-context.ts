import { attributesOfExpression, equalityPlaceholders } from './expression';
import { ConditionContext } from '../iam/policy-condition';
import { CallOrigin, partitionKeyOf, TableAddress } from './table-address';

/** A JSON object whose shape the caller chose. */
export type Json = Readonly<Record<string, unknown>>;

/** One access to one table or index. */
export interface Access {
  /** `GetItem`, … */
  readonly operation: string;
  readonly address: TableAddress;
  readonly index?: string;
  /** The request, or for batches the parts of it that concern the table. */
  readonly parts: readonly Json[];
  /** The transaction around it. */
  readonly enclosingOperation?: string;
}

const READ_FROM_STATEMENTS: readonly string[] = ['dynamodb:LeadingKeys', 'dynamodb:Attributes', 'dynamodb:Select', 'dynamodb:FullTableScan'];
const READS: readonly string[] = ['GetItem', 'BatchGetItem', 'Query', 'Scan'];
const KEYED: readonly string[] = ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem', 'BatchWriteItem'];
const ATTRIBUTE_MAPS = ['Key', 'Item', 'KeyConditions', 'QueryFilter', 'ScanFilter', 'Expected', 'AttributeUpdates'] as const;
const EXPRESSIONS = [
  'KeyConditionExpression', 'FilterExpression', 'ProjectionExpression', 'ConditionExpression', 'UpdateExpression',
] as const;

/** Values that conditions of a policy may ask for. */
export function contextOf(access: Access, origin: CallOrigin): ConditionContext {
  const values: Record<string, readonly string[]> = {
    'aws:RequestedRegion': [origin.region],
    'aws:PrincipalArn': [origin.roleArn],
    // nothing on the loopback interface is encrypted; in the cloud the same SDK would use TLS
    'aws:SecureTransport': ['true'],
  };
  const attributes = new Set(access.parts.flatMap(attributesOf));
  if (attributes.size > 0) {
    values['dynamodb:Attributes'] = [...attributes];
  }
  if (READS.includes(access.operation)) {
    values['dynamodb:Select'] = [...new Set(access.parts.map((part) => selectOf(part, access.index)))];
  }
  // taken as absent where the request leaves them out: if the cloud saw `NONE` there, a call too many is refused here, none too few
  for (const parameter of ['ReturnValues', 'ReturnConsumedCapacity']) {
    const given = access.parts.map((part) => part[parameter]).filter((value) => typeof value === 'string');
    if (given.length > 0) {
      values[`dynamodb:${parameter}`] = [...new Set(given)];
    }
  }
  if (access.enclosingOperation) {
    values['dynamodb:EnclosingOperation'] = [access.enclosingOperation];
  }
  if (access.operation.startsWith('PartiQL')) {
    return { values, unreadable: Object.fromEntries(READ_FROM_STATEMENTS.map((key) => [key, `${key} of a PartiQL statement cannot be read, so the call is refused`])) };
  }
  const leadingKeys = leadingKeysOf(access);
  if (leadingKeys === 'unreadable') {
    const reason = `dynamodb:LeadingKeys of this ${access.operation} cannot be read, so the call is refused`;
    return { values, unreadable: { 'dynamodb:LeadingKeys': reason } };
  }
  return { values: leadingKeys ? { ...values, 'dynamodb:LeadingKeys': leadingKeys } : values };
}

/**
 * Partition key values of an access; undefined where the action has none.
 *
 * Scan has none: IAM's list of condition keys for it leaves `dynamodb:LeadingKeys` out, and AWS's guide warns that a Scan
 * returns every item whatever a policy says about leading keys. So `ForAllValues:` is true for it and a plain operator false.
 */
function leadingKeysOf({ operation, address, index, parts }: Access): readonly string[] | 'unreadable' | undefined {
  if (operation !== 'Query' && !KEYED.includes(operation)) {
    return undefined;
  }
  const partitionKey = partitionKeyOf(address.table, index);
  const keys = parts.map((part) => {
    const value = partitionKey === undefined ? undefined
      : operation === 'Query' ? queriedKey(part, partitionKey) : own(part.Key ?? part.Item, partitionKey);
    return scalarText(value);
  });
  return keys.every((key) => key !== undefined) ? [...new Set(keys)] : 'unreadable';
}

function queriedKey(query: Json, partitionKey: string): unknown {
  if (query.KeyConditions !== undefined && query.KeyConditionExpression !== undefined) {
    return undefined;
  }
  const condition = own(query.KeyConditions, partitionKey);
  if (own(condition, 'ComparisonOperator') === 'EQ') {
    const list = own(condition, 'AttributeValueList');
    return Array.isArray(list) && list.length === 1 ? list[0] : undefined;
  }
  const placeholders = equalityPlaceholders(String(query.KeyConditionExpression), partitionKey, namesOf(query));
  return placeholders.length === 1 ? own(query.ExpressionAttributeValues, placeholders[0]) : undefined;
}

function scalarText(attributeValue: unknown): string | undefined {
  const text = own(attributeValue, 'S') ?? own(attributeValue, 'N') ?? own(attributeValue, 'B');
  return typeof text === 'string' ? text : undefined;
}

function attributesOf(part: Json): string[] {
  return [
    ...ATTRIBUTE_MAPS.flatMap((name) => Object.keys(part[name] ?? {})),
    ...Array.isArray(part.AttributesToGet) ? part.AttributesToGet.map(String) : [],
    ...EXPRESSIONS.flatMap((name) =>
      part[name] === undefined ? [] : attributesOfExpression(String(part[name]), namesOf(part))),
  ];
}

function selectOf(part: Json, index: string | undefined): string {
  if (typeof part.Select === 'string') {
    return part.Select;
  }
  const selects = part.ProjectionExpression !== undefined || part.AttributesToGet !== undefined;
  return selects ? 'SPECIFIC_ATTRIBUTES' : index === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES';
}

function namesOf(part: Json): Json {
  return (part.ExpressionAttributeNames ?? {}) as Json;
}

function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Json)[key] : undefined;
}
