import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb';
import { Annotations, CfnDeletionPolicy, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { warnOfReplicaPolicies } from '../../dynamodb/replica-policies';
import { SessionTableProps } from '../session-table-props';

/** What RemovalPolicies, aspects and escape hatches have made of the table until synthesis. */
export function checkProtectionLater(scope: IConstruct, table: CfnGlobalTable): void {
  scope.node.addValidation({
    validate: () => {
      const { deletionPolicy } = table.cfnOptions;
      const replicas: { deletionProtectionEnabled?: boolean }[] = Stack.of(table).resolve(table.replicas);
      if (deletionPolicy === CfnDeletionPolicy.DELETE && replicas.some(({ deletionProtectionEnabled }) => deletionProtectionEnabled)) {
        warnOfProtection(scope);
      }
      return [];
    },
  });
}

function warnOfProtection(scope: IConstruct): void {
  Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:protectedButDestroyed',
    '`removalPolicy` deletes the table with the stack, and `deletionProtection` forbids it, so deleting the stack fails; remove one of them');
}

/** What is allowed, and seldom meant. */
export function warnOfProps(scope: IConstruct, props: SessionTableProps): void {
  const { replicas = [] } = props;
  if (props.removalPolicy === RemovalPolicy.DESTROY && [props, ...replicas].some(({ deletionProtection }) => deletionProtection)) {
    warnOfProtection(scope);
  }
  warnOfReplicaPolicies(scope, replicas.filter(({ resourcePolicy }) => resourcePolicy).map(({ region }) => region));
  if (props.dynamoStream) {
    Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:sessionsInStream',
      'the stream holds the keys of sessions in clear text for a day, and who knows the key of a session can take it over; limit who may read it');
  }
  if (!props.contributorInsightsSpecification && replicas.length === 0) {
    return;
  }
  const insights = [props, ...replicas, ...replicas.flatMap(({ globalSecondaryIndexOptions = {} }) => Object.values(globalSecondaryIndexOptions))]
    .some((each) => each.contributorInsightsSpecification?.enabled || ('contributorInsights' in each && each.contributorInsights));
  if (insights) {
    Annotations.of(scope).addWarningV2('cdk-dynamodb-sessions:sessionIdsInInsights',
      'contributor insights show the most used keys in clear text, and who knows the key of a session can take it over; ' +
      'turn them on only while you look for a hot key, and limit who may read them');
  }
}
