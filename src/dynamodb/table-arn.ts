import { withoutTokens } from '../validation/names';
import { REGION } from '../validation/regions';
import { isPlaceholder, quoted, ValidationErrors } from '../validation/validation-errors';

/** What stands between the colons. */
export const TABLE_ARN = [/^arn$/, /^aws[a-z-]*$/, /^dynamodb$/, REGION, /^\d{12}$/, /^table\/[A-Za-z0-9_.-]{3,255}$/];

const TABLE_ARN_RULE = "the ARN of a table such as 'arn:aws:dynamodb:eu-west-1:111122223333:table/sessions'";

/** A wildcard or a line break in it would reach policies and user data. */
export function validateGivenArn(errors: ValidationErrors, prop: string, arn: string): void {
  const known = withoutTokens(arn);
  if (arn.includes('…') || !isTableArn(known)) {
    errors.add(`\`${prop}\` must be ${TABLE_ARN_RULE}, got: ${quoted(known)}${insteadOf(known)}`);
  }
}

/** One that aws-cdk-lib has put together, perhaps from the account of a test or for another engine. */
export function validateRenderedArn(errors: ValidationErrors, prop: string, arn: string): void {
  const known = withoutTokens(arn);
  if (isPlaceholder(arn) || /^[\w.:…-]+(\/[\w.…-]+)?$/.test(known)) {
    return;
  }
  errors.add(`\`${prop}\` must be ${TABLE_ARN_RULE}, got: ${quoted(known)}${insteadOf(known)}`);
}

/** A part that holds a token may be any, and one token may be several parts. */
function isTableArn(arn: string): boolean {
  const parts = arn.split(':');
  if (arn.includes('…') && parts.length < TABLE_ARN.length) {
    return /^[\w.:…-]*\/?[\w.…-]*$/.test(arn);
  }
  return parts.length === TABLE_ARN.length &&
    parts.every((part, index) => part.includes('…') ? /^(table\/|…\/)?[\w.…-]*$/.test(part) : TABLE_ARN[index].test(part));
}

function insteadOf(arn: string): string {
  if (isPlaceholder(arn)) {
    return '; give the look-up an ARN as its default value, with which the app gets so far that it is looked up';
  }
  if (!arn.includes(':')) {
    return '; a name goes to `SessionTable.fromSessionTableName` or `tableName`';
  }
  const [table, more] = /^(arn:[^/]*:table\/[^/]+)(\/.*)$/.exec(arn)?.slice(1) ?? [];
  return more === undefined ? '' : `; write '${table}' without ${quoted(more)}`;
}
