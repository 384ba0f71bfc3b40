import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { App, CfnOutput, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { AccessLogs, LoadBalancedFargateSessionService, SessionAccess, SessionStore, SessionTable } from 'cdk-dynamodb-sessions';
import { acknowledge } from './acknowledge';
import { ClosedNetwork } from './network';
import { WebAcl } from './web-acl';

const app = new App();
Validations.of(app).addPlugins(
  new AwsSolutionsChecks(app), new NIST80053R5Checks(app), new HIPAASecurityChecks(app), new PCIDSS321Checks(app));
const stack = new Stack(app, 'Strict', {
  description: 'A service that rule packs pass', env: { region: 'eu-west-1' }, terminationProtection: true,
});

const tableKey = new kms.Key(stack, 'TableKey', { enableKeyRotation: true, description: 'Sessions' });
const logKey = new kms.Key(stack, 'LogKey', { enableKeyRotation: true, description: 'Logs' });
const network = new ClosedNetwork(stack, 'Network', logKey);
const accessLogsBucket = new s3.Bucket(stack, 'AccessLogs', {
  encryption: s3.BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  versioned: true, // whoever deletes a log hides it for a while only
  lifecycleRules: [{ expiration: Duration.days(365), noncurrentVersionExpiration: Duration.days(90) }],
  removalPolicy: RemovalPolicy.RETAIN,
});

const sessionTable = new SessionTable(stack, 'Sessions', {
  sessionStore: SessionStore.phpSdk(), // your client's
  encryption: dynamodb.TableEncryptionV2.customerManagedKey(tableKey),
});

const service = new LoadBalancedFargateSessionService(stack, 'Web', {
  image: ecs.ContainerImage.fromEcrRepository(ecr.Repository.fromRepositoryName(stack, 'Images', 'shop')), // your application
  port: 8080, // which no root user is needed for

  // who may come, and how
  domainName: 'shop.example.com',
  domainZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789', zoneName: 'example.com' }),
  listenerOptions: { sslPolicy: elbv2.SslPolicy.TLS13_RES, allowedPeers: [ec2.Peer.ipv4('10.0.0.0/8')] },
  redirectHTTP: false, // nobody listens on port 80
  publicLoadBalancer: false, // your company's network
  loadBalancerOptions: { webAclArn: new WebAcl(stack, 'WebAcl', logKey).webAclArn, deletionProtection: true, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } },
  accessLogs: AccessLogs.toBucket(accessLogsBucket),

  // where it runs
  vpc: network.vpc,
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  readonlyRootFilesystem: true,
  logEncryptionKey: logKey,
  logRetention: logs.RetentionDays.ONE_YEAR,

  // what it may do with sessions: no Scan, so a stolen role lists none
  sessionTable,
  sessionAccess: SessionAccess.REQUESTS,
  sessionVariablesAsSecrets: true,
});
network.allowEndpointsFrom(service);
service.service.node.addDependency(network); // a task that starts before its endpoints finds no image
acknowledge(stack, service, accessLogsBucket);
new CfnOutput(stack, 'Address', { value: 'https://shop.example.com' }); // the service's `domainName`
