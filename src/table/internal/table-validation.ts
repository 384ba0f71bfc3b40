import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { SessionTableAttributes } from '../session-table-attributes';
import { SessionTableProps } from '../session-table-props';
import { differ } from '../../validation/environments';
import { partitionOf, REGION, validateRegionCode, validateTableName, withoutTokens } from '../../validation/names';
import { validateReplicas } from './replica-validation';
import { validateTags } from '../../validation/tags';
import { validateWarmThroughput } from '../../dynamodb/capacity-validation';
import { isPlaceholder, ValidationErrors, quoted } from '../../validation/validation-errors';

const FIXED_REGION = "a stack with a fixed region, got: none; give the stack `env: { region: 'eu-west-1' }` or yours";

export function validateTable(scope: Construct, props: SessionTableProps): void {
  const errors = new ValidationErrors();
  const region = Stack.of(scope).region;
  validateTableName(errors, 'tableName', props.tableName);
  validateRecovery(errors, props);
  if (props.removalPolicy === RemovalPolicy.SNAPSHOT) {
    errors.add('`removalPolicy` must be RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY, since DynamoDB makes no snapshots, got: SNAPSHOT; use RemovalPolicy.RETAIN');
  }
  if (props.encryption) {
    validateEncryption(errors, props.encryption, props, region);
  }
  if (props.replicas?.length && Token.isUnresolved(region)) {
    errors.add(`\`replicas\` need ${FIXED_REGION}`);
  }
  if (props.replicas?.length) {
    validateReplicas(errors, props.replicas, props, region);
  }
  if (props.replicas?.length && props.dynamoStream && props.dynamoStream !== dynamodb.StreamViewType.NEW_AND_OLD_IMAGES) {
    errors.add(`\`dynamoStream\` must be NEW_AND_OLD_IMAGES beside \`replicas\`, which are copied through the stream, got: ${props.dynamoStream}; remove it`);
  }
  validateThroughput(errors, props);
  validateResourcePolicy(errors, props);
  if (props.tags) {
    validateTags(errors, 'tags', Object.entries(props.tags));
  }
  errors.throwIfAny(scope);
  checkPoliciesLater(scope, props);
}

/** A later grant may still fill them. */
function checkPoliciesLater(scope: Construct, { resourcePolicy, replicas = [] }: SessionTableProps): void {
  const policies: [string, string, iam.PolicyDocument | undefined][] = [
    ['resourcePolicy', '', resourcePolicy],
    ...replicas.map((replica): [string, string, iam.PolicyDocument | undefined] => ['replicas.resourcePolicy', ` for ${quoted(replica.region)}`, replica.resourcePolicy]),
  ];
  const empty = policies.filter(([, , policy]) => policy?.isEmpty);
  if (empty.length === 0) {
    return;
  }
  scope.node.addValidation({
    validate: () => empty.filter(([, , policy]) => policy!.isEmpty)
      .map(([prop, whose]) => `\`${prop}\` must hold a statement, got: none${whose}; add one or leave the prop out`),
  });
}

/** @param replicas regions of the copies */
export function validateReplicaRegion(scope: Construct, region: string, replicas: string[]): void {
  if (replicas.includes(region)) {
    return;
  }
  const errors = new ValidationErrors();
  const known = replicas.map(quoted).join(', ') || 'none';
  errors.add(`\`region\` must be the table's own or one of its \`replicas\` (${known}), got: ${quoted(region)}; add a replica there`);
  errors.throwIfAny(scope);
}

function validateRecovery(errors: ValidationErrors, { pointInTimeRecovery, recoveryPeriodInDays }: SessionTableProps): void {
  errors.requireResolved('recoveryPeriodInDays', recoveryPeriodInDays);
  errors.integer('recoveryPeriodInDays', recoveryPeriodInDays, 1, 35);
  if (recoveryPeriodInDays !== undefined && pointInTimeRecovery === false) {
    errors.add('`recoveryPeriodInDays` needs point-in-time recovery, got: `pointInTimeRecovery: false`; remove one of them');
  }
}

