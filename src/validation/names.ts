import { Tokenization } from 'aws-cdk-lib/core';
import { ValidationErrors } from './validation-errors';

/** Names of keys and of the attribute for time to live; other attributes may be longer. */
export const ATTRIBUTE_NAME = /^.{1,255}$/s;
export const ATTRIBUTE_NAME_RULE = 'an attribute name of 1 to 255 characters';

const TABLE_NAME = /^[A-Za-z0-9_.-]{3,255}$/;
const TABLE_NAME_RULE = '3 to 255 letters, digits, underscores, hyphens and dots';

/** Names of tables and of indexes. */
export function validateTableName(errors: ValidationErrors, prop: string, name: string | undefined): void {
  const instead = name?.startsWith('arn:') ? '; an ARN goes to `SessionTable.fromSessionTableArn` or `tableArn`' : '';
  errors.matches(prop, name, TABLE_NAME, TABLE_NAME_RULE, instead);
}

/** A text with each token as `…`, so that what stands around them can be judged. */
export function withoutTokens(text: string, instead = '…'): string {
  const parts = Tokenization.reverseString(text).mapTokens({ mapToken: () => instead });
  return `${parts.join({ join: (left, right) => `${left ?? ''}${right ?? ''}` }) ?? ''}`;
}

