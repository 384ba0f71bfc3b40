import { once } from 'node:events';
import * as http from 'node:http';
import { addTarget, balance, startLoadBalancer } from '../helpers/load-balancer';
import { ask, openSocket } from '../helpers/http';
import { ExchangeEnd, ExchangeRecord } from '../../src/load-balancer/exchange-record';

describe('what the load balancer tells of a request', () => {
  test('is the server that got it, its status and how long it took', async () => {
    const loadBalancer = await balance((_request, response) => response.writeHead(201).end('made'));
    const answered = once(loadBalancer, 'answered');
    await ask(`${loadBalancer.url}/cart?item=7`, { method: 'POST', headers: { cookie: 'id=1' } }, 'x');
    const [record, end] = await answered as [ExchangeRecord, ExchangeEnd];
    expect(record).toMatchObject({ id: 1, method: 'POST', path: '/cart?item=7', server: 'one', cookie: 'id=1', time: expect.any(Date) });
    expect(end).toEqual({ status: 201, milliseconds: expect.any(Number), reason: undefined });
  });

  test('is the reason where it answers itself', async () => {
    const loadBalancer = await startLoadBalancer();
    const answered = once(loadBalancer, 'answered');
    await ask(loadBalancer.url);
    expect(await answered).toMatchObject([{ path: '/' }, { status: 503, reason: 'there is no server' }]);
  });

  test('has no status where the client went away before an answer', async () => {
    const loadBalancer = await balance(() => undefined);
    const answered = once(loadBalancer, 'answered');
    const begun = once(loadBalancer, 'request');
    const request = http.get(loadBalancer.url, { agent: false }).on('error', () => undefined);
    await begun;
    request.socket?.resetAndDestroy();
    expect((await answered)[1]).toMatchObject({ status: undefined });
  });

  test('is 101 when a connection that switched protocols has ended', async () => {
    const loadBalancer = await startLoadBalancer();
    const server = await addTarget(loadBalancer, 'one', () => undefined);
    server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'));
    const answered = once(loadBalancer, 'answered');
    const { socket } = await openSocket(loadBalancer.port);
    socket.write('GET /live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    expect(await answered).toMatchObject([{ path: '/live', server: 'one' }, { status: 101 }]);
  });
});

test('a reserved request reaches no target and is not told of', async () => {
  const seen: unknown[] = [];
  const loadBalancer = await balance((request, response) => response.end(request.url), {
    reserved: ({ url }, response) => url === '/own' && Boolean(response.end('own answer')),
  });
  loadBalancer.on('request', (record) => seen.push(record.path));
  expect((await ask(`${loadBalancer.url}/own`)).body).toBe('own answer');
  expect((await ask(`${loadBalancer.url}/else`)).body).toBe('/else');
  expect(seen).toEqual(['/else']);
});
