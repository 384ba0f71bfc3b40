import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { SessionTable } from '../session-table';
import { ISessionTable } from '../session-table-interface';
import { differ } from '../../validation/environments';
import { ValidationErrors } from '../../validation/validation-errors';

/** Regional parts cannot be used from elsewhere; what is not known yet passes. */
export function validateRegion(errors: ValidationErrors, scope: IConstruct, prop: string, region: string | undefined, instead: string): void {
  const own = Stack.of(scope).region;
  if (!region || !differ(region, own)) {
    return;
  }
  errors.add(`\`${prop}\` must be in the region of the service ('${own}'), got: '${region}'; ${instead}`);
}

/** The region that an ARN names; undefined where it names none or is not known yet. */
export function regionOfArn(arn: string): string | undefined {
  return Token.isUnresolved(arn) ? undefined : arn.split(':')[3];
}

/** The copy of the table in the construct's own region, where it has one there. */
export function nearest(scope: IConstruct, sessionTable: ISessionTable): ISessionTable {
  const { region } = Stack.of(scope);
  const replicated = sessionTable as Partial<SessionTable>;
  return replicated._isIn?.(region) ? replicated.replica!(region) : sessionTable;
}
