import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** A network without a way to the internet: no internet gateway, no NAT gateway; what tasks need of AWS has an endpoint. */
export class ClosedNetwork extends Construct {
  public readonly vpc: ec2.Vpc;
  private readonly endpoints: ec2.InterfaceVpcEndpoint[];

  /** @param logKey encrypts the flow logs; its policy must let CloudWatch Logs use it */
  constructor(scope: Construct, id: string, logKey: kms.IKey) {
    super(scope, id);
    const { DYNAMODB, S3 } = ec2.GatewayVpcEndpointAwsService;
    const flowLogs = new logs.LogGroup(this, 'FlowLogs', { encryptionKey: logKey, retention: logs.RetentionDays.ONE_YEAR });
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      gatewayEndpoints: { DynamoDb: { service: DYNAMODB }, S3: { service: S3 } }, // S3 holds the layers of images
      flowLogs: { FlowLogs: { destination: ec2.FlowLogDestination.toCloudWatchLogs(flowLogs) } },
      restrictDefaultSecurityGroup: true,
    });
    const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS, SSM } = ec2.InterfaceVpcEndpointAwsService;
    this.endpoints = Object.entries({ EcrApi: ECR, EcrDocker: ECR_DOCKER, Logs: CLOUDWATCH_LOGS, Ssm: SSM })
      .map(([name, service]) => this.vpc.addInterfaceEndpoint(name, { service, open: false }));
  }

  /** The endpoints are closed to all but these. */
  public allowEndpointsFrom(servers: ec2.IConnectable): void {
    this.endpoints.forEach((endpoint) => endpoint.connections.allowDefaultPortFrom(servers, 'Servers that use this endpoint'));
  }
}
