// parts that are given: of the right kind, region, account and network, with free places, there before ours and after ours
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Template } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService, LoadBalancedFargateSessionServiceProps, LoadBalancedSessionService, LoadBalancedSessionServiceProps, SessionServiceDeployment } from '../../src';
import { account, europe, newStack, newVpc, onlyResource, warningsOf } from '../helpers';

const machineImage = ec2.MachineImage.latestAmazonLinux2023();
const image = ecs.ContainerImage.fromRegistry('example/shop');
const conditions = [elbv2.ListenerCondition.pathPatterns(['/*'])];
const onEc2 = (stack: Stack, props: Partial<LoadBalancedSessionServiceProps> = {}, id = 'Web') => new LoadBalancedSessionService(stack, id, { machineImage, ...props });
const onFargate = (stack: Stack, props: Partial<LoadBalancedFargateSessionServiceProps> = {}, id = 'Web') =>
  new LoadBalancedFargateSessionService(stack, id, { image, ...props });
const securityGroup = (stack: Stack, id = 'Group') => ec2.SecurityGroup.fromSecurityGroupId(stack, id, 'sg-0123456789abcdef0');

type Use = (stack: Stack) => unknown;

describe('a part that is given by its ARN', () => {
  const elb = (region: string, owner: string, name: string) => `arn:aws:elasticloadbalancing:${region}:${owner}:${name}`;
  const LISTENER = 'listener/app/my/50dc6c495c0c9188/f2f7dc8efc522ab2';
  const LOAD_BALANCER = 'loadbalancer/app/my/50dc6c495c0c9188';
  const listener = (arn: string): Use => (stack) => onFargate(stack, {
    vpc: newVpc(stack), sharedListener: { conditions, priority: 1, listener: elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', { listenerArn: arn, securityGroup: securityGroup(stack) }) },
  });
  const loadBalancer = (arn: string): Use => (stack) => onEc2(stack, {
    vpc: newVpc(stack), loadBalancer: elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'LB', { loadBalancerArn: arn, securityGroupId: 'sg-1' }),
  });
  const cluster = (arn: string): Use => (stack) => {
    const vpc = newVpc(stack);
    onFargate(stack, { cluster: ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'shop', clusterArn: arn, vpc }) });
  };
  const topic = (arn: string): Use => (stack) => onEc2(stack, { notificationsTopic: sns.Topic.fromTopicArn(stack, 'Topic', arn) });

  const rows: [prop: string, use: (arn: string) => Use, good: string, bad: [arn: string, problem: string][]][] = [
    ['sharedListener.listener', listener, elb('eu-west-1', account, LISTENER), [
      [elb('us-east-1', account, LISTENER), "must be in the region of the service ('eu-west-1'), got: 'us-east-1' in"],
      [elb('eu-west-1', '444455556666', LISTENER), `must be in the account of the service ('${account}'), got: '444455556666' in`],
      [elb('eu-west-1', account, LOAD_BALANCER), 'must be a listener of an application load balancer, got:'],
      [elb('eu-west-1', account, LISTENER.replace('app', 'net')), 'must be a listener of an application load balancer, got:'],
    ]],
    ['loadBalancer', loadBalancer, elb('eu-west-1', account, LOAD_BALANCER), [
      [elb('us-east-1', account, LOAD_BALANCER), "must be in the region of the service ('eu-west-1'), got: 'us-east-1' in"],
      [elb('eu-west-1', '444455556666', LOAD_BALANCER), `must be in the account of the service ('${account}'), got: '444455556666' in`],
      [elb('eu-west-1', account, LOAD_BALANCER.replace('app', 'net')), 'must be an application load balancer, got:'],
    ]],
    ['cluster', cluster, `arn:aws:ecs:eu-west-1:${account}:cluster/shop`, [
      [`arn:aws:ecs:us-east-1:${account}:cluster/shop`, "must be in the region of the service ('eu-west-1'), got: 'us-east-1' in"],
      ['arn:aws:ecs:eu-west-1:444455556666:cluster/shop', `must be in the account of the service ('${account}'), got: '444455556666' in`],
      [`arn:aws:ecs:eu-west-1:${account}:service/shop`, 'must be a cluster, got:'],
    ]],
    ['notificationsTopic', topic, `arn:aws:sns:eu-west-1:${account}:shop`, [
      [`arn:aws:sns:us-east-1:${account}:shop`, "must be in the region of the service ('eu-west-1'), got: 'us-east-1' in"],
    ]],
  ];

  test.each(rows)('passes as `%s` of the service\'s own region, account and kind', (_, use, good) => {
    expect(() => use(good)(newStack({ env: europe }))).not.toThrow();
  });

  test.each(rows.flatMap(([prop, use, , bad]) => bad.map(([arn, problem]) => [prop, arn, problem, use] as const)))('fails if `%s` is %s', (prop, arn, problem, use) => {
    expect(() => use(arn)(newStack({ env: europe }))).toThrow(`\`${prop}\` ${problem} `);
  });

  test.each(rows)('passes as `%s` while the stack does not say where it stands', (_, use, __, [[elsewhere]]) => {
    expect(() => use(elsewhere)(newStack())).not.toThrow();
  });
});

