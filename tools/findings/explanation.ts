import { Stack } from 'aws-cdk-lib/core';
import { Finding } from './nag';
import { ServiceProps } from './setups';

/** Why some findings remain, and what the user can do about them. */
export interface Explanation {
  /** Names it, in data and in tests. */
  readonly id: string;
  /** Without the names of the packs. */
  readonly rules: readonly string[];
  /** The resource, in words. */
  readonly on: string;
  /** Its construct path, below the service. */
  readonly path: RegExp;
  readonly why: string;
  readonly remedy: Remedy;
  /** Where the user signs instead: the part of `service` that carries the resource. */
  readonly acknowledgeOn: string;
}

/** What removes the findings; a test synthesizes with it. */
export interface Remedy {
  /** For the page. */
  readonly text: string;
  readonly props?: (stack: Stack) => ServiceProps;
  /** Rules that find something in its place, without what stands in brackets. */
  readonly brings?: readonly string[];
}

/** A finding below the construct that was looked at: its path is `TargetGroup/Resource`, not `Stack/Web/TargetGroup/Resource`. */
export function below({ path }: Finding): string {
  return path.split('/').slice(2).join('/');
}

export function explains({ rules, path }: Explanation, finding: Finding): boolean {
  return rules.includes(finding.rule) && path.test(below(finding));
}
