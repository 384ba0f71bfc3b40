// what the pages of the session clients promise, against the records of the clients that ran and the examples that are there
import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { ROOT } from '../../tools/sources';

const root = ROOT;
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const pageOf = (preset: string) => `docs/reference/session-libraries/${preset.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.md`;

/** How each language reads a variable that may be missing. */
const GUARDED: Record<string, RegExp> = {
  js: /LIFETIME(?:'\))? \?\? \d+/,
  php: /\(getenv\('\w+LIFETIME'\) \?: \d+\)/,
  python: /environ\.get\('\w+LIFETIME', \d+\)/,
  ruby: /ENV\.fetch\('\w+LIFETIME', [\w.]+\)/,
  csharp: /GetEnvironmentVariable\("\w+LIFETIME"\) \?\? "\d+"/,
  rust: /env::var\("\w+LIFETIME"\)\.unwrap_or\("\d+"/,
};
const YAML_DEFAULT = "env(DYNAMODB_SESSION_LIFETIME): '";

/** The lines of a page's code which would end, or end every session at once, where the store has no `lifetime`. */
function unguarded(page: string): string[] {
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, language, code]) =>
    code.split('\n').filter((line) => /\bDYNAMODB_SESSION_LIFETIME/.test(line))
      .filter((line) => language === 'yaml' ? !code.includes(YAML_DEFAULT) : !GUARDED[language]?.test(line)));
}

const pages = readdirSync(join(root, 'docs/reference/session-libraries')).map((name) => `docs/reference/session-libraries/${name}`);

test.each(pages)('the code of %s works without DYNAMODB_SESSION_LIFETIME, which is set only where the store has a lifetime', (page) => {
  expect(unguarded(read(page))).toEqual([]);
});

test('enough pages read the lifetime for the test above to mean something', () => {
  expect(pages.filter((page) => /^```\w+\n[^`]*\bDYNAMODB_SESSION_LIFETIME/m.test(read(page))).length).toBeGreaterThan(10);
});

test.each([
  ['js', 'maxAge: 1000 * process.env.DYNAMODB_SESSION_LIFETIME,'],
  ['php', "'session_lifetime' => (int) getenv('DYNAMODB_SESSION_LIFETIME'),"],
  ['yaml', "session_lifetime: '%env(int:DYNAMODB_SESSION_LIFETIME)%'"],
  ['perl', '$ENV{DYNAMODB_SESSION_LIFETIME} // 7200'],
])('fails if code in %s reads it unguarded, or in a language that is not known here', (language, line) => {
  expect(unguarded(`\`\`\`${language}\n${line}\n\`\`\``)).toEqual([line]);
});

interface ClientRecord {
  readonly preset: string; readonly client: string; readonly version?: string;
}
const records: ClientRecord[] = JSON.parse(read('conformance/records.json'));
const versionOf = new Map(records.map(({ preset, version }) => [preset, version]));

describe.each([...versionOf])('the preset %s', (preset, version) => {
  const header = read(pageOf(preset)).split('\n## ')[0].replace(/\s+/g, ' ');
  const ran = /\b(?:client|and) run\b[^:;]*: (\d[\d.]*\d)/.exec(header)?.[1];
  const row = read('README.md').split('\n').find((line) => line.includes(`\`SessionStore.${preset}()\``) && line.includes('docs/reference/session-libraries/'));

  test(`is said to have run as ${version ?? 'nothing'}, on its page and in the README, as its record has it`, () => {
    expect(ran).toBe(version);
    expect(/\| run, (\d[\d.]*\d)/.exec(row ?? '')?.[1]).toBe(version);
  });
});

/** Folders with an application in them, and the preset of each. */
const applications = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /^[^/]+(\/async-aws)?\/app\.ts$/.test(path)).map((path) => path.slice(0, -'/app.ts'.length))
  .filter((folder) => ['package.json', 'composer.json'].some((file) => existsSync(join(root, 'examples', folder, file))))
  .map((folder): [string, string] => [folder, /SessionStore\.(\w+)\(/.exec(read(`examples/${folder}/app.ts`))?.[1] ?? 'none']);

test('there are applications among the examples', () => expect(applications).toContainEqual(['koa', 'koa']));

test.each(applications)('examples/%s is linked from the page of its preset %s', (folder, preset) => {
  expect(read(pageOf(preset))).toMatch(new RegExp(`\\]\\([^)]*/examples/${folder}/?\\)`));
});
