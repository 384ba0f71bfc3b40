import { expect, expectDifferent, expectRedirect, expectRefused, expectText, sessionCookie, shorten } from './expectations';
import { hiddenFields } from './form';
import { Page, SessionView, Visitor } from './visitor';

export interface ProfileWalkOptions {
  /** Address of the load balancer, or of a server when there is only one: `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  /** How many servers answer there; default 2. Each of them must show every change. */
  readonly servers?: number;
  /** Requests until all servers must have answered; default 20 for each server. */
  readonly attempts?: number;
  /** Address that leaves `X-Forwarded-Proto` as it is, such as a server's own; default `baseUrl`. */
  readonly directUrl?: string;
  /** Called after each step. */
  readonly step?: (text: string) => void;
}

export interface ProfileWalkReport {
  /** Names of the servers that answered. */
  readonly servers: readonly string[];
  readonly steps: readonly string[];
}

type Profile = Readonly<Record<string, string>>;

/** Walks the profile app (design, section 6) as its visitors would, and worse; throws at the first thing that is not as promised. */
export async function walkProfileApp(options: ProfileWalkOptions): Promise<ProfileWalkReport> {
  const walk = new ProfileWalk(options);
  await walk.anonymous();
  await walk.badRequests();
  await walk.loginAndSessionOnEveryServer();
  await walk.secureCookie();
  await walk.oddText();
  await walk.readingChangesNothing();
  await walk.newIdAtLogin();
  await walk.twoVisitors();
  await walk.logout();
  await walk.forgedId();
  return { servers: [...walk.seen], steps: walk.steps };
}

class ProfileWalk {
  readonly seen = new Set<string>();
  readonly steps: string[] = [];
  private readonly servers: number;
  private readonly attempts: number;
  /** Whether forms carry tokens against cross-site requests; those need a cookie, so that every visitor has one. */
  private tokens = false;

  constructor(private readonly options: ProfileWalkOptions) {
    this.servers = options.servers ?? 2;
    this.attempts = options.attempts ?? 20 * this.servers;
  }

  async anonymous(): Promise<void> {
    const visitor = this.visitor();
    const ping = await visitor.get('/ping.html');
    expect('GET /ping.html', 'status', 200, ping.status);
    expect('GET /ping.html', 'cookies', [], ping.cookies);
    const home = await visitor.get('/');
    expect('GET / without a session', 'status', 200, home.status);
    expectText('GET / without a session', home, /<form[^>]+action="\/login"/, 'a form for the user name');
    const fields = hiddenFields(home.body, '/login');
    this.tokens = Object.keys(fields).length > 0;
    if (!this.tokens) {
      expect('GET / without a session', 'cookies', [], home.cookies);
    }
    await this.expectEverywhere(visitor, 'without a session', null);
    if (this.tokens) {
      await this.forgedForms(fields);
    }
    this.done(this.tokens
      ? 'a visitor who has not logged in is nobody; a form without its token, or with that of another visitor, is refused'
      : 'a visitor who has not logged in gets no session and no cookie, nor does a health check');
  }

  private async forgedForms(fields: Profile): Promise<void> {
    const victim = this.visitor();
    await this.login(victim, 'Victim');
    const posts = [
      ['/login', { name: 'Mallory' }], ['/profile', { key: 'a', value: 'b' }], ['/logout', {}],
    ] as Array<[string, Profile]>;
    for (const [path, own] of posts) {
      expectRefused(`POST ${path} without the form's token`, await victim.post(path, own));
      expectRefused(`POST ${path} with the token of another visitor`, await victim.post(path, { ...fields, ...own }));
    }
    await this.expectEverywhere(victim, 'after forged forms', 'Victim', {});
  }

