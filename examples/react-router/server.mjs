import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { createStaticHandler, createStaticRouter, matchRoutes, StaticRouterProvider } from 'react-router';
import { ServerName } from './pages.mjs';
import { createRoutes } from './routes.mjs';
import { findServerName } from './server-name.mjs';
import { createSessions } from './sessions.mjs';

const settings = readSettings(process.env, process.argv);
const serverName = await findServerName();
const { dataRoutes, query, queryRoute } = createStaticHandler(createRoutes(createSessions(settings), serverName));

const files = new Map([['/ping.html', 'text/html; charset=utf-8'], ['/style.css', 'text/css; charset=utf-8']].map(([name, type]) =>
  [name, { content: readFileSync(path.join(import.meta.dirname, 'public', name)), type }]));
const maximumBytes = 64 * 1024;

/** Answers one request, as React Router's documentation has it for servers of one's own. */
async function handle(request) {
  const { pathname } = new URL(request.url);
  const file = files.get(pathname);
  if (file) return new Response(file.content, { headers: { 'Content-Type': file.type } }); // ahead of sessions: health checks never read one
  if (Number(request.headers.get('Content-Length') ?? 0) > maximumBytes || request.headers.has('Transfer-Encoding')) {
    return new Response('Too much, or of unknown length', { status: 413, headers: { Connection: 'close' } });
  }
  if (['GET', 'HEAD'].includes(request.method) && matchRoutes(dataRoutes, pathname)?.at(-1).route.handle?.resource) {
    return Response.json(await queryRoute(request));
  }
  const context = await query(request);
  if (context instanceof Response) return context; // a redirect
  Object.values(context.errors ?? {}).filter((error) => error instanceof Error).forEach((error) => console.error(error));
  const { id } = context.matches.at(-1).route;
  const headers = new Headers(context.loaderHeaders[id]);
  headers.set('Content-Type', 'text/html; charset=utf-8');
  return new Response(`<!doctype html>\n${render(context)}`, { status: context.statusCode, headers });
}

function render(context) {
  const router = createStaticRouter(dataRoutes, context);
  const page = createElement(StaticRouterProvider, { router, context, hydrate: false });
  return renderToString(createElement(ServerName.Provider, { value: serverName }, page));
}

async function handleSafely(request) {
  const response = await handle(request);
  response.headers.set('Cache-Control', 'no-store');
  response.headers.set('Content-Security-Policy',
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  response.headers.set('Referrer-Policy', 'same-origin');
  response.headers.set('X-Content-Type-Options', 'nosniff');
  return response;
}

const server = http.createServer(createRequestListener(handleSafely));
server.on('error', (error) => fail(error.message));
server.listen(settings.port, settings.host, () => console.log(`listening on http://${settings.host}:${server.address().port}`));
server.keepAliveTimeout = 65_000; // longer than the load balancer's 60 s, which must be the side that closes

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    server.close();
    setTimeout(() => server.closeAllConnections(), 5000).unref();
  });
}

function readSettings(environment, [, , argument]) {
  const tableName = environment.DYNAMODB_SESSION_TABLE_NAME;
  if (!tableName) fail('DYNAMODB_SESSION_TABLE_NAME is missing: set it to the name of the session table');
  const secret = environment.SESSION_SECRET;
  if (!secret && environment.NODE_ENV === 'production') fail('SESSION_SECRET is missing: set it to the same secret on every server');
  return {
    tableName,
    secret: secret ? secret : 'signs cookies while developing, never in production',
    lifetimeSeconds: readNumber('DYNAMODB_SESSION_LIFETIME', environment.DYNAMODB_SESSION_LIFETIME ?? 3600),
    port: readNumber('port', argument ?? environment.PORT ?? 3000),
    host: environment.HOST ?? '127.0.0.1',
  };
}

function readNumber(name, text) {
  if (!/^\d{1,9}$/.test(text)) fail(`${name} must be a whole number, got: ${text}`);
  return Number(text);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
