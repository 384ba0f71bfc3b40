// no static key and no secret in what is deployed: templates of both services and all hosts with every preset are searched, user data decoded
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Aws, CfnDynamicReference, CfnDynamicReferenceService, CfnParameter, Duration, Fn, Lazy, SecretValue, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedFargateSessionService, LoadBalancedSessionService, SessionHost, SessionStore, SessionTable } from '../src';
import { europe, newStack, newVpc } from './helpers';

const machineImage = ec2.MachineImage.latestAmazonLinux2023();
const image = ecs.ContainerImage.fromRegistry('example/shop');

/** A text of the template, and where it stands. */
interface Text {
  readonly path: string;
  readonly text: string;
}

/** Names that only a secret has. */
const SECRETIVE = /SECRET|PASSW|CREDENTIAL|ACCESS_?KEY|API_?KEY|PRIVATE_?KEY|SESSION_?TOKEN|AUTH_?TOKEN/i;

const SIGNS: Record<string, RegExp> = {
  'an access key': /(?<![A-Z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/,
  // 40 characters as those of a secret key; names of resources have no such mixture
  'a secret key': /(?<![A-Za-z0-9/+=_-])(?=[A-Za-z0-9/+]*[/+])(?=[A-Za-z0-9/+]*[a-z])(?=[A-Za-z0-9/+]*[A-Z])(?=[A-Za-z0-9/+]*[0-9])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'a secret that CloudFormation puts in as plain text': /\{\{resolve:(secretsmanager|ssm-secure):/,
  'a URL with a password': /\w+:\/\/[^\s/:@]+:[^\s/@]+@/,
};

const TYPES = ['AWS::IAM::AccessKey', 'AWS::IAM::User', 'AWS::EC2::KeyPair', 'AWS::SecretsManager::Secret'];

/** All texts of a template: keys and values, with what `Fn::Join` puts together as one text, references as their names. */
function textsOf(value: any, path = ''): Text[] {
  if (typeof value === 'string') {
    return [{ path, text: value }];
  }
  if (Array.isArray(value)) {
    return value.flatMap((part, i) => textsOf(part, `${path}/${i}`));
  }
  if (value === null || typeof value !== 'object') {
    return [];
  }
  const join = value['Fn::Join'];
  if (join) {
    return [{ path, text: join[1].map((part: unknown) => typeof part === 'string' ? part : `<${JSON.stringify(part)}>`).join(join[0]) }];
  }
  return Object.entries(value).flatMap(([key, part]) => [{ path: `${path}/${key}`, text: key }, ...textsOf(part, `${path}/${key}`)]);
}

/** Scripts that machines run at their first start. */
function userDataOf(template: any): Text[] {
  return Object.entries<any>(template.Resources).filter(([, { Properties }]) => Properties?.LaunchTemplateData?.UserData ?? Properties?.UserData)
    .map(([id, { Properties }]) => {
      const encoded = (Properties.LaunchTemplateData ?? Properties).UserData['Fn::Base64'];
      return { path: id, text: textsOf({ encoded }).map(({ text }) => text)[1] };
    });
}

/** Variables with a value in plain text, as `NAME`. */
function plainVariables(template: any): Text[] {
  const ofScripts = userDataOf(template).flatMap(({ path, text }) =>
    [...text.matchAll(/^(?:export )?([A-Za-z_]\w*)=/gm)].map(([, name]) => ({ path, text: name })));
  const named = Object.entries<any>(template.Resources).flatMap(([id, { Properties = {} }]) => [
    ...(Properties.ContainerDefinitions ?? []).flatMap(({ Environment = [] }: any) => Environment.map(({ Name }: any) => Name)),
    ...Object.keys(Properties.Environment?.Variables ?? {}),
    ...(Properties.OptionSettings ?? []).map(({ OptionName }: any) => OptionName),
  ].map((text) => ({ path: id, text })));
  return [...ofScripts, ...named];
}

/** What somebody who reads the template, the machine's log or the outputs would find. */
function leaksIn(template: any): string[] {
  const { Resources, Outputs = {}, Parameters = {} } = template;
  const texts = textsOf(template);
  const found = (what: string, where: Text[]) => where.map(({ path, text }) => `${what}: ${path}: ${text.slice(0, 80)}`);
  return [
    ...Object.entries(SIGNS).flatMap(([what, sign]) => found(what, texts.filter(({ text }) => sign.test(text)))),
    ...found('a variable with the name of a secret', plainVariables(template).filter(({ text }) => SECRETIVE.test(text))),
    ...found('an output with the name of a secret', Object.keys(Outputs).filter((name) => SECRETIVE.test(name)).map((text) => ({ path: 'Outputs', text }))),
    ...found('a parameter for a secret', Object.entries<any>(Parameters).filter(([name, { NoEcho }]) => NoEcho || SECRETIVE.test(name))
      .map(([text]) => ({ path: 'Parameters', text }))),
    ...found('a resource that holds a key', Object.entries<any>(Resources).filter(([, { Type }]) => TYPES.includes(Type))
      .map(([path, { Type }]) => ({ path, text: Type }))),
    ...found('a key pair', Object.entries<any>(Resources).filter(([, { Properties }]) => Properties?.LaunchTemplateData?.KeyName ?? Properties?.KeyName)
      .map(([path]) => ({ path, text: 'KeyName' }))),
    // the log of the first start is read by whoever may read the console of the machine
    ...found('a script that prints its variables', userDataOf(template)
      .filter(({ text }) => /^\s*(set -[a-z]*x|(printenv|env|export -p|set)\s*$)|sh -x|-o xtrace/m.test(text))),
  ];
}

/** Machines whose metadata service answers more than it must. */
function openMetadata({ Resources }: any): string[] {
  return Object.entries<any>(Resources).flatMap(([id, { Type, Properties }]) => {
    if (Type === 'AWS::AutoScaling::LaunchConfiguration') {
      return [`${id}: a launch configuration`];
    }
    if (Type !== 'AWS::EC2::LaunchTemplate') {
      return [];
    }
    const { HttpTokens, HttpPutResponseHopLimit, HttpEndpoint = 'enabled' } = Properties.LaunchTemplateData.MetadataOptions ?? {};
    const seen = { HttpTokens, HttpPutResponseHopLimit, HttpEndpoint };
    return HttpTokens === 'required' && HttpPutResponseHopLimit === 1 ? [] : [`${id}: ${JSON.stringify(seen)}`];
  });
}

const presets = Object.getOwnPropertyNames(SessionStore).filter((name) => typeof (SessionStore as any)[name] === 'function' && name !== 'of');
const storeOf = (preset: string): SessionStore => (SessionStore as any)[preset](preset === 'shopify' ? undefined : { lifetime: Duration.hours(2) });

/** Both services with one preset, in a network of its own. */
function services(store: SessionStore): Stack {
  const stack = newStack({ env: europe });
  const vpc = newVpc(stack);
  const common = { vpc, sessionStore: store, environment: { APP_NAME: 'shop' } };
  new LoadBalancedSessionService(stack, 'Web', { ...common, machineImage, userData: ec2.UserData.forLinux() });
  new LoadBalancedFargateSessionService(stack, 'Tasks', { ...common, image });
  return stack;
}

const template = (stack: Stack) => Template.fromStack(stack).toJSON();

describe.each(presets)('with the preset %s', (preset) => {
  const both = template(services(storeOf(preset)));

  test('no key and no secret is deployed', () => expect(leaksIn(both)).toEqual([]));

  test('the variables were searched', () => {
    const names = plainVariables(both).map(({ text }) => text);
    expect(names.filter((name) => name === 'DYNAMODB_SESSION_TABLE_NAME').length).toBeGreaterThanOrEqual(2);
  });

  test('nothing is told as an output', () => expect(both.Outputs).toBeUndefined());

  test('instances answer version 2 of the metadata service only, and nobody behind a hop', () => expect(openMetadata(both)).toEqual([]));
});

describe('also', () => {
  test.each<[string, (stack: Stack) => void]>([
    ['with a network of their own', (stack) => {
      new LoadBalancedSessionService(stack, 'Web', { machineImage });
      new LoadBalancedFargateSessionService(stack, 'Tasks', { image });
    }],
    ['with instances of several types, Session Manager and units to restart', (stack) => {
      new LoadBalancedSessionService(stack, 'Web', {
        machineImage,
        sessionManagerAccess: true,
        restartServices: ['shop'],
        mixedInstances: { launchTemplateOverrides: [{ instanceType: new ec2.InstanceType('t3.micro') }, { instanceType: new ec2.InstanceType('t3a.micro') }] },
      });
    }],
    ['with variables that come from parameters', (stack) => {
      new LoadBalancedFargateSessionService(stack, 'Tasks', { image, sessionVariablesAsSecrets: true });
    }],
    ['with secrets, which the container alone reads', (stack) => {
      const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'shop/database');
      new LoadBalancedFargateSessionService(stack, 'Tasks', { image, secrets: { DATABASE_PASSWORD: ecs.Secret.fromSecretsManager(secret) } });
    }],
    ['attached to what exists', (stack) => {
      const vpc = newVpc(stack);
      const sessions = new SessionTable(stack, 'Sessions');
      const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
        vpc, launchTemplate: new ec2.LaunchTemplate(stack, 'LaunchTemplate', {
          machineImage, instanceType: new ec2.InstanceType('t3.micro'), userData: ec2.UserData.forLinux(), requireImdsv2: true, httpPutResponseHopLimit: 1,
          role: new LoadBalancedSessionService(stack, 'Web', { vpc, machineImage }).role,
        }),
      });
      const taskDefinition = new ecs.FargateTaskDefinition(stack, 'TaskDefinition');
      taskDefinition.addContainer('web', { image });
      const code = lambda.Code.fromInline('exports.handler = () => undefined;');
      const handler = new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code });
      sessions.attachTo(SessionHost.autoScalingGroup(group));
      sessions.attachTo(SessionHost.taskDefinition(taskDefinition));
      sessions.attachTo(SessionHost.lambdaFunction(handler));
    }],
  ])('%s', (_, define) => {
    const stack = newStack({ env: europe });
    define(stack);
    expect(leaksIn(template(stack))).toEqual([]);
    expect(openMetadata(template(stack))).toEqual([]);
  });

});

