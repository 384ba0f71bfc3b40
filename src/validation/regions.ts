import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { areKnownToDiffer } from './environments';
import { ValidationErrors } from './validation-errors';

export const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;

export function validateRegionCode(errors: ValidationErrors, prop: string, region: string | undefined): void {
  errors.matches(prop, region, REGION, "the code of a region such as 'eu-west-1'");
}

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

/** Regional parts cannot be used from elsewhere; what is not known yet passes. */
export function validateRegion(errors: ValidationErrors, scope: IConstruct, prop: string, region: string | undefined, instead: string): void {
  const own = Stack.of(scope).region;
  if (!region || !areKnownToDiffer(region, own)) {
    return;
  }
  errors.add(`\`${prop}\` must be in the region of the service ('${own}'), got: '${region}'; ${instead}`);
}

/** The region that an ARN names; undefined where it names none or is not known yet. */
export function regionOfArn(arn: string): string | undefined {
  return Token.isUnresolved(arn) ? undefined : arn.split(':')[3];
}