  async badRequests(): Promise<void> {
    const visitor = this.visitor();
    for (const fields of [{}, { name: '' }, { name: '  ' }, { name: 'x'.repeat(61) }, { name: 'a\u0000b' }] as Profile[]) {
      const page = await this.post(visitor, '/login', fields);
      expect(`POST /login with ${JSON.stringify(fields)}`, 'status', 400, page.status);
    }
    for (const path of ['/login', '/profile', '/logout']) {
      expect(`GET ${path}`, 'status', 405, (await visitor.get(path)).status);
    }
    expect('POST /', 'status', 405, (await this.post(visitor, '/')).status);
    expect('GET /no-such-page', 'status', 404, (await visitor.get('/no-such-page')).status);
    expectRedirect('POST /profile without a session', await this.post(visitor, '/profile', { key: 'a', value: 'b' }));
    expectRedirect('POST /logout without a session', await this.post(visitor, '/logout'));
    if (!this.tokens) {
      expect('after bad requests', 'cookies', {}, visitor.cookies);
    }
    await this.expectEverywhere(visitor, 'after bad requests', null);
    this.done('bad input, wrong methods and unknown pages are refused and leave no session');
  }

  async loginAndSessionOnEveryServer(): Promise<void> {
    const visitor = this.visitor();
    const cookie = sessionCookie(await this.login(visitor, 'Ada'));
    expect('session cookie', 'HttpOnly', '', cookie.attributes.httponly);
    expect('session cookie', 'SameSite', 'lax', cookie.attributes.samesite?.toLowerCase());
    expect('session cookie', 'Path', '/', cookie.attributes.path);
    await this.expectEverywhere(visitor, 'after the login', 'Ada', {});
    this.done('log in, and be known on every server');

    const profile: Record<string, string> = {};
    // each change goes to another server than the one that answered last, as long as the load balancer takes turns
    for (let change = 0; change <= this.servers; change++) {
      profile.city = `city ${change}`;
      profile[`key ${change}`] = `value ${change}`;
      await this.store(visitor, 'city', profile.city);
      await this.store(visitor, `key ${change}`, `value ${change}`);
      await this.expectEverywhere(visitor, `after change ${change + 1}`, 'Ada', profile);
      await visitor.get('/ping.html');
    }
    const home = await visitor.get('/');
    expectText('GET / with a session', home, /Ada/, 'the user name');
    expectText('GET / with a session', home, new RegExp(profile.city), 'the profile');
    expectText('GET / with a session', home, /<form[^>]+action="\/logout"/, 'a log-out form');
    if (![...this.seen].some((server) => home.body.includes(server))) {
      throw new Error(`GET /: expected the name of a server (${[...this.seen].join(', ')}), got: ${shorten(home.body)}`);
    }
    this.done('write on one server, read on the others, change there, read on the first');
  }

  async secureCookie(): Promise<void> {
    const url = this.options.directUrl ?? this.options.baseUrl;
    const plain = sessionCookie(await this.login(new Visitor(url), 'Plain'));
    expect('session cookie over http', 'Secure', undefined, plain.attributes.secure);
    const secure = sessionCookie(await this.login(new Visitor(url), 'Secure', { 'x-forwarded-proto': 'https' }));
    expect('session cookie over https', 'Secure', '', secure.attributes.secure);
    this.done('the cookie is Secure exactly when the visitor came by https');
  }

  async oddText(): Promise<void> {
    const visitor = this.visitor();
    const name = 'Ada <script>alert(1)</script> & "co" \'x\'';
    await this.login(visitor, name);
    const profile: Profile = {
      '<script>alert(2)</script>': '</td><img src=x onerror=alert(3)> " \' &amp;',
      'Zażółć gęślą 汉字': 'שלום 🦊 e\u0301\u{1F469}\u200d\u{1F680}',
      ['__proto__']: 'an ordinary key',
      'constructor': 'another',
      '7': 'a number as key',
      'lines': 'one\ttwo\nthree',
      'long': '🦊ü'.repeat(2048),
    };
    for (const [key, value] of Object.entries(profile)) {
      await this.store(visitor, key, value);
    }
    await this.expectEverywhere(visitor, 'after odd text', name, profile);
    const { body } = await visitor.get('/');
    for (const raw of ['<script', '<img', '</td><img']) {
      if (body.includes(raw)) {
        throw new Error(`GET / with odd text: expected everything escaped, got: ${shorten(body.slice(body.indexOf(raw)))}`);
      }
    }
    const tooLong = await this.post(visitor, '/profile', { key: 'too long', value: 'x'.repeat(4097) });
    expect('POST /profile with 4097 characters', 'status', 400, tooLong.status);
    expect('POST /profile without a value', 'status', 400, (await this.post(visitor, '/profile', { key: 'k' })).status);
    await this.expectEverywhere(visitor, 'after values that were refused', name, profile);
    this.done('markup is escaped, Unicode and 4096 characters survive, more are refused');
  }

