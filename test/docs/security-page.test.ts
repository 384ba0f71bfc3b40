// docs/reference/security.md names the test that proves each answer; here, that there are such tests, and that no answer lacks one without a word
import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';
import { ROOT } from '../../tools/sources';

const root = ROOT;
const page = readFileSync(join(root, 'docs/reference/security.md'), 'utf8');

interface Proof {
  readonly file: string;
  readonly title: string;
}

const proofs = [...page.matchAll(/^- `([\w./-]+\.test\.ts)`: (.+)$/gm)].map(([, file, title]): Proof => ({ file, title }));

/** Titles of the tests and groups in a file: whatever text is the first argument of `test`, `describe` and their `each`. */
function titlesIn(text: string): string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(test|describe)\b/.test(node.expression.getText())) {
      const [title] = node.arguments;
      if (title && ts.isStringLiteralLike(title)) {
        titles.push(title.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('a.test.ts', text, ts.ScriptTarget.Latest, true));
  return titles;
}

/** The questions, each with the text of its answer. */
const answers = page.split('## What rule packs find')[0].split(/^### /m).slice(1).map((part): [string, string] => {
  const [question, ...lines] = part.split('\n');
  return [question, lines.join('\n').split(/^## /m)[0]];
});

test('the page has a reviewer\'s questions', () => expect(answers.length).toBeGreaterThanOrEqual(14));

test.each(proofs.map(({ file, title }) => [file, title]))('%s proves: %s', (file, title) => {
  expect(existsSync(join(root, file))).toBe(true);
  expect(titlesIn(readFileSync(join(root, file), 'utf8'))).toContain(title);
});

test.each(answers)('%s: is answered with a test, or with the reason why none can', (_, answer) => {
  expect(answer).toMatch(/^- `[\w./-]+\.test\.ts`: |^No test (of ours )?can /m);
});

test('a title is found in its test alone', () => {
  const text = "// test('a comment')\ntest('one', () => 'two'); describe.each([1])('three %d', () => { test.each`x`('four', () => {}); });";
  expect(titlesIn(text)).toEqual(['three %d', 'four', 'one'].sort((a, b) => text.indexOf(a) - text.indexOf(b)));
});
