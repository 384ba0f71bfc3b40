// every TypeScript snippet of the documentation compiles, in one program; README and doc comments are rosetta's
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';
import { ROOT } from '../../tools/sources';

const root = ROOT;
const docs = join(root, 'docs');
const fixture = readFileSync(join(root, 'rosetta', 'default.ts-fixture'), 'utf8');

/** `declare const role: …` says what a snippet starts from; rosetta lets it stand inside a constructor too. */
const DECLARE_IN_A_FUNCTION = 1184;

interface Snippet {
  readonly file: string;
  readonly line: number;
  readonly source: string;
}

function snippetsOf(file: string): Snippet[] {
  const text = readFileSync(join(docs, file), 'utf8');
  return [...text.matchAll(/^( *)```ts(.*)\n([\s\S]*?)^ *```$/gm)].map(({ index, 1: indent, 2: options, 3: body }) => {
    const lines = body.split('\n').map((line) => line.startsWith(indent) ? line.slice(indent.length) : line);
    return { file, line: text.slice(0, index).split('\n').length, source: options.includes('nofixture') ? lines.join('\n') : withFixture(lines) };
  });
}

/** What a snippet imports goes to the top of the fixture, the rest into it, as rosetta does it. */
function withFixture(lines: string[]): string {
  const imports = lines.filter((line) => line.startsWith('import '));
  return [...imports, fixture.replace('/// here', lines.filter((line) => !line.startsWith('import ')).join('\n'))].join('\n');
}

/** Compiles all snippets against the sources; the messages for each, in their order. */
function compile(snippets: Snippet[]): string[][] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.dev.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const sources = new Map(snippets.map(({ source }, i) => [join(docs, `snippet-${i}.ts`), source]));
  // the sources have been checked by their own tests; here they are only what the snippets use
  const host = ts.createCompilerHost({ ...options, skipLibCheck: true });
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (path) => sources.get(path) ?? readFile(path);
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.getSourceFile = (path, ...more) => {
    const source = sources.get(path);
    return source === undefined ? getSourceFile(path, ...more) : ts.createSourceFile(path, source, ts.ScriptTarget.Latest);
  };
  const program = ts.createProgram([...sources.keys()], {
    ...options, skipLibCheck: true, noEmit: true, isolatedModules: false, noUnusedLocals: false, noUnusedParameters: false,
  }, host);
  return [...sources.keys()].map((path) => {
    const file = program.getSourceFile(path)!;
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
      .filter(({ code }) => code !== DECLARE_IN_A_FUNCTION)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  });
}

const snippets = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md')).sort().flatMap(snippetsOf);
const wrong: Snippet = { file: 'none', line: 0, source: withFixture(["new SessionTable(this, 'Sessions', { sessionStore: SessionStore.noSuchPreset() });"]) };
let messages: string[][];

beforeAll(() => {
  messages = compile([...snippets, wrong]);
});

test('the documentation has snippets', () => expect(snippets.length).toBeGreaterThan(15));

test.each(snippets.map((snippet, i) => [snippet.file, snippet.line, i] as const))('the snippet of docs/%s in line %d compiles', (_file, _line, i) => {
  expect(messages[i]).toEqual([]);
});

test('fails if a snippet uses what is not there', () => {
  expect(messages[snippets.length]).toEqual(["Property 'noSuchPreset' does not exist on type 'typeof SessionStore'."]);
});