  async readingChangesNothing(): Promise<void> {
    const visitor = this.visitor();
    await this.login(visitor, 'Reader');
    await this.store(visitor, 'a', 'b');
    const { sessionId } = await this.view(visitor, 'before reading');
    for (const path of ['/', '/login?name=Mallory', '/profile?key=a&value=c', '/logout', '/ping.html', '/no-such-page']) {
      await visitor.get(path);
    }
    const after = await this.expectEverywhere(visitor, 'after GET requests alone', 'Reader', { a: 'b' });
    expect('after GET requests alone', 'session id', sessionId, after.sessionId);
    this.done('GET changes nothing');
  }

  async newIdAtLogin(): Promise<void> {
    const visitor = this.visitor();
    await this.login(visitor, 'First');
    await this.store(visitor, 'secret', 'of the first');
    const former = { cookies: visitor.cookies, view: await this.view(visitor, 'before the second login') };
    await this.login(visitor, 'Second');
    const view = await this.expectEverywhere(visitor, 'after the second login', 'Second', {});
    expectDifferent('second login', 'session id', former.view.sessionId, view.sessionId);
    await this.expectEverywhere(this.visitor(former.cookies), 'with the id from before the second login', null);
    this.done('each login gives a new id, an empty profile, and ends the session before it');
  }

  async twoVisitors(): Promise<void> {
    const visitors = ['Bob', 'Carol'].map((name) => ({ name, visitor: this.visitor(), profile: {} as Record<string, string> }));
    await Promise.all(visitors.map(({ name, visitor }) => this.login(visitor, name)));
    for (let round = 0; round < 3; round++) {
      await Promise.all(visitors.map(async ({ name, visitor, profile }) => {
        profile[`round ${round}`] = `${name}'s`;
        await this.store(visitor, `round ${round}`, `${name}'s`);
      }));
      const views = await Promise.all(visitors.map(({ name, visitor }) => this.view(visitor, `${name} at the same time as others`)));
      expect('GET /session.json of two visitors at the same time', 'names', visitors.map(({ name }) => name), views.map(({ name }) => name));
      // one after the other: in step with each other, each visitor would meet the same server again and again
      for (const { name, visitor, profile } of visitors) {
        await this.expectEverywhere(visitor, `${name} among others`, name, profile);
      }
    }
    this.done('two visitors at the same time are never mixed');
  }

  async logout(): Promise<void> {
    const visitor = this.visitor();
    const cookie = sessionCookie(await this.login(visitor, 'Leaver'));
    await this.store(visitor, 'a', 'b');
    const old = visitor.cookies;
    const { sessionId } = await this.expectEverywhere(visitor, 'before the log-out', 'Leaver', { a: 'b' });
    expectRedirect('POST /logout', await this.post(visitor, '/logout'));
    expectDifferent('POST /logout', 'session cookie', old[cookie.name], visitor.cookies[cookie.name]);
    if (!this.tokens) {
      expect('POST /logout', 'session cookie', undefined, visitor.cookies[cookie.name]);
    }
    await this.expectEverywhere(visitor, 'after the log-out', null);
    const thief = this.visitor(old);
    await this.expectEverywhere(thief, 'with the id of a session that was logged out', null);
    expectRedirect('POST /profile with a dead id', await this.post(thief, '/profile', { key: 'a', value: 'c' }));
    await this.expectEverywhere(thief, 'after writing with a dead id', null);
    await this.login(thief, 'Again');
    expectDifferent('login with a dead id', 'session id', sessionId, (await this.view(thief, 'after the next login')).sessionId);
    this.done('log out on one server and be logged out on all; the old id is dead and not taken up again');
  }

