import { Choice, flag, seconds, wholeNumber } from './props';
import { expectSame } from './template';
import { Row, ROWS, rowsOf, Taker } from '../../tools/rows';
import { Template } from '../../tools/template';
import { settled } from './given';

/** Values for the simple props of a taker. */
export function choicesOf(taker: Taker): Record<string, Choice> {
  return Object.fromEntries(rowsOf(taker).map((row) => [memberOf(row), choiceOf(row)]));
}

/** A member of a struct goes by its own name. */
function memberOf({ prop }: Row): string {
  return prop.split('.').at(-1)!;
}

function choiceOf({ prop, range }: Row): Choice {
  if (range === 'flag') {
    return flag;
  }
  return 'seconds' in range ? seconds(prop, ...range.seconds) : wholeNumber(prop, ...range.whole);
}

/** Simple props that a given load balancer decides. */
export const OF_LOAD_BALANCER = ROWS.filter(({ isOfLoadBalancer }) => isOfLoadBalancer).map(memberOf);

/** What the template must hold of each simple prop that is given. */
export function rowFaults(template: Template, facts: Record<string, any>): string[] {
  return ROWS.filter((row) => facts[memberOf(row)] !== undefined)
    .flatMap((row) => expectSame(row.prop, asText(row.rendered(template) ?? false), asText(settled(facts[memberOf(row)]))));
}

function asText(value: unknown): unknown {
  return typeof value === 'object' ? value : `${value}`;
}
