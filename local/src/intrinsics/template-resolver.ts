import { Assembly } from '../cloud-assembly/assembly';
import { INTRINSIC_FUNCTIONS } from './functions';
import { NO_VALUE } from './pseudo-parameters';
import { attributeOf, getStackOutput, importValue, reference } from './references';
import { Intrinsic, intrinsicOf, Resolver } from './resolver';
import { ssmParameterValue } from './ssm-parameter';
import { isRecord, Resource, StackTemplate } from '../cloud-assembly/template';
import { knownOnlyToAws, SYNTH_AGAIN, Unresolved } from './unresolved';

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'Ref': (name, stack, resolver) => reference(String(name), stack, resolver),
  'Fn::GetAtt': attributeOf,
  'Fn::ImportValue': importValue,
  'Fn::GetStackOutput': getStackOutput,
  ...INTRINSIC_FUNCTIONS,
};

/** Resolves intrinsic functions from what the templates of an assembly say, with the parameters that the person gave. */
export class TemplateResolver implements Resolver {
  private readonly active = new Set<string>();
  private placeholderResolver?: Resolver;

  constructor(
    public readonly assembly: Assembly,
    public readonly parameters: Readonly<Record<string, string>> = {},
    private readonly usesPlaceholders = false,
  ) {}

  public get withPlaceholders(): Resolver {
    this.placeholderResolver ??= this.usesPlaceholders ? this : new TemplateResolver(this.assembly, this.parameters, true);
    return this.placeholderResolver;
  }

  public resolve(value: unknown, stack: StackTemplate): unknown {
    const result = this.evaluate(value, stack);
    return result === NO_VALUE ? undefined : this.replaceDynamicReferences(result, stack);
  }

  public open(value: unknown, stack: StackTemplate): unknown {
    const choice = intrinsicOf(value);
    if (choice?.name === 'Fn::If' && Array.isArray(choice.argument)) {
      return this.open(choice.argument[this.condition(choice.argument[0], stack) ? 1 : 2], stack);
    }
    return choice?.name === 'Ref' && choice.argument === 'AWS::NoValue' ? undefined : value;
  }

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

  public condition(name: unknown, stack: StackTemplate): boolean {
    const definition = stack.template.Conditions?.[String(name)];
    if (definition === undefined) {
      throw new Unresolved(`stack ${stack.name} has no condition "${name}"`, `correct the name and ${SYNTH_AGAIN}`);
    }
    return this.guarded(`condition "${name}"`, stack, () => this.holds(definition, stack));
  }

  public holds(expression: unknown, stack: StackTemplate): boolean {
    if (isRecord(expression) && typeof expression.Condition === 'string') {
      return this.condition(expression.Condition, stack);
    }
    return this.evaluate(expression, stack) === true;
  }

  public isCreated(resource: Resource): boolean {
    const around = resource.stack.nestedBy;
    return (around === undefined || this.isCreated(around)) &&
      (resource.condition === undefined || this.condition(resource.condition, resource.stack));
  }

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
      if (this.usesPlaceholders && error instanceof Unresolved) {
        return `${stack.path} ${JSON.stringify({ [name]: argument })}`;
      }
      throw error;
    }
  }

  private replaceDynamicReferences(value: unknown, stack: StackTemplate): unknown {
    if (this.usesPlaceholders) {
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
