import { OutputFilter } from '../../src/kit/output-filter';
import { DEFAULT_HEALTH_CHECK } from '../helpers/blueprint';
import { atTestEnd } from '../helpers/http';
import { DEMO_SERVER, writeDemo } from '../helpers/kit';
import { startKit } from '../helpers/running-kit';

describe('lines about health checks', () => {
  const filter = new OutputFilter({ ...DEFAULT_HEALTH_CHECK, path: '/ping.html' });

  test.each([
    ['PHP', '[Tue Dec  1 12:00:00 2026] 127.0.0.1:53412 Accepted'],
    ['PHP', '[Tue Dec  1 12:00:00 2026] 127.0.0.1:53412 [200]: GET /ping.html'],
    ['PHP', '[Tue Dec  1 12:00:00 2026] 127.0.0.1:53412 Closing'],
    ['PHP', '[Tue Dec  1 12:00:00 2026] [::1]:53412 Closing'],
    ['morgan', 'GET /ping.html 200 0.512 ms - 2'],
    ['Apache, nginx and Python', '127.0.0.1 - - [01/Dec/2026 12:00:00] "GET /ping.html HTTP/1.1" 200 -'],
  ])('of %s are known: %s', (_server, line) => expect(filter.isAboutHealthCheck(line)).toBe(true));

  test.each([
    '[Tue Dec  1 12:00:00 2026] 127.0.0.1:53412 [200]: GET /',
    '[Tue Dec  1 12:00:00 2026] PHP Warning:  Undefined variable $x in /app/index.php on line 3',
    'GET /ping.html.bak 404 1.2 ms',
    'POST /ping.html 200 0.5 ms',
    'the table is Closing',
  ])('are no others: %s', (line) => expect(filter.isAboutHealthCheck(line)).toBe(false));

  test('are only connections where no path is asked for', () => {
    expect(new OutputFilter(undefined).isAboutHealthCheck('GET / 200 1 ms')).toBe(false);
  });
});

describe('warnings of Node.js', () => {
  const WARNING = (pid: number) => [`(node:${pid}) Warning: the SDK is old`, 'first line', '', '(Use `node --trace-warnings ...` to show where)'];

  /** What is left of the lines of two servers. */
  function left(...lines: Array<[server: string, line: string]>): string[] {
    const filter = new OutputFilter(undefined);
    return lines.filter(([server, line]) => !filter.isRepeated(server, line)).map(([server, line]) => `${server} ${line}`);
  }

  const by = (server: string, lines: string[]) => lines.map((line): [string, string] => [server, line]);

  test('are told once with all their lines, whoever gives them', () => {
    expect(left(...by('a', WARNING(1)), ...by('b', WARNING(2)), ['b', 'first line'])).toEqual([...WARNING(1).map((line) => `a ${line}`), 'b first line']);
  });

  test('of two servers at once are told once', () => {
    const mixed = WARNING(1).flatMap((line, index): Array<[string, string]> => [['a', line], ['b', WARNING(2)[index]]]);
    expect(left(...mixed)).toEqual(WARNING(1).map((line) => `a ${line}`));
  });

  test('take nothing with them that another server did not write', () => {
    expect(left(...by('a', WARNING(1)), ['b', WARNING(2)[0]], ['b', 'listens on 3000'], ['b', 'first line'])).toEqual(
      [...WARNING(1).map((line) => `a ${line}`), 'b listens on 3000', 'b first line']);
  });
});

describe('a running server', () => {
  // as loggers write it
  const LOGGING = DEMO_SERVER.replace('const url = new URL', 'console.log(`GET ${request.url} 200 1 ms`); const url = new URL');

  async function start(showsEverything: boolean) {
    const world = await startKit({
      app: writeDemo({ servers: 1, intervalSeconds: 1 }), timeScale: 20, command: [process.execPath, '-e', LOGGING, '{port}'], showsEverything,
    });
    const written: string[] = [];
    world.kit.on('output', (_server, line) => written.push(line));
    atTestEnd(() => world.kit.stop());
    for (let checks = 0; checks < 5;) {
      await new Promise<void>((resolve) => world.kit.once('output', (_server, line) => {
        checks += line.includes('/ping.html') ? 1 : 0;
        resolve();
      }));
    }
    await world.read('/');
    return { ...world, written };
  }

  test('does not drown what matters in its health checks, but a program gets all of it', async () => {
    const { lines, written } = await start(false);
    expect(written.filter((line) => line.includes('/ping.html')).length).toBeGreaterThanOrEqual(5);
    // the first one comes before it is healthy
    expect(lines.filter((line) => line.includes('/ping.html')).length).toBeLessThanOrEqual(1);
    expect(lines.filter((line) => line.endsWith(' | GET / 200 1 ms'))).toHaveLength(1);
  });

  test('is told whole where somebody wants it', async () => {
    const { lines } = await start(true);
    expect(lines.filter((line) => line.includes('/ping.html')).length).toBeGreaterThanOrEqual(5);
  });
});
