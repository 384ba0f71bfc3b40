import { data, redirect } from 'react-router';
import { Home, Page, Problem } from './pages.mjs';

const maximumEntries = 20; // 20 values of 4096 characters stay below DynamoDB's 400 KB for an item
const shortText = /^[^\p{Cc}]{1,60}$/u;
const longText = /^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]{1,4096}$/u; // tabs and line breaks are welcome

export function createRoutes({ getSession, commitSession, destroySession }, serverName) {
  return [{
    Component: Page,
    ErrorBoundary: Problem,
    children: [
      { index: true, loader: readSession, Component: Home },
      { path: 'session.json', loader: readSession, handle: { resource: true } },
      { path: 'login', loader: allowPost, action: login, Component: Nothing },
      { path: 'profile', loader: allowPost, action: store, Component: Nothing },
      { path: 'logout', loader: allowPost, action: logout, Component: Nothing },
    ],
  }];

  async function readSession({ request }) {
    const session = await sessionOf(request);
    const name = session.get('name') ?? null;
    return { server: serverName, sessionId: name === null ? null : session.id, name, profile: Object.fromEntries(session.get('profile') ?? []) };
  }

  async function login({ request }) {
    const name = (await readFields(request, { name: [shortText, 'a user name of 1 to 60 characters'] })).name.trim();
    const former = await sessionOf(request);
    if (former.has('name')) await destroySession(former);
    const session = await getSession(); // of no cookie: an id that somebody planted before the login is worth nothing after it
    session.set('name', name);
    session.set('profile', []); // pairs: in a map of DynamoDB, a key such as __proto__ would be lost
    return redirectHome(await commitSession(session, { secure: isSecure(request) }));
  }

  async function store({ request }) {
    const { key, value } = await readFields(request, {
      key: [shortText, 'a key of 1 to 60 characters'], value: [longText, 'a value of 1 to 4096 characters'],
    });
    const session = await sessionOf(request);
    if (!session.has('name')) return redirectHome();
    const profile = [...new Map(session.get('profile')).set(key.trim(), value)];
    if (profile.length > maximumEntries) throw data(`A profile holds ${maximumEntries} entries.`, 400);
    session.set('profile', profile);
    return redirectHome(await commitSession(session, { secure: isSecure(request) }));
  }

  async function logout({ request }) {
    const session = await sessionOf(request);
    if (!session.has('name')) return redirectHome();
    return redirectHome(await destroySession(session, { secure: isSecure(request) })); // deletes the item: the id is dead on every server
  }

  function sessionOf(request) {
    return getSession(request.headers.get('Cookie'));
  }
}

/** For addresses that only redirect. */
function Nothing() {
  return null;
}

function allowPost() {
  throw data('This address takes POST only.', { status: 405, headers: { Allow: 'POST' } });
}

async function readFields(request, rules) {
  const form = await request.formData();
  return Object.fromEntries(Object.entries(rules).map(([field, [pattern, expected]]) => {
    const text = form.get(field);
    if (typeof text !== 'string' || !pattern.test(text) || text.trim() === '') throw data(`Please give ${expected}.`, 400);
    return [field, text];
  }));
}

function isSecure(request) {
  return request.headers.get('X-Forwarded-Proto') === 'https'; // as the load balancer says
}

function redirectHome(cookie) {
  return redirect('/', { status: 303, headers: cookie === undefined ? {} : { 'Set-Cookie': cookie } });
}
