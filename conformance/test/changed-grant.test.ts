import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Example, prepareExample } from '../../examples/demo/example';
import { cases } from '../cases';
import { runClient } from '../client-run';

describe('the verdict on express', () => {
  const testCase = cases.find(({ name }) => name === 'express')!;
  let example: Example;
  let folder: string;

  beforeAll(async () => {
    example = await prepareExample('express');
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'changed-grant-'));
  });

  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** The example with other actions on the session table. */
  function withActions(change: (actions: string[]) => string[]): Example {
    const assembly = fs.mkdtempSync(path.join(folder, 'assembly-'));
    fs.cpSync(example.assembly, assembly, { recursive: true });
    const [file] = fs.readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
    const template = JSON.parse(fs.readFileSync(path.join(assembly, file), 'utf8'), (key, value) =>
      key === 'Action' && Array.isArray(value) && value.includes('dynamodb:PutItem') ? change(value) : value);
    fs.writeFileSync(path.join(assembly, file), JSON.stringify(template));
    return { ...example, assembly };
  }

  test('fails if the template grants too little, and names the action', async () => {
    const changed = withActions((actions) => actions.filter((action) => action !== 'dynamodb:PutItem'));
    const result = await runClient({ ...testCase, prepare: async () => changed });
    expect(result.status).toBe('failed');
    expect([...new Set(result.denied.map(({ operation }) => operation))]).toEqual(['PutItem']);
  });

  test('fails if the template grants too much, or less is unused than was said, and names the actions', async () => {
    const changed = withActions((actions) => [...actions, 'dynamodb:Scan']);
    const result = await runClient({ ...testCase, unused: { GetItem: 'nobody reads' }, prepare: async () => changed });
    expect(result).toMatchObject({ status: 'failed', denied: [], unused: [{ operation: 'Scan' }] });
    expect(result.reason).toMatch(/^Scan is granted to \S+ and was never called; GetItem is said to be unused, but it was called or is not granted$/);
  });

  test('fails if the template grants with a wildcard', async () => {
    const changed = withActions(() => ['dynamodb:*']);
    const result = await runClient({ ...testCase, prepare: async () => changed });
    expect(result).toMatchObject({ status: 'failed', reason: expect.stringContaining('the policy is not exact: it allows dynamodb:*') });
  });

  test('fails if a variable that the preset promises is not read', async () => {
    const result = await runClient({ ...testCase, lifetime: { variable: 'A_LIFETIME_THAT_NOBODY_READS', unit: 'minutes' }, prepare: async () => example });
    expect(result).toMatchObject({ status: 'failed', reason: expect.stringContaining('variables: with A_LIFETIME_THAT_NOBODY_READS') });
  });
});
