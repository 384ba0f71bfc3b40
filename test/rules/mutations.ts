/** Mistakes that each rule must find: made in a template of the matrix that has none. */

export interface Mutation {
  /** The rule that finds it. */
  readonly rule: string;
  /** Name in the matrix. */
  readonly base: string;
  readonly mistake: string;
  readonly make: (template: any) => void;
}

const TABLE = 'a table (eu-west-1)';
const REPLICAS = 'a table with replicas (eu-west-1)';
const GRANTED = 'a table for phpSdk (eu-west-1)';
const INDEXED = 'a table for authJs (eu-west-1)';
const EC2 = 'EC2 as it comes (eu-west-1)';
const EC2_TLS = 'EC2 with a certificate (eu-west-1)';
const EC2_DOMAIN = 'EC2 with a domain (eu-west-1)';
const FARGATE = 'Fargate as it comes (eu-west-1)';
const FARGATE_SECRETS = 'Fargate with secrets of both kinds and without a NAT gateway (eu-west-1)';
const BLUE_GREEN = 'Fargate with blue/green deployments (eu-west-1)';
const FUNCTION = 'sessions attached to a function (eu-west-1)';
/** Without the flags of today its group has a launch configuration. */
const GROUP = 'sessions attached to an Auto Scaling group (anywhere)';

