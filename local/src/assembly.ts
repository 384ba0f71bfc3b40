import * as fs from 'fs';
import * as path from 'path';
import { KitError } from './kit-error';
import { isRecord, Resource, StackTemplate, Template } from './template';

/** The stacks of a cloud assembly, those of its stages and nested stacks included. */
export interface Assembly {
  readonly directory: string;
  readonly stacks: readonly StackTemplate[];
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly displayName?: string;
  readonly additionalMetadataFile?: string;
  readonly metadata?: Metadata;
  readonly properties?: Readonly<Record<string, string>>;
}

interface Asset {
  readonly source?: { readonly path?: string };
}

interface MetadataEntry {
  readonly type: string;
  readonly data?: unknown;
}

/** What CDK says about constructs, by construct path. */
type Metadata = Readonly<Record<string, readonly MetadataEntry[]>>;

/** What a nested stack has in common with the stack around it. */
interface StackFrame {
  readonly name: string;
  readonly path: string;
  readonly region: string;
  readonly account: string;
  readonly directory: string;
  readonly metadata: Metadata;
  /** Template files of nested stacks by the hash in their template URL. */
  readonly assetFiles: ReadonlyMap<string, string>;
}

export function readAssembly(directory: string): Assembly {
  checkAssemblyDirectory(directory);
  const stacks = readStacks(directory);
  if (stacks.length === 0) {
    throw new KitError(`"${directory}" holds no stack; add a stack to the app and run "cdk synth" again`);
  }
  return { directory, stacks };
}

/** The stacks of the assembly, those nearest to the given stack first: exports and names repeat in other stages. */
export function nearestStacks(assembly: Assembly, to: StackTemplate): StackTemplate[] {
  return [...assembly.stacks].sort((a, b) => distance(a, to) - distance(b, to));
}

/** How far apart two stacks are: itself, same environment and stage, same environment, same stage, the rest. */
export function distance(stack: StackTemplate, to: StackTemplate): number {
  if (stack === to) {
    return 0;
  }
  const isSameEnvironment = stack.region === to.region && stack.account === to.account;
  return (isSameEnvironment ? 1 : 3) + (stack.directory === to.directory ? 0 : 1);
}

function checkAssemblyDirectory(directory: string): void {
  const stat = fs.statSync(directory, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new KitError(`there is no folder "${directory}"; run "cdk synth" first, or give the folder that it writes`);
  }
  if (!stat.isDirectory()) {
    throw new KitError(`"${directory}" is not a folder; give the folder that "cdk synth" writes, usually cdk.out`);
  }
  if (!fs.existsSync(path.join(directory, 'manifest.json'))) {
    const inside = path.join(directory, 'cdk.out');
    const isInside = fs.existsSync(path.join(inside, 'manifest.json'));
    const advice = isInside ? `give "${inside}" instead` : 'run "cdk synth" first';
    throw new KitError(`"${directory}" holds no manifest.json, so it is not a cloud assembly; ${advice}`);
  }
}

function readStacks(directory: string): StackTemplate[] {
  const manifest = readJson(path.join(directory, 'manifest.json'));
  const artifacts = Object.entries((manifest.artifacts ?? {}) as Record<string, Artifact>);
  const assetFiles = readAssetFiles(directory, artifacts.map(([, artifact]) => artifact));
  return artifacts.flatMap(([id, artifact]) => {
    switch (artifact.type) {
      case 'cdk:cloud-assembly':
        return readStacks(path.join(directory, artifact.properties?.directoryName ?? id));
      case 'aws:cloudformation:stack':
        return readStack(directory, id, artifact, assetFiles);
      default:
        return [];
    }
  });
}

function readAssetFiles(directory: string, artifacts: Artifact[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const artifact of artifacts) {
    const file = artifact.type === 'cdk:asset-manifest' ? artifact.properties?.file : undefined;
    const assets = file === undefined ? {} : readJson(path.join(directory, file)).files;
    for (const [hash, asset] of Object.entries((assets ?? {}) as Record<string, Asset>)) {
      if (asset.source?.path?.endsWith('.json')) {
        files.set(hash, asset.source.path);
      }
    }
  }
  return files;
}

