import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { App, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService } from '../../src';

const app = new App();
const stack = new Stack(app, 'Service');
new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023() });
app.synth();
