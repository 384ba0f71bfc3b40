import { Kit } from '../../local/src';
import { ConformanceCase, Lifetime, NEUTRAL_LIFETIME } from '../conformance-case';
import { DynamodbRecorder, SentRequest } from '../dynamodb-recorder';
import { expect } from '../expectations';
import { numbersIn } from '../expression-values';
import { Guest } from '../guest';
import { TableWindow } from '../table-window';
import { Visitor } from '../visitor';

const CHANGED = { table: 'a-table-that-is-not-in-the-template', region: 'eu-south-2', minutes: 47 };
const NEUTRAL_TABLE = 'DYNAMODB_SESSION_TABLE_NAME';
const NEUTRAL_REGION = 'AWS_REGION';
const TOLERANCE_SECONDS = 20;

/** Starts a kit with these variables, and its tables there. */
export type StartKit = (environment: Record<string, string>, endpoint: string) => Promise<Kit>;

/** Changes each variable of the store and sees the effect in what the client sends; tells which ones were looked at. */
export async function variables(testCase: ConformanceCase, startKit: StartKit): Promise<string[]> {
  const { tables, regions, lifetime, switches } = roles(testCase);
  const changed = {
    ...Object.fromEntries(tables.map((name) => [name, CHANGED.table])),
    ...Object.fromEntries(regions.map((name) => [name, CHANGED.region])),
    [lifetime.variable]: String(lifetime.unit === 'minutes' ? CHANGED.minutes : CHANGED.minutes * 60),
  };
  const before = Date.now() / 1000;
  const requests = await requestsOf(startKit, changed, (url) => Guest.loggedIn(url, 'Variable'));
  if (requests.length === 0) {
    throw new Error(`with changed variables ${Object.keys(changed).join(', ')}: expected requests to a table, got: none`);
  }
  for (const { operation, table, region } of requests) {
    expect(`${operation} after a change of ${tables.join(', ')}`, 'table', CHANGED.table, table);
    expect(`${operation} after a change of ${regions.join(', ')}`, 'region', CHANGED.region, region);
  }
  if (testCase.store().expiry.timeToLiveAttribute !== undefined) {
    expectLifetime(requests, lifetime, before);
  }
  for (const [name, value] of Object.entries(switches)) {
    // somewhere else the session may not survive until the next request: whether the log-in succeeds does not matter
    const sent = await requestsOf(startKit, { [name]: value }, (url) => new Visitor(url).submit('/login', { name: 'Variable' }));
    expect(`after a change of ${name} to ${value}`, 'requests to a table', [], sent.map(({ operation }) => operation));
  }
  return [...Object.keys(changed), ...Object.keys(switches)];
}

/** Which variable of the store means what; one that nothing here knows would be a promise that nobody keeps. */
function roles({ store, lifetime = NEUTRAL_LIFETIME, switches = {} }: ConformanceCase) {
  const environment: Record<string, string> = { [NEUTRAL_REGION]: 'REGION', ...store()._environment('TABLE', 'REGION') };
  const named = (value: string) => Object.keys(environment).filter((name) => environment[name] === value);
  const known = [...named('TABLE'), ...named('REGION'), lifetime.variable, NEUTRAL_LIFETIME.variable, ...Object.keys(switches)];
  expect('the preset', 'variables that no check knows', [], Object.keys(environment).filter((name) => !known.includes(name)));
  // where a framework has a variable of its own, nobody need look at the neutral one
  const native = (names: string[], neutral: string) => (names.length > 1 ? names.filter((name) => name !== neutral) : names);
  return { tables: native(named('TABLE'), NEUTRAL_TABLE), regions: native(named('REGION'), NEUTRAL_REGION), lifetime, switches };
}

function expectLifetime(requests: readonly SentRequest[], { variable }: Lifetime, before: number): void {
  const seconds = requests.flatMap(({ body }) => numbersIn(body)).map((expires) => expires - before);
  if (!seconds.some((each) => Math.abs(each - CHANGED.minutes * 60) < TOLERANCE_SECONDS)) {
    const got = seconds.map((each) => Math.round(each)).join(', ');
    throw new Error(`with ${variable} for ${CHANGED.minutes} minutes: expected an item that expires then, got: ${got || 'no number'} seconds from now`);
  }
}

async function requestsOf(
  startKit: StartKit, changed: Record<string, string>, visit: (url: string) => Promise<unknown>,
): Promise<readonly SentRequest[]> {
  const window = await TableWindow.open();
  const recorder = await DynamodbRecorder.start(window, CHANGED.table);
  try {
    const endpoints = { AWS_ENDPOINT_URL_DYNAMODB: recorder.url, DYNAMODB_ENDPOINT_URL: recorder.url };
    const kit = await startKit({ ...changed, ...endpoints }, window.url);
    try {
      await visit(kit.url);
    } finally {
      await kit.stop();
    }
    return [...recorder.requests];
  } finally {
    await recorder.stop();
    await window.close();
  }
}
