import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Stack } from 'aws-cdk-lib/core';
import {
  LoadBalancedFargateSessionService, LoadBalancedFargateSessionServiceProps, LoadBalancedSessionService, LoadBalancedSessionServiceProps,
  SessionTable, SessionTableProps,
} from '../../src';
import { templateOf } from '../synthesize';
import { ResourceJson, TemplateJson } from '../template';

/** What somebody gives a construct; a function, because some props are defined in the stack. */
export type Given<P> = (stack: Stack) => P;

export const ACCOUNT = '111122223333';
/** A fixed region, since only such a stack has access logs and replicas. */
export const REGION = 'eu-west-1';

/** Name of the construct in each stack here. */
export const ID = 'Web';

export function tableTemplate(props: Given<SessionTableProps>): TemplateJson {
  return synthesize((stack) => new SessionTable(stack, ID, props(stack)));
}

export type InstanceProps = Partial<LoadBalancedSessionServiceProps>;

export function instancesTemplate(props: Given<InstanceProps>): TemplateJson {
  return synthesize((stack) => new LoadBalancedSessionService(stack, ID, {
    machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...props(stack),
  }));
}

export type TaskProps = Partial<LoadBalancedFargateSessionServiceProps>;

export function tasksTemplate(props: Given<TaskProps>): TemplateJson {
  return synthesize((stack) => new LoadBalancedFargateSessionService(stack, ID, {
    image: ecs.ContainerImage.fromRegistry('example/shop:1'), ...props(stack),
  }));
}

function synthesize(define: (stack: Stack) => void): TemplateJson {
  return templateOf('Stack', { account: ACCOUNT, region: REGION }, define,
    { builtinCloudFormationValidation: false, context: { 'aws:cdk:enable-path-metadata': true } });
}

/** The path below the construct, without what aws-cdk-lib calls the resource in it. */
export function nameOf(id: string, { Metadata }: ResourceJson): string {
  const path = (Metadata?.['aws:cdk:path'] as string | undefined)?.split('/').slice(1);
  if (!path) {
    return id;
  }
  const own = path[0] === ID ? path.slice(1) : path;
  // rules of security groups are called after the group at the other end
  const peer = /^(from|to) Stack(?:Web)?(\w*?)(?:SecurityGroup)?[0-9A-F]{8}:/;
  const words = own.map((each) => each.replace(peer, (_, way, name) => `${way} ${name || 'servers'}:`));
  return (words.length > 1 && words.at(-1) === 'Resource' ? words.slice(0, -1) : words).join('/');
}

/** The template with references that do not mean what is there now, but what is made in its place. */
export function referringToNew(template: TemplateJson, replaced: Set<string>): TemplateJson {
  return JSON.parse(JSON.stringify(template), (key, value) => {
    if (key === 'Ref' && replaced.has(value)) {
      return `${value} (new)`;
    }
    if (key === 'Fn::GetAtt' && replaced.has(value[0])) {
      return [`${value[0]} (new)`, ...value.slice(1)];
    }
    return value;
  });
}
