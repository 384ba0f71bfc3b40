import { listOf, Resource, Template } from '../../../tools/template';

const GRAPHS = new WeakMap<Template, Map<string, Set<string>>>();

/** What each resource waits for when a stack is created, by logical id. */
export function dependencies(template: Template): Map<string, Set<string>> {
  const known = GRAPHS.get(template);
  if (known) {
    return known;
  }
  const graph = new Map(template.resources.map((resource): [string, Set<string>] => [
    resource.id, new Set([...listOf<string>(resource.DependsOn), ...referencesIn(resource.Properties)]),
  ]));
  GRAPHS.set(template, graph);
  return graph;
}

/** Everything that has been created before this one. */
export function earlier(template: Template, id: string): Set<string> {
  const graph = dependencies(template);
  const found = new Set<string>();
  const waiting = [...graph.get(id) ?? []];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!found.has(next)) {
      found.add(next);
      waiting.push(...graph.get(next) ?? []);
    }
  }
  return found;
}

export function waitsFor(template: Template, one: Resource, other: Resource): boolean {
  return earlier(template, one.id).has(other.id);
}

/** Logical ids, parameters and pseudo parameters that a value names. */
export function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  if (Array.isArray(value)) {
    return value.flatMap(referencesIn);
  }
  return Object.entries(value).flatMap(([key, each]) => {
    if (key === 'Ref' && typeof each === 'string') {
      return [each];
    }
    if (key === 'Fn::GetAtt') {
      return [Array.isArray(each) ? each[0] : `${each}`.split('.')[0]];
    }
    return key === 'Fn::Sub' ? substitutions(each) : referencesIn(each);
  });
}

function substitutions(sub: unknown): string[] {
  const [text, values = {}] = Array.isArray(sub) ? sub : [sub];
  const names = [...`${text}`.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name.split('.')[0]).filter((name) => !(name in values));
  return [...names, ...referencesIn(values)];
}
