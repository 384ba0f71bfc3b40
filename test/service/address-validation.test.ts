// a load balancer for IPv6 in subnets without it, which AWS refuses
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Aspects, CfnResource, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService, LoadBalancedSessionService, LoadBalancedSessionServiceOptions } from '../../src';
import { europe, newApp } from '../helpers';

const { DUAL_STACK, DUAL_STACK_WITHOUT_PUBLIC_IPV4, IPV4 } = elbv2.IpAddressType;
const machineImage = ec2.MachineImage.latestAmazonLinux2023();
const image = ecs.ContainerImage.fromRegistry('example/shop');
type Options = Partial<LoadBalancedSessionServiceOptions>;
type Define = (stack: Stack, options: Options) => void;

const services: Record<string, Define> = {
  EC2: (stack, options) => new LoadBalancedSessionService(stack, 'Web', { machineImage, ...options }),
  Fargate: (stack, options) => new LoadBalancedFargateSessionService(stack, 'Web', { image, ...options }),
};

/** What synthesis refuses; undefined where it takes everything. */
function refusal(define: Define, optionsOf: (stack: Stack) => Options): string | undefined {
  const stack = new Stack(newApp(), 'Shop', { env: europe });
  define(stack, optionsOf(stack));
  try {
    (stack.node.root as ReturnType<typeof newApp>).synth();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe.each(Object.entries(services))('%s', (_, define) => {
  test.each([DUAL_STACK, DUAL_STACK_WITHOUT_PUBLIC_IPV4])('fails if subnets of this app have no IPv6, with %s', (ipAddressType) => {
    expect(refusal(define, (stack) => ({ loadBalancerOptions: { ipAddressType }, vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }) }))).toContain(
      `\`loadBalancerOptions.ipAddressType\` '${ipAddressType}' needs subnets with IPv6 addresses, got: 'Shop/Vpc/PublicSubnet1', 'Shop/Vpc/PublicSubnet2' without; ` +
      'give their VPC `ipProtocol: IpProtocol.DUAL_STACK`, or remove `loadBalancerOptions.ipAddressType`');
  });

  test('fails if the subnets that are selected have none, whatever the others have', () => {
    const [first, second] = ['a', 'b'];
    const vpcOf = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, ipProtocol: ec2.IpProtocol.DUAL_STACK });
    const subnet = (stack: Stack, vpc: ec2.Vpc, zone: string) => new ec2.PublicSubnet(stack, `Own${zone}`, {
      vpcId: vpc.vpcId, availabilityZone: `eu-west-1${zone}`, cidrBlock: `10.0.${zone === first ? 200 : 201}.0/24`,
    });
    expect(refusal(define, (stack) => {
      const vpc = vpcOf(stack);
      return {
        loadBalancerOptions: { ipAddressType: DUAL_STACK, vpcSubnets: { subnets: [subnet(stack, vpc, first), subnet(stack, vpc, second)] } },
        vpc,
      };
    })).toContain("got: 'Shop/Owna', 'Shop/Ownb' without");
  });

  test.each<[string, (stack: Stack) => Options]>([
    ['a VPC of the service', () => ({ loadBalancerOptions: { ipAddressType: DUAL_STACK } })],
    ['a VPC with IPv6', (stack) => ({
      loadBalancerOptions: { ipAddressType: DUAL_STACK }, vpc: new ec2.Vpc(stack, 'Vpc', {
        maxAzs: 2,
        ipProtocol: ec2.IpProtocol.DUAL_STACK,
      }),
    })],
    ['IPv4 alone', (stack) => ({ loadBalancerOptions: { ipAddressType: IPV4 }, vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }) })],
    ['an imported VPC', (stack) => ({
      loadBalancerOptions: { ipAddressType: DUAL_STACK },
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-12345678', availabilityZones: ['eu-west-1a', 'eu-west-1b'],
        publicSubnetIds: ['subnet-1', 'subnet-2'], privateSubnetIds: ['subnet-3', 'subnet-4'],
      }),
    })],
    ['IPv6 that escape hatches add', (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
      vpc.publicSubnets.forEach(({ node }, index) =>
        (node.defaultChild as CfnResource).addPropertyOverride('Ipv6CidrBlock', { 'Fn::Select': [index, ['2001:db8::/64', '2001:db8:0:1::/64']] }));
      return { loadBalancerOptions: { ipAddressType: DUAL_STACK }, vpc };
    }],
    ['IPv6 that an aspect adds', (stack) => {
      Aspects.of(stack).add({
        visit: (node) => {
          if (node instanceof ec2.CfnSubnet) {
            node.ipv6CidrBlock = '2001:db8::/64';
          }
        },
      });
      return { loadBalancerOptions: { ipAddressType: DUAL_STACK }, vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }) };
    }],
  ])('takes %s', (__, optionsOf) => {
    expect(refusal(define, optionsOf)).toBeUndefined();
  });
});
