import * as ecs from 'aws-cdk-lib/aws-ecs';
import { App, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService } from '../../src';

const app = new App();
const stack = new Stack(app, 'Service');
new LoadBalancedFargateSessionService(stack, 'Web', { image: ecs.ContainerImage.fromRegistry('example/shop') });
app.synth();
