import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Template } from 'aws-cdk-lib/assertions';
import { App, AppProps, Stack, StackProps } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { appIn } from '../tools/app';

export const account = '111122223333';
export const europe = { account, region: 'eu-west-1' };

const outdirs = mkdtempSync(join(tmpdir(), 'session-test-'));
afterAll(() => rmSync(outdirs, { recursive: true }));

/** An app whose output is gone after the tests of the file. */
export function newApp(props?: AppProps): App {
  return appIn(mkdtempSync(join(outdirs, 'cdk.out-')), props);
}

/** An empty stack in an app of its own: region and account unknown unless they are given. */
export function newStack(props?: StackProps): Stack {
  return new Stack(newApp(), 'Stack', props);
}

export function newVpc(stack: Stack): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
}

export function newRole(stack: Stack, id = 'Role'): iam.Role {
  return new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
}

/** What the synthesized policies of a role say. Synthesizes, so define everything before. */
export function statementsOf(role: iam.IRole): any[] {
  const stack = Stack.of(role);
  const name = stack.resolve(role.roleName);
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
    .filter((policy) => policy.Properties.Roles.some((role_: unknown) => JSON.stringify(role_) === JSON.stringify(name)))
    .flatMap((policy) => policy.Properties.PolicyDocument.Statement);
}

/** The one resource of this type, with its logical id. */
export function onlyResource(stack: Stack, type: string): { id: string; Properties: any; [attribute: string]: any } {
  const found = Object.entries(Template.fromStack(stack).findResources(type));
  if (found.length !== 1) {
    throw new Error(`expected one ${type}, found: ${found.map(([id]) => id).join(', ') || 'none'}`);
  }
  return { id: found[0][0], ...found[0][1] } as any;
}

/** Warnings, each as path and text. */
export function warningsOf(scope: IConstruct): string[] {
  return scope.node.findAll().flatMap((child) => child.node.metadata
    .filter(({ type }) => type === 'aws:cdk:warning')
    .map(({ data }) => `${child.node.path}: ${data}`));
}
