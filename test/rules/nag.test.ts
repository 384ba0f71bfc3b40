// what the AwsSolutions pack says of the defaults, in full; all four packs: findings.test.ts
import { readFileSync } from 'fs';
import { join } from 'path';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Stack, Validations } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService, LoadBalancedFargateSessionServiceProps, LoadBalancedSessionService, SessionTable } from '../../src';
import { europe, newRole, newStack, onlyResource, statementsOf, warningsOf } from '../helpers';
import { idOf, inspect, Pack, packs } from '../../tools/findings/nag';

const machineImage = ec2.MachineImage.latestAmazonLinux2023();

/** Rule and construct path. */
function findingsOf(define: (stack: Stack) => void, pack: Pack = 'AwsSolutions'): string[] {
  return inspect(define, { packs: [pack] }).findings.map(({ rule, path }) => `${rule} ${path}`).sort();
}

test('a session table, its grants and its key have no finding', () => {
  expect(findingsOf((stack) => {
    const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    const table = new SessionTable(stack, 'Sessions', { encryption: dynamodb.TableEncryptionV2.customerManagedKey(key) });
    table.grantSessionAccess(newRole(stack));
  })).toEqual([]);
});

describe('a session table is a global table', () => {
  test.each(packs)('at which %s does not look, so that even a bare one has no finding', (pack) => {
    expect(findingsOf((stack) => {
      new dynamodb.TableV2(stack, 'Bare', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
    }, pack)).toEqual([]);
  });

  const bare = { keySchema: [{ attributeName: 'id', keyType: 'HASH' }], provisionedThroughput: { readCapacityUnits: 1, writeCapacityUnits: 1 } };

  /** What our table would be if it were one at which the packs look. */
  function asTable(): dynamodb.CfnTableProps {
    const stack = newStack({ env: europe });
    new SessionTable(stack, 'Sessions');
    const { KeySchema: [{ AttributeName, KeyType }], BillingMode, Replicas: [replica] } = onlyResource(stack, 'AWS::DynamoDB::GlobalTable').Properties;
    return {
      keySchema: [{ attributeName: AttributeName, keyType: KeyType }],
      billingMode: BillingMode,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: replica.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled },
      deletionProtectionEnabled: replica.DeletionProtectionEnabled,
    };
  }

  test.each<[Pack, string[], string[]]>([
    ['AwsSolutions', ['DDB3'], []],
    ['NIST.800.53.R5', ['DynamoDBAutoScalingEnabled', 'DynamoDBInBackupPlan', 'DynamoDBPITREnabled'], ['DynamoDBInBackupPlan']],
    ['HIPAA.Security', ['DynamoDBAutoScalingEnabled', 'DynamoDBInBackupPlan', 'DynamoDBPITREnabled'], ['DynamoDBInBackupPlan']],
    ['PCI.DSS.321', [], []],
  ])('%s would find %j on a bare table and %j on ours', (pack, onBare, onOurs) => {
    const rulesOn = (props: dynamodb.CfnTableProps) => findingsOf((stack) => {
      new dynamodb.CfnTable(stack, 'Table', props);
    }, pack)
      .map((finding) => finding.split(' ')[0]);
    expect({ bare: rulesOn(bare), ours: rulesOn(asTable()) }).toEqual({ bare: onBare, ours: onOurs });
  });
});

test('a service with its own network and table has the findings that are known', () => {
  expect(findingsOf((stack) => {
    new LoadBalancedSessionService(stack, 'Web', { machineImage });
  })).toEqual([
    // notifications of scaling need a topic, which only the user can name
    'AS3 Stack/Web/AutoScalingGroup/ASG',
    // a public service is reached from everywhere: the user's decision, so never acknowledged silently
    'EC23 Stack/Web/LoadBalancer/SecurityGroup/Resource',
  ]);
});

