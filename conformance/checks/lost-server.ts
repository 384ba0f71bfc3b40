import { once } from 'node:events';
import { expect } from '../expectations';
import { Guest } from '../guest';
import { Stage } from '../stage';

const PATIENCE_MILLISECONDS = 20_000;

/** A server is killed: visitors go on reading and writing, and the one in its place knows them. */
export async function lostServer({ url, kit }: Stage): Promise<void> {
  const guest = await Guest.loggedIn(url, 'Grace');
  await guest.store('ship', 'Hopper');
  const { server: victim } = await guest.view();
  const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  const died = once(kit, 'server-died', { signal });
  const replaced = once(kit, 'server-replaced', { signal });
  replaced.catch(() => undefined); // waited for below, unless something else fails first
  kit.killServer(victim);
  await died;
  await guest.expectEverywhere(1, `after the end of ${victim}`, 'Grace', { ship: 'Hopper' });
  await guest.store('course', 'on');
  await replaced;
  await guest.expectEverywhere(2, 'with a new server', 'Grace', { ship: 'Hopper', course: 'on' });
  expect('with a new server', 'server that was killed', false, kit.servers.some(({ name, state }) => name === victim && state === 'healthy'));
}
