import { SessionAccess } from '../session-access';
import { SessionStore } from '../../store/session-store';
import { normalizeActions } from '../../dynamodb/actions';

/** What a grant of sessions holds before a prefix limits it. */
export function sessionActions(store: SessionStore, access: SessionAccess = SessionAccess.FULL): string[] {
  const serving = [store.requestActions, store.lockingActions, store.startUpActions];
  return normalizeActions(...serving, access === SessionAccess.REQUESTS ? [] : store.garbageCollectionActions);
}
