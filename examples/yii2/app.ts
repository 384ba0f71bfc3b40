import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService, SessionStore } from 'cdk-dynamodb-sessions';

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env; // from the CLI: access logs need a region
const stack = new Stack(new App(), 'ProfileAppYii2', { description: 'Yii 2 on Fargate with sessions in DynamoDB', env: { account, region } });

const cookieValidationKey = new Secret(stack, 'CookieValidationKey', {
  generateSecretString: { excludePunctuation: true, passwordLength: 64 },
});

const service = new LoadBalancedFargateSessionService(stack, 'Web', {
  image: ecs.ContainerImage.fromAsset(__dirname),
  sessionStore: SessionStore.phpSdk(), // Yii is given the handler of the AWS SDK for PHP
  port: 8080,
  secrets: { COOKIE_VALIDATION_KEY: ecs.Secret.fromSecretsManager(cookieValidationKey) },
});
new CfnOutput(stack, 'Address', { value: `http://${service.loadBalancer.loadBalancerDnsName}` });
