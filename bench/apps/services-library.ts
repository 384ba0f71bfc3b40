// services in stacks of their own, all in one network
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { App, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService } from '../../src';

const app = new App();
const vpc = new ec2.Vpc(new Stack(app, 'Network'), 'Vpc', { maxAzs: 2, natGateways: 1 });
for (let i = 0; i < Number(process.argv[2]); i++) {
  const stack = new Stack(app, `Service${i}`);
  new LoadBalancedSessionService(stack, 'Web', { vpc, machineImage: ec2.MachineImage.latestAmazonLinux2023() });
}
app.synth();
