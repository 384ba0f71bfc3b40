import { CfnResource, Stack } from 'aws-cdk-lib/core';

/** What the template will say of a resource, escape hatches included; complete once the app is synthesized. */
export function templateProperties(resource: CfnResource): Record<string, unknown> {
  const { Resources }: Fragment = Stack.of(resource).resolve((resource as unknown as Rendered)._toCloudFormation());
  return Object.values(Resources)[0]?.Properties ?? {};
}

/** How aws-cdk-lib asks a resource for its part of the template; not among its types. */
interface Rendered {
  _toCloudFormation(): Fragment;
}

interface Fragment {
  readonly Resources: Record<string, { readonly Properties?: Record<string, unknown> }>;
}
