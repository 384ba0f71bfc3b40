import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { differ } from './elsewhere';
import { Problems } from './validate';

/** Regional parts cannot be used from elsewhere; what is not known yet passes. */
export function validateRegion(problems: Problems, scope: IConstruct, prop: string, region: string | undefined, instead: string): void {
  const own = Stack.of(scope).region;
  if (!region || !differ(region, own)) return;
  problems.add(`\`${prop}\` must be in the region of the service ('${own}'), got: '${region}'; ${instead}`);
}

/** The region that an ARN names; undefined where it names none or is not known yet. */
export function regionOfArn(arn: string): string | undefined {
  return Token.isUnresolved(arn) ? undefined : arn.split(':')[3];
}
