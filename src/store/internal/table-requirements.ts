import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Annotations, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { SessionStore } from '../session-store';
import { ValidationErrors } from '../../validation/validation-errors';
import { isTable } from '../../dynamodb/table-reference';

type KeyType = 'HASH' | 'RANGE';

/** What the client needs; each text may be an intrinsic function. */
interface Needs {
  readonly partitionKey: dynamodb.Attribute;
  readonly sortKey?: dynamodb.Attribute;
  readonly timeToLiveAttribute?: string;
  readonly indexNames: string[];
}

/** What the resources of both types say of a table; a name may be an intrinsic function. */
interface Definition {
  readonly keySchema?: { attributeName: string; keyType: string }[];
  readonly attributeDefinitions?: { attributeName: string; attributeType: string }[];
  readonly timeToLiveSpecification?: { attributeName?: string; enabled: boolean };
  readonly globalSecondaryIndexes?: { indexName: string }[];
}

/**
 * Compares a table that somebody else defines in this app with what the client needs. Of an imported one nothing is known.
 *
 * Other keys can never work, so they are an error. The rest may still be changed after this call, so it is a warning.
 *
 * @param scope who asks: there stand the warnings, and its path in the error
 * @param prop how the table was given
 */
export function checkTable(scope: IConstruct, prop: string, table: IConstruct | undefined, store: SessionStore): void {
  const definition = table && definitionOf(table);
  if (!definition) {
    return;
  }
  // a store may hold tokens as well as the table, and the same name may be two of them
  const { partitionKey, sortKey, expiry, globalSecondaryIndexes } = store;
  const needed: Needs = Stack.of(scope).resolve({
    partitionKey, sortKey, timeToLiveAttribute: expiry.timeToLiveAttribute, indexNames: globalSecondaryIndexes.map(({ indexName }) => indexName),
  });
  const errors = new ValidationErrors();
  checkKey(errors, prop, definition, store, 'HASH', needed.partitionKey);
  checkKey(errors, prop, definition, store, 'RANGE', needed.sortKey);
  errors.throwIfAny(scope);
  warnOfTimeToLive(scope, definition, store, needed.timeToLiveAttribute);
  warnOfIndexes(scope, definition, store, needed.indexNames);
}

function definitionOf(table: IConstruct): Definition | undefined {
  const resource = isTable(table) ? table : table.node.defaultChild;
  if (!isTable(resource)) {
    return undefined;
  }
  const { keySchema, attributeDefinitions, timeToLiveSpecification, globalSecondaryIndexes } = resource;
  return onlyLists(Stack.of(resource).resolve({ keySchema, attributeDefinitions, timeToLiveSpecification, globalSecondaryIndexes }));
}

/** A whole list may be an intrinsic function, of which nothing is known. */
function onlyLists({ keySchema, attributeDefinitions, globalSecondaryIndexes, ...others }: Definition): Definition | undefined {
  const lists = { keySchema, attributeDefinitions, globalSecondaryIndexes };
  return Object.values(lists).every((list) => list === undefined || Array.isArray(list)) ? { ...lists, ...others } : undefined;
}

function checkKey(
  errors: ValidationErrors, prop: string, { keySchema, attributeDefinitions }: Definition, store: SessionStore, keyType: KeyType,
  needed: dynamodb.Attribute | undefined,
): void {
  if (!keySchema?.every(({ attributeName }) => isKnown(attributeName)) || (needed && !isKnown(needed.name))) {
    return;
  }
  const name = keySchema.find((key) => key.keyType === keyType)?.attributeName;
  const type = attributeDefinitions?.find(({ attributeName }) => attributeName === name)?.attributeType;
  if (name === needed?.name && (type === undefined || needed === undefined || type === needed.type)) {
    return;
  }
  const [kind, option] = keyType === 'HASH' ? ['partition key', 'partitionKey'] : ['sort key', 'sortKey'];
  const expected = needed ? `the ${kind} '${needed.name}' (${needed.type})` : `no ${kind}`;
  const received = name === undefined ? 'none' : `'${name}'${type === undefined ? '' : ` (${type})`}`;
  errors.add(`\`${prop}\` must be a table with ${expected}, as ${store.clientName} needs it, got: ${received}; ` +
    `change the table, or say its ${option} where the store is made`);
}

function warnOfTimeToLive(
  scope: IConstruct, { timeToLiveSpecification: actual }: Definition, { clientName, expiry: { reason } }: SessionStore, needed: string | undefined,
): void {
  if (needed !== undefined && !isKnown(needed)) {
    return;
  }
  if (actual !== undefined && (typeof actual.enabled !== 'boolean' || !isKnown(actual.attributeName))) {
    return;
  }
  const read = actual?.enabled ? actual.attributeName : undefined;
  if (read === needed) {
    return;
  }
  if (read === undefined) {
    Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:timeToLiveMissing',
      `${clientName} writes its expiry into '${needed}', but the table has no time to live, so it grows for ever; turn it on for '${needed}'`);
  } else {
    const [written, remedy] = reason === undefined
      ? [`writes its expiry into '${needed}'`, 'make both the same']
      : [`writes none (${reason})`, 'delete old ones with a job of your own'];
    Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:timeToLiveDiffers',
      `time to live of the table reads '${read}', but ${clientName} ${written}, so sessions are not deleted; ${remedy}`);
  }
}

function warnOfIndexes(scope: IConstruct, { globalSecondaryIndexes = [] }: Definition, store: SessionStore, needed: string[]): void {
  const names = globalSecondaryIndexes.map(({ indexName }) => indexName);
  if (![...names, ...needed].every(isKnown)) {
    return;
  }
  for (const indexName of needed.filter((name) => !names.includes(name))) {
    Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:indexMissing',
      `${store.clientName} queries the index '${indexName}', which the table does not have yet; add it, and before this`);
  }
}

/** Whether it is a text, and no intrinsic function whose value only the deployment knows. */
function isKnown(value: unknown): boolean {
  return typeof value === 'string';
}
