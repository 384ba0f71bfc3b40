import { readAssembly } from '../../src/cloud-assembly/assembly';
import { TemplateResolver } from '../../src/intrinsics/template-resolver';
import { thrownBy, writeAssembly } from '../helpers/assembly';

const WEB = {
  Parameters: {
    Stage: { Type: 'String', Default: 'dev', AllowedValues: ['dev', 'prod'] },
    Given: { Type: 'String' },
    Missing: { Type: 'String' },
    Zones: { Type: 'CommaDelimitedList', Default: 'a, b,c' },
    Sizes: { Type: 'List<Number>', Default: '1,2' },
    Image: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/aws/image' },
    OwnSsm: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/own' },
    ForeignSsm: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/foreign' },
  },
  Mappings: { Sizes: { 'us-east-1': { count: 3, list: ['x', 'y'] } } },
  Conditions: {
    IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    Either: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'IsDev' }] },
    Both: { 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'IsDev' }] },
    NotDev: { 'Fn::Not': [{ Condition: 'IsDev' }] },
    Alias: { Condition: 'IsDev' },
    Circle: { 'Fn::Not': [{ Condition: 'Circle' }] },
  },
  Resources: {
    Named: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { TableName: { 'Fn::Sub': '${Stage}-sessions' } } },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'web', Path: '/service/' } },
    Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: {} },
    Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: {} },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'pictures' } },
    Unnamed: { Type: 'AWS::S3::Bucket' },
    Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: {} },
    Own: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/own', Value: { Ref: 'Stage' } } },
    OnlyProd: { Type: 'AWS::DynamoDB::Table', Condition: 'IsProd', Properties: {} },
    Snake: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { Ref: 'Snake' } } },
  },
};
const WRITE_INSTEAD = 'write a literal or a parameter with a default instead';
const SYNTHESIZE_TOO = 'synthesize that stack in the same app or write the value as a literal';
const DATA = {
  Resources: { Store: { Type: 'AWS::DynamoDB::GlobalTable', Properties: {} } },
  Outputs: {
    Name: { Value: { Ref: 'Store' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:name' } } },
    Arn: { Value: { 'Fn::GetAtt': ['Store', 'Arn'] } },
  },
};

function resolve(value: unknown): unknown {
  const assembly = readAssembly(writeAssembly({ 'Web': WEB, 'Data': DATA, 'Far@aws://111111111111/eu-west-1': DATA }));
  return new TemplateResolver(assembly, { 'Given': 'given', 'Web:Given': 'for web' }).resolve(value, assembly.stacks[0]);
}

describe('intrinsic functions', () => {
  test.each<[string, unknown, unknown]>([
    ['a literal', { a: [1, 'b', true] }, { a: [1, 'b', true] }],
    ['AWS::Region', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['AWS::AccountId', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['AWS::Partition', { Ref: 'AWS::Partition' }, 'aws'],
    ['AWS::URLSuffix', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    ['AWS::StackName', { Ref: 'AWS::StackName' }, 'Web'],
    ['AWS::StackId', { Ref: 'AWS::StackId' }, 'arn:aws:cloudformation:us-east-1:000000000000:stack/Web/local'],
    ['AWS::NotificationARNs', { Ref: 'AWS::NotificationARNs' }, []],
    ['AWS::NoValue in lists and objects', [{ a: { Ref: 'AWS::NoValue' }, b: 1 }, { Ref: 'AWS::NoValue' }], [{ b: 1 }]],
    ['AWS::NoValue alone', { Ref: 'AWS::NoValue' }, undefined],
    ['Ref of a parameter with a default', { Ref: 'Stage' }, 'dev'],
    ['Ref of a parameter that is given for its stack', { Ref: 'Given' }, 'for web'],
    ['Ref of a comma-delimited list', { Ref: 'Zones' }, ['a', 'b', 'c']],
    ['Ref of a list of numbers', { Ref: 'Sizes' }, ['1', '2']],
    ['Ref of an image parameter', { Ref: 'Image' }, 'ami-00000000000000000'],
    ['Ref of an SSM parameter of the assembly', { Ref: 'OwnSsm' }, 'dev'],
    ['Ref of a table with a name', { Ref: 'Named' }, 'dev-sessions'],
    ['Ref of a table without a name', { Ref: 'Table' }, 'Web-Table'],
    ['Ref of a managed policy', { Ref: 'Policy' }, 'arn:aws:iam::000000000000:policy/Web-Policy'],
    ['Ref of a bucket with a name', { Ref: 'Bucket' }, 'pictures'],
    ['GetAtt of a table', { 'Fn::GetAtt': ['Named', 'Arn'] },
      'arn:aws:dynamodb:us-east-1:000000000000:table/dev-sessions'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Table.Arn' }, 'arn:aws:dynamodb:us-east-1:000000000000:table/Web-Table'],
    ['GetAtt of a table stream', { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      'arn:aws:dynamodb:us-east-1:000000000000:table/Web-Table/stream/local'],
    ['GetAtt of a role with a path', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam::000000000000:role/service/web'],
    ['GetAtt of an instance profile', { 'Fn::GetAtt': ['Profile', 'Arn'] },
      'arn:aws:iam::000000000000:instance-profile/Web-Profile'],
    ['GetAtt of an SSM parameter', { 'Fn::GetAtt': ['Own', 'Value'] }, 'dev'],
    ['Sub', { 'Fn::Sub': '${Stage}/${Table}/${Role.Arn}/${AWS::Region}/${!Literal}' },
      'dev/Web-Table/arn:aws:iam::000000000000:role/service/web/us-east-1/${Literal}'],
    ['Sub with a map', { 'Fn::Sub': ['${Stage}-${Own}', { Own: { Ref: 'Table' } }] }, 'dev-Web-Table'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 3, { Ref: 'AWS::NoValue' }]] }, 'a-dev-3'],
    ['Join of a list parameter', { 'Fn::Join': ['', { Ref: 'Zones' }] }, 'abc'],
    ['Select', { 'Fn::Select': ['1', { Ref: 'Zones' }] }, 'b'],
    ['Select with a number', { 'Fn::Select': [0, ['a', 'b']] }, 'a'],
    ['Split', { 'Fn::Split': ['/', 'a/b'] }, ['a', 'b']],
    ['Select of Split of an ARN', { 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['Table', 'Arn'] }] }] },
      'Web-Table'],
    ['If, true', { 'Fn::If': ['IsDev', 'yes', { Ref: 'Missing' }] }, 'yes'],
    ['If, false', { 'Fn::If': ['IsProd', { Ref: 'Missing' }, 'no'] }, 'no'],
    ['Or', { 'Fn::If': ['Either', 'yes', 'no'] }, 'yes'],
    ['And', { 'Fn::If': ['Both', 'yes', 'no'] }, 'no'],
    ['Not', { 'Fn::If': ['NotDev', 'yes', 'no'] }, 'no'],
    ['a condition that is another', { 'Fn::If': ['Alias', 'yes', 'no'] }, 'yes'],
    ['Equals of a boolean and its text', { 'Fn::Equals': [true, 'true'] }, true],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'count'] }, 3],
    ['FindInMap of a list', { 'Fn::FindInMap': ['Sizes', 'us-east-1', 'list'] }, ['x', 'y']],
    ['FindInMap with a default', { 'Fn::FindInMap': ['Sizes', 'none', 'count', { DefaultValue: { Ref: 'Stage' } }] },
      'dev'],
    ['Base64', { 'Fn::Base64': { 'Fn::Sub': '${Stage}' } }, 'ZGV2'],
    ['GetAZs of the own region', { 'Fn::GetAZs': '' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    ['GetAZs of a region', { 'Fn::GetAZs': { Ref: 'AWS::Region' } }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'Data:name' } }, 'Data-Store'],
    ['ImportValue from another region', { 'Fn::ImportValue': 'Far:name' }, 'Far-Store'],
    ['GetStackOutput', { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Arn' } },
      'arn:aws:dynamodb:us-east-1:000000000000:table/Data-Store'],
    ['GetStackOutput from another region',
      { 'Fn::GetStackOutput': { StackName: 'Far', OutputName: 'Arn', Region: 'eu-west-1' } },
      'arn:aws:dynamodb:eu-west-1:111111111111:table/Far-Store'],
    ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Stage' } } }, '{"a":"dev"}'],
    ['Length', { 'Fn::Length': { Ref: 'Zones' } }, 3],
    ['a dynamic reference to an SSM parameter of the assembly', 'x-{{resolve:ssm:/own}}', 'x-dev'],
    ['a dynamic reference with a version, made by Join', { 'Fn::Join': ['', ['{{resolve:ssm:', '/own:1}}']] }, 'dev'],
    ['an object with a key like an intrinsic among others', { Ref: 'x', Other: 1 }, { Ref: 'x', Other: 1 }],
  ])('resolve %s', (_title, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  test.each<[string, unknown, string]>([
    ['a parameter has no value', { Ref: 'Missing' },
      'parameter "Missing" of stack Web has no default; give it as --parameter Missing=VALUE'],
    ['an SSM parameter is not in the assembly', { Ref: 'ForeignSsm' },
      'SSM parameter "/foreign" is known only to AWS; give it as --parameter ForeignSsm=VALUE'],
    ['nothing has the name', { Ref: 'Nothing' },
      'stack Web has no parameter or resource "Nothing"; correct the reference and run "cdk synth" again'],
    ['a pseudo parameter does not exist', { Ref: 'AWS::Planet' },
      'there is no pseudo parameter "AWS::Planet"; correct the name and run "cdk synth" again'],
    ['only AWS knows the id', { Ref: 'Balancer' },
      `the id of Balancer (AWS::ElasticLoadBalancingV2::LoadBalancer) is known only to AWS; ${WRITE_INSTEAD}`],
    ['only AWS knows the name', { Ref: 'Unnamed' },
      `the id of Unnamed (AWS::S3::Bucket) is known only to AWS; ${WRITE_INSTEAD}`],
    ['only AWS knows the attribute', { 'Fn::Sub': 'http://${Balancer.DNSName}/' },
      `Balancer.DNSName (AWS::ElasticLoadBalancingV2::LoadBalancer) is known only to AWS; ${WRITE_INSTEAD}`],
    ['a condition keeps the resource away', { 'Fn::GetAtt': ['OnlyProd', 'Arn'] },
      'OnlyProd is not created because its condition "IsProd" is false; refer to it under the same condition only'],
    ['no stack has the export', { 'Fn::ImportValue': 'nowhere' },
      `no stack of this assembly exports "nowhere"; ${SYNTHESIZE_TOO}`],
    ['no stack has the output', { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'None' } },
      `no stack "Data" of this assembly has the output "None" in us-east-1; ${SYNTHESIZE_TOO}`],
    ['the output is in another region', { 'Fn::GetStackOutput': { StackName: 'Far', OutputName: 'Arn' } },
      `no stack "Far" of this assembly has the output "Arn" in us-east-1; ${SYNTHESIZE_TOO}`],
    ['a mapping has no entry', { 'Fn::FindInMap': ['Sizes', 'us-east-1', 'none'] },
      'mapping "Sizes" of stack Web has no entry "us-east-1", "none"; add it and run "cdk synth" again'],
    ['a condition does not exist', { 'Fn::If': ['None', 1, 2] },
      'stack Web has no condition "None"; correct the name and run "cdk synth" again'],
    ['a condition goes round', { 'Fn::If': ['Circle', 1, 2] },
      'condition "Circle" of stack Web refers to itself; break the circle and run "cdk synth" again'],
    ['a name goes round', { Ref: 'Snake' },
      'the id of Snake of stack Web refers to itself; break the circle and run "cdk synth" again'],
    ['a list is too short', { 'Fn::Select': [3, ['a', 'b']] },
      'Fn::Select asks for index 3 of 2 values; correct the index and run "cdk synth" again'],
    ['a secret is referred to', '{{resolve:secretsmanager:db:SecretString:password}}',
      `{{resolve:secretsmanager:db:SecretString:password}} is known only to AWS; ${WRITE_INSTEAD}`],
    ['Cidr is used', { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] },
      'Fn::Cidr is not supported; write the value as a literal'],
    ['Join is malformed', { 'Fn::Join': 'ab' },
      'Fn::Join takes [delimiter, [values]], got "ab"; correct it and run "cdk synth" again'],
    ['Join gets no text', { 'Fn::Join': ['', [{ a: 1 }]] },
      'Fn::Join takes text, got {"a":1}; correct it and run "cdk synth" again'],
    ['Select is malformed', { 'Fn::Select': ['x', ['a']] },
      'Fn::Select takes [index, [values]], got ["x",["a"]]; correct it and run "cdk synth" again'],
    ['Split is malformed', { 'Fn::Split': [1, 'a'] },
      'Fn::Split takes [delimiter, text], got [1,"a"]; correct it and run "cdk synth" again'],
    ['Sub is malformed', { 'Fn::Sub': 1 },
      'Fn::Sub takes a text or [text, {variables}], got 1; correct it and run "cdk synth" again'],
    ['If is malformed', { 'Fn::If': ['IsDev'] },
      'Fn::If takes [condition, value, other value], got ["IsDev"]; correct it and run "cdk synth" again'],
    ['Equals is malformed', { 'Fn::Equals': ['a'] },
      'Fn::Equals takes [value, value], got ["a"]; correct it and run "cdk synth" again'],
    ['And is malformed', { 'Fn::And': [] },
      'Fn::And takes a list of conditions, got []; correct it and run "cdk synth" again'],
    ['FindInMap is malformed', { 'Fn::FindInMap': ['Sizes'] },
      'Fn::FindInMap takes [mapping, first key, second key], got ["Sizes"]; correct it and run "cdk synth" again'],
    ['GetAtt is malformed', { 'Fn::GetAtt': 'Table' },
      'Fn::GetAtt takes [logical id, attribute], got "Table"; correct it and run "cdk synth" again'],
    ['GetStackOutput is malformed', { 'Fn::GetStackOutput': 'Data' },
      'Fn::GetStackOutput takes { StackName, OutputName }, got "Data"; correct it and run "cdk synth" again'],
    ['Length is malformed', { 'Fn::Length': 'a' },
      'Fn::Length takes a list, got "a"; correct it and run "cdk synth" again'],
  ])('fails when %s', (_title, value, message) => {
    expect(thrownBy(() => resolve(value))).toBe(`Error: ${message}`);
  });
});

