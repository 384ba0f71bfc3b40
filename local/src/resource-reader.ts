import { Assembly, nearestStacks } from './assembly';
import { Resolver } from './intrinsics';
import { KitError } from './kit-error';
import { pathForPeople, Resource, StackTemplate } from './template';
import { TemplateValue } from './template-value';
import { Unresolved } from './unresolved';

// what a reference to a resource can be, besides its Ref
const ID_ATTRIBUTES = ['Arn', 'LaunchTemplateId', 'PolicyArn', 'TargetGroupArn', 'TaskDefinitionArn'];
const ID_PROPERTIES = ['Family', 'LaunchConfigurationName', 'LaunchTemplateName'];

/** Finds the resources of an assembly and follows references between them; collects remarks on the way. */
export class ResourceReader {
  private readonly said = new Set<string>();
  private readonly ids = new Map<Resource, ReadonlySet<string>>();
  private readonly resolver: Resolver;

  constructor(public readonly assembly: Assembly, parameters: Readonly<Record<string, string>>) {
    this.resolver = new Resolver(assembly, parameters);
  }

  public get remarks(): string[] {
    return [...this.said];
  }

  /** Says once what the kit cannot do, naming the resource. */
  public remark(resource: Resource, message: string): void {
    this.said.add(`${pathForPeople(resource)}: ${message}`);
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

  /** The resource of one of these types that the value refers to by id, ARN or name; the nearest of namesakes. */
  public find(types: string[], value: TemplateValue): Resource | undefined {
    if (!value.present) {
      return undefined;
    }
    const wanted = value.guess();
    return nearestStacks(this.assembly, value.resource.stack)
      .flatMap((stack) => this.resourcesOf(stack, types))
      .find((resource) => this.idsOf(resource).has(wanted));
  }

  private idsOf(resource: Resource): ReadonlySet<string> {
    const known = this.ids.get(resource);
    if (known !== undefined) {
      return known;
    }
    const properties = this.properties(resource);
    const values = [
      this.ref(resource),
      ...ID_ATTRIBUTES.map((name) => this.attribute(resource, name)),
      ...ID_PROPERTIES.map((name) => properties.get(name)).filter((property) => property.present),
    ];
    const ids = new Set(values.map((value) => value.guess()));
    this.ids.set(resource, ids);
    return ids;
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
        throw new KitError(`${pathForPeople(resource)}: cannot resolve ${property}: ${error.reason}; ${error.advice}`);
      }
      throw error;
    }
  }
}
