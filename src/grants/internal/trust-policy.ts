import * as iam from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Told at synthesis, since `assumeRolePolicy` can be completed until then; an imported role does not show its own. */
export function validateTrustPolicy(scope: Construct, prop: string, role: iam.IRole | undefined, service: string): void {
  const policy = (role as Partial<iam.Role> | undefined)?.assumeRolePolicy;
  if (!policy) {
    return;
  }
  scope.node.addValidation({
    validate: () => {
      const trusted = JSON.stringify(Stack.of(scope).resolve(policy));
      // names that are put together at deployment may be any
      if ([service, '"*"', 'Fn::', '"Ref"'].some((each) => trusted.includes(each))) {
        return [];
      }
      const principals = trusted.match(/[a-z0-9-]+\.amazonaws\.com/g) ?? [];
      return [`\`${prop}\` must trust '${service}', got: ${principals.map((each) => `'${each}'`).join(', ') || 'other principals'}; ` +
        `define it with \`assumedBy: new ServicePrincipal('${service}')\``];
    },
  });
}
