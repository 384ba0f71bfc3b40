// what LoadBalancedFargateSessionService defines, as one would write it without the library
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';

const app = new App();
const stack = new Stack(app, 'Service');

const flowLogs = new logs.LogGroup(stack, 'FlowLogs', { retention: logs.RetentionDays.ONE_MONTH });
const vpc = new ec2.Vpc(stack, 'Vpc', {
  maxAzs: 2,
  natGateways: 1,
  gatewayEndpoints: { DynamoDb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB } },
  flowLogs: { FlowLogs: { destination: ec2.FlowLogDestination.toCloudWatchLogs(flowLogs) } },
});
const privateSubnets = vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS });

const table = new dynamodb.TableV2(stack, 'SessionTable', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  timeToLiveAttribute: 'expires',
  billing: dynamodb.Billing.onDemand(),
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  removalPolicy: RemovalPolicy.RETAIN,
  deletionProtection: true,
});

const taskDefinition = new ecs.FargateTaskDefinition(stack, 'TaskDefinition', { cpu: 256, memoryLimitMiB: 512 });
taskDefinition.addContainer('Container', {
  containerName: 'web',
  image: ecs.ContainerImage.fromRegistry('example/shop'),
  environment: { AWS_REGION: stack.region, DYNAMODB_SESSION_TABLE_NAME: table.tableName },
  portMappings: [{ containerPort: 80 }],
  stopTimeout: Duration.seconds(25),
  logging: ecs.LogDrivers.awsLogs({
    logGroup: new logs.LogGroup(stack, 'LogGroup', { retention: logs.RetentionDays.ONE_MONTH }), streamPrefix: 'web',
  }),
});
const service = new ecs.FargateService(stack, 'Service', {
  cluster: new ecs.Cluster(stack, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.ENABLED }),
  taskDefinition,
  vpcSubnets: { subnets: privateSubnets.subnets },
  securityGroups: [new ec2.SecurityGroup(stack, 'SecurityGroup', {
    vpc, description: 'Tasks of a load-balanced service with sessions in DynamoDB',
  })],
  minHealthyPercent: 100,
  maxHealthyPercent: 200,
  circuitBreaker: { enable: true, rollback: true },
  healthCheckGracePeriod: Duration.seconds(60),
  propagateTags: ecs.PropagatedTagSource.SERVICE,
});
const grant = table.grant(taskDefinition.taskRole,
  'dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem');
service.node.defaultChild!.node.addDependency(grant, privateSubnets.internetConnectivityEstablished);
service.autoScaleTaskCount({ minCapacity: 2, maxCapacity: 4 }).scaleOnCpuUtilization('CpuScaling', { targetUtilizationPercent: 60 });

const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', {
  vpc, internetFacing: true, dropInvalidHeaderFields: true,
});
const targetGroup = new elbv2.ApplicationTargetGroup(stack, 'TargetGroup', {
  vpc,
  port: 80,
  protocol: elbv2.ApplicationProtocol.HTTP,
  targets: [service.loadBalancerTarget({ containerName: 'web', containerPort: 80 })],
  deregistrationDelay: Duration.seconds(30),
  healthCheck: {
    path: '/ping.html',
    interval: Duration.seconds(30),
    timeout: Duration.seconds(5),
    unhealthyThresholdCount: 2,
    healthyThresholdCount: 10,
  },
});
loadBalancer.addListener('Listener', {
  port: 80, protocol: elbv2.ApplicationProtocol.HTTP, open: true, defaultTargetGroups: [targetGroup],
});

app.synth();
