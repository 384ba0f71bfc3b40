import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Token } from 'aws-cdk-lib/core';
import { SessionTableProps } from '../session-table-props';
import { partitionOf, validateRegionCode } from './names';
import { validateTags } from './tag-validation';
import { validateCapacity } from './units-validation';
import { Problems, quoted } from './validate';

type Replica = dynamodb.ReplicaTableProps;

/** @param region of the table itself; may be a token */
export function validateReplicas(problems: Problems, replicas: Replica[], props: SessionTableProps, region: string): void {
  const onDemand = props.capacity === undefined || props.capacity._isOnDemand;
  const indexes = props.store?.globalSecondaryIndexes.map(({ indexName }) => indexName) ?? [];
  const regions = new Set<string>();
  for (const replica of replicas) {
    if (Token.isUnresolved(replica.region)) {
      problems.add("`replicas.region` must be known when the app is synthesized, got: a token; write the code of a region such as 'eu-west-1'");
    } else if (replica.region === region) {
      problems.add(`\`replicas\` must be in other regions than the table's own, got: '${replica.region}'`);
    } else {
      validateRegionCode(problems, 'replicas.region', replica.region);
      validatePartition(problems, replica.region, region);
    }
    if (regions.has(replica.region)) {
      problems.add(`\`replicas\` must be in a region each, got: ${quoted(replica.region)} twice`);
    }
    regions.add(replica.region);
    validateThroughput(problems, replica, onDemand);
    validateRecovery(problems, replica);
    validateInsights(problems, 'replicas', replica, props);
    validateIndexOptions(problems, replica, props, indexes, onDemand);
    if (replica.tags) {
      validateTags(problems, 'replicas.tags', replica.tags.map(({ key, value }) => [key, value]));
    }
  }
}

function validatePartition(problems: Problems, region: string, own: string): void {
  const [partition, expected] = [partitionOf(region), partitionOf(own)];
  if (!partition || !expected || partition === expected) {
    return;
  }
  problems.add(`\`replicas\` must be in the partition of the table's own region ('${own}'), got: ${quoted(region)}; make a table of its own there`);
}

function validateThroughput(problems: Problems, { region, readCapacity, maxReadRequestUnits }: Replica, onDemand: boolean): void {
  if (readCapacity && onDemand) {
    problems.add(`\`replicas.readCapacity\` goes with a provisioned \`capacity\` only, got: on demand for ${quoted(region)}; change one of them`);
  }
  if (maxReadRequestUnits !== undefined && !onDemand) {
    problems.add(`\`replicas.maxReadRequestUnits\` goes with a \`capacity\` on demand only, got: provisioned for ${quoted(region)}; change one of them`);
  }
  validateCapacity(problems, 'replicas.readCapacity', readCapacity, 'read');
  problems.wholeNumber('replicas.maxReadRequestUnits', maxReadRequestUnits, 1);
}

function validateRecovery(problems: Problems, { region, pointInTimeRecovery, pointInTimeRecoverySpecification: recovery }: Replica): void {
  if (pointInTimeRecovery !== undefined) {
    // aws-cdk-lib gives the table's own specification precedence over this
    problems.add(`\`replicas.pointInTimeRecovery\` changes nothing, got: ${pointInTimeRecovery} for ${quoted(region)}; ` +
      'use `pointInTimeRecoverySpecification`');
  }
  const prop = 'replicas.pointInTimeRecoverySpecification.recoveryPeriodInDays';
  problems.wholeNumber(prop, recovery?.recoveryPeriodInDays, 1, 35);
  if (recovery?.recoveryPeriodInDays !== undefined && !recovery.pointInTimeRecoveryEnabled) {
    problems.add(`\`${prop}\` needs point-in-time recovery, got: \`pointInTimeRecoveryEnabled: false\` for ${quoted(region)}; remove one of them`);
  }
}

/** The older prop of aws-cdk-lib beside the newer one, which a table passes on to its replicas. */
function validateInsights(
  problems: Problems, prop: string, given: Pick<Replica, 'contributorInsights' | 'contributorInsightsSpecification'>, table: SessionTableProps,
): void {
  if (given.contributorInsights !== undefined && (given.contributorInsightsSpecification ?? table.contributorInsightsSpecification) !== undefined) {
    problems.add(`\`${prop}.contributorInsights\` must not stand beside \`contributorInsightsSpecification\`, got: both; ` +
      'use `contributorInsightsSpecification` alone');
  }
}

function validateIndexOptions(problems: Problems, replica: Replica, props: SessionTableProps, indexes: string[], onDemand: boolean): void {
  const prop = 'replicas.globalSecondaryIndexOptions';
  for (const [name, options] of Object.entries(replica.globalSecondaryIndexOptions ?? {})) {
    if (!indexes.includes(name)) {
      const known = indexes.length > 0 ? indexes.map((index) => `'${index}'`).join(', ') : 'none';
      problems.add(`\`${prop}\` must name indexes of the store (${known}), got: ${quoted(name)}`);
    }
    if (options.readCapacity && onDemand) {
      problems.add(`\`${prop}.readCapacity\` goes with a provisioned \`capacity\` only, got: on demand for ${quoted(name)}; change one of them`);
    }
    validateCapacity(problems, `${prop}.readCapacity`, options.readCapacity, 'read');
    problems.wholeNumber(`${prop}.maxReadRequestUnits`, options.maxReadRequestUnits, 1);
    validateInsights(problems, prop, options, props);
  }
}
