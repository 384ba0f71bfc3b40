import { Annotations } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { SessionStore } from '../session-store';

/** What is dangerous about a client, said where its table is. */
export function warnOfStore(scope: IConstruct, store: SessionStore): void {
  for (const { id, text } of store.warnings) {
    Annotations.of(scope).addWarningV2(`cdk-dynamodb-sessions:${id}`, text);
  }
}
