import { expect, expectRedirect, shorten } from './expectations';
import { hiddenFields } from './form';
import { outOfStep, sorted } from './profile-walk';
import { SessionView, Visitor } from './visitor';

/** A visitor who uses the profile app as it is meant to be used, with or without tokens in its forms. */
export class Guest {
  static async arrive(url: string): Promise<Guest> {
    const visitor = new Visitor(url);
    const { body } = await visitor.get('/');
    return new Guest(visitor, Object.keys(hiddenFields(body, '/login')).length > 0);
  }

  static async loggedIn(url: string, name: string): Promise<Guest> {
    const guest = await Guest.arrive(url);
    await guest.login(name);
    return guest;
  }

  private fields?: Record<string, string>;

  private constructor(readonly visitor: Visitor, private readonly tokens: boolean) {}

  async login(name: string): Promise<void> {
    await this.send('/login', { name });
    this.fields = undefined;
  }

  async logout(): Promise<void> {
    await this.send('/logout', {});
  }

  async store(key: string, value: string): Promise<void> {
    await this.send('/profile', { key, value });
  }

  /** Everything at once, with one token: each write starts before another one ends. */
  async storeAll(profile: Readonly<Record<string, string>>): Promise<void> {
    await this.token();
    await Promise.all(Object.entries(profile).map(([key, value]) => this.store(key, value)));
  }

  async view(): Promise<SessionView> {
    const page = await this.visitor.get('/session.json');
    if (page.status !== 200) {
      throw new Error(`GET /session.json: expected status 200, got: ${page.status} ${shorten(page.body)}`);
    }
    return JSON.parse(page.body);
  }

  /** Reads until so many servers have answered; each must say the same. */
  async expectEverywhere(servers: number, when: string, name: string | null, profile: Readonly<Record<string, string>> = {}): Promise<void> {
    const answered = new Set<string>();
    for (let attempt = 0; attempt < 20 * servers && answered.size < servers; attempt++) {
      await outOfStep(this.visitor, attempt - 2 * servers);
      const view = await this.view();
      expect(`${when}, answered by ${view.server}`, 'name and profile', [name, sorted(profile)], [view.name, sorted(view.profile)]);
      answered.add(view.server);
    }
    if (answered.size < servers) {
      throw new Error(`${when}: expected answers of ${servers} servers, got: ${[...answered].join(', ')}`);
    }
  }

  private async send(path: string, fields: Readonly<Record<string, string>>): Promise<void> {
    expectRedirect(`POST ${path}`, await this.visitor.post(path, { ...await this.token(path), ...fields }));
  }

  private async token(path: string = '/profile'): Promise<Record<string, string>> {
    if (!this.tokens) {
      return {};
    }
    this.fields ??= hiddenFields((await this.visitor.get('/')).body, path);
    return this.fields;
  }
}
