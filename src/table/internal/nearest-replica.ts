import { Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { ISessionTable } from '../session-table-interface';

/** A table that knows its copies; not `SessionTable`, which uses this file. */
interface Replicated {
  _isIn?(region: string): boolean;
  replica?(region: string): ISessionTable;
}

/** The copy of the table in the construct's own region, where it has one there. */
export function replicaIn(scope: IConstruct, sessionTable: ISessionTable): ISessionTable {
  const { region } = Stack.of(scope);
  const replicated = sessionTable as Replicated;
  return replicated._isIn?.(region) ? replicated.replica!(region) : sessionTable;
}
