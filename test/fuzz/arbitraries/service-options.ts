import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Environment } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { AccessLogs, ISessionTable, SessionAccess, SessionServiceScaling, SessionTable } from '../../../src';
import { Arbitrary, Given, good, made, oneOf } from '../given';
import { Bundle, bundle, choice, Choice, flag, Kind, oneOfValues, Props, Rule, seconds, structOf, texts, valueOf, wholeNumber } from '../props';
import { environment, environmentRules, storeOf, variableNames } from './environment';
import { keyPrefix, keyPrefixRule } from './key-prefix';
import { allowedPeers, conditions, listeners, loadBalancers, NetworkFacts, securityGroups, subnets, vpc } from './network';
import { sessionStore } from './session-store';
import * as simple from '../rows';

type Facts = Record<string, any>;

const HOME = 'eu-west-1';
const certificateArn = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/11111111-2222-3333-4444-555555555555`;
const webAclArn = (region: string) => `arn:aws:wafv2:${region}:111122223333:regional/webacl/shop/11111111-2222-3333-4444-555555555555`;

function certificates(env: Environment | undefined): Choice {
  const imported = (region: string): Given => made(`Certificate.fromCertificateArn(stack, 'Certificate', '${certificateArn(region)}')`,
    ({ stack }) => acm.Certificate.fromCertificateArn(stack, 'Certificate', certificateArn(region)), true);
  const own = made("new Certificate(stack, 'Certificate', { domainName: 'shop.example.com' })",
    ({ stack }) => new acm.Certificate(stack, 'Certificate', { domainName: 'shop.example.com', validation: acm.CertificateValidation.fromDns() }), true);
  return choice(oneOf(imported(env?.region ?? HOME), own), env?.region ? oneOf({ ...imported('ap-south-1'), verdict: 'bad' }) : undefined);
}

const domainName = texts('domainName', ['shop.example.com', 'example.com', 'a.b.example.com'],
  ['', 'shop.example.org', 'notexample.com', 'Shop Example', 'shop..example.com', 'shop\n.example.com', `${'a'.repeat(64)}.example.com`], {
    judge: (text) => text === 'example.com' || text.endsWith('.example.com') ? 'unknown' : 'bad',
  });
const domainZone = choice(oneOf(made("HostedZone.fromHostedZoneAttributes(stack, 'Zone', { zoneName: 'example.com', … })",
  ({ stack }) => route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }), true)));

/** aws-cdk-lib compares some values, which it cannot if they are known only at deployment. */
const COMPARED = { tokens: 'unknown' } as const;

const healthCheck: Choice = structOf('healthCheck', {
  props: {
    path: texts('healthCheck.path', ['/', '/up', '/health?deep=1', `/${'p'.repeat(1023)}`], ['', 'up', 'https://x', '/a b', '/a\nb', `/${'p'.repeat(1024)}`], {
      judge: (text) => text.startsWith('/') ? 'unknown' : 'bad',
    }),
    interval: seconds('healthCheck.interval', 5, 300, COMPARED),
    timeout: seconds('healthCheck.timeout', 2, 120, COMPARED),
    healthyThresholdCount: wholeNumber('healthCheck.healthyThresholdCount', 2, 10),
    unhealthyThresholdCount: wholeNumber('healthCheck.unhealthyThresholdCount', 2, 10),
    port: texts('healthCheck.port', ['8080', 'traffic-port', '1', '65535'], ['', '0', '65536', '-1', '80.5', 'http', ' 80', '80\n'], { judge: () => 'unknown' }),
    healthyHttpCodes: texts('healthCheck.healthyHttpCodes', ['200', '200,204', '200-299', '200-499'], ['', 'ok', '99', '500', '299-200', '200;204', '200\r\n'],
      { judge: () => 'unknown', tokens: 'unknown' }),
  },
  oneIn: 3,
  rules: [{
    props: ['timeout', 'interval'],
    broken: ({ interval = 30, timeout = 5 }) => timeout >= interval,
  }],
});

function scalingOf(text: string, make: () => SessionServiceScaling, name: string): Given<SessionServiceScaling> {
  return made(`SessionServiceScaling.${text}`, make, name);
}

function wrongScaling(text: string, make: () => SessionServiceScaling, prop: string): Given<SessionServiceScaling> {
  return { ...scalingOf(text, make, 'none'), verdict: 'bad', early: true, faults: [{ props: [prop], early: true }] };
}

const scaling: Choice = choice(
  fc.oneof(
    fc.integer({ min: 1, max: 100 }).map((share) => scalingOf(`cpuUtilization(${share})`, () => SessionServiceScaling.cpuUtilization(share), 'cpu')),
    fc.integer({ min: 1, max: 100_000 }).map((count) => (
      scalingOf(`requestsPerTarget(${count})`, () => SessionServiceScaling.requestsPerTarget(count), 'requests'))),
    oneOf(
      scalingOf('memoryUtilization(70)', () => SessionServiceScaling.memoryUtilization(70), 'memory'),
      scalingOf('none()', () => SessionServiceScaling.none(), 'none'),
    ),
  ),
  fc.oneof(
    fc.constantFrom(0, 101, 0.5, NaN, -1).map((share) => (
      wrongScaling(`cpuUtilization(${share})`, () => SessionServiceScaling.cpuUtilization(share), 'targetUtilizationPercent'))),
    fc.constantFrom(0, 1.5, Infinity).map((count) => (
      wrongScaling(`requestsPerTarget(${count})`, () => SessionServiceScaling.requestsPerTarget(count), 'requestsPerMinute'))),
  ),
);

/** A table that is given: own or imported. */
const tables: Arbitrary<ISessionTable> = sessionStore.legal.chain((store) => oneOf(
  made(`new SessionTable(stack, 'Sessions', { store: ${store.text} })`, (world) => world.once('sessions', () => (
    new SessionTable(world.stack, 'Sessions', { sessionStore: store.make(world) }))), { store: store.facts, isOwn: true }),
  made(`SessionTable.fromSessionTableName(stack, 'Sessions', 'theirs', ${store.text})`, (world) => world.once('sessions', () => (
    SessionTable.fromSessionTableName(world.stack, 'Sessions', 'theirs', store.make(world)))), { store: store.facts, isOwn: false }),
));

const bucket = (text: string, make: Given['make'], verdict: Given['verdict'] = 'good') => made(text, make, text, verdict);
const buckets: Choice = choice(
  oneOf(
    bucket("new Bucket(stack, 'Logs', { encryption: S3_MANAGED })", ({ stack }) => new s3.Bucket(stack, 'Logs', { encryption: s3.BucketEncryption.S3_MANAGED })),
    bucket("Bucket.fromBucketName(stack, 'Logs', 'logs')", ({ stack }) => s3.Bucket.fromBucketName(stack, 'Logs', 'logs')),
  ),
  oneOf(
    bucket("new Bucket(stack, 'Logs', { encryptionKey: new Key(stack, 'LogsKey') })",
      ({ stack }) => new s3.Bucket(stack, 'Logs', { encryptionKey: new kms.Key(stack, 'LogsKey') }), 'bad'),
    bucket("new Bucket(stack, 'Logs', { encryption: KMS_MANAGED })",
      ({ stack }) => new s3.Bucket(stack, 'Logs', { encryption: s3.BucketEncryption.KMS_MANAGED }), 'bad'),
  ),
);

const PREFIXES = texts('prefix', ['web', 'a/b', 'x'], ['', '/web', 'web/', 'AWSLogs', 'a/AWSLogs/b', 'a\nb/'], { tokens: 'unknown' });

/** A value that is made of others; what is wrong with these is told by itself, before there is a service. */
function accessLogsOf(kind: Kind): Arbitrary<AccessLogs> {
  const prefix = valueOf(PREFIXES, kind);
  const early = ({ verdict }: Given) => verdict !== 'good' ? { early: true, faults: [{ props: ['prefix'], early: true }] } : {};
  return fc.oneof(
    fc.constant(made('AccessLogs.disabled()', () => AccessLogs.disabled(), { isEnabled: false })),
    fc.constant(made('AccessLogs.toNewBucket()', () => AccessLogs.toNewBucket(), { isEnabled: true })),
    prefix.map((each) => ({
      text: `AccessLogs.toNewBucket({ prefix: ${each.text} })`, verdict: each.verdict, ...early(each), facts: { isEnabled: true },
      make: (world) => AccessLogs.toNewBucket({ prefix: each.make(world) }),
    } satisfies Given)),
    valueOf(buckets, kind).map((each) => ({
      text: `AccessLogs.toBucket(${each.text}, { prefix: 'web' })`, verdict: each.verdict, facts: { isEnabled: true },
      make: (world) => AccessLogs.toBucket(each.make(world), { prefix: 'web' }),
    } satisfies Given)),
  );
}

const none = fc.constant<Props>({});
const all = (choices: Record<string, Choice>, kind: Kind) => (
  fc.record(Object.fromEntries(Object.entries(choices).map(([name, each]) => [name, valueOf(each, kind)]))));

/** Certificate and domain, which other props need. */
function tls(env: Environment | undefined, kind: Kind): fc.Arbitrary<Props> {
  const certificate = certificates(env);
  return fc.oneof({ withCrossShrink: true },
    { weight: 3, arbitrary: none },
    { weight: 3, arbitrary: all({ certificate }, kind) },
    { weight: 2, arbitrary: all({ domainName, domainZone }, kind) },
    { weight: 1, arbitrary: all({ certificate, domainName, domainZone }, kind) },
    ...kind === 'legal' ? [] : [
      { weight: 1, arbitrary: all({ domainName }, kind) },
      { weight: 1, arbitrary: all({ domainZone }, kind) },
      { weight: 1, arbitrary: all({ certificate, redirectHTTP: choice(good(true)), listenerPort: choice(good(80, 81)) }, kind) },
    ],
  );
}

/** What is in front of the servers: something own or something given. */
function front(kind: Kind): fc.Arbitrary<Props> {
  const loadBalancer = choice(loadBalancers);
  const listener = choice(listeners);
  const priority = wholeNumber('priority', 1, 50_000);
  return fc.oneof({ withCrossShrink: true },
    { weight: 6, arbitrary: none },
    { weight: 2, arbitrary: all({ loadBalancer, vpc }, kind) },
    { weight: 1, arbitrary: all({ loadBalancer }, kind) },
    { weight: 2, arbitrary: all({ listener, priority, conditions, vpc }, kind) },
    { weight: 1, arbitrary: all({ listener, loadBalancer, priority, conditions }, kind) },
  );
}

export const OF_LOAD_BALANCER = ['publicLoadBalancer', 'loadBalancerSubnets', 'ipAddressType', 'webAclArn', 'accessLogs', ...simple.OF_LOAD_BALANCER];
export const OF_LISTENER = ['redirectHTTP', 'sslPolicy', 'listenerPort', 'openListener', 'allowedPeers'];
export const FRONT = ['listener', 'loadBalancer', 'priority', 'conditions'];

/** Whether the service has HTTPS in front, or something given that may have it. */
export function isSecure(facts: Facts): boolean {
  return facts.certificate !== undefined || facts.domainName !== undefined;
}

/** The network that the props bring. */
function networkOf(facts: Facts): NetworkFacts | undefined {
  const main = { kinds: ['public', 'private', 'isolated'], zones: 2, hasRoutes: true, isMain: true };
  if (facts.cluster && facts.cluster !== 'bare') {
    return main;
  }
  if (facts.vpc) {
    return facts.vpc;
  }
  return (facts.loadBalancer ? facts.loadBalancer.knowsVpc : facts.listener?.isOwn) ? main : undefined;
}

function kindsOf(facts: Facts): string[] {
  return networkOf(facts)?.kinds ?? ['public', facts.natGateways === 0 ? 'isolated' : 'private'];
}

const isGiven = (facts: Facts) => facts.loadBalancer !== undefined || facts.listener !== undefined;

export const optionRules: Rule[] = [
  { props: ['sessionStore'], broken: (facts) => facts.sessionStore !== undefined && facts.sessionTable !== undefined },
  { props: ['natGateways'], broken: (facts) => facts.natGateways !== undefined && networkOf(facts) !== undefined },
  { props: ['vpc'], remove: ['listener', 'loadBalancer'], broken: (facts) => isGiven(facts) && networkOf(facts) === undefined },
  { props: ['dynamoDbEndpoint'], broken: (facts) => facts.dynamoDbEndpoint === true && networkOf(facts)?.hasRoutes === false },
  {
    props: ['dynamoDbEndpoint'],
    broken: (facts) => facts.dynamoDbEndpoint === false && facts.natGateways === 0 && !networkOf(facts) && facts.vpcSubnets !== 'public',
  },
  // another network than that of the load balancer or the cluster
  {
    props: ['vpc'],
    undecided: true,
    remove: [...FRONT, 'cluster'],
    broken: (facts) => facts.vpc !== undefined && !facts.vpc.isMain && (isGiven(facts) || facts.cluster !== undefined),
  },
  { props: ['vpcSubnets'], broken: (facts) => !['none', undefined].includes(facts.vpcSubnets) && !kindsOf(facts).includes(facts.vpcSubnets) },
  {
    props: ['loadBalancerSubnets'],
    broken: (facts) => !['none', undefined].includes(facts.loadBalancerSubnets) && !isGiven(facts) &&
      !kindsOf(facts).includes(facts.loadBalancerSubnets),
  },
  { props: ['vpc'], broken: (facts) => facts.vpcSubnets === undefined && networkOf(facts)?.kinds.includes('private') === false },
  {
    props: ['vpc'],
    broken: (facts) => !isGiven(facts) && facts.loadBalancerSubnets === undefined && (facts.publicLoadBalancer ?? true) &&
      networkOf(facts)?.kinds.includes('public') === false,
  },
  { props: ['vpc', 'loadBalancerSubnets'], broken: (facts) => networkOf(facts)?.zones === 1 && !isGiven(facts) && facts.loadBalancerSubnets !== 'none' },
  // an own load balancer for the internet in subnets without a way to it
  {
    props: ['loadBalancerSubnets'],
    undecided: true,
    broken: (facts) => facts.loadBalancerSubnets !== undefined && facts.loadBalancerSubnets !== 'public' && (facts.publicLoadBalancer ?? true),
  },
  ...OF_LOAD_BALANCER.map((prop): Rule => ({ props: [prop], broken: (facts) => facts[prop] !== undefined && isGiven(facts) })),
  ...OF_LISTENER.map((prop): Rule => ({ props: [prop], broken: (facts) => facts[prop] !== undefined && facts.listener !== undefined })),
  { props: ['loadBalancer'], remove: FRONT, broken: (facts) => facts.listener?.isOwn === true && facts.loadBalancer?.isOwn === false },
  // one value: who leaves out one of them leaves out all
  ...['listener', 'priority', 'conditions'].map((prop): Rule => ({
    props: ['sharedListener'], remove: ['listener', 'priority', 'conditions'].filter((each) => each !== prop),
    broken: (facts) => facts[prop] === undefined && ['listener', 'priority', 'conditions'].some((each) => facts[each] !== undefined),
  })),
  { props: ['openListener'], broken: (facts) => facts.listener === undefined && facts.openListener === true && facts.allowedPeers !== undefined },
  { props: ['listenerPort'], broken: (facts) => facts.redirectHTTP === true && facts.listenerPort === 80 },
  ...['redirectHTTP', 'sslPolicy'].map((prop): Rule => ({
    props: [prop], broken: (facts) => Boolean(facts[prop]) && facts.listener === undefined && !isSecure(facts),
  })),
  {
    props: ['protocolVersion'],
    broken: (facts) => !['HTTP1', undefined].includes(facts.protocolVersion) && (facts.listener ? facts.listener.isOwn : !isSecure(facts)),
  },
  // the listener of the app speaks HTTP; of an imported one it is not known
  { props: ['certificate'], broken: (facts) => facts.certificate !== undefined && facts.listener?.isOwn === true },
  { props: ['certificate'], undecided: true, broken: (facts) => facts.certificate !== undefined && facts.listener?.isOwn === false },
  {
    props: ['healthCheck.healthyHttpCodes'],
    remove: ['healthCheck'],
    broken: (facts) => facts.protocolVersion === 'GRPC' && facts.healthCheck?.healthyHttpCodes !== undefined,
  },
  {
    props: ['slowStart'],
    broken: ({ slowStart = 0, loadBalancingAlgorithm = 'round_robin' }) => slowStart !== 0 && loadBalancingAlgorithm !== 'round_robin',
  },
  { props: ['domainName'], broken: (facts) => facts.domainName !== undefined && facts.domainZone === undefined },
  { props: ['domainZone'], broken: (facts) => facts.domainZone !== undefined && facts.domainName === undefined },
  { props: ['domainName'], broken: (facts) => facts.domainName !== undefined && facts.listener?.isOwn === false && facts.loadBalancer === undefined },
  // the record needs the load balancer's own name
  { props: ['domainName', 'loadBalancer'], broken: (facts) => facts.domainName !== undefined && facts.loadBalancer?.knowsDns === false },
  {
    props: ['ipAddressType'],
    broken: (facts) => facts.ipAddressType === 'DUAL_STACK_WITHOUT_PUBLIC_IPV4' && facts.publicLoadBalancer === false,
  },
  {
    props: ['ipAddressType'],
    late: true,
    broken: (facts) => facts.ipAddressType?.startsWith('DUAL_STACK') && facts.vpc?.isWithoutIpv6 === true,
  },
  { props: ['maxCapacity'], remove: ['minCapacity'], broken: ({ minCapacity = 2, maxCapacity }) => maxCapacity < minCapacity },
  {
    props: ['maxCapacity'],
    remove: ['minCapacity'],
    broken: ({ minCapacity, maxCapacity }) => minCapacity !== undefined && typeof minCapacity !== 'number' && maxCapacity === undefined,
  },
  ...environmentRules,
  keyPrefixRule(storeOf),
];

/** What both services take in a stack of this environment. */
export function serviceOptions(env: Environment | undefined): Record<string, Choice> {
  const named = (text: string, values: object) => (
    choice(oneOf(...Object.entries(values).map(([name, value]) => made(`${text}.${name}`, () => value, name)))));
  return {
    ...simple.choicesOf('LoadBalancedSessionServiceOptions'),
    vpc,
    vpcSubnets: subnets,
    loadBalancerSubnets: subnets,
    natGateways: wholeNumber('natGateways', 0, 2, { tokens: 'bad' }),
    dynamoDbEndpoint: flag,
    redirectHTTP: flag,
    sslPolicy: named('SslPolicy', { RECOMMENDED_TLS: elbv2.SslPolicy.RECOMMENDED_TLS, TLS13_RES: elbv2.SslPolicy.TLS13_RES }),
    publicLoadBalancer: flag,
    listenerPort: wholeNumber('listenerPort', 1, 65_535, { likely: [80, 80, 443] }),
    openListener: flag,
    allowedPeers,
    ipAddressType: named('IpAddressType', elbv2.IpAddressType),
    protocolVersion: named('ApplicationProtocolVersion', elbv2.ApplicationProtocolVersion),
    loadBalancingAlgorithm: oneOfValues('TargetGroupLoadBalancingAlgorithmType', elbv2.TargetGroupLoadBalancingAlgorithmType),
    slowStart: {
      legal: fc.oneof(seconds('slowStart', 30, 900, COMPARED).legal, seconds('slowStart', 0, 0, COMPARED).legal),
      odd: seconds('slowStart', 30, 900, COMPARED).odd!.filter(({ facts }) => facts !== 0),
      edges: seconds('slowStart', 30, 900, COMPARED).edges,
    },
    healthCheck,
    webAclArn: texts('webAclArn', [webAclArn(env?.region ?? HOME)],
      ['', 'shop', webAclArn(HOME).replace('regional', 'global'), ...env?.region ? [webAclArn('ap-south-1')] : []], { judge: () => 'bad' }),
    accessLogs: choice(accessLogsOf('legal'), accessLogsOf('wild')),
    port: wholeNumber('port', 1, 65_535),
    minCapacity: { ...wholeNumber('minCapacity', 1), legal: wholeNumber('minCapacity', 1, 30).legal },
    maxCapacity: { ...wholeNumber('maxCapacity', 1), legal: wholeNumber('maxCapacity', 1, 60, { lazily: 60 }).legal },
    scaling,
    securityGroups,
    sessionTable: choice(tables),
    sessionStore: sessionStore,
    sessionAccess: oneOfValues('SessionAccess', SessionAccess),
    keyPrefix,
    environment,
    variableNames,
  };
}

/** Sets of props that belong together. */
export function serviceBundles(env: Environment | undefined): Bundle[] {
  return [bundle((kind) => tls(env, kind)), bundle(front)];
}
