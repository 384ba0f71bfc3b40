import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { SessionTableAttributes } from '../session-table-attributes';
import { SessionTableProps } from '../session-table-props';
import { areKnownToDiffer } from '../../validation/environments';
import { validateTableName, withoutTokens } from '../../validation/names';
import { validateRegionCode, partitionOf, REGION } from '../../validation/regions';
import { validateRenamedProps } from '../../validation/renamed-props';
import { validateReplicas } from './replica-validation';
import { validateTags } from '../../validation/tags';
import { validateWarmThroughput } from '../../dynamodb/capacity-validation';
import { ValidationErrors, quoted } from '../../validation/validation-errors';
import { TABLE_ARN, validateGivenArn } from '../../dynamodb/table-arn';

const FIXED_REGION = "a stack with a fixed region, got: none; give the stack `env: { region: 'eu-west-1' }` or yours";

export function validateTable(scope: Construct, props: SessionTableProps): void {
  const errors = new ValidationErrors();
  const region = Stack.of(scope).region;
  validateRenamedProps(errors, props);
  validateTableName(errors, 'tableName', props.tableName);
  validateTableRecovery(errors, props);
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
  validateTableThroughput(errors, props);
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

function validateTableRecovery(errors: ValidationErrors, { pointInTimeRecovery, recoveryPeriodInDays }: SessionTableProps): void {
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

function validateTableThroughput(errors: ValidationErrors, { capacity, warmThroughput, sessionStore: store }: SessionTableProps): void {
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

export function validateTableAttributes(scope: Construct, id: string, attributes: SessionTableAttributes): void {
  const { tableName, tableArn, region } = attributes;
  const errors = new ValidationErrors();
  validateRenamedProps(errors, attributes);
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
    validateGivenArn(errors, 'tableArn', tableArn);
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
  if (REGION.test(place) && areKnownToDiffer(encryptionKey?.env.region, place)) {
    errors.add(`\`encryptionKey\` must be a key of the table's region (${place}), got: a key of '${encryptionKey!.env.region}'; give the one there`);
  }
}

