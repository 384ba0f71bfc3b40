import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib/core';

/** A resource as a template has it. */
export interface ResourceJson {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: string | string[];
}

export interface TemplateJson {
  readonly Resources: Record<string, ResourceJson>;
  readonly Parameters?: Record<string, { readonly Type: string; readonly Default?: unknown }>;
  readonly Outputs?: Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>;
  readonly [section: string]: unknown;
}

/** A resource with its logical id. */
export interface Resource extends Omit<ResourceJson, 'Properties' | 'Metadata'> {
  readonly id: string;
  // templates are what CloudFormation takes, of which no type knows all
  readonly Properties: any;
  readonly Metadata?: any;
}

/** A synthesized template, whose references can be followed. A reference to what is not there leads nowhere. */
export class Template {
  /** The resolved template of a stack, without the cost of a synthesis. */
  public static of(stack: Stack): Template {
    return new Template(stack.resolve((stack as any)._toCloudFormation()));
  }

  public readonly resources: Resource[];

  public constructor(public readonly json: TemplateJson) {
    this.resources = Object.entries(json.Resources ?? {}).map(([id, resource]) => ({ ...resource, id, Properties: resource.Properties ?? {} }));
  }

  public all(type: string): Resource[] {
    return this.resources.filter(({ Type }) => Type === type);
  }

  public only(type: string): Resource {
    const found = this.all(type);
    if (found.length !== 1) {
      throw new Error(`expected one ${type}, found ${found.length}`);
    }
    return found[0];
  }

  /** Logical ids of all sections. */
  public get ids(): string[] {
    return ['Resources', 'Parameters', 'Outputs', 'Conditions', 'Mappings'].flatMap((section) => Object.keys(this.json[section] ?? {}));
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
    const { Ref, 'Fn::Join': parts } = value as { 'Ref'?: string; 'Fn::Join'?: [string, unknown[]] };
    if (parts) {
      return parts[1].map((part) => this.text(part, nameOf)).join(parts[0]);
    }
    const resource = this.at(value);
    if (resource) {
      return nameOf(resource);
    }
    return Ref?.startsWith('AWS::') ? `<${Ref.slice(5)}>` : '(missing)';
  }
}

/** What CloudFormation takes as one or as a list of several. */
export function listOf<T = any>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : [value].flat() as T[];
}

/** The templates of a cloud assembly on disk, nested stacks included, by file. */
export function templatesIn(folder: string): Map<string, TemplateJson> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.template.json')).sort();
  return new Map(files.map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8'))]));
}
