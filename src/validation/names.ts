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

export const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;

/** By the name alone, since regions may be newer than aws-cdk-lib; undefined for what is no code of a region. */
export function partitionOf(region: string): string | undefined {
  if (!REGION.test(region)) {
    return undefined;
  }
  const [, kind, letter] = /^(cn|eusc|[a-z]{2}-(?:gov|iso([a-z]?)))-/.exec(region) ?? [];
  if (kind === undefined) {
    return 'aws';
  }
  if (letter !== undefined) {
    return `aws-iso${letter && `-${letter}`}`;
  }
  return kind.endsWith('gov') ? 'aws-us-gov' : `aws-${kind}`;
}

export function validateRegionCode(errors: ValidationErrors, prop: string, region: string | undefined): void {
  errors.matches(prop, region, REGION, "the code of a region such as 'eu-west-1'");
}
