import { SessionStore } from '../../store/session-store';
import { SessionCall } from '../session-call';

/** Actions whose operation has another name. */
const RENAMED: Record<string, string> = {
  ConditionCheckItem: 'TransactWriteItems',
  PartiQLDelete: 'ExecuteStatement',
  PartiQLInsert: 'ExecuteStatement',
  PartiQLSelect: 'ExecuteStatement',
  PartiQLUpdate: 'ExecuteStatement',
};

/** The operations for which DynamoDB reports errors and latency: at most ten, as many as one alarm takes. */
const PURPOSES: Record<string, SessionCall> = {
  BatchGetItem: SessionCall.READ,
  ExecuteStatement: SessionCall.READ,
  GetItem: SessionCall.READ,
  Query: SessionCall.READ,
  Scan: SessionCall.READ,
  BatchWriteItem: SessionCall.WRITE,
  PutItem: SessionCall.WRITE,
  TransactWriteItems: SessionCall.WRITE,
  UpdateItem: SessionCall.WRITE,
  DeleteItem: SessionCall.DELETE,
};

/** The operations that serve requests, locking included; neither start-up nor clean-up. */
export function operationsOf(store: SessionStore, call?: SessionCall): string[] {
  const names = [...store.requestActions, ...store.lockingActions].map((action) => action.replace('dynamodb:', '')).map((name) => RENAMED[name] ?? name);
  return [...new Set(names)].filter((name) => name in PURPOSES && (call ?? PURPOSES[name]) === PURPOSES[name]).sort();
}
