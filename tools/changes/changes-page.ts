import { Change } from './change';
import { Changes } from './changes';

/** The generated part of docs/reference/what-a-change-replaces.md about one construct; what replaces nothing and needs no word has no row. */
export function tableOfChanges({ changes }: Changes): string {
  return [
    '| change | replaced | left in the account | AWS refuses, because | what to know |',
    '|---|---|---|---|---|',
    ...changes.filter((change) => !isHarmless(change)).map(row),
  ].join('\n');
}

function isHarmless({ replaces = [], loses = [], keeps = [], refused = [], refusedBack = [], note }: Change<unknown>): boolean {
  return note === undefined && [...replaces, ...loses, ...keeps, ...refused, ...refusedBack].length === 0;
}

function row({ what, replaces = [], keeps = [], refused = [], refusedBack = [], note = '' }: Change<unknown>): string {
  // where both ways are refused, the reasons are alike
  const refusals = refused.length > 0 ? refused.map(withCode) : refusedBack.map((obstacle) => `on the way back, ${withCode(obstacle)}`);
  return `| ${what} | ${list(replaces)} | ${list(keeps)} | ${refusals.join('<br>')} | ${note} |`;
}

function list(names: string[]): string {
  return names.map((name) => name.endsWith(' (perhaps)') ? `\`${name.slice(0, -10)}\` perhaps` : `\`${name}\``).join(', ');
}

/** `Path: reason`, with the path as code. */
function withCode(obstacle: string): string {
  return obstacle.replace(/^(.+?): /, '`$1`: ');
}

/** The page with the text between the marks of this name. */
export function fillIn(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) {
    throw new Error(`the page must have the marks '${begin}' and '${end}', got: a page without`);
  }
  return `${before}${begin}\n${text}\n${end}${after}`;
}
