import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb';
import { Annotations, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { isTable } from './table-reference';

/** With it, aws-cdk-lib gives the policy of a table to its own region alone; without it, to every replica. */
export const POLICY_PER_REPLICA = '@aws-cdk/aws-dynamodb:resourcePolicyPerReplica';

/** Copies in other regions that have a policy, however it came there: DynamoDB does not create both at once. */
export function checkReplicaPoliciesLater(scope: IConstruct, of: IConstruct): void {
  const table = isTable(of) ? of : of.node.defaultChild;
  if (!table || !('replicas' in table)) {
    return;
  }
  scope.node.addValidation({
    validate: () => {
      const stack = Stack.of(table);
      const replicas: { region: unknown; resourcePolicy?: unknown }[] = stack.resolve((table as CfnGlobalTable).replicas) ?? [];
      warnOfReplicaPolicies(scope, replicas.filter(({ region, resourcePolicy }) => resourcePolicy && typeof region === 'string' && region !== stack.region)
        .map(({ region }) => `${region}`));
      return [];
    },
  });
}

/** @param regions of the copies with a policy */
export function warnOfReplicaPolicies(scope: IConstruct, regions: string[]): void {
  if (regions.length === 0) {
    return;
  }
  const copied = scope.node.tryGetContext(POLICY_PER_REPLICA) === undefined
    ? `; if the policy is a copy of the table's own, set the feature flag '${POLICY_PER_REPLICA}'` : '';
  Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:replicaPolicyInOneUpdate', 'DynamoDB does not create a replica and its resource policy ' +
    `in one deployment outside the stack's region, got: a policy for ${[...new Set(regions)].join(', ')}; deploy the replica first, then its policy${copied}`);
}