/** aws-cdk-lib says some of this while it writes the template, which is too late to know the line. */
function validateEncryption(
  errors: ValidationErrors, encryption: dynamodb.TableEncryptionV2, { replicas = [] }: SessionTableProps, region: string,
): void {
  const { tableKey, replicaKeyArns = {} } = encryption;
  if (!tableKey) {
    return;
  }
  if (Token.isUnresolved(region)) {
    errors.add(`\`encryption\` with a customer-managed key needs ${FIXED_REGION}`);
    return;
  }
  if (!Token.isUnresolved(tableKey.env.region) && tableKey.env.region !== region) {
    errors.add(`\`encryption\` must use a key of the table's own region (${region}), got: a key of '${tableKey.env.region}'`);
  }
  if (region in replicaKeyArns) {
    errors.add(`\`replicaKeyArns\` must hold keys for other regions than the table's own, got: one for '${region}'; remove it`);
  }
  for (const replica of replicas) {
    if (!Token.isUnresolved(replica.region) && replica.region !== region && !(replica.region in replicaKeyArns)) {
      errors.add(`\`replicaKeyArns\` must hold a key for each replica, got: none for ${quoted(replica.region)}; ` +
        'give it to TableEncryptionV2.customerManagedKey');
    }
  }
  for (const [keyRegion, arn] of Object.entries(replicaKeyArns)) {
    validateReplicaKey(errors, keyRegion, arn);
  }
}

function validateReplicaKey(errors: ValidationErrors, region: string, arn: string): void {
  if (Token.isUnresolved(region) || Token.isUnresolved(arn)) {
    return;
  }
  const [prefix, , service, keyRegion, , key] = arn.split(':');
  if (prefix !== 'arn' || service !== 'kms' || keyRegion !== region || !key?.startsWith('key/')) {
    errors.add(`\`replicaKeyArns\` must hold ARNs of keys in their regions such as 'arn:aws:kms:${region}:111122223333:key/id', ` +
      `got: ${quoted(arn)} for '${region}'`);
  }
}

function validateThroughput(errors: ValidationErrors, { capacity, warmThroughput, store }: SessionTableProps): void {
  const indexes = store?.globalSecondaryIndexes ?? [];
  if (!warmThroughput && indexes.length === 0) {
    return;
  }
  const onDemand = capacity === undefined || capacity._isOnDemand;
  validateWarmThroughput(errors, 'warmThroughput', warmThroughput, onDemand);
  const provisioned = ['readCapacity', 'writeCapacity'] as const;
  const limits = ['maxReadRequestUnits', 'maxWriteRequestUnits'] as const;
  for (const index of indexes) {
    validateWarmThroughput(errors, 'globalSecondaryIndexes.warmThroughput', index.warmThroughput, onDemand);
    for (const prop of onDemand ? provisioned : limits) {
      if (index[prop] === undefined) {
        continue;
      }
      errors.add(`\`capacity\` must be ${onDemand ? 'provisioned' : 'on demand'} beside \`${prop}\` of the store's index ` +
        `'${index.indexName}', got: ${onDemand ? 'on demand' : 'provisioned'}; change one of them`);
    }
  }
}

function validateResourcePolicy(errors: ValidationErrors, { resourcePolicy }: SessionTableProps): void {
  if (resourcePolicy && resourcePolicy.validateForResourcePolicy().length > 0) {
    errors.add('`resourcePolicy` must name actions and principals in each statement, got: one without');
  }
}

/** What stands between the colons. */
const TABLE_ARN = [/^arn$/, /^aws[a-z-]*$/, /^dynamodb$/, REGION, /^\d{12}$/, /^table\/[A-Za-z0-9_.-]{3,255}$/];
const TABLE_ARN_RULE = "the ARN of a table such as 'arn:aws:dynamodb:eu-west-1:111122223333:table/sessions'";

