import { writeAssembly } from './assembly';

export interface DemoOptions {
  readonly servers?: number;
  readonly actions?: readonly string[];
  /** Names of the services, each with a target group and a role of its own. */
  readonly services?: readonly string[];
  readonly unhealthyThreshold?: number;
  /** Between two health checks. */
  readonly intervalSeconds?: number;
}

/** A server of a few lines: its name, its variables, and any call to the table that the test wants. */
export const DEMO_SERVER = `
  const [port] = process.argv.slice(1);
  const metadata = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT + '/latest/';
  const name = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT === undefined ? process.env.SERVER_NAME_TAG : fetch(metadata + 'api/token', { method: 'PUT', headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '60' } })
    .then((answer) => answer.text())
    .then((token) => fetch(metadata + 'meta-data/instance-id', { headers: { 'X-aws-ec2-metadata-token': token } }))
    .then((answer) => answer.text());
  const call = async (operation, input) => {
    const sdk = require('@aws-sdk/client-dynamodb');
    const command = new sdk[operation + 'Command']({ TableName: process.env.DYNAMODB_SESSION_TABLE_NAME, ...input });
    return new sdk.DynamoDBClient({}).send(command).then(() => 'done', (error) => error.name);
  };
  const routes = {
    '/ping.html': () => '',
    '/': () => name,
    '/environment': () => JSON.stringify(process.env),
    '/call': (url) => call(url.searchParams.get('operation'), JSON.parse(url.searchParams.get('input'))),
    '/credentials': () => new (require('@aws-sdk/client-dynamodb').DynamoDBClient)({}).config.credentials().then(JSON.stringify),
    '/headers': (url, request) => JSON.stringify(request.headers),
    '/silence': () => new Promise(() => {}),
    '/crash': () => process.exit(7),
  };
  if (require('node:fs').existsSync('broken')) {
    process.exit(9);
  }
  require('node:http').createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    response.end(await routes[url.pathname](url, request));
  }).listen(port, '127.0.0.1');
  console.log('listens');
`;

/** A cloud assembly with a session table and services on EC2, as small as the kit can read. */
export function writeDemo({ services = ['Web'], ...options }: DemoOptions = {}): string {
  const resources: Record<string, object> = {
    Table: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Metadata: { 'aws:cdk:path': 'Demo/Sessions/Resource' },
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
        Replicas: [{ Region: { Ref: 'AWS::Region' } }],
      },
    },
  };
  for (const service of services) {
    Object.assign(resources, serviceResources(service, options));
  }
  return writeAssembly({ Demo: { Resources: resources } });
}

function serviceResources(
  name: string,
  { servers = 2, actions = ['GetItem', 'UpdateItem'], unhealthyThreshold = 2, intervalSeconds = 30 }: DemoOptions,
): Record<string, object> {
  const table = { 'Fn::GetAtt': ['Table', 'Arn'] };
  return {
    [`${name}Role`]: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    [`${name}Policy`]: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: actions.map((action) => `dynamodb:${action}`), Resource: table }] },
        PolicyName: 'Sessions',
        Roles: [{ Ref: `${name}Role` }],
      },
    },
    [`${name}Profile`]: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: `${name}Role` }] } },
    [`${name}TargetGroup`]: {
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      Metadata: { 'aws:cdk:path': `Demo/${name}/TargetGroup/Resource` },
      Properties: {
        HealthCheckPath: '/ping.html',
        HealthCheckIntervalSeconds: intervalSeconds,
        HealthCheckTimeoutSeconds: 5,
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: unhealthyThreshold,
        Matcher: { HttpCode: '200' },
        TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }],
      },
    },
    [`${name}LoadBalancer`]: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: { LoadBalancerAttributes: [{ Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' }] },
    },
    [`${name}Listener`]: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: { LoadBalancerArn: { Ref: `${name}LoadBalancer` }, DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: `${name}TargetGroup` } }] },
    },
    [`${name}Template`]: {
      Type: 'AWS::EC2::LaunchTemplate',
      Properties: { LaunchTemplateData: { IamInstanceProfile: { Arn: { 'Fn::GetAtt': [`${name}Profile`, 'Arn'] } } } },
    },
    [`${name}Group`]: {
      Type: 'AWS::AutoScaling::AutoScalingGroup',
      Metadata: {
        'aws:cdk:path': `Demo/${name}/ASG`,
        'cdk-dynamodb-sessions': { environment: { DYNAMODB_SESSION_TABLE_NAME: { Ref: 'Table' }, AWS_REGION: { Ref: 'AWS::Region' } } },
      },
      Properties: {
        MinSize: `${servers}`,
        MaxSize: '9',
        DesiredCapacity: `${servers}`,
        LaunchTemplate: { LaunchTemplateId: { Ref: `${name}Template` }, Version: '1' },
        TargetGroupARNs: [{ Ref: `${name}TargetGroup` }],
      },
    },
  };
}
