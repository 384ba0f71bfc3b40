'use strict';

const path = require('node:path');
const { promisify } = require('node:util');
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const connectDynamodb = require('connect-dynamodb');
const express = require('express');
const session = require('express-session');
const page = require('./page');
const { findServerName } = require('./server-name');

const settings = readSettings(process.env, process.argv);
const serverName = findServerName();
const DynamoDBStore = connectDynamodb(session);

const sessions = session({
  name: 'sid',
  secret: settings.secret,
  store: new DynamoDBStore({
    table: settings.tableName,
    client: new DynamoDBClient({}), // region and the role's credentials come from the environment
    initialized: true, // the table is there: no DescribeTable, and no hanging request where the role may not call it
  }),
  resave: false,
  saveUninitialized: false, // a visitor who never logs in gets neither a cookie nor an item
  rolling: true, // the cookie lives as long as the item, whose expiry moves with each request
  cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: settings.lifetimeSeconds * 1000 },
});

const maximumEntries = 20; // 20 values of 4096 characters stay below DynamoDB's 400 KB for an item
const shortText = /^[^\p{Cc}]{1,60}$/u;
const longText = /^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]{1,4096}$/u; // tabs and line breaks are welcome

const app = express();
app.disable('x-powered-by');
app.set('trust proxy', 1); // exactly one hop, the load balancer: X-Forwarded-Proto decides about `Secure`
app.use(secureHeaders);
app.use(express.static(path.join(__dirname, 'public'))); // ahead of sessions: health checks never read one
app.use(neverCached, sessions);
app.use(express.urlencoded({ extended: false, limit: '64kb' }));

app.route('/')
  .get(async (req, res) => {
    const { name, profile } = req.session;
    const server = await serverName;
    res.send(name === undefined ? page.login(server) : page.profile(server, name, Object.entries(profile)));
  })
  .all(allowOnly('GET, HEAD'));

app.route('/session.json')
  .get(async (req, res) => {
    const { name, profile } = req.session;
    const sessionId = name === undefined ? null : req.sessionID;
    res.json({ server: await serverName, sessionId, name: name ?? null, profile: profile ?? {} });
  })
  .all(allowOnly('GET, HEAD'));

app.route('/login')
  .post(async (req, res) => {
    const name = readField(req, 'name', shortText, 'a user name of 1 to 60 characters').trim();
    await call(req.session, 'regenerate'); // an id that somebody planted before the login is worth nothing after it
    req.session.name = name;
    req.session.profile = {};
    await redirectHome(req, res);
  })
  .all(allowOnly('POST'));

app.route('/profile')
  .post(async (req, res) => {
    const key = readField(req, 'key', shortText, 'a key of 1 to 60 characters').trim();
    const value = readField(req, 'value', longText, 'a value of 1 to 4096 characters');
    if (req.session.name === undefined) return res.status(303).location('/').end();
    const profile = { ...req.session.profile, [key]: value };
    if (Object.keys(profile).length > maximumEntries) throw badRequest(`A profile holds ${maximumEntries} entries.`);
    req.session.profile = profile;
    return redirectHome(req, res);
  })
  .all(allowOnly('POST'));

app.route('/logout')
  .post(async (req, res) => {
    await call(req.session, 'destroy'); // deletes the item: the id is dead on every server
    res.clearCookie('sid', { httpOnly: true, sameSite: 'lax', secure: req.secure });
    res.status(303).location('/').end();
  })
  .all(allowOnly('POST'));

app.use((req, res) => sendProblem(res, 404, 'Page not found', 'There is nothing at this address.'));

app.use((error, req, res, next) => {
  if (res.headersSent) return next(error);
  if (error.expose) return sendProblem(res, error.status, 'That did not work', error.message);
  console.error(error);
  req.session = null; // neither saved nor promised by a cookie
  return sendProblem(res, 500, 'Something went wrong', 'The server could not answer. Please try again.');
});

const server = app.listen(settings.port, settings.host, (error) => {
  if (error) fail(error.message);
  console.log(`listening on http://${settings.host}:${server.address().port}`);
});
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

function secureHeaders(req, res, next) {
  res.set({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  });
  next();
}

function neverCached(req, res, next) {
  res.set('Cache-Control', 'no-store');
  next();
}

function allowOnly(methods) {
  return (req, res) => sendProblem(res.set('Allow', methods), 405, 'Method not allowed', `This address takes ${methods} only.`);
}

function readField(req, field, pattern, expected) {
  const text = req.body?.[field];
  if (typeof text !== 'string' || !pattern.test(text) || text.trim() === '') throw badRequest(`Please give ${expected}.`);
  return text;
}

function badRequest(message) {
  return Object.assign(new Error(message), { status: 400, expose: true });
}

function call(target, method) {
  return promisify(target[method]).call(target);
}

async function redirectHome(req, res) {
  await call(req.session, 'save'); // a browser follows a redirect at its headers, before express-session would have saved
  // no body: the headers then wait until express-session has saved, and the next request cannot overtake it
  res.status(303).location('/').end();
}

async function sendProblem(res, status, title, text) {
  res.status(status).send(page.problem(await serverName, title, text));
}
