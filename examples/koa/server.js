'use strict';

const path = require('node:path');
const { bodyParser } = require('@koa/bodyparser');
const Router = require('@koa/router');
const Koa = require('koa');
const { createSession } = require('koa-session');
const DynamoDBStore = require('koa-session-dynamodb-store');
const serveFiles = require('koa-static');
const page = require('./page');
const { findServerName } = require('./server-name');

const settings = readSettings(process.env, process.argv);
const serverName = findServerName();

const maximumEntries = 20; // 20 values of 4096 characters stay below DynamoDB's 400 KB for an item
const shortText = /^[^\p{Cc}]{1,60}$/u;
const longText = /^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]{1,4096}$/u; // tabs and line breaks are welcome

// behind the load balancer, X-Forwarded-Proto decides about `Secure`
const app = new Koa({ proxy: true, maxIpsCount: 1, keys: [settings.secret] });

app.use(async (ctx, next) => {
  ctx.set({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  });
  try {
    await next();
    if (ctx.status === 404) await showProblem(ctx, 404, 'Page not found', 'There is nothing at this address.');
    if (ctx.status === 405) await showProblem(ctx, 405, 'Method not allowed', `This address takes ${ctx.response.get('Allow')} only.`);
  } catch (error) {
    ctx.remove('Set-Cookie'); // promises no session that was not saved
    if (error.expose) return showProblem(ctx, error.status, 'That did not work', error.message);
    ctx.app.emit('error', error, ctx);
    return showProblem(ctx, 500, 'Something went wrong', 'The server could not answer. Please try again.');
  }
});
app.use(serveFiles(path.join(__dirname, 'public'))); // ahead of sessions: health checks never read one
app.use(async (ctx, next) => {
  ctx.set('Cache-Control', 'no-store');
  await next();
});
app.use(createSession({
  key: 'sid',
  store: new DynamoDBStore({
    table: { name: settings.tableName }, // `autoCreate` stays off: the table is there
    dynamoConfig: { // for the store's AWS SDK, version 2: region and the role's credentials come from the environment,
      endpoint: settings.endpoint, // but no endpoint does,
      maxRetries: 3, // and ten retries would keep a visitor waiting for most of a minute
    },
  }),
  maxAge: settings.lifetimeSeconds * 1000, // a number: with 'session', the store would write no valid expiry
  renew: true, // a session in use lives on
  sameSite: 'lax',
}, app));
app.use(bodyParser({ enableTypes: ['form'], formLimit: '64kb' }));

const router = new Router();

router.get('/', async (ctx) => {
  const { name, profile } = ctx.session;
  const server = await serverName;
  ctx.body = name === undefined ? page.login(server) : page.profile(server, name, profile);
});

router.get('/session.json', async (ctx) => {
  const { name, profile, externalKey } = ctx.session;
  const sessionId = name === undefined ? null : externalKey;
  ctx.body = { server: await serverName, sessionId, name: name ?? null, profile: Object.fromEntries(profile ?? []) };
});

router.post('/login', async (ctx) => {
  const name = readField(ctx, 'name', shortText, 'a user name of 1 to 60 characters').trim();
  ctx.session = { name, profile: [] }; // pairs: the store keeps a map of DynamoDB, where a key such as __proto__ would be lost
  await ctx.session.regenerate(); // an id that somebody planted before the login is worth nothing after it
  redirectHome(ctx);
});

router.post('/profile', async (ctx) => {
  const key = readField(ctx, 'key', shortText, 'a key of 1 to 60 characters').trim();
  const value = readField(ctx, 'value', longText, 'a value of 1 to 4096 characters');
  if (ctx.session.name === undefined) return redirectHome(ctx);
  const profile = [...new Map(ctx.session.profile).set(key, value)];
  ctx.assert(profile.length <= maximumEntries, 400, `A profile holds ${maximumEntries} entries.`);
  ctx.session.profile = profile;
  return redirectHome(ctx);
});

router.post('/logout', (ctx) => {
  if (ctx.session.name !== undefined) ctx.session = null; // deletes the item: the id is dead on every server
  redirectHome(ctx);
});

app.use(router.routes());
app.use(router.allowedMethods());

const server = app.listen(settings.port, settings.host, () => {
  console.log(`listening on http://${settings.host}:${server.address().port}`);
});
server.on('error', (error) => fail(error.message));
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
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB,
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

function readField(ctx, field, pattern, expected) {
  const text = ctx.request.body?.[field];
  ctx.assert(typeof text === 'string' && pattern.test(text) && text.trim() !== '', 400, `Please give ${expected}.`);
  return text;
}

function redirectHome(ctx) {
  ctx.status = 303;
  ctx.redirect('/'); // koa-session saves before the response begins
}

async function showProblem(ctx, status, title, text) {
  ctx.status = status;
  ctx.body = page.problem(await serverName, title, text);
}
