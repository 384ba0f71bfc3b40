import { DynaliteBackend } from '../../src/tables/backends/dynalite-backend';
import { callBackend, TableBackend } from '../../src/tables/backends/backend';
import { createMissingTables } from '../../src/tables/setup';
import { TimeToLive, TimeToLiveOptions } from '../../src/tables/time-to-live';

const NOW = Date.UTC(2026, 10, 21) / 1000;
const YEAR = 365 * 24 * 60 * 60;

let backend: DynaliteBackend;
let timeToLive: TimeToLive | undefined;

beforeEach(async () => {
  backend = await DynaliteBackend.open();
  await createTable('Sessions');
});

afterEach(async () => {
  await timeToLive?.stop();
  await backend.close();
});

const createTable = (name: string, extra: object = {}) => createMissingTables(backend, [{
  path: name,
  name,
  arns: [],
  resourcePolicy: [],
  createTable: {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    ...extra,
  },
}]);
const put = (id: string, expires?: object, extra: object = {}, table = 'Sessions') =>
  callBackend(backend, 'PutItem', { TableName: table, Item: { id: { S: id }, ...expires && { expires }, ...extra } });
const ids = async (table = 'Sessions') => {
  const { Items } = await callBackend<{ Items: Array<{ id: { S: string } }> }>(backend, 'Scan', { TableName: table });
  return Items.map(({ id }) => id.S).sort();
};
const start = (over: Partial<TimeToLiveOptions> = {}, on: TableBackend = backend) => {
  timeToLive = new TimeToLive(on, { attributes: new Map([['Sessions', 'expires']]), now: () => new Date(NOW * 1000), ...over });
  return timeToLive;
};
const specification = (AttributeName: string, Enabled: boolean) => ({ TableName: 'Sessions', TimeToLiveSpecification: { AttributeName, Enabled } });

describe('expiry', () => {
  test('deletes past numbers, whole or fractional, and nothing else', async () => {
    await put('past', { N: String(NOW - 1) });
    await put('past by a fraction', { N: String(NOW - 0.25) });
    await put('past with many digits', { N: `${NOW - 2}.123456789` });
    await put('nearly five years past', { N: String(NOW - 5 * YEAR + 3600) });
    await put('now', { N: String(NOW) });
    await put('future by a fraction', { N: String(NOW + 0.25) });
    await put('future', { N: String(NOW + 1) });
    await put('over five years past', { N: String(NOW - 5 * YEAR - 3 * 24 * 3600) });
    await put('zero', { N: '0' });
    await put('milliseconds', { N: String((NOW - 1) * 1000) });
    await put('text', { S: String(NOW - 1) });
    await put('list', { L: [{ N: String(NOW - 1) }] });
    await put('set', { NS: [String(NOW - 1)] });
    await put('none');
    await put('nested', undefined, { data: { M: { expires: { N: '1' } } } });
    const expired: unknown[] = [];

    expect(await start({ onExpired: (table, key) => expired.push([table, key]) }).expireNow()).toBe(4);

    expect(await ids()).toEqual([
      'future', 'future by a fraction', 'list', 'milliseconds', 'nested', 'none', 'now', 'over five years past', 'set', 'text', 'zero',
    ]);
    expect(expired).toHaveLength(4);
    expect(expired).toContainEqual(['Sessions', { id: { S: 'past by a fraction' } }]);
  });

  test('goes through all pages of a large table', async () => {
    const data = { S: 'x'.repeat(300_000) };
    for (let i = 0; i < 9; i++) {
      await put(`large ${i}`, { N: String(NOW - 1) }, { data });
    }
    expect(await start().expireNow()).toBe(9);
    expect(await ids()).toEqual([]);
  });

  test('reports the whole key of a table with a sort key, also when time is part of it', async () => {
    await createTable('Events', {
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }, { AttributeName: 'expires', KeyType: 'RANGE' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }, { AttributeName: 'expires', AttributeType: 'N' }],
    });
    await put('a', { N: String(NOW - 1) }, {}, 'Events');
    const onExpired = jest.fn();
    await start({ attributes: new Map([['Events', 'expires']]), onExpired }).expireNow();
    expect(onExpired.mock.calls).toEqual([['Events', { id: { S: 'a' }, expires: { N: String(NOW - 1) } }]]);
  });

  test('spares an item that is refreshed between the look and the delete', async () => {
    await put('refreshed', { N: String(NOW - 1) });
    const refreshing: TableBackend = {
      send: async (operation, body) => {
        if (operation === 'DeleteItem') {
          await put('refreshed', { N: String(NOW + 60) });
        }
        return backend.send(operation, body);
      },
      close: async () => undefined,
    };
    const onExpired = jest.fn();
    expect(await start({ onExpired }, refreshing).expireNow()).toBe(0);
    expect(await ids()).toEqual(['refreshed']);
    expect(onExpired).not.toHaveBeenCalled();
  });

  test('comes by itself after an interval, and again', async () => {
    const expired = new Array<() => void>();
    const next = () => new Promise<void>((resolve) => expired.push(resolve));
    start({ intervalMilliseconds: 1, onExpired: () => expired.shift()?.() }).start();
    for (const id of ['first', 'second']) {
      const gone = next();
      await put(id, { N: String(NOW - 1) });
      await gone;
    }
    expect(await ids()).toEqual([]);
  });

  test.each([
    ['is missing', 'Missing', undefined],
    ['cannot be read', 'Broken', 'out of order'],
  ])('goes on with the next table where one %s', async (_, name, message) => {
    await put('past', { N: String(NOW - 1) });
    const broken: TableBackend = {
      send: (operation, body) => body.includes('"Broken"') ? Promise.reject(new Error('out of order')) : backend.send(operation, body),
      close: async () => undefined,
    };
    const swept = start({ attributes: new Map([[name, 'expires'], ['Sessions', 'expires']]) }, broken).expireNow();
    await (message === undefined ? expect(swept).resolves.toBe(1) : expect(swept).rejects.toThrow(message));
    expect(await ids()).toEqual([]);
  });

  test('leaves a table alone whose time to live is off', async () => {
    await put('past', { N: String(NOW - 1) });
    expect(await start({ attributes: new Map() }).expireNow()).toBe(0);
    expect(await ids()).toEqual(['past']);
  });
});