  async forgedId(): Promise<void> {
    const real = this.visitor();
    const { name, value } = sessionCookie(await this.login(real, 'Victim'));
    const scrambled = value.replace(/[a-z0-9]/gi, (character) => (/\d/.test(character) ? String((Number(character) + 1) % 8) : 'a'));
    for (const forged of [scrambled, 'a'.repeat(32), 'x', '', '%00<script>', 'a'.repeat(3000)]) {
      const what = `with the forged id '${shorten(forged)}'`;
      const visitor = this.visitor({ [name]: forged });
      await this.expectEverywhere(visitor, what, null);
      const login = sessionCookie(await this.login(visitor, 'Forger'));
      expectDifferent(`login ${what}`, 'session cookie', forged, login.value);
      await this.expectEverywhere(visitor, `after a login ${what}`, 'Forger', {});
      await this.expectEverywhere(this.visitor({ [name]: forged }), `${what}, used once more`, null);
    }
    await this.expectEverywhere(real, 'the real visitor afterwards', 'Victim', {});
    this.done('a forged or unknown id gives an empty session and is never adopted');
  }

  private visitor(cookies?: Readonly<Record<string, string>>): Visitor {
    return new Visitor(this.options.baseUrl, cookies);
  }

  /** With tokens, as a browser must; else straight away, as an attacker may. */
  private async post(visitor: Visitor, path: string, fields?: Profile, headers?: Readonly<Record<string, string>>): Promise<Page> {
    return this.tokens ? visitor.submit(path, fields, headers) : visitor.post(path, fields, headers);
  }

  private async login(visitor: Visitor, name: string, headers?: Readonly<Record<string, string>>): Promise<Page> {
    const page = await this.post(visitor, '/login', { name }, headers);
    expectRedirect(`POST /login as ${shorten(name)}`, page);
    return page;
  }

  private async store(visitor: Visitor, key: string, value: string): Promise<void> {
    expectRedirect(`POST /profile ${shorten(key)}=${shorten(value)}`, await this.post(visitor, '/profile', { key, value }));
  }

  private async view(visitor: Visitor, when: string): Promise<SessionView> {
    const page = await visitor.get('/session.json');
    expect(`GET /session.json ${when}`, 'status', 200, page.status);
    const view: SessionView = JSON.parse(page.body);
    if (!view.server || !view.profile || Array.isArray(view.profile)) {
      throw new Error(`GET /session.json ${when}: expected the server's name and the profile as an object, got: ${shorten(page.body)}`);
    }
    this.seen.add(view.server);
    return view;
  }

  /** Reads until every server has answered; each answer must be the same. */
  private async expectEverywhere(visitor: Visitor, when: string, name: string | null, profile: Profile = {}): Promise<SessionView> {
    const answered = new Set<string>();
    for (let attempt = 0; attempt < this.attempts; attempt++) {
      await outOfStep(visitor, attempt - 2 * this.servers);
      const view = await this.view(visitor, when);
      const what = `GET /session.json ${when}, answered by ${view.server}`;
      expect(what, 'name', name, view.name);
      expect(what, 'profile', sorted(profile), sorted(view.profile));
      expect(what, 'session id', name === null ? 'none' : 'one', view.sessionId === null ? 'none' : 'one');
      answered.add(view.server);
      if (answered.size >= this.servers) {
        return view;
      }
    }
    throw new Error(`GET /session.json ${when}: expected answers of ${this.servers} servers in ${this.attempts} requests, got: ${[...answered].join(', ')}`);
  }

  private done(text: string): void {
    this.steps.push(text);
    this.options.step?.(text);
  }
}

/** Visitors who take turns as regularly as the load balancer does would meet the same server for ever. */
export async function outOfStep(visitor: Visitor, surplus: number): Promise<void> {
  if (surplus >= 0 && Math.random() < 0.5) {
    await visitor.get('/ping.html');
  }
}

export function sorted(profile: Profile): Array<[string, string]> {
  return Object.entries(profile).sort(([a], [b]) => (a < b ? -1 : 1));
}
