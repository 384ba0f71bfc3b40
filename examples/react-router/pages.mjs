import { createContext, createElement as h, Fragment, useContext } from 'react';
import { Form, isRouteErrorResponse, Outlet, useLoaderData, useRouteError } from 'react-router';

export const ServerName = createContext();

/** The frame of each page. Plain `createElement`, so that the example runs without a build. */
export function Page({ title = 'Profile', children = h(Outlet) }) {
  return h('html', { lang: 'en' },
    h('head', null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('title', null, `${title} · Profile app`),
      h('link', { rel: 'icon', href: 'data:,' }),
      h('link', { rel: 'stylesheet', href: '/style.css' })),
    h('body', null,
      h('header', null,
        h('p', null, 'This page was answered by'),
        h('p', { className: 'server' }, useContext(ServerName))),
      h('main', null, children),
      h('footer', null,
        h('p', null,
          h('a', { href: '/' }, 'Load the page again'),
          ': another server may answer. The session is in DynamoDB, so each of them knows you.'))));
}

export function Home() {
  const { name, profile } = useLoaderData();
  return name === null ? h(Login) : h(Profile, { name, entries: Object.entries(profile) });
}

function Login() {
  return h(Fragment, null,
    h('h1', null, 'Who are you?'),
    h(Form, { method: 'post', action: '/login' },
      h('label', { htmlFor: 'name' }, 'User name'),
      h('input', { id: 'name', name: 'name', required: true, maxLength: 60, autoComplete: 'username', autoFocus: true }),
      h('button', null, 'Log in')));
}

function Profile({ name, entries }) {
  return h(Fragment, null,
    h('div', { className: 'title' },
      h('h1', null, 'Hello, ', h('bdi', null, name)),
      h(Form, { method: 'post', action: '/logout' }, h('button', { className: 'quiet' }, 'Log out'))),
    h('h2', null, 'Your profile'),
    entries.length === 0 ? h('p', { className: 'empty' }, 'Nothing stored yet.') : h(Entries, { entries }),
    h(Form, { method: 'post', action: '/profile' },
      h('label', { htmlFor: 'key' }, 'Key'),
      h('input', { id: 'key', name: 'key', required: true, maxLength: 60, autoComplete: 'off' }),
      h('label', { htmlFor: 'value' }, 'Value'),
      h('textarea', { id: 'value', name: 'value', required: true, maxLength: 4096, rows: 2 }),
      h('button', null, 'Store')));
}

function Entries({ entries }) {
  return h('table', null,
    h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Key'), h('th', { scope: 'col' }, 'Value'))),
    h('tbody', null, entries.map(([key, value]) => h('tr', { key }, h('th', { scope: 'row' }, key), h('td', null, value)))));
}

export function Problem() {
  const error = useRouteError();
  const [title, text] = describe(error);
  return h(Page, { title },
    h('h1', null, title),
    h('p', null, text),
    h('p', null, h('a', { href: '/' }, 'Back to the start')));
}

function describe(error) {
  if (!isRouteErrorResponse(error)) return ['Something went wrong', 'The server could not answer. Please try again.'];
  if (error.status === 404) return ['Page not found', 'There is nothing at this address.'];
  if (error.status === 405) return ['Method not allowed', 'This address does not take that.'];
  return ['That did not work', error.data];
}
