import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService, SessionStore, SessionTable, SessionTableGrants } from 'cdk-dynamodb-sessions';

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env; // from the CLI: access logs need a region
const stack = new Stack(new App(), 'ExistingTable', { description: 'A service on session tables that exist', env: { account, region } });

// a session table that was made elsewhere, by hand or by another stack; its keys must be those of the store
const sessionTable = SessionTable.fromSessionTableName(stack, 'Sessions', 'prod-sessions', SessionStore.phpSdk());

const userData = ec2.UserData.forLinux();
// in place of your application: a page that says so, at every path, /ping.html included
userData.addCommands('set -e', 'dnf install -y httpd', "echo 'put your application here' > /var/www/html/index.html",
  'echo FallbackResource /index.html > /etc/httpd/conf.d/placeholder.conf', 'systemctl enable --now httpd');

const service = new LoadBalancedSessionService(stack, 'Web', {
  machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  sessionTable,
  environment: { PORTAL_TABLE_NAME: 'portal-sessions' },
  userData,
});

// a table that is somebody else's, with another client: rights for it, and nothing else
const portal = dynamodb.Table.fromTableName(stack, 'PortalSessions', 'portal-sessions');
SessionTableGrants.fromTable(portal, SessionStore.express()).requests(service);
new CfnOutput(stack, 'Address', { value: `http://${service.loadBalancer.loadBalancerDnsName}` });
