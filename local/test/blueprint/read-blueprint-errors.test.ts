import { readBlueprint, ReadBlueprintOptions } from '../../src/blueprint/read-blueprint';
import { thrownBy, writeAssembly } from '../helpers/assembly';

type Resources = Record<string, object>;

const ref = (name: string) => ({ Ref: name });
const VPC = { Type: 'AWS::EC2::VPC' };
const UNKNOWN = 'the id of Vpc (AWS::EC2::VPC) is known only to AWS';
const INSTEAD = 'write a literal or a parameter with a default instead';
const ROLE_POLICY = { PolicyName: 'p', Roles: [ref('Role')] };

function policy(...statements: object[]): Resources {
  return {
    Policy: { Type: 'AWS::IAM::Policy', Properties: { ...ROLE_POLICY, PolicyDocument: { Statement: statements } } },
  };
}

/** A stack that can be read, with some resources or properties of them replaced. */
function stack(changes: Resources = {}): { Parameters: object; Resources: Resources } {
  const properties = {
    TableName: 'sessions',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  };
  return {
    Parameters: {
      Missing: { Type: 'String' },
      Size: { Type: 'Number', Default: 1, AllowedValues: [1, 2] },
      Port: { Type: 'Number', Default: 80, MinValue: 1, MaxValue: '65535' },
      Stage: { Type: 'String', Default: 'dev', MinLength: 2, MaxLength: 4, AllowedPattern: '[a-z]+' },
    },
    Resources: {
      Vpc: VPC,
      Table: { Type: 'AWS::DynamoDB::Table', Properties: properties },
      Role: { Type: 'AWS::IAM::Role', Properties: {} },
      Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [ref('Role')] } },
      Template: launchTemplate({ IamInstanceProfile: { Arn: { 'Fn::GetAtt': ['Profile', 'Arn'] } } }),
      Target: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {} },
      Group: autoScalingGroup({}),
      ...changes,
    },
  };
}

function launchTemplate(data: object): object {
  return { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: data } };
}

function autoScalingGroup(properties: object, environment: object = {}): object {
  return {
    Type: 'AWS::AutoScaling::AutoScalingGroup',
    Properties: {
      MinSize: '1',
      LaunchTemplate: { LaunchTemplateId: ref('Template') },
      TargetGroupARNs: [ref('Target')],
      ...properties,
    },
    Metadata: { 'aws:cdk:path': 'Demo/Web/ASG', 'cdk-dynamodb-sessions': { environment } },
  };
}

function table(properties: object): Resources {
  const whole = { ...(stack().Resources.Table as { Properties: object }).Properties, ...properties };
  return { Table: { Type: 'AWS::DynamoDB::Table', Properties: whole } };
}

function service(properties: object, task: object): Resources {
  return {
    // nothing else that could run
    Group: undefined as unknown as object,
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: task },
    Service: {
      Type: 'AWS::ECS::Service',
      Properties: { LoadBalancers: [{ TargetGroupArn: ref('Target') }], ...properties },
    },
  };
}

function errorOf(resources: Resources, options?: ReadBlueprintOptions): string {
  return thrownBy(() => readBlueprint(writeAssembly({ Demo: { ...stack(), Resources: resources } }), options));
}

test('the stack of these tests can be read', () => {
  expect(errorOf(stack().Resources)).toBe('nothing');
});

