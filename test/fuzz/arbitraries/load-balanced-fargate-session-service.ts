import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Duration, Environment } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { SessionServiceDeployment } from '../../../src';
import { bad, Given, good, literal, made, oneOf, unknown } from '../given';
import { bundle, choice, Choice, flag, Kind, Props, PropsModel, seconds, wholeNumber } from '../props';
import { choicesOf } from '../rows';
import { mainVpc } from './network';
import { sessionVariables } from './environment';
import { optionRules, serviceBundles, serviceOptions } from './service-options';

export const CONTAINER_IMAGE = made("ContainerImage.fromRegistry('example/shop')", () => ecs.ContainerImage.fromRegistry('example/shop'));

const cluster: Choice = choice(
  oneOf(
    made("new ecs.Cluster(stack, 'GivenCluster', { vpc: network, enableFargateCapacityProviders: true })", (world) => (
      new ecs.Cluster(world.stack, 'GivenCluster', { vpc: mainVpc(world), enableFargateCapacityProviders: true })), 'own'),
    made("ecs.Cluster.fromClusterAttributes(stack, 'GivenCluster', { clusterName: 'shared', vpc: network })", (world) => (
      ecs.Cluster.fromClusterAttributes(world.stack, 'GivenCluster', { clusterName: 'shared', vpc: mainVpc(world) })), 'imported'),
  ),
  oneOf(made("ecs.Cluster.fromClusterArn(stack, 'GivenCluster', 'arn:aws:ecs:eu-west-1:111122223333:cluster/shared')", ({ stack }) => (
    ecs.Cluster.fromClusterArn(stack, 'GivenCluster', 'arn:aws:ecs:eu-west-1:111122223333:cluster/shared')), 'bare', 'bad')),
);

/** Processor units, then the least memory, the most and the step between, as Fargate's documentation has them. */
const SIZES = [
  [256, 512, 512, 1], [256, 1024, 2048, 1024], [512, 1024, 4096, 1024], [1024, 2048, 8192, 1024], [2048, 4096, 16_384, 1024],
  [4096, 8192, 30_720, 1024], [8192, 16_384, 61_440, 4096], [16_384, 32_768, 122_880, 8192],
];

function isSize(cpu: number, memory: number): boolean {
  return SIZES.some(([units, min, max, step]) => units === cpu && memory >= min && memory <= max && (memory - min) % step === 0);
}

/** Processor and memory, which go together. */
function sizes(kind: Kind): fc.Arbitrary<Props> {
  const cpus = [256, 512, 1024, 2048, 4096, 8192, 16_384];
  const fitting = fc.constantFrom(...SIZES).chain(([cpu, min, max, step]) => fc.integer({ min: 0, max: (max - min) / step }).map((steps): Props => (
    { cpu: literal(cpu), memoryLimitMiB: literal(min + steps * step) })));
  const memories = [512, 513, 1024, 1536, 4096, 30_720, 61_440, 0, -1, NaN, 1e9];
  const any = fc.tuple(fc.constantFrom(...cpus, 0, 128, 300, NaN), fc.constantFrom(...memories)).map(([cpu, memory]): Props => ({
    cpu: literal(cpu, cpus.includes(cpu) ? 'good' : 'bad'),
    memoryLimitMiB: literal(memory, !cpus.includes(cpu) ? 'unknown' : isSize(cpu, memory) ? 'good' : 'bad'),
  }));
  return fc.oneof({ withCrossShrink: true },
    { weight: 5, arbitrary: fc.constant<Props>({}) },
    { weight: 1, arbitrary: fc.constantFrom(...cpus).map((cpu): Props => ({ cpu: literal(cpu) })) },
    { weight: 1, arbitrary: fitting },
    ...kind === 'legal' ? [] : [{ weight: 2, arbitrary: any }],
  );
}

const minutes = (count: number) => ({ text: `Duration.minutes(${count})`, make: () => Duration.minutes(count) });
type Kinds = 'rolling' | 'blueGreen' | 'linear' | 'canary';
type DeploymentOptions = { stepPercent?: number; stepBakeTime?: number; bakeTime?: number };

/** A way to deploy; what is wrong with its options is told by itself, before there is a service. */
function deploymentOf(kind: Kinds, options: DeploymentOptions = {}, wrong?: string): Given<SessionServiceDeployment> {
  const { stepPercent, stepBakeTime, bakeTime } = options;
  const members = [
    ...stepPercent === undefined ? [] : [`stepPercent: ${stepPercent}`],
    ...stepBakeTime === undefined ? [] : [`stepBakeTime: ${minutes(stepBakeTime).text}`],
    ...bakeTime === undefined ? [] : [`bakeTime: ${minutes(bakeTime).text}`],
  ];
  return {
    text: `SessionServiceDeployment.${kind}(${members.length > 0 ? `{ ${members.join(', ')} }` : ''})`,
    verdict: wrong ? 'bad' : 'good',
    ...wrong ? { early: true, faults: [{ props: [wrong], early: true }] } : {},
    facts: kind,
    make: () => kind === 'rolling' ? SessionServiceDeployment.rolling() : SessionServiceDeployment[kind]({
      ...options, stepBakeTime: stepBakeTime === undefined ? undefined : Duration.minutes(stepBakeTime),
      bakeTime: bakeTime === undefined ? undefined : Duration.minutes(bakeTime),
    }),
  };
}

