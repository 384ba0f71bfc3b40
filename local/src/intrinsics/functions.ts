import { Intrinsic, Resolver } from './resolver';
import { attributeOf, reference } from './references';
import { isRecord, StackTemplate } from '../cloud-assembly/template';
import { malformed, SYNTH_AGAIN, Unresolved } from './unresolved';

const join: Intrinsic = (argument, stack, resolver) => {
  const [delimiter, list] = pair('Fn::Join', '[delimiter, [values]]', argument);
  const values = resolver.evaluate(list, stack);
  if (typeof delimiter !== 'string' || !Array.isArray(values)) {
    throw malformed('Fn::Join', '[delimiter, [values]]', argument);
  }
  return values.map((value) => scalar('Fn::Join', value)).join(delimiter);
};

const select: Intrinsic = (argument, stack, resolver) => {
  const [indexExpression, list] = pair('Fn::Select', '[index, [values]]', argument);
  const index = Number(resolver.evaluate(indexExpression, stack));
  const values = resolver.evaluate(list, stack);
  if (!Array.isArray(values) || !Number.isInteger(index)) {
    throw malformed('Fn::Select', '[index, [values]]', argument);
  }
  if (values[index] === undefined) {
    const reason = `Fn::Select asks for index ${index} of ${values.length} values`;
    throw new Unresolved(reason, `correct the index and ${SYNTH_AGAIN}`);
  }
  return values[index];
};

const split: Intrinsic = (argument, stack, resolver) => {
  const [delimiter, text] = pair('Fn::Split', '[delimiter, text]', argument);
  if (typeof delimiter !== 'string') {
    throw malformed('Fn::Split', '[delimiter, text]', argument);
  }
  return scalar('Fn::Split', resolver.evaluate(text, stack)).split(delimiter);
};

const sub: Intrinsic = (argument, stack, resolver) => {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof text !== 'string' || !isRecord(variables)) {
    throw malformed('Fn::Sub', 'a text or [text, {variables}]', argument);
  }
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal !== '') {
      return `\${${name}}`;
    }
    return scalar('Fn::Sub', substitution(name.trim(), variables, stack, resolver));
  });
};

function substitution(
  name: string, variables: Record<string, unknown>, stack: StackTemplate, resolver: Resolver,
): unknown {
  if (Object.hasOwn(variables, name)) {
    return resolver.evaluate(variables[name], stack);
  }
  return name.includes('.') ? attributeOf(name, stack, resolver) : reference(name, stack, resolver);
}

const choose: Intrinsic = (argument, stack, resolver) => {
  if (!Array.isArray(argument) || argument.length !== 3) {
    throw malformed('Fn::If', '[condition, value, other value]', argument);
  }
  return resolver.evaluate(argument[resolver.condition(argument[0], stack) ? 1 : 2], stack);
};

const equals: Intrinsic = (argument, stack, resolver) => {
  const [left, right] = pair('Fn::Equals', '[value, value]', argument).map((side) => resolver.evaluate(side, stack));
  return String(left) === String(right);
};

const findInMap: Intrinsic = (argument, stack, resolver) => {
  if (!Array.isArray(argument) || argument.length < 3) {
    throw malformed('Fn::FindInMap', '[mapping, first key, second key]', argument);
  }
  const [mapping, first, second] = argument.slice(0, 3).map((key) => String(resolver.evaluate(key, stack)));
  const entry = stack.template.Mappings?.[mapping]?.[first]?.[second];
  if (entry !== undefined) {
    return entry;
  }
  if (isRecord(argument[3]) && 'DefaultValue' in argument[3]) {
    return resolver.evaluate(argument[3].DefaultValue, stack);
  }
  const reason = `mapping "${mapping}" of stack ${stack.name} has no entry "${first}", "${second}"`;
  throw new Unresolved(reason, `add it and ${SYNTH_AGAIN}`);
};

const zones: Intrinsic = (argument, stack, resolver) => {
  const region = argument === '' ? stack.region : String(resolver.evaluate(argument, stack));
  return ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
};

/** Every function that needs nothing but its argument and what its argument refers to. */
export const INTRINSIC_FUNCTIONS: Readonly<Record<string, Intrinsic>> = {
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::Sub': sub,
  'Fn::If': choose,
  'Fn::Equals': equals,
  'Fn::And': (argument, stack, resolver) =>
    conditions('Fn::And', argument).every((each) => resolver.holds(each, stack)),
  'Fn::Or': (argument, stack, resolver) =>
    conditions('Fn::Or', argument).some((each) => resolver.holds(each, stack)),
  'Fn::Not': (argument, stack, resolver) => !resolver.holds(conditions('Fn::Not', argument)[0], stack),
  'Fn::FindInMap': findInMap,
  'Fn::GetAZs': zones,
  'Fn::Base64': (argument, stack, resolver) =>
    Buffer.from(scalar('Fn::Base64', resolver.evaluate(argument, stack))).toString('base64'),
  'Fn::ToJsonString': (argument, stack, resolver) => JSON.stringify(resolver.evaluate(argument, stack)),
  'Fn::Length': (argument, stack, resolver) => {
    const list = resolver.evaluate(argument, stack);
    if (!Array.isArray(list)) {
      throw malformed('Fn::Length', 'a list', argument);
    }
    return list.length;
  },
};

function pair(intrinsic: string, form: string, argument: unknown): [unknown, unknown] {
  if (!Array.isArray(argument) || argument.length !== 2) {
    throw malformed(intrinsic, form, argument);
  }
  return [argument[0], argument[1]];
}

function conditions(intrinsic: string, argument: unknown): unknown[] {
  if (!Array.isArray(argument) || argument.length === 0) {
    throw malformed(intrinsic, 'a list of conditions', argument);
  }
  return argument;
}

function scalar(intrinsic: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw malformed(intrinsic, 'text', value);
  }
  return String(value);
}
