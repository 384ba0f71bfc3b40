import * as fc from 'fast-check';
import { SessionExpiry } from '../../../src';
import { Arbitrary, Given } from '../given';
import { Choice, texts } from '../props';
import { attributeName } from './attribute-name';

/** What is known of a store's expiry: the attribute or the reason. */
export interface ExpiryFacts {
  readonly ttl?: any;
  readonly reason?: any;
}

function timeToLive(name: Given<string>): Given<SessionExpiry> {
  return {
    text: `SessionExpiry.timeToLive(${name.text})`,
    verdict: name.verdict,
    faults: [{ props: ['attributeName'], early: true }],
    early: true,
    facts: { ttl: name.facts } as ExpiryFacts,
    make: (world) => SessionExpiry.timeToLive(name.make(world)),
  };
}

function never(reason: Given<string>): Given<SessionExpiry> {
  return {
    text: `SessionExpiry.never(${reason.text})`,
    verdict: reason.verdict,
    faults: [{ props: ['reason'], early: true }],
    early: true,
    facts: { reason: reason.facts } as ExpiryFacts,
    make: (world) => SessionExpiry.never(reason.make(world)),
  };
}

const reasons = texts('reason', ['the client writes milliseconds', 'почему', '-'], ['', ' ', '\t', 'a\nb'], {
  judge: (text) => /^.*\S.*$/.test(text) ? 'unknown' : 'bad',
});

function expiries(kind: 'legal' | 'odd'): Arbitrary<SessionExpiry> {
  return fc.oneof({ weight: 4, arbitrary: attributeName('attributeName')[kind]!.map(timeToLive) }, { weight: 1, arbitrary: reasons[kind]!.map(never) });
}

export const sessionExpiry: Choice = { legal: expiries('legal'), odd: expiries('odd') };