export function validateTableAttributes(scope: Construct, id: string, attributes: SessionTableAttributes): void {
  const { tableName, tableArn, region } = attributes;
  const errors = new ValidationErrors();
  if ((tableName === undefined) === (tableArn === undefined)) {
    errors.add(`give exactly one of \`tableName\` and \`tableArn\`, got: ${tableName === undefined ? 'neither' : 'both'}`);
  }
  if (region !== undefined && tableArn !== undefined) {
    errors.add(`\`region\` goes with \`tableName\` only, since an ARN names its own, got: ${quoted(region)}`);
  }
  validateRegionCode(errors, 'region', region);
  validateTableName(errors, 'tableName', tableName);
  for (const [prop, value] of Object.entries({ tableName, region })) {
    validateAround(errors, prop, value);
  }
  if (tableArn !== undefined) {
    validateTableArn(errors, 'tableArn', tableArn);
  }
  validatePlace(errors, Stack.of(scope), attributes);
  errors.throwIfAny(scope, id);
}

/** What stands around tokens must not reach more than one table, either; values without any are told elsewhere. */
function validateAround(errors: ValidationErrors, prop: string, value: string | undefined): void {
  if (!Token.isUnresolved(value) || /^[\w.…-]*$/.test(withoutTokens(value!))) {
    return;
  }
  errors.add(`\`${prop}\` must hold letters, digits, underscores, hyphens and dots around what is known only at deployment, ` +
    `got: ${quoted(withoutTokens(value!))}`);
}

/** A wildcard or a line break in it would reach policies and user data. */
export function validateTableArn(errors: ValidationErrors, prop: string, arn: string): void {
  const known = withoutTokens(arn);
  if (arn.includes('…') || !isTableArn(known)) {
    errors.add(`\`${prop}\` must be ${TABLE_ARN_RULE}, got: ${quoted(known)}${insteadOf(known)}`);
  }
}

/** One that aws-cdk-lib has put together, perhaps from the account of a test or for another engine. */
export function validateArnOf(errors: ValidationErrors, prop: string, arn: string): void {
  const known = withoutTokens(arn);
  if (isPlaceholder(arn) || /^[\w.:…-]+(\/[\w.…-]+)?$/.test(known)) {
    return;
  }
  errors.add(`\`${prop}\` must be ${TABLE_ARN_RULE}, got: ${quoted(known)}${insteadOf(known)}`);
}

/** A part that holds a token may be any, and one token may be several parts. */
function isTableArn(arn: string): boolean {
  const parts = arn.split(':');
  if (arn.includes('…') && parts.length < TABLE_ARN.length) {
    return /^[\w.:…-]*\/?[\w.…-]*$/.test(arn);
  }
  return parts.length === TABLE_ARN.length &&
    parts.every((part, index) => part.includes('…') ? /^(table\/|…\/)?[\w.…-]*$/.test(part) : TABLE_ARN[index].test(part));
}

/** No role reaches a table of another partition, and no table has a key of another region. */
function validatePlace(errors: ValidationErrors, { region: own }: Stack, { tableArn, region, encryptionKey }: SessionTableAttributes): void {
  const [, ofArn, , regionOfArn] = withoutTokens(tableArn ?? '').split(':');
  const place = tableArn === undefined ? region ?? own : regionOfArn ?? '';
  const [prop, given, partition] = tableArn === undefined ? ['region', place, partitionOf(place)] : ['tableArn', ofArn, ofArn];
  for (const [whose, code] of [['its', place], ["the stack's", own]]) {
    const expected = partitionOf(code);
    if (!expected || !partition || !TABLE_ARN[1].test(partition) || partition === expected) {
      continue;
    }
    errors.add(`\`${prop}\` must be in the partition of ${whose} region ${code} ('${expected}'), got: '${given}'; no role reaches a table of another`);
    break;
  }
  if (REGION.test(place) && differ(encryptionKey?.env.region, place)) {
    errors.add(`\`encryptionKey\` must be a key of the table's region (${place}), got: a key of '${encryptionKey!.env.region}'; give the one there`);
  }
}

function insteadOf(arn: string): string {
  if (isPlaceholder(arn)) {
    return '; give the look-up an ARN as its default value, with which the app gets so far that it is looked up';
  }
  if (!arn.includes(':')) {
    return '; a name goes to `SessionTable.fromSessionTableName` or `tableName`';
  }
  const [table, more] = /^(arn:[^/]*:table\/[^/]+)(\/.*)$/.exec(arn)?.slice(1) ?? [];
  return more === undefined ? '' : `; write '${table}' without ${quoted(more)}`;
}
