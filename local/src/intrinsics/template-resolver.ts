import { Assembly } from '../cloud-assembly/assembly';
import { INTRINSIC_FUNCTIONS } from './functions';
import { NO_VALUE } from './pseudo-parameters';
import { attributeOf, getStackOutput, importValue, reference } from './references';
import { ssmParameterValue } from './ssm-parameter';
import { isRecord, Resource, StackTemplate } from '../cloud-assembly/template';
import { knownOnlyToAws, SYNTH_AGAIN, Unresolved } from './unresolved';

export type Intrinsic = (argument: unknown, stack: StackTemplate, resolver: Resolver) => unknown;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'Ref': (name, stack, resolver) => reference(String(name), stack, resolver),
  'Fn::GetAtt': attributeOf,
  'Fn::ImportValue': importValue,
  'Fn::GetStackOutput': getStackOutput,
  ...INTRINSIC_FUNCTIONS,
};

/**
 * Resolves CloudFormation's intrinsic functions.
 *
 * A guessing resolver never fails: where a value cannot be known it puts a text that is the same for the same
 * reference, good enough to find out which resource another one points at.
 */
export class Resolver {
  private readonly active = new Set<string>();
  private guesser?: Resolver;

  constructor(
    public readonly assembly: Assembly,
    public readonly parameters: Readonly<Record<string, string>> = {},
    private readonly guesses = false,
  ) {}

  /** The same resolver, which guesses. */
  public get guessing(): Resolver {
    this.guesser ??= this.guesses ? this : new Resolver(this.assembly, this.parameters, true);
    return this.guesser;
  }

  /** The value with all references resolved; `undefined` for `AWS::NoValue`. Throws Unresolved. */
  public resolve(value: unknown, stack: StackTemplate): unknown {
    const result = this.evaluate(value, stack);
    return result === NO_VALUE ? undefined : this.replaceDynamicReferences(result, stack);
  }

  /** Opens the value one level: takes the branch of `Fn::If`, leaves everything inside alone. */
  public open(value: unknown, stack: StackTemplate): unknown {
    const choice = intrinsicOf(value);
    if (choice?.name === 'Fn::If' && Array.isArray(choice.argument)) {
      return this.open(choice.argument[this.condition(choice.argument[0], stack) ? 1 : 2], stack);
    }
    return choice?.name === 'Ref' && choice.argument === 'AWS::NoValue' ? undefined : value;
  }

  /** Like `resolve`, without dynamic references: CloudFormation fills these in last. */
  public evaluate(value: unknown, stack: StackTemplate): unknown {
    if (Array.isArray(value)) {
      return value.map((item) => this.evaluate(item, stack)).filter((item) => item !== NO_VALUE);
    }
    if (!isRecord(value)) {
      return value;
    }
    const intrinsic = intrinsicOf(value);
    if (intrinsic !== undefined) {
      return this.call(intrinsic.name, intrinsic.argument, stack);
    }
    const entries = Object.entries(value).map(([key, entry]) => [key, this.evaluate(entry, stack)]);
    return Object.fromEntries(entries.filter(([, entry]) => entry !== NO_VALUE));
  }

  /** Whether a condition of the stack holds. */
  public condition(name: unknown, stack: StackTemplate): boolean {
    const definition = stack.template.Conditions?.[String(name)];
    if (definition === undefined) {
      throw new Unresolved(`stack ${stack.name} has no condition "${name}"`, `correct the name and ${SYNTH_AGAIN}`);
    }
    return this.guarded(`condition "${name}"`, stack, () => this.holds(definition, stack));
  }

  /** Whether a condition expression holds, `{ Condition: NAME }` included. */
  public holds(expression: unknown, stack: StackTemplate): boolean {
    if (isRecord(expression) && typeof expression.Condition === 'string') {
      return this.condition(expression.Condition, stack);
    }
    return this.evaluate(expression, stack) === true;
  }

  /** Whether the conditions of the resource, and of the stack around it, let it be created. */
  public isCreated(resource: Resource): boolean {
    const around = resource.stack.nestedBy;
    return (around === undefined || this.isCreated(around)) &&
      (resource.condition === undefined || this.condition(resource.condition, resource.stack));
  }

  /** Runs the function unless it is running already for the same thing, which would never end. */
  public guarded<T>(what: string, stack: StackTemplate, work: () => T): T {
    const key = `${stack.path} ${what}`;
    if (this.active.has(key)) {
      throw new Unresolved(`${what} of stack ${stack.name} refers to itself`, `break the circle and ${SYNTH_AGAIN}`);
    }
    this.active.add(key);
    try {
      return work();
    } finally {
      this.active.delete(key);
    }
  }

  private call(name: string, argument: unknown, stack: StackTemplate): unknown {
    try {
      const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
      if (intrinsic === undefined) {
        throw new Unresolved(`${name} is not supported`, 'write the value as a literal');
      }
      return intrinsic(argument, stack, this);
    } catch (error) {
      if (this.guesses && error instanceof Unresolved) {
        return `${stack.path} ${JSON.stringify({ [name]: argument })}`;
      }
      throw error;
    }
  }

  private replaceDynamicReferences(value: unknown, stack: StackTemplate): unknown {
    if (this.guesses) {
      return value;
    }
    if (typeof value === 'string') {
      return value.replace(/\{\{resolve:([^}]*)\}\}/g, (text, target) => this.dynamicReference(text, target, stack));
    }
    if (Array.isArray(value)) {
      return value.map((item) => this.replaceDynamicReferences(item, stack));
    }
    if (!isRecord(value)) {
      return value;
    }
    const entries = Object.entries(value).map(([key, item]) => [key, this.replaceDynamicReferences(item, stack)]);
    return Object.fromEntries(entries);
  }

  private dynamicReference(text: string, target: string, stack: StackTemplate): string {
    // the version is optional: ssm:NAME or ssm:NAME:VERSION
    const name = /^ssm:([^:]+)(:\d+)?$/.exec(target)?.[1];
    const value = name === undefined ? undefined : ssmParameterValue(name, stack, this);
    if (value === undefined) {
      throw knownOnlyToAws(text);
    }
    return value;
  }
}

/** Name and argument when the value is an intrinsic function: an object with one key. */
export function intrinsicOf(value: unknown): { name: string; argument: unknown } | undefined {
  const keys = isRecord(value) ? Object.keys(value) : [];
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'))
    ? { name: keys[0], argument: (value as Record<string, unknown>)[keys[0]] }
    : undefined;
}
