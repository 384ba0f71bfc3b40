import { Assembly } from '../cloud-assembly/assembly';
import { Resolver } from './resolver';
import { KitError } from '../foundation/error';
import { ssmParameterValue } from './ssm-parameter';
import { isRecord, StackTemplate, TemplateParameter } from '../cloud-assembly/template';
import { Unresolved } from './unresolved';

// nobody needs the image of a machine that is a process here
const PLACEHOLDER_IMAGE = 'ami-00000000000000000';

/** The value of a template parameter: from the stack around a nested one, as given, or its default. */
export function parameterValue(name: string, stack: StackTemplate, resolver: Resolver): unknown {
  const parameter = (stack.template.Parameters ?? {})[name];
  const value = valueFromParent(name, stack, resolver) ??
    given(name, stack, resolver.parameters) ??
    defaultValue(name, parameter, stack, resolver);
  if (value === undefined) {
    throw new Unresolved(`parameter "${name}" of stack ${stack.name} has no default`, howToGive(name), true);
  }
  const isList = /^(AWS::SSM::Parameter::Value<)?(CommaDelimitedList|List<)/.test(parameter.Type);
  return isList && !Array.isArray(value) ? String(value).split(',').map((item) => item.trim()) : value;
}

/** Refuses names that no template has and values that the templates do not allow. */
export function checkParameters(assembly: Assembly, parameters: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(parameters)) {
    const [name, stackName] = key.split(':').reverse();
    const declared = assembly.stacks
      .filter((stack) => stackName === undefined || stack.name === stackName)
      .map((stack) => stack.template.Parameters?.[name])
      .filter((parameter) => parameter !== undefined);
    if (declared.length === 0) {
      throw new KitError(`no stack has a parameter "${key}"; ${knownParameters(assembly)}`);
    }
    const [refusal] = declared.flatMap((parameter) => refusals(parameter, value));
    if (refusal !== undefined) {
      throw new KitError(`parameter "${key}" cannot be "${value}"; give ${refusal}`);
    }
  }
}

/** What CloudFormation would ask for instead of the value. */
function refusals(parameter: TemplateParameter, value: string): string[] {
  const { Type, AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = parameter;
  const number = value.trim() === '' ? NaN : Number(value);
  const checks: Array<[boolean, string]> = [
    [AllowedValues?.map(String).includes(value) === false, `one of ${AllowedValues?.join(', ')}`],
    [Type === 'Number' && Number.isNaN(number), 'a number'],
    [number < Number(MinValue ?? NaN), `at least ${MinValue}`],
    [number > Number(MaxValue ?? NaN), `at most ${MaxValue}`],
    [value.length < Number(MinLength ?? NaN), `at least ${MinLength} characters`],
    [value.length > Number(MaxLength ?? NaN), `at most ${MaxLength} characters`],
    [AllowedPattern !== undefined && matches(value, AllowedPattern) === false, `what matches ${AllowedPattern}`],
  ];
  return checks.filter(([isRefused]) => isRefused).map(([, wanted]) => wanted);
}

/** Undefined for a pattern that only Java understands. */
function matches(value: string, pattern: string): boolean | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    return undefined;
  }
}

function knownParameters(assembly: Assembly): string {
  // the version of the bootstrap stack is CDK's own affair
  const names = assembly.stacks.flatMap((stack) => Object.keys(stack.template.Parameters ?? {}))
    .filter((name) => name !== 'BootstrapVersion');
  return names.length === 0 ? 'they have none' : `they have ${[...new Set(names)].join(', ')}`;
}

function given(name: string, stack: StackTemplate, parameters: Readonly<Record<string, string>>): string | undefined {
  return parameters[`${stack.name}:${name}`] ?? parameters[name];
}

function valueFromParent(name: string, stack: StackTemplate, resolver: Resolver): unknown {
  const parent = stack.nestedBy;
  const passed = isRecord(parent?.properties.Parameters) ? parent.properties.Parameters[name] : undefined;
  return parent === undefined || passed === undefined ? undefined : resolver.evaluate(passed, parent.stack);
}

/** The default, or what it names where the type says that it is the name of an SSM parameter. */
function defaultValue(name: string, parameter: TemplateParameter, stack: StackTemplate, resolver: Resolver): unknown {
  if (parameter.Default === undefined || !parameter.Type.startsWith('AWS::SSM::Parameter::Value<')) {
    return parameter.Default;
  }
  const value = ssmParameterValue(String(parameter.Default), stack, resolver);
  if (value !== undefined) {
    return value;
  }
  if (parameter.Type.includes('AWS::EC2::Image::Id')) {
    return PLACEHOLDER_IMAGE;
  }
  throw new Unresolved(`SSM parameter "${parameter.Default}" is known only to AWS`, howToGive(name), true);
}

function howToGive(name: string): string {
  return `give it as --parameter ${name}=VALUE`;
}
