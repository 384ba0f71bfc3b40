import { Change } from './change';
import { Effect, effectOf, lossesOf } from './effect';
import { instanceChanges } from './instance-changes';
import { optionChanges } from './service-changes';
import { tableChanges } from './table-changes';
import { taskChanges } from './task-changes';
import { Given, instancesTemplate, tableTemplate, tasksTemplate } from './template';
import { rowsOf, Taker, valueOf, withValue } from '../rows';
import { TemplateJson } from '../template';

/** A construct with its changes; `P` is known to its own list only. */
export interface Changes {
  readonly name: string;
  readonly changes: Change<unknown>[];
  readonly synthesize: (props: Given<unknown>) => TemplateJson;
}

function changesOf<P>(name: string, synthesize: (props: Given<P>) => TemplateJson, changes: Change<P>[]): Changes {
  return { name, synthesize: synthesize as Changes['synthesize'], changes: changes as Change<unknown>[] };
}

export const allChanges: Changes[] = [
  changesOf('SessionTable', tableTemplate, tableChanges),
  changesOf('LoadBalancedSessionService', instancesTemplate, [...optionChanges, ...instanceChanges, ...changesOfRows('LoadBalancedSessionServiceOptions', 'LoadBalancedSessionServiceProps')]),
  changesOf('LoadBalancedFargateSessionService', tasksTemplate, [...optionChanges, ...taskChanges, ...changesOfRows('LoadBalancedSessionServiceOptions', 'LoadBalancedFargateSessionServiceProps')].map(withNewTasks)),
];

/** Of simple props: nothing is replaced, nothing stands in the way. */
function changesOfRows(...takers: Taker[]): Change<any>[] {
  return takers.flatMap(rowsOf).map((row) => ({
    what: `\`${row.prop}\`: none → some`, after: () => withValue({}, row, valueOf(row, row.given)), newTasks: row.newTasks,
  }));
}

function withNewTasks<P>(change: Change<P>): Change<P> {
  return change.newTasks ? { ...change, replaces: [...change.replaces ?? [], 'TaskDefinition'].sort() } : change;
}

/** Both ways of a change, as the templates tell. */
export interface Observed {
  readonly before: TemplateJson;
  readonly after: TemplateJson;
  readonly there: Effect & { readonly lost: string[] };
  readonly back: Effect & { readonly lost: string[] };
}

export function observe({ synthesize }: Changes, change: Change<unknown>): Observed {
  const [before, after] = [change.before ?? (() => ({})), change.after].map(synthesize);
  const [there, back] = [effectOf(before, after), effectOf(after, before)];
  return { before, after, there: { ...there, lost: lossesOf(before, there) }, back: { ...back, lost: lossesOf(after, back) } };
}
