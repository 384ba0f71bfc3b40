import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService, SessionTable } from 'cdk-dynamodb-sessions';

const app = new App();
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION }; // from the CLI: access logs need a region

// what both services share: network, load balancer and sessions
const front = new Stack(app, 'Front', { description: 'One load balancer and one session table for several services', env });
const vpc = new ec2.Vpc(front, 'Vpc', {
  maxAzs: 2,
  natGateways: 1, // about 33 US dollars a month
  gatewayEndpoints: { DynamoDb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB } }, // so sessions do not pass it
});
const loadBalancer = new elbv2.ApplicationLoadBalancer(front, 'LoadBalancer', { vpc, internetFacing: true, dropInvalidHeaderFields: true });
const listener = loadBalancer.addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) });
const sessionTable = new SessionTable(front, 'Sessions');
new CfnOutput(front, 'Address', { value: `http://${loadBalancer.loadBalancerDnsName}` });

defineService('Admin', 10, ['/admin', '/admin/*']);
defineService('Shop', 20, ['/*']); // what no rule before it took

function defineService(name: string, priority: number, paths: string[]): void {
  const userData = ec2.UserData.forLinux();
  // in place of your application: a page that says so, at every path, /ping.html included
  userData.addCommands('set -e', 'dnf install -y httpd', `echo '${name}: put your application here' > /var/www/html/index.html`,
    'echo FallbackResource /index.html > /etc/httpd/conf.d/placeholder.conf', 'systemctl enable --now httpd');
  new LoadBalancedSessionService(new Stack(app, name, { description: `${name}, with sessions in DynamoDB`, env }), 'Web', {
    machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    sharedListener: { listener, priority, conditions: [elbv2.ListenerCondition.pathPatterns(paths)] },
    sessionTable, userData,
  });
}