test.each<[string, Resources, string]>([
  ['the name of a table is known only to AWS', table({ TableName: ref('Vpc') }),
    `Demo/Table: cannot resolve TableName: ${UNKNOWN}; ${INSTEAD}`],
  ['a part of a key is known only to AWS', table({ KeySchema: [{ AttributeName: ref('Vpc'), KeyType: 'HASH' }] }),
    `Demo/Table: cannot resolve KeySchema[0].AttributeName: ${UNKNOWN}; ${INSTEAD}`],
  ['a part of a key is missing', table({ KeySchema: [{ AttributeName: 'id' }] }),
    'Demo/Table: KeySchema[0].KeyType is missing; add it and run "cdk synth" again'],
  ['a part of a key is no text', table({ KeySchema: [{ AttributeName: { a: 1 } }] }),
    'Demo/Table: KeySchema[0].AttributeName must be text, got {"a":1}; correct it and run "cdk synth" again'],
  ['a branch hangs on a condition that does not exist', table({ KeySchema: { 'Fn::If': ['None', [], []] } }),
    'Demo/Table: cannot resolve KeySchema: stack Demo has no condition "None"; ' +
    'correct the name and run "cdk synth" again'],
  ['a table hangs on a condition that does not exist', { Table: { Type: 'AWS::DynamoDB::Table', Condition: 'None' } },
    'Demo/Table: cannot resolve condition "None": stack Demo has no condition "None"; ' +
    'correct the name and run "cdk synth" again'],
  ['a variable needs a parameter', { Group: autoScalingGroup({}, { KEY: ref('Missing') }) },
    'Demo/Web: cannot resolve Metadata.cdk-dynamodb-sessions.environment.KEY: ' +
    'parameter "Missing" of stack Demo has no default; give it as --parameter Missing=VALUE'],
  ['the size of a group is no number', { Group: autoScalingGroup({ MinSize: 'many' }) },
    'Demo/Web: MinSize must be a number, got "many"; correct it and run "cdk synth" again'],
  ['a group has no launch template of the assembly',
    { Group: autoScalingGroup({ LaunchTemplate: { LaunchTemplateId: 'lt-1' } }) },
    'Demo/Web: its launch template is not part of this assembly; define it in the same app'],
  ['a group has no launch configuration of the assembly',
    { Group: autoScalingGroup({ LaunchConfigurationName: 'lc' }) },
    'Demo/Web: its launch configuration is not part of this assembly; define it in the same app'],
  ['instances have no profile', { Template: launchTemplate({}) },
    'Demo/Web: its instances have no instance profile, so no access to a table; give the group a role'],
  ['a profile has no role', { Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: {} } },
    'Demo/Template: instance profile Demo/Profile has no role; add one and run "cdk synth" again'],
  ['a denial names something known only to AWS', policy({ Effect: 'Deny', Action: 'dynamodb:*', Resource: ref('Vpc') }),
    `Demo/Policy: cannot resolve PolicyDocument.Statement[0].Resource: ${UNKNOWN}; ${INSTEAD}`],
  ['an exception is known only to AWS', policy({ Effect: 'Allow', Action: '*', NotResource: ref('Vpc') }),
    `Demo/Policy: cannot resolve PolicyDocument.Statement[0].NotResource: ${UNKNOWN}; ${INSTEAD}`],
  ['an effect is neither Allow nor Deny', policy({ Effect: 'Maybe', Action: '*', Resource: '*' }),
    'Demo/Policy: PolicyDocument.Statement[0].Effect must be Allow or Deny, got "Maybe"; ' +
    'correct it and run "cdk synth" again'],
  ['a statement names whom it is not about', policy({ Effect: 'Deny', Action: '*', Resource: '*', NotPrincipal: '*' }),
    'Demo/Policy: the kit cannot judge PolicyDocument.Statement[0].NotPrincipal; ' +
    'write Principal and a Condition instead'],
  ['a task definition is not in the assembly', service({ TaskDefinition: 'theirs:1' }, {}),
    'Demo/Service: its task definition is not part of this assembly; define it in the same app'],
  ['a task has no role', service({ TaskDefinition: ref('Task') }, {}),
    'Demo/Service: its task definition has no task role, so no access to a table; give it a task role'],
  ['a task has no essential container',
    service({ TaskDefinition: ref('Task') }, {
      TaskRoleArn: ref('Role'),
      ContainerDefinitions: [{ Essential: false }],
    }),
    'Demo/Task: the task definition has no essential container; add one and run "cdk synth" again'],
])('fails when %s', (_title, changes, message) => {
  expect(errorOf(stack(changes).Resources)).toBe(`KitError: ${message}`);
});

test('fails when no table is there', () => {
  const folder = writeAssembly({ Demo: { Resources: { Vpc: VPC } } });
  expect(thrownBy(() => readBlueprint(folder))).toBe(
    `KitError: "${folder}" holds no DynamoDB table; add a SessionTable to a stack, also where your own is imported ` +
    'and thus defined elsewhere, and run "cdk synth" again');
});

test('fails when nothing is there that could run', () => {
  const folder = writeAssembly({ Demo: stack({ Group: undefined as unknown as object }) });
  expect(thrownBy(() => readBlueprint(folder))).toBe(
    `KitError: "${folder}" holds no service that uses a table; add a LoadBalancedSessionService to a stack and run "cdk synth" again`);
});

