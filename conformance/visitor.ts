import { hiddenFields } from './form';

/** What an application answers on `GET /session.json`. */
export interface SessionView {
  readonly server: string;
  readonly sessionId: string | null;
  readonly name: string | null;
  readonly profile: Readonly<Record<string, string>>;
}

/** A response; of a redirect only its headers. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly cookies: readonly Cookie[];
}

/** One `Set-Cookie` header. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Attribute names in lower case; those without a value are ''. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A browser as far as sessions go: keeps cookies, follows no redirect. */
export class Visitor {
  private readonly jar = new Map<string, string>();

  constructor(private readonly baseUrl: string, cookies: Readonly<Record<string, string>> = {}) {
    for (const [name, value] of Object.entries(cookies)) {
      this.jar.set(name, value);
    }
  }

  get cookies(): Record<string, string> {
    return Object.fromEntries(this.jar);
  }

  async get(path: string): Promise<Page> {
    return this.request(path, { method: 'GET' });
  }

  async post(path: string, fields: Readonly<Record<string, string>> = {}, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    return this.request(path, { method: 'POST', body: new URLSearchParams(fields), headers: { ...headers } });
  }

  /** Opens the start page, fills in its form for this path and posts that with the hidden fields, as a browser does. */
  async submit(path: string, fields: Readonly<Record<string, string>> = {}, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    const { body } = await this.request('/', { method: 'GET', headers: { ...headers } });
    return this.post(path, { ...hiddenFields(body, path), ...fields }, headers);
  }

  async request(path: string, init: RequestInit): Promise<Page> {
    const headers = new Headers(init.headers);
    if (this.jar.size > 0) {
      headers.set('cookie', [...this.jar].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    const response = await fetch(new URL(path, this.baseUrl), {
      ...init, headers, redirect: 'manual', signal: AbortSignal.timeout(30_000),
    });
    const redirected = response.status >= 300 && response.status < 400;
    if (redirected) {
      await response.body?.cancel();
    } // browsers follow at the headers: by then, everything must be saved
    const body = redirected ? '' : await response.text();
    const cookies = response.headers.getSetCookie().map(parseCookie);
    for (const cookie of cookies) {
      if (isExpired(cookie)) {
        this.jar.delete(cookie.name);
      } else {
        this.jar.set(cookie.name, cookie.value);
      }
    }
    return { url: response.url, status: response.status, headers: response.headers, body, cookies };
  }
}

export function isExpired({ value, attributes }: Cookie): boolean {
  if (attributes['max-age'] !== undefined) {
    return Number(attributes['max-age']) <= 0;
  }
  if (attributes.expires !== undefined) {
    return Date.parse(attributes.expires.replace(/-/g, ' ')) <= Date.now();
  }
  return value === '';
}

function parseCookie(header: string): Cookie {
  const [pair, ...rest] = header.split(';').map((part) => part.trim());
  const attributes = Object.fromEntries(rest.map((part) => {
    const [name, value] = splitAt(part);
    return [name.toLowerCase(), value];
  }));
  const [name, value] = splitAt(pair);
  return { name, value, attributes };
}

function splitAt(text: string): [string, string] {
  const index = text.indexOf('=');
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
