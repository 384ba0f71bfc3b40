import { nameOf } from './template';
import { ResourceJson, TemplateJson } from '../template';

/** One difference between two templates, below the resource where it is. */
export interface Line {
  readonly resource: string;
  /** Empty for the resource itself. */
  readonly text: string;
  readonly sign: '+' | '-' | ' ';
}

/** What differs, resource by resource: what is new with its properties, what is gone, and single values that changed. */
export function linesBetween(before: TemplateJson, after: TemplateJson): Line[] {
  const names = new Map([before, after].flatMap(({ Resources }) => Object.entries(Resources)).map(([id, each]) => [id, nameOf(id, each)]));
  const linesIn = (part: (template: TemplateJson) => Record<string, ResourceJson>, describe: (resource: ResourceJson) => string) => (
    linesOf(part(before), part(after), names, describe));
  return [
    ...linesIn(({ Resources }) => Resources, ({ Type }) => Type),
    ...linesIn(({ Parameters }) => Parameters ?? {}, ({ Type }) => `parameter of type ${Type}`),
  ];
}

function linesOf(
  before: Record<string, ResourceJson>, after: Record<string, ResourceJson>, names: Map<string, string>, describe: (resource: ResourceJson) => string,
): Line[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const label = (id: string) => `${names.get(id) ?? id} (${describe(after[id] ?? before[id])})`;
  return ids.sort((one, other) => label(one) < label(other) ? -1 : 1).flatMap((id) => {
    const resource = label(id);
    if (!(id in after)) {
      return [{ resource, text: '', sign: '-' as const }];
    }
    const changes = changesBetween(contentOf(before[id], names), contentOf(after[id], names), names);
    if (!(id in before)) {
      return [{ resource, text: '', sign: '+' as const }, ...changes.map((change) => ({ ...change, resource }))];
    }
    return changes.length === 0 ? [] : [{ resource, text: '', sign: ' ' as const }, ...changes.map((change) => ({ ...change, resource }))];
  });
}

/** Properties beside the attributes of the resource; without what merely names it. */
function contentOf(resource: Partial<ResourceJson> = {}, names: Map<string, string>): Record<string, unknown> {
  const { Type, Properties, Metadata, DependsOn, ...attributes } = resource;
  const { 'aws:cdk:path': _, ...metadata } = Metadata ?? {};
  return {
    ...Properties,
    ...attributes,
    ...Object.keys(metadata).length > 0 && { Metadata: metadata },
    ...DependsOn !== undefined && { DependsOn: [DependsOn].flat().map((id) => names.get(id)) },
  };
}

type Change = Pick<Line, 'text' | 'sign'>;

function changesBetween(before: unknown, after: unknown, names: Map<string, string>, path = ''): Change[] {
  const [old, now] = [before, after].map((value) => readable(value, names));
  if (JSON.stringify(old) === JSON.stringify(now)) {
    return [];
  }
  if (isRecord(old ?? {}) && isRecord(now ?? {}) && (isRecord(old) || isRecord(now))) {
    const [one, other] = [old ?? {}, now ?? {}] as Record<string, unknown>[];
    return [...new Set([...Object.keys(one), ...Object.keys(other)])]
      .flatMap((key) => changesBetween(one[key], other[key], names, path ? `${path}.${key}` : key));
  }
  if (Array.isArray(old ?? []) && Array.isArray(now ?? [])) {
    return changedItems(old as unknown[] ?? [], now as unknown[] ?? [], path);
  }
  if (isText(old) && isText(now)) {
    return changedItems(old.split('\n'), now.split('\n'), path);
  }
  if (old === undefined) {
    return isText(now) ? changedItems([], now.split('\n'), path) : [{ sign: '+', text: `${path}: ${compact(now)}` }];
  }
  return [{ sign: ' ', text: now === undefined ? `${path}: ${compact(old)} → nothing` : `${path}: ${compact(old)} → ${compact(now)}` }];
}

function changedItems(old: unknown[], now: unknown[], path: string): Change[] {
  const [one, other] = [old, now].map((items) => items.map(compact));
  const gone = one.filter((item) => !other.includes(item)).map((item) => ({ sign: '-' as const, text: `${path}: ${item}` }));
  const added = other.filter((item) => !one.includes(item)).map((item) => ({ sign: '+' as const, text: `${path}: ${item}` }));
  return gone.length + added.length > 0 ? [...gone, ...added] : [{ sign: ' ', text: now.length > 0 ? `${path}: in another order` : `${path}: none` }];
}

/** References as names, joined texts as one, and lists whose items have names as what they mean. */
function readable(value: unknown, names: Map<string, string>): unknown {
  if (!Array.isArray(value)) {
    return isRecord(value) ? readableRecord(value, names) : value;
  }
  const items = value.map((item) => readable(item, names));
  const key = NAMES.find((name) => items.length > 0 && items.every((item) => isRecord(item) && name in item && Object.keys(item).length > 1));
  if (!key) {
    return items;
  }
  return Object.fromEntries((items as Record<string, unknown>[]).map(({ [key]: name, PropagateAtLaunch: _, ...rest }) => {
    const [only, ...others] = Object.values(rest);
    return [name as string, others.length === 0 && ('Value' in rest || 'ValueFrom' in rest) ? only : rest];
  }));
}

/** By which items of lists are known. */
const NAMES = ['Key', 'Name', 'Region', 'IndexName', 'DeviceName'];

function readableRecord(value: Record<string, unknown>, names: Map<string, string>): unknown {
  const [[key, content] = ['', undefined], ...others] = Object.entries(value);
  if (others.length > 0) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readable(member, names)]));
  }
  const nameOfId = (id: unknown) => names.get(id as string) ?? String(id);
  if (key === 'Ref') {
    return `\${${nameOfId(content)}}`;
  }
  if (key === 'Fn::GetAtt') {
    return `\${${nameOfId((content as string[])[0])}.${(content as string[])[1]}}`;
  }
  if (key === 'Fn::Base64') {
    return readable(content, names);
  }
  if (key === 'Fn::Join') {
    const [separator, parts] = content as [string, unknown[]];
    return parts.map((part) => readable(part, names)).map((part) => isText(part) ? part : compact(part)).join(separator);
  }
  return { [key]: readable(content, names) };
}

function compact(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 1 ? compact(value[0]) : `[${value.map(compact).join(', ')}]`;
  }
  if (isRecord(value)) {
    return `{ ${Object.entries(value).map(([key, member]) => `${key}: ${compact(member)}`).join(', ')} }`;
  }
  return String(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
