import { setTimeout as sleep } from 'node:timers/promises';
import { Facts } from '../client-result';
import { Lifetime } from '../conformance-case';
import { expect } from '../expectations';
import { Guest } from '../guest';
import { Stage } from '../stage';
import { Item } from '../table-window';

/** Long enough for a log-in on a busy computer. */
export const SHORT_LIFETIME_SECONDS = 3;

/** The variable for the short life, where the client counts in seconds; minutes would take too long to wait for. */
export function shortLifetime({ variable, unit }: Lifetime): Record<string, string> {
  return unit === 'seconds' ? { [variable]: String(SHORT_LIFETIME_SECONDS) } : {};
}

/**
 * Sessions end: the client refuses one that has expired while its item is still there, and time to live deletes the item of
 * another. Tells whether the application refused it, and whether reading had prolonged it.
 */
export async function expiry(stage: Stage, { unit }: Lifetime): Promise<Pick<Facts, 'refusesExpired' | 'readingProlongs'>> {
  const { expiry: { timeToLiveAttribute: attribute }, refusesExpired } = stage.testCase.store();
  const [reader, sleeper] = ['Reader', 'Sleeper'];
  const read = await arrival(stage, reader);
  const slept = await arrival(stage, sleeper);
  const readingProlongs = await prolongedByReading(stage, attribute, read);
  const items = [...read.items, ...slept.items];
  if (attribute !== undefined && unit === 'minutes') {
    await agePast(stage, attribute, items);
  } else {
    await passing(stage, attribute, items);
  }

  const before = await Promise.all(read.items.map((item) => stage.current(item)));
  if (before.includes(undefined)) {
    throw new Error('expected the expired item to be in the table still, but it is not');
  }
  const { name } = await read.guest.view();
  const refused = name === null;
  if (refusesExpired) {
    expect('an expired session that is still in the table', 'name', null, name);
  }

  if (attribute !== undefined) {
    // where items outlive their sessions, nobody waits for that
    if (stage.testCase.graceSeconds !== undefined) {
      await agePast(stage, attribute, slept.items);
    }
    await stage.kit.expireNow();
    const left = await Promise.all(slept.items.map((item) => stage.current(item)));
    expect('time to live', 'expired items left', 0, left.filter((item) => item !== undefined).length);
    expect('a session that time to live has deleted', 'name', null, (await slept.guest.view()).name);
  }
  return { refusesExpired: refused, readingProlongs };
}

interface Arrival {
  readonly guest: Guest;
  readonly items: Item[];
}

async function prolongedByReading(stage: Stage, attribute: string | undefined, { guest, items }: Arrival): Promise<boolean | undefined> {
  if (attribute === undefined) {
    return undefined;
  }
  const expires = async () => Math.max(...(await Promise.all(items.map((item) => stage.current(item)))).map((item) => Number(item?.[attribute]?.N)));
  const before = await expires();
  await sleep(1100); // whole seconds
  await guest.view();
  return await expires() > before;
}

async function arrival(stage: Stage, name: string): Promise<Arrival> {
  let guest!: Guest;
  const items = await stage.sessionsMadeBy(async () => {
    guest = await Guest.loggedIn(stage.url, name);
  });
  return { guest, items };
}

async function agePast(stage: Stage, attribute: string, items: readonly Item[]): Promise<void> {
  for (const item of items) {
    await stage.setNumber(item, attribute, Math.floor(Date.now() / 1000) - 60);
  }
}

/** Waits until the lifetime is over; the expiry that was written must be as near. */
async function passing(stage: Stage, attribute: string | undefined, items: readonly Item[]): Promise<void> {
  const end = Date.now() / 1000 + SHORT_LIFETIME_SECONDS;
  const { graceSeconds = 2 } = stage.testCase;
  for (const item of attribute === undefined ? [] : items) {
    const expires = Number((await stage.current(item))?.[attribute as string]?.N);
    if (!(expires <= end + graceSeconds)) {
      const got = Math.round(expires - end + SHORT_LIFETIME_SECONDS);
      throw new Error(`with a lifetime of ${SHORT_LIFETIME_SECONDS} s: expected an item to expire within it, got: ${got} s from now`);
    }
  }
  // whole seconds: what expires in this one is over in the next
  await sleep((end + 1.1) * 1000 - Date.now());
}
