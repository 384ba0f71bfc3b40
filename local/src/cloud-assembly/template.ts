/** A CloudFormation template, as far as the kit reads it. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: unknown;
  readonly AllowedValues?: readonly unknown[];
  readonly AllowedPattern?: string;
  readonly MinLength?: number | string;
  readonly MaxLength?: number | string;
  readonly MinValue?: number | string;
  readonly MaxValue?: number | string;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Export?: { readonly Name: unknown };
}

/** One stack of a cloud assembly, nested stacks included. */
export interface StackTemplate {
  readonly name: string;
  /** Construct path of the stack, unique in its assembly: `Prod/Web`. */
  readonly path: string;
  readonly region: string;
  /** Set where the assembly does not say the region and the kit has chosen one. */
  readonly regionIsAssumed?: boolean;
  readonly account: string;
  /** Folder of the assembly (one for each stage) that holds the stack. */
  readonly directory: string;
  readonly template: Template;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Only in a nested stack: the resource of the parent stack that makes it. */
  readonly nestedBy?: Resource;
  /** Filled after construction, one for each nested stack, by the logical id of the resource that makes it. */
  readonly nested: Map<string, StackTemplate>;
}

export interface Resource {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly type: string;
  readonly condition?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Construct path when the assembly tells it, else stack path and logical id. */
  readonly path: string;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// ids of constructs that only wrap the resource which people know by the construct above it
const WRAPPERS = new Set(['Resource', 'Default', 'ASG', 'AutoScalingGroup', 'Service', 'Table']);

/** The path of a resource for people: `Demo/Web` for the resource at `Demo/Web/AutoScalingGroup/ASG`. */
export function displayPath(resource: Resource): string {
  const segments = resource.path.split('/');
  const shortest = resource.stack.path.split('/').length + 1;
  while (segments.length > shortest && WRAPPERS.has(segments[segments.length - 1])) {
    segments.pop();
  }
  return segments.join('/');
}
