// every link to a file of this repository leads to a file and a heading that are there
import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { dirname, join, relative } from 'path';
import { ROOT } from '../../tools/sources';

const root = ROOT;
const PLACE = 'cdk-dynamodb-sessions/cdk-dynamodb-sessions';
const OURS = new RegExp(`^https://(github\\.com/${PLACE}/(blob|tree)|raw\\.githubusercontent\\.com/${PLACE})/main/`);
const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
const examples = readdirSync(join(root, 'examples')).map((name) => `examples/${name}/README.md`).filter((file) => existsSync(join(root, file)));
const pages = [
  'README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'local/README.md', 'examples/README.md', ...examples, ...docs.map((file) => `docs/${file.replaceAll('\\', '/')}`),
];

/** What GitHub makes of a heading. */
function slug(heading: string): string {
  return heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\p{L}\p{N}\p{M}\-_ ]/gu, '').replaceAll(' ', '-');
}

function withoutCode(text: string): string {
  return text.replace(/^( *)(`{3,}).*\n[\s\S]*?^ *\2 *$/gm, '');
}

function anchorsOf(file: string): string[] {
  const text = withoutCode(readFileSync(file, 'utf8'));
  const slugs = [...text.matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading]) => slug(heading));
  const numbered = slugs.map((name, i) => {
    const before = slugs.slice(0, i).filter((other) => other === name).length;
    return before === 0 ? name : `${name}-${before}`;
  });
  return [...numbered, ...[...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id]) => id)];
}

function linksOf(text: string): string[] {
  return [...withoutCode(text).replace(/`[^`\n]*`(?!\])/g, '').matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map(([, link]) => link);
}

/** What is wrong with a link on a page, if anything. */
function problemOf(page: string, link: string): string | undefined {
  const ours = OURS.exec(link);
  if (!ours && /^[a-z]+:/.test(link)) {
    return undefined;
  }
  const [path, anchor] = (ours ? link.slice(ours[0].length) : link).split('#');
  const target = path === '' ? join(root, page) : join(root, ours ? '' : dirname(page), path);
  if (!existsSync(target)) {
    return `${relative(root, target)} is not there`;
  }
  const kind = statSync(target).isDirectory() ? 'tree' : 'blob';
  if (ours?.[2] && ours[2] !== kind) {
    return `must be a link to /${kind}/`;
  }
  if (anchor === undefined || (kind === 'blob' && anchorsOf(target).includes(anchor))) {
    return undefined;
  }
  return `${relative(root, target)} has no heading for #${anchor}`;
}

const problems = (page: string, text = readFileSync(join(root, page), 'utf8')) =>
  linksOf(text).flatMap((link) => {
    const problem = problemOf(page, link);
    return problem === undefined ? [] : [`${link}: ${problem}`];
  });

test.each(pages)('links on %s lead somewhere', (page) => expect(problems(page)).toEqual([]));

test('links in the README are whole addresses, since PyPI and pkg.go.dev show it without the repository', () => {
  expect(linksOf(readFileSync(join(root, 'README.md'), 'utf8')).filter((link) => !/^(https:|#)/.test(link))).toEqual([]);
});

test('fails if a file or a heading is not there', () => {
  const whole = [`https://github.com/${PLACE}/blob/main/docs`, `https://raw.githubusercontent.com/${PLACE}/main/no.png`];
  const links = ['no.md', 'README.md#no', '#no', ...whole];
  expect(problems('README.md', links.map((link) => `[x](${link})`).join('\n'))).toHaveLength(links.length);
});