export const MUTATIONS: Mutation[] = [
  ...of('session_table_time_to_live', TABLE, {
    'no time to live': each('AWS::DynamoDB::GlobalTable', ({ Properties }) => delete Properties.TimeToLiveSpecification),
    'time to live switched off': each('AWS::DynamoDB::GlobalTable', ({ Properties }) => Properties.TimeToLiveSpecification.Enabled = false),
  }),
  ...of('session_table_point_in_time_recovery', REPLICAS, {
    'no recovery in one replica': each('AWS::DynamoDB::GlobalTable', ({ Properties }) => delete Properties.Replicas[1].PointInTimeRecoverySpecification),
    'recovery switched off in one replica': each('AWS::DynamoDB::GlobalTable', ({ Properties }) =>
      Properties.Replicas[2].PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled = false),
  }),
  ...of('retained_session_table_is_protected', REPLICAS, {
    'no protection of one replica': each('AWS::DynamoDB::GlobalTable', ({ Properties }) => delete Properties.Replicas[1].DeletionProtectionEnabled),
    'protection switched off': each('AWS::DynamoDB::GlobalTable', ({ Properties }) => Properties.Replicas[0].DeletionProtectionEnabled = false),
    'a replacement that deletes': each('AWS::DynamoDB::GlobalTable', (table) => table.UpdateReplacePolicy = 'Delete'),
  }),
  ...of('session_table_says_what_happens_to_it', TABLE, {
    'no deletion policy': each('AWS::DynamoDB::GlobalTable', (table) => delete table.DeletionPolicy),
  }),

  ...of('no_wildcard_on_dynamodb', GRANTED, {
    'every action': statement((it) => it.Action = 'dynamodb:*'),
    'one action with a wildcard': statement((it) => it.Action.push('dynamodb:Batch*')),
    'every action of everything': statement((it) => it.Action = ['*']),
    'every resource': statement((it) => it.Resource = '*'),
    'every table': statement((it) => it.Resource = [it.Resource, { 'Fn::Sub': 'arn:${AWS::Partition}:dynamodb:*:*:table/*' }]),
    'every action in an inline policy': inlinePolicy({ Effect: 'Allow', Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/one' }),
  }),
  ...of('no_wildcard_on_dynamodb', INDEXED, {
    'every index': statement((it) => it.Resource = { 'Fn::Join': ['', [it.Resource, '/index/*']] }),
  }),
  ...of('no_dynamodb_by_exclusion', GRANTED, {
    'a statement with NotAction': each('AWS::IAM::Policy', ({ Properties }) =>
      Properties.PolicyDocument.Statement.push({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })),
    'an inline statement with NotAction': inlinePolicy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
  }),

  ...of('target_group_without_stickiness', EC2, {
    'sticky sessions': each('AWS::ElasticLoadBalancingV2::TargetGroup', ({ Properties }) =>
      attribute(Properties.TargetGroupAttributes, 'stickiness.enabled').Value = 'true'),
    'sticky sessions, said twice': each('AWS::ElasticLoadBalancingV2::TargetGroup', ({ Properties }) =>
      Properties.TargetGroupAttributes.push({ Key: 'stickiness.enabled', Value: 'true' })),
    'nothing said of stickiness': each('AWS::ElasticLoadBalancingV2::TargetGroup', ({ Properties }) => delete Properties.TargetGroupAttributes),
  }),
  ...of('forward_without_stickiness', BLUE_GREEN, {
    'a rule that binds visitors to a version': each('AWS::ElasticLoadBalancingV2::ListenerRule', ({ Properties }) =>
      Properties.Actions[0].ForwardConfig.TargetGroupStickinessConfig = { Enabled: true, DurationSeconds: 60 }),
    'a listener that binds visitors': each('AWS::ElasticLoadBalancingV2::Listener', ({ Properties }) =>
      Properties.DefaultActions = [{ Type: 'forward', ForwardConfig: { TargetGroups: [], TargetGroupStickinessConfig: { Enabled: true } } }]),
  }),

  ...of('instance_metadata_version_2', EC2, {
    'version 1 beside it': launchTemplate((data) => data.MetadataOptions.HttpTokens = 'optional'),
    'a second hop': launchTemplate((data) => data.MetadataOptions.HttpPutResponseHopLimit = 2),
    'no limit of hops': launchTemplate((data) => delete data.MetadataOptions.HttpPutResponseHopLimit),
    'no options': launchTemplate((data) => delete data.MetadataOptions),
  }),
  ...of('instance_metadata_version_2_of_launch_configurations', GROUP, {
    'version 1 beside it': each('AWS::AutoScaling::LaunchConfiguration', ({ Properties }) => Properties.MetadataOptions.HttpTokens = 'optional'),
    'no options': each('AWS::AutoScaling::LaunchConfiguration', ({ Properties }) => delete Properties.MetadataOptions),
  }),
  ...of('encrypted_disks_of_launch_configurations', GROUP, {
    'a disk in the clear': each('AWS::AutoScaling::LaunchConfiguration', ({ Properties }) => Properties.BlockDeviceMappings[0].Ebs.Encrypted = false),
    'no disk said': each('AWS::AutoScaling::LaunchConfiguration', ({ Properties }) => delete Properties.BlockDeviceMappings),
  }),
  ...of('encrypted_disks', EC2, {
    'a disk in the clear': launchTemplate((data) => data.BlockDeviceMappings[0].Ebs.Encrypted = false),
    'a second disk of which nothing is said': launchTemplate((data) => data.BlockDeviceMappings.push({ DeviceName: '/dev/xvdb', Ebs: { VolumeSize: 8 } })),
    'no disk said': launchTemplate((data) => delete data.BlockDeviceMappings),
  }),

  ...of('dynamodb_gateway_endpoint', EC2, {
    'no endpoint': remove('AWS::EC2::VPCEndpoint'),
    'an endpoint for something else': each('AWS::EC2::VPCEndpoint', ({ Properties }) => Properties.ServiceName = 'com.amazonaws.eu-west-1.s3'),
    'an endpoint without a route': each('AWS::EC2::VPCEndpoint', ({ Properties }) => Properties.RouteTableIds = []),
  }),
  ...of('invalid_headers_are_dropped', EC2, {
    'invalid headers passed on': each('AWS::ElasticLoadBalancingV2::LoadBalancer', ({ Properties }) =>
      attribute(Properties.LoadBalancerAttributes, 'routing.http.drop_invalid_header_fields.enabled').Value = 'false'),
    'nothing said of headers': each('AWS::ElasticLoadBalancingV2::LoadBalancer', ({ Properties }) => delete Properties.LoadBalancerAttributes),
  }),

  ...of('no_access_key', TABLE, {
    'an access key': ({ Resources }) => Resources.Key = { Type: 'AWS::IAM::AccessKey', Properties: { UserName: 'app' } },
  }),
  ...of('no_static_key_in_containers', FARGATE_SECRETS, {
    'a key among the variables': container(({ Environment }) => Environment.push({ Name: 'AWS_SECRET_ACCESS_KEY', Value: 'x' })),
    'a key as a value': container(({ Environment }) => Environment.push({ Name: 'KEY', Value: 'AKIAIOSFODNN7EXAMPLE' })),
    'a key among the secrets': container(({ Secrets }) => Secrets.push({ Name: 'AWS_ACCESS_KEY_ID', ValueFrom: 'arn' })),
  }),
  ...of('no_static_key_in_functions', FUNCTION, {
    'a key among the variables': each('AWS::Lambda::Function', ({ Properties }) => {
      if (Properties.Environment) {
        Properties.Environment.Variables.MY_SECRET_ACCESS_KEY = 'x';
      }
    }),
  }),
  ...of('no_static_key_in_user_data', EC2, {
    'a key in a script': launchTemplate(({ UserData }) => UserData['Fn::Base64']['Fn::Join'][1].push('\nexport AWS_SECRET_ACCESS_KEY=x')),
    'a key in a script with substitutions': launchTemplate(({ UserData }) => UserData['Fn::Base64'] = { 'Fn::Sub': 'export AWS_SECRET_ACCESS_KEY=${Key}' }),
    'a key in a script of text alone': launchTemplate(({ UserData }) => UserData['Fn::Base64'] = '#!/bin/sh\naws configure set aws_secret_access_key x'),
  }),

  ...of('no_static_key_in_user_data', GROUP, {
    'a key in a launch configuration': each('AWS::AutoScaling::LaunchConfiguration', ({ Properties: { UserData } }) =>
      UserData['Fn::Base64']['Fn::Join'][1].push('\nexport AWS_SECRET_ACCESS_KEY=x')),
  }),

  ...of('log_groups_with_retention', FARGATE, {
    'logs for ever': each('AWS::Logs::LogGroup', ({ Properties }) => delete Properties.RetentionInDays),
  }),
  ...of('https_with_certificate', EC2_TLS, {
    'TLS beside a certificate': https(({ Properties }) => Properties.Protocol = 'TLS'),
  }),
  ...of('tls_1_2_or_later', EC2_TLS, {
    'the oldest policy': https(({ Properties }) => delete Properties.SslPolicy),
    'a policy with TLS 1.0': https(({ Properties }) => Properties.SslPolicy = 'ELBSecurityPolicy-2016-08'),
    'a policy with TLS 1.1': https(({ Properties }) => Properties.SslPolicy = 'ELBSecurityPolicy-TLS13-1-1-2021-06'),
  }),
  ...of('http_redirects_beside_https', EC2_TLS, {
    'HTTP that serves': each('AWS::ElasticLoadBalancingV2::Listener', ({ Properties }) => {
      if (Properties.Protocol === 'HTTP') {
        Properties.DefaultActions = [{ Type: 'forward' }];
      }
    }),
  }),
  ...of('certificate_is_used', EC2_DOMAIN, {
    'HTTP alone': https(({ Properties }) => {
      Properties.Protocol = 'HTTP';
      delete Properties.Certificates;
    }),
  }),

  ...of('open_to_everybody_on_listener_ports_alone', EC2, {
    'an open port without a listener': openPort(({ SecurityGroupIngress: [rule] }) => Object.assign(rule, { FromPort: 22, ToPort: 22 })),
    'open ports from a listener\'s upwards': openPort(({ SecurityGroupIngress: [rule] }) => Object.assign(rule, { ToPort: 65535 })),
    'all ports open': openPort(({ SecurityGroupIngress }) => SecurityGroupIngress.push({ CidrIpv6: '::/0', IpProtocol: '-1' })),
    'a rule of its own': ({ Resources }) => Resources.Open = {
      Type: 'AWS::EC2::SecurityGroupIngress', Properties: { GroupId: 'sg-1', CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
    },
  }),
  ...of('servers_are_not_open', 'EC2 with security groups of one\'s own (eu-west-1)', {
    'a group of theirs beside an imported one': (template) => {
      launchTemplate((data) => data.SecurityGroupIds.unshift('sg-12345678'))(template);
      openServers(template);
    },
  }),
  ...of('servers_are_not_open', EC2, { 'instances on the port of the listener': openServers }),
  ...of('servers_are_not_open', FARGATE, { 'tasks on the port of the listener': openServers }),
];

function of(rule: string, base: string, mistakes: Record<string, Mutation['make']>): Mutation[] {
  return Object.entries(mistakes).map(([mistake, make]) => ({ rule, base, mistake, make }));
}

function resources({ Resources }: any, type: string): any[] {
  const found = Object.values<any>(Resources).filter(({ Type }) => Type === type);
  if (found.length === 0) {
    throw new Error(`expected ${type} in the template, got: none`);
  }
  return found;
}

function each(type: string, change: (resource: any) => unknown): Mutation['make'] {
  return (template) => resources(template, type).forEach(change);
}

function remove(type: string): Mutation['make'] {
  return ({ Resources }) => Object.keys(Resources).filter((id) => Resources[id].Type === type).forEach((id) => delete Resources[id]);
}

/** The first statement of the first policy. */
function statement(change: (statement: any) => unknown): Mutation['make'] {
  return (template) => change(resources(template, 'AWS::IAM::Policy')[0].Properties.PolicyDocument.Statement[0]);
}

function inlinePolicy(added: object): Mutation['make'] {
  return (template) => {
    resources(template, 'AWS::IAM::Role')[0].Properties.Policies = [{ PolicyName: 'Inline', PolicyDocument: { Statement: [added] } }];
  };
}

function attribute(attributes: any[], key: string): any {
  return attributes.find(({ Key }) => Key === key);
}

function launchTemplate(change: (data: any) => unknown): Mutation['make'] {
  return each('AWS::EC2::LaunchTemplate', ({ Properties }) => change(Properties.LaunchTemplateData));
}

function container(change: (container: any) => unknown): Mutation['make'] {
  return each('AWS::ECS::TaskDefinition', ({ Properties }) => change(Properties.ContainerDefinitions[0]));
}

function https(change: (listener: any) => unknown): Mutation['make'] {
  return (template) => resources(template, 'AWS::ElasticLoadBalancingV2::Listener')
    .filter(({ Properties }) => Properties.Protocol === 'HTTPS').forEach(change);
}

/** In the group of the load balancer, which alone has a rule written into it. */
function openPort(change: (properties: any) => unknown): Mutation['make'] {
  return (template) => change(resources(template, 'AWS::EC2::SecurityGroup').find(({ Properties }) => Properties.SecurityGroupIngress).Properties);
}

function openServers(template: any): void {
  const servers = resources(template, 'AWS::EC2::SecurityGroup').find(({ Properties }) => !Properties.SecurityGroupIngress);
  servers.Properties.SecurityGroupIngress = [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }];
}
