import { templatesIn } from '../tools/template';

/** What all templates of a cloud assembly hold together. */
export interface TemplateSummary {
  readonly resources: number;
  /** Number of resources by type. */
  readonly types: Record<string, number>;
  /** Types with the properties that they set, one line each. */
  readonly shapes: string[];
  readonly bytes: number;
  /** Bytes without user data and metadata of resources, where the library says more than one would by hand. */
  readonly bytesWithoutScripts: number;
}

export function summarize(folder: string): TemplateSummary {
  const templates = [...templatesIn(folder).values()];
  const texts = templates.map((template) => JSON.stringify(template, undefined, 1));
  const resources = templates.flatMap(({ Resources }) => Object.values(Resources));
  const types: Record<string, number> = {};
  for (const { Type } of resources) {
    types[Type] = (types[Type] ?? 0) + 1;
  }
  return {
    resources: resources.length,
    types: Object.fromEntries(Object.entries(types).sort(([a], [b]) => a.localeCompare(b))),
    shapes: resources.map(({ Type, Properties }) => `${Type} (${Object.keys(Properties ?? {}).sort().join(', ')})`).sort(),
    bytes: sum(texts.map((text) => Buffer.byteLength(text))),
    bytesWithoutScripts: sum(texts.map((text) => Buffer.byteLength(withoutScripts(text)))),
  };
}

function withoutScripts(text: string): string {
  return JSON.stringify(JSON.parse(text, (key, value) => key === 'UserData' || key === 'Metadata' ? undefined : value), undefined, 1);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Prints what both sides define; throws unless it is the same, since a ratio of different things says nothing. */
export function assertSameResources(library: TemplateSummary, byHand: TemplateSummary): void {
  const onlyLibrary = library.shapes.filter((shape) => !byHand.shapes.includes(shape));
  const onlyByHand = byHand.shapes.filter((shape) => !library.shapes.includes(shape));
  if (JSON.stringify(library.types) !== JSON.stringify(byHand.types) || onlyLibrary.length + onlyByHand.length > 0) {
    throw new Error(['the two sides differ', `library ${library.resources} resources, by hand ${byHand.resources}`,
      ...onlyLibrary.map((shape) => `only the library: ${shape}`), ...onlyByHand.map((shape) => `only by hand: ${shape}`)].join('\n    '));
  }
  console.log(`  resources: ${library.resources} = ${byHand.resources}, of ${Object.keys(library.types).length} types, with the same properties`);
}