describe('a listener beside a load balancer', () => {
  const arn = (kind: string, name: string) => `arn:aws:elasticloadbalancing:eu-west-1:${account}:${kind}/app/${name}`;
  const own = (stack: Stack, id: string) => new elbv2.ApplicationLoadBalancer(stack, id, { vpc: newVpcOnce(stack) });
  const newVpcOnce = (stack: Stack) => stack.node.tryFindChild('Vpc') as ec2.Vpc | undefined ?? newVpc(stack);
  const listenerOf = (loadBalancer: elbv2.ApplicationLoadBalancer) =>
    loadBalancer.addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) });

  test('passes when it is the listener of that one', () => {
    const stack = newStack({ env: europe });
    const loadBalancer = own(stack, 'One');
    expect(() => onEc2(stack, { loadBalancer, sharedListener: { listener: listenerOf(loadBalancer), priority: 1, conditions } })).not.toThrow();
  });

  test('fails if it is the listener of another one of this app', () => {
    const stack = newStack({ env: europe });
    const [one, other] = [own(stack, 'One'), own(stack, 'Other')];
    expect(() => onEc2(stack, { loadBalancer: other, sharedListener: { listener: listenerOf(one), priority: 1, conditions } }))
      .toThrow("`loadBalancer` must be the one of `sharedListener.listener` ('Stack/One/Listener'), got: 'Stack/Other'; remove `loadBalancer`, or give a listener of it");
  });

  test.each([['shop/1', false], ['blog/2', true]])('that is imported, with the ARN of %s', (name, isRefused) => {
    const stack = newStack({ env: europe });
    const props = {
      vpc: newVpc(stack),
      sharedListener: {
        priority: 1, conditions, listener: elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', {
          listenerArn: arn('listener', 'shop/1/3'), securityGroup: securityGroup(stack),
        }),
      },
      loadBalancer: elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'LB', { loadBalancerArn: arn('loadbalancer', name), securityGroupId: 'sg-1' }),
    };
    const define = () => onEc2(stack, props);
    if (isRefused) {
      expect(define).toThrow('`loadBalancer` must be the one of `sharedListener.listener`');
    } else {
      expect(define).not.toThrow();
    }
  });
});

describe('subnets of the load balancer', () => {
  const { PUBLIC, PRIVATE_WITH_EGRESS } = ec2.SubnetType;
  const twoGroups = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 2, subnetConfiguration: [
      { name: 'app', subnetType: PRIVATE_WITH_EGRESS }, { name: 'data', subnetType: PRIVATE_WITH_EGRESS },
      { name: 'web', subnetType: PUBLIC }, { name: 'dmz', subnetType: PUBLIC },
    ],
  });
  const subnetsOf = (stack: Stack) => onlyResource(stack, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties.Subnets.map(({ Ref }: { Ref: string }) => Ref.slice(3, 8));

  test.each([[true, ['webSu', 'webSu']], [false, ['appSu', 'appSu']]])('are one of each zone by default, public: %s', (publicLoadBalancer, names) => {
    const stack = newStack({ env: europe });
    onEc2(stack, { vpc: twoGroups(stack), publicLoadBalancer });
    expect(subnetsOf(stack)).toEqual(names);
  });

  test('fails if they are selected, two in a zone', () => {
    const stack = newStack({ env: europe });
    const vpc = twoGroups(stack);
    expect(() => onEc2(stack, { vpc, loadBalancerOptions: { vpcSubnets: { subnetType: PUBLIC } } }))
      .toThrow(/`loadBalancerOptions.vpcSubnets` must have one subnet in each zone, got: 2 in '[^']+'; add `onePerAz: true`, or name one of them/);
    expect(() => onEc2(stack, { vpc, loadBalancerOptions: { vpcSubnets: { subnets: [...vpc.publicSubnets.slice(0, 2), vpc.publicSubnets[0]] } } }, 'Twice')).toThrow('got: 2 in');
    expect(() => onEc2(stack, { vpc, loadBalancerOptions: { vpcSubnets: { subnetType: PUBLIC, onePerAz: true } } }, 'Once')).not.toThrow();
  });
});

