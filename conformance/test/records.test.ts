import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { cases } from '../cases';
import { ClientResult } from '../client-result';
import { docsPage } from '../docs-page';
import { ClientRecord, merge } from '../records';
import { SessionStore } from '../../src';

const passed: ClientResult = {
  client: 'php', package: 'aws/aws-sdk-php', preset: 'phpSdk', version: '3.1', status: 'passed', seconds: 1,
  calls: [
    { role: 'a', operation: 'UpdateItem', table: 't', allowed: true, count: 2 },
    { role: 'a', operation: 'Query', table: 't', index: 'GSI1', allowed: true, count: 1 },
    { role: 'b', operation: 'UpdateItem', table: 't', allowed: true, count: 1 },
  ],
  denied: [], unused: [], explained: [{ role: 'a', operation: 'Scan', table: 't', reason: 'clean-up' }],
  facts: { refusesExpired: true, parallelWritesKept: 4, largestItem: 311871 },
};
const skipped: ClientResult = { ...passed, version: undefined, status: 'skipped', reason: 'no PHP', calls: [], explained: [], facts: {} };

describe('records of conformance runs', () => {
  test('tell each call once, with the index', () => {
    expect(merge([], [passed], ['php'], '2026-01-02')).toEqual([{
      client: 'php', package: 'aws/aws-sdk-php', preset: 'phpSdk', version: '3.1', date: '2026-01-02',
      calls: ['Query on GSI1', 'UpdateItem'], explained: { Scan: 'clean-up' }, facts: passed.facts,
    }]);
  });

  test('keep what a client showed when it last ran', () => {
    const former = merge([], [passed], ['php'], '2026-01-02');
    expect(merge(former, [skipped], ['php'], '2026-02-03')).toEqual(former);
    expect(merge(former, [], ['php'], '2026-02-03')).toEqual(former);
    expect(merge(former, [{ ...passed, version: '3.2' }], ['php'], '2026-02-03')).toMatchObject([{ version: '3.2', date: '2026-02-03' }]);
  });

  test('name a client that never ran with the reason, follow the order of the cases and drop what is no case any more', () => {
    const express = { ...passed, client: 'express' };
    const records = merge(merge([], [express, { ...passed, client: 'gone' }], ['express', 'gone'], '2026-01-02'), [skipped], ['php', 'express'], '2026-02-03');
    expect(records.map(({ client, date, reason }) => [client, date, reason])).toEqual([['php', undefined, 'no PHP'], ['express', '2026-01-02', undefined]]);
  });

  test('become a page that tells clients that ran from those that did not', () => {
    const page = docsPage(merge([], [passed, { ...skipped, client: 'fiber' }], ['php', 'fiber'], '2026-01-02'));
    expect(page).toContain('| php | `aws/aws-sdk-php` 3.1 |  | `phpSdk` | `Query on GSI1` `UpdateItem` | `Scan` | yes |  | 4 | 305 KB | 2026-01-02 |');
    expect(page).toContain('- `Scan` (php): clean-up');
    expect(page).toContain('| fiber | `aws/aws-sdk-php` | `phpSdk` | no PHP |');
  });

  test('are what docs/evidence/conformance.md shows, with the presets and options of the cases', () => {
    const records: ClientRecord[] = JSON.parse(readFileSync(path.join(__dirname, '..', 'records.json'), 'utf8'));
    expect(readFileSync(path.join(__dirname, '../../docs/evidence/conformance.md'), 'utf8')).toBe(docsPage(records));
    const shown = (all: readonly { preset: string; presetOptions?: string }[]) => all.map(({ preset, presetOptions }) => ({ preset, presetOptions }));
    expect(shown(records)).toEqual(shown(cases));
  });

  test.each(cases.map((each) => [each.name, each] as const))('name the options with which %s makes its store', (_, { preset, presetOptions, store }) => {
    expect(store()).toEqual(new Function('SessionStore', `return SessionStore.${preset}(${presetOptions ?? ''})`)(SessionStore));
  });
});
