import { CfnParameter, Stack } from 'aws-cdk-lib/core';
import { ValidationErrors } from '../../src/validation/validation-errors';
import { newStack } from '../helpers';

function messageOf(describe: (errors: ValidationErrors) => void): string | undefined {
  const errors = new ValidationErrors();
  describe(errors);
  try {
    errors.throwIfAny();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test('nothing is thrown when nothing is wrong', () => {
  expect(messageOf(() => {})).toBeUndefined();
});

test('everything that is wrong is said at once, and each thing once', () => {
  expect(messageOf((errors) => ['one', 'two', 'one'].forEach((text) => errors.add(text)))).toBe('one; two');
});

describe('a message says where', () => {
  const errors = new ValidationErrors();
  errors.add('wrong');
  const stack = newStack();

  test('in a construct', () => expect(() => errors.throwIfAny(stack)).toThrow(new Error('wrong (in Stack)')));
  test('in a construct that is not there yet', () => {
    expect(() => errors.throwIfAny(stack, 'Table')).toThrow(new Error('wrong (in Stack/Table)'));
  });
  test('unless there is no construct', () => expect(() => errors.throwIfAny()).toThrow(new Error('wrong')));
});

describe('a whole number', () => {
  test.each([undefined, 1, 5, 10])('may be missing or in the range: %s', (value) => {
    expect(messageOf((errors) => errors.integer('count', value, 1, 10))).toBeUndefined();
  });

  test.each([0, 11, 1.5, -1, NaN, Infinity])('fails when it is out of the range or broken: %s', (value) => {
    expect(messageOf((errors) => errors.integer('count', value, 1, 10)))
      .toBe(`\`count\` must be a whole number from 1 to 10, got: ${value}`);
  });

  test('may have no upper end', () => {
    expect(messageOf((errors) => errors.integer('count', Number.MAX_SAFE_INTEGER, 1))).toBeUndefined();
    expect(messageOf((errors) => errors.integer('count', 0, 1)))
      .toBe('`count` must be a whole number of at least 1, got: 0');
  });
});

describe('a text', () => {
  const check = (value: string | undefined) => messageOf((errors) => errors.matches('name', value, /^[a-z]+$/, 'small letters'));

  test.each([undefined, 'abc'])('may be missing or match: %s', (value) => expect(check(value)).toBeUndefined());
  test.each(['', 'ABC'])("fails when it does not match: '%s'", (value) => {
    expect(check(value)).toBe(`\`name\` must be small letters, got: '${value}'`);
  });

  test('is shown on one line, whatever it holds', () => {
    expect(check('a\nb\r\tc\0\u2028d')).toBe("`name` must be small letters, got: 'a\\nb\\r\\tc\\u0000\\u2028d'");
  });

  test('may be followed by what to write instead', () => {
    expect(messageOf((errors) => errors.matches('name', 'A', /^[a-z]+$/, 'small letters', "; write 'a'")))
      .toBe("`name` must be small letters, got: 'A'; write 'a'");
  });
});

test('a message has one line, whatever stands in it', () => {
  const errors = new ValidationErrors();
  errors.add("wrong beside 'a\r\nb\u2028c'");
  expect(() => errors.throwIfAny(newStack(), 'My\nTable')).toThrow(new Error("wrong beside 'a\\r\\nb\\u2028c' (in Stack/My\\nTable)"));
});

test('the inside of a token is never shown', () => {
  const stack = new Stack();
  const [text, number] = [new CfnParameter(stack, 'Text'), new CfnParameter(stack, 'Number', { type: 'Number' })];
  const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' });
  const given = `'${text.valueAsString}', ${number.valueAsNumber}, ${list.valueAsList}`;
  expect(messageOf((errors) => errors.add(`wrong beside ${given}`))).toBe('wrong beside a token, a token, a token');
});

test('a number that must be known fails when it is not, and passes when it is', () => {
  const { valueAsNumber } = new CfnParameter(new Stack(), 'Number', { type: 'Number' });
  expect(messageOf((errors) => errors.requireResolved('days', valueAsNumber))).toBe('`days` must be known when the app is synthesized, got: a token; give a value');
  expect(messageOf((errors) => [7, undefined].forEach((days) => errors.requireResolved('days', days)))).toBeUndefined();
});

test('values that are known only at deployment pass', () => {
  const stack = new Stack();
  const text = new CfnParameter(stack, 'Text').valueAsString;
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  expect(messageOf((errors) => {
    errors.matches('name', text, /^[a-z]+$/, 'small letters');
    errors.integer('count', number, 1, 10);
  })).toBeUndefined();
});
