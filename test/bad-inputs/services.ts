// props of both services that neither AWS nor we take; what they have in common is tried on instances
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CfnParameter, Duration, Fn, Lazy, SecretValue, Stack } from 'aws-cdk-lib/core';
import {
  AccessLogs, ISessionTable, LoadBalancedSessionService, LoadBalancedSessionServiceOptions, SessionExpiry, SessionServiceScaling,
  SessionServiceSharedListener, SessionStore, SessionTable,
} from '../../src';
import { account, europe, newApp, newStack, newVpc } from '../helpers';
import { BadInput, TokenInput } from './bad-input';

type Options = LoadBalancedSessionServiceOptions;
type Given = Options | ((stack: Stack) => Options);
type Row = [what: string, bad: Given, message: string, good: Given];

const define = (options: Given) => () => {
  const stack = newStack({ env: europe });
  return new LoadBalancedSessionService(stack, 'Web', {
    machineImage: ec2.MachineImage.latestAmazonLinux2023(), ...(typeof options === 'function' ? options(stack) : options),
  });
};

const number = (stack: Stack, id = 'Number') => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
const text = (stack: Stack, id = 'Text') => new CfnParameter(stack, id).valueAsString;
const secret = (stack: Stack) => secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'shop/database');
const seconds = (count: number) => Duration.seconds(count);
const scanner = (requestActions: string[]) => SessionStore.of({ clientName: 'my client', expiry: SessionExpiry.timeToLive('ttl'), requestActions });
/** A table that is not of our making, as far as a service can tell. */
const theirs = (stack: Stack, name: string): ISessionTable => Object.create(new SessionTable(stack, 'Sessions'), {
  environment: { value: { AWS_REGION: 'eu-west-1', DYNAMODB_SESSION_TABLE_NAME: name } },
});
const check = (healthCheck: elbv2.HealthCheck): Options => ({ healthCheck });
const certificate = (stack: Stack, arn = `arn:aws:acm:eu-west-1:${account}:certificate/c`) =>
  acm.Certificate.fromCertificateArn(stack, 'Certificate', arn);
const zone = (stack: Stack) => route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
/** One is enough. */
const localZoneOf = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-1', availabilityZones: ['us-west-2-lax-1a'], publicSubnetIds: ['subnet-1'], privateSubnetIds: ['subnet-2'],
});
const named = (domainName: string) => (stack: Stack): Options => ({ domainName, domainZone: zone(stack) });
const acl = (region: string, scope = 'regional') => `arn:aws:wafv2:${region}:${account}:${scope}/webacl/shop/1`;
const loadBalancer = (stack: Stack) =>
  new elbv2.ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc: new ec2.Vpc(stack, 'LoadBalancerVpc', { maxAzs: 2 }) });
