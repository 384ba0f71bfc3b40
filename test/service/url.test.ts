import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { CfnParameter, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService, LoadBalancedSessionService, LoadBalancedSessionServiceOptions } from '../../src';
import { account, europe, newStack, newVpc } from '../helpers';

type Options = LoadBalancedSessionServiceOptions;

const conditions = [elbv2.ListenerCondition.pathPatterns(['/shop/*'])];
const certificate = (stack: Stack) => acm.Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:eu-west-1:${account}:certificate/c`);
const domain = (stack: Stack, domainName = 'shop.example.com'): Options => (
  { domainName, domainZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }) });
const shared = (stack: Stack, port: number): Options => ({
  sharedListener: {
    priority: 1, conditions, listener: new elbv2.ApplicationLoadBalancer(stack, 'Shared', { vpc: newVpc(stack) }).addListener('Listener', {
      port, protocol: port === 443 ? undefined : elbv2.ApplicationProtocol.HTTP, certificates: port === 443 ? [certificate(stack)] : [],
      defaultAction: elbv2.ListenerAction.fixedResponse(404),
    }),
  },
});
const imported = (stack: Stack): Options => ({
  vpc: newVpc(stack),
  sharedListener: {
    priority: 1, conditions, listener: elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
      listenerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:listener/app/shared/1/2`,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'),
    }),
  },
});

describe.each([
  ['on EC2', (stack: Stack, options: Options) => (
    new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...options }))],
  ['on Fargate', (stack: Stack, options: Options) => (
    new LoadBalancedFargateSessionService(stack, 'Web', { image: ecs.ContainerImage.fromRegistry('example/shop'), ...options }))],
])('the address of a service %s', (_, define) => {
  const urlWith = (options: (stack: Stack) => Options) => {
    const stack = newStack({ env: europe });
    const service = define(stack, options(stack));
    const { url } = service;
    return JSON.stringify(stack.resolve(url)).replace(JSON.stringify(stack.resolve(service.loadBalancer.loadBalancerDnsName)), 'NAME');
  };

  test.each<[string, (stack: Stack) => Options, string]>([
    ['is the name of its load balancer', () => ({}), '{"Fn::Join":["",["http://",NAME]]}'],
    ['has a port that is not the usual one', () => ({ listenerOptions: { port: 8080 } }), '{"Fn::Join":["",["http://",NAME,":8080"]]}'],
    ['has a port that is known only at deployment',
      (stack) => ({ listenerOptions: { port: new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber } }),
      '{"Fn::Join":["",["http://",NAME,":",{"Ref":"Port"}]]}'],
    ['speaks HTTPS with a certificate', (stack) => ({ certificate: certificate(stack) }), '{"Fn::Join":["",["https://",NAME]]}'],
    ['has 443 in it where HTTP is spoken there', () => ({ listenerOptions: { port: 443 } }), '{"Fn::Join":["",["http://",NAME,":443"]]}'],
    ['is the domain name', (stack) => domain(stack), '"https://shop.example.com"'],
    ['is that of a shared listener for HTTP', (stack) => shared(stack, 81), '{"Fn::Join":["",["http://",NAME,":81"]]}'],
    ['is that of a shared listener for HTTPS, with the domain name', (stack) => ({ ...shared(stack, 443), ...domain(stack) }), '"https://shop.example.com"'],
  ])('%s', (__, options, url) => {
    expect(urlWith(options)).toBe(url);
  });

  test('fails if nobody can tell the protocol and port of its listener', () => {
    const stack = newStack({ env: europe });
    const service = define(stack, imported(stack));
    expect(() => service.url).toThrow(new Error('`url` is not known of an imported `sharedListener.listener`, whose protocol and port nobody can tell, ' +
      "got: 'Stack/Listener'; write the address yourself (in Stack/Web)"));
  });

  test('fails if its domain name stands for many', () => {
    const stack = newStack({ env: europe });
    const service = define(stack, domain(stack, '*.example.com'));
    expect(() => service.url).toThrow(new Error("`url` needs one name, got: '*.example.com' for many; write the one that you mean yourself (in Stack/Web)"));
  });
});
