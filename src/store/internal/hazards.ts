import { SessionStoreWarning, SessionStoreProps } from '../session-store-options';
import { isAdministrative, KNOWN_ACTIONS } from '../../dynamodb/actions';

const LONGEST_COOKIE = 400 * 24 * 60 * 60 * 1000;

/** What the facts of a client already say is dangerous; a text of its own replaces ours. */
export function warningsOf(props: SessionStoreProps): SessionStoreWarning[] {
  const { clientName, expiry } = props;
  const warnings = new Map<string, string>();
  if (expiry.reason !== undefined) {
    warnings.set('neverExpires', `items of ${clientName} never expire (${expiry.reason}), so the table grows for ever; delete old ones with a job of your own`);
  }
  if (props.refusesExpired === false) {
    warnings.set('expiredReadable', `${clientName} accepts an expired session until its item is gone, and time to live may take days; ` +
      'keep a time in the session and check it');
  }
  if (props.lifetime && expiry.reason !== undefined && props.refusesExpired === false) {
    warnings.set('lifetimeNotKept', `${clientName} keeps sessions for ever, whatever \`lifetime\` says (${expiry.reason}); ` +
      'keep a time in the session and check it');
  }
  if (props.lifetime && !props.lifetime.isUnresolved() && props.lifetime.toMilliseconds({ integral: false }) > LONGEST_COOKIE) {
    warnings.set('lifetimeBeyondCookie', `\`lifetime\` is ${props.lifetime.toHumanString()}, but browsers drop a cookie after 400 days at the latest; ` +
      'shorten it, or check its unit');
  }
  const { startUpActions = [], requestActions, lockingActions = [], garbageCollectionActions = [] } = props;
  const actions = [...new Set([...startUpActions, ...requestActions, ...lockingActions, ...garbageCollectionActions])];
  if (actions.includes('dynamodb:CreateTable')) {
    warnings.set('createsTable', `${clientName} calls CreateTable at each start and fails without the right, so it is granted on this table; ` +
      'a table that it makes anew lacks time to live, backup and protection');
  }
  const ofTable = actions.filter(isAdministrative);
  if (ofTable.length > 0) {
    warnings.set('changesTable', `${clientName} is granted ${ofTable.join(', ')}, so whoever has its role can delete the table or what protects it, ` +
      'or copy all sessions; leave to the deployment what is not done for each session');
  }
  const unknown = actions.filter((action) => !KNOWN_ACTIONS.includes(action));
  if (unknown.length > 0) {
    warnings.set('unknownActions', `${clientName} is granted ${unknown.join(', ')}, of which this library does not know what it does; check the spelling, ` +
      'and whether it reaches more than sessions');
  }
  for (const { id, text } of props.warnings ?? []) {
    warnings.set(id, text);
  }
  return [...warnings].map(([id, text]) => ({ id, text }));
}
