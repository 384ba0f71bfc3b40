// every list of bad inputs in test/bad-inputs: the whole message of each, and that the nearest good value passes
import { readdirSync } from 'fs';
import { join } from 'path';
import { Template } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { SessionTable } from '../src';
import { BadInput, TokenInput } from './bad-inputs/bad-input';

process.env.JSII_DEPRECATED = 'quiet'; // some rows are about deprecated props, on purpose

interface List {
  readonly BAD_INPUTS?: BadInput[];
  readonly TOKENS?: TokenInput[];
}

const LEAST_ROWS = 150;
const FOLDER = join(__dirname, 'bad-inputs');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.ts') && file !== 'bad-input.ts').map((file) => file.slice(0, -'.ts'.length));
const LISTS: [name: string, list: List][] = FILES.map((name) => [name, jest.requireActual(join(FOLDER, name))]);
const ALL = LISTS.flatMap(([, { BAD_INPUTS = [] }]) => BAD_INPUTS);

/** What was thrown; undefined when nothing was. */
function thrownBy(bad: () => unknown): unknown {
  try {
    bad();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Some of what is wrong with a table is found only when the template is written. */
function synthesize(result: unknown, isLate = (made: unknown): made is IConstruct => made instanceof SessionTable): void {
  if (isLate(result)) {
    Template.fromStack(Stack.of(result));
  }
}

test.each(LISTS)('the list %s has rows', (_, { BAD_INPUTS }) => {
  expect(BAD_INPUTS?.length ?? 0).toBeGreaterThan(0);
});

test(`there are at least ${LEAST_ROWS} bad inputs: ${ALL.length}`, () => {
  expect(ALL.length).toBeGreaterThanOrEqual(LEAST_ROWS);
});

test('no mistake is told twice', () => {
  const twice = (texts: string[]) => texts.filter((text, index) => texts.indexOf(text) !== index);
  expect(twice(ALL.map(({ what }) => what))).toEqual([]);
  // both services answer some mistakes alike
  for (const [, { BAD_INPUTS = [] }] of LISTS) {
    expect(twice(BAD_INPUTS.map(({ message }) => message))).toEqual([]);
  }
});

describe.each(LISTS)('%s: fails when', (_, { BAD_INPUTS = [] }) => {
  test.each(BAD_INPUTS.map((row) => [row.what, row] as const))('%s', (__, { bad, message }) => {
    const error = thrownBy(bad) as Error | undefined;
    expect(error?.message).toBe(message);
    // no kind of error of aws-cdk-lib, whose name would be in the text that other languages show
    expect(error?.constructor.name).toBe('Error');
  });
});

describe.each(LISTS)('%s: takes the nearest good value instead of', (_, { BAD_INPUTS = [] }) => {
  test.each(BAD_INPUTS.map((row) => [row.what, row] as const))('%s', (__, { good }) => {
    expect(() => synthesize(good())).not.toThrow();
  });
});

describe('the wording of', () => {
  test.each(ALL.map(({ what, message }) => [what, message]))('%s is that of the house', (_, message) => {
    expect(message).toMatch(/^[`a-z]/);
    expect(message).not.toMatch(/[\n\r]/);
    expect(message).not.toMatch(/\.( \(in [^)]*\))?$/);
    expect(message).not.toMatch(/\b(undefined|null|NaN must|object Object|TOKEN\[|token:)/i);
    for (const part of message.replace(/ \(in [^)]*\)$/, '').split(/(?<=got: .*); (?=`)/)) {
      expect(part).toContain('got: ');
    }
  });
});

describe('values that are known only at deployment', () => {
  test.each(LISTS.flatMap(([name, { TOKENS = [] }]) => TOKENS.map(({ what, use }) => [`${name}: ${what}`, use] as const)))('pass as %s', (_, use) => {
    expect(() => synthesize(use(), Construct.isConstruct)).not.toThrow();
  });
});
