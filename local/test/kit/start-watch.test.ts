import { ServerDescription } from '../../src/events';
import { StartWatch } from '../../src/kit/start-watch';

const server: ServerDescription = {
  name: 'i-1', service: 'Demo/Web', port: 20001, url: 'http://127.0.0.1:20001', zone: 'us-east-1a', pid: 2 ** 30, state: 'initial',
};

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

function watch(check?: { healthy: false; listening: boolean; reason: string }) {
  const lines: string[] = [];
  const started = new StartWatch({ servers: () => [server], lastCheck: () => check, log: (line) => lines.push(line) });
  const failed = started.timeout.catch(({ message }: Error) => message);
  return { started, lines, failed };
}

test('nobody waits longer than five seconds without a word, and nobody longer than a minute', async () => {
  const { lines, failed } = watch();
  jest.advanceTimersByTime(4999);
  expect(lines).toEqual([]);
  jest.advanceTimersByTime(1);
  const port = 'waited for port 20001 of 127.0.0.1; write {port} where the command takes its port';
  expect(lines).toEqual([`waiting: no server listened on its port after 5 s, ${port}`]);
  jest.advanceTimersByTime(55_000);
  expect(await failed).toBe(`no server listened on its port within 60 s, ${port}`);
  expect(lines).toHaveLength(1);
});

test('a server that listens is told with what its health check found', () => {
  const { lines } = watch({ healthy: false, listening: true, reason: 'GET /up answered 500, expected 200' });
  jest.advanceTimersByTime(5000);
  expect(lines).toEqual(['waiting: server i-1 is not healthy after 5 s: GET /up answered 500, expected 200']);
});

test('says nothing once it has ended', () => {
  const { started, lines } = watch();
  started.end();
  jest.advanceTimersByTime(120_000);
  expect(lines).toEqual([]);
});