describe('a plain variable', () => {
  const secret = (stack: Stack) => secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'shop/database');
  const password = (stack: Stack) => new secretsmanager.Secret(stack, 'Secret').secretValueFromJson('password').unsafeUnwrap();
  const { SECRETS_MANAGER, SSM, SSM_SECURE } = CfnDynamicReferenceService;
  const reference = (service: CfnDynamicReferenceService) => new CfnDynamicReference(service, 'shop/database').toString();
  type Value = (stack: Stack) => string;

  const SECRETS: [spelling: string, value: Value][] = [
    ['SecretValue, whatever the feature flags', () => SecretValue.secretsManager('shop/database').toString()],
    ['unsafeUnwrap of a field', password],
    ['unsafeUnwrap of an imported secret', (stack) => secret(stack).secretValue.unsafeUnwrap()],
    ['unsafeUnwrap of a parameter of Systems Manager', () => SecretValue.ssmSecure('shop').unsafeUnwrap()],
    ['unsafeUnwrap of a parameter that hides its value', (stack) => SecretValue.cfnParameter(new CfnParameter(stack, 'Hidden', { noEcho: true })).unsafeUnwrap()],
    ['a dynamic reference', () => reference(SECRETS_MANAGER)],
    ['a dynamic reference to Systems Manager', () => reference(SSM_SECURE)],
    ['a dynamic reference in plain text', () => '{{resolve:secretsmanager:shop/database:SecretString:password}}'],
    ['a part of a text', (stack) => `mysql://web:${password(stack)}@db/shop`],
    ['Fn.join', (stack) => Fn.join(':', ['web', Aws.REGION, password(stack)])],
    ['Fn.join of what is a reference only together', () => Fn.join('', ['{{resolve:', 'secretsmanager:shop/database}}'])],
    ['Fn.sub', (stack) => Fn.sub('web:${PASSWORD}', { PASSWORD: password(stack) })],
    ['Fn.sub of a dynamic reference', () => Fn.sub('{{resolve:secretsmanager:${AWS::StackName}:SecretString}}')],
    ['Fn.base64', (stack) => Fn.base64(password(stack))],
    ['JSON', (stack) => JSON.stringify({ password: password(stack) })],
  ];
  const HOLDERS: [prop: string, define: (stack: Stack, HINT: string) => unknown][] = [
    ['environment', (stack, HINT) => new LoadBalancedFargateSessionService(stack, 'Tasks', { image, environment: { HINT } })],
    ['environment', (stack, HINT) => new LoadBalancedSessionService(stack, 'Web', { machineImage, environment: { HINT } })],
    ['variables', (_, HINT) => SessionStore.of({
      clientName: 'mine', expiry: SessionStore.phpSdk().expiry, requestActions: ['dynamodb:GetItem'], variables: { HINT },
    })],
    ['environment', (stack, HINT) => {
      const code = lambda.Code.fromInline('//');
      const handler = new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code });
      return new SessionTable(stack, 'Sessions').attachTo(SessionHost.lambdaFunction(handler), { environment: { HINT } });
    }],
  ];

  test.each(SECRETS)('fails when it is a secret, written as %s, in services, stores and functions', (_, value) => {
    for (const [prop, define] of HOLDERS) {
      const stack = newStack({ env: europe });
      expect(() => define(stack, value(stack))).toThrow(`\`${prop}\` must hold no secrets, which anybody could read there, got: one in 'HINT'`);
    }
  });

  test.each<[string, Value]>([
    ['the name of a secret', (stack) => secret(stack).secretName],
    ['the ARN of a secret', (stack) => new secretsmanager.Secret(stack, 'Secret').secretArn],
    ['a parameter', (stack) => new CfnParameter(stack, 'Stage').valueAsString],
    ['a dynamic reference that is no secret', () => reference(SSM)],
    ['a text of both', (stack) => Fn.join('.', [stack.stackName, Aws.REGION, 'example.com'])],
    ['an import', () => Fn.importValue('Stage')],
  ])('may be %s', (_, value) => {
    for (const [, define] of HOLDERS) {
      const stack = newStack({ env: europe });
      expect(() => define(stack, value(stack))).not.toThrow();
    }
  });

  test('may be a value that somebody says later, which nobody asks for before', () => {
    const stack = newStack({ env: europe });
    let stage = 'not yet';
    const { environment } = new LoadBalancedFargateSessionService(stack, 'Tasks', { image, environment: { STAGE: Lazy.string({ produce: () => stage }) } });
    stage = 'test';
    expect(stack.resolve(environment.STAGE)).toBe('test');
  });
});