const listener = (stack: Stack) => loadBalancer(stack).addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) });
const secureListener = (stack: Stack) => new elbv2.ApplicationLoadBalancer(stack, 'Secure', { vpc: newVpc(stack) }).addListener('Listener', {
  port: 443, certificates: [acm.Certificate.fromCertificateArn(stack, 'Other', `arn:aws:acm:eu-west-1:${account}:certificate/d`)],
  defaultAction: elbv2.ListenerAction.fixedResponse(404),
});
const withRule = (stack: Stack, priority: number) => {
  const shared = new elbv2.ApplicationLoadBalancer(stack, 'Shared', { vpc: newVpc(stack) })
    .addListener('Listener', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(404) });
  shared.addAction('Old', { priority, conditions: [pathPatterns(['/old'])], action: elbv2.ListenerAction.fixedResponse(410) });
  return shared;
};
const at = (shared: elbv2.IApplicationListener, priority = 1): Options => ({ sharedListener: { listener: shared, priority, conditions: [pathPatterns(['/*'])] } });
const { hostHeaders, httpHeader, httpRequestMethods, pathPatterns } = elbv2.ListenerCondition;
const imported = (stack: Stack, known: object = {}) => elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'LoadBalancer', {
  loadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/app/shared/1`, securityGroupId: 'sg-1', vpc: newVpc(stack), ...known,
});
const NAMES = { loadBalancerDnsName: 'shared-1.eu-west-1.elb.amazonaws.com', loadBalancerCanonicalHostedZoneId: 'Z2' };
const withoutRoutes = (stack: Stack, routeTableIds?: string[]) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'], publicSubnetIds: ['subnet-1', 'subnet-2'],
  privateSubnetIds: ['subnet-3', 'subnet-4'], privateSubnetRouteTableIds: routeTableIds,
});
const behind = (conditions: elbv2.ListenerCondition[], priority = 1) => (stack: Stack): Options =>
  ({ sharedListener: { listener: listener(stack), priority, conditions } });
const network = (...kinds: ec2.SubnetType[]) => (stack: Stack) => new ec2.Vpc(stack, 'Vpc', {
  maxAzs: 2, subnetConfiguration: kinds.map((subnetType) => ({ name: subnetType, subnetType })),
});
const { PUBLIC, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS } = ec2.SubnetType;
const { GRPC, HTTP2 } = elbv2.ApplicationProtocolVersion;
const groups = (stack: Stack, count: number) =>
  Array.from({ length: count }, (_, i) => ec2.SecurityGroup.fromSecurityGroupId(stack, `Group${i}`, `sg-${i}`));
const importedBucket = (stack: Stack, region: string) => s3.Bucket.fromBucketAttributes(stack, 'Logs', { bucketName: 'my-access-logs', region });
/** A table that another stack of the same app defines. */
const tableElsewhere = (stack: Stack, env: object, tableName?: string) =>
  new SessionTable(new Stack(stack.node.root as ReturnType<typeof newApp>, 'Data', { env: { ...europe, ...env } }), 'Sessions', { tableName });
const needsTls = (prop: string, beside = '') => `\`${prop}\` needs a \`certificate\` or a \`domainName\`, got: none${beside}; give one or remove \`${prop}\``;
const domain = (value: string, good: string): Row => [`its domain is written '${value}'`, named(value),
  `\`domainName\` must be a name in lower case such as 'shop.example.com', without a dot at its end, got: '${value}'`, named(good)];

const SERVERS: Row[] = [
  ['it listens nowhere', { port: 0 }, '`port` must be a whole number from 1 to 65535, got: 0', { port: 1 }],
  ['its port is above the last', { port: 65536 }, '`port` must be a whole number from 1 to 65535, got: 65536', { port: 65535 }],
  ['its port has fractions', { port: 80.5 }, '`port` must be a whole number from 1 to 65535, got: 80.5', { port: 80 }],
  ['it has no server', { minCapacity: 0 }, '`minCapacity` must be a whole number of at least 1, got: 0', { minCapacity: 1 }],
  ['it has a part of a server', { minCapacity: 1.5 }, '`minCapacity` must be a whole number of at least 1, got: 1.5', { minCapacity: 2 }],
  ['its most servers are below its fewest', { maxCapacity: 1 }, '`maxCapacity` must be at least `minCapacity` (2), got: 1', { maxCapacity: 2 }],
  ['its fewest servers are known only at deployment and the most are not given',
    (stack) => ({ minCapacity: new CfnParameter(stack, 'Min', { type: 'Number' }).valueAsNumber }),
    '`maxCapacity` is required beside a `minCapacity` that is known only at deployment, got: none',
    (stack) => ({ minCapacity: new CfnParameter(stack, 'Min', { type: 'Number' }).valueAsNumber, maxCapacity: 9 })],
  ['it has no security group', { securityGroups: [] }, '`securityGroups` must hold at least one, got: none; leave the prop out for an own one',
    (stack) => ({ securityGroups: groups(stack, 1) })],
  ['its instances have more security groups than EC2 allows', (stack) => ({ securityGroups: groups(stack, 17) }),
    '`securityGroups` must hold at most 16, got: 17; put their rules together', (stack) => ({ securityGroups: groups(stack, 16) })],
  ['it has a table and a store', (stack) => ({ sessionTable: new SessionTable(stack, 'Sessions'), sessionStore: SessionStore.express() }),
    "`sessionStore` goes with an own table only, got: 'connect-dynamodb' beside `sessionTable`, which was made for 'AWS SDK for PHP'; remove `sessionStore`, or give the table that store",
    (stack) => ({ sessionTable: new SessionTable(stack, 'Sessions', { sessionStore: SessionStore.express() }) })],
  ['its table is in another region and has no name', (stack) => ({ sessionTable: tableElsewhere(stack, { region: 'us-east-1' }) }),
    "`sessionTable` must have a `tableName` to be found from another region, got: 'Data/Sessions' without; give it one",
    (stack) => ({ sessionTable: tableElsewhere(stack, { region: 'us-east-1' }, 'my-sessions') })],
  ['its table is in another account and has no name', (stack) => ({ sessionTable: tableElsewhere(stack, { account: '444455556666' }) }),
    "`sessionTable` must have a `tableName` to be found from another account, got: 'Data/Sessions' without; give it one",
    (stack) => ({ sessionTable: tableElsewhere(stack, { account: '444455556666' }, 'my-sessions') })],
  ["it displaces the table's name", { environment: { DYNAMODB_SESSION_TABLE_NAME: 'mine' } },
    "`environment` must not set 'DYNAMODB_SESSION_TABLE_NAME', which the session store sets, got: 'mine'; remove it", { environment: { MY_TABLE: 'mine' } }],
  ['it sets a renamed variable', { variableNames: { AWS_REGION: 'REGION' }, environment: { REGION: 'mine' } },
    "`environment` must not set 'REGION', which the session store sets, got: 'mine'; remove it",
    { variableNames: { AWS_REGION: 'REGION' }, environment: { AWS_REGION: 'mine' } }],
  ['a variable has a name that no shell takes', { environment: { 'MY-STAGE': 'test' } },
    "`environment` must use names of letters, digits and underscores that begin with no digit, got: 'MY-STAGE'", { environment: { MY_STAGE: 'test' } }],
  ['a variable has two lines', { environment: { MOTD: 'one\ntwo' } },
    "`environment` must hold values of one line, got: a line break in 'MOTD'; remove it", { environment: { MOTD: 'one two' } }],
  ['a variable has two lines, one of them known only at deployment', (stack) => ({ environment: { HOSTS: `localhost\n${text(stack)}` } }),
    "`environment` must hold values of one line, got: a line break in 'HOSTS'; remove it", (stack) => ({ environment: { HOSTS: `localhost ${text(stack)}` } })],
  ['a variable is not set where the app is synthesized', { environment: { STAGE: process.env.NOT_SET_ANYWHERE! } },
    "`environment` must hold texts, got: nothing in 'STAGE'; give a text or leave it out", { environment: { STAGE: process.env.NOT_SET_ANYWHERE ?? 'test' } }],
  ['a variable is a number', { environment: { WORKERS: 4 as unknown as string } },
    "`environment` must hold texts, got: a number in 'WORKERS'; give a text or leave it out", { environment: { WORKERS: '4' } }],
  ['a variable is a field of a secret', (stack) => ({ environment: { DATABASE_PASSWORD: secret(stack).secretValueFromJson('password').unsafeUnwrap() } }),
    "`environment` must hold no secrets, which anybody could read there, got: one in 'DATABASE_PASSWORD'; " +
    'use `secrets` on Fargate, or let the application fetch it with its role', (stack) => ({ environment: { SECRET: secret(stack).secretName } })],
  ['its prefix of keys is empty', { keyPrefix: '' },
    "`keyPrefix` must be a text such as 'sess:', not empty and without '*' and '?', got: ''", { keyPrefix: 'sess:' }],
  ['its prefix of keys has a wildcard after what is known only at deployment', (stack) => ({ keyPrefix: `${text(stack)}*` }),
    "`keyPrefix` must be a text such as 'sess:', not empty and without '*' and '?', got: '…*'", (stack) => ({ keyPrefix: `${text(stack)}:` })],
  ['its prefix of keys leaves nothing', { keyPrefix: 'sess:', sessionStore: scanner(['dynamodb:PartiQLSelect']) },
    "`keyPrefix` must leave something to grant, got: 'sess:' for 'my client', which calls nothing that a prefix can limit: dynamodb:PartiQLSelect; remove it",
    { keyPrefix: 'sess:', sessionStore: scanner(['dynamodb:PartiQLSelect', 'dynamodb:GetItem']) }],
  ['its table is of somebody who writes two lines', (stack) => ({ sessionTable: theirs(stack, 'a\nb') }),
    "`environment` must hold values of one line, got: a line break in 'DYNAMODB_SESSION_TABLE_NAME'; remove it", (stack) => ({ sessionTable: theirs(stack, 'a b') })],
  ['it renames a variable that is not there', { variableNames: { TABLE: 'SESSIONS' } },
    "`variableNames` must rename session variables (AWS_REGION, DYNAMODB_SESSION_TABLE_NAME), got: 'TABLE'",
    { variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' } }],
  ['it renames a variable of two lines', { variableNames: { 'AWS\nREGION': 'SESSIONS' } },
    "`variableNames` must rename session variables (AWS_REGION, DYNAMODB_SESSION_TABLE_NAME), got: 'AWS\\nREGION'", { variableNames: { AWS_REGION: 'SESSIONS' } }],
  ['it displaces the region with two lines', { environment: { AWS_REGION: 'eu-west-1\nAWS_PROFILE=mine' } },
    "`environment` must hold values of one line, got: a line break in 'AWS_REGION'; remove it; " +
    "`environment` must not set 'AWS_REGION', which the session store sets, got: 'eu-west-1\\nAWS_PROFILE=mine'; remove it", { environment: { REGION: 'eu-west-1' } }],
  ['it gives two variables one name', { variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'AWS_REGION' } },
    "`variableNames` must give each variable a name of its own, got: 'AWS_REGION' for 'DYNAMODB_SESSION_TABLE_NAME' and another one",
    { variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'AWS_REGION', AWS_REGION: 'DYNAMODB_SESSION_TABLE_NAME' } }],
  ['many things are wrong at once', { port: 0, redirectHTTP: true, healthCheck: { path: 'ping', port: 'http' } },
    `\`port\` must be a whole number from 1 to 65535, got: 0; ${needsTls('redirectHTTP')}; ` +
    "`healthCheck.path` must be a path that begins with '/', got: 'ping'; `healthCheck.port` must be a port from 1 to 65535 or 'traffic-port', got: 'http'",
    { port: 1, redirectHTTP: false, healthCheck: { path: '/ping', port: 'traffic-port' } }],
];

const NETWORK: Row[] = [
  ['it counts NAT gateways of a given network', (stack) => ({ vpc: newVpc(stack), natGateways: 0 }),
    '`natGateways` goes with an own network only, got: 0 beside a given one; remove `natGateways`', (stack) => ({ vpc: newVpc(stack) })],
  ['it has less than no NAT gateway', { natGateways: -1 }, '`natGateways` must be a whole number from 0 to 2, got: -1', { natGateways: 0 }],
  ['it has no way to its table', { natGateways: 0, dynamoDbEndpoint: false },
    '`dynamoDbEndpoint` must not be false beside `natGateways: 0`, since no server could reach its table, got: false; remove it',
    { natGateways: 0, dynamoDbEndpoint: false, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }],
  ['it has more NAT gateways than zones', { natGateways: 3 }, '`natGateways` must be a whole number from 0 to 2, got: 3', { natGateways: 2 }],
  ['it has NAT gateways that are counted at deployment', (stack) => ({ natGateways: number(stack) }),
    '`natGateways` must be known when the app is synthesized, got: a token; give a value', { natGateways: 1 }],
  ['it wants an endpoint where no route is known', (stack) => ({ vpc: withoutRoutes(stack), dynamoDbEndpoint: true }),
    '`dynamoDbEndpoint` needs a `vpc` that knows its route tables, got: an imported one without; ' +
    'import it with Vpc.fromLookup, or with `privateSubnetRouteTableIds`',
    (stack) => ({ vpc: withoutRoutes(stack, ['rtb-1', 'rtb-2']), dynamoDbEndpoint: true })],
  ['its network has no subnets for the servers', (stack) => ({ vpc: network(PUBLIC)(stack) }),
    '`vpc` must have private subnets with a way out for the servers, got: public; say in `vpcSubnets` which ones to use',
    (stack) => ({ vpc: network(PUBLIC)(stack), vpcSubnets: { subnetType: PUBLIC } })],
  ['its network has no subnets for the load balancer', (stack) => ({ vpc: network(PRIVATE_ISOLATED)(stack), vpcSubnets: { subnetType: PRIVATE_ISOLATED } }),
    '`vpc` must have public subnets for the load balancer, got: isolated; give `publicLoadBalancer: false` or another network',
    (stack) => ({ vpc: network(PRIVATE_ISOLATED)(stack), vpcSubnets: { subnetType: PRIVATE_ISOLATED }, publicLoadBalancer: false })],
  ['its network has one zone', (stack) => ({ vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 }) }),
    '`vpc` must have subnets in two zones for the load balancer, got: one zone',
    (stack) => ({ vpc: localZoneOf(stack) })],
  ['two subnets of its load balancer are in one zone', (stack) => ({
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'], publicSubnetIds: ['subnet-1', 'subnet-2'], privateSubnetIds: ['subnet-3', 'subnet-4'],
    }),
    loadBalancerOptions: {
      vpcSubnets: {
        subnets: ['subnet-5', 'subnet-6'].map((subnetId) => ec2.Subnet.fromSubnetAttributes(stack, subnetId, { subnetId, availabilityZone: 'eu-west-1a' })),
      },
    },
  }), '`loadBalancerOptions.vpcSubnets` must have subnets in two zones for the load balancer, got: one zone', (stack) => ({
    vpc: newVpc(stack),
    loadBalancerOptions: { vpcSubnets: { subnets: ['subnet-5', 'subnet-6'].map((subnetId) => ec2.Subnet.fromSubnetId(stack, subnetId, subnetId)) } },
  })],
  ['its servers are to be in subnets that are not there', (stack) => ({ vpc: newVpc(stack), vpcSubnets: { subnetType: PRIVATE_ISOLATED } }),
    "`vpcSubnets` must select subnets that the network has (public and private), got: 'Isolated'",
    (stack) => ({ vpc: newVpc(stack), vpcSubnets: { subnetType: PRIVATE_WITH_EGRESS } })],
  ['its servers are to be in a group of subnets that is not there', (stack) => ({ vpc: newVpc(stack), vpcSubnets: { subnetGroupName: 'web' } }),
    "`vpcSubnets` must select subnets that the network has (public and private), got: group 'web'",
    (stack) => ({ vpc: newVpc(stack), vpcSubnets: { subnetGroupName: 'Private' } })],
  ['its servers are to be in a group of subnets without a name', { vpcSubnets: { subnetGroupName: '' } },
    "`vpcSubnets` must select subnets that the network has (public and private), got: group '' beside an own network; give `vpc`, or remove `vpcSubnets`",
    { vpcSubnets: { subnetGroupName: 'Private' } }],
  ['its servers are to be in a zone that is not there', (stack) => ({ vpc: newVpc(stack), vpcSubnets: { availabilityZones: ['eu-west-1z'] } }),
    '`vpcSubnets` must select subnets that the network has (public and private), got: zones eu-west-1z',
    (stack) => ({ vpc: newVpc(stack), vpcSubnets: { availabilityZones: stack.availabilityZones.slice(0, 1) } })],
  ['its servers are to be in subnets that its own network does not get', { vpcSubnets: { subnetType: PRIVATE_ISOLATED } },
    "`vpcSubnets` must select subnets that the network has (public and private), got: 'Isolated' beside an own network; give `vpc`, or remove `vpcSubnets`",
    { vpcSubnets: { subnetType: PRIVATE_ISOLATED }, natGateways: 0 }],
  ['its public load balancer is to be where nothing from the internet arrives', { loadBalancerOptions: { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } } },
    "`loadBalancerOptions.vpcSubnets` of a public load balancer must be public, got: 'Private'; use SubnetType.PUBLIC, or `publicLoadBalancer: false`",
    { loadBalancerOptions: { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } }, publicLoadBalancer: false }],
  ['its load balancer is to be in a group that its own network does not get', { loadBalancerOptions: { vpcSubnets: { subnetGroupName: 'web' } } },
    "`loadBalancerOptions.vpcSubnets` must select subnets that the network has (public and private), got: group 'web' beside an own network; " +
    'give `vpc`, or remove `loadBalancerOptions.vpcSubnets`',
    { loadBalancerOptions: { vpcSubnets: { subnetGroupName: 'Public' } } }],
  ['its servers are to be in no subnet', (stack) => ({ vpc: newVpc(stack), vpcSubnets: { subnets: [] } }),
    '`vpcSubnets.subnets` must hold at least one, got: none; leave the prop out for the default',
    (stack) => {
      const vpc = newVpc(stack);
      return { vpc, vpcSubnets: { subnets: vpc.privateSubnets } };
    }],
  ['its servers are to be in subnets of a network that it does not have',
    (stack) => ({ vpcSubnets: { subnets: [ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-1')] } }),
    "`vpcSubnets.subnets` must be of the service's network, got: some beside an own network; give their network as `vpc`",
    (stack) => ({ vpc: newVpc(stack), vpcSubnets: { subnets: [ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-1')] } })],
  ["its network is not its load balancer's", (stack) => ({ loadBalancer: loadBalancer(stack), vpc: newVpc(stack) }),
    "`vpc` must be the network of `loadBalancer` ('Stack/LoadBalancerVpc'), got: 'Stack/Vpc'; remove `vpc`",
    (stack) => ({ loadBalancer: loadBalancer(stack) })],
  ['its load balancer does not know its network', (stack) => ({
    loadBalancer: elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'LoadBalancer', {
      loadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/app/shared/1`, securityGroupId: 'sg-1',
    }),
  }), '`vpc` is required beside a `loadBalancer` that does not know its own, got: none; give the network of the load balancer', (stack) => ({
    vpc: newVpc(stack),
    loadBalancer: elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'LoadBalancer', {
      loadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:${account}:loadbalancer/app/shared/1`, securityGroupId: 'sg-1',
    }),
  })],
];

const LOAD_BALANCER: Row[] = [
  ['its listener has no port', { listenerOptions: { port: 0 } }, '`listenerOptions.port` must be a whole number from 1 to 65535, got: 0', { listenerOptions: { port: 1 } }],
  ['it redirects to nothing', { redirectHTTP: true }, needsTls('redirectHTTP'), (stack) => ({ redirectHTTP: true, certificate: certificate(stack) })],
  ['it has a policy for no certificate', { listenerOptions: { sslPolicy: elbv2.SslPolicy.TLS13_RES } }, needsTls('listenerOptions.sslPolicy', " beside 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06'"),
    (stack) => ({ listenerOptions: { sslPolicy: elbv2.SslPolicy.TLS13_RES }, certificate: certificate(stack) })],
  ['its servers speak HTTP/2 and it speaks no TLS', { targetGroupOptions: { protocolVersion: HTTP2 } }, needsTls('targetGroupOptions.protocolVersion', " beside 'HTTP2'"),
    (stack) => ({ targetGroupOptions: { protocolVersion: HTTP2 }, certificate: certificate(stack) })],
  ['it redirects to the port from where it redirects', (stack) => ({ certificate: certificate(stack), redirectHTTP: true, listenerOptions: { port: 80 } }),
    '`listenerOptions.port` must not be 80, from where `redirectHTTP` redirects, got: 80; remove one of them',
    (stack) => ({ certificate: certificate(stack), redirectHTTP: true, listenerOptions: { port: 81 } })],
  ['its certificate is in another region', (stack) => ({ certificate: certificate(stack, `arn:aws:acm:us-east-1:${account}:certificate/c`) }),
    "`certificate` must be in the region of the service ('eu-west-1'), got: 'us-east-1'; request one there",
    (stack) => ({ certificate: certificate(stack) })],
  ['the key of its logs is known by an alias', (stack) => ({ logEncryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/logs') }),
    "`logEncryptionKey` must be a key itself, since CloudWatch Logs takes no alias, got: the alias 'Stack/Alias'; give its key",
    (stack) => ({ logEncryptionKey: new kms.Key(stack, 'Key') })],
  ['the key of its logs is an alias', (stack) => ({ logEncryptionKey: new kms.Key(stack, 'Key').addAlias('logs') }),
    "`logEncryptionKey` must be a key itself, since CloudWatch Logs takes no alias, got: the alias 'Stack/Key/Alias'; give its key",
    (stack) => ({ logEncryptionKey: new kms.Key(stack, 'Key', { alias: 'logs' }) })],
  ['its certificate is a user', (stack) => ({ certificate: certificate(stack, `arn:aws:iam::${account}:user/shop`) }),
    `\`certificate\` must be a certificate of ACM or IAM, got: 'arn:aws:iam::${account}:user/shop'`, (stack) => ({ certificate: certificate(stack) })],
  ['its certificate is an authority', (stack) => ({ certificate: certificate(stack, `arn:aws:acm-pca:eu-west-1:${account}:certificate-authority/c`) }),
    `\`certificate\` must be a certificate of ACM or IAM, got: 'arn:aws:acm-pca:eu-west-1:${account}:certificate-authority/c'`,
    (stack) => ({ certificate: certificate(stack) })],
  ['its certificate is a bucket', (stack) => ({ certificate: certificate(stack, 'arn:aws:s3:::certificate/c') }),
    "`certificate` must be a certificate of ACM or IAM, got: 'arn:aws:s3:::certificate/c'", (stack) => ({ certificate: certificate(stack) })],
  ['its certificate is none', (stack) => ({ certificate: certificate(stack, 'shop.example.com') }),
    "`certificate` must be a certificate of ACM or IAM, got: 'shop.example.com'",
    (stack) => ({ certificate: certificate(stack, `arn:aws:iam::${account}:server-certificate/shop`) })],
  ['it has a domain and no zone', { domainName: 'shop.example.com' }, '`domainName` needs `domainZone`, got: none; give it or remove `domainName`',
    named('shop.example.com')],
  ['it has a domain for a load balancer whose name is not known', (stack) => ({ ...named('shop.example.com')(stack), loadBalancer: imported(stack) }),
    '`domainName` needs a `loadBalancer` that knows its own name, got: an imported one without; ' +
    'import it with `loadBalancerDnsName` and `loadBalancerCanonicalHostedZoneId`',
    (stack) => ({ ...named('shop.example.com')(stack), loadBalancer: imported(stack, NAMES) })],
  ['a variable is a secret of aws-cdk-lib', { environment: { KEY: SecretValue.secretsManager('shop').toString() } },
    "`environment` must hold no secrets, which anybody could read there, got: one in 'KEY'; use `secrets` on Fargate, or let the application fetch it with its role",
    { environment: { KEY_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop' } }],
  ['a variable is a secret that CloudFormation would write out', { environment: { PASSWORD: '{{resolve:ssm-secure:password:1}}' } },
    "`environment` must hold no secrets, which anybody could read there, got: one in 'PASSWORD'; use `secrets` on Fargate, " +
    'or let the application fetch it with its role', { environment: { STAGE: '{{resolve:ssm:stage:1}}' } }],
  ['its certificate would be validated in a private zone', (stack) => ({
    domainName: 'shop.example.com', domainZone: new route53.PrivateHostedZone(stack, 'Private', { zoneName: 'example.com', vpc: newVpc(stack) }),
  }), "`domainZone` must be public for the certificate that is made, since nobody could validate it, got: 'Stack/Private', which is private; give a `certificate`",
  (stack) => ({
    domainName: 'shop.example.com', certificate: certificate(stack),
    domainZone: new route53.PrivateHostedZone(stack, 'Private', { zoneName: 'example.com', vpc: newVpc(stack) }),
  })],
  ['its certificate would be validated in a zone of networks', (stack) => ({
    domainName: 'shop.example.com', domainZone: new route53.HostedZone(stack, 'Inner', { zoneName: 'example.com', vpcs: [newVpc(stack)] }),
  }), "`domainZone` must be public for the certificate that is made, since nobody could validate it, got: 'Stack/Inner', which is private; give a `certificate`",
  (stack) => ({ domainName: 'shop.example.com', domainZone: new route53.HostedZone(stack, 'Public', { zoneName: 'example.com', vpcs: [] }) })],
  ['it has a zone and no domain', (stack) => ({ domainZone: zone(stack) }), '`domainZone` needs `domainName`, got: none; give it or remove `domainZone`',
    named('example.com')],
  ['its domain is not in its zone', named('shop.counterexample.com'),
    "`domainName` must be 'example.com' or end with '.example.com', got: 'shop.counterexample.com'", named('shop.counter.example.com')],
  domain('shop.example.com.', 'shop.example.com'),
  domain('Shop.example.com', 'shop.example.com'),
  domain('https://shop.example.com', '*.example.com'),
  domain('shop..example.com', 'eu.shop.example.com'),
  ['its domain is too long for a certificate', named(`${'a'.repeat(53)}.example.com`),
    '`domainName` must have at most 64 characters for the certificate that is made, got: 65; give a `certificate` that has it as a further name',
    named(`${'a'.repeat(52)}.example.com`)],
  ['its web ACL is for CloudFront', { loadBalancerOptions: { webAclArn: acl('us-east-1', 'global') } },
    "`loadBalancerOptions.webAclArn` must be the ARN of a regional web ACL such as 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/name/id', " +
    `got: '${acl('us-east-1', 'global')}'`, { loadBalancerOptions: { webAclArn: acl('eu-west-1') } }],
  ['its web ACL is in another region', { loadBalancerOptions: { webAclArn: acl('us-east-1') } },
    "`loadBalancerOptions.webAclArn` must be in the region of the service ('eu-west-1'), got: 'us-east-1'; use a web ACL from there", { loadBalancerOptions: { webAclArn: acl('eu-west-1') } }],
  ['its logs go to a bucket with a key', (stack) => ({ accessLogs: AccessLogs.toBucket(new s3.Bucket(stack, 'Logs', { encryptionKey: new kms.Key(stack, 'Key') })) }),
    'the bucket of `accessLogs` must be encrypted by S3 itself, since load balancers cannot write with a key of KMS, ' +
    "got: 'Stack/Logs' with 'aws:kms'; use BucketEncryption.S3_MANAGED",
    (stack) => ({ accessLogs: AccessLogs.toBucket(new s3.Bucket(stack, 'Logs', { encryption: s3.BucketEncryption.S3_MANAGED })) })],
  ...(['KMS_MANAGED', 'DSSE_MANAGED'] as const).map((kind): Row => [`its logs go to a bucket with ${kind}`,
    (stack) => ({ accessLogs: AccessLogs.toBucket(new s3.Bucket(stack, kind, { encryption: s3.BucketEncryption[kind] })) }),
    'the bucket of `accessLogs` must be encrypted by S3 itself, since load balancers cannot write with a key of KMS, ' +
    `got: 'Stack/${kind}' with '${kind === 'KMS_MANAGED' ? 'aws:kms' : 'aws:kms:dsse'}'; use BucketEncryption.S3_MANAGED`,
    (stack) => ({ accessLogs: AccessLogs.toBucket(new s3.Bucket(stack, 'Logs', { encryption: s3.BucketEncryption.UNENCRYPTED })) })]),
  ['its logs go to another region', (stack) => ({ accessLogs: AccessLogs.toBucket(importedBucket(stack, 'us-east-1')) }),
    "`accessLogs` must be in the region of the service ('eu-west-1'), got: 'us-east-1'; use a bucket from there, or AccessLogs.toNewBucket()",
    (stack) => ({ accessLogs: AccessLogs.toBucket(importedBucket(stack, 'eu-west-1')) })],
  ['it is open and not', { listenerOptions: { open: true, allowedPeers: [ec2.Peer.ipv4('10.0.0.0/8')] } },
    '`listenerOptions.open` must not be true beside `listenerOptions.allowedPeers`, got: true; remove one of them', { listenerOptions: { open: false, allowedPeers: [ec2.Peer.ipv4('10.0.0.0/8')] } }],
  ['it lets in nobody in particular', { listenerOptions: { allowedPeers: [] } },
    '`listenerOptions.allowedPeers` must hold at least one, got: none; to let in nobody give `listenerOptions: { open: false }`', { listenerOptions: { open: false } }],
  ['it is internal with public addresses of one kind',
    { publicLoadBalancer: false, loadBalancerOptions: { ipAddressType: elbv2.IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4 } },
    "`loadBalancerOptions.ipAddressType` 'dualstack-without-public-ipv4' is for public load balancers, got: `publicLoadBalancer: false`; use DUAL_STACK",
    { publicLoadBalancer: false, loadBalancerOptions: { ipAddressType: elbv2.IpAddressType.DUAL_STACK } }],
  ...([['loadBalancerOptions', 'idleTimeout'], ['targetGroupOptions', 'deregistrationDelay']] as const).map(([prop, member]): Row => [
    `its ${member} is minutes that are known only at deployment`, (stack) => ({ [prop]: { [member]: Duration.minutes(number(stack)) } }),
    `\`${prop}.${member}\` must be in seconds where it is known only at deployment, got: minutes; use Duration.seconds`,
    (stack) => ({ [prop]: { [member]: seconds(number(stack)) } }),
  ]),
  ['servers start too fast', { targetGroupOptions: { slowStart: seconds(29) } }, '`targetGroupOptions.slowStart` must be whole seconds from 30 to 900, got: 29 s', { targetGroupOptions: { slowStart: seconds(30) } }],
  ['servers start too slowly', { targetGroupOptions: { slowStart: seconds(901) } }, '`targetGroupOptions.slowStart` must be whole seconds from 30 to 900, got: 901 s', { targetGroupOptions: { slowStart: seconds(900) } }],
  ['servers start in a time that is known only at deployment', (stack) => ({ targetGroupOptions: { slowStart: seconds(number(stack)) } }),
    '`targetGroupOptions.slowStart` must be known when the app is synthesized, got: a token; give a value',
    { targetGroupOptions: { slowStart: seconds(0), loadBalancingAlgorithm: elbv2.TargetGroupLoadBalancingAlgorithmType.WEIGHTED_RANDOM } }],
  ['servers start in a time that is no number', { targetGroupOptions: { slowStart: Duration.millis(NaN) } },
    '`targetGroupOptions.slowStart` must be whole seconds from 30 to 900, got: NaN s', { targetGroupOptions: { slowStart: seconds(60) } }],
  ['servers start in no time that can be counted', { targetGroupOptions: { slowStart: Duration.millis(Infinity) } },
    '`targetGroupOptions.slowStart` must be whole seconds from 30 to 900, got: Infinity s', { targetGroupOptions: { slowStart: seconds(0) } }],
  ['servers start slowly without round robin',
    { targetGroupOptions: { slowStart: seconds(30), loadBalancingAlgorithm: elbv2.TargetGroupLoadBalancingAlgorithmType.WEIGHTED_RANDOM } },
    "`targetGroupOptions.slowStart` works with round robin only, got: 'weighted_random'; remove one of them",
    { targetGroupOptions: { slowStart: seconds(30), loadBalancingAlgorithm: elbv2.TargetGroupLoadBalancingAlgorithmType.ROUND_ROBIN } }],
  ['it decides about a given load balancer', (stack) => ({ loadBalancer: loadBalancer(stack), loadBalancerOptions: { idleTimeout: seconds(1) } }),
    '`loadBalancerOptions` is decided where the load balancer is defined, got: it beside `loadBalancer`; remove `loadBalancerOptions`',
    (stack) => ({ loadBalancer: loadBalancer(stack) })],
  ['it decides about a given listener', (stack) => ({ ...behind([pathPatterns(['/*'])])(stack), listenerOptions: { port: 80 } }),
    '`listenerOptions` is decided where the listener is defined, got: it beside `sharedListener`; remove `listenerOptions`', behind([pathPatterns(['/*'])])],
  ['its rule has no condition', behind([]), '`sharedListener.conditions` must hold at least one, got: none; say which requests are for the service',
    behind([pathPatterns(['/*'])])],
  ['JavaScript leaves out the place and the conditions of its rule', (stack) => ({ sharedListener: { listener: listener(stack) } as unknown as SessionServiceSharedListener }),
    '`sharedListener.priority` is required, got: none; give a number that no other rule has; ' +
    '`sharedListener.conditions` is required, got: none; say which requests are for the service', behind([pathPatterns(['/'])])],
  ['its rule is before the first', behind([pathPatterns(['/*'])], 0), '`sharedListener.priority` must be a whole number from 1 to 50000, got: 0',
    behind([pathPatterns(['/*'])], 1)],
  ['its rule is behind the last', behind([pathPatterns(['/*'])], 50001), '`sharedListener.priority` must be a whole number from 1 to 50000, got: 50001',
    behind([pathPatterns(['/*'])], 50000)],
  ['its rule has the place of another one', (stack) => at(withRule(stack, 2), 2),
    "`sharedListener.priority` must be one that no other rule of the listener has, got: 2, which 'Stack/Shared/Listener/OldRule' has; give another number",
    (stack) => at(withRule(stack, 3), 2)],
  ['it listens where its load balancer does', (stack) => ({ loadBalancer: listener(stack).loadBalancer }),
    '`listenerOptions.port` must be one that no other listener of `loadBalancer` has, got: 80, which ' +
    "'Stack/LoadBalancer/Listener' has; give another port, or that listener as `sharedListener`",
    (stack) => ({ loadBalancer: listener(stack).loadBalancer, listenerOptions: { port: 81 } })],
  ['it redirects where its load balancer listens',
    (stack) => ({ loadBalancer: listener(stack).loadBalancer, certificate: certificate(stack), redirectHTTP: true }),
    "`redirectHTTP` needs port 80 of `loadBalancer`, which 'Stack/LoadBalancer/Listener' has, got: true; remove `redirectHTTP`",
    (stack) => ({ loadBalancer: listener(stack).loadBalancer, certificate: certificate(stack) })],
  ['its certificate is for a listener without TLS', (stack) => ({ ...at(listener(stack)), certificate: certificate(stack) }),
    "`certificate` needs a shared listener that speaks HTTPS, got: 'Stack/LoadBalancer/Listener', which speaks HTTP; give another one or remove `certificate`",
    (stack) => ({ ...at(secureListener(stack)), certificate: certificate(stack) })],
  ['its servers speak gRPC behind a listener without TLS', (stack) => ({ ...at(listener(stack)), targetGroupOptions: { protocolVersion: GRPC } }),
    "`targetGroupOptions.protocolVersion` needs a shared listener that speaks HTTPS, got: 'Stack/LoadBalancer/Listener', which speaks HTTP; give another one or remove `targetGroupOptions.protocolVersion`",
    (stack) => ({ ...at(secureListener(stack)), targetGroupOptions: { protocolVersion: GRPC } })],
  ['its rule has six values', behind([hostHeaders(['a.example.com', 'b.example.com', 'c.example.com']), pathPatterns(['/a', '/b', '/c'])]),
    '`sharedListener.conditions` can have 5 values together, got: 6; use wildcards, or add a rule for the others',
    behind([hostHeaders(['a.example.com', 'b.example.com']), pathPatterns(['/a', '/b', '/c'])])],
  ['its rule has two conditions of one kind', behind([hostHeaders(['a.example.com']), hostHeaders(['b.example.com'])]),
    "`sharedListener.conditions` can hold one 'host-header', got: 2; give all its values to one", behind([httpHeader('A', ['1']), httpHeader('B', ['2'])])],
  ['its rule has a condition without values', behind([httpRequestMethods([])]),
    "`sharedListener.conditions` must each have a value, got: none for 'http-request-method'; give one or remove it", behind([httpRequestMethods(['GET'])])],
];

const HEALTH_CHECK: Row[] = [
  ['its health check has a relative path', check({ path: 'ping.html' }), "`healthCheck.path` must be a path that begins with '/', got: 'ping.html'",
    check({ path: '/ping.html' })],
  ['its health check has a space in its path', check({ path: '/my ping' }),
    "`healthCheck.path` must hold no white space, got: '/my ping'; write '%20' for a space", check({ path: '/my%20ping' })],
  ['its health check has a path of two lines', check({ path: '/my\nping' }),
    "`healthCheck.path` must hold no white space, got: '/my\\nping'; write '%20' for a space", check({ path: '/my%0aping' })],
  ['its health check has a long path', check({ path: `/${'a'.repeat(1024)}` }), '`healthCheck.path` must have at most 1024 characters, got: 1025',
    check({ path: `/${'a'.repeat(1023)}` })],
  ['its health check has a port by name', check({ port: 'http' }), "`healthCheck.port` must be a port from 1 to 65535 or 'traffic-port', got: 'http'",
    check({ port: 'traffic-port' })],
  ['its health check has a port of two lines', check({ port: '80\n' }), "`healthCheck.port` must be a port from 1 to 65535 or 'traffic-port', got: '80\\n'",
    check({ port: '80' })],
  ['its health check has a port above the last', check({ port: '65536' }),
    "`healthCheck.port` must be a port from 1 to 65535 or 'traffic-port', got: '65536'", check({ port: '65535' })],
  ['its health check is switched off', check({ enabled: false }),
    '`healthCheck.enabled` must be true, since load balancers always check servers, got: false; remove it', check({ enabled: true })],
  ['its health check speaks TCP', check({ protocol: elbv2.Protocol.TCP }), '`healthCheck.protocol` must be HTTP or HTTPS, got: TCP',
    check({ protocol: elbv2.Protocol.HTTPS })],
  ['its health check is as frequent as a deployment says', (stack) => check({ interval: seconds(number(stack)) }),
    '`healthCheck.interval` must be known when the app is synthesized, got: a token; give a value', check({ interval: seconds(30) })],
  ['its health check waits as long as a deployment says', (stack) => check({ timeout: seconds(number(stack)) }),
    '`healthCheck.timeout` must be known when the app is synthesized, got: a token; give a value', check({ timeout: seconds(10) })],
  ['its health check is too frequent', check({ interval: seconds(4), timeout: seconds(2) }),
    '`healthCheck.interval` must be whole seconds from 5 to 300, got: 4 s', check({ interval: seconds(5), timeout: seconds(2) })],
  ['its health check is too rare', check({ interval: seconds(301) }), '`healthCheck.interval` must be whole seconds from 5 to 300, got: 301 s',
    check({ interval: seconds(300) })],
  ['its health check waits too short', check({ timeout: seconds(1) }), '`healthCheck.timeout` must be whole seconds from 2 to 120, got: 1 s',
    check({ timeout: seconds(2) })],
  ['its health check waits too long', check({ interval: seconds(300), timeout: seconds(121) }),
    '`healthCheck.timeout` must be whole seconds from 2 to 120, got: 121 s', check({ interval: seconds(300), timeout: seconds(120) })],
  ['its health check waits as long as its interval', check({ interval: seconds(5) }),
    '`healthCheck.timeout` must be shorter than the interval (5 s), got: 5 s', check({ interval: seconds(6) })],
  ['its health check believes one success', check({ healthyThresholdCount: 1 }),
    '`healthCheck.healthyThresholdCount` must be a whole number from 2 to 10, got: 1', check({ healthyThresholdCount: 2 })],
  ['its health check wants eleven successes', check({ healthyThresholdCount: 11 }),
    '`healthCheck.healthyThresholdCount` must be a whole number from 2 to 10, got: 11', check({ healthyThresholdCount: 10 })],
  ['its health check believes one failure', check({ unhealthyThresholdCount: 1 }),
    '`healthCheck.unhealthyThresholdCount` must be a whole number from 2 to 10, got: 1', check({ unhealthyThresholdCount: 2 })],
  ['its health check wants eleven failures', check({ unhealthyThresholdCount: 11 }),
    '`healthCheck.unhealthyThresholdCount` must be a whole number from 2 to 10, got: 11', check({ unhealthyThresholdCount: 10 })],
  ...([['500', '499'], ['199', '200'], ['299-200', '200-299'], ['2xx', '200-299'], ['200, 204', '200,204'], ['', '200'], ['200\n', '200']] as const).map(([bad, good]): Row =>
    [`its health check believes the codes '${bad}'`, check({ healthyHttpCodes: bad }),
      `\`healthCheck.healthyHttpCodes\` must be codes from 200 to 499 such as '200', '200,204' or '200-299', got: '${bad.replace('\n', '\\n')}'`, check({ healthyHttpCodes: good })]),
  ['its health check believes codes of gRPC from servers without it', check({ healthyGrpcCodes: '0' }),
    "`healthCheck.healthyGrpcCodes` must not be given to servers that speak HTTP1, got: '0'; use `healthyHttpCodes`", check({ healthyHttpCodes: '200' })],
  ['its health check believes codes of HTTP from servers with gRPC',
    (stack) => ({ ...check({ healthyHttpCodes: '200' }), targetGroupOptions: { protocolVersion: GRPC }, certificate: certificate(stack) }),
    "`healthCheck.healthyHttpCodes` must not be given to servers that speak GRPC, got: '200'; use `healthyGrpcCodes`",
    (stack) => ({ ...check({ healthyGrpcCodes: '0' }), targetGroupOptions: { protocolVersion: GRPC }, certificate: certificate(stack) })],
  ['its health check believes a code that gRPC does not have',
    (stack) => ({ ...check({ healthyGrpcCodes: '0-100' }), targetGroupOptions: { protocolVersion: GRPC }, certificate: certificate(stack) }),
    "`healthCheck.healthyGrpcCodes` must be codes from 0 to 99 such as '12', '0,12' or '0-99', got: '0-100'",
    (stack) => ({ ...check({ healthyGrpcCodes: '0-99' }), targetGroupOptions: { protocolVersion: GRPC }, certificate: certificate(stack) })],
];

const value = (what: string, bad: () => unknown, message: string, good: () => unknown): BadInput => ({ what, bad, message, good });
const prefix = (bad: string): BadInput => value(`access logs have the prefix '${bad}'`, () => AccessLogs.toNewBucket({ prefix: bad }),
  `\`prefix\` must be a path without '/' at its ends and without 'AWSLogs', got: '${bad}'`, () => AccessLogs.toNewBucket({ prefix: 'web/logs' }));

export const BAD_INPUTS: BadInput[] = [
  ...[...SERVERS, ...NETWORK, ...LOAD_BALANCER, ...HEALTH_CHECK].map(([what, bad, message, good]) => (
    { what: `a service: ${what}`, bad: define(bad), message: `${message} (in Stack/Web)`, good: define(good) })),
  value('scaling aims at no load', () => SessionServiceScaling.cpuUtilization(0),
    '`targetUtilizationPercent` must be a whole number from 1 to 100, got: 0', () => SessionServiceScaling.cpuUtilization(1)),
  value('scaling aims at more memory than there is', () => SessionServiceScaling.memoryUtilization(101),
    '`targetUtilizationPercent` must be a whole number from 1 to 100, got: 101', () => SessionServiceScaling.memoryUtilization(100)),
  value('scaling aims at a part of a request', () => SessionServiceScaling.requestsPerTarget(0.5),
    '`requestsPerMinute` must be a whole number of at least 1, got: 0.5', () => SessionServiceScaling.requestsPerTarget(1)),
  prefix('/web'), prefix('web/'), prefix('web/AWSLogs'), prefix(''),
  value('access logs are deleted at once', () => AccessLogs.toNewBucket({ expiration: Duration.days(0) }),
    '`expiration` must be whole days, at least 1, got: Duration.days(0); use Duration.days', () => AccessLogs.toNewBucket({ expiration: Duration.days(1) })),
  value('access logs are deleted after a part of a day', () => AccessLogs.toNewBucket({ expiration: Duration.hours(36) }),
    '`expiration` must be whole days, at least 1, got: Duration.hours(36); use Duration.days', () => AccessLogs.toNewBucket({ expiration: Duration.hours(48) })),
  value('access logs are deleted at a time that is known only at deployment', () => AccessLogs.toNewBucket({ expiration: Duration.days(number(newStack())) }),
    '`expiration` must be known when the app is synthesized, got: a token; give a value', () => AccessLogs.toNewBucket({ expiration: Duration.days(7) })),
];

export const TOKENS: TokenInput[] = ([
  ['ports', (stack) => ({ port: number(stack, 'Port'), listenerOptions: { port: number(stack, 'ListenerPort') } })],
  ['numbers of servers', (stack) => ({ minCapacity: number(stack, 'Min'), maxCapacity: number(stack, 'Max') })],
  ['times that the app says later', { loadBalancerOptions: { idleTimeout: seconds(Lazy.number({ produce: () => 60 })) }, targetGroupOptions: { deregistrationDelay: seconds(Lazy.number({ produce: () => 60 })) } }],
  ['a web ACL', { loadBalancerOptions: { webAclArn: Fn.importValue('WebAcl') } }],
  ['a certificate', (stack) => ({ certificate: certificate(stack, Fn.importValue('Certificate')) })],
  ['a prefix of access logs', (stack) => ({ accessLogs: AccessLogs.toNewBucket({ prefix: text(stack) }) })],
  ['a health check', (stack) => check({
    path: text(stack, 'Path'), port: text(stack, 'Port'), healthyHttpCodes: text(stack, 'Codes'), unhealthyThresholdCount: number(stack, 'Failures'),
  })],
  ['a place among the rules', (stack) => behind([pathPatterns([text(stack)])], number(stack))(stack)],
  ['a value of the environment', (stack) => ({ environment: { STAGE: text(stack) } })],
  ['subnets of an imported network', (stack) => ({
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: Fn.importValue('Vpc'), availabilityZones: Fn.split(',', Fn.importValue('Zones')),
      publicSubnetIds: Fn.split(',', Fn.importValue('Public')), privateSubnetIds: Fn.split(',', Fn.importValue('Private')),
    }),
  })],
  ['a network that is looked up', (stack) => ({ vpc: ec2.Vpc.fromLookup(stack, 'Vpc', { isDefault: true }) })],
] as [string, Given][]).map(([what, options]) => ({ what, use: define(options) }));
