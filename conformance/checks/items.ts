import { expect } from '../expectations';
import { Guest } from '../guest';
import { Stage } from '../stage';
import { Item } from '../table-window';
import { Visitor } from '../visitor';

const YEAR_SECONDS = 366 * 24 * 3600;

/** A log-in makes a session item, the log-out removes it. */
export async function logOutRemovesTheItem(stage: Stage): Promise<void> {
  let guest!: Guest;
  const items = await stage.sessionsMadeBy(async () => {
    guest = await Guest.loggedIn(stage.url, 'Leaver');
  });
  if (items.length === 0) {
    throw new Error('log-in: expected a session item in the table, got: none');
  }
  await guest.logout();
  const left = await existing(stage, items);
  expect('log-out', 'session items of the visitor left in the table', [], await Promise.all(left.map((item) => stage.key(item))));
}

/** An id that nobody gave out leaves no item behind. */
export async function unknownIdMakesNoItem(stage: Stage): Promise<void> {
  const guest = await Guest.loggedIn(stage.url, 'Model');
  const id = 'abcdefghij0123456789abcdefghijkl';
  const cookies = Object.fromEntries(Object.keys(guest.visitor.cookies).map((name) => [name, id]));
  const view = JSON.parse((await new Visitor(stage.url, cookies).get('/session.json')).body);
  expect('with an unknown id', 'name', null, view.name);
  const items = (await stage.sessions()).filter((item) => JSON.stringify(item).includes(id));
  expect('with an unknown id', 'session items with that id', 0, items.length);
}

/** Every session item carries a time to live that the table honours, unless the store says why not. */
export async function itemsCarryTimeToLive(stage: Stage): Promise<void> {
  const { expiry } = stage.testCase.store();
  expect('the table', 'time to live attribute', expiry.timeToLiveAttribute, stage.timeToLiveAttribute);
  if (expiry.timeToLiveAttribute === undefined) {
    return;
  }
  const sessions = await stage.sessions();
  if (sessions.length === 0) {
    throw new Error('expected session items in the table, got: none');
  }
  const now = Date.now() / 1000;
  for (const item of sessions) {
    const { N: expires } = item[expiry.timeToLiveAttribute] ?? {};
    if (expires === undefined || !(Number(expires) > now - 60 && Number(expires) < now + YEAR_SECONDS)) {
      const got = JSON.stringify(item[expiry.timeToLiveAttribute]) ?? 'nothing';
      throw new Error(`a session item: expected epoch seconds of a near future in \`${expiry.timeToLiveAttribute}\`, got: ${got}`);
    }
  }
}

export async function existing(stage: Stage, items: readonly Item[]): Promise<Item[]> {
  const now = await Promise.all(items.map((item) => stage.current(item)));
  return now.filter((item) => item !== undefined);
}
