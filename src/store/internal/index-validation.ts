import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Token } from 'aws-cdk-lib/core';
import { SessionStoreProps } from '../session-store-options';
import { ATTRIBUTE_NAME, ATTRIBUTE_NAME_RULE, validateTableName } from '../../validation/names';
import { validateCapacity, validateWarmThroughput } from '../../dynamodb/capacity-validation';
import { ValidationErrors, quoted } from '../../validation/validation-errors';

type Index = dynamodb.GlobalSecondaryIndexPropsV2;

const PROP = 'globalSecondaryIndexes';

/** What DynamoDB says of indexes; whether their capacity goes with the table's billing is the table's business. */
export function validateIndexes(errors: ValidationErrors, store: SessionStoreProps): void {
  const indexes = store.globalSecondaryIndexes ?? [];
  if (indexes.length === 0) {
    return;
  }
  if (indexes.length > 20) {
    errors.add(`\`${PROP}\` must be at most 20, got: ${indexes.length}`);
  }
  const names = new Set<string>();
  for (const index of indexes) {
    validateTableName(errors, `${PROP}.indexName`, index.indexName);
    if (names.has(index.indexName)) {
      errors.add(`\`${PROP}.indexName\` must be another one for each index, got: ${quoted(index.indexName)} twice`);
    }
    names.add(index.indexName);
    validateIndexKeys(errors, index);
    validateProjection(errors, index);
    validateIndexThroughput(errors, index);
  }
  const projected = indexes.flatMap(({ nonKeyAttributes = [] }) => nonKeyAttributes).length;
  if (projected > 100) {
    errors.add(`\`${PROP}.nonKeyAttributes\` must be at most 100 over all indexes, got: ${projected}`);
  }
  validateTypes(errors, store, indexes.flatMap(keysOf));
}

function keysOf({ partitionKey, partitionKeys = [], sortKey, sortKeys = [] }: Index): dynamodb.Attribute[] {
  return [...(partitionKey ? [partitionKey] : []), ...partitionKeys, ...(sortKey ? [sortKey] : []), ...sortKeys];
}

function validateIndexKeys(errors: ValidationErrors, index: Index): void {
  const { indexName, partitionKey, partitionKeys, sortKey, sortKeys } = index;
  if ((partitionKey === undefined) === (partitionKeys === undefined)) {
    const received = partitionKey === undefined ? 'neither' : 'both';
    errors.add(`\`${PROP}\` must have one of \`partitionKey\` and \`partitionKeys\`, got: ${received} for ${quoted(indexName)}`);
  }
  if (sortKey !== undefined && sortKeys !== undefined) {
    errors.add(`\`${PROP}\` must have at most one of \`sortKey\` and \`sortKeys\`, got: both for ${quoted(indexName)}`);
  }
  if (partitionKeys && (partitionKeys.length < 1 || partitionKeys.length > 4)) {
    errors.add(`\`${PROP}.partitionKeys\` must be 1 to 4 attributes, got: ${partitionKeys.length} for ${quoted(indexName)}`);
  }
  if (sortKeys && sortKeys.length > 4) {
    errors.add(`\`${PROP}.sortKeys\` must be at most 4 attributes, got: ${sortKeys.length} for ${quoted(indexName)}`);
  }
  for (const prop of ['partitionKey', 'partitionKeys', 'sortKey', 'sortKeys'] as const) {
    [index[prop] ?? []].flat().forEach(({ name }) => errors.matches(`${PROP}.${prop}.name`, name, ATTRIBUTE_NAME, ATTRIBUTE_NAME_RULE));
  }
  const names = keysOf(index).map(({ name }) => name);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) {
    errors.add(`\`${PROP}\` must have another attribute for each key, got: ${quoted(twice)} twice for ${quoted(indexName)}`);
  }
}

function validateProjection(errors: ValidationErrors, { indexName, projectionType, nonKeyAttributes }: Index): void {
  const includes = projectionType === dynamodb.ProjectionType.INCLUDE;
  if (includes && !nonKeyAttributes?.length) {
    errors.add(`\`${PROP}.nonKeyAttributes\` must be 1 to 20 names beside the projection INCLUDE, got: none for ${quoted(indexName)}`);
  }
  if (!includes && nonKeyAttributes) {
    errors.add(`\`${PROP}.nonKeyAttributes\` goes with the projection INCLUDE only, got: ${projectionType ?? 'ALL'} for ${quoted(indexName)}; ` +
      'set `projectionType` or remove `nonKeyAttributes`');
  }
  if (nonKeyAttributes && nonKeyAttributes.length > 20) {
    errors.add(`\`${PROP}.nonKeyAttributes\` must be at most 20 names, got: ${nonKeyAttributes.length} for ${quoted(indexName)}`);
  }
  nonKeyAttributes?.forEach((name) => errors.matches(`${PROP}.nonKeyAttributes`, name, ATTRIBUTE_NAME, 'attribute names of 1 to 255 characters'));
}

function validateIndexThroughput(errors: ValidationErrors, index: Index): void {
  validateCapacity(errors, `${PROP}.readCapacity`, index.readCapacity, 'read');
  validateCapacity(errors, `${PROP}.writeCapacity`, index.writeCapacity, 'write');
  errors.integer(`${PROP}.maxReadRequestUnits`, index.maxReadRequestUnits, 1);
  errors.integer(`${PROP}.maxWriteRequestUnits`, index.maxWriteRequestUnits, 1);
  validateWarmThroughput(errors, `${PROP}.warmThroughput`, index.warmThroughput, false);
}

/** One attribute has one type, whichever key uses it; the one of the expiry is a number. */
function validateTypes(errors: ValidationErrors, { partitionKey, sortKey, expiry }: SessionStoreProps, keys: dynamodb.Attribute[]): void {
  const { NUMBER, STRING } = dynamodb.AttributeType;
  const types = new Map<string, dynamodb.AttributeType>([[partitionKey?.name ?? 'id', partitionKey?.type ?? STRING]]);
  if (sortKey) {
    types.set(sortKey.name, sortKey.type);
  }
  if (expiry.timeToLiveAttribute !== undefined) {
    types.set(expiry.timeToLiveAttribute, NUMBER);
  }
  for (const { name, type } of keys) {
    const known = types.get(name) ?? type;
    if (known !== type && !Token.isUnresolved(name)) {
      errors.add(`\`${PROP}\` must use an attribute with one type everywhere, got: ${quoted(name)} as ${type} and as ${known}`);
    }
    types.set(name, known);
  }
}
