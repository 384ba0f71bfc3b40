import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { SessionTableAttributes } from '../session-table-attributes';
import { SessionTableProps } from '../session-table-props';
import { Problems } from './validate';

const TABLE_NAME = /^[A-Za-z0-9_.-]{3,255}$/;
const TABLE_NAME_RULE = '3 to 255 letters, digits, underscores, hyphens and dots';

export function validateTable(scope: Construct, props: SessionTableProps): void {
  const problems = new Problems();
  problems.text('tableName', props.tableName, TABLE_NAME, TABLE_NAME_RULE);
  problems.wholeNumber('recoveryPeriodInDays', props.recoveryPeriodInDays, 1, 35);
  if (props.recoveryPeriodInDays !== undefined && props.pointInTimeRecovery === false) {
    problems.add('`recoveryPeriodInDays` needs point-in-time recovery, got: `pointInTimeRecovery: false`; remove one of them');
  }
  const { region } = Stack.of(scope);
  if (props.replicas?.length && Token.isUnresolved(region)) {
    problems.add("`replicas` need a stack with a fixed region, got: none; give the stack `env: { region: 'eu-west-1' }` or yours");
  }
  for (const replica of props.replicas ?? []) {
    if (replica.region === region) {
      problems.add(`\`replicas\` must be in other regions than the table's own, got: '${replica.region}'`);
    }
  }
  problems.throwIfAny(scope);
}

export function validateTableAttributes(scope: Construct, id: string, attributes: SessionTableAttributes): void {
  const problems = new Problems();
  if ((attributes.tableName === undefined) === (attributes.tableArn === undefined)) {
    problems.add(`give exactly one of \`tableName\` and \`tableArn\`, got: ${attributes.tableName === undefined ? 'neither' : 'both'}`);
  }
  if (attributes.region !== undefined && attributes.tableArn !== undefined) {
    problems.add(`\`region\` goes with \`tableName\` only, since an ARN names its own, got: '${attributes.region}'`);
  }
  problems.text('tableName', attributes.tableName, TABLE_NAME, TABLE_NAME_RULE);
  problems.text('tableArn', attributes.tableArn, /^arn:[^:]+:dynamodb:[^:]+:[^:]+:table\/[A-Za-z0-9_.-]+$/,
    "the ARN of a table such as 'arn:aws:dynamodb:eu-west-1:111122223333:table/sessions'");
  problems.throwIfAny(scope, id);
}
