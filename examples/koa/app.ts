import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService, SessionStore } from 'cdk-dynamodb-sessions';

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env; // from the CLI: access logs need a region
const stack = new Stack(new App(), 'ProfileAppKoa', { description: 'Koa with sessions in DynamoDB', env: { account, region } });

// everything that a server needs; the packages are installed on the instance
const code = new Asset(stack, 'Code', { path: __dirname, exclude: ['*.ts', 'cdk.json', 'cdk.out', 'node_modules', '*.md'] });
const cookieSecret = new Secret(stack, 'CookieSecret', { generateSecretString: { excludePunctuation: true, passwordLength: 64 } });

const userData = ec2.UserData.forLinux();
userData.addCommands('set -e');
const archive = userData.addS3DownloadCommand({ bucket: code.bucket, bucketKey: code.s3ObjectKey });
userData.addCommands(`unzip -q ${archive} -d /opt/profile-app`, `sh /opt/profile-app/install.sh ${cookieSecret.secretArn}`);

const service = new LoadBalancedSessionService(stack, 'Web', {
  machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  sessionStore: SessionStore.koa(),
  port: 3000,
  userData,
});
code.grantRead(service);
cookieSecret.grantRead(service);
new CfnOutput(stack, 'Address', { value: `http://${service.loadBalancer.loadBalancerDnsName}` });
