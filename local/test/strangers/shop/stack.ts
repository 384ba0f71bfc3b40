import { CfnOutput, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { Construct } from 'constructs';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const table = new Table(this, 'Carts', {
      partitionKey: { name: 'cartId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'ttl',
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const service = new ApplicationLoadBalancedFargateService(this, 'Web', {
      desiredCount: 2,
      publicLoadBalancer: true,
      taskImageOptions: {
        image: ContainerImage.fromRegistry('shop'),
        containerPort: 3000,
        environment: { CARTS_TABLE: table.tableName, PORT: '3000' },
      },
    });
    service.targetGroup.configureHealthCheck({ path: '/healthz' });

    table.grant(service.taskDefinition.taskRole, 'dynamodb:GetItem', 'dynamodb:PutItem');

    new CfnOutput(this, 'Url', { value: service.loadBalancer.loadBalancerDnsName });
  }
}
