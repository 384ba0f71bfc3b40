// props that only containers have
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CfnParameter, Duration, Stack } from 'aws-cdk-lib/core';
import {
  LoadBalancedFargateSessionService, LoadBalancedFargateSessionServiceProps, SessionServiceDeployment, SessionServiceScaling,
} from '../../src';
import { account, europe, newStack, newVpc } from '../helpers';
import { BadInput, TokenInput } from './bad-input';

type Props = Partial<LoadBalancedFargateSessionServiceProps>;
type Given = Props | ((stack: Stack) => Props);
type Row = [what: string, bad: Given, message: string, good: Given];

const define = (props: Given) => () => {
  const stack = newStack({ env: europe });
  return new LoadBalancedFargateSessionService(stack, 'Web', {
    image: ecs.ContainerImage.fromRegistry('example/shop'), ...(typeof props === 'function' ? props(stack) : props),
  });
};

const number = (stack: Stack, id = 'Number') => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
const secret = (stack: Stack) => ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Secret'));
const groups = (count: number) => (stack: Stack): Props =>
  ({ securityGroups: Array.from({ length: count }, (_, i) => ec2.SecurityGroup.fromSecurityGroupId(stack, `Group${i}`, `sg-${i}`)) });
const key = (region: string) => (stack: Stack): Props => ({
  logEncryptionKey: kms.Key.fromKeyArn(stack, 'Key',
    `arn:aws:kms:${region}:${account}:key/k`),
});
const cluster = (stack: Stack) => new ecs.Cluster(stack, 'Cluster');
const providers = (...capacityProviderStrategies: ecs.CapacityProviderStrategy[]): Props => ({ capacityProviderStrategies });
const PROVIDERS = 'capacityProviderStrategies';
const [fargate, spot] = ['FARGATE', 'FARGATE_SPOT'].map((capacityProvider) => (more: object) => ({ capacityProvider, ...more }));
const onWindows = (props: Props = {}): Props => ({
  cpu: 1024, ...props,
  runtimePlatform: { operatingSystemFamily: ecs.OperatingSystemFamily.WINDOWS_SERVER_2022_CORE, ...props.runtimePlatform },
});
const notOnWindows = (prop: string, got: string) =>
  `\`${prop}\` must be left out for Windows, which Fargate does not offer with it, got: ${got}; remove it`;

