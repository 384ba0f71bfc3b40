import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import {
  LoadBalancedFargateSessionService, LoadBalancedFargateSessionServiceProps, LoadBalancedSessionService, LoadBalancedSessionServiceOptions,
  LoadBalancedSessionServiceProps, SessionAccess, SessionTable,
} from '../../src';

/** Any prop of either service. */
export type ServiceProps = Partial<LoadBalancedSessionServiceProps & LoadBalancedFargateSessionServiceProps>;

/** One template that is looked at. */
export interface Setup {
  readonly construct: 'SessionTable' | 'LoadBalancedSessionService' | 'LoadBalancedFargateSessionService';
  /** Short name of the props. */
  readonly name: string;
  /** What a reviewer must know of the props. */
  readonly props: string;
  /** @param more props of a service besides those of the setup */
  define(stack: Stack, more?: ServiceProps): IConstruct;
}

export const certificateIn = (stack: Stack, id = 'Certificate') => acm.Certificate.fromCertificateArn(
  stack, id, stack.formatArn({ service: 'acm', resource: 'certificate', resourceName: '11111111-2222-3333-4444-555555555555' }));

export const webAclArnIn = (stack: Stack) => stack.formatArn({
  service: 'wafv2', resource: 'regional/webacl', resourceName: 'shop/11111111-2222-3333-4444-555555555555',
});

export const topicIn = (stack: Stack) => new sns.Topic(stack, 'Topic', {
  enforceSSL: true, masterKey: new kms.Key(stack, 'TopicKey', { enableKeyRotation: true }),
});

/** All that props of a service can do by themselves, without a network, a bucket or roles of the user's own. */
export function logKeyIn(stack: Stack, id = 'LogKey'): kms.Key {
  return new kms.Key(stack, id, { enableKeyRotation: true });
}

const strictest = (stack: Stack) => ({
  certificate: certificateIn(stack), redirectHTTP: false, loadBalancerOptions: { webAclArn: webAclArnIn(stack), deletionProtection: true },
  publicLoadBalancer: false,
  listenerOptions: { allowedPeers: [ec2.Peer.ipv4('10.0.0.0/8')] }, natGateways: 0, sessionAccess: SessionAccess.REQUESTS,
  logEncryptionKey: logKeyIn(stack),
} satisfies LoadBalancedSessionServiceOptions);

const table = (name: string, props: string, define: (stack: Stack) => IConstruct): Setup => ({ construct: 'SessionTable', name, props, define });

const onEc2 = (name: string, props: string, own: (stack: Stack) => ServiceProps = () => ({})): Setup => ({
  construct: 'LoadBalancedSessionService', name, props,
  define: (stack, more) => new LoadBalancedSessionService(stack, 'Web', {
    machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...own(stack), ...more,
    ...more?.vpc && { logEncryptionKey: undefined }, // in a given network the service has no log that takes it
  }),
});

const onFargate = (name: string, props: string, own: (stack: Stack) => ServiceProps = () => ({})): Setup => ({
  construct: 'LoadBalancedFargateSessionService', name, props,
  define: (stack, more) => new LoadBalancedFargateSessionService(stack, 'Web', {
    image: ecs.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'shop')), ...own(stack), ...more,
  }),
});

const STRICTEST = '`certificate` `redirectHTTP: false` `loadBalancerOptions.webAclArn` `publicLoadBalancer: false` `listenerOptions.allowedPeers` ' +
  '`loadBalancerOptions.deletionProtection` `natGateways: 0` `sessionAccess: REQUESTS` `logEncryptionKey`';

export const setups: readonly Setup[] = [
  table('default', 'none', (stack) => new SessionTable(stack, 'Sessions')),
  table('customer key', '`encryption` with a key that rotates', (stack) => new SessionTable(stack, 'Sessions', {
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'Key', { enableKeyRotation: true })),
  })),
  onEc2('minimal', '`machineImage`'),
  onEc2('certificate', 'and `certificate`', (stack) => ({ certificate: certificateIn(stack) })),
  onEc2('strictest', `${STRICTEST} \`notificationsTopic\``, (stack) => ({ ...strictest(stack), notificationsTopic: topicIn(stack) })),
  onFargate('minimal', '`image` from a private repository'),
  onFargate('certificate', 'and `certificate`', (stack) => ({ certificate: certificateIn(stack) })),
  onFargate('strictest', `${STRICTEST} \`sessionVariablesAsSecrets\` \`readonlyRootFilesystem\``, (stack) => ({
    ...strictest(stack), sessionVariablesAsSecrets: true, readonlyRootFilesystem: true,
  })),
];
