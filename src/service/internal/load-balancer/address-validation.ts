import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnResource } from 'aws-cdk-lib/core';
import { isDualStack } from '../network/network';
import { quoted } from '../../../validation/validation-errors';
import { templateProperties } from '../../../validation/template-properties';

/** Subnets of this app without IPv6, which AWS refuses; they may get it until synthesis, by an escape hatch or an aspect. */
export function checkAddressesLater(loadBalancer: elbv2.ApplicationLoadBalancer, vpc: ec2.IVpc, selection: ec2.SubnetSelection): void {
  const { ipAddressType } = loadBalancer;
  if (!isDualStack(ipAddressType)) {
    return;
  }
  const { subnets } = vpc.selectSubnets(selection);
  loadBalancer.node.addValidation({
    validate: () => {
      const without = subnets.filter(isWithoutIpv6).map(({ node }) => quoted(node.path));
      return without.length === 0 ? [] : [`\`loadBalancerOptions.ipAddressType\` '${ipAddressType}' needs subnets with IPv6 addresses, got: ${without.join(', ')} without; ` +
        'give their VPC `ipProtocol: IpProtocol.DUAL_STACK`, or remove `loadBalancerOptions.ipAddressType`'];
    },
  });
}

/** Certainly: of an imported subnet nothing is known. */
function isWithoutIpv6({ node: { defaultChild } }: ec2.ISubnet): boolean {
  if (!defaultChild || !CfnResource.isCfnResource(defaultChild)) {
    return false;
  }
  const { Ipv6CidrBlock, Ipv6IpamPoolId, Ipv6NetmaskLength, Ipv6Native } = templateProperties(defaultChild);
  return [Ipv6CidrBlock, Ipv6IpamPoolId, Ipv6NetmaskLength, Ipv6Native].every((each) => each === undefined);
}
