'use strict';

const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const fastifySession = require('@fastify/session');
const DynamoDBStore = require('connect-dynamodb')(fastifySession);
const page = require('./page');

const maximumEntries = 20; // 20 values of 4096 characters stay below DynamoDB's 400 KB for an item
const shortText = { type: 'string', pattern: '^(?=.*\\S)[^\\p{Cc}]{1,60}$' };
const longText = { type: 'string', pattern: '^(?=[^]*\\S)[^\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F]{1,4096}$' }; // tabs and line breaks are welcome

/** The pages that have a session. */
module.exports = async function pages(app, { settings, serverName }) {
  const lifetime = settings.lifetimeSeconds * 1000;

  app.register(require('@fastify/cookie'));
  app.register(fastifySession, {
    cookieName: 'sid',
    secret: settings.secret,
    store: new DynamoDBStore({
      table: settings.tableName,
      client: new DynamoDBClient({}), // region and the role's credentials come from the environment
      initialized: true, // the table is there: no DescribeTable, and no hanging request where the role may not call it
    }),
    saveUninitialized: false, // a visitor who never logs in gets neither a cookie nor an item
    rolling: false, // else each request writes the whole item as it has read it, over what another one has changed or deleted
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: lifetime },
  });

  // a session in use lives on: without `rolling`, it must change to be saved with a new expiry
  app.addHook('preHandler', async ({ session }) => {
    if (session.get('name') !== undefined && session.cookie.originalExpires - Date.now() < lifetime / 2) session.set('renewed', Date.now());
  });
  app.addHook('onSend', async (request, reply) => {
    reply.header('Cache-Control', 'no-store');
  });

  app.get('/', async ({ session }, reply) => {
    const server = await serverName;
    const name = session.get('name');
    return reply.html(name === undefined ? page.login(server) : page.profile(server, name, Object.entries(session.get('profile'))));
  });

  app.get('/session.json', async ({ session }) => {
    const name = session.get('name') ?? null;
    return { server: await serverName, sessionId: name === null ? null : session.sessionId, name, profile: session.get('profile') ?? {} };
  });

  app.post('/login', { schema: fields({ name: shortText }) }, async (request, reply) => {
    await request.session.regenerate(); // an id that somebody planted before the login is worth nothing after it
    request.session.set('name', request.body.name.trim());
    request.session.set('profile', {});
    return reply.redirect('/', 303);
  });

  app.post('/profile', { schema: fields({ key: shortText, value: longText }) }, async ({ body, session }, reply) => {
    if (session.get('name') === undefined) return reply.redirect('/', 303);
    const profile = { ...session.get('profile'), [body.key.trim()]: body.value };
    if (Object.keys(profile).length > maximumEntries) throw badRequest(`A profile holds ${maximumEntries} entries.`);
    session.set('profile', profile);
    return reply.redirect('/', 303);
  });

  app.post('/logout', async (request, reply) => {
    if (request.session.get('name') !== undefined) {
      await request.session.destroy(); // deletes the item: the id is dead on every server
      reply.clearCookie('sid', { path: '/' });
    }
    return reply.redirect('/', 303);
  });
};

function fields(properties) {
  return { body: { type: 'object', required: Object.keys(properties), properties } };
}

function badRequest(message) {
  return Object.assign(new Error(message), { statusCode: 400 });
}
