import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elasticbeanstalk from 'aws-cdk-lib/aws-elasticbeanstalk';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnParameter, Stack } from 'aws-cdk-lib/core';
import { SessionAttachmentOptions, SessionHost, SessionTable } from '../../src';
import { europe, newRole, newStack, newVpc } from '../helpers';
import { BadInput, TokenInput } from './bad-input';

type Host = (stack: Stack) => SessionHost;

function attach(host: Host, options?: SessionAttachmentOptions): void {
  const stack = newStack({ env: europe });
  new SessionTable(stack, 'Sessions').attachTo(host(stack), options);
}

const image = ecs.ContainerImage.fromRegistry('web');
const task = (props: Partial<ecs.ContainerDefinitionOptions> = {}, name?: string): Host => (stack) => {
  const definition = new ecs.FargateTaskDefinition(stack, 'Task');
  definition.addContainer('web', { image, ...props });
  return SessionHost.taskDefinition(definition, name);
};
const handler = (environment?: Record<string, string>): Host => (stack) => SessionHost.lambdaFunction(new lambda.Function(stack, 'Function', {
  runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('//'), environment,
}));
const theirFunction = (role: boolean): Host => (stack) => SessionHost.lambdaFunction(lambda.Function.fromFunctionAttributes(stack, 'Function', {
  functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:web', role: role ? newRole(stack) : undefined,
}));
const userData = (data: ec2.UserData, restartServices?: string[]): Host => (stack) => SessionHost.userData(data, newRole(stack), { restartServices });
const group = (data: ec2.UserData): Host => (stack) => SessionHost.autoScalingGroup(new autoscaling.AutoScalingGroup(stack, 'Group', {
  vpc: newVpc(stack), machineImage: ec2.MachineImage.latestAmazonLinux2023(), instanceType: new ec2.InstanceType('t4g.micro'), userData: data,
}));
const theirGroup: Host = (stack) => SessionHost.autoScalingGroup(autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, 'Group', 'theirs'));
const beanstalk = (value: string): Host => (stack) => SessionHost.elasticBeanstalkEnvironment(new elasticbeanstalk.CfnEnvironment(stack, 'Beanstalk', {
  applicationName: 'web', optionSettings: [{ namespace: 'aws:elasticbeanstalk:application:environment', optionName: 'AWS_REGION', value }],
}), newRole(stack));

const CLASH = '; remove it there or rename ours with `variableNames` (in Stack/Sessions)';
const SHELL = "must be a shell script that begins with '#!/bin/bash' or '#!/bin/sh'";
const INSTEAD = '; use UserData.forLinux(), or SessionHost.grantee and deliver the variables yourself';
const long = (bytes: number) => ec2.UserData.custom(`#!/bin/sh\n: ${'x'.repeat(bytes - 12)}`);
const tooLarge = (bytes: number) => '`userData` must fit into the 16384 bytes that EC2 takes, our commands and the environment included, ' +
  `got: ${bytes}; put the script into S3 and run it with addS3DownloadCommand and addExecuteFileCommand (in Stack/Sessions)`;
const windows = ec2.UserData.forWindows;
const linux = ec2.UserData.forLinux;
const UNITS = "`restartServices` must be units such as 'my-app' or 'worker@*'";

