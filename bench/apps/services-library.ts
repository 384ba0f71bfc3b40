// services in stacks of their own, all in one network
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { App, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService, LoadBalancedSessionService } from '../../src';
import { printCounts } from './count';

const [, , count, kind] = process.argv;
const app = new App();
const vpc = new ec2.Vpc(new Stack(app, 'Network'), 'Vpc', { maxAzs: 2, natGateways: 1 });
for (let i = 0; i < Number(count); i++) {
  const stack = new Stack(app, `Service${i}`);
  if (kind === 'fargate') {
    new LoadBalancedFargateSessionService(stack, 'Web', { vpc, image: ecs.ContainerImage.fromRegistry('example/shop') });
  } else {
    new LoadBalancedSessionService(stack, 'Web', { vpc, machineImage: ec2.MachineImage.latestAmazonLinux2023() });
  }
}
app.synth();
printCounts(app);