const ROWS: Row[] = [
  ['Fargate has no such processor', { cpu: 300 }, '`cpu` must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, got: 300', { cpu: 256 }],
  ['its memory is too small', { memoryLimitMiB: 256 }, '`memoryLimitMiB` must be one of 512, 1024, 2048 for 256 units of `cpu`, got: 256',
    { memoryLimitMiB: 512 }],
  ['its memory is too large', { memoryLimitMiB: 2560 }, '`memoryLimitMiB` must be one of 512, 1024, 2048 for 256 units of `cpu`, got: 2560',
    { memoryLimitMiB: 2048 }],
  ['its memory is none of three', { memoryLimitMiB: 1536 }, '`memoryLimitMiB` must be one of 512, 1024, 2048 for 256 units of `cpu`, got: 1536',
    { memoryLimitMiB: 1024 }],
  ['its memory is between two steps', { cpu: 8192, memoryLimitMiB: 17408 },
    '`memoryLimitMiB` must be 16384 to 61440 in steps of 4096 for 8192 units of `cpu`, got: 17408', { cpu: 8192, memoryLimitMiB: 20480 }],
  ['Windows has too small a processor', onWindows({ cpu: 512 }), '`cpu` must be one of 1024, 2048, 4096 for Windows, got: 512', onWindows()],
  ['Windows has too large a processor', onWindows({ cpu: 8192 }), '`cpu` must be one of 1024, 2048, 4096 for Windows, got: 8192',
    onWindows({ cpu: 4096 })],
  ['Windows gets its size at deployment', (stack) => onWindows({ cpu: number(stack, 'Cpu'), memoryLimitMiB: number(stack, 'Memory') }),
    '`cpu` must be known when the app is synthesized for Windows, got: a token; give a number; ' +
    '`memoryLimitMiB` must be known when the app is synthesized for Windows, got: a token; give a number', onWindows({ memoryLimitMiB: 2048 })],
  ['Windows is to run on Arm', onWindows({ runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64 } }), notOnWindows('runtimePlatform.cpuArchitecture', 'ARM64'),
    onWindows({ runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.X86_64 } })],
  ['Windows is to have a file system that it cannot change', onWindows({ readonlyRootFilesystem: true }), notOnWindows('readonlyRootFilesystem',
    'true'),
  onWindows({ readonlyRootFilesystem: false })],
  ['Windows is to run on Spot', onWindows(providers(spot({ weight: 1 }))), notOnWindows(PROVIDERS, "'FARGATE_SPOT'"),
    onWindows(providers(fargate({ weight: 1 })))],
  ['its disk is small', { ephemeralStorageGiB: 20 }, '`ephemeralStorageGiB` must be a whole number from 21 to 200, got: 20',
    { ephemeralStorageGiB: 21 }],
  ['its disk is large', { ephemeralStorageGiB: 201 }, '`ephemeralStorageGiB` must be a whole number from 21 to 200, got: 201',
    { ephemeralStorageGiB: 200 }],
  ['its tasks have more security groups than ECS allows', groups(6), '`securityGroups` must hold at most 5, got: 6; put their rules together',
    groups(5)],
  ['its grace period is too long', { healthCheckGracePeriod: Duration.seconds(7201) },
    '`healthCheckGracePeriod` must be whole seconds from 0 to 7200, got: 7201 s', { healthCheckGracePeriod: Duration.hours(2) }],
  ['its containers have a second to end', { stopTimeout: Duration.seconds(1) }, '`stopTimeout` must be whole seconds from 2 to 120, got: 1 s',
    { stopTimeout: Duration.seconds(2) }],
  ['its containers have too long to end', { stopTimeout: Duration.seconds(121) },
    '`stopTimeout` must be whole seconds from 2 to 120, got: 121 s', { stopTimeout: Duration.seconds(120) }],
  ['its command has no word', { command: [] }, "`command` must hold at least one word, got: none; leave the prop out for the image's own",
    { command: ['serve'] }],
  ['its entry point has no word', { entryPoint: [] }, "`entryPoint` must hold at least one word, got: none; leave the prop out for the image's own",
    { entryPoint: ['tini'] }],
  ['people run commands on a file system that cannot be written', { enableExecuteCommand: true, readonlyRootFilesystem: true },
    '`enableExecuteCommand` needs a file system that its agent can write to, got: `readonlyRootFilesystem: true`; remove one of them',
    { enableExecuteCommand: true, readonlyRootFilesystem: false }],
  ...(['stopTimeout', 'healthCheckGracePeriod'] as const).map((prop): Row => [
    `its ${prop} is hours that are known only at deployment`, (stack) => ({ [prop]: Duration.hours(number(stack)) }),
    `\`${prop}\` must be in seconds where it is known only at deployment, got: hours; use Duration.seconds`,
    (stack) => ({ [prop]: Duration.seconds(number(stack)) }),
  ]),
  ['it scales by the requests of two target groups', {
    deployment: SessionServiceDeployment.blueGreen(),
    scaling: SessionServiceScaling.requestsPerTarget(9),
  },
  '`scaling` by requests cannot follow two target groups, got: requestsPerTarget beside BLUE_GREEN; use cpuUtilization or memoryUtilization',
  { deployment: SessionServiceDeployment.rolling(), scaling: SessionServiceScaling.requestsPerTarget(9) }],
  ['its logs are kept for a number of days that CloudWatch does not know', { logRetention: 45 as logs.RetentionDays },
    '`logRetention` must be one of RetentionDays, got: 45; the next are 30 and 60 days', { logRetention: 60 }],
  ['the key of its logs is in another region', key('us-east-1'),
    "`logEncryptionKey` must be in the region of the service ('eu-west-1'), got: 'us-east-1'; use a key from there", key('eu-west-1')],
  ['its cluster stands in another network than its load balancer', (stack) => ({
    cluster: cluster(stack), loadBalancer: new elbv2.ApplicationLoadBalancer(stack, 'Shared', { vpc: newVpc(stack) }),
  }), "`loadBalancer` must stand in the network of `cluster` ('Stack/Cluster/Vpc'), got: 'Stack/Vpc'; use one in that network, or another `cluster`", (stack) => {
    const given = cluster(stack);
    return { cluster: given, loadBalancer: new elbv2.ApplicationLoadBalancer(stack, 'Shared', { vpc: given.vpc }) };
  }],
  ['its cluster does not know its network', (stack) => ({
    cluster: ecs.Cluster.fromClusterArn(stack, 'Cluster', `arn:aws:ecs:eu-west-1:${account}:cluster/shared`),
  }), '`cluster` must know its network, got: an imported one that does not; import it with Cluster.fromClusterAttributes and its `vpc`', (stack) => ({
    cluster: ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'shared', vpc: newVpc(stack) }),
  })],
  ["its network is not the cluster's", (stack) => ({ vpc: newVpc(stack), cluster: cluster(stack) }),
    "`vpc` must be the network of `cluster` ('Stack/Cluster/Vpc'), got: 'Stack/Vpc'; remove `vpc`", (stack) => ({ cluster: cluster(stack) })],
  ['its cluster brings a network and NAT gateways are counted', (stack) => ({ cluster: cluster(stack), natGateways: 1 }),
    '`natGateways` goes with an own network only, got: 1 beside a given one; remove `natGateways`', { natGateways: 1 }],
  ['it has no capacity provider', providers(), `\`${PROVIDERS}\` must hold 1 to 20 providers, got: none`, providers(fargate({ weight: 1 }))],
  ['it has too many capacity providers', (stack) => ({
    ...providers(...Array.from({ length: 21 }, (_, i) => ({ capacityProvider: `provider-${i}`, weight: 1 }))), cluster: cluster(stack),
  }), `\`${PROVIDERS}\` must hold 1 to 20 providers, got: 21`, providers(fargate({ weight: 1 }), spot({ weight: 1 }))],
  ['it names a capacity provider twice', providers(spot({ weight: 1 }), spot({ weight: 2 })),
    `\`${PROVIDERS}\` must name each provider once, got: 'FARGATE_SPOT' more than once`, providers(spot({ weight: 3 }))],
  ['its own cluster has no such capacity provider', providers({ capacityProvider: 'SPOT', weight: 1 }),
    `\`${PROVIDERS}\` of an own cluster must name FARGATE and FARGATE_SPOT alone, got: 'SPOT'; give the \`cluster\` that has it`,
    providers(spot({ weight: 2 }))],
  ['it mixes kinds of capacity providers', (stack) => ({
    ...providers(fargate({ weight: 1 }), { capacityProvider: 'instances' }),
    cluster: cluster(stack),
  }),
  `\`${PROVIDERS}\` cannot mix FARGATE and FARGATE_SPOT with others, got: 'instances' beside them; choose one kind`, providers(fargate({}),
    spot({ weight: 1 }))],
  ['two capacity providers have a base', providers(fargate({ base: 1, weight: 1 }), spot({ base: 1 })),
    `\`${PROVIDERS}\` can have one provider with a \`base\`, got: 2; remove the others`, providers(fargate({ base: 1, weight: 1 }),
      spot({ base: 0 }))],
  ['no capacity provider has a weight', providers(fargate({ base: 2 }), spot({})),
    `\`${PROVIDERS}\` must give one provider a \`weight\` above 0, got: 0 for all`, providers(fargate({ base: 2 }), spot({ weight: 1 }))],
  ['a capacity provider weighs too much', providers(spot({ weight: 1001 })),
    `\`${PROVIDERS}[0].weight\` must be a whole number from 0 to 1000, got: 1001`, providers(spot({ weight: 1000 }))],
  ['a capacity provider has too high a base', providers(spot({ base: 100001, weight: 1 })),
    `\`${PROVIDERS}[0].base\` must be a whole number from 0 to 100000, got: 100001`, providers(spot({ base: 100000, weight: 1 }))],
  ...(['command', 'entryPoint'] as const).map((prop): Row => [
    `its ${prop} has a secret`, (stack) => ({ [prop]: ['start', `--key=${new secretsmanager.Secret(stack, 'Key').secretValue.unsafeUnwrap()}`] }),
    `\`${prop}\` must hold no secrets, which anybody could read there, got: one; give it to \`secrets\`, and let a shell put its variable in`,
    (stack) => ({ [prop]: ['sh', '-c', 'exec start --key="$KEY"'], secrets: { KEY: secret(stack) } }),
  ]),
  ['a secret has a name that no shell takes', (stack) => ({ secrets: { 'API-KEY': secret(stack) } }),
    "`secrets` must use names of letters, digits and underscores that begin with no digit, got: 'API-KEY'", (stack) => (
      { secrets: { API_KEY: secret(stack) } })],
  ['a secret displaces a session variable', (stack) => ({ secrets: { DYNAMODB_SESSION_TABLE_NAME: secret(stack) } }),
    "`secrets` must not set 'DYNAMODB_SESSION_TABLE_NAME', which the session store sets, got: a secret; remove it",
    (stack) => ({ secrets: { MY_TABLE_NAME: secret(stack) } })],
  ['a secret displaces a variable', (stack) => ({ environment: { KEY: '' }, secrets: { KEY: secret(stack) } }),
    "`secrets` must not set 'KEY', which `environment` sets, got: a secret; remove it", (stack) => ({
      environment: { OTHER: '' },
      secrets: { KEY: secret(stack) },
    })],
  ['its environment is larger than a task definition', { environment: { LONG: 'x'.repeat(65536) } },
    '`environment` must fit into the 65536 bytes of a task definition, got: 65586; put long values into S3 or Parameter Store',
    { environment: { LONG: 'x'.repeat(60000) } }],
];

export const BAD_INPUTS: BadInput[] = ROWS.map(([what, bad, message, good]) => (
  { what: `a service on Fargate: ${what}`, bad: define(bad), message: `${message} (in Stack/Web)`, good: define(good) }));

export const TOKENS: TokenInput[] = ([
  ['the size of a task', (stack) => ({ cpu: number(stack, 'Cpu'), memoryLimitMiB: number(stack, 'Memory') })],
  ['the time to stop', (stack) => ({ stopTimeout: Duration.seconds(number(stack)) })],
  ['a capacity provider', (stack) => providers({ capacityProvider: new CfnParameter(stack, 'Provider').valueAsString, weight: number(stack) })],
  ['how long logs are kept', (stack) => ({ logRetention: number(stack) })],
] as [string, Given][]).map(([what, props]) => ({ what, use: define(props) }));
