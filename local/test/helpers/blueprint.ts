import { App, CfnElement, CfnResource, StackProps } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Blueprint } from '../../src/blueprint/blueprint';
import { readBlueprint, ReadBlueprintOptions } from '../../src/blueprint/read-blueprint';
import { synthesize } from './assembly';

export const IRELAND: StackProps = { env: { account: '111111111111', region: 'eu-west-1' } };

export function read(build: (app: App) => void, options?: ReadBlueprintOptions): Blueprint {
  return readBlueprint(synthesize(build), options);
}

export function sessionTable(scope: Construct, props: Partial<dynamodb.TablePropsV2> = {}): dynamodb.TableV2 {
  const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };
  return new dynamodb.TableV2(scope, 'Sessions', { partitionKey, timeToLiveAttribute: 'expires', ...props });
}

export interface InstancesOptions {
  readonly role?: iam.IRole;
  readonly environment?: Record<string, string>;
  readonly group?: Partial<autoscaling.AutoScalingGroupProps>;
  readonly targets?: Partial<elb.AddApplicationTargetsProps>;
}

export function webRole(scope: Construct, props: Partial<iam.RoleProps> = {}): iam.Role {
  return new iam.Role(scope, 'WebRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'), ...props });
}

/** Auto Scaling group and load balancer, as our construct library writes them, of plain constructs. */
export function instances(scope: Construct, options: InstancesOptions = {}): autoscaling.AutoScalingGroup {
  const vpc = new ec2.Vpc(scope, 'Vpc', { natGateways: 0 });
  const launchTemplate = new ec2.LaunchTemplate(scope, 'Template', {
    machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    instanceType: new ec2.InstanceType('t3.micro'),
    securityGroup: new ec2.SecurityGroup(scope, 'Group', { vpc }),
    role: options.role ?? webRole(scope),
  });
  const group = new autoscaling.AutoScalingGroup(scope, 'Web', {
    vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, launchTemplate, minCapacity: 2, ...options.group,
  });
  (group.node.defaultChild as CfnElement as CfnResource)
    .addMetadata('cdk-dynamodb-sessions', { environment: options.environment ?? {} });
  const balancer = new elb.ApplicationLoadBalancer(scope, 'Balancer', { vpc });
  balancer.addListener('Http', { port: 80 }).addTargets('Target', { port: 80, targets: [group], ...options.targets });
  return group;
}

/** What AWS takes where a target group says nothing. */
export const DEFAULT_HEALTH_CHECK = {
  path: '/',
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  healthyHttpCodes: '200',
};

export const SESSIONS_ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/sessions';
