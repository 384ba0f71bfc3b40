import { ITableRef } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Resource, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { areKnownToDiffer } from '../../validation/environments';

/**
 * Whether a role takes no policies, although aws-cdk-lib pretends that they were added.
 *
 * @param alsoOfResources whether resources grant it nothing in their own policies either
 */
export function isImmutable(role: object, alsoOfResources = false): boolean {
  const { addGrantsToResources } = role as { addGrantsToResources?: boolean };
  return addGrantsToResources === false || (addGrantsToResources === true && !alsoOfResources);
}

/** Whether a policy would let anybody in, since no condition says who. */
export function isAnyPrincipal({ grantPrincipal }: iam.IGrantable): boolean {
  if ((grantPrincipal as Partial<iam.CompositePrincipal>).principals?.some(isAnyPrincipal)) {
    return true;
  }
  try {
    const { principalJson, conditions } = grantPrincipal.policyFragment;
    return Object.values(principalJson).flat().includes('*') && !saysWho(conditions);
  } catch {
    // no policy of a resource can name it
    return false;
  }
}

/** A service or an identity provider: applications call DynamoDB with a role, which those only hand out. */
export function outsiderOf({ grantPrincipal }: iam.IGrantable): string | undefined {
  const { principals } = grantPrincipal as Partial<iam.CompositePrincipal>;
  if (principals) {
    return principals.map(outsiderOf).find((each) => each !== undefined);
  }
  // roles, users and groups of the app and imported ones are constructs
  if (Construct.isConstruct(grantPrincipal)) {
    return undefined;
  }
  try {
    const { service, policyFragment: { principalJson } } = grantPrincipal as iam.IPrincipal & Partial<iam.ServicePrincipal>;
    const [kind, [name]] = Object.entries(principalJson).find(([each]) => each !== 'AWS' && each !== 'LiteralString') ?? [undefined, [undefined]];
    return kind && `the ${{ Service: 'service', Federated: 'identity provider', CanonicalUser: 'canonical user' }[kind] ?? kind} '${service ?? name}'`;
  } catch {
    return undefined;
  }
}

/** Conditions that only the deployment knows may. */
function saysWho(conditions: iam.Conditions): boolean {
  const about = /^aws:(principal|source|userid|username|vpce|federatedprovider)/i;
  return Object.values(conditions).some((each) => Token.isUnresolved(each) || Object.keys(each as object).some((key) => about.test(key)));
}

/** Whether the grantee is known to belong to another account than the table. */
export function isOfAnotherAccount(grantee: iam.IGrantable, table: ITableRef): boolean {
  return areKnownToDiffer(accountOf(grantee), table.env.account);
}

/** An ARN that is given as a principal tells its account, though the principal does not. */
export function accountOf({ grantPrincipal }: iam.IGrantable): string | undefined {
  return grantPrincipal.principalAccount ?? /^arn:[^:]+:iam::(\d{12}):/.exec((grantPrincipal as Partial<iam.ArnPrincipal>).arn ?? '')?.[1];
}

/** What a message calls the grantee. */
export function granteeName(grantee: iam.IGrantable): string {
  const principal = grantee.grantPrincipal;
  return Construct.isConstruct(principal) ? `'${principal.node.path}'` : `${principal}`;
}

/** Whether the app makes it: an imported one is changed elsewhere. */
export function isDefinedInApp(part: unknown): boolean {
  return Construct.isConstruct(part) && Resource.isOwnedResource(part);
}
