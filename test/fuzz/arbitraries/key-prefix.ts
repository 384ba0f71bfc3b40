import { actionsOf, StoreFacts } from './session-store';
import { leavesNothing } from '../expectations/grants';
import { Choice, Rule, texts } from '../props';

export const keyPrefix: Choice = texts('keyPrefix', ['sess:', 'PHPSESSID_', '/', 'ключ', 'a b'], ['', '*', 'sess*', 'a?', '?'], {
  judge: (text) => text === '' || /[*?]/.test(text) ? 'bad' : 'unknown',
});

/** @param storeOf the store that the other props say */
export function keyPrefixRule(storeOf: (facts: Record<string, any>) => StoreFacts): Rule {
  return {
    props: ['keyPrefix'],
    broken: (facts) => facts.keyPrefix !== undefined &&
      leavesNothing(actionsOf(storeOf(facts), facts.sessionAccess === 'requests' ? 'requests' : 'sessionAccess')),
  };
}