function readStack(
  directory: string, id: string, artifact: Artifact, assetFiles: Map<string, string>,
): StackTemplate[] {
  const [account, region] = (artifact.environment ?? '').replace(/^aws:\/\//, '').split('/');
  const frame: StackFrame = {
    name: artifact.properties?.stackName ?? id,
    path: artifact.displayName ?? id,
    account: /^\d{12}$/.test(account) ? account : '000000000000',
    region: region && region !== 'unknown-region' ? region : 'us-east-1',
    directory,
    metadata: readMetadata(directory, artifact),
    assetFiles,
  };
  return readTemplate(frame, artifact.properties?.templateFile ?? `${id}.template.json`);
}

function readMetadata(directory: string, artifact: Artifact): Metadata {
  const file = artifact.additionalMetadataFile;
  return artifact.metadata ?? (file === undefined ? {} : readJson(path.join(directory, file)) as Metadata);
}

function readTemplate(frame: StackFrame, file: string, nestedBy?: Resource): StackTemplate[] {
  const template = readJson(path.join(frame.directory, file)) as Template;
  const resources = new Map<string, Resource>();
  const { name, path: stackPath, region, account, directory } = frame;
  const stack: StackTemplate = {
    name, path: stackPath, region, account, directory, template, resources, nestedBy, nested: new Map(),
  };
  const paths = constructPaths(frame.metadata, file);
  for (const [logicalId, resource] of Object.entries(template.Resources ?? {})) {
    if (isRecord(resource) && typeof resource.Type === 'string') {
      resources.set(logicalId, toResource(stack, logicalId, resource, paths.get(logicalId)));
    }
  }
  return [stack, ...[...resources.values()].flatMap((resource) => readNestedStack(frame, resource))];
}

function toResource(
  stack: StackTemplate, logicalId: string, raw: Record<string, unknown>, constructPath?: string,
): Resource {
  const metadata = isRecord(raw.Metadata) ? raw.Metadata : {};
  const ownPath = metadata['aws:cdk:path'];
  return {
    stack,
    logicalId,
    type: raw.Type as string,
    condition: typeof raw.Condition === 'string' ? raw.Condition : undefined,
    properties: isRecord(raw.Properties) ? raw.Properties : {},
    metadata,
    path: typeof ownPath === 'string' ? ownPath : constructPath ?? `${stack.path}/${logicalId}`,
  };
}

function readNestedStack(frame: StackFrame, resource: Resource): StackTemplate[] {
  if (resource.type !== 'AWS::CloudFormation::Stack') {
    return [];
  }
  const hash = JSON.stringify(resource.properties.TemplateURL ?? '').match(/[0-9a-f]{64}/)?.[0];
  const file = frame.assetFiles.get(hash ?? '');
  if (file === undefined) {
    return [];
  }
  const nestedFrame = {
    ...frame,
    name: `${resource.stack.name}-${resource.logicalId}`,
    path: templatePath(frame.metadata, file) ?? `${resource.stack.path}/${resource.logicalId}`,
  };
  const stacks = readTemplate(nestedFrame, file, resource);
  resource.stack.nested.set(resource.logicalId, stacks[0]);
  return stacks;
}

/** Construct paths by logical id, from the manifest: they are there when the template itself does not tell them. */
function constructPaths(metadata: Metadata, file: string): Map<string, string> {
  const paths = new Map<string, string>();
  const roots = Object.keys(metadata).filter((key) => metadata[key].some(isTemplateFile));
  const own = templatePath(metadata, file);
  for (const [key, entries] of Object.entries(metadata)) {
    // logical ids repeat between a stack and the stacks nested in it: the innermost one owns the path
    const owner = roots.filter((root) => key.startsWith(`${root}/`)).sort((a, b) => b.length - a.length)[0];
    const logicalId = entries.find((entry) => entry.type === 'aws:cdk:logicalId')?.data;
    if (own !== undefined && owner === `/${own}` && typeof logicalId === 'string') {
      paths.set(logicalId, key.slice(1));
    }
  }
  return paths;
}

function templatePath(metadata: Metadata, file: string): string | undefined {
  const names = (entry: MetadataEntry) => isTemplateFile(entry) && entry.data === file;
  return Object.keys(metadata).find((key) => metadata[key].some(names))?.slice(1);
}

function isTemplateFile(entry: MetadataEntry): boolean {
  return entry.type === 'aws:cdk:templateFile';
}

function readJson(file: string): Record<string, unknown> {
  if (!fs.existsSync(file)) {
    throw new KitError(`there is no file "${file}" although the manifest names it; run "cdk synth" again`);
  }
  const value = parseJson(fs.readFileSync(file, 'utf8'));
  if (!isRecord(value)) {
    throw new KitError(`"${file}" is not a JSON object; run "cdk synth" again`);
  }
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
