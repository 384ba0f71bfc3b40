import * as cdk from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';

export class GuestbookStack extends cdk.Stack {
  constructor(scope: cdk.App, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const vpc = new ec2.Vpc(this, 'VPC', { maxAzs: 2, natGateways: 0 });

    const sessions = new dynamodb.Table(this, 'SessionsTable', {
      tableName: 'guestbook-sessions',
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: 'expires',
    });

    const role = new iam.Role(this, 'InstanceRole', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore')],
    });
    role.addToPolicy(new iam.PolicyStatement({
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      resources: [sessions.tableArn],
    }));

    const userData = ec2.UserData.forLinux();
    userData.addCommands(
      'dnf install -y httpd php php-xml',
      `echo 'SetEnv SESSIONS_TABLE ${sessions.tableName}' >> /etc/httpd/conf.d/app.conf`,
      `echo 'SetEnv AWS_REGION ${this.region}' >> /etc/httpd/conf.d/app.conf`,
      'systemctl enable --now httpd',
    );

    const asg = new autoscaling.AutoScalingGroup(this, 'ASG', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      minCapacity: 2,
      launchTemplate: new ec2.LaunchTemplate(this, 'LaunchTemplate', {
        machineImage: ec2.MachineImage.latestAmazonLinux2023(),
        instanceType: new ec2.InstanceType('t3.micro'),
        securityGroup: new ec2.SecurityGroup(this, 'SG', { vpc }),
        role,
        userData,
      }),
    });

    const lb = new elbv2.ApplicationLoadBalancer(this, 'LB', { vpc, internetFacing: true });
    lb.addListener('Listener', { port: 80 }).addTargets('Fleet', { port: 80, targets: [asg], healthCheck: { path: '/health.txt' } });
  }
}
