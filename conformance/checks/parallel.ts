import { expect } from '../expectations';
import { Guest } from '../guest';
import { Stage } from '../stage';

const AT_ONCE = 10;

/** Many visitors at once are never mixed, and neither are many requests of one visitor. */
export async function parallelRequests({ url }: Stage): Promise<void> {
  const guests = await Promise.all(Array.from({ length: AT_ONCE }, async (_, i) => {
    const guest = await Guest.loggedIn(url, `Guest ${i}`);
    await guest.store('number', `${i}`);
    return guest;
  }));
  await Promise.all(guests.map((guest, i) => guest.expectEverywhere(2, `guest ${i} of ${AT_ONCE} at once`, `Guest ${i}`, { number: `${i}` })));
  const views = await Promise.all(Array.from({ length: AT_ONCE }, () => guests[0].view()));
  for (const { name, profile } of views) {
    expect(`${AT_ONCE} reads of one session at once`, 'session', ['Guest 0', { number: '0' }], [name, profile]);
  }
}

/** Writes of one visitor at the same time; tells how many were kept: all of them where requests wait for each other. */
export async function parallelWrites({ url, testCase }: Stage): Promise<{ kept: number; of: number }> {
  const guest = await Guest.loggedIn(url, 'Octopus');
  const profile = Object.fromEntries(Array.from({ length: AT_ONCE }, (_, i) => [`arm ${i}`, `${i}`]));
  await guest.storeAll(profile);
  const view = await guest.view();
  expect('after parallel writes', 'name', 'Octopus', view.name);
  const kept = Object.keys(view.profile).length;
  if (kept === 0) {
    throw new Error(`expected some of ${AT_ONCE} parallel writes to be kept, got: none`);
  }
  if (testCase.locks) {
    await guest.expectEverywhere(2, `after ${AT_ONCE} parallel writes with locking`, 'Octopus', profile);
  }
  return { kept, of: AT_ONCE };
}