const HOSTS: [what: string, wrong: Host, message: string, right: Host][] = [
  ['a task definition has no container',
    (stack) => SessionHost.taskDefinition(new ecs.FargateTaskDefinition(stack, 'Task')),
    '`taskDefinition` must have an essential container, got: none; add it before (in Stack/Task)', task()],
  ['a task definition has no essential container', (stack) => {
    const definition = new ecs.FargateTaskDefinition(stack, 'Other');
    definition.addContainer('web', { image, essential: false });
    return SessionHost.taskDefinition(definition);
  }, '`taskDefinition` must have an essential container, got: none; add it before (in Stack/Other)', task({ essential: true })],
  ['a task definition has no container of the name', task({}, 'Web'),
    "`containerName` must name a container of the task definition, got: 'Web' (in Stack/Task)", task({}, 'web')],
  ['a container is named only at deployment', (stack) => task({}, new CfnParameter(stack, 'Name').valueAsString)(stack),
    '`containerName` must name a container of the task definition, got: a token (in Stack/Task)', task({}, 'web')],
  ['a container is named in two lines', task({}, 'web\n'),
    "`containerName` must name a container of the task definition, got: 'web\\n' (in Stack/Task)", task({}, 'web')],
  ['a container is named by nothing', task({}, ''),
    "`containerName` must name a container of the task definition, got: '' (in Stack/Task)", task({}, undefined)],
  ['a container has another region', task({ environment: { AWS_REGION: 'us-east-1' } }),
    `\`host\` must not set 'AWS_REGION' to something else than the sessions do, got: "us-east-1" in 'Stack/Task/web'${CLASH}`,
    task({ environment: { AWS_REGION: 'eu-west-1' } })],
  ['a function has another table', handler({ DYNAMODB_SESSION_TABLE_NAME: 'old' }),
    `\`host\` must not set 'DYNAMODB_SESSION_TABLE_NAME' to something else than the sessions do, got: "old" in 'Stack/Function'${CLASH}`, handler({ OLD_TABLE: 'old' })],
  ['an environment of Elastic Beanstalk has another region', beanstalk('us-east-1'),
    `\`host\` must not set 'AWS_REGION' to something else than the sessions do, got: "us-east-1" in 'Stack/Beanstalk'${CLASH}`, beanstalk('eu-west-1')],
  ['an imported function has no role', theirFunction(false),
    "`host` must have a role, got: 'Stack/Function', whose role is not known (it is imported, a version or an alias); define or import it with its role, " +
    'or use SessionHost.grantee with the role and deliver the variables yourself (in Stack/Sessions)', theirFunction(true)],
  ['an imported group has no role', theirGroup,
    "`host` must have a role, got: 'Stack/Group', whose role is not known (it is imported and has no user data to change); define or import it with its role, " +
    'or use SessionHost.grantee with the role and deliver the variables yourself (in Stack/Sessions)', (stack) => SessionHost.grantee(newRole(stack))],
  ['instances run Windows', userData(windows()), `\`userData\` ${SHELL}, got: '<powershell></powershell>'${INSTEAD}`, userData(linux())],
  ['instances run Python', userData(linux({ shebang: '#!/usr/bin/python3' })),
    `\`userData\` ${SHELL}, got: '#!/usr/bin/python3'${INSTEAD}`, userData(linux({ shebang: '#!/usr/bin/env bash' }))],
  ['instances have no script', userData(ec2.UserData.custom('')), `\`userData\` ${SHELL}, got: ''${INSTEAD}`, userData(ec2.UserData.custom('#!/bin/sh'))],
  ['a group has cloud-config', group(ec2.UserData.custom('#cloud-config')), `\`userData\` ${SHELL}, got: '#cloud-config'${INSTEAD} (in Stack/Group)`, group(linux())],
  ['user data would be larger than EC2 takes', userData(long(14092)), tooLarge(16385), userData(long(14091))],
  ['user data of a group would be larger than EC2 takes', group(long(15000)), tooLarge(17293), group(long(12000))],
  ['a service to restart has an apostrophe', userData(linux(), ["it's"]), `${UNITS}, got: 'it's'`, userData(linux(), ['its'])],
  ['a service to restart is an option', userData(linux(), ['--user']), `${UNITS}, got: '--user'`, userData(linux(), ['user-'])],
  ['a service to restart has no name', userData(linux(), ['']), `${UNITS}, got: ''`, userData(linux(), [])],
  ['a service to restart has a space', userData(linux(), ['my app']), `${UNITS}, got: 'my app'`, userData(linux(), ['my-app.service', 'worker@*'])],
];

