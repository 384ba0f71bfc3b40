'use strict';

const path = require('node:path');
const Fastify = require('fastify');
const page = require('./page');
const { findServerName } = require('./server-name');

const settings = readSettings(process.env, process.argv);

const app = Fastify({
  logger: { level: 'warn' },
  // the load balancer has a private address: its X-Forwarded-Proto decides about `Secure`; a number of hops would trust nobody
  trustProxy: ['loopback', 'linklocal', 'uniquelocal'],
  bodyLimit: 64 * 1024,
  keepAliveTimeout: 65_000, // longer than the load balancer's 60 s, which must be the side that closes
});

// asked for once the server listens: while plugins load, nobody reads the answer, and its time would run out
const serverName = new Promise((resolve) => app.server.once('listening', () => resolve(findServerName())));

app.addHook('onRequest', async (request, reply) => {
  reply.headers({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  });
});
app.decorateReply('html', function (markup) {
  return this.type('text/html; charset=utf-8').send(markup);
});

app.register(require('@fastify/formbody'));
app.register(require('@fastify/static'), { root: path.join(__dirname, 'public') });
app.register(require('./pages'), { settings, serverName }); // sessions live in this plugin only: health checks never read one

for (const [url, allowed] of [['/', 'GET, HEAD'], ['/session.json', 'GET, HEAD'], ['/login', 'POST'], ['/profile', 'POST'], ['/logout', 'POST']]) {
  app.route({
    url,
    method: app.supportedMethods.filter((method) => !allowed.split(', ').includes(method)),
    handler: async (request, reply) => {
      reply.code(405).header('Allow', allowed);
      return reply.html(page.problem(await serverName, 'Method not allowed', `This address takes ${allowed} only.`));
    },
  });
}

app.setNotFoundHandler(async (request, reply) =>
  reply.code(404).html(page.problem(await serverName, 'Page not found', 'There is nothing at this address.')));

app.setErrorHandler(async (error, request, reply) => {
  if (error.statusCode >= 400 && error.statusCode < 500) {
    return reply.code(error.statusCode).html(page.problem(await serverName, 'That did not work', error.message));
  }
  request.log.error(error);
  return reply.code(500).html(page.problem(await serverName, 'Something went wrong', 'The server could not answer. Please try again.'));
});

app.listen({ port: settings.port, host: settings.host })
  .then((address) => console.log(`listening on ${address}`), (error) => fail(error.message));

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => app.close()); // finishes the requests that it has
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
