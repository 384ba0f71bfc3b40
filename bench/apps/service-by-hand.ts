// what LoadBalancedSessionService defines, as one would write it without the library
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
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

const role = new iam.Role(stack, 'Role', {
  assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
  description: 'Instances of a load-balanced service with sessions in DynamoDB',
});
const grant = table.grant(role,
  'dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem');

const userData = ec2.UserData.forLinux();
userData.addCommands(
  "cat > /etc/session.env <<'END'",
  `AWS_REGION=${stack.region}`,
  `DYNAMODB_SESSION_TABLE_NAME=${table.tableName}`,
  'END',
);
const launchTemplate = new ec2.LaunchTemplate(stack, 'LaunchTemplate', {
  machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO),
  role,
  userData,
  securityGroup: new ec2.SecurityGroup(stack, 'SecurityGroup', {
    vpc, description: 'Instances of a load-balanced service with sessions in DynamoDB',
  }),
  requireImdsv2: true,
  httpPutResponseHopLimit: 1,
  blockDevices: [{
    deviceName: '/dev/xvda',
    volume: { ebsDevice: { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3, deleteOnTermination: true } },
  }],
});
const group = new autoscaling.AutoScalingGroup(stack, 'AutoScalingGroup', {
  vpc,
  vpcSubnets: { subnets: privateSubnets.subnets },
  launchTemplate,
  minCapacity: 2,
  maxCapacity: 4,
  healthChecks: autoscaling.HealthChecks.withAdditionalChecks({
    additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB],
    gracePeriod: Duration.minutes(5),
  }),
  updatePolicy: autoscaling.UpdatePolicy.instanceRefresh({
    strategy: autoscaling.InstanceRefreshStrategy.ROLLING, minHealthyPercentage: 100, maxHealthyPercentage: 150,
  }),
});
group.scaleOnCpuUtilization('CpuScaling', { targetUtilizationPercent: 60 });
group.node.defaultChild!.node.addDependency(grant, privateSubnets.internetConnectivityEstablished);

const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', {
  vpc, internetFacing: true, dropInvalidHeaderFields: true,
});
const targetGroup = new elbv2.ApplicationTargetGroup(stack, 'TargetGroup', {
  vpc,
  port: 80,
  protocol: elbv2.ApplicationProtocol.HTTP,
  targets: [group],
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
