import { once } from 'node:events';
import * as http from 'node:http';
import * as net from 'node:net';
import { HealthCheckBlueprint } from '../../src/blueprint/blueprint';
import * as healthCheckModule from '../../src/load-balancer/health-check';
import { LoadBalancer, LoadBalancerOptions } from '../../src/load-balancer/load-balancer';
import { Answer, ask, atTestEnd, openSocket, startServer } from '../helpers/http';
import { addTarget, balance, HEALTH_CHECK, startLoadBalancer } from '../helpers/load-balancer';

/** A target whose health the test decides; counts its health checks. */
async function startPatient(status = 200) {
  const patient = { status, checks: 0, headers: {} as http.IncomingHttpHeaders };
  const { port } = await startServer((request, response) => {
    if (request.url === '/ping.html') {
      patient.checks++;
      patient.headers = request.headers;
      response.writeHead(patient.status).end();
    } else {
      response.end('patient');
    }
  });
  return Object.assign(patient, { port });
}

function headersOf(rawHeaders: string[], name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1].toLowerCase() === name);
}

/** A target that answers with the raw headers that it got. */
const mirror: http.RequestListener = (request, response) => {
  response.end(JSON.stringify({ method: request.method, url: request.url, rawHeaders: request.rawHeaders }));
};

async function mirrored(loadBalancer: LoadBalancer, options: http.RequestOptions = {}, body?: string) {
  const answer = await ask(`${loadBalancer.url}/path?a=b`, options, body);
  return JSON.parse(answer.body) as { method: string; url: string; rawHeaders: string[] };
}

describe('routing', () => {
  test('healthy targets take turns, whatever cookie the client sends', async () => {
    const loadBalancer = await startLoadBalancer();
    for (const name of ['one', 'two', 'three']) {
      await addTarget(loadBalancer, name, (_request, response) => {
        response.writeHead(200, { 'Set-Cookie': `server=${name}` }).end(name);
      });
    }
    const answers: string[] = [];
    for (let i = 0; i < 6; i++) {
      answers.push((await ask(loadBalancer.url, { headers: { Cookie: 'server=one' } })).body);
    }
    expect(answers).toEqual(['one', 'two', 'three', 'one', 'two', 'three']);
  });

  test('one connection of a client reaches every target', async () => {
    const loadBalancer = await startLoadBalancer();
    await addTarget(loadBalancer, 'one', (_request, response) => response.end('one'));
    await addTarget(loadBalancer, 'two', (_request, response) => response.end('two'));
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    atTestEnd(() => agent.destroy());
    expect((await ask(loadBalancer.url, { agent })).body).toBe('one');
    expect((await ask(loadBalancer.url, { agent })).body).toBe('two');
  });

  test('without a registered target the answer is 503', async () => {
    const loadBalancer = await startLoadBalancer();
    expect(await ask(loadBalancer.url)).toMatchObject({ status: 503, headers: { server: 'awselb/2.0' } });
  });

  test('a target that breaks the connection gives 502, and the load balancer goes on', async () => {
    const loadBalancer = await balance((request, response) => request.url === '/break' ? request.socket.destroy() : response.end('fine'));
    expect((await ask(`${loadBalancer.url}/break`)).status).toBe(502);
    expect((await ask(loadBalancer.url)).body).toBe('fine');
  });

  test('an answer that is no HTTP gives 502', async () => {
    const loadBalancer = await balance((request) => request.socket.end('HTTP/1.1 99 Odd\r\n\r\nnonsense'));
    expect((await ask(loadBalancer.url)).status).toBe(502);
  });

  test('a target that stays silent gives 504', async () => {
    const loadBalancer = await balance(() => undefined, { idleTimeoutMilliseconds: 30 });
    expect((await ask(loadBalancer.url)).status).toBe(504);
  });

  test('a client that stops sending its body gets 408', async () => {
    const loadBalancer = await balance((request) => request.resume(), { idleTimeoutMilliseconds: 30 });
    const request = http.request(loadBalancer.url, { method: 'POST', agent: false, headers: { 'Content-Length': 10 } });
    request.on('error', () => undefined);
    request.write('half');
    const [response] = await once(request, 'response') as [http.IncomingMessage];
    expect(response.statusCode).toBe(408);
    request.destroy();
  });

  test('a response that breaks off does not look complete to the client', async () => {
    const loadBalancer = await balance((_request, response) => {
      response.write('first half');
      setImmediate(() => response.destroy());
    });
    await expect(ask(loadBalancer.url)).rejects.toThrow('aborted');
  });
});

