import { Assembly, distance } from '../cloud-assembly/assembly';
import { Resolver } from '../intrinsics/resolver';
import { TemplateResolver } from '../intrinsics/template-resolver';
import { KitError } from '../foundation/error';
import { displayPath, Resource, StackTemplate } from '../cloud-assembly/template';
import { TemplateValue } from './template-value';
import { Unresolved } from '../intrinsics/unresolved';

// what a reference to a resource can be, besides its Ref
const ID_ATTRIBUTES = ['Arn', 'LaunchTemplateId', 'ListenerArn', 'LoadBalancerArn', 'PolicyArn', 'TargetGroupArn', 'TaskDefinitionArn'];
const ID_PROPERTIES = ['Family', 'LaunchConfigurationName', 'LaunchTemplateName'];

/** Finds the resources of an assembly and follows references between them; collects notes on the way. */
export class ResourceReader {
  private said = new Set<string>();
  private readonly indexes = new Map<string, ReadonlyMap<string, readonly Resource[]>>();
  private readonly resolver: Resolver;

  constructor(public readonly assembly: Assembly, parameters: Readonly<Record<string, string>>) {
    this.resolver = new TemplateResolver(assembly, parameters);
  }

  public get notes(): string[] {
    return [...this.said];
  }

  /** Says once what the kit cannot do, naming the resource. */
  public note(resource: Resource, message: string): void {
    this.say(`${displayPath(resource)}: ${message}`);
  }

  /** Says once what names its resource itself. */
  public say(message: string): void {
    this.said.add(message);
  }

  /** Does some work whose notes are not said yet: they may belong to what nobody wants. */
  public apart<T>(work: () => T): { readonly result: T; readonly notes: readonly string[] } {
    const before = this.said;
    this.said = new Set();
    try {
      return { result: work(), notes: this.notes };
    } finally {
      this.said = before;
    }
  }

  /** All resources of these types that the conditions let exist. */
  public resources(...types: string[]): Resource[] {
    return this.assembly.stacks.flatMap((stack) => this.resourcesOf(stack, types));
  }

  public properties(resource: Resource): TemplateValue {
    return new TemplateValue(this.resolver, resource, resource.properties);
  }

  public metadata(resource: Resource): TemplateValue {
    return new TemplateValue(this.resolver, resource, { Metadata: resource.metadata }).get('Metadata');
  }

  public ref(resource: Resource): TemplateValue {
    return new TemplateValue(this.resolver, resource, { Ref: resource.logicalId }, 'Ref');
  }

  public attribute(resource: Resource, name: string): TemplateValue {
    return new TemplateValue(this.resolver, resource, { 'Fn::GetAtt': [resource.logicalId, name] }, name);
  }

  /** The resource of the type that the value refers to by id, ARN or name; the nearest of namesakes. */
  public find(type: string, value: TemplateValue): Resource | undefined {
    if (!value.present) {
      return undefined;
    }
    const from = value.resource.stack;
    const namesakes = this.indexOf(type).get(value.placeholder()) ?? [];
    return [...namesakes].sort((a, b) => distance(a.stack, from) - distance(b.stack, from))[0];
  }

  /** The resources of the type by everything that refers to them; assemblies can hold many roles and policies. */
  private indexOf(type: string): ReadonlyMap<string, readonly Resource[]> {
    const known = this.indexes.get(type);
    if (known !== undefined) {
      return known;
    }
    const index = new Map<string, Resource[]>();
    for (const resource of this.resources(type)) {
      for (const id of this.idsOf(resource)) {
        index.set(id, [...index.get(id) ?? [], resource]);
      }
    }
    this.indexes.set(type, index);
    return index;
  }

  private idsOf(resource: Resource): ReadonlySet<string> {
    const properties = this.properties(resource);
    const values = [
      this.ref(resource),
      ...ID_ATTRIBUTES.map((name) => this.attribute(resource, name)),
      ...ID_PROPERTIES.map((name) => properties.get(name)).filter((property) => property.present),
    ];
    return new Set(values.map((value) => value.placeholder()));
  }

  private resourcesOf(stack: StackTemplate, types: string[]): Resource[] {
    return [...stack.resources.values()]
      .filter((resource) => types.includes(resource.type) && this.isCreated(resource));
  }

  private isCreated(resource: Resource): boolean {
    try {
      return this.resolver.isCreated(resource);
    } catch (error) {
      if (error instanceof Unresolved) {
        const property = `condition "${resource.condition ?? resource.stack.nestedBy?.condition}"`;
        throw new KitError(`${displayPath(resource)}: cannot resolve ${property}: ${error.reason}; ${error.advice}`);
      }
      throw error;
    }
  }
}
