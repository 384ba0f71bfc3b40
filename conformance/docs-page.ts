import { ClientRecord } from './records';

const INTRODUCTION = `# Conformance

Each client below was run for real: two servers of its example behind a load balancer, the table and the policy of the
synthesized template, every call checked against that policy. Of all calls none was denied, and every action that is
granted was called or has its reason here. This page is written by \`npm run conformance -- --write-docs\`; what a client goes
through is in [conformance/README.md](../../conformance/README.md).
`;

const LEGEND = `
- **calls**: what the servers and, where there is one, the clean-up job called.
- **granted besides**: in the grant, called by nobody; the reason is below.
- **refused when expired**: what a visitor gets whose session has expired while DynamoDB has not deleted its item yet.
- **parallel writes kept**: of 10 requests of one visitor at the same time, each of which changes the session. Without locking the
  number differs from run to run: the last one wins.
- **prolonged by reading**: whether a request that changes nothing moves the expiry.
- **large item**: the largest session item that was written and read back whole.
`;

/** docs/evidence/conformance.md */
export function docsPage(records: readonly ClientRecord[]): string {
  const ran = records.filter(({ date }) => date !== undefined);
  const others = records.filter(({ date }) => date === undefined);
  return [
    INTRODUCTION,
    table(
      ['client', 'package', 'in', 'preset', 'calls', 'granted besides', 'refused when expired', 'prolonged by reading', 'parallel writes kept', 'large item', 'run on'],
      ran.map(row),
    ),
    LEGEND,
    ...reasons(ran),
    ...installation(ran),
    ...notRun(others),
  ].join('\n');
}

function row({ client, version, framework, preset, presetOptions, calls, explained, facts, date, ...record }: ClientRecord): string[] {
  const spare = Object.keys(explained).filter((call) => !calls.includes(call));
  return [
    client, `\`${record.package}\` ${version}`, framework ?? '', `\`${preset}${presetOptions === undefined ? '' : `(${presetOptions})`}\``, list(calls), list(spare),
    yesOrNo(facts.refusesExpired), yesOrNo(facts.readingProlongs),
    facts.locks ? 'all' : `${facts.parallelWritesKept}`,
    facts.largestItem === undefined ? '' : `${Math.round(facts.largestItem / 1024)} KB`,
    date ?? '',
  ];
}

function yesOrNo(fact: boolean | undefined): string {
  return fact === undefined ? '' : fact ? 'yes' : '**no**';
}

function reasons(records: readonly ClientRecord[]): string[] {
  const lines = records.flatMap(({ client, explained }) =>
    Object.entries(explained).map(([call, reason]) => ({ client, call, reason })));
  const texts = [...new Set(lines.map(({ reason }) => reason))];
  if (texts.length === 0) {
    return [];
  }
  return ['## Granted to the servers, and not called by them', '', ...texts.map((text) => {
    const found = lines.filter(({ reason }) => reason === text);
    const calls = [...new Set(found.map(({ call }) => `\`${call}\``))].join(', ');
    return `- ${calls} (${[...new Set(found.map(({ client }) => client))].join(', ')}): ${text}`;
  }), ''];
}

function installation(records: readonly ClientRecord[]): string[] {
  const departed = records.filter(({ departures }) => departures !== undefined);
  if (departed.length === 0) {
    return [];
  }
  return ['## Installed otherwise than a user would', '', 'Where these were run, the package registry lacked something; the calls are those of the client all the same.', '',
    ...departed.map(({ client, departures }) => `- ${client}: ${departures}`), ''];
}

function notRun(records: readonly ClientRecord[]): string[] {
  if (records.length === 0) {
    return [];
  }
  return ['## Not run', '', 'Their presets follow the source of the client; the run says `skipped` until it can run them.', '',
    table(['client', 'package', 'preset', 'why'], records.map(({ client, preset, reason, ...record }) =>
      [client, `\`${record.package}\``, `\`${preset}\``, reason ?? ''])), ''];
}

function list(calls: readonly string[]): string {
  return calls.map((call) => `\`${call}\``).join(' ');
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
