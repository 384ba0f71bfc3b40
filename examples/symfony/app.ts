import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService, SessionStore } from 'cdk-dynamodb-sessions';

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env; // from the CLI: access logs need a region
const stack = new Stack(new App(), 'ProfileAppSymfony', { description: 'Symfony with sessions in DynamoDB', env: { account, region } });

// everything that a server needs, with the Composer packages of `vendor`
const code = new Asset(stack, 'Code', {
  path: __dirname,
  exclude: [
    '*.ts', 'cdk.json', 'cdk.out', 'package*.json', 'node_modules', 'var', '*.md', '.gitignore', 'composer.*', 'router.php', 'async-aws',
  ],
});

const userData = ec2.UserData.forLinux();
userData.addCommands('set -e');
const archive = userData.addS3DownloadCommand({ bucket: code.bucket, bucketKey: code.s3ObjectKey });
userData.addCommands(`unzip -q ${archive} -d /opt/profile-app`, 'sh /opt/profile-app/install.sh');

const service = new LoadBalancedSessionService(stack, 'Web', {
  machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  sessionStore: SessionStore.phpSdk(), // Symfony is given the handler of the AWS SDK for PHP
  userData,
});
code.grantRead(service);
new CfnOutput(stack, 'Address', { value: `http://${service.loadBalancer.loadBalancerDnsName}` });