describe('headers', () => {
  test('a request tells the target who came over which door', async () => {
    const loadBalancer = await balance(mirror);
    const { rawHeaders, method, url } = await mirrored(loadBalancer, { headers: { 'Host': 'shop.example', 'X-CaseKept': '1' } });
    expect({ method, url }).toEqual({ method: 'GET', url: '/path?a=b' });
    expect(headersOf(rawHeaders, 'x-forwarded-for')).toEqual(['127.0.0.1']);
    expect(headersOf(rawHeaders, 'x-forwarded-port')).toEqual([`${loadBalancer.port}`]);
    expect(headersOf(rawHeaders, 'x-forwarded-proto')).toEqual(['http']);
    expect(headersOf(rawHeaders, 'host')).toEqual(['shop.example']);
    expect(headersOf(rawHeaders, 'x-amzn-trace-id')).toEqual([expect.stringMatching(/^Root=1-[\da-f]{8}-[\da-f]{24}$/)]);
    expect(rawHeaders).toContain('X-CaseKept');
  });

  test('X-Forwarded-For is appended, port and protocol are replaced, a trace goes on', async () => {
    const loadBalancer = await balance(mirror);
    const { rawHeaders } = await mirrored(loadBalancer, {
      headers: {
        'X-Forwarded-For': '203.0.113.7',
        'X-Forwarded-Proto': 'https',
        'X-Forwarded-Port': '443',
        'X-Amzn-Trace-Id': 'Root=1-67891233-abcdef012345678912345678',
      },
    });
    expect(headersOf(rawHeaders, 'x-forwarded-for')).toEqual(['203.0.113.7, 127.0.0.1']);
    expect(headersOf(rawHeaders, 'x-forwarded-port')).toEqual([`${loadBalancer.port}`]);
    expect(headersOf(rawHeaders, 'x-forwarded-proto')).toEqual(['http']);
    const trace = /^Self=1-[\da-f]{8}-[\da-f]{24};Root=1-67891233-abcdef012345678912345678$/;
    expect(headersOf(rawHeaders, 'x-amzn-trace-id')).toEqual([expect.stringMatching(trace)]);
  });

  test('headers of one hop stay on that hop', async () => {
    const loadBalancer = await balance((request, response) => {
      response.writeHead(200, [
        'Connection', 'X-Private', 'X-Private', 'secret', 'Keep-Alive', 'timeout=99', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2',
      ]);
      response.end(JSON.stringify({ rawHeaders: request.rawHeaders }));
    });
    const answer = await ask(loadBalancer.url, { headers: { 'Connection': 'X-Mine', 'X-Mine': '1', 'TE': 'trailers', 'Keep-Alive': '9' } });
    const { rawHeaders } = JSON.parse(answer.body);
    expect(['x-mine', 'te', 'keep-alive'].flatMap((name) => headersOf(rawHeaders, name))).toEqual([]);
    expect(answer.headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'] });
    expect(answer.headers['x-private']).toBeUndefined();
    expect(answer.headers['keep-alive']).not.toBe('timeout=99');
  });

  test.each([
    ['GET', undefined, {}],
    ['POST', 'hello', { 'Content-Length': 5 }],
    ['POST', 'hello', { 'Transfer-Encoding': 'chunked' }],
    ['DELETE', 'hello', { 'Transfer-Encoding': 'chunked' }],
    ['POST', undefined, {}],
    ['POST', 'hello', { 'Expect': '100-continue', 'Content-Length': 5 }],
  ])('the body of %s (%s, %j) arrives as it was sent', async (method, body, headers) => {
    const loadBalancer = await balance(async (request, response) => {
      response.end(`${request.method} ${Buffer.concat(await request.toArray())}`);
    });
    expect((await ask(loadBalancer.url, { method, headers: headers as http.OutgoingHttpHeaders }, body)).body).toBe(`${method} ${body ?? ''}`);
  });

  test('HEAD and 304 have no body', async () => {
    const loadBalancer = await balance((request, response) => {
      response.writeHead(request.method === 'HEAD' ? 200 : 304, { 'Content-Length': 5, 'ETag': '"1"' }).end();
    });
    expect(await ask(loadBalancer.url, { method: 'HEAD' })).toMatchObject({ status: 200, body: '', headers: { 'content-length': '5' } });
    expect(await ask(loadBalancer.url)).toMatchObject({ status: 304, body: '', headers: { etag: '"1"' } });
  });

  test('connections to a target are kept and used again', async () => {
    const connections = new Set<net.Socket>();
    const loadBalancer = await balance((request, response) => {
      connections.add(request.socket);
      response.end();
    });
    for (let i = 0; i < 5; i++) {
      await ask(loadBalancer.url);
    }
    expect(connections.size).toBe(1);
  });

  test('a target that listens on the other loopback address alone is reached', async () => {
    const loadBalancer = await startLoadBalancer();
    const server = http.createServer((_request, response) => response.end('six'));
    server.listen(0, '::1');
    await once(server, 'listening');
    atTestEnd(() => server.close());
    const healthy = once(loadBalancer, 'healthy');
    loadBalancer.register({ name: 'six', port: (server.address() as net.AddressInfo).port });
    await healthy;
    expect((await ask(loadBalancer.url)).body).toBe('six');
  });
});

describe('streaming', () => {
  test('an answer reaches the client piece by piece', async () => {
    let answering: http.ServerResponse | undefined;
    const loadBalancer = await balance((_request, response) => {
      answering = response;
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    });
    const request = http.get(loadBalancer.url, { agent: false });
    // the headers are here although nothing of the body exists yet
    const [response] = await once(request, 'response') as [http.IncomingMessage];
    for (const piece of ['one', 'two']) {
      answering!.write(piece);
      expect(`${(await once(response, 'data'))[0]}`).toBe(piece);
    }
    answering!.end();
    await once(response, 'end');
  });

  test('a body reaches the target piece by piece, and an early answer the client', async () => {
    let arrived: (request: http.IncomingMessage) => void;
    const arrival = new Promise<http.IncomingMessage>((resolve) => {
      arrived = resolve;
    });
    const loadBalancer = await balance((request, response) => {
      response.write('go on');
      request.on('end', () => response.end());
      arrived(request);
    });
    const request = http.request(loadBalancer.url, { method: 'POST', agent: false });
    request.write('one');
    const received = await arrival;
    expect(`${(await once(received, 'data'))[0]}`).toBe('one');
    const [response] = await once(request, 'response') as [http.IncomingMessage];
    expect(`${(await once(response, 'data'))[0]}`).toBe('go on');
    request.write('two');
    expect(`${(await once(received, 'data'))[0]}`).toBe('two');
    request.end();
    await once(response.resume(), 'end');
  });

  test('a slow client slows the target down instead of filling the memory', async () => {
    let written = 0;
    let full: () => void;
    const stalled = new Promise<void>((resolve) => {
      full = resolve;
    });
    const size = 64 * 1024 * 1024;
    const loadBalancer = await balance((_request, response) => {
      const piece = Buffer.alloc(1024 * 1024);
      const write = () => {
        while (written < size) {
          written += piece.length;
          if (!response.write(piece)) {
            // drained within a moment while anything still flows
            const timer = setTimeout(full, 500);
            response.once('drain', () => {
              clearTimeout(timer);
              write();
            });
            return;
          }
        }
        response.end();
        full();
      };
      write();
    });
    const request = http.get(loadBalancer.url, { agent: false });
    const [response] = await once(request, 'response') as [http.IncomingMessage];
    await stalled;
    expect(written).toBeLessThan(size / 2);
    let received = 0;
    for await (const chunk of response) {
      received += chunk.length;
    }
    expect(received).toBe(size);
  });

  test('a client that goes away ends the request at the target', async () => {
    let closed: Promise<unknown> | undefined;
    let started: () => void;
    const start = new Promise<void>((resolve) => {
      started = resolve;
    });
    const loadBalancer = await balance((_request, response) => {
      closed = once(response, 'close');
      response.write('endless');
      started();
    });
    const request = http.get(loadBalancer.url, { agent: false });
    request.on('error', () => undefined);
    await start;
    request.destroy();
    await closed;
  });

  test('a target may refuse a large body before it has read it', async () => {
    const loadBalancer = await balance((_request, response) => {
      response.writeHead(413).end('too large');
    });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    atTestEnd(() => agent.destroy());
    const body = 'x'.repeat(5 * 1024 * 1024);
    expect(await ask(loadBalancer.url, { method: 'POST', agent }, body)).toMatchObject({ status: 413, body: 'too large' });
    expect(await ask(loadBalancer.url, { method: 'GET', agent })).toMatchObject({ status: 413 });
  });
});

describe('upgrades', () => {
  const webSocket = (path: string) => `GET ${path} HTTP/1.1\r\nHost: chat.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

  async function startEcho(loadBalancer: LoadBalancer, headers: http.IncomingHttpHeaders[] = []): Promise<http.Server> {
    const server = await addTarget(loadBalancer, 'echo', (request, response) => {
      headers.push(request.headers);
      response.end('plain');
    });
    server.on('upgrade', (request, socket, head) => {
      headers.push(request.headers);
      if (request.url === '/refused') {
        socket.end('HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno');
        return;
      }
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Seen: yes\r\n\r\nwelcome;');
      socket.write(head);
      socket.pipe(socket);
    });
    return server;
  }

  test('a WebSocket passes both ways, with what either side has sent early', async () => {
    const loadBalancer = await startLoadBalancer();
    const headers: http.IncomingHttpHeaders[] = [];
    await startEcho(loadBalancer, headers);
    const { socket, received } = await openSocket(loadBalancer.port);
    socket.write(webSocket('/chat') + 'early;');
    expect(await received(/welcome;early;/)).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n(.*\r\n)*X-Seen: yes\r\n/);
    socket.write('late;');
    await received(/late;/);
    expect(headers).toMatchObject([{
      'connection': 'Upgrade', 'upgrade': 'websocket', 'sec-websocket-version': '13', 'x-forwarded-for': '127.0.0.1', 'host': 'chat.example',
    }]);
    const ended = once(socket, 'close');
    socket.end();
    await ended;
  });

  test('the end of the target\'s side ends the client\'s', async () => {
    const loadBalancer = await startLoadBalancer();
    const server = await startEcho(loadBalancer);
    const accepted = once(server, 'upgrade');
    const { socket, received } = await openSocket(loadBalancer.port);
    socket.write(webSocket('/chat'));
    const [, upstream] = await accepted as [unknown, net.Socket];
    await received(/welcome;/);
    const ended = once(socket, 'close');
    upstream.destroy();
    await ended;
  });

  test('a refused upgrade is an ordinary answer', async () => {
    const loadBalancer = await startLoadBalancer();
    await startEcho(loadBalancer);
    const { socket, received } = await openSocket(loadBalancer.port);
    const ended = once(socket, 'close');
    socket.write(webSocket('/refused'));
    expect(await received(/no$/)).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\n/);
    await ended;
  });

  test('without a target an upgrade gets 503', async () => {
    const loadBalancer = await startLoadBalancer();
    const { socket, received } = await openSocket(loadBalancer.port);
    socket.write(webSocket('/chat'));
    await received(/^HTTP\/1\.1 503 /);
  });

  test('an offer of another protocol is passed over', async () => {
    const loadBalancer = await startLoadBalancer();
    const headers: http.IncomingHttpHeaders[] = [];
    await startEcho(loadBalancer, headers);
    const { socket, received } = await openSocket(loadBalancer.port);
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n');
    await received(/^HTTP\/1\.1 200 OK[^]*plain/);
    expect(headers[0].upgrade).toBeUndefined();
  });
});

describe('health checks', () => {
  async function register(options: Partial<HealthCheckBlueprint>, status: number) {
    const patient = await startPatient(status);
    const loadBalancer = await startLoadBalancer({ healthCheck: { ...HEALTH_CHECK, ...options } });
    return { patient, loadBalancer, add: () => loadBalancer.register({ name: 'patient', port: patient.port }) };
  }

  test('a new target is healthy after one passed check', async () => {
    const { patient, loadBalancer, add } = await register({ intervalSeconds: 60 }, 200);
    add();
    expect(loadBalancer.targets).toEqual([{ name: 'patient', port: patient.port, state: 'initial' }]);
    expect(await once(loadBalancer, 'healthy')).toEqual([{ name: 'patient', port: patient.port, state: 'healthy' }]);
    expect(patient.checks).toBe(1);
    expect(patient.headers).toMatchObject({ 'user-agent': 'ELB-HealthChecker/2.0', 'connection': 'close' });
  });

  test('a target is unhealthy after as many failures as the threshold says, and healthy again after as many successes', async () => {
    const { patient, loadBalancer, add } = await register({ unhealthyThreshold: 4, healthyThreshold: 3 }, 200);
    add();
    await once(loadBalancer, 'healthy');
    Object.assign(patient, { status: 500, checks: 0 });
    const [target, reason] = await once(loadBalancer, 'unhealthy');
    expect(patient.checks).toBe(4);
    expect(target.state).toBe('unhealthy');
    expect(reason).toBe('GET /ping.html answered 500, expected 200');
    Object.assign(patient, { status: 200, checks: 0 });
    await once(loadBalancer, 'healthy');
    expect(patient.checks).toBe(3);
  });

  test('a target that fails from its first check on is unhealthy', async () => {
    const { patient, loadBalancer, add } = await register({}, 404);
    add();
    await once(loadBalancer, 'unhealthy');
    expect(patient.checks).toBe(2);
  });

  test('the interval is divided by the time scale', async () => {
    const patient = await startPatient();
    const loadBalancer = await startLoadBalancer({ healthCheck: { ...HEALTH_CHECK, intervalSeconds: 20_000 }, timeScale: 1e6 });
    loadBalancer.register({ name: 'patient', port: patient.port });
    await once(loadBalancer, 'healthy');
    patient.status = 500;
    // two more checks: eleven hours without the scale, longer than any test may take
    await once(loadBalancer, 'unhealthy');
  });

  test('a check without an answer in time has failed', async () => {
    const loadBalancer = await startLoadBalancer({ healthCheck: { ...HEALTH_CHECK, timeoutSeconds: 0.03 } });
    const { port } = await startServer(() => undefined);
    loadBalancer.register({ name: 'silent', port });
    expect((await once(loadBalancer, 'unhealthy'))[1]).toBe('GET /ping.html got no answer in 0.03 s');
  });

  test('a server that does not listen yet is starting, not unhealthy', async () => {
    const { server, port } = await startServer(() => undefined);
    server.close();
    await once(server, 'close');
    const loadBalancer = await startLoadBalancer();
    const { checkHealth } = healthCheckModule;
    const refusedOftenEnough = new Promise<void>((resolve) => {
      let checks = 0;
      const spy = jest.spyOn(healthCheckModule, 'checkHealth').mockImplementation((...parameters) => {
        if (++checks > HEALTH_CHECK.unhealthyThreshold) {
          resolve();
        }
        return checkHealth(...parameters);
      });
      atTestEnd(() => spy.mockRestore());
    });
    const unhealthy = jest.fn();
    loadBalancer.on('unhealthy', unhealthy);
    loadBalancer.register({ name: 'late', port });
    await refusedOftenEnough;
    const late = http.createServer((_request, response) => response.end()).listen(port, '127.0.0.1');
    atTestEnd(() => late.close());
    await once(loadBalancer, 'healthy');
    expect(unhealthy).not.toHaveBeenCalled();
  });

  test.each([
    ['200', 200, true],
    ['200', 201, false],
    ['200,302', 302, true],
    ['200-399', 307, true],
    ['200-299,404', 404, true],
    ['200-299,404', 300, false],
  ])('with the matcher %s the status %i gives healthy %s', async (healthyHttpCodes, status, healthy) => {
    const { loadBalancer, add } = await register({ healthyHttpCodes }, status);
    const outcome = Promise.race([once(loadBalancer, 'healthy'), once(loadBalancer, 'unhealthy')]);
    add();
    expect((await outcome)[0].state).toBe(healthy ? 'healthy' : 'unhealthy');
  });

  test('an unhealthy target gets no requests while another one is healthy', async () => {
    const { loadBalancer, add } = await register({}, 500);
    add();
    await once(loadBalancer, 'unhealthy');
    await addTarget(loadBalancer, 'well', (_request, response) => response.end('well'));
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask(loadBalancer.url)));
    expect(answers.map(({ body }) => body)).toEqual(['well', 'well', 'well', 'well']);
  });

  test('with every target unhealthy all of them get requests', async () => {
    const { loadBalancer, add } = await register({}, 500);
    add();
    await once(loadBalancer, 'unhealthy');
    expect(await ask(loadBalancer.url)).toMatchObject({ status: 200, body: 'patient' });
  });

  test('fails if a name is registered twice', async () => {
    const { patient, loadBalancer, add } = await register({}, 200);
    add();
    expect(() => loadBalancer.register({ name: 'patient', port: patient.port })).toThrow('target patient is registered already');
  });
});

describe('draining', () => {
  /** One target with a request in flight that the test can finish. */
  async function busy(options: Partial<LoadBalancerOptions> = {}) {
    let arrived: (response: http.ServerResponse) => void;
    const arrival = new Promise<http.ServerResponse>((resolve) => {
      arrived = resolve;
    });
    const loadBalancer = await balance((_request, response) => arrived(response), options);
    const answer: Promise<Answer> = ask(loadBalancer.url);
    return { loadBalancer, answer, response: await arrival };
  }

  test('a draining target gets no new requests and finishes what is in flight', async () => {
    const { loadBalancer, answer, response } = await busy();
    const deregistered = loadBalancer.deregister('one');
    expect(loadBalancer.targets).toMatchObject([{ name: 'one', state: 'draining' }]);
    expect((await ask(loadBalancer.url)).status).toBe(503);
    response.end('finished');
    expect(await answer).toMatchObject({ status: 200, body: 'finished' });
    await deregistered;
    expect(loadBalancer.targets).toEqual([]);
  });

  test('after the deregistration delay what is still in flight is cut off', async () => {
    // eight hours without the scale, longer than any test may take
    const { loadBalancer, answer } = await busy({ deregistrationDelaySeconds: 30_000, timeScale: 1e6 });
    const events: string[] = [];
    loadBalancer.on('draining', () => events.push('draining'));
    loadBalancer.on('deregistered', () => events.push('deregistered'));
    await loadBalancer.deregister('one');
    expect((await answer).status).toBe(502);
    expect(events).toEqual(['draining', 'deregistered']);
  });

  test('an idle target is deregistered at once', async () => {
    const loadBalancer = await balance((_request, response) => response.end());
    await ask(loadBalancer.url);
    await loadBalancer.deregister('one');
    expect(loadBalancer.targets).toEqual([]);
  });

  test('a target that is gone is removed without waiting', async () => {
    const { loadBalancer, answer } = await busy();
    loadBalancer.remove('one');
    expect((await answer).status).toBe(502);
    expect(loadBalancer.targets).toEqual([]);
  });

  test('stopping ends connections that are in use', async () => {
    const { loadBalancer, answer } = await busy();
    const outcome = answer.then(({ status }) => status, () => 'cut off');
    await loadBalancer.stop();
    expect([502, 'cut off']).toContain(await outcome);
    await expect(ask(loadBalancer.url)).rejects.toThrow('ECONNREFUSED');
  });
});
