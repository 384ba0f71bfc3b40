import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Annotations, App, CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService, SessionStore } from 'cdk-dynamodb-sessions';

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env; // from the CLI: access logs need a region
const stack = new Stack(new App(), 'ProfileAppJam', { description: 'Laravel and Jam with sessions in DynamoDB', env: { account, region } });

// everything that a server needs, with the Composer packages of `vendor`
const code = new Asset(stack, 'Code', {
  path: __dirname,
  exclude: [
    '*.ts', 'cdk.json', 'cdk.out', 'package*.json', 'node_modules', '*.md', '.env', 'composer.*', 'router.php', 'reduced',
  ],
});
const applicationKey = new Secret(stack, 'ApplicationKey', {
  generateSecretString: { excludePunctuation: true, passwordLength: 32 },
});

const userData = ec2.UserData.forLinux();
userData.addCommands('set -e');
const archive = userData.addS3DownloadCommand({ bucket: code.bucket, bucketKey: code.s3ObjectKey });
userData.addCommands(`unzip -q ${archive} -d /opt/profile-app`, `sh /opt/profile-app/install.sh ${applicationKey.secretArn}`);

const service = new LoadBalancedSessionService(stack, 'Web', {
  machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  sessionStore: SessionStore.jamLaravel({ lifetime: Duration.hours(2) }),
  userData,
});
code.grantRead(service);
applicationKey.grantRead(service);
Annotations.of(service).acknowledgeWarning('cdk-dynamodb-sessions:ignoresRoles', 'config/jam.php passes no keys');
new CfnOutput(stack, 'Address', { value: `http://${service.loadBalancer.loadBalancerDnsName}` });
