'use strict';

/** Markup that needs no escaping any more. */
class Html {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Tag for template literals: every value is escaped, except markup made by this tag and lists of it. */
function html(strings, ...values) {
  const render = (value) => {
    if (value instanceof Html) return value.text;
    if (Array.isArray(value)) return value.map(render).join('');
    return String(value).replace(/[&<>"']/g, (character) => entities[character]);
  };
  return new Html(String.raw({ raw: strings }, ...values.map(render)));
}

function layout(server, title, content) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Profile app</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header>
<p>This page was answered by</p>
<p class="server">${server}</p>
</header>
<main>
${content}
</main>
<footer>
<p><a href="/">Load the page again</a>: another server may answer. The session is in DynamoDB, so each of them knows you.</p>
</footer>
</body>
</html>
`.toString();
}

function login(server) {
  return layout(server, 'Log in', html`<h1>Who are you?</h1>
<form method="post" action="/login">
<label for="name">User name</label>
<input id="name" name="name" required maxlength="60" autocomplete="username" autofocus>
<button>Log in</button>
</form>`);
}

function profile(server, name, entries) {
  const rows = entries.map(([key, value]) => html`<tr><th scope="row">${key}</th><td>${value}</td></tr>\n`);
  const table = html`<table>
<thead><tr><th scope="col">Key</th><th scope="col">Value</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
  return layout(server, 'Profile', html`<div class="title">
<h1>Hello, <bdi>${name}</bdi></h1>
<form method="post" action="/logout"><button class="quiet">Log out</button></form>
</div>
<h2>Your profile</h2>
${rows.length === 0 ? html`<p class="empty">Nothing stored yet.</p>` : table}
<form method="post" action="/profile">
<label for="key">Key</label>
<input id="key" name="key" required maxlength="60" autocomplete="off">
<label for="value">Value</label>
<textarea id="value" name="value" required maxlength="4096" rows="2"></textarea>
<button>Store</button>
</form>`);
}

function problem(server, title, text) {
  return layout(server, title, html`<h1>${title}</h1>
<p>${text}</p>
<p><a href="/">Back to the start</a></p>`);
}

module.exports = { login, profile, problem };
