import { readFileSync } from 'fs';
import { join } from 'path';
import { NEW_NAMES } from '../../src/validation/renamed-props';

describe('the page of changes before 1.0', () => {
  const page = readFileSync(join(__dirname, '../../docs/reference/changes-before-1.0.md'), 'utf8');

  test.each(Object.entries(NEW_NAMES))('has %s, which is now %s', (before, now) => {
    const [name, member] = now.split(/[.:]/);
    const row = page.split('\n').find((line) => line.startsWith('|') && RegExp(`\\b${before}\\b`).test(line.split('|')[1]));
    expect(row?.split('|')[2]).toMatch(RegExp(member && !now.includes(':') ? `${name}: \\{.*\\b${member}\\b` : `\\b${name}\\b`));
  });
});