describe('what stands in another network', () => {
  const networks = (stack: Stack) => ['Vpc', 'Other'].map((id) => new ec2.Vpc(stack, id, { maxAzs: 2 }));
  const message = (prop: string, path: string) => `\`${prop}\` must be of the network of \`vpc\` ('Stack/Vpc'), got: '${path}' of another one; use one of that network`;

  test.each<[string, (stack: Stack, other: ec2.IVpc) => Partial<LoadBalancedSessionServiceProps>, string]>([
    ['securityGroups', (stack, vpc) => ({ securityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc })] }), 'Stack/Group'],
    ['vpcSubnets.subnets', (_, { privateSubnets }) => ({ vpcSubnets: { subnets: privateSubnets } }), 'Stack/Other/PrivateSubnet1'],
    ['loadBalancerOptions.vpcSubnets.subnets', (_, { publicSubnets }) => ({ loadBalancerOptions: { vpcSubnets: { subnets: publicSubnets } } }), 'Stack/Other/PublicSubnet1'],
  ])('fails if it is in `%s`, and passes in its own', (prop, make, path) => {
    const stack = newStack({ env: europe });
    const [vpc, other] = networks(stack);
    expect(() => onEc2(stack, { vpc, ...make(stack, other) })).toThrow(message(prop, path));
    const good = newStack({ env: europe });
    const [own] = networks(good);
    expect(() => onEc2(good, { vpc: own, ...make(good, own) })).not.toThrow();
  });

  test('fails if it is a security group and the service makes its network', () => {
    const stack = newStack({ env: europe });
    expect(() => onEc2(stack, { securityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc: newVpc(stack) })] }))
      .toThrow("`securityGroups` must be of the network of the service, which makes its own, got: 'Stack/Group' of another one; give `vpc`");
  });
});

describe('a second service behind the listener of one with blue/green deployments', () => {
  const shop = (stack: Stack) => onFargate(stack, { deployment: SessionServiceDeployment.blueGreen() }, 'Shop');
  const behind = (stack: Stack, { listener, sessionTable }: LoadBalancedFargateSessionService, priority: number) =>
    onFargate(stack, { sharedListener: { listener, priority, conditions: [elbv2.ListenerCondition.pathPatterns(['/admin/*'])] }, sessionTable }, 'Admin');

  test('comes before the rule that takes every request', () => {
    const stack = newStack({ env: europe });
    behind(stack, shop(stack), 1);
    const rules = Object.values(Template.fromStack(stack).findResources('AWS::ElasticLoadBalancingV2::ListenerRule'));
    expect(rules.map(({ Properties }) => [Properties.Priority, Properties.Conditions[0].PathPatternConfig.Values])).toEqual([[50000, ['/*']], [1, ['/admin/*']]]);
  });

  test('fails if it wants the place of that rule', () => {
    const stack = newStack({ env: europe });
    expect(() => behind(stack, shop(stack), 50000)).toThrow("`sharedListener.priority` must be one that no other rule of the listener has, got: 50000, which 'Stack/Shop' has");
  });
});

describe('a cluster of this app', () => {
  const strategies = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }];
  const withCluster = (props: Partial<ecs.ClusterProps>, then: (cluster: ecs.Cluster) => void = () => undefined) => {
    const stack = newStack({ env: europe });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: newVpc(stack), ...props });
    onFargate(stack, { cluster, capacityProviderStrategies: strategies });
    then(cluster);
    return stack;
  };

  test('goes after the service that uses its providers', () => {
    const template = Template.fromStack(withCluster({ enableFargateCapacityProviders: true }));
    const [association] = Object.keys(template.findResources('AWS::ECS::ClusterCapacityProviderAssociations'));
    expect(Object.values(template.findResources('AWS::ECS::Service'))[0].DependsOn).toContain(association);
  });

  test('fails at synthesis if it has not the provider', () => {
    expect(() => Template.fromStack(withCluster({})))
      .toThrow("`capacityProviderStrategies` must name providers that `cluster` has, got: 'FARGATE_SPOT', which 'Stack/Cluster' has not; " +
        'give the cluster `enableFargateCapacityProviders: true`');
  });

  test('may get its providers later', () => {
    expect(() => Template.fromStack(withCluster({}, (cluster) => cluster.enableFargateCapacityProviders()))).not.toThrow();
  });
});

