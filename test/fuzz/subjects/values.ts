import * as fc from 'fast-check';
import { SessionCapacity, SessionExpiry, SessionStore, SessionTable } from '../../../src';
import { sessionCapacity } from '../arbitraries/session-capacity';
import { sessionExpiry } from '../arbitraries/session-expiry';
import { actionsOf, environmentOf, sessionStore, StoreFacts } from '../arbitraries/session-store';
import { Case, environment, Subject } from '../case';
import { tableFaults } from '../expectations/session-table';
import { Given, settled } from '../given';
import { Choice } from '../props';
import { expectSame, StackTemplate } from '../template';

const TABLE = 'AWS::DynamoDB::GlobalTable';

/** A value that belongs to no construct, in a table of its own. */
function subjectOf<T>(
  name: string, choice: Choice, define: (stack: Parameters<Case['define']>[0], value: T) => SessionTable,
  broken: (template: StackTemplate, given: Given<T>, table: SessionTable, each: Case) => string[],
): Subject {
  const caseOf = (env: Case['env'], given: Given<T>): Case<SessionTable> => {
    const each: Case<SessionTable> = {
      text: given.text,
      env,
      faults: given.verdict === 'bad' ? given.faults ?? [] : [],
      isUnknown: given.verdict === 'unknown',
      place: { isOptional: true },
      define: (world) => define(world, given.make(world)),
      broken: (template, _, table) => broken(template, given, table, each),
    };
    return each;
  };
  const cases = fc.tuple(environment(), fc.oneof(choice.legal, choice.odd ?? choice.legal)).map((both) => caseOf(...both));
  return { name, cases, edges: choice.edges?.map((given) => caseOf(undefined, given)) };
}

export const expirySubject = subjectOf<SessionExpiry>('SessionExpiry', sessionExpiry,
  ({ stack }, expiry) => new SessionTable(stack, 'Sessions', {
    sessionStore: SessionStore.of({ clientName: 'client', partitionKey: { name: 'its key', type: 'S' as any }, expiry, requestActions: ['dynamodb:GetItem'] }),
  }),
  (template, { facts }, table) => [
    ...expectSame('time to live', template.only(TABLE).Properties.TimeToLiveSpecification,
      facts.ttl === undefined ? undefined : { AttributeName: settled(facts.ttl), Enabled: true }),
    ...expectSame('timeToLiveAttribute', template.resolve(table.sessionStore.expiry.timeToLiveAttribute), facts.ttl),
    ...expectSame('reason', template.resolve(table.sessionStore.expiry.reason), facts.reason),
  ]);

export const capacitySubject = subjectOf<SessionCapacity>('SessionCapacity', sessionCapacity,
  ({ stack }, capacity) => new SessionTable(stack, 'Sessions', { capacity }),
  (template, { facts }, _, { env }) => tableFaults(template.only(TABLE), { props: { capacity: facts }, env }));

export const storeSubject = subjectOf<SessionStore>('SessionStore', sessionStore,
  ({ stack }, store) => new SessionTable(stack, 'Sessions', { sessionStore: store }),
  (template, { facts }, table, { env }) => [
    ...tableFaults(template.only(TABLE), { props: { sessionStore: facts }, env }),
    ...storeFaults(template, table, facts, env?.region ?? { Ref: 'AWS::Region' }),
  ]);

function storeFaults(template: StackTemplate, table: SessionTable, facts: StoreFacts, region: unknown): string[] {
  const { sessionStore: store } = table;
  const name = { Ref: template.only(TABLE).id };
  const warnings = table.node.findAll().flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:warning');
  return [
    ...expectSame('clientName', template.resolve(store.clientName), facts.clientName),
    ...expectSame('refusesExpired', store.refusesExpired, facts.refusesExpired ?? true),
    ...expectSame('healthCheckPath', template.resolve(store.healthCheckPath), facts.healthCheckPath),
    ...expectSame('requestActions', store.requestActions, sorted(facts.requests)),
    ...expectSame('lockingActions', store.lockingActions, sorted(facts.locking)),
    ...expectSame('garbageCollectionActions', store.garbageCollectionActions, sorted(facts.garbageCollection)),
    ...expectSame('startUpActions', store.startUpActions, sorted(facts.startUp)),
    ...expectSame('all actions', sorted([...store.requestActions, ...store.lockingActions, ...store.garbageCollectionActions, ...store.startUpActions]),
      actionsOf(facts)),
    ...expectSame('warnings of the store', store.warnings.map(({ id }) => id).sort(), [...facts.warnings ?? []].sort()),
    ...expectSame('warnings', warnings.map(({ data }) => /\[ack: cdk-dynamodb-sessions:(\w+)\]/.exec(data)?.[1]).sort(), [...facts.warnings ?? []].sort()),
    ...expectSame('environment', template.resolve(table.environment), environmentOf(facts, name, region)),
  ];
}

function sorted(actions: string[] = []): string[] {
  return [...new Set(actions)].sort();
}