const NAMES = '`variableNames` must rename session variables (AWS_REGION, DYNAMODB_SESSION_TABLE_NAME)';
const OPTIONS: [what: string, host: Host, wrong: SessionAttachmentOptions, message: string, right: SessionAttachmentOptions][] = [
  ['a variable of an attachment begins with a digit', task(), { environment: { '1ST': 'a' } },
    "`environment` must use names of letters, digits and underscores that begin with no digit, got: '1ST'", { environment: { FIRST: '1st' } }],
  ['a variable of an attachment has two lines', task(), { environment: { TEXT: 'a\r\nb' } },
    "`environment` must hold values of one line, got: a line break in 'TEXT'; remove it", { environment: { TEXT: 'a b' } }],
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_ACCESS_KEY', 'AWS_SECRET_KEY'].map((name): typeof OPTIONS[number] => [
    `an attachment brings ${name}`, handler(), { environment: { [name]: 'x' } },
    `\`environment\` must hold no static keys, which displace the role that is granted, got: '${name}'; remove it`, { environment: { AWS_PROFILE: 'web' } },
  ]),
  ['an attachment sets another region', task(), { environment: { AWS_REGION: 'us-east-1' } },
    "`environment` must not set 'AWS_REGION', which the session store sets, got: 'us-east-1'; remove it", { environment: { AWS_REGION: 'eu-west-1' } }],
  ['an attachment renames what is not there', task(), { variableNames: { TABLE: 'SESSIONS' } },
    `${NAMES}, got: 'TABLE'`, { variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'SESSIONS' } }],
  ['an attachment gives two variables one name', task(), { variableNames: { AWS_REGION: 'X', DYNAMODB_SESSION_TABLE_NAME: 'X' } },
    "`variableNames` must give each variable a name of its own, got: 'X' for 'AWS_REGION' and another one; " +
    "`variableNames` must give each variable a name of its own, got: 'X' for 'DYNAMODB_SESSION_TABLE_NAME' and another one",
    { variableNames: { AWS_REGION: 'X', DYNAMODB_SESSION_TABLE_NAME: 'Y' } }],
  ['an attachment gives a name with a dot', task(), { variableNames: { AWS_REGION: 'aws.region' } },
    "`variableNames` must use names of letters, digits and underscores that begin with no digit, got: 'aws.region'", { variableNames: { AWS_REGION: 'aws_region' } }],
  ...[
    'AWS_DEFAULT_REGION', '_HANDLER', '_X_AMZN_TRACE_ID', 'AWS_EXECUTION_ENV', 'AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
    'AWS_LAMBDA_FUNCTION_VERSION', 'AWS_LAMBDA_INITIALIZATION_TYPE', 'AWS_LAMBDA_LOG_GROUP_NAME', 'AWS_LAMBDA_LOG_STREAM_NAME',
    'AWS_LAMBDA_RUNTIME_API', 'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR',
  ].map((name): typeof OPTIONS[number] => [
    `a function is given ${name}`, handler(), { environment: { [name]: '/' } },
    `\`environment\` must not set in a function what AWS Lambda sets itself, got: '${name}'; remove it`, { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/' } },
  ]),
  ['a function has its region under a name that Lambda sets', handler(), { variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'AWS_DEFAULT_REGION' } },
    "`variableNames` must not set in a function what AWS Lambda sets itself, got: 'AWS_DEFAULT_REGION'; remove it",
    { variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'AWS_DEFAULT_TABLE' } }],
  ['a function is given a name of one letter', handler(), { environment: { A: '1' } },
    "`environment` must use names of two characters or more that begin with a letter in a function, got: 'A'", { environment: { A1: '1' } }],
  ['a function is given a name that begins with an underscore', handler(), { variableNames: { DYNAMODB_SESSION_TABLE_NAME: '_TABLE' } },
    "`variableNames` must use names of two characters or more that begin with a letter in a function, got: '_TABLE'",
    { variableNames: { DYNAMODB_SESSION_TABLE_NAME: 'TABLE_' } }],
  ['several options are wrong, and names all', task(), { variableNames: { TABLE: 'T' }, environment: { '': '' } },
    `${NAMES}, got: 'TABLE'; \`environment\` must use names of letters, digits and underscores that begin with no digit, got: ''`,
    { variableNames: { AWS_REGION: 'T' }, environment: { E: '' } }],
];

export const BAD_INPUTS: BadInput[] = [
  ...HOSTS.map(([what, wrong, message, right]) => ({ what, message, bad: () => attach(wrong), good: () => attach(right) })),
  ...OPTIONS.map(([what, host, wrong, message, right]) => ({
    what, message: `${message} (in Stack/Sessions)`, bad: () => attach(host, wrong), good: () => attach(host, right),
  })),
];

const later = (stack: Stack) => new CfnParameter(stack, 'Text').valueAsString;

export const TOKENS: TokenInput[] = [
  { what: 'user data', use: () => attach((stack) => userData(ec2.UserData.custom(later(stack)))(stack)) },
  {
    what: 'a value of an attachment',
    use: () => {
      const stack = newStack();
      new SessionTable(stack, 'Sessions').attachTo(handler()(stack), { environment: { STAGE: later(stack) } });
    },
  },
];
