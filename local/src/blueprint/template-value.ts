import { intrinsicOf, Resolver } from '../intrinsics/resolver';
import { KitError } from '../foundation/error';
import { isRecord, displayPath, Resource } from '../cloud-assembly/template';
import { SYNTH_AGAIN, Unresolved } from '../intrinsics/unresolved';

/** A place in a template, which resolves only what is asked of it and knows its name for error messages. */
export class TemplateValue {
  constructor(
    private readonly resolver: Resolver,
    public readonly resource: Resource,
    private readonly raw: unknown,
    /** Where the value stands in its resource: `Replicas[0].Region`. */
    public readonly property: string = '',
  ) {}

  /** Whether the template says anything here. */
  public get present(): boolean {
    return this.open() !== undefined;
  }

  public get(key: string): TemplateValue {
    const around = this.open();
    const value = isRecord(around) && Object.hasOwn(around, key) ? around[key] : undefined;
    return this.at(value, this.property === '' ? key : `${this.property}.${key}`);
  }

  /** The entries of a list; a single value counts as a list of one. */
  public items(): TemplateValue[] {
    const value = this.list();
    if (value === undefined) {
      return [];
    }
    return Array.isArray(value)
      ? value.map((item, index) => this.at(item, `${this.property}[${index}]`)).filter((item) => item.present)
      : [this];
  }

  /** The entries of an object. */
  public entries(): Array<[string, TemplateValue]> {
    const value = this.open();
    return isRecord(value)
      ? Object.keys(value).map((key): [string, TemplateValue] => [key, this.get(key)])
        .filter(([, entry]) => entry.present)
      : [];
  }

  /** The value with everything in it resolved, or why that cannot be. */
  public attempt(): { readonly value: unknown } | Unresolved {
    try {
      return { value: this.resolver.resolve(this.raw, this.resource.stack) };
    } catch (error) {
      if (error instanceof Unresolved) {
        return error;
      }
      throw error;
    }
  }

  /** The value with everything in it resolved. */
  public value(): unknown {
    const attempt = this.attempt();
    if (attempt instanceof Unresolved) {
      throw this.cannotResolve(attempt);
    }
    return attempt.value;
  }

  /** A text that is the same for two values exactly when they refer to the same thing. */
  public placeholder(): string {
    const placeholder = this.resolver.withPlaceholders.resolve(this.raw, this.resource.stack);
    return typeof placeholder === 'string' ? placeholder : JSON.stringify(placeholder ?? null);
  }

  public text(fallback?: string): string {
    const value = this.value() ?? fallback;
    if (value === undefined) {
      throw this.error(`${this.property} is missing; add it and ${SYNTH_AGAIN}`);
    }
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw this.error(`${this.property} must be text, got ${JSON.stringify(value)}; correct it and ${SYNTH_AGAIN}`);
    }
    return String(value);
  }

  public number(fallback: number): number {
    const text = this.text(String(fallback));
    const value = Number(text);
    if (text.trim() === '' || Number.isNaN(value)) {
      throw this.error(`${this.property} must be a number, got "${text}"; correct it and ${SYNTH_AGAIN}`);
    }
    return value;
  }

  /** Whether the value is true; CloudFormation takes the text `true` as well. */
  public isTrue(): boolean {
    return String(this.value()) === 'true';
  }

  public cannotResolve(why: Unresolved): KitError {
    return this.error(`cannot resolve ${this.property}: ${why.reason}; ${why.advice}`);
  }

  public error(message: string): KitError {
    return new KitError(`${displayPath(this.resource)}: ${message}`);
  }

  private at(value: unknown, property: string): TemplateValue {
    return new TemplateValue(this.resolver, this.resource, value, property);
  }

  private open(): unknown {
    try {
      return this.resolver.open(this.raw, this.resource.stack);
    } catch (error) {
      throw error instanceof Unresolved ? this.cannotResolve(error) : error;
    }
  }

  /** Lists can come whole from a reference; one that cannot be resolved stays a single entry. */
  private list(): unknown {
    const value = this.open();
    if (intrinsicOf(value) === undefined) {
      return value;
    }
    const attempt = this.attempt();
    return attempt instanceof Unresolved || !Array.isArray(attempt.value) ? value : attempt.value;
  }
}
