import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { SessionTable } from '../../src';
import { ServiceProps } from './setups';

/** A role whose rights stand in a managed policy alone. */
export function roleWithManagedPolicy(stack: Stack, id: string, principal: string): { role: iam.IRole; policy: iam.ManagedPolicy } {
  const role = new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal(principal) });
  return { role: role.withoutPolicyUpdates(), policy: new iam.ManagedPolicy(stack, `${id}Policy`, { roles: [role] }) };
}

/** Roles of the user's own for either service, as docs/evidence/rule-packs.md describes them. */
export function ownRoles(stack: Stack): ServiceProps {
  const sessionTable = new SessionTable(stack, 'OwnSessions');
  const instances = roleWithManagedPolicy(stack, 'InstanceRole', 'ec2.amazonaws.com');
  const tasks = roleWithManagedPolicy(stack, 'TaskRole', 'ecs-tasks.amazonaws.com');
  [instances, tasks].forEach(({ policy }) => sessionTable.grantSessionAccess(policy));
  const execution = roleWithManagedPolicy(stack, 'ExecutionRole', 'ecs-tasks.amazonaws.com');
  const { repositoryArn } = ecr.Repository.fromRepositoryName(stack, 'OwnImages', 'shop');
  // and the token of the registry, which is a finding of its own
  execution.policy.addStatements(new iam.PolicyStatement({ actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], resources: [repositoryArn] }));
  return { sessionTable, role: instances.role, taskRole: tasks.role, executionRole: execution.role };
}
