import * as ecs from 'aws-cdk-lib/aws-ecs';
import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService, SessionStore } from 'cdk-dynamodb-sessions';

const stack = new Stack(new App(), 'ProfileAppSymfonyAsyncAws', { description: 'Symfony and AsyncAws with sessions in DynamoDB' });

const service = new LoadBalancedFargateSessionService(stack, 'Web', {
  image: ecs.ContainerImage.fromAsset(__dirname),
  sessionStore: SessionStore.symfony(),
  port: 8080,
});
new CfnOutput(stack, 'Address', { value: `http://${service.loadBalancer.loadBalancerDnsName}` });
