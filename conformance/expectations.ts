import { Cookie, isExpired, Page } from './visitor';

/** The cookie that a login has set. */
export function sessionCookie(page: Page): Cookie {
  const cookie = page.cookies.filter(({ attributes }) => attributes.httponly !== undefined).at(-1);
  if (!cookie || isExpired(cookie)) {
    throw new Error(`login: expected an HttpOnly session cookie, got: ${JSON.stringify(page.cookies)}`);
  }
  return cookie;
}

export function expect(where: string, what: string, expected: unknown, actual: unknown): void {
  // as text: values of a test runner's sandbox are of other classes than those of Node
  const [wanted, got] = [JSON.stringify(expected), JSON.stringify(actual)];
  if (wanted !== got) {
    throw new Error(`${where}: expected ${what} ${shorten(wanted)}, got: ${shorten(got)}`);
  }
}

export function expectDifferent(where: string, what: string, former: unknown, actual: unknown): void {
  if (actual === former) {
    throw new Error(`${where}: expected another ${what}, got the same: ${shorten(String(actual))}`);
  }
}

export function expectRedirect(where: string, page: Page): void {
  expect(where, 'status', 303, page.status);
  // some frameworks write the whole address, with the scheme by which the visitor came
  const location = new URL(page.headers.get('location') ?? '/no-location', page.url);
  expect(where, 'Location', '/', location.host === new URL(page.url).host ? `${location.pathname}${location.search}` : location.href);
}

export function expectRefused(where: string, page: Page): void {
  if (page.status < 400 || page.status > 499) {
    throw new Error(`${where}: expected it to be refused with a status of 4xx, got: ${page.status}`);
  }
}

export function expectText(where: string, page: Page, pattern: RegExp, what: string): void {
  if (!pattern.test(page.body)) {
    throw new Error(`${where}: expected ${what} (${pattern}), got: ${shorten(page.body)}`);
  }
}

export function shorten(text: string = 'nothing'): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}… (${text.length} characters)`;
}
