import { nearestStacks } from '../cloud-assembly/assembly';
import { Resolver } from './resolver';
import { parameterValue } from './parameters';
import { attribute, physicalId } from './physical-values';
import { pseudoParameter } from './pseudo-parameters';
import { isRecord, Resource, StackTemplate, TemplateOutput } from '../cloud-assembly/template';
import { knownOnlyToAws, malformed, SYNTH_AGAIN, Unresolved } from './unresolved';

/** `Ref`: of a pseudo parameter, a parameter or a resource. */
export function reference(name: string, stack: StackTemplate, resolver: Resolver): unknown {
  if (name.startsWith('AWS::')) {
    return pseudoParameter(name, stack);
  }
  if (Object.hasOwn(stack.template.Parameters ?? {}, name)) {
    return resolver.guarded(`parameter "${name}"`, stack, () => parameterValue(name, stack, resolver));
  }
  const resource = createdResource(name, stack, resolver);
  const id = resolver.guarded(`the id of ${name}`, stack, () => physicalId(resource, resolver));
  if (id === undefined) {
    throw knownOnlyToAws(`the id of ${name} (${resource.type})`);
  }
  return id;
}

/** `Fn::GetAtt`, as list or as `LogicalId.Attribute`. */
export function attributeOf(argument: unknown, stack: StackTemplate, resolver: Resolver): unknown {
  const [logicalId, name] = attributeNames(argument, stack, resolver);
  const resource = createdResource(logicalId, stack, resolver);
  return resolver.guarded(`${logicalId}.${name}`, stack, () => {
    const value = outsideAttribute(resource, name, resolver) ?? attribute(resource, name, resolver);
    if (value === undefined) {
      throw knownOnlyToAws(`${logicalId}.${name} (${resource.type})`);
    }
    return value;
  });
}

/** `Fn::ImportValue`: an export of another stack of the assembly. */
export function importValue(argument: unknown, stack: StackTemplate, resolver: Resolver): unknown {
  const name = String(resolver.evaluate(argument, stack));
  for (const other of nearestStacks(resolver.assembly, stack)) {
    for (const [key, output] of Object.entries(other.template.Outputs ?? {})) {
      if (output.Export !== undefined && resolver.withPlaceholders.resolve(output.Export.Name, other) === name) {
        return outputValue(key, output, other, resolver);
      }
    }
  }
  throw notInAssembly(`no stack of this assembly exports "${name}"`);
}

/** `Fn::GetStackOutput`: an output of another stack, exported or not. */
export function getStackOutput(argument: unknown, stack: StackTemplate, resolver: Resolver): unknown {
  const target = resolver.evaluate(argument, stack);
  if (!isRecord(target) || target.StackName === undefined || target.OutputName === undefined) {
    throw malformed('Fn::GetStackOutput', '{ StackName, OutputName }', argument);
  }
  const region = target.Region ?? stack.region;
  const other = nearestStacks(resolver.assembly, stack)
    .find((each) => each.name === target.StackName && each.region === region);
  const key = String(target.OutputName);
  const output = other?.template.Outputs?.[key];
  if (other === undefined || output === undefined) {
    throw notInAssembly(`no stack "${target.StackName}" of this assembly has the output "${key}" in ${region}`);
  }
  return outputValue(key, output, other, resolver);
}

function attributeNames(argument: unknown, stack: StackTemplate, resolver: Resolver): [string, string] {
  const parts = typeof argument === 'string' ? argument.split('.') : argument;
  if (!Array.isArray(parts) || parts.length < 2) {
    throw malformed('Fn::GetAtt', '[logical id, attribute]', argument);
  }
  const [logicalId, ...name] = parts.map((part) => String(resolver.evaluate(part, stack)));
  return [logicalId, name.join('.')];
}

function createdResource(logicalId: string, stack: StackTemplate, resolver: Resolver): Resource {
  const resource = stack.resources.get(logicalId);
  if (resource === undefined) {
    throw new Unresolved(`stack ${stack.name} has no parameter or resource "${logicalId}"`,
      `correct the reference and ${SYNTH_AGAIN}`);
  }
  if (!resolver.isCreated(resource)) {
    throw new Unresolved(`${logicalId} is not created because its condition "${resource.condition}" is false`,
      'refer to it under the same condition only');
  }
  return resource;
}

/** Attributes whose value another stack tells: a nested one, or one of another region. */
function outsideAttribute(resource: Resource, name: string, resolver: Resolver): unknown {
  if (resource.type === 'AWS::CloudFormation::Stack' && name.startsWith('Outputs.')) {
    const key = name.slice('Outputs.'.length);
    const nested = resource.stack.nested.get(resource.logicalId);
    const output = nested?.template.Outputs?.[key];
    return nested === undefined || output === undefined ? undefined : outputValue(key, output, nested, resolver);
  }
  return resource.type === 'Custom::CrossRegionExportReader' ? crossRegionExport(resource, name, resolver) : undefined;
}

/** What CDK's `crossRegionReferences` hands from one region to another through custom resources. */
function crossRegionExport(reader: Resource, name: string, resolver: Resolver): unknown {
  for (const stack of nearestStacks(resolver.assembly, reader.stack)) {
    for (const resource of stack.resources.values()) {
      const writer = resource.type === 'Custom::CrossRegionExportWriter' ? resource.properties.WriterProps : undefined;
      if (isRecord(writer) && isRecord(writer.exports) && Object.hasOwn(writer.exports, name)) {
        return resolver.evaluate(writer.exports[name], stack);
      }
    }
  }
  return undefined;
}

function outputValue(key: string, output: TemplateOutput, stack: StackTemplate, resolver: Resolver): unknown {
  return resolver.guarded(`output "${key}"`, stack, () => resolver.evaluate(output.Value, stack));
}

function notInAssembly(reason: string): Unresolved {
  return new Unresolved(reason, 'synthesize that stack in the same app or write the value as a literal');
}
