// the feature flags of aws-cdk-lib: every template of the matrix with all that `cdk init` sets today and with none, the meaning compared
import { readFileSync } from 'fs';
import { Stack, Stage } from 'aws-cdk-lib/core';
import { synthesize } from '../../tools/synthesize';
import { listOf, TemplateJson } from '../../tools/template';
import { europe } from '../helpers';
import { Place } from './matrix/specification';
import { matrix } from './templates';

type Flags = Record<string, unknown>;

const RECOMMENDED: Flags = JSON.parse(readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8'));

/** What the flags change without a change for sessions, by what a difference looks like; each must occur. */
const THEIRS: Record<string, RegExp> = {
  'the default security group of a VPC that the user defines loses its rules': /^\/(Custom)?VpcRestrictDefault\w+: \{/,
  'an Auto Scaling group that the user defines has a launch template instead of a launch configuration':
    /^\/Group(Launch(Template|Config)\w+: |ASG\w+\/Properties\/Launch(Template|ConfigurationName): )/,
  'a VPC without a route for IPv6 has an egress-only gateway that nothing uses': /^\/WebVpcEIGW\w+: nothing is \{"Type":"AWS::EC2::EgressOnlyInternetGateway"/,
  'the policy of an imported role is named after its stack': /^\/(RolePolicy\w+: |\w+\/DependsOn\/\d+: "RolePolicyS\d+StackRole\w+" is "RolePolicy\w+")/,
};

const on = templates(RECOMMENDED);
const off = templates({});

test('the matrix can be defined with the flags and without', () => {
  expect(Object.keys(on)).toEqual(Object.keys(off));
  expect(Object.keys(on).length).toBeGreaterThan(150);
});

test('no flag changes what a template means', () => {
  const found = Object.keys(on).flatMap((name) => differences(meaningOf(on[name]), meaningOf(off[name])).map((text) => ({ name, text })));
  const isTheirs = (text: string) => Object.values(THEIRS).some((pattern) => pattern.test(text));
  expect(found.filter(({ text }) => !isTheirs(text))).toEqual([]);
  expect(Object.entries(THEIRS).filter(([, pattern]) => !found.some(({ text }) => pattern.test(text))).map(([reason]) => reason)).toEqual([]);
});

/** Templates for a fixed region, by name. */
function templates(flags: Flags): Record<string, TemplateJson> {
  return synthesize((app) => matrix().filter(({ place }) => place === Place.FIXED).map(({ name, define }, index) => {
    const stage = new Stage(app, `S${index}`);
    Object.entries(flags).forEach(([flag, value]) => stage.node.setContext(flag, value));
    define(new Stack(stage, 'Stack', { env: europe }));
    return { name, id: stage.artifactId };
  }), (assembly, stages) => Object.fromEntries(stages.flatMap(({ name, id }) => assembly.getNestedAssembly(id).stacks
    .map(({ stackName, template }): [string, TemplateJson] => [`${name}, ${stackName.replace(/^S\d+-/, '')}`, template]))));
}

/** Resources by id, with one way of writing for each thing that can be written in several. */
function meaningOf({ Resources }: TemplateJson): Record<string, unknown> {
  const known = JSON.parse(JSON.stringify(Resources), (_, value) => isReference(value, 'AWS::Partition') ? 'aws' : value);
  return JSON.parse(JSON.stringify(known), (key, value) => key === 'PolicyDocument' || key === 'KeyPolicy' ? permissions(value)
    : key === 'DependsOn' ? [...listOf(value)].sort() : withoutDefaults(key, joined(crossed(value))));
}

/** A value of another stack, which has an export or an output of another name. */
function crossed(value: any): unknown {
  const { StackName, OutputName } = value?.['Fn::GetStackOutput'] ?? {};
  const [stack, name] = OutputName ? [StackName, OutputName] : `${value?.['Fn::ImportValue'] ?? ''}`.split(':');
  const output = /^(?:Publish|Exports)Output(\w+?)[0-9A-F]{8}$/.exec(name ?? '')?.[1];
  return output ? { output, stack } : value;
}

function isReference(value: any, name: string): boolean {
  return value?.Ref === name;
}

/** Neighbouring texts of a Fn::Join as one; a text where nothing else is left. */
function joined(value: any): unknown {
  const [glue, parts] = value?.['Fn::Join'] ?? [];
  if (glue !== '' || !Array.isArray(parts)) {
    return value;
  }
  const merged = parts.reduce<unknown[]>((all, part) => typeof part === 'string' && typeof all[all.length - 1] === 'string'
    ? [...all.slice(0, -1), `${all[all.length - 1]}${part}`] : [...all, part], []);
  return merged.length === 1 && typeof merged[0] === 'string' ? merged[0] : { 'Fn::Join': ['', merged] };
}

/** What ECS takes where nothing is said. */
function withoutDefaults(key: string, value: any): unknown {
  const isDefault = (key === 'DeploymentController' && value?.Type === 'ECS') || (key === 'Alarms' && value?.Enable === false && value.AlarmNames.length === 0);
  return isDefault ? undefined : value;
}

/** Each single permission of a policy, in an order of its own: statements may be merged. */
function permissions({ Statement }: any): string[] {
  return [...new Set<string>(listOf(Statement).flatMap(({ Action, Resource, NotAction, ...others }: any) =>
    listOf(Action ?? NotAction).flatMap((action) => (Resource === undefined ? [undefined] : listOf(Resource))
      .map((resource) => JSON.stringify([action, resource, NotAction !== undefined, Object.entries(others).sort()])))))].sort();
}

function differences(one: any, other: any, path = ''): string[] {
  if (JSON.stringify(one) === JSON.stringify(other)) {
    return [];
  }
  if (![one, other].every((each) => typeof each === 'object' && each !== null)) {
    return [`${path}: ${JSON.stringify(one) ?? 'nothing'} is ${JSON.stringify(other) ?? 'nothing'} without flags`];
  }
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) => differences(one[key], other[key], `${path}/${key}`));
}
