import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import { roleWithManagedPolicy } from './roles';
import { ServiceProps } from './setups';

/** A network of the user's own, for a public load balancer: without public addresses, its default security group empty, its flow logs with a key. */
export function ownPublicNetwork(stack: Stack): ServiceProps {
  const flowLogs = new logs.LogGroup(stack, 'OwnFlowLogs', { encryptionKey: new kms.Key(stack, 'FlowLogsKey', { enableKeyRotation: true }) });
  const { role, policy } = roleWithManagedPolicy(stack, 'FlowLogsRole', 'vpc-flow-logs.amazonaws.com');
  flowLogs.grantWrite(policy);
  const vpc = new ec2.Vpc(stack, 'OwnVpc', {
    maxAzs: 2,
    subnetConfiguration: [
      { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
      { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    ],
    restrictDefaultSecurityGroup: true,
    flowLogs: { FlowLogs: { destination: ec2.FlowLogDestination.toCloudWatchLogs(flowLogs, role) } },
  });
  return { vpc, natGateways: undefined };
}