describe('a search that can fail: it sees', () => {
  // in two parts, so that nobody takes it for a key
  const accessKey = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
  const secretKey = ['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY'].join('');
  const original = template(services(SessionStore.phpSdk()));
  const resource = (copy: any, type: string) => Object.values<any>(copy.Resources).find(({ Type }) => Type === type).Properties;
  const data = (copy: any) => resource(copy, 'AWS::EC2::LaunchTemplate').LaunchTemplateData;
  const script = (copy: any, line: string) => {
    data(copy).UserData['Fn::Base64']['Fn::Join'][1].push(`\n${line}\n`);
  };
  const variable = (copy: any, Name: string, Value: unknown) =>
    resource(copy, 'AWS::ECS::TaskDefinition').ContainerDefinitions[0].Environment.push({ Name, Value });

  test.each<[string, (copy: any) => void, RegExp]>([
    ['a key in user data', (copy) => script(copy, `aws configure set aws_access_key_id ${accessKey}`), /an access key: /],
    ['a secret key in user data', (copy) => script(copy, `aws configure set x ${secretKey}`), /a secret key: /],
    ['a key of a session', (copy) => variable(copy, 'HINT', accessKey.replace('AKIA', 'ASIA')), /an access key: /],
    ['a variable for a key in user data', (copy) => script(copy, 'export AWS_SECRET_ACCESS_KEY=x'), /variable with the name of a secret/],
    ['a variable for a password', (copy) => variable(copy, 'DATABASE_PASSWORD', 'x'), /variable with the name of a secret/],
    ['a secret that is resolved into a variable', (copy) => variable(copy, 'HINT', '{{resolve:secretsmanager:shop:SecretString}}'), /as plain text/],
    ['a secret that is resolved into a joined text',
      (copy) => variable(copy, 'HINT', { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Secret' }, ':SecretString}}']] }), /as plain text/],
    ['a URL with a password', (copy) => variable(copy, 'DATABASE_URL', 'mysql://web:hunter2@db/shop'), /a URL with a password/],
    ['a private key', (copy) => {
      copy.Resources.X = { Type: 'X', Metadata: { Text: ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ') } };
    }, /a private key/],
    ['an output', (copy) => {
      copy.Outputs = { ApiKey: { Value: 'x' } };
    }, /an output with the name of a secret/],
    ['a parameter', (copy) => {
      copy.Parameters = { ...copy.Parameters, Hidden: { Type: 'String', NoEcho: true } };
    }, /a parameter for a secret/],
    ['a user with a key', (copy) => {
      copy.Resources.X = { Type: 'AWS::IAM::AccessKey' };
    }, /a resource that holds a key/],
    ['a key pair', (copy) => {
      data(copy).KeyName = 'mine';
    }, /a key pair/],
    ['a script that tells what it does', (copy) => script(copy, 'set -eux'), /prints its variables/],
    ['a script that prints its variables', (copy) => script(copy, 'printenv'), /prints its variables/],
  ])('%s', (_, change, leak) => {
    const copy = structuredClone(original);
    expect(leaksIn(copy)).toEqual([]);
    change(copy);
    expect(leaksIn(copy).join('\n')).toMatch(leak);
  });

  test.each<[string, (copy: any) => void]>([
    ['version 1 of the metadata service', (copy) => {
      data(copy).MetadataOptions.HttpTokens = 'optional';
    }],
    ['two hops', (copy) => {
      data(copy).MetadataOptions.HttpPutResponseHopLimit = 2;
    }],
    ['no options at all', (copy) => {
      delete data(copy).MetadataOptions;
    }],
  ])('%s', (_, change) => {
    const copy = structuredClone(original);
    expect(openMetadata(copy)).toEqual([]);
    change(copy);
    expect(openMetadata(copy)).toHaveLength(1);
  });
});
