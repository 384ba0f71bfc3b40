import { Token } from 'aws-cdk-lib/core';
import { ValidationErrors, quoted } from './validation-errors';

const KEY = /^(?!aws:)[\p{L}\p{N}\p{Z}+\-=._:/@]{1,128}$/iu;
const VALUE = /^[\p{L}\p{N}\p{Z}+\-=._:/@]{0,256}$/u;

export function validateTags(errors: ValidationErrors, prop: string, tags: [key: string, value: string][]): void {
  if (tags.length > 50) {
    errors.add(`\`${prop}\` must be at most 50, got: ${tags.length}`);
  }
  for (const [key, value] of tags) {
    if (!Token.isUnresolved(key) && !KEY.test(key)) {
      errors.add(`\`${prop}\` must have keys of 1 to 128 letters, digits, spaces and + - = . _ : / @ that do not begin with 'aws:', got: ${quoted(key)}`);
    }
    if (typeof value !== 'string') {
      errors.add(`\`${prop}\` must have texts as values, got: none for ${quoted(key)}; give one or leave the tag out`);
    } else if (!Token.isUnresolved(value) && !VALUE.test(value)) {
      errors.add(`\`${prop}\` must have values of up to 256 letters, digits, spaces and + - = . _ : / @, got: ${quoted(value)} for ${quoted(key)}`);
    }
  }
}