describe('the operations', () => {
  test('describe what the table began with', async () => {
    expect(await start().describe({ TableName: 'Sessions' }))
      .toEqual({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' } });
  });

  test('switch it off and on, and the items follow', async () => {
    const ttl = start();
    await put('past', { N: '1700000000' }, { until: { N: String(NOW - 1) } });
    await put('kept', { N: String(NOW - 1) });
    expect(await ttl.update(specification('expires', false))).toEqual({ TimeToLiveSpecification: { AttributeName: 'expires', Enabled: false } });
    expect(await ttl.describe({ TableName: 'Sessions' })).toEqual({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } });
    await ttl.update(specification('until', true));
    expect(await ttl.expireNow()).toBe(1);
    expect(await ids()).toEqual(['kept']);
  });

  test.each([
    ['it is enabled already', specification('expires', true), 'TimeToLive is already enabled'],
    ['another attribute is to be enabled', specification('until', true), 'TimeToLive is active on a different AttributeName: current AttributeName is expires'],
    ['another attribute is to be disabled', specification('until', false), 'TimeToLive is active on a different AttributeName: current AttributeName is expires'],
    ['the attribute has no name', specification('', true), 'timeToLiveSpecification.attributeName'],
    ['nothing says whether to enable it', { TableName: 'Sessions', TimeToLiveSpecification: { AttributeName: 'a' } }, 'timeToLiveSpecification.enabled'],
    ['there is no specification', { TableName: 'Sessions' }, 'timeToLiveSpecification'],
  ])('fails if %s', async (_, input, text) => {
    await expect(start().update(input)).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining(text) });
  });

  test('fails if it is to be disabled and is already', async () => {
    await expect(start({ attributes: new Map() }).update(specification('expires', false)))
      .rejects.toMatchObject({ name: 'ValidationException', message: 'TimeToLive is already disabled' });
  });

  test.each(['describe', 'update'] as const)('fails if the table to %s does not exist', async (operation) => {
    await expect(start()[operation]({ ...specification('expires', true), TableName: 'Missing' }))
      .rejects.toMatchObject({ name: 'ResourceNotFoundException', message: 'Requested resource not found: Table: Missing not found' });
  });
});
