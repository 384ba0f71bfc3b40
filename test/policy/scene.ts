import * as iam from 'aws-cdk-lib/aws-iam';
import { App, Environment, Stack } from 'aws-cdk-lib/core';
import { newApp } from '../helpers';
import { DEPLOYED_TO, Deployment, partitionOf } from './concrete';
import { Statement } from './iam';

/** The account of somebody else. */
export const THEIRS = '444455556666';

/** Who is granted something, and what policy of theirs AWS would look at. */
export interface Grantee {
  readonly grantable: iam.IGrantable;
  arn(deployment: Deployment): string;
  identity(deployment: Deployment): readonly Statement[];
  /** What the app itself writes into policies of roles for this one. */
  written(deployment: Deployment): readonly Statement[];
}

export type Principal = (scene: Scene, id: string) => Grantee;

/** An app with a stack for tables and keys, and one for those who are granted something: often the same. */
export class Scene {
  public readonly app: App;
  public readonly stack: Stack;
  public readonly callers: Stack;
  private readonly principal: Principal;

  constructor(options: { env?: Environment; callers?: Environment; principal?: Principal; flag?: string } = {}) {
    this.app = newApp(options.flag === undefined ? {} : { context: { [options.flag]: true } });
    this.stack = new Stack(this.app, 'Tables', { env: options.env });
    this.callers = options.callers === undefined ? this.stack : new Stack(this.app, 'Callers', { env: options.callers });
    this.principal = options.principal ?? ownRole;
  }

  public newGrantee(id: string): Grantee {
    return this.principal(this, id);
  }

  /** What `here` calls a table or key. */
  public arn(resource: string, over: Partial<typeof DEPLOYED_TO> = {}): string {
    const { region, account } = { ...this.home, ...over };
    const service = resource.startsWith('table/') ? 'dynamodb' : 'kms';
    return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
  }

  public get home(): typeof DEPLOYED_TO {
    const { account, region } = this.stack;
    return { account: /Token/.test(account) ? DEPLOYED_TO.account : account, region: /Token/.test(region) ? DEPLOYED_TO.region : region };
  }
}

/** A role of the app; across accounts it needs a name. */
const ownRole: Principal = ({ callers, stack }, id) => {
  const role = new iam.Role(callers, `${id}Role`, {
    roleName: callers === stack ? undefined : `${id}Role`,
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
  });
  const identity = (deployment: Deployment) => deployment.statementsByRole(callers).get(deployment.text(callers, role.roleName)) ?? [];
  return { grantable: role, arn: (deployment) => deployment.text(callers, role.roleArn), identity, written: identity };
};

/** Of an app whose principals are all somebody else's. */
const allWritten = (stack: Stack) => (deployment: Deployment) => [...deployment.statementsByRole(stack).values()].flat();

/** Whatever the role's own policy leaves to the other side: then that side alone decides. */
export const EVERYTHING: Statement = { Effect: 'Allow', Action: ['*'], Resource: ['*'] };

/** A role of another account that this app cannot change; its own account allows it everything. */
export const importedRole: Principal = ({ stack }, id) => {
  const arn = `arn:aws:iam::${THEIRS}:role/${id}Role`;
  return { grantable: iam.Role.fromRoleArn(stack, `${id}Role`, arn), arn: () => arn, identity: () => [EVERYTHING], written: allWritten(stack) };
};

/** A role of the same account that takes no policy, since only its ARN is given; it may do nothing by itself. */
export const arnPrincipal: Principal = ({ stack }, id) => {
  const arn = `arn:aws:iam::${DEPLOYED_TO.account}:role/${id}Role`;
  return { grantable: new iam.ArnPrincipal(arn), arn: () => arn, identity: () => [], written: allWritten(stack) };
};
