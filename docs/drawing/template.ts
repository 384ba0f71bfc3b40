export interface Resource {
  readonly id: string;
  readonly type: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly properties: any;
  /** Whether it stays when the stack is deleted. */
  readonly isRetained: boolean;
}

export interface TemplateJson {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties?: object; readonly DeletionPolicy?: string }>;
}

/** A synthesized template, whose references can be followed. A reference to what is not there leads nowhere. */
export class Template {
  public readonly resources: Resource[];

  constructor(json: TemplateJson) {
    this.resources = Object.entries(json.Resources).map(([id, { Type, Properties, DeletionPolicy }]) => (
      { id, type: Type, properties: Properties ?? {}, isRetained: DeletionPolicy === 'Retain' }));
  }

  public ofType(type: string): Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The resource that a `Ref` or a `Fn::GetAtt` means. */
  public at(reference: unknown): Resource | undefined {
    const { Ref, 'Fn::GetAtt': attribute } = (reference ?? {}) as { 'Ref'?: string; 'Fn::GetAtt'?: string[] };
    const id = Ref ?? attribute?.[0];
    return id === undefined ? undefined : this.resources.find((resource) => resource.id === id);
  }

  public isAt(reference: unknown, resource: Resource): boolean {
    return this.at(reference) === resource;
  }

  /** A value as text, with references as `nameOf` calls them. */
  public text(value: unknown, nameOf: (resource: Resource) => string): string {
    if (typeof value !== 'object' || value === null) {
      return String(value);
    }
    const { Ref, 'Fn::Join': join } = value as { 'Ref'?: string; 'Fn::Join'?: [string, unknown[]] };
    if (join) {
      return join[1].map((part) => this.text(part, nameOf)).join(join[0]);
    }
    const resource = this.at(value);
    if (resource) {
      return nameOf(resource);
    }
    return Ref?.startsWith('AWS::') ? `<${Ref.slice(5)}>` : '(missing)';
  }
}

/** What CloudFormation takes as one or as a list of several. */
export function listOf<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : [value].flat() as T[];
}
