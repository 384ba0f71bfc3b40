import * as fs from 'fs';
import * as path from 'path';
import { ConstructPaths, constructPaths, Metadata } from './construct-paths';
import { KitError } from '../foundation/error';
import { isRecord, Resource, StackTemplate, Template } from './template';

/** The stacks of a cloud assembly, those of its stages and nested stacks included. */
export interface Assembly {
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

/** What a nested stack has in common with the stack around it. */
interface StackFrame {
  readonly name: string;
  readonly path: string;
  readonly region: string;
  readonly regionIsAssumed?: boolean;
  readonly account: string;
  readonly directory: string;
  /** What CDK says about constructs, by template file. */
  readonly constructs: ReadonlyMap<string, ConstructPaths>;
  /** Template files of nested stacks by the hash in their template URL. */
  readonly assetFiles: ReadonlyMap<string, string>;
}

export function readAssembly(directory: string): Assembly {
  checkAssemblyDirectory(directory);
  const stacks = readStacks(directory);
  if (stacks.length === 0) {
    throw noStack(directory);
  }
  return { stacks };
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
  const artifacts = readArtifacts(directory);
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

function readArtifacts(directory: string): Array<[string, Artifact]> {
  const file = path.join(directory, 'manifest.json');
  const { artifacts } = readJson(file);
  if (!isRecord(artifacts)) {
    throw new KitError(`"${file}" lists no artifacts, so "${directory}" is not a cloud assembly; give the folder that "cdk synth" writes`);
  }
  const broken = Object.entries(artifacts).find(([, artifact]) => !isArtifact(artifact));
  if (broken !== undefined) {
    throw new KitError(`artifact "${broken[0]}" in "${file}" is not as cdk synth writes it; run "cdk synth" again`);
  }
  return Object.entries(artifacts as Record<string, Artifact>);
}

/** Whether what the kit reads of an artifact is of the kind that it must be. */
function isArtifact(value: unknown): boolean {
  const isText = (text: unknown) => text === undefined || typeof text === 'string';
  if (!isRecord(value) || !isText(value.environment) || !isText(value.displayName) || !isText(value.additionalMetadataFile)) {
    return false;
  }
  const { stackName, templateFile, directoryName, file } = isRecord(value.properties) ? value.properties : {};
  return [stackName, templateFile, directoryName, file].every(isText) && !/^\.?\.?\/?$/.test(String(directoryName ?? 'x'));
}

/** The version that the schema had when the kit last changed; a newer one is read as well, as far as it has stacks. */
const KNOWN_VERSION = 55;

function noStack(directory: string): KitError {
  const version = String(readJson(path.join(directory, 'manifest.json')).version ?? '');
  return new KitError(parseInt(version, 10) > KNOWN_VERSION
    ? `"${directory}" is a cloud assembly of version ${version}, in which this kit finds no stack; update cdk-dynamodb-sessions-local`
    : `"${directory}" holds no stack; add a stack to the app and run "cdk synth" again`);
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
    ...(region && region !== 'unknown-region' ? { region } : { region: 'us-east-1', regionIsAssumed: true }),
    directory,
    constructs: constructPaths(readMetadata(directory, artifact)),
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
  const { name, path: stackPath, region, regionIsAssumed, account, directory } = frame;
  const stack: StackTemplate = {
    name, path: stackPath, region, regionIsAssumed, account, directory, template, resources, nestedBy, nested: new Map(),
  };
  const paths = frame.constructs.get(file)?.resources;
  for (const [logicalId, resource] of Object.entries(template.Resources ?? {})) {
    if (isRecord(resource) && typeof resource.Type === 'string') {
      resources.set(logicalId, toResource(stack, logicalId, resource, paths?.get(logicalId)));
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
  // nested stacks with the same template share a hash
  const ownFile = resource.metadata['aws:asset:path'];
  const file = typeof ownFile === 'string' && frame.constructs.has(ownFile) ? ownFile : frame.assetFiles.get(hash ?? '');
  if (file === undefined) {
    return [];
  }
  const nestedFrame = {
    ...frame,
    name: `${resource.stack.name}-${resource.logicalId}`,
    path: frame.constructs.get(file)?.stack ?? `${resource.stack.path}/${resource.logicalId}`,
  };
  const stacks = readTemplate(nestedFrame, file, resource);
  resource.stack.nested.set(resource.logicalId, stacks[0]);
  return stacks;
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