const deployment: Choice = choice(
  oneOf(
    deploymentOf('rolling'), deploymentOf('blueGreen'), deploymentOf('blueGreen', { bakeTime: 10 }), deploymentOf('linear'), deploymentOf('canary'),
    deploymentOf('linear', { stepPercent: 10 }), deploymentOf('linear', { bakeTime: 10 }), deploymentOf('canary', { stepPercent: 0.1, stepBakeTime: 1440 }),
  ),
  oneOf(
    deploymentOf('linear', { stepPercent: 2 }, 'stepPercent'), deploymentOf('canary', { stepPercent: 101 }, 'stepPercent'),
    deploymentOf('blueGreen', { bakeTime: 1441 }, 'bakeTime'), deploymentOf('canary', { stepBakeTime: 1500 }, 'stepBakeTime'),
    deploymentOf('linear', { stepPercent: 3, stepBakeTime: 60 }, 'bakeTime'), deploymentOf('canary', { stepPercent: NaN }, 'stepPercent'),
  ),
);

const secrets: Choice = choice(
  oneOf(
    made('{}', () => ({}), []),
    made("{ API_KEY: Secret.fromSecretsManager(new Secret(stack, 'Secret')) }", ({ stack }) => (
      { API_KEY: ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Secret')) }), ['API_KEY']),
    made("{ CONFIG: Secret.fromSsmParameter(StringParameter.fromStringParameterName(stack, 'Config', 'config')) }", ({ stack }) => (
      { CONFIG: ecs.Secret.fromSsmParameter(ssm.StringParameter.fromStringParameterName(stack, 'Config', 'config')) }), ['CONFIG']),
  ),
  oneOf(
    ...['DYNAMODB_SESSION_TABLE_NAME', 'a-b', ''].map((name) => made(`{ '${name}': Secret.fromSecretsManager(new Secret(stack, 'Secret')) }`,
      ({ stack }) => ({ [name]: ecs.Secret.fromSecretsManager(new secretsmanager.Secret(stack, 'Secret')) }), [name], name.includes('_') ? 'good' : 'bad')),
  ),
);

function role(prop: string, id: string): Choice {
  return choice(
    oneOf(
      made(`new iam.Role(stack, '${id}', { assumedBy: ecs-tasks })`, ({ stack }) => (
        new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') })), 'own'),
      made(`iam.Role.fromRoleName(stack, '${id}', 'web')`, ({ stack }) => iam.Role.fromRoleName(stack, id, 'web'), 'imported'),
    ),
    oneOf({
      ...made(`new iam.Role(stack, '${id}', { assumedBy: ec2 })`, ({ stack }) => (
        new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') })), 'own', 'bad'),
      faults: [{ props: [prop], late: true }],
    }),
  );
}

const provider = (capacityProvider: string, more: object = {}) => ({ capacityProvider, ...more });
const capacityProviderStrategies: Choice = choice(
  good<ecs.CapacityProviderStrategy[]>([provider('FARGATE')], [provider('FARGATE', { base: 1, weight: 1 }), provider('FARGATE_SPOT', { weight: 4 })]),
  bad<ecs.CapacityProviderStrategy[]>([], [provider('FARGATE'), provider('FARGATE')], [provider('FARGATE', { weight: -1 })], [provider('FARGATE', { base: 0.5 })],
    [provider('FARGATE', { weight: NaN })]),
);

const words: Choice = choice(good<string[]>(['serve'], ['sh', '-c', 'echo "x y"'], ['ünïcödé']), bad<string[]>([]));

/** What `LoadBalancedFargateSessionService` takes in a stack of this environment. */
export function tasksModel(env: Environment | undefined): PropsModel {
  return {
    props: {
      image: choice(oneOf(CONTAINER_IMAGE)),
      ...serviceOptions(env),
      ...choicesOf('LoadBalancedFargateSessionServiceProps'),
      cluster,
      runtimePlatform: choice(oneOf(...(['X86_64', 'ARM64'] as const).map((name) => (
        made(`{ cpuArchitecture: CpuArchitecture.${name} }`, () => ({ cpuArchitecture: ecs.CpuArchitecture[name] }), name))))),
      deployment,
      ephemeralStorageGiB: wholeNumber('ephemeralStorageGiB', 21, 200, { tokens: 'unknown' }),
      command: words,
      entryPoint: words,
      secrets,
      sessionVariablesAsSecrets: flag,
      taskRole: role('taskRole', 'GivenTaskRole'),
      executionRole: role('executionRole', 'GivenExecutionRole'),
      stopTimeout: seconds('stopTimeout', 2, 120),
      healthCheckGracePeriod: seconds('healthCheckGracePeriod', 0, 7200),
      capacityProviderStrategies,
      enableExecuteCommand: flag,
      logRetention: choice(good<logs.RetentionDays>(1, 7, 30, 3653, 9999), fc.oneof(bad(0, 2, 31, -1, NaN, 10_000), unknown(0.5))),
      logEncryptionKey: choice(oneOf(made("new kms.Key(stack, 'LogKey')", ({ stack }) => new kms.Key(stack, 'LogKey')))),
    },
    required: ['image'],
    bundles: [...serviceBundles(env), bundle(sizes)],
    oneIn: 8,
    rules: [
      ...optionRules,
      {
        props: ['enableExecuteCommand', 'readonlyRootFilesystem'],
        broken: (facts) => facts.enableExecuteCommand === true && facts.readonlyRootFilesystem === true,
      },
      { props: ['scaling'], broken: (facts) => facts.scaling === 'requests' && !['rolling', undefined].includes(facts.deployment) },
      {
        props: ['secrets'],
        broken: (facts) => (facts.secrets ?? []).some((name: string) => name in sessionVariables(facts) || name in (facts.environment ?? {})),
      },
    ],
  };
}
