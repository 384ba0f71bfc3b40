import { Auth, createActionURL, raw, skipCSRFCheck } from '@auth/core';
import { DynamoDBAdapter } from '@auth/dynamodb-adapter';
import { getSession } from '@auth/express';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';

/** Log-in, log-out and sessions as Auth.js has them, in the table of this name. */
export function createAuth({ tableName, secret, lifetimeSeconds }) {
  const client = DynamoDBDocument.from(new DynamoDBClient({}), { // region and the role's credentials come from the environment
    marshallOptions: { convertEmptyValues: true, removeUndefinedValues: true, convertClassInstanceToMap: true },
  });
  const adapter = DynamoDBAdapter(client, { tableName });
  const config = {
    adapter,
    secret,
    basePath: '/auth',
    trustHost: true, // no link with the host's name leaves this server; where yours does, set AUTH_URL
    providers: [userName()],
    session: { strategy: 'database', maxAge: lifetimeSeconds, updateAge: lifetimeSeconds }, // `getSession` renews no cookie, so no item either
    callbacks: {
      session: ({ session: { sessionToken, profile }, user }) => ({ sessionToken, name: user.email, profile: profile ?? [] }),
    },
  };

  return {
    /** The visitor's session or null. */
    getSession: (req) => getSession(req, config),

    /** Logs the visitor in under a new session token. */
    async signIn(req, res, name) {
      let link;
      const local = { ...config, raw, skipCSRFCheck, providers: [userName(({ url }) => { link = url; })] };
      const body = new URLSearchParams({ email: name });
      // without the visitor's cookies: nothing of a session before this one is taken up
      await Auth(new Request(actionUrl(req, 'signin/user-name'), { method: 'POST', body }), local);
      const { cookies } = await Auth(new Request(link), local);
      setSessionCookie(res, cookies);
    },

    /** Stores values in the session, beside what Auth.js keeps there. */
    update: (session, values) => adapter.updateSession({ sessionToken: session.sessionToken, ...values }),

    /** Deletes the session: its token is dead on every server. */
    async signOut(req, res) {
      const request = new Request(actionUrl(req, 'signout'), { method: 'POST', headers: { cookie: req.headers.cookie ?? '' } });
      const { cookies } = await Auth(request, { ...config, raw, skipCSRFCheck });
      setSessionCookie(res, cookies);
    },
  };

  function actionUrl(req, action) {
    return createActionURL(action, req.protocol, new Headers(req.headers), process.env, config);
  }
}

/**
 * Log-in by a link, as Auth.js has it for e-mail. This app asks nobody to prove who they are: the address is the user name,
 * and the server follows the link itself. Yours would send it.
 */
function userName(sendVerificationRequest = () => { throw new Error('nobody waits for this link'); }) {
  return {
    id: 'user-name', type: 'email', name: 'User name', maxAge: 60, normalizeIdentifier: (name) => name, sendVerificationRequest,
  };
}

function setSessionCookie(res, cookies) {
  const { name, value, options } = cookies.find((cookie) => cookie.name.endsWith('authjs.session-token'));
  res.cookie(name, value, options);
}
