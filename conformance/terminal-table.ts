import { ClientResult } from './client-result';
import { called } from './records';

const WIDTHS = [17, 9, 46, 8];

export function header(): string {
  return columns('client', 'result', 'package', 'seconds', 'calls');
}

/** One line for a client, and more for why it failed and what was installed instead. */
export function row(result: ClientResult): string {
  const { client, status, version, seconds, reason } = result;
  const line = columns(client, status === 'failed' ? 'FAILED' : status, `${result.package} ${version ?? ''}`, seconds.toFixed(1), operations(result));
  const notes = [...(status === 'failed' ? [reason] : []), ...(result.departures === undefined ? [] : [`installed here: ${result.departures}`])];
  return [line, ...notes].join('\n  ');
}

export function summary(results: readonly ClientResult[]): string {
  const count = (status: ClientResult['status']) => results.filter((result) => result.status === status).length;
  const total = (list: (result: ClientResult) => readonly unknown[]) => results.reduce((sum, result) => sum + list(result).length, 0);
  return `clients: ${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped; ` +
    `calls denied: ${total(({ denied }) => denied)}; granted and never called: ${total(({ unused }) => unused)} unexplained, ` +
    `${total(({ explained }) => explained)} explained`;
}

/** What was called, and what nobody needed to call. */
function operations({ calls, explained }: ClientResult): string {
  const names = [...new Set(calls.filter(({ allowed }) => allowed).map(called))].sort();
  const spare = explained.map(called).filter((name) => !names.includes(name));
  return `${names.join(' ')}${spare.length > 0 ? ` (granted besides: ${spare.join(' ')})` : ''}`;
}

function columns(...texts: string[]): string {
  return texts.map((text, i) => text.padEnd(WIDTHS[i] ?? 0)).join(' ').trimEnd();
}