test('two long names stay two names when they are cut', () => {
  const id = (hash: string) => `${'Long'.repeat(20)}${hash}`;
  const role = { Type: 'AWS::IAM::Role', Properties: {} };
  const hashes = ['11111111', '22222222'];
  const resources = Object.fromEntries(hashes.map((hash) => [id(hash), role]));
  const assembly = readAssembly(writeAssembly({ Web: { Resources: resources } }));
  const names = hashes.map((hash) => new TemplateResolver(assembly).resolve({ Ref: id(hash) }, assembly.stacks[0]));
  const start = `Web-${'Long'.repeat(20)}`.slice(0, 55);
  expect(names).toEqual([`${start}-11111111`, `${start}-22222222`]);
});

test('a placeholder is the same for the same reference from wherever it is made, and another for another', () => {
  const assembly = readAssembly(writeAssembly({
    A: { Resources: { X: { Type: 'AWS::EC2::VPC' } }, Outputs: { X: { Value: { Ref: 'X' }, Export: { Name: 'x' } } } },
    B: { Resources: { X: { Type: 'AWS::EC2::VPC' } } },
  }));
  const [a, b] = assembly.stacks;
  const { withPlaceholders } = new TemplateResolver(assembly);
  expect(withPlaceholders.resolve({ 'Fn::ImportValue': 'x' }, b)).toBe(withPlaceholders.resolve({ Ref: 'X' }, a));
  expect(withPlaceholders.resolve({ Ref: 'X' }, b)).not.toBe(withPlaceholders.resolve({ Ref: 'X' }, a));
});
