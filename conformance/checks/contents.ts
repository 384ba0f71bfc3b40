import { expect } from '../expectations';
import { Guest } from '../guest';
import { Stage } from '../stage';
import { sizeOf } from '../table-window';

const LARGE = { character: '🦊', entries: 19 };
const LARGE_BYTES = 300 * 1024;

/** A session of 300 KB comes back whole on every server; tells the size of its item. */
export async function largeSession(stage: Stage): Promise<number> {
  const { character, entries } = stage.testCase.large ?? LARGE;
  const value = character.repeat(4096);
  const profile = Object.fromEntries(Array.from({ length: entries }, (_, i) => [`entry ${i}`, value]));
  let guest!: Guest;
  const sessions = await stage.sessionsMadeBy(async () => {
    guest = await Guest.loggedIn(stage.url, 'Atlas');
    for (const [key, text] of Object.entries(profile)) {
      await guest.store(key, text);
    }
  });
  await guest.expectEverywhere(2, 'with a large session', 'Atlas', profile);
  const size = Math.max(...sessions.map(sizeOf));
  if (size < LARGE_BYTES) {
    throw new Error(`expected an item of ${LARGE_BYTES} bytes or more for a large session, got: ${size}`);
  }
  await guest.logout();
  return size;
}

/** Text that encodings stumble over survives; bytes that are no text are refused or made text, and break nothing. */
export async function unicodeAndBytes({ url }: Stage): Promise<void> {
  const guest = await Guest.loggedIn(url, 'Ωμέγα 🜁');
  const profile = {
    'bytes as text': Array.from({ length: 96 }, (_, i) => String.fromCodePoint(0xA0 + i)).join(''),
    'edges': 'a\u07FF\u0800\uD7FF\uE000\uFFFD\u{10000}\u{10FFFD}z',
    'directions': 'abc \u202Eשלום\u202C \u200F.\u200D\u2028\u2029z',
    'composed': 'é e\u0301 ﬁ Å \u212B',
    'serialized': 's:3:"a|b";O:8:"stdClass":0:{}|a:1:{} \\u0000 \\x00 %00 &#0; {"N":"1"}',
    'base64': Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString('base64'),
  };
  for (const [key, value] of Object.entries(profile)) {
    await guest.store(key, value);
  }
  await guest.expectEverywhere(2, 'with unusual text', 'Ωμέγα 🜁', profile);

  const { status } = await guest.visitor.request('/profile', {
    method: 'POST',
    body: 'key=bytes&value=%FF%FE%80%C0%AF%ED%A0%80',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  if (status >= 500) {
    throw new Error(`POST /profile with bytes that are no UTF-8: expected it to be taken or refused, got: status ${status}`);
  }
  const { name, profile: { bytes: _bytes, ...rest } } = await guest.view();
  expect('after bytes that are no UTF-8', 'name', 'Ωμέγα 🜁', name);
  await guest.store('edges', 'written again');
  expect('after bytes that are no UTF-8', 'number of entries', Object.keys(profile).length, Object.keys(rest).length);
}