test('fails when nothing uses a table, and says what could run', () => {
  const Function = { Type: 'AWS::Lambda::Function', Metadata: { 'aws:cdk:path': 'Demo/Login/Resource' }, Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } };
  const folder = writeAssembly({ Demo: stack({ Group: undefined as unknown as object, Function }) });
  expect(thrownBy(() => readBlueprint(folder))).toBe(`KitError: "${folder}" holds no service that uses a table; ` +
    'grant one of these access to the table, or name it with --service: Demo/Login (a Lambda function)');
});

test.each<[string, Record<string, string>, string]>([
  ['no stack has the parameter', { Nme: 'x' }, 'no stack has a parameter "Nme"; they have Missing, Size, Port, Stage'],
  ['the named stack has no such parameter', { 'Other:Size': '1' },
    'no stack has a parameter "Other:Size"; they have Missing, Size, Port, Stage'],
  ['the template does not allow the value', { Size: '3' }, 'parameter "Size" cannot be "3"; give one of 1, 2'],
  ['a value is no number', { Port: 'http' }, 'parameter "Port" cannot be "http"; give a number'],
  ['a value is blank instead of a number', { Port: ' ' }, 'parameter "Port" cannot be " "; give a number'],
  ['a number is too small', { Port: '0' }, 'parameter "Port" cannot be "0"; give at least 1'],
  ['a number is too large', { Port: '65536' }, 'parameter "Port" cannot be "65536"; give at most 65535'],
  ['a text is too short', { Stage: 'x' }, 'parameter "Stage" cannot be "x"; give at least 2 characters'],
  ['a text is too long', { Stage: 'canary' }, 'parameter "Stage" cannot be "canary"; give at most 4 characters'],
  ['a part of a text does not match', { Stage: 'dev1' }, 'parameter "Stage" cannot be "dev1"; give what matches [a-z]+'],
])('fails when %s', (_title, parameters, message) => {
  expect(errorOf(stack().Resources, { parameters })).toBe(`KitError: ${message}`);
});

test('a value at the limits is taken, and so is one whose pattern JavaScript does not know', () => {
  const parameters = { ...stack().Parameters, Java: { Type: 'String', Default: '', AllowedPattern: '(?i)[a-z]+' } };
  const folder = writeAssembly({ Demo: { ...stack(), Parameters: parameters } });
  for (const given of [{ Port: '1' }, { Port: '65535' }, { Stage: 'ab' }, { Stage: 'abcd' }, { Java: 'x' }]) {
    expect(thrownBy(() => readBlueprint(folder, { parameters: given as unknown as Record<string, string> }))).toBe('nothing');
  }
});

test('fails when a parameter is given and no template has any', () => {
  const folder = writeAssembly({
    Demo: { Resources: stack().Resources, Parameters: { BootstrapVersion: { Type: 'String' } } },
  });
  expect(thrownBy(() => readBlueprint(folder, { parameters: { Size: '1' } })))
    .toBe('KitError: no stack has a parameter "Size"; they have none');
});

test.each([
  ['a variable that only AWS knows', { Group: autoScalingGroup({}, { NETWORK: ref('Vpc') }) },
    `Demo/Web: variable NETWORK is left out: ${UNKNOWN}; set it yourself if the servers need it`],
  ['a resource that only AWS knows', policy({ Effect: 'Allow', Action: 'dynamodb:*', Resource: ref('Vpc') }),
    `Demo/Policy: PolicyDocument.Statement[0].Resource is left out of what is allowed: ${UNKNOWN}`],
])('%s is a note and not an error', (_title, changes, note) => {
  expect(readBlueprint(writeAssembly({ Demo: stack(changes) })).notes).toEqual([note]);
});

test('a statement that allows nothing known is left out, and so is one that is not written', () => {
  const statement = { Effect: 'Allow', Action: 'dynamodb:*', Resource: ref('Vpc') };
  const { services } = readBlueprint(writeAssembly({ Demo: stack(policy(statement, ref('AWS::NoValue'))) }));
  expect(services[0].role.statements).toEqual([]);
});

test('references that cannot be resolved do not hurt where nothing needs them', () => {
  const folder = writeAssembly({
    Demo: {
      ...stack({
        Group: autoScalingGroup({
          VPCZoneIdentifier: [{ 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }],
          MaxSize: ref('Missing'),
        }),
        Endpoint: { Type: 'AWS::EC2::VPCEndpoint', Condition: 'None', Properties: { VpcId: ref('Nothing') } },
      }),
      Outputs: { Url: { Value: { 'Fn::GetAtt': ['Nothing', 'Url'] }, Export: { Name: ref('Nothing') } } },
    },
  });
  expect(readBlueprint(folder).notes).toEqual([]);
});
