import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService, SessionStore } from '../../../src';

const stack = new Stack(new App(), 'ProfileAppFlask', { description: 'Flask with sessions in DynamoDB' });

new LoadBalancedSessionService(stack, 'Web', {
  machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  sessionStore: SessionStore.flaskSession({ lifetime: Duration.hours(2) }),
});