test('an internal service in a given network has fewer', () => {
  expect(findingsOf((stack) => {
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'], privateSubnetIds: ['subnet-1', 'subnet-2'],
    });
    new LoadBalancedSessionService(stack, 'Web', { machineImage, vpc, publicLoadBalancer: false, listenerOptions: { open: false } });
  })).toEqual(['AS3 Stack/Web/AutoScalingGroup/ASG']);
});

describe('a service on Fargate', () => {
  const findings = (props: Partial<LoadBalancedFargateSessionServiceProps>) => findingsOf((stack) => {
    new LoadBalancedFargateSessionService(stack, 'Web', { image: ecs.ContainerImage.fromRegistry('example/shop'), ...props });
  });
  const open = 'EC23 Stack/Web/LoadBalancer/SecurityGroup/Resource';

  test('has the findings that are known', () => {
    // plain variables are what everybody reads, the local kit among them; `sessionVariablesAsSecrets` avoids them
    expect(findings({})).toEqual([open, 'ECS2 Stack/Web/TaskDefinition/Resource']);
  });

  test('has the open listener alone when its variables come from parameters', () => {
    expect(findings({ sessionVariablesAsSecrets: true })).toEqual([open]);
  });

  test('has none when the listener is closed, too', () => {
    expect(findings({ sessionVariablesAsSecrets: true, listenerOptions: { allowedPeers: [ec2.Peer.ipv4('192.0.2.0/24')] } })).toEqual([]);
  });
});

test('a service on EC2 whose scaling is told and whose listener is closed has no finding', () => {
  expect(findingsOf((stack) => {
    new LoadBalancedSessionService(stack, 'Web', {
      machineImage, notificationsTopic: new sns.Topic(stack, 'Topic', { enforceSSL: true }), listenerOptions: { allowedPeers: [ec2.Peer.ipv4('192.0.2.0/24')] },
    });
  })).toEqual([]);
});

test('a public site is signed for with the line that README and docs/evidence/rule-packs.md show', () => {
  const line = `Validations.of(loadBalancer).acknowledge({ id: '${idOf({ pack: 'AwsSolutions', rule: 'EC23' })}', reason: 'a public site' });`;
  for (const file of ['README.md', 'docs/evidence/rule-packs.md']) {
    expect(readFileSync(join(__dirname, '..', '..', file), 'utf8')).toContain(line);
  }
  expect(findingsOf((stack) => {
    const service = new LoadBalancedSessionService(stack, 'Web', { machineImage });
    new Function('Validations', 'loadBalancer', line)(Validations, service.loadBalancer);
  })).toEqual(['AS3 Stack/Web/AutoScalingGroup/ASG']);
});

test('a role that takes no policies gets its rights by a managed one, as docs/evidence/rule-packs.md shows', () => {
  const stack = newStack({ env: europe });
  const sessionTable = new SessionTable(stack, 'Sessions');
  const role = newRole(stack);
  sessionTable.grantSessionAccess(new iam.ManagedPolicy(stack, 'Policy', { roles: [role] }));
  new LoadBalancedSessionService(stack, 'Web', { machineImage, sessionTable, role: role.withoutPolicyUpdates() });
  const { Roles, PolicyDocument: { Statement } } = onlyResource(stack, 'AWS::IAM::ManagedPolicy').Properties;
  expect(Roles).toEqual([stack.resolve(role.roleName)]);
  const ofInlinePolicy = newStack({ env: europe });
  const other = newRole(ofInlinePolicy);
  new SessionTable(ofInlinePolicy, 'Sessions').grantSessionAccess(other);
  expect(Statement).toEqual(statementsOf(other));
  expect(statementsOf(role)).toEqual([]);
  expect(warningsOf(stack).filter((warning) => warning.includes('withoutPolicyUpdates'))).toHaveLength(1);
});

test('and a finding would be seen', () => {
  expect(findingsOf((stack) => {
    newRole(stack).addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
  })).toEqual([
    'IAM5[Action::dynamodb:*] Stack/Role/DefaultPolicy/Resource',
    'IAM5[Resource::*] Stack/Role/DefaultPolicy/Resource',
  ]);
});
