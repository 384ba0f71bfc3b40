import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { App, Stack, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { LoadBalancedFargateSessionService, LoadBalancedFargateSessionServiceProps, LoadBalancedSessionService, SessionTable } from '../../src';
import { europe, newRole } from '../helpers';

const outdirs: string[] = [];
afterAll(() => outdirs.forEach((outdir) => rmSync(outdir, { recursive: true })));

/** What the AwsSolutions pack says about a stack: rule and construct path. */
function findingsOf(define: (stack: Stack) => void): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'session-nag-'));
  outdirs.push(outdir);
  // findings are read from the report, so they need not fail the synthesis
  const app = new App({ outdir, builtinCloudFormationValidation: false, context: { '@aws-cdk/core:failSynthOnValidationErrors': false } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  define(new Stack(app, 'Stack', { env: europe }));
  app.synth();
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  const violations: any[] = pluginReports.flatMap((report: any) => report.violations);
  return violations.flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }: any) => `${ruleName} ${constructPath}`)).sort();
}

test('a session table, its grants and its key have no finding', () => {
  expect(findingsOf((stack) => {
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const table = new SessionTable(stack, 'Sessions', { encryption: dynamodb.TableEncryptionV2.customerManagedKey(key) });
    table.grantSessionAccess(newRole(stack));
  })).toEqual([]);
});

test('a service with its own network and table has the findings that are known', () => {
  expect(findingsOf((stack) => {
    new LoadBalancedSessionService(stack, 'Web', { machineImage: ec2.MachineImage.latestAmazonLinux2023() });
  })).toEqual([
    // notifications of scaling need a topic, which only the user can name
    'AwsSolutions-AS3 Stack/Web/AutoScalingGroup/ASG',
    // a public service is reached from everywhere: the user's decision, so never acknowledged silently
    'AwsSolutions-EC23 Stack/Web/LoadBalancer/SecurityGroup/Resource',
  ]);
});

test('an internal service in a given network has fewer', () => {
  expect(findingsOf((stack) => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'], privateSubnetIds: ['subnet-1', 'subnet-2'],
    });
    new LoadBalancedSessionService(stack, 'Web', {
      machineImage: ec2.MachineImage.latestAmazonLinux2023(), vpc, publicLoadBalancer: false, openListener: false,
    });
  })).toEqual(['AwsSolutions-AS3 Stack/Web/AutoScalingGroup/ASG']);
});

describe('a service on Fargate', () => {
  const findings = (props: Partial<LoadBalancedFargateSessionServiceProps>) => findingsOf((stack) => {
    new LoadBalancedFargateSessionService(stack, 'Web', { image: ecs.ContainerImage.fromRegistry('example/shop'), ...props });
  });
  const open = 'AwsSolutions-EC23 Stack/Web/LoadBalancer/SecurityGroup/Resource';

  test('has the findings that are known', () => {
    // plain variables are what everybody reads, the local kit among them; `tableNameAsSecret` avoids them
    expect(findings({})).toEqual([open, 'AwsSolutions-ECS2 Stack/Web/TaskDefinition/Resource']);
  });

  test('has the open listener alone when its variables come from parameters', () => {
    expect(findings({ tableNameAsSecret: true })).toEqual([open]);
  });

  test('has none when the listener is closed, too', () => {
    expect(findings({ tableNameAsSecret: true, allowedPeers: [ec2.Peer.ipv4('192.0.2.0/24')] })).toEqual([]);
  });
});

test('a service on EC2 whose scaling is told and whose listener is closed has no finding', () => {
  expect(findingsOf((stack) => {
    new LoadBalancedSessionService(stack, 'Web', {
      machineImage: ec2.MachineImage.latestAmazonLinux2023(), notificationsTopic: new sns.Topic(stack, 'Topic', { enforceSSL: true }),
      allowedPeers: [ec2.Peer.ipv4('192.0.2.0/24')],
    });
  })).toEqual([]);
});

test('and a finding would be seen', () => {
  expect(findingsOf((stack) => {
    newRole(stack).addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
  })).toEqual([
    'AwsSolutions-IAM5[Action::dynamodb:*] Stack/Role/DefaultPolicy/Resource',
    'AwsSolutions-IAM5[Resource::*] Stack/Role/DefaultPolicy/Resource',
  ]);
});
