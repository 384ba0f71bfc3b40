import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Token } from 'aws-cdk-lib/core';
import { SessionTableProps } from '../session-table-props';
import { validateRegionCode, partitionOf } from '../../validation/regions';
import { validateTags } from '../../validation/tags';
import { validateCapacity } from '../../dynamodb/capacity-validation';
import { ValidationErrors, quoted } from '../../validation/validation-errors';

type Replica = dynamodb.ReplicaTableProps;

/** @param region of the table itself; may be a token */
export function validateReplicas(errors: ValidationErrors, replicas: Replica[], props: SessionTableProps, region: string): void {
  const onDemand = props.capacity === undefined || props.capacity._isOnDemand;
  const indexes = props.sessionStore?.globalSecondaryIndexes.map(({ indexName }) => indexName) ?? [];
  const regions = new Set<string>();
  for (const replica of replicas) {
    if (Token.isUnresolved(replica.region)) {
      errors.add("`replicas.region` must be known when the app is synthesized, got: a token; write the code of a region such as 'eu-west-1'");
    } else if (replica.region === region) {
      errors.add(`\`replicas\` must be in other regions than the table's own, got: '${replica.region}'`);
    } else {
      validateRegionCode(errors, 'replicas.region', replica.region);
      validatePartition(errors, replica.region, region);
    }
    if (regions.has(replica.region)) {
      errors.add(`\`replicas\` must be in a region each, got: ${quoted(replica.region)} twice`);
    }
    regions.add(replica.region);
    validateReplicaThroughput(errors, replica, onDemand);
    validateReplicaRecovery(errors, replica);
    validateInsights(errors, 'replicas', replica, props);
    validateIndexOptions(errors, replica, props, indexes, onDemand);
    if (replica.tags) {
      validateTags(errors, 'replicas.tags', replica.tags.map(({ key, value }) => [key, value]));
    }
  }
}

function validatePartition(errors: ValidationErrors, region: string, own: string): void {
  const [partition, expected] = [partitionOf(region), partitionOf(own)];
  if (!partition || !expected || partition === expected) {
    return;
  }
  errors.add(`\`replicas\` must be in the partition of the table's own region ('${own}'), got: ${quoted(region)}; make a table of its own there`);
}

function validateReplicaThroughput(errors: ValidationErrors, { region, readCapacity, maxReadRequestUnits }: Replica, onDemand: boolean): void {
  if (readCapacity && onDemand) {
    errors.add(`\`replicas.readCapacity\` goes with a provisioned \`capacity\` only, got: on demand for ${quoted(region)}; change one of them`);
  }
  if (maxReadRequestUnits !== undefined && !onDemand) {
    errors.add(`\`replicas.maxReadRequestUnits\` goes with a \`capacity\` on demand only, got: provisioned for ${quoted(region)}; change one of them`);
  }
  validateCapacity(errors, 'replicas.readCapacity', readCapacity, 'read');
  errors.integer('replicas.maxReadRequestUnits', maxReadRequestUnits, 1);
}

function validateReplicaRecovery(
  errors: ValidationErrors, { region, pointInTimeRecovery, pointInTimeRecoverySpecification: recovery }: Replica,
): void {
  if (pointInTimeRecovery !== undefined) {
    // aws-cdk-lib gives the table's own specification precedence over this
    errors.add(`\`replicas.pointInTimeRecovery\` changes nothing, got: ${pointInTimeRecovery} for ${quoted(region)}; ` +
      'use `pointInTimeRecoverySpecification`');
  }
  const prop = 'replicas.pointInTimeRecoverySpecification.recoveryPeriodInDays';
  errors.integer(prop, recovery?.recoveryPeriodInDays, 1, 35);
  if (recovery?.recoveryPeriodInDays !== undefined && !recovery.pointInTimeRecoveryEnabled) {
    errors.add(`\`${prop}\` needs point-in-time recovery, got: \`pointInTimeRecoveryEnabled: false\` for ${quoted(region)}; remove one of them`);
  }
}

/** The older prop of aws-cdk-lib beside the newer one, which a table passes on to its replicas. */
function validateInsights(
  errors: ValidationErrors, prop: string, given: Pick<Replica, 'contributorInsights' | 'contributorInsightsSpecification'>, table: SessionTableProps,
): void {
  if (given.contributorInsights !== undefined && (given.contributorInsightsSpecification ?? table.contributorInsightsSpecification) !== undefined) {
    errors.add(`\`${prop}.contributorInsights\` must not stand beside \`contributorInsightsSpecification\`, got: both; ` +
      'use `contributorInsightsSpecification` alone');
  }
}

function validateIndexOptions(errors: ValidationErrors, replica: Replica, props: SessionTableProps, indexes: string[], onDemand: boolean): void {
  const prop = 'replicas.globalSecondaryIndexOptions';
  for (const [name, options] of Object.entries(replica.globalSecondaryIndexOptions ?? {})) {
    if (!indexes.includes(name)) {
      const known = indexes.length > 0 ? indexes.map((index) => `'${index}'`).join(', ') : 'none';
      errors.add(`\`${prop}\` must name indexes of the store (${known}), got: ${quoted(name)}`);
    }
    if (options.readCapacity && onDemand) {
      errors.add(`\`${prop}.readCapacity\` goes with a provisioned \`capacity\` only, got: on demand for ${quoted(name)}; change one of them`);
    }
    validateCapacity(errors, `${prop}.readCapacity`, options.readCapacity, 'read');
    errors.integer(`${prop}.maxReadRequestUnits`, options.maxReadRequestUnits, 1);
    validateInsights(errors, prop, options, props);
  }
}