test('tasks start when their execution role may fetch and log', () => {
  const stack = newStack({ env: europe });
  const service = onFargate(stack);
  const { DependsOn } = onlyResource(stack, 'AWS::ECS::Service');
  const policy = stack.getLogicalId(service.taskDefinition.executionRole!.node.findChild('DefaultPolicy').node.defaultChild as iam.CfnPolicy);
  expect(DependsOn).toContain(policy);
});

describe('an imported part that nobody changes is warned of:', () => {
  const said = (stack: Stack, id: string) => warningsOf(stack).filter((text) => text.includes(`[ack: cdk-dynamodb-sessions:${id}]`));

  test('a key for the logs', () => {
    const stack = newStack({ env: europe });
    onFargate(stack, { logEncryptionKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:${account}:key/11111111-2222-3333-4444-555555555555`) });
    expect(said(stack, 'logKeyUnchanged')[0]).toContain("so the deployment fails unless it allows 'logs.eu-west-1.amazonaws.com' kms:Encrypt, kms:Decrypt, ");
    const own = newStack({ env: europe });
    onFargate(own, { logEncryptionKey: new kms.Key(own, 'Key') });
    expect(said(own, 'logKeyUnchanged')).toEqual([]);
  });

  test.each<[string, (stack: Stack, vpc: ec2.IVpc, securityGroups: ec2.ISecurityGroup[]) => unknown]>([
    ['EC2', (stack, vpc, securityGroups) => onEc2(stack, { vpc, securityGroups, healthCheck: { path: '/ping', port: '8081' } })],
    ['Fargate', (stack, vpc, securityGroups) => onFargate(stack, { vpc, securityGroups, healthCheck: { path: '/ping', port: '8081' } })],
  ])('the security groups of servers on %s', (_, define) => {
    const warnings = (mutable: boolean[]) => {
      const stack = newStack({ env: europe });
      define(stack, newVpc(stack), mutable.map((each, index) => ec2.SecurityGroup.fromSecurityGroupId(stack, `Group${index}`, `sg-${index}`, { mutable: each })));
      return said(stack, 'rulesNotAdded');
    };
    expect(warnings([false])).toEqual([expect.stringContaining(
      "`securityGroups` take no rules, so no request reaches a server unless 'Stack/Group0' allows TCP 80 and 8081 from the load balancer; give it these rules where it is defined")]);
    // one that takes them is enough
    expect(warnings([false, true])).toEqual([]);
  });
});

describe('an image on which the variables do not reach the application', () => {
  const said = (image_: ec2.IMachineImage) => {
    const stack = newStack({ env: europe });
    onEc2(stack, { machineImage: image_ });
    return warningsOf(stack).filter((text) => text.includes('imageWithoutVariables'));
  };

  test.each<[string, ec2.IMachineImage, string]>([
    ['Amazon Linux 2', ec2.MachineImage.latestAmazonLinux2(), 'systemd 219'],
    ['Amazon Linux 1', ec2.MachineImage.latestAmazonLinux(), 'no systemd'],
    ['Amazon Linux 2 for ECS', ecs.EcsOptimizedImage.amazonLinux2(), 'systemd 219'],
    ['Bottlerocket', new ecs.BottleRocketImage(), 'no user data'],
  ])('is warned of: %s', (_, image_, reason) => {
    expect(said(image_)).toEqual([expect.stringContaining(reason)]);
  });

  test('is none of Amazon Linux 2023', () => {
    expect(said(machineImage)).toEqual([]);
    expect(said(ecs.EcsOptimizedImage.amazonLinux2023())).toEqual([]);
  });
});

test.each(['PATH', 'LD_PRELOAD', 'HOME', 'IFS', 'BASH_ENV'])('fails on EC2 if %s would change every service of the machine, by whatever prop', (name) => {
  const message = `\`environment\` must not set '${name}', which would change every service of the machine`;
  expect(() => onEc2(newStack({ env: europe }), { environment: { [name]: '/opt' } })).toThrow(message);
  expect(() => onEc2(newStack({ env: europe }), { variableNames: { DYNAMODB_SESSION_TABLE_NAME: name } })).toThrow(message);
  expect(() => onFargate(newStack({ env: europe }), { environment: { [name]: '/opt' } })).not.toThrow();
});

