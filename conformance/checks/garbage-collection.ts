import { expect } from '../expectations';
import { Stage } from '../stage';
import { Item } from '../table-window';
import { Visitor } from '../visitor';

/** More than one batch of 25. */
const EXPIRED = 30;

/** Real session items of the client, most of them made old: the clean-up job deletes those alone. */
export async function garbageCollection(stage: Stage, sessions: readonly Item[]): Promise<void> {
  const attribute = stage.timeToLiveAttribute;
  const [sample] = sessions;
  if (attribute === undefined || sample === undefined) {
    throw new Error('expected session items with a time to live to clean up, got: none');
  }
  const [keyName] = Object.keys(await stage.key(sample));
  const now = Math.floor(Date.now() / 1000);
  const item = (name: string, expires: number): Item => ({ ...sample, [keyName]: { S: name }, [attribute]: { N: String(expires) } });
  for (let i = 0; i < EXPIRED; i++) {
    await stage.put(item(`expired-${i}`, now - 60 - i));
  }
  await stage.put(item('alive', now + 3600));

  const page = await new Visitor(stage.url).post('/');
  expect('the clean-up job', 'status', 200, page.status);
  const left = (await stage.sessions()).map((each) => each[keyName].S);
  expect('the clean-up job', 'items left', ['alive'], left);
}
