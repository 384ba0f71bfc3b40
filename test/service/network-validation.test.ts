// networks that are compared before the first lookup knows them
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { App, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService, LoadBalancedSessionService } from '../../src';
import { account, europe, newApp } from '../helpers';

interface Networked {
  readonly vpc?: ec2.IVpc; readonly loadBalancer?: elbv2.IApplicationLoadBalancer; readonly cluster?: ecs.ICluster;
}

const onInstances = (stack: Stack, options: Networked) =>
  new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...options });
const onFargate = (stack: Stack, options: Networked) =>
  new LoadBalancedFargateSessionService(stack, 'Web', { image: ecs.ContainerImage.fromRegistry('example/shop'), ...options });

const stackOf = (app: App = newApp()) => new Stack(app, 'Stack', { env: europe });
const byAttributes = (stack: Stack, vpcId = 'vpc-0a') => ec2.Vpc.fromVpcAttributes(stack, vpcId, {
  vpcId, availabilityZones: ['eu-west-1a', 'eu-west-1b'], privateSubnetIds: ['subnet-0a', 'subnet-0b'],
});
const clusterIn = (stack: Stack, vpc: ec2.IVpc) => ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'shop', vpc });
const lookedUp = (stack: Stack) => elbv2.ApplicationLoadBalancer.fromLookup(stack, 'LoadBalancer', { loadBalancerTags: { shop: 'yes' } });

/** What the lookups find. */
const answers: Record<string, unknown> = {
  'load-balancer': {
    loadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/app/shop/1`, loadBalancerCanonicalHostedZoneId: 'Z1',
    loadBalancerDnsName: 'shop.example.com', securityGroupIds: ['sg-1'], vpcId: 'vpc-0b', ipAddressType: 'ipv4',
  },
  'vpc-provider': { vpcId: 'vpc-0b', availabilityZones: [], subnetGroups: [] },
};

describe('a load balancer that is looked up', () => {
  test.each<[string, (stack: Stack) => unknown]>([
    ['a service on EC2 and its network by attributes', (stack) => onInstances(stack, { loadBalancer: lookedUp(stack), vpc: byAttributes(stack) })],
    ['a service on Fargate and its network by attributes', (stack) => onFargate(stack, { loadBalancer: lookedUp(stack), vpc: byAttributes(stack) })],
    ['a cluster by attributes', (stack) => onFargate(stack, { loadBalancer: lookedUp(stack), cluster: clusterIn(stack, byAttributes(stack)) })],
  ])('comes to its lookup beside %s', (_, define) => {
    const stack = stackOf();
    define(stack);
    const { missing = [] } = (stack.node.root as App).synth().manifest;
    expect(missing.map(({ provider }) => provider)).toContain('load-balancer');
  });

  test.each<[string, (stack: Stack) => unknown, string]>([
    ['with another network', (stack) => onInstances(stack, { loadBalancer: lookedUp(stack), vpc: byAttributes(stack) }),
      '`vpc` must be the network of `loadBalancer`'],
    ['with a cluster in another network', (stack) => onFargate(stack, { loadBalancer: lookedUp(stack), cluster: clusterIn(stack, byAttributes(stack)) }),
      '`loadBalancer` must stand in the network of `cluster`'],
  ])('is refused %s as soon as its own is known', (_, define, expected) => {
    const context: Record<string, unknown> = {};
    // the load balancer first, then its network
    for (const provider of ['load-balancer', 'vpc-provider']) {
      const stack = stackOf(newApp({ context }));
      expect(() => define(stack)).not.toThrow();
      const missing = (stack.node.root as App).synth().manifest.missing!.find((each) => each.provider === provider)!;
      context[missing.key] = answers[provider];
    }
    expect(() => define(stackOf(newApp({ context })))).toThrow(expected);
  });
});
