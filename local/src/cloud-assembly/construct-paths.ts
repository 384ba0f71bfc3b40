interface MetadataEntry {
  readonly type: string;
  readonly data?: unknown;
}

/** What CDK says about constructs, by construct path. */
export type Metadata = Readonly<Record<string, readonly MetadataEntry[]>>;

/** Construct paths of one template, for assemblies whose templates do not tell them. */
export interface ConstructPaths {
  readonly stack: string;
  /** By logical id. */
  readonly resources: ReadonlyMap<string, string>;
}

/** The construct paths of a stack and of the stacks nested in it, by template file. */
export function constructPaths(metadata: Metadata): ReadonlyMap<string, ConstructPaths> {
  const roots = new Map<string, Map<string, string>>();
  const files = new Map<string, ConstructPaths>();
  const logicalIds: Array<[key: string, logicalId: string]> = [];
  for (const [key, entries] of Object.entries(metadata)) {
    const file = textOf(entries, 'aws:cdk:templateFile');
    if (file !== undefined) {
      const resources = new Map<string, string>();
      roots.set(key, resources);
      files.set(file, files.get(file) ?? { stack: key.slice(1), resources });
    }
    const logicalId = textOf(entries, 'aws:cdk:logicalId');
    if (logicalId !== undefined) {
      logicalIds.push([key, logicalId]);
    }
  }
  for (const [key, logicalId] of logicalIds) {
    // logical ids repeat between a stack and the stacks nested in it: the innermost one owns the path
    const root = enclosing(key).find((path) => roots.has(path));
    roots.get(root ?? '')?.set(logicalId, key.slice(1));
  }
  return files;
}

/** The paths around a construct path, the nearest one first. */
function enclosing(key: string): string[] {
  const end = key.lastIndexOf('/');
  return end < 0 ? [] : [key.slice(0, end), ...enclosing(key.slice(0, end))];
}

function textOf(entries: readonly MetadataEntry[], type: string): string | undefined {
  const data = entries.find((entry) => entry.type === type)?.data;
  return typeof data === 'string' ? data : undefined;
}
